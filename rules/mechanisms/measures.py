"""What a monthly requirement measures in a region's report: a rate, or the share of people seen in time.

A measure turns a report into one exact value and into Swedish words. What a value earns belongs to the routes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from rules.monthly_pot import Assessment, Route
from rules.reports import Report, ReportKind, Value
from rules.swedish import about, month_name, number

SMALLEST_STEP = Decimal("0.01")
"""The step of a rate that is reported with two decimals or fewer."""
LARGEST_RATE = Decimal(10**9)
"""A rate above any that is reported: the easiest one to have improved from."""


@dataclass(frozen=True)
class Lever:
    """One value of a report that a region could have changed by itself, in whole steps.

    `name` is what margins call it, `words` its Swedish name, `step` the smallest change. It is `most` at most, None
    without a bound, and never below zero.
    """

    name: str
    column: str
    words: str
    value: Value
    step: Value
    most: Value | None


class Measure(Protocol):
    """What a monthly requirement measures; `columns` are those that the value is made of."""

    @property
    def kind(self) -> ReportKind:
        """The kind of report."""

    @property
    def item(self) -> str:
        """The item of the report, empty where the kind has none."""

    @property
    def readings(self) -> tuple[str, ...]:
        """The T-numbers that the value rests on."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the value is made of."""

    @property
    def all_columns(self) -> tuple[str, ...]:
        """All columns that an outcome can look at."""

    @property
    def is_fewer_better(self) -> bool:
        """Whether a lower value is the better one."""

    @property
    def about(self) -> str:
        """What is awaited when nobody has reported, in Swedish."""

    def is_reported(self, report: Report) -> bool:
        """Whether what the value is made of was reported."""

    def value(self, report: Report) -> Fraction | None:
        """The exact value; None when it was not reported or cannot be told."""

    def written(self, value: Fraction) -> str:
        """A value in a sentence."""

    def unassessed(self, report: Report, name: str, month: date) -> Assessment | None:
        """The outcome of a report without a value; None when it has one."""

    def fact(self, report: Report, name: str, month: date) -> str:
        """What was reported, as the beginning of a sentence."""

    def incomparable(self, report: Report, month: date) -> str:
        """Why a report of the year before gives nothing to compare with."""

    def levers(self, report: Report) -> tuple[Lever, ...]:
        """What the region could have changed by itself; none for what it did not report."""

    @property
    def lever_words(self) -> Mapping[str, str]:
        """The words of each lever by its name; the first is told of where there are none."""

    @property
    def performed(self) -> Mapping[str, str | None]:
        """What can be done better or worse, each with the column of all that it is a part of, if any."""

    def step_words(self, lever: str) -> str:
        """The words after `3 fler` in the sentence of a margin; empty when the words of the lever do."""

    def at_best(self, report: Report) -> Report:
        """The report with the best that can still come in for what it lacks."""

    def worst(self) -> Report:
        """A report of the year before that is easy to have improved from."""


@dataclass(frozen=True)
class Rate:
    """A rate as reported, `words` its name: `överbeläggningar per 100 vårdplatser`."""

    kind: ReportKind
    column: str
    is_fewer_better: bool = True
    item: str = ""

    readings = ()

    @property
    def words(self) -> str:
        """Its Swedish name."""
        return self.kind.values[self.column]

    @property
    def columns(self) -> tuple[str, ...]:
        """The rate itself."""
        return (self.column,)

    @property
    def all_columns(self) -> tuple[str, ...]:
        """The rate itself."""
        return self.columns

    @property
    def about(self) -> str:
        """The name without what it is per."""
        return self.words.split(" per ")[0]

    def is_reported(self, report: Report) -> bool:
        """Whether there is a rate."""
        return report.get(self.column) is not None

    def value(self, report: Report) -> Fraction | None:
        """The decimal as reported, exactly."""
        value = report.get(self.column)
        return None if value is None else Fraction(value)

    def written(self, value: Fraction) -> str:
        """All its decimals."""
        return number(value)

    def unassessed(self, report: Report, name: str, month: date) -> Assessment | None:
        """No valid report earns nothing (T12)."""
        if self.is_reported(report):
            return None
        because = f"{name} har ingen giltig rapport om {self.words} för {month_name(month)}"
        return Assessment(Route.NOT_REPORTED, Fraction(0), because)

    def fact(self, report: Report, name: str, month: date) -> str:
        """`Region Skåne hade 4,5 överbeläggningar per 100 vårdplatser i mars 2024`."""
        value = report[self.column]
        assert value is not None, "only a report with a value has a fact"
        return f"{name} hade {number(value)} {self.words} i {month_name(month)}"

    def incomparable(self, report: Report, month: date) -> str:
        """The same words for every cause."""
        return f"utan värde för {month_name(month)} att jämföra med"

    def levers(self, report: Report) -> tuple[Lever, ...]:
        """The rate, by the smallest decimal that it was reported with."""
        value = report.get(self.column)
        if value is None:
            return ()
        exponent = Decimal(value).normalize().as_tuple().exponent
        assert isinstance(exponent, int), "a reported rate is a finite number"
        step = min(SMALLEST_STEP, Decimal(1).scaleb(exponent))
        return (Lever(self.column, self.column, self.words, value, step, None),)

    @property
    def lever_words(self) -> Mapping[str, str]:
        """The rate itself."""
        return {self.column: self.words}

    @property
    def performed(self) -> Mapping[str, str | None]:
        """The rate itself."""
        return {self.column: None}

    def step_words(self, lever: str) -> str:
        """The words of the lever do."""
        return ""

    def at_best(self, report: Report) -> Report:
        """None at all where fewer is better."""
        best: Report = {self.column: Decimal(0) if self.is_fewer_better else LARGEST_RATE}
        return {**report, **{name: value for name, value in best.items() if report.get(name) is None}}

    def worst(self) -> Report:
        """The rate that is furthest from the best."""
        return {self.column: LARGEST_RATE if self.is_fewer_better else SMALLEST_STEP}


@dataclass(frozen=True)
class ShareWithin:
    """The share in per cent of what was done that was done within so many `days`, more being better.

    `words` is what was done (`första besök`), `of_done` and `for_what` the same in the sentences of margins.
    """

    kind: ReportKind
    item: str
    words: str
    of_done: str
    about: str
    days: int

    DONE, WITHIN, WAITING, WAITING_WITHIN = (
        "completed_count",
        "completed_within_count",
        "waiting_count",
        "waiting_within_count",
    )
    is_fewer_better = False
    readings = ("T26",)

    @property
    def columns(self) -> tuple[str, ...]:
        """What was done, and in time."""
        return (self.DONE, self.WITHIN)

    @property
    def all_columns(self) -> tuple[str, ...]:
        """Also who waits."""
        return (self.DONE, self.WITHIN, self.WAITING, self.WAITING_WITHIN)

    @property
    def within(self) -> str:
        """`inom 30 dagar`."""
        return f"inom {self.days} dagar"

    def is_reported(self, report: Report) -> bool:
        """Whether both counts of those seen are there."""
        return report.get(self.DONE) is not None and report.get(self.WITHIN) is not None

    def value(self, report: Report) -> Fraction | None:
        """Per cent, exactly; None also when nothing was done."""
        done, within = report.get(self.DONE), report.get(self.WITHIN)
        if not isinstance(done, int) or not isinstance(within, int) or not done:
            return None
        return Fraction(100 * within, done)

    def written(self, value: Fraction) -> str:
        """`76,19 procent`, cut."""
        return f"{about(value, 2)} procent"

    def unassessed(self, report: Report, name: str, month: date) -> Assessment | None:
        """Counts missing is not reported (T12); nothing done cannot be tested (T07)."""
        done, within = report.get(self.DONE), report.get(self.WITHIN)
        if done is None or within is None:
            because = f"Giltig uppgift om genomförda {self.words} {self.within} i {month_name(month)} saknas"
            return Assessment(Route.NOT_REPORTED, Fraction(0), because)
        if not done:
            because = (
                f"Inga {self.words} genomfördes i {month_name(month)}, och därför går det inte att pröva "
                f"hur stor andel som skedde {self.within}"
            )
            return Assessment(Route.NONE, Fraction(0), because)
        return None

    def fact(self, report: Report, name: str, month: date) -> str:
        """What all routes start from."""
        done, within = _counts(report, self.DONE, self.WITHIN)
        return (
            f"Av {number(done)} genomförda {self.words} i {month_name(month)} skedde {number(within)} "
            f"{self.within} ({self.written(Fraction(100 * within, done))})"
        )

    def incomparable(self, report: Report, month: date) -> str:
        """Nothing reported, or nothing done, the year before."""
        why = "inga genomfördes då" if self.is_reported(report) else f"uppgift om genomförda {self.words} saknas"
        return f", vilket inte kan jämföras med {month_name(month)} eftersom {why}"

    def levers(self, report: Report) -> tuple[Lever, ...]:
        """One person more or fewer in time, of those seen and of those who wait."""
        if not self.is_reported(report):
            return ()
        return tuple(
            Lever(part.removesuffix("_count"), part, self.kind.values[part], value, 1, whole)
            for part, all_of in self.performed.items()
            if all_of and (whole := report.get(all_of)) is not None and (value := report.get(part)) is not None
        )

    @property
    def lever_words(self) -> Mapping[str, str]:
        """Those seen in time, and those who wait."""
        return {part.removesuffix("_count"): self.kind.values[part] for part in self.performed}

    @property
    def performed(self) -> Mapping[str, str | None]:
        """Those in time, of all."""
        return {self.WITHIN: self.DONE, self.WAITING_WITHIN: self.WAITING}

    def step_words(self, lever: str) -> str:
        """`inom 30 dagar av de genomförda besöken`."""
        of_whom = f"dem som väntade på {self.item}" if lever.startswith("waiting") else f"de genomförda {self.of_done}"
        return f"{self.within} av {of_whom}"

    def at_best(self, report: Report) -> Report:
        """Nobody waits, or all within time; what was done in time is all of it."""
        filled = dict(report)
        if not self.is_reported(report):
            filled[self.DONE] = filled[self.WITHIN] = report.get(self.DONE) or 1
        if filled.get(self.WAITING) is None:
            filled[self.WAITING] = 0
        if filled.get(self.WAITING_WITHIN) is None:
            filled[self.WAITING_WITHIN] = filled[self.WAITING]
        return filled

    def worst(self) -> Report:
        """One done, not in time."""
        return {self.DONE: 1, self.WITHIN: 0, self.WAITING: 0, self.WAITING_WITHIN: 0}


def _counts(report: Mapping[str, Value | None], *columns: str) -> tuple[int, ...]:
    """Reported whole numbers that are known to be there."""
    found = []
    for column in columns:
        value = report[column]
        assert isinstance(value, int), "a count is a whole number and reported"
        found.append(value)
    return tuple(found)
