"""How far each region was from another outcome of a month, and what that would have been worth to it and to others.

A margin is the least change of one value that the region itself reported, all else as it was. What a change is
worth is never estimated: the whole programme is computed again, so that ranking and bonus pot follow.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from rules.case import Case
from rules.comparison import Comparison, compared
from rules.mechanisms.measures import Lever
from rules.mechanisms.requirement import MonthOf, Requirement
from rules.monthly_pot import Outcome
from rules.outcomes import Outcomes
from rules.reports import Value
from rules.swedish import number


@dataclass(frozen=True)
class Flip:
    """The least change that gives another outcome.

    `value` is what the region would have had to report; one `step` nearer to what it did report, the outcome
    stays as it was. `part` is the part of the monthly pot it gives. `comparison` holds the settlement with the
    change against that without it, None while the payment is withheld.
    """

    value: Value
    step: Value
    part: Fraction
    comparison: Comparison | None


@dataclass(frozen=True)
class Margin:
    """One region's margin for one month, requirement and value of its report.

    `value_name` and `words` name the value; it is what was reported, None where nothing was and therefore nothing can
    be a little better. `step_words` follow on `3 fler` in a sentence. `flip` is None where no change of this value
    alone gives another outcome.
    """

    outcome: Outcome
    value_name: str
    words: str
    step_words: str
    value: Value | None
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
        steps = self.steps
        return f"{steps} {self.words}" if steps else ""

    @property
    def steps(self) -> str:
        """How much more or less: `0,3 färre`; empty without a flip."""
        if self.flip is None or self.value is None:
            return ""
        change = Fraction(self.flip.value) - Fraction(self.value)
        return f"{number(abs(change))} {'fler' if change > 0 else 'färre'}"


def margins(case: Case) -> tuple[Margin, ...]:
    """The margins of all outcomes, in their order; none for a decree without monthly requirements.

    An outcome that a decided payment pays for has none: whatever is reported now, the payment stands.

    Each value that the region could have changed by itself, up to the next better outcome and down to the next worse;
    an outcome that none of them can change has one margin without a flip.
    """
    outcomes = case.outcomes()
    worth = _worth(case, outcomes)
    requirements = {each.id: each for each in case.decree.requirements if isinstance(each, Requirement)}
    beside: dict[tuple[str, date], list[Outcome]] = {}
    for outcome in outcomes:
        beside.setdefault((outcome.requirement, outcome.month), []).append(outcome)
    at = {(id_, month): MonthOf(case, requirements[id_].measure, month) for id_, month in beside}
    found: list[Margin] = []
    for outcome in outcomes:
        month = (outcome.requirement, outcome.month)
        if case.decree.component_of.get(month, ("", ""))[0] not in case.given.decided:
            found += _margins_of(requirements[outcome.requirement], outcome, beside[month], at[month], worth)
    return tuple(found)


_Worth = Callable[[Sequence[tuple[Outcome, Fraction]]], Comparison | None]
"""What it is worth that outcomes come to other parts of their pots."""


def _worth(case: Case, outcomes: Outcomes) -> _Worth:
    """What it would be worth if some outcomes were others; changes that come to the same are computed once."""
    baseline = case.settle(outcomes)
    known: dict[tuple[object, ...], Comparison] = {}
    paid_as = _paid_as(case)

    def worth(changes: Sequence[tuple[Outcome, Fraction]]) -> Comparison | None:
        if baseline.withheld:
            return None
        key = tuple((*paid_as(old), _part(old), part) for old, part in changes)
        if key not in known:
            parts = {(old.requirement, old.month, old.region_code): part for old, part in changes}
            known[key] = compared(baseline, case.settle(outcomes.otherwise(parts)))
        return known[key]

    return worth


def _paid_as(case: Case) -> Callable[[Outcome], tuple[object, ...]]:
    """What payments see of an outcome besides its part: the component that pays it, where they sum several."""
    paid_by = case.decree.component_of

    def paid_as(outcome: Outcome) -> tuple[object, ...]:
        pot = "shared" if case.readings.t04 == "shared" else outcome.requirement
        return paid_by.get((outcome.requirement, outcome.month)), pot, outcome.region_code

    return paid_as


def _part(outcome: Outcome) -> Fraction:
    return outcome.assessment.part


def _margins_of(
    requirement: Requirement, outcome: Outcome, beside: Sequence[Outcome], at: MonthOf, worth: _Worth
) -> Iterator[Margin]:
    measure = requirement.measure
    levers = measure.levers(at.report(outcome.region_code))
    found = [
        Margin(outcome, lever.name, lever.words, measure.step_words(lever.name), lever.value, flip)
        for lever in levers
        for flip in _flips(requirement, outcome, beside, at, lever, worth)
    ]
    if found:
        yield from found
        return
    name, words = next(iter(measure.lever_words.items()))
    yield Margin(outcome, name, words, measure.step_words(name), levers[0].value if levers else None, None)


def _flips(
    requirement: Requirement,
    outcome: Outcome,
    beside: Sequence[Outcome],
    at: MonthOf,
    lever: Lever,
    worth: _Worth,
) -> Iterator[Flip]:
    """The next better and the next worse outcome by one value."""
    code, own = outcome.region_code, _part(outcome)

    def changed(steps: int) -> MonthOf:
        return at.otherwise({code: {lever.column: lever.value + steps * lever.step}})

    towards_better, towards_worse = _ends(at, code, lever)
    for end in (towards_better if own < 1 else 0, towards_worse if own else 0):
        steps = _first_other(end, lambda steps: requirement.part(changed(steps), code) != own)
        if steps is None:
            continue
        then = changed(steps)
        moved = requirement.moved(at, then, code)
        parts = {each: requirement.part(then, each) for each in moved}
        changes = [(each, part) for each in beside if (part := parts.get(each.region_code, _part(each))) != _part(each)]
        yield Flip(lever.value + steps * lever.step, lever.step, parts[code], worth(changes))


def _ends(at: MonthOf, code: str, lever: Lever) -> tuple[int, int]:
    """The furthest steps that can change anything, towards the better first.

    Without an end it is a step beyond all that a value is held against.
    """
    down = -int(Fraction(lever.value) / Fraction(lever.step))
    most = lever.most
    if most is None:
        held_against = (*at.measured.values(), at.before(code) or Fraction(0))
        up = int((max(held_against) - Fraction(lever.value)) / Fraction(lever.step)) + 2
    else:
        up = int((Fraction(most) - Fraction(lever.value)) / Fraction(lever.step))
    return (down, up) if at.measure.is_fewer_better else (up, down)


def _first_other(end: int, is_other: Callable[[int], bool]) -> int | None:
    """The fewest steps on the way to `end` that give another outcome; better is never worse."""
    if not end or not is_other(end):
        return None
    same, other = 0, end
    while abs(other - same) > 1:
        middle = (same + other) // 2
        if is_other(middle):
            other = middle
        else:
            same = middle
    return other
