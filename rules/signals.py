"""Signs that a report on hospital beds may be wrong. They are shown to case officers and decide nothing.

What refuses a row belongs to the schemas of deliveries, what a value earns to the decree's module; no
result depends on anything here.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby, pairwise

from rules.case import Given
from rules.parameters import parameter
from rules.regions import BY_CODE, CODES
from rules.reports import VARDPLATSER, Value
from rules.swedish import about, day, month_name, month_span, number


@dataclass(frozen=True)
class SignalLimits:
    """When something is worth noticing; all limits are inclusive and our own choice, none is law."""

    jump_factor: int = parameter(
        10,
        unit="gånger",
        section="eget val",
        meaning="Så många gånger större eller mindre än månaden före är ett värde anmärkningsvärt",
    )
    same_value_months: int = parameter(
        4, unit="månader", section="eget val", meaning="Så många månader i rad med samma värde är anmärkningsvärt"
    )
    beds_change_percent: Decimal = parameter(
        Decimal(5),
        unit="procent",
        section="eget val",
        meaning="Så stor ändring av vårdplatserna är anmärkningsvärd när beläggningsgraden är oförändrad",
    )
    compared_year: int = parameter(
        2023, unit="år", section="eget val", meaning="Året vars värden förbättringen mäts mot"
    )
    rules_known: date = parameter(
        date(2024, 1, 1),
        unit="datum",
        section="eget val",
        meaning="Från denna dag räknas en ändring av jämförelseåret som gjord efter att reglerna blev kända",
    )


LIMITS = SignalLimits()


@dataclass(frozen=True)
class Signal:
    """Something worth a look in one region's values; `month` is where it shows, for a run its last month.

    `value_name` is a column of the report. `code` is `jump`, `same_value`, `beds_without_occupancy` or
    `changed_after_rules`. `message` says in Swedish what the fact is, why it is noticed and that no money
    depends on it.
    """

    region_code: str
    month: date
    value_name: str
    code: str
    message: str


@dataclass(frozen=True)
class Replacement:
    """A delivered value that replaced an earlier one; None where a delivery had no value."""

    region_code: str
    month: date
    value_name: str
    old: Value | None
    old_received: date
    new: Value | None
    new_received: date


def signals(given: Given, months: Sequence[date], limits: SignalLimits = LIMITS) -> tuple[Signal, ...]:
    """All signals in the outcomes of some months, in order, by region; plans are not to be among them."""
    found: list[Signal] = []
    for code in CODES:
        for value_name in VARDPLATSER.values:
            values = [(month, _reported(given, code, month, value_name)) for month in months]
            found += _jumps(code, value_name, values, limits)
            found += _same_values(code, value_name, values, limits)
        found += _beds_without_occupancy(given, code, months, limits)
    return tuple(found)


_Values = Sequence[tuple[date, Value | None]]


def _reported(given: Given, code: str, month: date, value_name: str) -> Value | None:
    return given.value(VARDPLATSER.id, code, month, value_name)


def _jumps(code: str, value_name: str, values: _Values, limits: SignalLimits) -> Iterator[Signal]:
    """A value ten times the month before, or a tenth of it; from zero there are no times."""
    for (month_before, before), (month, value) in pairwise(values):
        if not before or value is None:
            continue
        times = Fraction(value) / Fraction(before)
        if Fraction(1, limits.jump_factor) < times < limits.jump_factor:
            continue
        yield _signal(
            code,
            month,
            value_name,
            "jump",
            f"gick från {number(before)} i {month_name(month_before)} till {number(value)} i {month_name(month)}",
            f"Ett värde som är minst {limits.jump_factor} gånger större eller mindre än månaden före kan bero på ett "
            "skrivfel, till exempel ett flyttat decimaltecken",
        )


def _same_values(code: str, value_name: str, values: _Values, limits: SignalLimits) -> Iterator[Signal]:
    """The same value, other than zero, in at least four months in a row; one signal for the whole run."""
    for value, group in groupby(values, lambda each: each[1]):
        run = [month for month, _ in group]
        if value and len(run) >= limits.same_value_months:
            yield _signal(
                code,
                run[-1],
                value_name,
                "same_value",
                f"var {number(value)} alla {len(run)} månader {month_span(run[0], run[-1])}",
                f"Samma värde minst {limits.same_value_months} månader i rad kan vara kopierat från månad till månad",
            )


def _beds_without_occupancy(given: Given, code: str, months: Sequence[date], limits: SignalLimits) -> Iterator[Signal]:
    """Beds changed by five per cent or more between two months while the occupancy is exactly the same."""
    for month_before, month in pairwise(months):
        beds_before = _reported(given, code, month_before, "beds")
        beds = _reported(given, code, month, "beds")
        occupancy = _reported(given, code, month, "occupancy_percent")
        if not beds_before or beds is None or occupancy is None:
            continue
        change_percent = abs(Fraction(beds) - Fraction(beds_before)) / Fraction(beds_before) * 100
        if change_percent < Fraction(limits.beds_change_percent):
            continue
        if occupancy == _reported(given, code, month_before, "occupancy_percent"):
            yield _signal(
                code,
                month,
                "beds",
                "beds_without_occupancy",
                f"gick från {number(beds_before)} i {month_name(month_before)} till {number(beds)} i "
                f"{month_name(month)}, en ändring med {about(change_percent, 2)} procent, medan beläggningsgraden båda "
                f"månaderna var {number(occupancy)} procent",
                "När antalet vårdplatser ändras brukar beläggningsgraden ändras, så något av värdena kan vara gammalt",
            )


def changed_after_rules(replacements: Iterable[Replacement], limits: SignalLimits = LIMITS) -> tuple[Signal, ...]:
    """Values of the compared year that were changed or withdrawn after the rules were known.

    A value where there was none before is a completion and no change.
    """
    return tuple(
        _signal(
            row.region_code,
            row.month,
            row.value_name,
            "changed_after_rules",
            f"i {month_name(row.month)} var {number(row.old)} i leveransen den {day(row.old_received)} och "
            f"{'saknas' if row.new is None else f'är {number(row.new)}'} i leveransen den {day(row.new_received)}",
            "Förbättringen mäts mot detta år, och ändringen kom efter att reglerna blev kända",
        )
        for row in replacements
        if row.month.year == limits.compared_year
        and row.new_received >= limits.rules_known
        and row.old is not None
        and row.new != row.old
    )


def _signal(code: str, month: date, value_name: str, signal: str, fact: str, why: str) -> Signal:
    message = (
        f"{BY_CODE[code].official_name}: {VARDPLATSER.values[value_name]} {fact}. {why}. "
        "Iakttagelsen påverkar inga belopp; kontrollera värdet med regionen."
    )
    return Signal(code, month, value_name, signal, message)
