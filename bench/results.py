"""The results of measuring, as lines of two tables, and the page that keeps them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log

from bench.measuring import Measure

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
LINEAR = 1.1
"""How many times more than the size the time may grow and still be in proportion to it; measuring is that uncertain."""

UNITS = {"processor_seconds": "s", "seconds": "s", "peak_mib": "MiB"}


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
        quantity, wall = (
            " / ".join(f"{getattr(measure, name):,.2f}" for measure in (self.ours, self.theirs))
            for name in (self.counts, "seconds")
        )
        is_time = self.counts == "processor_seconds"
        return [
            self.what,
            self.against,
            f"{quantity} {UNITS[self.counts]}",
            f"{wall} s" if is_time else "",
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
        (size, _), (next_size, _) = self.steps[-2:]
        return log(self._time_ratio) / log(next_size / size)

    @property
    def is_linear(self) -> bool:
        (size, _), (next_size, _) = self.steps[-2:]
        return self._time_ratio <= LINEAR * next_size / size

    @property
    def _time_ratio(self) -> float:
        (_, before), (_, after) = self.steps[-2:]
        return after.processor_seconds / before.processor_seconds

    def cells(self) -> list[str]:
        sizes, times = (
            " – ".join(texts)
            for texts in (
                [f"{size:,}" for size, _ in self.steps],
                [f"{measure.processor_seconds:.2f}" for _, measure in self.steps],
            )
        )
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
