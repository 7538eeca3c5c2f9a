"""How far each region was from another outcome of a month, and what that would have been worth to it and to others.

A margin is the least change of one value that the region itself reported, all else as it was. What a change is
worth is never estimated: the whole programme is computed again, so that ranking and bonus pot follow.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from rules.comparison import Comparison, compared
from rules.decrees import tillganglighet_2024 as agreement
from rules.decrees import vardplatser_2024 as beds
from rules.monthly_pot import Assessment, Outcome, Route
from rules.months import year_before
from rules.regions import CODES
from rules.scenario import Case
from rules.swedish import number

SMALLEST_STEP = Decimal("0.01")
"""The step of a rate that is reported with two decimals or fewer."""

VALUE_NAMES = beds.VALUE_NAMES | {
    "completed_within": "genomförda inom 30 dagar",
    "waiting_within": "väntande inom 30 dagar",
}
"""Swedish name of each value that a margin can be about."""


@dataclass(frozen=True)
class Flip:
    """The least change that gives another outcome.

    `value` is what the region would have had to report; one `step` nearer to what it did report, the outcome
    stays as it was. `part` is the part of the monthly pot it gives. `comparison` holds the settlement with the
    change against that without it, None while the payment is withheld.
    """

    value: Decimal | int
    step: Decimal | int
    part: Fraction
    comparison: Comparison | None


@dataclass(frozen=True)
class Margin:
    """One region's margin for one month, requirement and value of its report.

    `value` is what was reported, None where nothing was and therefore nothing can be a little better. `flip` is
    None where no change of this value alone gives another outcome.
    """

    outcome: Outcome
    value_name: str
    value: Decimal | int | None
    flip: Flip | None

    @property
    def earned_kr(self) -> Fraction:
        """Exact kronor of the monthly pot that the change gives, below zero what it takes; 0 without a flip."""
        if self.flip is None:
            return Fraction(0)
        return self.outcome.reserved_kr * (self.flip.part - self.outcome.assessment.part)

    @property
    def worth_kr(self) -> int | None:
        """Kronor more, or fewer below zero, for the region itself with bonus; None when it cannot be told."""
        if self.flip is None or self.flip.comparison is None:
            return None
        return self.flip.comparison.differences_kr[self.outcome.region_code]

    @property
    def others_kr(self) -> dict[str, int]:
        """The same for each of the other regions, through ranking and bonus; empty when it cannot be told."""
        if self.flip is None or self.flip.comparison is None:
            return {}
        differences = self.flip.comparison.differences_kr
        return {code: kr for code, kr in differences.items() if code != self.outcome.region_code}

    @property
    def distance(self) -> str:
        """The change in natural units: `0,3 färre överbeläggningar per 100 vårdplatser`; empty without a flip."""
        if self.flip is None or self.value is None:
            return ""
        change = Fraction(self.flip.value) - Fraction(self.value)
        return f"{number(abs(change))} {'fler' if change > 0 else 'färre'} {VALUE_NAMES[self.value_name]}"


def beds_margins(case: Case) -> tuple[Margin, ...]:
    """One margin per month, requirement and region of the beds decree, in the order of its outcomes.

    A region that did not get the pot is told how many fewer would have given it, one that did how many more
    would have taken it away.
    """
    outcomes = case.outcomes()
    worth = _worth(case, outcomes)
    rows: list[Margin] = []
    for month in case.rules.months:
        own = [outcome for outcome in outcomes if outcome.month == month]
        if not own:  # no population to reserve pots by
            continue
        flipped = {code: _beds_flips(case, month, code, own, worth) for code in CODES}
        for outcome in own:
            value_name = beds.RATE_OF[outcome.requirement]
            value = beds.reported(case.given.reports, outcome.region_code, month, value_name)
            flip = flipped[outcome.region_code].get(outcome.requirement)
            rows.append(Margin(outcome, value_name, value, flip))
    return tuple(rows)


def bup_margins(case: Case) -> tuple[Margin, ...]:
    """The margins of the agreement's outcomes, in their order: one patient more or fewer within 30 days.

    For both the completed and the waiting, up to the next better outcome and down to the next worse, each value
    by itself; an outcome that neither can change has one margin without a flip. The numbers completed and
    waiting in all stay as they were.
    """
    outcomes = case.outcomes()
    worth = _worth(case, outcomes)
    return tuple(margin for outcome in outcomes for margin in _bup_margins_of(case, outcome, worth))


MARGINS: dict[str, Callable[[Case], tuple[Margin, ...]]] = {
    agreement.PROGRAMME.id: bup_margins,
    beds.PROGRAMME.id: beds_margins,
}
"""By programme id; operations are paid one by one up to a cap and have no requirement to be near."""

_Worth = Callable[[Sequence[Outcome], Sequence[Outcome]], Comparison | None]


def _worth(case: Case, outcomes: Sequence[Outcome]) -> _Worth:
    """What it would be worth if some outcomes were others; changes that come to the same are computed once."""
    baseline = case.settle(outcomes)
    known: dict[tuple[object, ...], Comparison] = {}

    def worth(before: Sequence[Outcome], after: Sequence[Outcome]) -> Comparison | None:
        if baseline.withheld:
            return None
        changes = [(old, new) for old, new in zip(before, after, strict=True) if _part(old) != _part(new)]
        key = tuple((*_paid_as(case, old), _part(old), _part(new)) for old, new in changes)
        if key not in known:
            new_at = {(old.requirement, old.month, old.region_code): new for old, new in changes}
            otherwise = [new_at.get((row.requirement, row.month, row.region_code), row) for row in outcomes]
            known[key] = compared(baseline, case.settle(otherwise))
        return known[key]

    return worth


def _paid_as(case: Case, outcome: Outcome) -> tuple[object, ...]:
    """What a payment sees of an outcome besides its part: it sums over months, the agreement's over measures too."""
    if case.programme_id == beds.PROGRAMME.id:
        return outcome.requirement, outcome.region_code
    payment = next(payment for payment, months in agreement.PAYMENT_MONTHS.items() if outcome.month in months)
    pot = outcome.requirement if case.readings.t04 == "per_requirement" else "shared"
    return pot, payment, outcome.region_code


def _part(outcome: Outcome) -> Fraction:
    return outcome.assessment.part


# --- Beds: rates, fewer is better --------------------------------------------------------------------------------


def _beds_flips(case: Case, month: date, code: str, own: Sequence[Outcome], worth: _Worth) -> dict[str, Flip]:
    """The flips of one region in one month, by requirement."""
    report = case.given.reports.get((code, month), beds.BedsReport())
    values = {
        requirement: value
        for requirement, rate in beds.RATE_OF.items()
        if (value := getattr(report, rate)) is not None
        if (value := _flip_value(case, month, code, requirement, value)) is not None
    }
    if not values:
        return {}
    # The requirements do not touch one another before the payment, so one computation serves both.
    changed = replace(report, **{beds.RATE_OF[requirement]: value for requirement, value in values.items()})
    given = replace(case.given, reports={**case.given.reports, (code, month): changed})
    after = replace(case, given=given).qualify(month)
    flips = {}
    for requirement, value in values.items():
        was = [outcome for outcome in own if outcome.requirement == requirement]
        becomes = [outcome for outcome in after if outcome.requirement == requirement]
        (part,) = (_part(outcome) for outcome in becomes if outcome.region_code == code)
        flips[requirement] = Flip(value, _step(getattr(report, beds.RATE_OF[requirement])), part, worth(was, becomes))
    return flips


def _step(value: Decimal) -> Decimal:
    """The smallest decimal that the value was reported with, 0.01 at most."""
    exponent = value.normalize().as_tuple().exponent
    assert isinstance(exponent, int), "a reported rate is a finite number"
    return min(SMALLEST_STEP, Decimal(1).scaleb(exponent))


def _flip_value(case: Case, month: date, code: str, requirement: str, value: Decimal) -> Decimal | None:
    """The value nearest to the reported one, in whole steps, on the other side of what gives the pot."""
    limits = _limits(case, month, code, requirement)
    step = _step(value)
    is_met = any(limit.lets_in(value) for limit in limits)
    if not is_met:
        steps = min((limit.steps_down(value, step) for limit in limits), default=None)
        lower = None if steps is None else value - steps * step
        return lower if lower is not None and lower >= 0 else None
    if any(limit.highest is None for limit in limits):
        return None
    return value + max(limit.steps_up(value, step) for limit in limits) * step


@dataclass(frozen=True)
class _Limit:
    """What a rate must not be above, or must be below, for one of the routes; None lets in every rate."""

    highest: Fraction | None
    is_included: bool = True

    def lets_in(self, value: Decimal) -> bool:
        if self.highest is None:
            return True
        return Fraction(value) < self.highest or (self.is_included and Fraction(value) == self.highest)

    def steps_down(self, value: Decimal, step: Decimal) -> int:
        """The least number of steps down that lets a value in that was not."""
        away = (Fraction(value) - (self.highest or 0)) / Fraction(step)
        return -(-away // 1) if self.is_included else away // 1 + 1

    def steps_up(self, value: Decimal, step: Decimal) -> int:
        """The least number of steps up, or 0, that no longer lets the value in."""
        away = ((self.highest or 0) - Fraction(value)) / Fraction(step)
        return max(away // 1 + 1 if self.is_included else -(-away // 1), 0)


def _limits(case: Case, month: date, code: str, requirement: str) -> list[_Limit]:
    """The limits of both routes; each of them is enough. Improvement has none without a year to compare with."""
    limits = []
    rate = beds.RATE_OF[requirement]
    before = beds.reported(case.given.reports, code, year_before(month), rate)
    percent = Fraction(case.numbers.improvement_percent)
    if before:
        less = percent if case.readings.t09 == "percentage_points" else Fraction(before) * percent / 100
        limits.append(_Limit(Fraction(before) - less))
    elif before is not None and case.readings.t10 == "zero_kept":
        limits.append(_Limit(Fraction(0)))

    others = sorted(
        Fraction(value)
        for other in CODES
        if other != code and (value := beds.reported(case.given.reports, other, month, rate)) is not None
    )
    places = case.numbers.top_places
    last = others[places - 1] if len(others) >= places else None
    limits.append(_Limit(last, is_included=case.readings.t11 == "all_tied"))
    return limits


# --- BUP: patients within 30 days, more is better ----------------------------------------------------------------


def _bup_margins_of(case: Case, outcome: Outcome, worth: _Worth) -> Iterator[Margin]:
    measure = agreement.MEASURES[outcome.requirement]
    report = case.given.reports.get((outcome.region_code, outcome.month, measure))
    if report is None or outcome.assessment.route is Route.NOT_REPORTED:
        yield Margin(outcome, "completed_within", None, None)
        return
    found = [
        Margin(outcome, value_name, getattr(report, value_name), flip)
        for value_name, most in (("completed_within", report.completed), ("waiting_within", report.waiting))
        if most is not None and getattr(report, value_name) is not None
        for flip in _bup_flips(case, outcome, report, value_name, most, worth)
    ]
    yield from found or [Margin(outcome, "completed_within", report.completed_within, None)]


def _bup_flips(
    case: Case, outcome: Outcome, report: agreement.BupReport, value_name: str, most: int, worth: _Worth
) -> Iterator[Flip]:
    """The next better and the next worse outcome by one value, which is at most `most`."""
    measure = agreement.MEASURES[outcome.requirement]
    last_year = case.given.reports.get((outcome.region_code, year_before(outcome.month), measure))

    def assessed(value: int) -> Assessment:
        return agreement.assess(
            replace(report, **{value_name: value}),
            last_year,
            month=outcome.month,
            measure=measure,
            parameters=case.numbers,
            readings=case.readings,
        )

    value = getattr(report, value_name)
    for end in (most, 0):
        flip_value = _first_other(value, end, lambda at: assessed(at).part != _part(outcome))
        if flip_value is not None:
            otherwise = replace(outcome, assessment=assessed(flip_value))
            yield Flip(flip_value, 1, _part(otherwise), worth([outcome], [otherwise]))


def _first_other(start: int, end: int, is_other: Callable[[int], bool]) -> int | None:
    """The value nearest to `start` on the way to `end` that is another outcome; more is never worse."""
    if start == end or not is_other(end):
        return None
    same, other = start, end
    while abs(other - same) > 1:
        middle = (same + other) // 2
        if is_other(middle):
            other = middle
        else:
            same = middle
    return other
