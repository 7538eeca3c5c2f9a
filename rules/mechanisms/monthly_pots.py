"""What monthly pots come to when they are paid: earned kronor, and the bonus pot of what nobody earned (T02, T04).

How a pot is reserved and earned is in `requirement`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from rules.apportionment import Method, method_in_use
from rules.attribution import Cell, Ground, Role
from rules.case import REPORTS, Case, Fault, Paid
from rules.declaration import Component, Rests
from rules.interval import Bounds, NoIntervalError
from rules.mechanisms.requirement import MonthOf, Requirement
from rules.mechanisms.shares import population_ground
from rules.money import whole_kronor_down
from rules.monthly_pot import Outcome, Route, bonus_kr, without_excess
from rules.months import year_before
from rules.numbers import Number
from rules.outcomes import Outcomes
from rules.payouts import Cause
from rules.regions import CODES
from rules.swedish import day, kronor


@dataclass(frozen=True, eq=False)
class Earned:
    """What some requirements gave in some months, rounded once per region (T02)."""

    component: Component
    requirements: tuple[Requirement, ...]
    months: tuple[date, ...]

    readings = ("T02",)
    covers = ()
    printed_in = ""

    @property
    def components(self) -> tuple[Component, ...]:
        """What was earned."""
        return (self.component,)

    @property
    def age_groups(self) -> tuple[str, ...]:
        """What the pots are reserved by."""
        return tuple(dict.fromkeys(requirement.age_group for requirement in self.requirements))

    def faults(self, case: Case, outcomes: Sequence[Outcome]) -> tuple[Fault, ...]:
        """The population, and months that are not closed."""
        return case.once((self, "faults"), lambda: _awaited(case, self.requirements, self.months))

    def pay(self, case: Case, outcomes: Sequence[Outcome]) -> Paid:
        """To every region, rounded apart for each bonus pot (T04).

        In the payment that settles the pot, without what is more than was set aside.
        """
        settling = self._settling(case)
        by_pot = [
            settling.without_excess(case, outcomes, pot)[self] if settling else self.paid(case, outcomes, pot)
            for pot in pots(case, settling.requirements if settling else self.requirements)
        ]
        return Paid({self.component.id: _sum(by_pot)})

    def _settling(self, case: Case) -> "BonusPot | None":
        """The bonus pot that is settled in the same payment, None where that is a later one or none."""
        own = case.decree.payment_of(self)
        pots_ = (part for part in own.parts if isinstance(part, BonusPot))
        return next((part for part in pots_ if self in part.earned), None)

    def paid(self, case: Case, outcomes: Iterable[Outcome], among: Sequence[Requirement]) -> Mapping[str, int]:
        """Kronor by region code for those of its requirements that are `among` some."""
        ids = frozenset(requirement.id for requirement in self.requirements if requirement in among)
        return Outcomes.of(outcomes).paid_kr(ids, frozenset(self.months), case.readings)

    def terms(self, component: str) -> tuple[Number[Any], ...]:
        """What is set aside."""
        return tuple(dict.fromkeys(requirement.amount for requirement in self.requirements))

    def rests_on(self, component: str) -> tuple[Rests, ...]:
        """The population and the reports of its months and the year before."""
        return _rests_on(self.requirements, self.months)

    def grounds(self, case: Case, outcomes: Sequence[Outcome], component: str, region_code: str) -> tuple[Ground, ...]:
        """The reports that were tested; the population that the pots are reserved by carries no kronor."""
        weights = [population_ground(Role.WEIGHT, group, region_code) for group in self.age_groups]
        return (*weights, *_tested(case, outcomes, self.requirements, self.months, region_code))

    def measured(self) -> tuple[()]:
        """It counts nothing by itself."""
        return ()

    def pays_for(self) -> tuple[tuple[str, date], ...]:
        """Its requirements in its months."""
        return tuple((requirement.id, month) for requirement in self.requirements for month in self.months)

    def bounds(self, case: Case) -> dict[str, Bounds]:
        """What has been earned, and with all that is still to be reported."""
        worst, best = extremes(case, self.requirements)
        least, most = (_sum([self.paid(case, all_of, self.requirements)]) for all_of in (worst, best))
        return {code: Bounds(least[code], least[code], most[code]) for code in CODES}


@dataclass(frozen=True, eq=False)
class BonusPot:
    """What was set aside and not paid, shared in proportion to the kronor each region was paid (T03, T04).

    `earned` are the parts that pay for met requirements, in this payment and in earlier ones. What an earlier one was
    really decided to counts instead of what it would be today; a decision is not divided by requirement and so does not
    count where T04 is read as one pot each.
    """

    component: Component
    earned: tuple[Earned, ...]

    readings = ("T03", "T04")
    printed_in = ""

    @property
    def covers(self) -> tuple[Earned, ...]:
        """What is earned is bounded together with its bonus."""
        return self.earned

    @property
    def components(self) -> tuple[Component, ...]:
        """The bonus."""
        return (self.component,)

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        """All that share the pot."""
        return tuple(dict.fromkeys(requirement for part in self.earned for requirement in part.requirements))

    @property
    def months(self) -> tuple[date, ...]:
        """All months that the pot gathers from."""
        return tuple(sorted({month for part in self.earned for month in part.months}))

    @property
    def age_groups(self) -> tuple[str, ...]:
        """What the pots are reserved by, and total population for ties."""
        return tuple(dict.fromkeys(("totalt", *(requirement.age_group for requirement in self.requirements))))

    def faults(self, case: Case, outcomes: Sequence[Outcome]) -> tuple[Fault, ...]:
        """The populations, and months that are not closed."""
        return case.once(
            (self, "faults"),
            lambda: (*case.population_faults("totalt"), *_awaited(case, self.requirements, self.months)),
        )

    def pay(self, case: Case, outcomes: Sequence[Outcome]) -> Paid:
        """In proportion to what was paid; nobody paid is no proportion, and the pot stays."""
        bonuses, left_kr, unearned = [], 0, []
        for pot in pots(case, self.requirements):
            paid = _sum(list(self.without_excess(case, outcomes, pot).values()))
            method = method_in_use(case.decree.method, case.readings)
            bonus, kept_kr = bonus_kr(self._set_aside_kr(case, outcomes, pot), paid, case.weights("totalt"), method)
            bonuses.append(bonus)
            if kept_kr:
                left_kr += kept_kr
                unearned += [requirement.title.lower() for requirement in pot]
        titles = " eller ".join(unearned)
        reason = (
            f"Ingen region har fått betalt för {titles}, så det finns inget att fördela bonuspotten på "
            f"{kronor(left_kr)} efter (T04). Beloppet blir kvar; begär besked om vad som ska ske med det."
        )
        kept = ((self.component.id, left_kr, reason),) if left_kr else ()
        return Paid({self.component.id: _sum(bonuses)}, kept)

    def without_excess(
        self, case: Case, outcomes: Sequence[Outcome], pot: Sequence[Requirement]
    ) -> dict[Earned, Mapping[str, int]]:
        """Kronor of one pot that each part pays by region code; what is more than was set aside is taken off here."""
        own = case.decree.payment_of(self)
        paid = {part: self._paid(case, outcomes, part, pot) for part in self.earned}
        here = {part.component.id: paid[part] for part in self.earned if case.decree.payment_of(part) is own}
        before_kr = sum(sum(kr.values()) for part, kr in paid.items() if case.decree.payment_of(part) is not own)
        settled = without_excess(
            self._set_aside_kr(case, outcomes, pot),
            here,
            before_kr,
            case.weights("totalt"),
            method_in_use(case.decree.method, case.readings),
        )
        return {
            part: settled[part.component.id] if case.decree.payment_of(part) is own else kr for part, kr in paid.items()
        }

    def _set_aside_kr(self, case: Case, outcomes: Sequence[Outcome], pot: Sequence[Requirement]) -> int:
        """What is set aside for some requirements; so far, the pots of the months that have come in."""
        if not case.is_so_far:
            return sum(case.values[requirement.amount] for requirement in pot)
        ids = {requirement.id for requirement in pot}
        reserved = (
            outcome.reserved_kr
            for outcome in outcomes
            if outcome.requirement in ids and outcome.assessment.route is not Route.AWAITED
        )
        return whole_kronor_down(Fraction(sum(reserved)), reading="T24")

    def _paid(
        self, case: Case, outcomes: Sequence[Outcome], part: Earned, pot: Sequence[Requirement]
    ) -> Mapping[str, int]:
        payment = case.decree.payment_of(part)
        decided = case.given.decided.get(payment.id, {}).get(part.component.id)
        if decided and payment is not case.decree.payment_of(self) and case.readings.t04 == "shared":
            return {code: decided.get(code, 0) for code in CODES}
        return part.paid(case, outcomes, pot)

    def terms(self, component: str) -> tuple[Number[Any], ...]:
        """What is set aside."""
        return tuple(dict.fromkeys(requirement.amount for requirement in self.requirements))

    def rests_on(self, component: str) -> tuple[Rests, ...]:
        """The population and the reports of all months and the year before."""
        return _rests_on(self.requirements, self.months)

    def grounds(self, case: Case, outcomes: Sequence[Outcome], component: str, region_code: str) -> tuple[Ground, ...]:
        """The reports that earned something."""
        tested = _tested(case, outcomes, self.requirements, self.months, region_code)
        return tuple(ground for ground in tested if ground.weight)

    def measured(self) -> tuple[()]:
        """It counts nothing by itself."""
        return ()

    def pays_for(self) -> tuple[()]:
        """No outcome."""
        return ()

    def bounds(self, case: Case) -> dict[str, Bounds]:
        """What a region can get with bonus, whatever is still to be reported.

        Earned and bonus are together the region's share of all that was set aside, in proportion to what was paid. It
        grows with its own part and shrinks with those of others. What an earlier payment was decided to moves no more.
        """
        worst, best = extremes(case, self.requirements)
        sharing = [
            (
                sum(case.values[requirement.amount] for requirement in pot),
                _sum([self._paid(case, worst, part, pot) for part in self.earned]),
                _sum([self._paid(case, best, part, pot) for part in self.earned]),
            )
            for pot in pots(case, self.requirements)
        ]
        earned = {code: sum(least[code] for _, least, _ in sharing) for code in CODES}
        if all(least == most for _, least, most in sharing) and (final := self._final(case, worst)):
            return {code: Bounds(min(earned[code], final[code]), final[code], final[code]) for code in CODES}
        slack = share_slack(method_in_use(case.decree.method, case.readings))
        bounds = {code: [_bounds(*pot, code, slack) for pot in sharing] for code in CODES}
        lows = {code: sum(low for low, _ in bounds[code]) for code in CODES}
        # Where all others earn everything, the pots can hold a few kronor less than was earned (T04).
        return {
            code: Bounds(min(earned[code], lows[code]), lows[code], sum(high for _, high in bounds[code]))
            for code in CODES
        }

    def _final(self, case: Case, outcomes: Sequence[Outcome]) -> dict[str, int] | None:
        """Kronor by region when nothing is open; None while something is withheld all the same."""
        if self.faults(case, outcomes):
            return None
        among = pots(case, self.requirements)
        earned = [kr for pot in among for kr in self.without_excess(case, outcomes, pot).values()]
        return _sum([*earned, self.pay(case, outcomes).amounts[self.component.id]])


def pots(case: Case, requirements: Sequence[Requirement]) -> list[tuple[Requirement, ...]]:
    """The requirements that share each bonus pot: all share one, or one each (T04)."""
    return [tuple(requirements)] if case.readings.t04 == "shared" else [(each,) for each in requirements]


def extremes(case: Case, requirements: Sequence[Requirement]) -> tuple[Outcomes, Outcomes]:
    """The outcomes if everything still missing turned out worst, and best.

    Raises `NoIntervalError` while the population that the pots are reserved by cannot be used.
    """
    worst: list[Outcome] = []
    best: list[Outcome] = []
    for requirement in requirements:
        for month in requirement.months:
            at = MonthOf(case, requirement.measure, month)
            for outcome in requirement.qualify(case, month):
                least, most = requirement.range(at, outcome)
                worst.append(replace(outcome, assessment=replace(outcome.assessment, part=least)))
                best.append(replace(outcome, assessment=replace(outcome.assessment, part=most)))
    if not worst:
        raise NoIntervalError(
            "Intervallet kan inte räknas, eftersom befolkningen som de reserverade potterna vilar på saknas eller inte "
            "kan användas. Lämna den som en leverans av slaget befolkning och kör bonuspott run."
        )
    return Outcomes(worst), Outcomes(best)


def share_slack(method: Method) -> int:
    """How far a share can be from its exact size, besides being rounded up or down to whole kronor (T03).

    The largest part takes what rounding leaves over, at most half a krona for each of the others.
    """
    return len(CODES) // 2 if method is Method.RESIDUAL_ON_LARGEST else 0


def up(exact: Fraction) -> int:
    """The whole kronor that hold an exact amount."""
    return -whole_kronor_down(-exact, reading="T03")


def _bounds(
    set_aside_kr: int, least: Mapping[str, int], most: Mapping[str, int], code: str, slack: int
) -> tuple[int, int]:
    others_least, others_most = sum(least.values()) - least[code], sum(most.values()) - most[code]
    low = Fraction(set_aside_kr * least[code], least[code] + others_most) if least[code] else Fraction(0)
    high = Fraction(set_aside_kr * most[code], most[code] + others_least) if most[code] else Fraction(0)
    if most[code] < max(kr for other, kr in least.items() if other != code):
        slack = 0  # it can never be the largest part
    most_kr = min(up(high) + slack * bool(high), set_aside_kr)
    return max(whole_kronor_down(low, reading="T03") - slack, 0), most_kr


def _sum(amounts: Sequence[Mapping[str, int]]) -> dict[str, int]:
    return {code: sum(by_region[code] for by_region in amounts) for code in CODES}


def _awaited(case: Case, requirements: Sequence[Requirement], months: Sequence[date]) -> tuple[Fault, ...]:
    """Without a population there are no outcomes, and to blame the reports too would be wrong."""
    groups = dict.fromkeys(requirement.age_group for requirement in requirements)
    if faults := tuple(fault for group in groups for fault in case.population_faults(group)):
        return faults
    still_open: dict[str, set[tuple[date, date]]] = {}
    for requirement in requirements:
        for month in requirement.months_in(case.readings):
            if month in months and not requirement.is_closed(case, month):
                last_day = case.last_report_day(requirement.kind, month)
                still_open.setdefault(requirement.measure.about, set()).add((month, last_day))
    awaited = tuple(months_open(what, days) for what, days in still_open.items())
    return awaited or _unreported(case, requirements, months)


def months_open(what: str, still_open: Collection[tuple[date, date]]) -> Fault:
    """That a payment waits for months that are not closed; by month with their last report day (T24)."""
    last = max(last_day for _, last_day in still_open)
    reason = f"Rapporter om {what} inväntas för {{months}}, de sista till och med den {day(last)}."
    return Fault(REPORTS, Cause.AWAITING, reason, tuple(sorted(month for month, _ in still_open)))


def _is_reported_by_anyone(case: Case, requirement: Requirement, month: date) -> bool:
    at = MonthOf(case, requirement.measure, month)
    return any(requirement.measure.is_reported(at.report(code)) for code in CODES)


def _unreported(case: Case, requirements: Sequence[Requirement], months: Sequence[date]) -> tuple[Fault, ...]:
    """Where T24 is read as holding back: closed months that no region has reported."""
    if case.readings.t24 != "held_back":
        return ()
    silent = {
        month
        for requirement in requirements
        for month in requirement.months_in(case.readings)
        if month in months and not _is_reported_by_anyone(case, requirement, month)
    }
    if not silent:
        return ()
    what = " eller ".join(dict.fromkeys(requirement.measure.about for requirement in requirements))
    reason = f"Ingen region har rapporterat {what} för {{months}}."
    return (Fault(REPORTS, Cause.AWAITING, reason, tuple(sorted(silent))),)


def _rests_on(requirements: Sequence[Requirement], months: tuple[date, ...]) -> tuple[Rests, ...]:
    populations = dict.fromkeys(Rests("befolkning", age_group=each.age_group) for each in requirements)
    reports = dict.fromkeys(Rests(each.kind, months, and_year_before=True) for each in requirements)
    return (*populations, *reports)


def _tested(
    case: Case,
    outcomes: Iterable[Outcome],
    requirements: Sequence[Requirement],
    months: Sequence[date],
    code: str,
) -> Iterator[Ground]:
    """The values of this year carry what the outcome gave; the year before is named where it was compared with."""
    by_id = {requirement.id: requirement for requirement in requirements}
    for outcome in outcomes:
        if outcome.region_code != code or outcome.requirement not in by_id or outcome.month not in months:
            continue
        requirement = by_id[outcome.requirement]
        item = requirement.measure.item
        now = Cell(requirement.kind, code, outcome.month, item)
        looked_at = requirement.looked_at(case, outcome)
        yield Ground(Role.VALUE, now, looked_at, outcome.requirement, outcome.month, outcome.earned_kr)
        if requirement.compares(outcome.assessment.route):
            before = Cell(requirement.kind, code, year_before(outcome.month), item)
            yield Ground(Role.COMPARISON, before, requirement.measure.columns, outcome.requirement, outcome.month)
