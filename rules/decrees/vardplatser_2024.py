"""Beds 2024: the assignment to pay the regions 1 990 000 000 kronor for more available hospital beds.

Reads in the decree's order: the government's decision, bilaga 1 (conditions) and bilaga 2 (amounts).
What it shares with other decrees (monthly pots, ranking, apportionment) stands in the modules it
imports; signs that a report may be wrong, which decide nothing, stand in `rules.signals`.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from rules.apportionment import Method, method_in_use
from rules.decrees.vardplatser_2024_appendix import TABLE
from rules.monthly_pot import Assessment, Outcome, Route, best, bonus_kr, paid_kr, reserved_pots
from rules.months import months, year_before
from rules.parameters import parameter
from rules.payouts import Cause, Pot, Settlement, Undistributed, Withheld, component_payouts
from rules.population import population_gaps
from rules.programme import Component, Payment, Programme, Requirement
from rules.ranking import ranks, top_placed
from rules.readings import AS_DECIDED, Readings
from rules.regions import BY_CODE, CODES
from rules.swedish import about, day, kronor, listing, month_name, month_spans, number


@dataclass(frozen=True)
class Parameters:
    """Every number of the decree, once."""

    total_kr: int = parameter(
        1_993_200_000,
        unit="kronor",
        section="Regeringens beslut",
        meaning="Högsta belopp som får användas för uppdraget 2024",
    )
    own_costs_kr: int = parameter(
        3_200_000,
        unit="kronor",
        section="Regeringens beslut",
        meaning="Högsta belopp för myndighetens egna kostnader 2024",
    )
    last_requisition_day: date = parameter(
        date(2024, 12, 1),
        unit="datum",
        section="Regeringens beslut",
        meaning="Sista dag för myndighetens rekvisition hos Kammarkollegiet",
    )
    last_repayment_day: date = parameter(
        date(2025, 3, 31),
        unit="datum",
        section="Regeringens beslut",
        meaning="Sista dag för återbetalning och ekonomisk redovisning till Kammarkollegiet",
    )
    last_report_day: date = parameter(
        date(2025, 3, 31),
        unit="datum",
        section="Regeringens beslut",
        meaning="Sista dag för slutredovisning till Regeringskansliet",
    )
    basic_kr: int = parameter(
        750_000_000,
        unit="kronor",
        section="bilaga 1, Grundläggande krav",
        meaning="Belopp för det grundläggande kravet att rapportera vårdplatsdata",
    )
    report_weeks: int = parameter(
        3,
        unit="veckor efter månadens slut",
        section="bilaga 1, Grundläggande krav",
        meaning="Sista dag för vårdplatsdata; står inte i beslutet, förval tills myndigheten anger ett datum",
    )
    overbelaggningar_kr: int = parameter(
        620_000_000,
        unit="kronor",
        section="bilaga 1, Krav på prestation",
        meaning="Belopp för prestationskravet överbeläggningar",
    )
    utlokaliseringar_kr: int = parameter(
        620_000_000,
        unit="kronor",
        section="bilaga 1, Krav på prestation",
        meaning="Belopp för prestationskravet utlokaliseringar",
    )
    improvement_percent: Decimal = parameter(
        Decimal("0.5"),
        unit="procent",
        section="bilaga 1, Förbättring jämfört med 2023",
        meaning="Minsta minskning jämfört med samma månad året före (T09)",
    )
    top_places: int = parameter(
        5,
        unit="platser",
        section="bilaga 1, Placerar sig i topp 5 under 2024",
        meaning="Antal platser som kvalificerar (T11)",
    )

    def requirement_kr(self, requirement_id: str) -> int:
        """Kronor set aside for one performance requirement."""
        return {"overbelaggningar": self.overbelaggningar_kr, "utlokaliseringar": self.utlokaliseringar_kr}[
            requirement_id
        ]

    @property
    def performance_kr(self) -> int:
        """Kronor set aside for both performance requirements together."""
        return self.overbelaggningar_kr + self.utlokaliseringar_kr


PARAMETERS = Parameters()

MEASURED_MONTHS = months(2024, 2, 10)
OUTCOME_MONTHS = months(2023, 1, 12) + months(2024, 1, 12)
"""Months whose reports are outcomes; those of 2025 are plans and targets."""
ALL_MONTHS = OUTCOME_MONTHS + months(2025, 1, 12)

PROGRAMME = Programme(
    id="vardplatser_2024",
    title="Prestationsbaserade medel för att öka antalet disponibla vårdplatser 2024",
    short_title="Vårdplatser 2024",
    reference=None,
    population_date=date(2023, 11, 1),
    requirements=(
        Requirement("overbelaggningar", "Överbeläggningar per 100 disponibla vårdplatser", MEASURED_MONTHS),
        Requirement("utlokaliseringar", "Utlokaliseringar per 100 disponibla vårdplatser", MEASURED_MONTHS),
    ),
    payments=(
        Payment(
            "grundkrav",
            "Grundläggande krav: rapportera vårdplatsdata",
            "bilaga 1, Grundläggande krav",
            (Component("befolkning", "Efter befolkning"),),
            PARAMETERS.basic_kr,
            PARAMETERS.last_requisition_day,
        ),
        Payment(
            "slut",
            "Prestationer och bonuspott",
            "bilaga 1, Krav på prestation och Kvarstående medel",
            (
                Component("overbelaggningar", "Överbeläggningar"),
                Component("utlokaliseringar", "Utlokaliseringar"),
                Component("bonuspott", "Bonuspott"),
            ),
            PARAMETERS.performance_kr,
            PARAMETERS.last_requisition_day,
        ),
    ),
)

POTS = (
    Pot("Grundläggande krav", PARAMETERS.basic_kr, (("grundkrav", "befolkning"),)),
    Pot(
        "Prestationer och bonuspott",
        PARAMETERS.performance_kr,
        tuple(("slut", component.id) for component in PROGRAMME.payment("slut").components),
    ),
)
"""The two amounts that payouts and undistributed kronor must use up, one per payment."""

METHOD = Method.LARGEST_REMAINDER
"""How this grant shares whole kronor, unless a reading of T03 says otherwise."""


@dataclass(frozen=True)
class BedsReport:
    """One region's report for one month; None where no value was reported, which is not zero.

    `beds` is the mean number of available beds, the rates are per 100 available beds and
    `occupancy_percent` is the mean occupancy. For 2025 beds are planned and the occupancy is a target.
    """

    beds: Decimal | None = None
    overbelaggningar_per_100: Decimal | None = None
    utlokaliseringar_per_100: Decimal | None = None
    occupancy_percent: Decimal | None = None


Reports = Mapping[tuple[str, date], BedsReport]
"""Reports by (region code, month)."""

VALUE_NAMES = {
    "overbelaggningar_per_100": "överbeläggningar per 100 vårdplatser",
    "utlokaliseringar_per_100": "utlokaliseringar per 100 vårdplatser",
    "beds": "disponibla vårdplatser",
    "occupancy_percent": "beläggningsgrad",
}
"""Swedish name of each value of a `BedsReport`, in the order the decree asks for them."""

RATE_OF = {"overbelaggningar": "overbelaggningar_per_100", "utlokaliseringar": "utlokaliseringar_per_100"}
"""The value that each performance requirement measures."""


def reported(reports: Reports, region_code: str, month: date, value_name: str) -> Decimal | None:
    """One reported value, None when the report or the value is missing."""
    value: Decimal | None = getattr(reports.get((region_code, month), BedsReport()), value_name)
    return value


# --- Regeringens beslut --------------------------------------------------------------------------
# Assignment, appropriation and dates: see Parameters. Informing the Government Offices computes nothing.

# Regeringens beslut, follow-up of how far the regions met the requirements


@dataclass(frozen=True)
class NationalDevelopment:
    """The national rate of one requirement in one month and in the same month the year before.

    Both are per 100 beds, weighted by beds, over the same `region_count` regions; None when no beds are
    included.
    """

    requirement: str
    month: date
    region_count: int
    rate: Fraction | None
    rate_year_before: Fraction | None

    @property
    def change_percent(self) -> Fraction | None:
        """Per cent of the year before, negative for a decrease; None when that year is missing or zero."""
        if self.rate is None or not self.rate_year_before:
            return None
        return (self.rate - self.rate_year_before) / self.rate_year_before * 100


def national_development(reports: Reports) -> tuple[NationalDevelopment, ...]:
    """One row per requirement and measured month.

    A region is included in a month when it reported both the rate and the beds for that month and for
    the same month the year before, so that the two national rates rest on the same regions.
    """
    rows = []
    for requirement in PROGRAMME.requirements:
        for month in requirement.months:
            pairs = []
            for code in CODES:
                now = _rate_and_beds(reports, code, month, requirement.id)
                before = _rate_and_beds(reports, code, year_before(month), requirement.id)
                if now and before:
                    pairs.append((now, before))
            rows.append(
                NationalDevelopment(
                    requirement.id,
                    month,
                    len(pairs),
                    _weighted_mean([now for now, _ in pairs]),
                    _weighted_mean([before for _, before in pairs]),
                )
            )
    return tuple(rows)


def _rate_and_beds(
    reports: Reports, region_code: str, month: date, requirement_id: str
) -> tuple[Fraction, Fraction] | None:
    rate = reported(reports, region_code, month, RATE_OF[requirement_id])
    beds = reported(reports, region_code, month, "beds")
    return None if rate is None or beds is None else (Fraction(rate), Fraction(beds))


def _weighted_mean(values: Collection[tuple[Fraction, Fraction]]) -> Fraction | None:
    weight = sum(beds for _, beds in values)
    return sum(rate * beds for rate, beds in values) / Fraction(weight) if weight else None


# --- Ärendet -------------------------------------------------------------------------------------
# Background; computes nothing.

# --- Bilaga 1, Grundläggande krav ----------------------------------------------------------------

REQUIRED_MONTHS = {
    "overbelaggningar_per_100": OUTCOME_MONTHS,
    "utlokaliseringar_per_100": OUTCOME_MONTHS,
    "beds": ALL_MONTHS,
    "occupancy_percent": ALL_MONTHS,
}
"""The months each value must be reported for, as the four points of the section ask: 120 values per region."""


@dataclass(frozen=True)
class Gap:
    """A value that the basic requirement asks of a region and that has not been reported.

    `value` is a key of `REQUIRED_MONTHS`.
    """

    region_code: str
    value: str
    month: date


def reporting_gaps(reports: Reports) -> tuple[Gap, ...]:
    """All that the regions still lack of the 120 values each; by region, value and month."""
    return tuple(
        Gap(code, value, month)
        for code in CODES
        for value, required in REQUIRED_MONTHS.items()
        for month in required
        if reported(reports, code, month, value) is None
    )


def repayment_liability(gaps: Iterable[Gap]) -> dict[str, int]:
    """Kronor each region is liable to repay: its whole amount in bilaga 2 with any gap, else 0 (T13)."""
    lacking = {gap.region_code for gap in gaps}
    return {code: TABLE[code].amount_kr if code in lacking else 0 for code in CODES}


def liability_reason(region_code: str, gaps: Iterable[Gap]) -> str:
    """A Swedish sentence on what the region lacks and what it therefore is liable to repay."""
    name = BY_CODE[region_code].official_name
    own = [gap for gap in gaps if gap.region_code == region_code]
    lacking = [
        f"{VALUE_NAMES[value]} för {month_spans(missing)}"
        for value in REQUIRED_MONTHS
        if (missing := [gap.month for gap in own if gap.value == value])
    ]
    if not lacking:
        return f"{name} har rapporterat alla uppgifter som det grundläggande kravet omfattar."
    amount = kronor(TABLE[region_code].amount_kr)
    return f"{name} saknar {listing(lacking)} och är därför återbetalningsskyldig för {amount} (bilaga 2)."


# --- Bilaga 1, Krav på prestation ----------------------------------------------------------------


def qualify_month(
    month: date,
    reports: Reports,
    population: Mapping[str, int],
    parameters: Parameters = PARAMETERS,
    readings: Readings = AS_DECIDED,
) -> tuple[Outcome, ...]:
    """What every region earned for one measured month: one outcome per requirement and region, 42 in all.

    `population` must be whole (`rules.population`). The comparison needs the reports of the same month
    the year before. Raises `ValueError` for a month that the decree does not measure.
    """
    if month not in MEASURED_MONTHS:
        raise ValueError(f"{month:%Y-%m} is not a measured month")
    nation = {code: population[code] for code in CODES}
    outcomes = []
    for requirement in PROGRAMME.requirements:
        rate = RATE_OF[requirement.id]
        reserved = reserved_pots(parameters.requirement_kr(requirement.id), len(requirement.months), nation, readings)
        values = {
            code: Fraction(value) for code in CODES if (value := reported(reports, code, month, rate)) is not None
        }
        place = ranks(values, fewest_first=True)
        top = top_placed(values, fewest_first=True, places=parameters.top_places, readings=readings)
        for code in CODES:
            name = BY_CODE[code].official_name
            if code not in values:
                because = f"{name} har ingen giltig rapport om {VALUE_NAMES[rate]} för {month_name(month)}"
                assessment = Assessment(Route.NOT_REPORTED, Fraction(0), because)  # T12
            else:
                before = reported(reports, code, year_before(month), rate)
                comparison = _Comparison(values[code], None if before is None else Fraction(before), readings)
                fact = (
                    f"{name} hade {number(values[code])} {VALUE_NAMES[rate]} i {month_name(month)} "
                    f"{comparison.text(year_before(month), parameters)}"
                )
                rank = f"plats {place[code]} av {len(values)}"
                assessment = best(
                    (
                        _no_route(place[code], fact, rank, parameters),  # first: a route that gives nothing is none
                        _improvement(comparison, fact, parameters),
                        _top_five(code in top, fact, rank, parameters),
                    )
                )
            outcomes.append(Outcome(requirement.id, month, code, reserved[code], assessment))
    return tuple(outcomes)


# Förbättring jämfört med 2023


@dataclass(frozen=True)
class _Comparison:
    """A region's rate against the same month the year before; fewer is better."""

    value: Fraction
    before: Fraction | None
    readings: Readings

    @property
    def keeps_zero(self) -> bool:
        return self.readings.t10 == "zero_kept" and self.before == 0 and self.value == 0

    @cached_property
    def decrease(self) -> Fraction | None:
        """In per cent of the year before (T09); None where there is nothing to compare with (T10)."""
        if not self.before:
            return None
        difference = self.before - self.value
        return difference if self._is_in_points else difference / self.before * 100

    @property
    def _is_in_points(self) -> bool:
        return self.readings.t09 == "percentage_points"

    def text(self, month: date, parameters: Parameters) -> str:
        """The comparison in words, to follow after the rate."""
        if self.before is None:
            return f"utan värde för {month_name(month)} att jämföra med"
        against = f"mot {number(self.before)} i {month_name(month)}"
        if self.keeps_zero:
            return f"{against}, vilket räknas som en behållen förbättring"
        if self.decrease is None:
            return f"{against}, ett värde som inte går att förbättra"
        unit = "procentenheter" if self._is_in_points else "procent"
        limit = f"minst {number(parameters.improvement_percent)} {unit}"
        if self.decrease == 0:
            return f"{against}, ingen förändring (en minskning med {limit} krävs)"
        size = about(abs(self.decrease), 2)
        amount = f"mindre än 0,01 {unit}" if size == "0" else f"{size} {unit}"
        if self.decrease > 0:
            return f"{against}, en minskning med {amount} ({limit} krävs)"
        return f"{against}, en ökning med {amount} (en minskning med {limit} krävs)"


def _improvement(comparison: _Comparison, fact: str, parameters: Parameters) -> Assessment:
    """The whole pot for a decrease of at least the limit, computed exactly: 4,00 -> 3,98 is enough (T09)."""
    decrease = comparison.decrease
    enough = decrease is not None and decrease >= Fraction(parameters.improvement_percent)
    return Assessment(Route.IMPROVEMENT, Fraction(enough or comparison.keeps_zero), fact)


# Placerar sig i topp 5 under 2024. Both routes never add up: `best` takes one, improvement first (T22).


def _top_five(is_top: bool, fact: str, rank: str, parameters: Parameters) -> Assessment:
    """The whole pot for one of the five lowest rates among all regions that reported (T11)."""
    because = f"{fact}, men kom på {rank} (plats 1–{parameters.top_places} räcker)"
    return Assessment(Route.TOP_FIVE, Fraction(is_top), because)


def _no_route(place: int, fact: str, rank: str, parameters: Parameters) -> Assessment:
    condition = f"plats 1–{parameters.top_places} krävs"
    if place <= parameters.top_places:
        condition = "delad av fler regioner än platserna räcker till"
    return Assessment(Route.NONE, Fraction(0), f"{fact}, och kom på {rank} ({condition})")


# --- Bilaga 1, Kvarstående medel, and the payments -----------------------------------------------


@dataclass(frozen=True)
class Inputs:
    """What the payments rest on besides the outcomes.

    `population` is total population on the programme's population date by region code (T20), None when
    none has been delivered.
    """

    population: Mapping[str, int | None] | None


def settle(
    inputs: Inputs,
    outcomes: Collection[Outcome],
    parameters: Parameters = PARAMETERS,
    readings: Readings = AS_DECIDED,
) -> Settlement:
    """Both payments: `grundkrav` always, by bilaga 2; `slut` from the outcomes of all measured months."""
    return _basic_payment() + _final_payment(inputs, outcomes, parameters, readings)


def _final_payment(
    inputs: Inputs, outcomes: Collection[Outcome], parameters: Parameters, readings: Readings
) -> Settlement:
    reference = f"Befolkningen den {day(PROGRAMME.population_date)}"
    if inputs.population is None:
        reason = f"{reference} är inte levererad. Lämna den som en leverans av slaget befolkning."
        return Settlement(withheld=(Withheld("slut", Cause.AWAITING, reason),))
    if gaps := population_gaps(inputs.population):
        reason = f"{reference} kan inte användas: {gaps}. Lämna en rättad leverans av slaget befolkning."
        return Settlement(withheld=(Withheld("slut", Cause.FAULTY, reason),))
    seen = {outcome.month for outcome in outcomes if outcome.assessment.route is not Route.NOT_REPORTED}
    if awaited := [month for month in MEASURED_MONTHS if month not in seen]:
        reason = (
            f"Ingen region har rapporterat överbeläggningar eller utlokaliseringar för {month_spans(awaited)}. "
            "Utbetalningen räknas ut när rapporterna har kommit in."
        )
        return Settlement(withheld=(Withheld("slut", Cause.AWAITING, reason),))

    population = {code: count for code in CODES if (count := inputs.population[code])}
    paid = {
        requirement.id: paid_kr((o for o in outcomes if o.requirement == requirement.id), readings)
        for requirement in PROGRAMME.requirements
    }
    sharing_one_pot = [tuple(paid)] if readings.t04 == "shared" else [(requirement_id,) for requirement_id in paid]
    bonus = dict.fromkeys(CODES, 0)
    undistributed = []
    for requirement_ids in sharing_one_pot:
        shares, kept_kr = bonus_kr(
            sum(parameters.requirement_kr(requirement_id) for requirement_id in requirement_ids),
            {code: sum(paid[requirement_id][code] for requirement_id in requirement_ids) for code in CODES},
            population,
            method_in_use(METHOD, readings),
        )
        for code, share in shares.items():
            bonus[code] += share
        if kept_kr:
            undistributed.append(_kept(kept_kr, requirement_ids))

    payouts = [
        payout
        for component, amounts in {**paid, "bonuspott": bonus}.items()
        for payout in component_payouts("slut", component, {code: amounts[code] for code in CODES})
    ]
    return Settlement(tuple(payouts), tuple(undistributed))


def _kept(amount_kr: int, requirement_ids: Iterable[str]) -> Undistributed:
    """The bonus pot that stays because nobody met any of its requirements (T04)."""
    titles = [PROGRAMME.requirement(requirement_id).title.lower() for requirement_id in requirement_ids]
    reason = (
        f"Ingen region har uppfyllt kravet på {' eller '.join(titles)} under någon månad. Bonuspotten, "
        f"{kronor(amount_kr)}, saknar därför fördelningsgrund och betalas inte ut."
    )
    return Undistributed("slut", "bonuspott", amount_kr, reason)


# --- Bilaga 2 ------------------------------------------------------------------------------------


def _basic_payment() -> Settlement:
    """The printed amounts, whatever was reported: who lacks reports repays, nothing is shared anew (T13)."""
    amounts = {code: row.amount_kr for code, row in TABLE.items()}
    return Settlement(component_payouts("grundkrav", "befolkning", amounts))
