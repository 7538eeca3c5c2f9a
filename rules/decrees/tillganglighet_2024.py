"""The agreement between the State and SKR on accessibility in health care 2024 (S2023/03331), section by section.

What one region earns for a month's waits in child and adolescent psychiatry (BUP), and the three payments to the
regions. The wording of reasons is in `tillganglighet_2024_reasons`, the published outcome in
`tillganglighet_2024_facit`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from rules.apportionment import Method, apportion, method_in_use
from rules.decrees import tillganglighet_2024_reasons as reasons
from rules.money import Exact, round_half_up
from rules.monthly_pot import Assessment, Outcome, Route, best, bonus_kr, paid_kr, reserved_pots
from rules.months import months, year_before
from rules.parameters import parameter
from rules.payouts import Cause, Pot, Settlement, Undistributed, Withheld, component_payouts
from rules.population import population_gaps
from rules.programme import Component, Payment, Programme, Requirement
from rules.readings import AS_DECIDED, Readings
from rules.regions import CODES
from rules.swedish import day

# Section 1, introduction: computes nothing.

# Section 2, purpose and economic scope: the amounts, which sections 3.7 and 6 and appendix 1 repeat in parts.


@dataclass(frozen=True)
class Parameters:
    """Every number of the agreement that a payment rests on; the defaults are the agreement."""

    total_kr: int = parameter(
        2_937_000_000, unit="kronor", section="avsnitt 2; bilaga 1", meaning="Överenskommelsens omfattning"
    )
    skr_kr: int = parameter(12_000_000, unit="kronor", section="avsnitt 2 och 6; bilaga 1", meaning="Medel till SKR")
    report_weeks: int = parameter(
        3,
        unit="veckor efter månadens slut",
        section="avsnitt 3.4",
        meaning="Sista dag för regionens rapportering till väntetidsdatabasen",
    )
    database_months: tuple[date, ...] = parameter(
        months(2024, 1, 12),
        unit="månader",
        section="avsnitt 3.4 och 4",
        meaning="Månader som regionerna rapporterar till väntetidsdatabasen och SKR lämnar ut data, senast den sista",
    )
    measure_kr: int = parameter(
        150_000_000,
        unit="kronor",
        section="avsnitt 3.7",
        meaning="Medel för prestationskrav per mått (besök, utredning, behandling)",
    )
    lowest_band_points: int = parameter(
        1, unit="procentenheter", section="avsnitt 3.7", meaning="Minsta förbättring för det lägsta steget"
    )
    lowest_band_percent: int = parameter(
        50, unit="procent av månadspotten", section="avsnitt 3.7", meaning="Det lägsta steget ger"
    )
    middle_band_points: int = parameter(
        5, unit="procentenheter", section="avsnitt 3.7", meaning="Minsta förbättring för det mellersta steget"
    )
    middle_band_percent: int = parameter(
        75, unit="procent av månadspotten", section="avsnitt 3.7", meaning="Det mellersta steget ger"
    )
    highest_band_points: int = parameter(
        10, unit="procentenheter", section="avsnitt 3.7", meaning="Minsta förbättring för det högsta steget"
    )
    highest_band_percent: int = parameter(
        100, unit="procent av månadspotten", section="avsnitt 3.7", meaning="Det högsta steget ger"
    )
    threshold_percent: int = parameter(
        75,
        unit="procent",
        section="avsnitt 3.7",
        meaning="Minsta andel inom 30 dagar, av de genomförda och av de väntande",
    )
    threshold_gives_percent: int = parameter(
        100, unit="procent av månadspotten", section="avsnitt 3.7", meaning="Hög måluppfyllelse ger"
    )
    untested_waiting: int = parameter(
        20, unit="barn och unga", section="avsnitt 3.7", meaning="Högsta antal väntande utan krav på de väntande"
    )
    last_account_day: date = parameter(
        date(2024, 9, 30), unit="datum", section="avsnitt 5", meaning="Sista dag för regionens redovisning"
    )
    last_skr_interim_report_day: date = parameter(
        date(2024, 9, 30), unit="datum", section="avsnitt 5", meaning="Sista dag för SKR:s delrapport"
    )
    last_skr_report_day: date = parameter(
        date(2025, 3, 31), unit="datum", section="avsnitt 5", meaning="Sista dag för SKR:s verksamhetsrapport"
    )
    last_requisition_day: date = parameter(
        date(2024, 12, 1),
        unit="datum",
        section="avsnitt 6",
        meaning="Sista dag för rekvisition av den första utbetalningen",
    )
    last_skr_requisition_day: date = parameter(
        date(2024, 12, 1), unit="datum", section="avsnitt 6", meaning="Sista dag för SKR:s rekvisition"
    )
    last_skr_repayment_day: date = parameter(
        date(2025, 3, 31),
        unit="datum",
        section="avsnitt 6",
        meaning="Sista dag för SKR:s återbetalning och ekonomiska redovisning till Kammarkollegiet",
    )
    first_0_18_kr: int = parameter(
        40_000_000, unit="kronor", section="avsnitt 6", meaning="Första utbetalningen, efter befolkning 0–18 år"
    )
    first_population_kr: int = parameter(
        1_197_500_000, unit="kronor", section="avsnitt 6, T21", meaning="Första utbetalningen, efter befolkning totalt"
    )
    second_0_18_kr: int = parameter(
        40_000_000, unit="kronor", section="avsnitt 6", meaning="Andra utbetalningen, efter befolkning 0–18 år"
    )
    second_population_kr: int = parameter(
        1_197_500_000, unit="kronor", section="avsnitt 6, T21", meaning="Andra utbetalningen, efter befolkning totalt"
    )

    @property
    def bands(self) -> tuple[tuple[int, Fraction], ...]:
        """(least improvement in percentage points, part of the pot), the highest band first."""
        return (
            (self.highest_band_points, Fraction(self.highest_band_percent, 100)),
            (self.middle_band_points, Fraction(self.middle_band_percent, 100)),
            (self.lowest_band_points, Fraction(self.lowest_band_percent, 100)),
        )


PARAMETERS = Parameters()

SHARED_BY = Method.RESIDUAL_ON_LARGEST
"""The method of every distribution of this grant (T03)."""

# Section 3, measures: what regions are to do. Sections 3.1 to 3.6 compute nothing; that it was done is told in the
# account of section 5. The response rate of section 3.4 is no condition of a payment and is not tested.

# Section 3.7, child and adolescent psychiatry. The months follow from section 6 (T05).

MEASURES = {"bup_besok": "besök", "bup_utredning": "utredning", "bup_behandling": "behandling"}
"""Delivered measure by requirement id."""

AUGUST_MONTHS = months(2024, 1, 6)
DECEMBER_MONTHS = months(2024, 7, 11)

_CHANGE_DECIMALS = 1
"""The agreement prints its bands with one decimal (T06)."""
_SHARE_DECIMALS = {"whole_percent": 0, "one_decimal": 1}
"""Decimals of a share in the alternatives to an exact one (T07)."""


@dataclass(frozen=True)
class BupReport:
    """One region's counts for one month and measure; None is a value that was not reported.

    `completed` in the month and of them within 30 days; `waiting` at its end and of them 30 days at most.
    """

    completed: int | None
    completed_within: int | None
    waiting: int | None
    waiting_within: int | None


Reports = Mapping[tuple[str, date, str], BupReport]
"""Reports by (region code, month, measure), with measure `besök`, `utredning` or `behandling`."""


def measured_months(readings: Readings = AS_DECIDED) -> tuple[date, ...]:
    """The months of the requirements, January to November 2024; without January in the reading `ten` (T05)."""
    every = AUGUST_MONTHS + DECEMBER_MONTHS
    return every[1:] if readings.t05 == "ten" else every


@dataclass(frozen=True)
class _Tested:
    """One route as tested: the part it gives, 0 when not met, and its half of the sentence."""

    part: Fraction
    text: str


def assess(
    this_year: BupReport | None,
    last_year: BupReport | None,
    *,
    month: date,
    measure: str,
    parameters: Parameters = PARAMETERS,
    readings: Readings = AS_DECIDED,
) -> Assessment:
    """What one region earns of one month's pot for one measure (section 3.7; T06, T07, T08, T10, T12, T22).

    `month` is the month of 2024; `last_year` is the report for the same month of 2023. None is no report.
    76 of 100 within 30 days with 20 waiting gives the whole pot; with 21 waiting they are tested too.
    """
    if this_year is None or this_year.completed is None or this_year.completed_within is None:
        return Assessment(Route.NOT_REPORTED, Fraction(0), reasons.not_reported(measure, month))
    completed, within = this_year.completed, this_year.completed_within
    if not completed:
        return Assessment(Route.NONE, Fraction(0), reasons.none_completed(measure, month))

    improvement = _improvement(completed, within, last_year, month, measure, parameters, readings)
    threshold = _threshold(completed, within, this_year, parameters, readings)
    fact = reasons.completed(measure, month, within, completed)
    rest_closed = "" if improvement.part == 1 or threshold.part else f", och {threshold.text}"
    routes = (
        Assessment(Route.IMPROVEMENT, improvement.part, f"{fact}{improvement.text}{rest_closed}"),
        Assessment(Route.THRESHOLD, threshold.part, f"{fact}, så {threshold.text}"),
    )
    unmet = Assessment(Route.NONE, Fraction(0), f"{fact}{improvement.text}, och {threshold.text}")
    return best([*(route for route in routes if route.part), unmet])


def _improvement(
    completed: int,
    within: int,
    last_year: BupReport | None,
    month: date,
    measure: str,
    parameters: Parameters,
    readings: Readings,
) -> _Tested:
    if last_year is None or last_year.completed is None or last_year.completed_within is None:
        return _Tested(Fraction(0), reasons.not_comparable(measure, month, is_reported=False))
    before, before_within = last_year.completed, last_year.completed_within
    if not before:
        return _Tested(Fraction(0), reasons.not_comparable(measure, month, is_reported=True))

    change = _change_points(_percent(within, completed), _percent(before_within, before), readings)
    limit, part = next(
        (band for band in parameters.bands if change >= band[0]), (parameters.lowest_band_points, Fraction(0))
    )
    return _Tested(part, reasons.compared(month, before_within, before, change, limit, readings.t06))


def _threshold(completed: int, within: int, report: BupReport, parameters: Parameters, readings: Readings) -> _Tested:
    percent, waiting, waiting_within = parameters.threshold_percent, report.waiting, report.waiting_within

    def is_enough(part: int, whole: int) -> bool:
        share = _percent(part, whole)
        if readings.t07 in _SHARE_DECIMALS:
            share = round_half_up(share, decimals=_SHARE_DECIMALS[readings.t07], reading="T07")
        return share >= percent

    gives = Fraction(parameters.threshold_gives_percent, 100)
    if not is_enough(within, completed):
        return _Tested(Fraction(0), reasons.below_threshold(percent, readings.t07))
    if waiting is not None and waiting <= parameters.untested_waiting:  # T08
        most = parameters.untested_waiting
        return _Tested(gives, reasons.threshold_few_waiting(percent, waiting, most, readings.t07))
    if waiting is None or waiting_within is None:
        return _Tested(Fraction(0), reasons.threshold_waiting_unknown(percent, waiting, readings.t07))
    is_met = is_enough(waiting_within, waiting)
    text = reasons.threshold_waiting(percent, waiting_within, waiting, readings.t07, is_met=is_met)
    return _Tested(gives if is_met else Fraction(0), text)


def _percent(part: int, whole: int) -> Fraction:
    return Fraction(part, whole) * 100


def _change_points(now: Fraction, before: Fraction, readings: Readings) -> Fraction:
    """The change of a share in percentage points, as it is held against the bands (T06)."""
    if readings.t06 == "exact":
        return now - before
    if readings.t06 == "shares_rounded":
        now, before = (round_half_up(share, decimals=_CHANGE_DECIMALS, reading="T06") for share in (now, before))
    return round_half_up(now - before, decimals=_CHANGE_DECIMALS, reading="T06")


def qualify_month(
    month: date,
    reports: Reports,
    population_0_18: Mapping[str, int],
    parameters: Parameters = PARAMETERS,
    readings: Readings = AS_DECIDED,
) -> tuple[Outcome, ...]:
    """One outcome per measure and region for a month, 63 in all, also for regions without a report.

    `population_0_18` must have all 21 regions (T20). A month that the reading of T05 leaves out gives none.
    Raises `ValueError` for a month that is not one of the agreement's.
    """
    if month not in measured_months():
        raise ValueError(f"{month:%Y-%m} is not a measured month of {PROGRAMME.id}")
    measured = measured_months(readings)
    if month not in measured:
        return ()
    young = {code: population_0_18[code] for code in CODES}
    reserved = reserved_pots(parameters.measure_kr, len(measured), young, readings)
    return tuple(
        Outcome(
            requirement,
            month,
            code,
            reserved[code],
            assess(
                reports.get((code, month, measure)),
                reports.get((code, year_before(month), measure)),
                month=month,
                measure=measure,
                parameters=parameters,
                readings=readings,
            ),
        )
        for requirement, measure in MEASURES.items()
        for code in CODES
    )


def _bonus_pots(readings: Readings) -> tuple[tuple[str, ...], ...]:
    """The requirements that share each bonus pot: all three share one, or one each (T04)."""
    every = tuple(MEASURES)
    return tuple((requirement,) for requirement in every) if readings.t04 == "per_requirement" else (every,)


def _paid_kr(
    outcomes: Iterable[Outcome], requirements: Sequence[str], in_months: Sequence[date], readings: Readings
) -> dict[str, int]:
    return paid_kr(
        (outcome for outcome in outcomes if outcome.requirement in requirements and outcome.month in in_months),
        readings,
    )


# Section 4, what SKR is to do: computes nothing for the regions.

# Section 5, accounts.


@dataclass(frozen=True)
class Account:
    """One region's account according to section 5: the day it came in and whether it was approved; None = not told."""

    received: date | None
    is_approved: bool | None


def regions_meeting_section_5(accounts: Mapping[str, Account], parameters: Parameters = PARAMETERS) -> tuple[str, ...]:
    """The regions with an approved account that came in on 2024-09-30 at the latest; without one: not met."""
    return tuple(
        code
        for code in CODES
        if (account := accounts.get(code)) is not None
        and account.is_approved is True
        and account.received is not None
        and account.received <= parameters.last_account_day
    )


# Section 6, economic conditions. SKR's own funds, its requisition and its repayment are outside the payments to the
# regions. That the first payment needs a requisition (T18) decides when it is paid, not how much.

_BY_0_18 = Component("befolkning_0_18", "Befolkning 0–18 år")
_BY_POPULATION = Component("befolkning", "Befolkning totalt")
_PERFORMANCE_AUGUST = Component("bup", "Prestationskrav januari–juni")
_PERFORMANCE_DECEMBER = Component("bup", "Prestationskrav juli–november")
_BONUS = Component("bonuspott", "Bonuspott")
_REMAINING = Component("kvarstaende", "Kvarstående medel")

_FIRST_KR = PARAMETERS.first_0_18_kr + PARAMETERS.first_population_kr
_SECOND_KR = PARAMETERS.second_0_18_kr + PARAMETERS.second_population_kr
_BUP_KR = PARAMETERS.measure_kr * len(MEASURES)

FIRST = Payment(
    "forsta",
    "Första utbetalningen",
    "avsnitt 6",
    (_BY_0_18, _BY_POPULATION),
    _FIRST_KR,
    PARAMETERS.last_requisition_day,
)
AUGUST = Payment("augusti", "Utbetalningen i augusti", "avsnitt 3.7 och 6", (_PERFORMANCE_AUGUST,))
DECEMBER = Payment(
    "december",
    "Utbetalningen i december",
    "avsnitt 2, 3.7, 5 och 6",
    (_BY_0_18, _PERFORMANCE_DECEMBER, _BONUS, _BY_POPULATION, _REMAINING),
)

PROGRAMME = Programme(
    id="tillganglighet_2024",
    title="Överenskommelsen om ökad tillgänglighet i hälso- och sjukvården 2024",
    short_title="Tillgänglighet 2024",
    reference="S2023/03331",
    population_date=date(2023, 11, 1),
    requirements=(
        Requirement("bup_besok", "Första besök inom barn- och ungdomspsykiatrin", measured_months()),
        Requirement("bup_utredning", "Utredningar inom barn- och ungdomspsykiatrin", measured_months()),
        Requirement("bup_behandling", "Behandlingar inom barn- och ungdomspsykiatrin", measured_months()),
    ),
    payments=(FIRST, AUGUST, DECEMBER),
)

PAYMENT_MONTHS = {AUGUST.id: AUGUST_MONTHS, DECEMBER.id: DECEMBER_MONTHS}
"""The months whose performance each payment pays for."""

POTS = (
    Pot("Första utbetalningen", _FIRST_KR, ((FIRST.id, _BY_0_18.id), (FIRST.id, _BY_POPULATION.id))),
    Pot(
        "Prestationskrav och bonuspott",
        _BUP_KR,
        ((AUGUST.id, _PERFORMANCE_AUGUST.id), (DECEMBER.id, _PERFORMANCE_DECEMBER.id), (DECEMBER.id, _BONUS.id)),
    ),
    Pot(
        "Andra utbetalningen",
        _SECOND_KR,
        ((DECEMBER.id, _BY_0_18.id), (DECEMBER.id, _BY_POPULATION.id), (DECEMBER.id, _REMAINING.id)),
    ),
)
"""The amounts of section 6 that the payments must use up to the krona."""


def first_payment(
    population: Mapping[str, int],
    population_0_18: Mapping[str, int],
    parameters: Parameters = PARAMETERS,
    readings: Readings = AS_DECIDED,
) -> Settlement:
    """The first payment, all by population (T03, T20). Both populations must have all 21 regions."""
    shares = {
        _BY_0_18: _share(parameters.first_0_18_kr, population_0_18, population, readings),
        _BY_POPULATION: _share(parameters.first_population_kr, population, population, readings),
    }
    return _paid_out(FIRST, shares)


def august_payment(outcomes: Iterable[Outcome], readings: Readings = AS_DECIDED) -> Settlement:
    """What the regions earned January to June, rounded once per region (T02)."""
    outcomes = tuple(outcomes)
    paid = [_paid_kr(outcomes, requirements, AUGUST_MONTHS, readings) for requirements in _bonus_pots(readings)]
    return _paid_out(AUGUST, {_PERFORMANCE_AUGUST: _sum(paid)})


def december_payment(
    outcomes: Iterable[Outcome],
    population: Mapping[str, int],
    population_0_18: Mapping[str, int],
    accounts: Mapping[str, Account],
    parameters: Parameters = PARAMETERS,
    readings: Readings = AS_DECIDED,
    august_decided_kr: Mapping[str, int] | None = None,
) -> Settlement:
    """The second payment, what was earned July to November, and the bonus pot (sections 2, 3.7, 5, 6).

    `outcomes` are those of all measured months, since the bonus pot is what was not paid in August either.
    `august_decided_kr` is what each region was really paid then, None while August is not decided. It is
    not divided by measure and so does not count where T04 is read as one bonus pot per measure.
    """
    second = _second_payment(population, population_0_18, accounts, parameters, readings)
    return second + _performance_and_bonus(tuple(outcomes), population, parameters, readings, august_decided_kr)


def _second_payment(
    population: Mapping[str, int],
    population_0_18: Mapping[str, int],
    accounts: Mapping[str, Account],
    parameters: Parameters,
    readings: Readings,
) -> Settlement:
    """Shares by population; those of regions that did not meet section 5 go to the regions that did (T17)."""
    shares = {
        _BY_0_18: _share(parameters.second_0_18_kr, population_0_18, population, readings),
        _BY_POPULATION: _share(parameters.second_population_kr, population, population, readings),
    }
    meeting = regions_meeting_section_5(accounts, parameters)
    remaining_kr = sum(kr for by_region in shares.values() for code, kr in by_region.items() if code not in meeting)
    kept = {
        component: {code: kr if code in meeting else 0 for code, kr in by_region.items()}
        for component, by_region in shares.items()
    }
    remaining = dict.fromkeys(CODES, 0)
    if not meeting:
        reason = reasons.none_approved(remaining_kr, parameters.last_account_day)
        undistributed = Undistributed(DECEMBER.id, _REMAINING.id, remaining_kr, reason)
        return _paid_out(DECEMBER, kept | {_REMAINING: remaining}) + Settlement(undistributed=(undistributed,))
    among = {code: population[code] for code in meeting}
    remaining |= apportion(remaining_kr, among, method=method_in_use(SHARED_BY, readings), population=population)
    return _paid_out(DECEMBER, kept | {_REMAINING: remaining})


def _performance_and_bonus(
    outcomes: Sequence[Outcome],
    population: Mapping[str, int],
    parameters: Parameters,
    readings: Readings,
    august_decided_kr: Mapping[str, int] | None,
) -> Settlement:
    """What was earned July to November (T02), and what of the amount set aside nobody earned (T04)."""
    earned, shared, unshared_kr = [], [], 0
    for requirements in _bonus_pots(readings):
        august: Mapping[str, int] = _paid_kr(outcomes, requirements, AUGUST_MONTHS, readings)
        if august_decided_kr is not None and readings.t04 == "shared":
            august = august_decided_kr
        december = _paid_kr(outcomes, requirements, DECEMBER_MONTHS, readings)
        bonus, unshared = bonus_kr(
            parameters.measure_kr * len(requirements),
            _sum([august, december]),
            population,
            method_in_use(SHARED_BY, readings),
        )
        earned.append(december)
        shared.append(bonus)
        unshared_kr += unshared
    paid = _paid_out(DECEMBER, {_PERFORMANCE_DECEMBER: _sum(earned), _BONUS: _sum(shared)})
    if not unshared_kr:
        return paid
    undistributed = Undistributed(DECEMBER.id, _BONUS.id, unshared_kr, reasons.nobody_earned(unshared_kr))
    return paid + Settlement(undistributed=(undistributed,))


def _share(
    amount_kr: int, weights: Mapping[str, Exact], population: Mapping[str, int], readings: Readings
) -> dict[str, int]:
    weights = {code: weights[code] for code in CODES}
    return apportion(amount_kr, weights, method=method_in_use(SHARED_BY, readings), population=population)


def _sum(amounts: Sequence[Mapping[str, int]]) -> dict[str, int]:
    return {code: sum(by_region[code] for by_region in amounts) for code in CODES}


def _paid_out(payment: Payment, amounts: Mapping[Component, dict[str, int]]) -> Settlement:
    return Settlement(
        tuple(row for component, kr in amounts.items() for row in component_payouts(payment.id, component.id, kr))
    )


@dataclass(frozen=True)
class Inputs:
    """What the payments rest on besides the outcomes; None where nothing has been delivered.

    The populations are those of `PROGRAMME.population_date` by region code, with None for a withdrawn value.
    """

    population: Mapping[str, int | None] | None
    population_0_18: Mapping[str, int | None] | None
    accounts: Mapping[str, Account] | None


def settle(
    inputs: Inputs,
    outcomes: Iterable[Outcome],
    parameters: Parameters = PARAMETERS,
    readings: Readings = AS_DECIDED,
    august_decided_kr: Mapping[str, int] | None = None,
) -> Settlement:
    """All three payments; each is computed, or held back with what is missing.

    `outcomes` are those of `qualify_month` for all measured months, none when population 0-18 is unusable.
    `august_decided_kr` is what was decided in August by region, None while it is not decided.
    """
    outcomes = tuple(outcomes)
    population, population_0_18 = _counted(inputs.population), _counted(inputs.population_0_18)
    accounts = inputs.accounts or {}

    total = _population_faults("Befolkningen totalt", inputs.population)
    young = _population_faults("Befolkningen 0–18 år", inputs.population_0_18)
    # Without population 0-18 there are no outcomes, and to blame the reports too would be wrong.
    until_june = young or _months_without_reports(outcomes, AUGUST_MONTHS, readings)
    until_november = young or _months_without_reports(outcomes, AUGUST_MONTHS + DECEMBER_MONTHS, readings)
    no_accounts = _accounts_awaited(accounts, parameters)

    payments: tuple[tuple[Payment, list[_Fault], Callable[[], Settlement]], ...] = (
        (FIRST, total + young, lambda: first_payment(population, population_0_18, parameters, readings)),
        (AUGUST, until_june, lambda: august_payment(outcomes, readings)),
        (
            DECEMBER,
            total + until_november + no_accounts,
            lambda: december_payment(
                outcomes, population, population_0_18, accounts, parameters, readings, august_decided_kr
            ),
        ),
    )
    settlement = Settlement()
    for payment, faults, compute in payments:
        settlement += _held_back(payment, faults) if faults else compute()
    return settlement


_Fault = tuple[Cause, str]


def _accounts_awaited(accounts: Mapping[str, Account], parameters: Parameters) -> list[_Fault]:
    """An account that came in by the last day must be assessed before its region's money is given to others."""
    if not accounts:
        return [(Cause.AWAITING, reasons.accounts_missing())]
    unassessed = [
        code
        for code in CODES
        if (account := accounts.get(code)) is not None
        and account.is_approved is None
        and account.received is not None
        and account.received <= parameters.last_account_day
    ]
    return [(Cause.AWAITING, reasons.accounts_unassessed(unassessed))] if unassessed else []


def _counted(population: Mapping[str, int | None] | None) -> dict[str, int]:
    return {code: count for code, count in (population or {}).items() if count is not None}


def _population_faults(name: str, population: Mapping[str, int | None] | None) -> list[_Fault]:
    name = f"{name} den {day(PROGRAMME.population_date)}"
    if population is None:
        return [(Cause.AWAITING, reasons.population_missing(name))]
    gaps = population_gaps(population)
    return [(Cause.FAULTY, reasons.population_faulty(name, gaps))] if gaps else []


def _months_without_reports(outcomes: Sequence[Outcome], needed: Sequence[date], readings: Readings) -> list[_Fault]:
    reported = {outcome.month for outcome in outcomes if outcome.assessment.route is not Route.NOT_REPORTED}
    missing = [month for month in needed if month in measured_months(readings) and month not in reported]
    return [(Cause.AWAITING, reasons.reports_missing(missing))] if missing else []


def _held_back(payment: Payment, faults: Sequence[_Fault]) -> Settlement:
    """Faulty when anything is: waiting alone would not help."""
    cause = Cause.FAULTY if any(cause is Cause.FAULTY for cause, _ in faults) else Cause.AWAITING
    return Settlement(withheld=(Withheld(payment.id, cause, " ".join(text for _, text in faults)),))


# Section 7, signatures: computes nothing. Appendix 1 sums the amounts above. Appendix 2, contents of requisitions and
# economic accounts: computes nothing.
