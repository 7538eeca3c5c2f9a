"""The results of measuring, as lines of two tables, and the page that keeps them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log

from bench.measuring import Measure

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
LINEAR = 1.1
"""How many times more than the size the time may grow and still be in proportion to it; measuring is that uncertain."""


@dataclass(frozen=True)
class Line:
    """Medians of something and of what it is held against; `counts` is the quantity of `Measure` that decides."""

    what: str
    against: str
    ours: Measure
    theirs: Measure
    at_most: float
    counts: str = "processor_seconds"

    @property
    def ratio(self) -> float:
        return float(getattr(self.ours, self.counts) / getattr(self.theirs, self.counts))

    @property
    def is_met(self) -> bool:
        return self.ratio <= self.at_most

    def cells(self) -> list[str]:
        ours, theirs = (getattr(measure, self.counts) for measure in (self.ours, self.theirs))
        is_time = self.counts != "peak_mib"
        return [
            self.what,
            self.against,
            f"{ours:,.2f} / {theirs:,.2f} {'s' if is_time else 'MiB'}",
            f"{self.ours.seconds:,.2f} / {self.theirs.seconds:,.2f} s" if is_time else "",
            f"{self.ratio:.3g}",
            f"{self.at_most:.3g}",
            "yes" if self.is_met else "**no**",
        ]


@dataclass(frozen=True)
class Growth:
    """What something costs by its size, from small to large."""

    what: str
    steps: Sequence[tuple[int, Measure]]

    @property
    def exponent(self) -> float:
        """The power of the size that the time grows with, over the last step, where fixed costs matter least."""
        larger, longer = self._last_step
        return log(longer) / log(larger)

    @property
    def is_linear(self) -> bool:
        larger, longer = self._last_step
        return longer <= LINEAR * larger

    @property
    def _last_step(self) -> tuple[float, float]:
        """How many times larger the size is, and how many times longer it takes."""
        (size, before), (next_size, after) = self.steps[-2:]
        return next_size / size, after.processor_seconds / before.processor_seconds

    def cells(self) -> list[str]:
        sizes = " – ".join(f"{size:,}" for size, _ in self.steps)
        times = " – ".join(f"{measure.processor_seconds:.2f}" for _, measure in self.steps)
        return [self.what, sizes, f"{times} s", f"{self.exponent:.2f}", "yes" if self.is_linear else "**no**"]


LINE_HEADINGS = ["what", "against", "processor time or memory", "wall time", "ratio", "aim at most", "met"]
GROWTH_HEADINGS = ["what", "sizes", "processor time", "exponent of the last step", "linear"]


def tables(results: Sequence[Line | Growth]) -> str:
    """The results as Markdown: what is held against something, then how things grow."""
    lines = [result.cells() for result in results if isinstance(result, Line)]
    growths = [result.cells() for result in results if isinstance(result, Growth)]
    parts = [(LINE_HEADINGS, lines), (GROWTH_HEADINGS, growths)]
    return "\n\n".join(_table(headings, rows) for headings, rows in parts if rows)


def with_measured(page: str, measured: str) -> str:
    """The page with what stands between its two markers replaced. Raises `ValueError` when it lacks them."""
    before, _, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise ValueError(f"the page has no {BEGIN} followed by {END}")
    return f"{before}{BEGIN}\n{measured.strip()}\n{END}{after}"


def _table(headings: list[str], rows: Iterable[list[str]]) -> str:
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (headings, ["---"] * len(headings), *rows))
