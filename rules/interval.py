"""Before the year is over: what of the performance money each region has for sure, and can at least and at most get.

Bounds and no forecast: whatever is still to be reported, the amounts end up between them. That what has been
reported stands is taken for granted; a value that is missing may still come in, also for a month that has
passed. Money that is shared by population or equally does not depend on what is reported and is not in here.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from rules.apportionment import Method, method_in_use
from rules.decrees import tillganglighet_2024 as agreement
from rules.decrees import vardkoer_2025 as queues
from rules.decrees import vardplatser_2024 as beds
from rules.decrees.vardkoer_2025_appendix import CAPS_KR
from rules.money import whole_kronor_down
from rules.monthly_pot import Outcome, Route, paid_kr
from rules.months import year_before
from rules.payouts import Pot
from rules.regions import CODES
from rules.scenario import Case
from rules.tariff import by_tariff


@dataclass(frozen=True)
class Interval:
    """One region's performance money in whole kronor.

    `sure_kr` is what it has earned whatever is reported from now on, without bonus or remaining funds.
    `least_kr` and `most_kr` are with them: least if it earns nothing more and all others earn everything, most if
    it is the other way about.
    """

    region_code: str
    sure_kr: int
    least_kr: int
    most_kr: int


class NoIntervalError(ValueError):
    """The interval cannot be computed; the message is Swedish and says what is missing."""


def interval(case: Case) -> tuple[Interval, ...]:
    """One interval per region, in the order of the decrees' tables; least is most when nothing is open any more.

    Raises `NoIntervalError` while the population that the monthly pots rest on cannot be used.
    """
    return _of_queues(case) if case.programme_id == queues.PROGRAMME.id else _of_monthly_pots(case)


def _slack(method: Method) -> int:
    """How far a share can be from its exact size, besides being rounded up or down to whole kronor (T03).

    The largest part takes what rounding leaves over, at most half a krona for each of the others.
    """
    return len(CODES) // 2 if method is Method.RESIDUAL_ON_LARGEST else 0


def _up(exact: Fraction) -> int:
    return -whole_kronor_down(-exact, reading="T03")


def _final(case: Case, outcomes: Sequence[Outcome], pot: Pot) -> dict[str, int] | None:
    """Kronor by region out of a pot when nothing is open; None while a payment is withheld all the same."""
    settled = case.settle(outcomes)
    if settled.accounted_kr(pot) is None:
        return None
    paid = dict.fromkeys(CODES, 0)
    for payout in settled.payouts:
        if (payout.payment, payout.component) in pot.parts:
            paid[payout.region_code] += payout.amount_kr
    return paid


# --- Monthly pots with a bonus pot: beds and the agreement ---------------------------------------------------------

Range = tuple[Fraction, Fraction]
"""The least and the most part of its monthly pot that an outcome can come to."""

NOTHING, EVERYTHING = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class _Monthly:
    """How a programme with monthly pots shares its bonus: one pot for all requirements, or one each (T04).

    `rounded_with` tells which outcomes a payment sums before it rounds (T02).
    """

    ranges: Callable[[Case, date, Sequence[Outcome]], list[Range]]
    rounded_with: Callable[[Outcome], str]
    requirement_kr: Callable[[Case, str], int]
    method: Method
    pot: Pot


def _of_monthly_pots(case: Case) -> tuple[Interval, ...]:
    programme = _MONTHLY[case.programme_id]
    worst: list[Outcome] = []
    best: list[Outcome] = []
    for month in case.rules.months:
        outcomes = case.qualify(month)
        for outcome, (least, most) in zip(outcomes, programme.ranges(case, month, outcomes), strict=True):
            worst.append(replace(outcome, assessment=replace(outcome.assessment, part=least)))
            best.append(replace(outcome, assessment=replace(outcome.assessment, part=most)))
    if not worst:
        raise NoIntervalError(
            "Intervallet kan inte räknas, eftersom befolkningen som de reserverade potterna vilar på saknas eller inte "
            "kan användas. Lämna den som en leverans av slaget befolkning och kör bonuspott run."
        )
    requirements = [requirement.id for requirement in case.rules.programme.requirements]
    sharing = [requirements] if case.readings.t04 == "shared" else [[requirement] for requirement in requirements]
    pots = [
        (
            sum(programme.requirement_kr(case, requirement) for requirement in members),
            _paid(case, programme, worst, members),
            _paid(case, programme, best, members),
        )
        for members in sharing
    ]
    sure = {code: sum(least[code] for _, least, _ in pots) for code in CODES}
    if worst == best and (final := _final(case, worst, programme.pot)):
        return tuple(Interval(code, sure[code], final[code], final[code]) for code in CODES)
    slack = _slack(method_in_use(programme.method, case.readings))
    bounds = {code: [_bounds(*pot, code, slack) for pot in pots] for code in CODES}
    return tuple(
        Interval(code, sure[code], sum(low for low, _ in bounds[code]), sum(high for _, high in bounds[code]))
        for code in CODES
    )


def _paid(case: Case, programme: _Monthly, outcomes: Iterable[Outcome], members: Collection[str]) -> dict[str, int]:
    """Kronor by region for the requirements `members`, all payments together."""
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        if outcome.requirement in members:
            groups.setdefault(programme.rounded_with(outcome), []).append(outcome)
    by_group = [paid_kr(group, case.readings) for group in groups.values()]
    return {code: sum(paid[code] for paid in by_group) for code in CODES}


def _bounds(
    set_aside_kr: int, least: Mapping[str, int], most: Mapping[str, int], code: str, slack: int
) -> tuple[int, int]:
    """The least and the most of one pot with bonus.

    Earned and bonus are together the region's share of all that was set aside, in proportion to what was paid. It
    grows with its own part and shrinks with those of others.
    """
    others_least, others_most = sum(least.values()) - least[code], sum(most.values()) - most[code]
    low = Fraction(set_aside_kr * least[code], least[code] + others_most) if least[code] else Fraction(0)
    high = Fraction(set_aside_kr * most[code], most[code] + others_least) if most[code] else Fraction(0)
    if most[code] < max(kr for other, kr in least.items() if other != code):
        slack = 0  # it can never be the largest part
    return max(whole_kronor_down(low, reading="T03") - slack, 0), _up(high) + slack * bool(high)


def _beds_ranges(case: Case, month: date, outcomes: Sequence[Outcome]) -> list[Range]:
    """Who has not reported may come to everything, and at worst takes a place among the five best with no one."""
    reports = dict(case.given.reports)
    for code in CODES:
        report = reports.get((code, month), beds.BedsReport())
        zeros = {rate: Decimal(0) for rate in beds.RATE_OF.values() if getattr(report, rate) is None}
        reports[code, month] = replace(report, **zeros)
    crowded = replace(case, given=replace(case.given, reports=reports)).qualify(month)
    ranges = []
    for outcome, when_crowded in zip(outcomes, crowded, strict=True):
        rate = beds.RATE_OF[outcome.requirement]
        before = beds.reported(case.given.reports, outcome.region_code, year_before(month), rate)
        if outcome.assessment.route is Route.NOT_REPORTED:
            ranges.append((NOTHING, EVERYTHING))
        else:
            most = EVERYTHING if before is None else outcome.assessment.part
            ranges.append((when_crowded.assessment.part, most))
    return ranges


def _bup_ranges(case: Case, month: date, outcomes: Sequence[Outcome]) -> list[Range]:
    """Regions do not compete for these pots; a value that is missing can only turn out well."""
    ranges = []
    for outcome in outcomes:
        measure = agreement.MEASURES[outcome.requirement]
        report = case.given.reports.get((outcome.region_code, month, measure))
        if report is None or outcome.assessment.route is Route.NOT_REPORTED:
            ranges.append((NOTHING, EVERYTHING))
            continue
        before = case.given.reports.get((outcome.region_code, year_before(month), measure))
        if before is None or before.completed is None or before.completed_within is None:
            before = agreement.BupReport(1, 0, 0, 0)
        waiting = report.waiting or 0
        within = waiting if report.waiting_within is None else report.waiting_within
        most = agreement.assess(
            replace(report, waiting=waiting, waiting_within=within),
            before,
            month=month,
            measure=measure,
            parameters=case.numbers,
            readings=case.readings,
        )
        ranges.append((outcome.assessment.part, most.part))
    return ranges


def _payment_of(outcome: Outcome) -> str:
    return next(payment for payment, months in agreement.PAYMENT_MONTHS.items() if outcome.month in months)


_MONTHLY = {
    agreement.PROGRAMME.id: _Monthly(
        _bup_ranges,
        _payment_of,
        lambda case, _: int(case.numbers.measure_kr),
        agreement.SHARED_BY,
        agreement.POTS[1],
    ),
    beds.PROGRAMME.id: _Monthly(
        _beds_ranges,
        lambda outcome: outcome.requirement,
        lambda case, requirement: int(case.numbers.requirement_kr(requirement)),
        beds.METHOD,
        beds.POTS[1],
    ),
}


# --- Operations by tariff up to a cap, and remaining funds: queues -------------------------------------------------


KINDS = queues.OPERATIONS


def _of_queues(case: Case) -> tuple[Interval, ...]:
    """Sure is what the operations have earned so far; the remaining funds can all go to others, or many to one."""
    numbers, counts = case.numbers, case.given.inputs.counts
    done = {
        code: {kind: sum(counts.get((code, month, kind), 0) for month in numbers.measured_months) for kind in KINDS}
        for code in CODES
    }
    earned = {code: min(sum(by_tariff(done[code], numbers.tariffs_kr).values()), CAPS_KR[code]) for code in CODES}
    is_open = {
        code: any((code, month, kind) not in counts for month in numbers.measured_months for kind in KINDS)
        for code in CODES
    }
    if not any(is_open.values()) and (final := _final(case, (), queues.POTS[1])):
        return tuple(Interval(code, earned[code], final[code], final[code]) for code in CODES)
    rows = []
    for code in CODES:
        own_kr = CAPS_KR[code] if is_open[code] else earned[code]
        left_kr = numbers.block2_kr - own_kr - (sum(earned.values()) - earned[code])
        rows.append(Interval(code, earned[code], earned[code], own_kr + _most_remaining(case, code, left_kr, done)))
    return tuple(rows)


def _most_remaining(case: Case, code: str, left_kr: int, done: Mapping[str, Mapping[str, int]]) -> int:
    """The most that one region can get of `left_kr`: it is among the best at everything, beside the smallest caps.

    Regions that have operated cannot all fall out of the five best, so some of them share.
    """
    slack = _slack(method_in_use(queues.METHOD, case.readings))
    percent = case.numbers.remaining_percent
    most_kr = 0
    for kind in KINDS:
        part_kr = _up(Fraction(left_kr * percent[kind], sum(percent.values()))) + slack
        operated = sum(bool(done[other][kind]) for other in CODES if other != code)
        beside = min(case.numbers.best_places - 1, operated) if case.readings.t11 == "all_tied" else 0
        smallest = sorted(CAPS_KR[other] for other in CODES if other != code)[:beside]
        most_kr += _up(Fraction(part_kr * CAPS_KR[code], CAPS_KR[code] + sum(smallest))) + slack
    return most_kr
