"""The 2025 decree on healthcare queues: equal shares (block 1) and operations by tariff up to a cap (block 2).

Reads in the decree's order: the decision, Ärendet, bilaga 1 with its two blocks, bilaga 2. The caps of
bilaga 2 are in `vardkoer_2025_appendix`, the account to the ministry in `vardkoer_2025_development`, the
wording of reasons in `vardkoer_2025_reasons`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from rules.apportionment import Method, apportion, method_in_use
from rules.decrees.vardkoer_2025_appendix import CAPS_KR
from rules.money import whole_kronor_down
from rules.months import months
from rules.parameters import parameter
from rules.payouts import Cause, Payout, Pot, Settlement, Undistributed, Withheld, component_payouts
from rules.population import population_gaps
from rules.programme import Component, Payment, Programme
from rules.ranking import ranks, top_placed
from rules.readings import AS_DECIDED, Readings
from rules.regions import BY_CODE, CODES
from rules.swedish import day, kronor, listing, month_name, month_spans
from rules.tariff import by_tariff, month_reached, up_to_cap

OPERATION_NAMES = {"hoftledsprotes": "höftledsprotes", "framfall": "framfall", "gra_starr": "grå starr"}
"""The kinds of operation in the decree's order, with their names in Swedish sentences."""

OPERATIONS = tuple(OPERATION_NAMES)
"""Ids of the kinds of operation, and of their payout components."""

METHOD = Method.LARGEST_REMAINDER
"""How this grant settles kronor that proportional shares leave over (T03)."""

Counts = Mapping[tuple[str, date, str], int]
"""Operations of all performers by (home region code, month, operation); only what was reported is there (T15)."""


# --- Regeringens beslut: the numbers of the decree, and of bilaga 1 -------------------------------------------


@dataclass(frozen=True)
class Parameters:
    """Every number of the decree but the caps of bilaga 2; a what-if is `dataclasses.replace` of `PARAMETERS`."""

    grants_kr: int = parameter(
        497_000_000, unit="kronor", section="Regeringens beslut", meaning="Betalas ut till regionerna under 2025"
    )
    total_kr: int = parameter(
        500_000_000, unit="kronor", section="Regeringens beslut", meaning="Får högst användas under 2025"
    )
    own_costs_kr: int = parameter(
        3_000_000, unit="kronor", section="Regeringens beslut", meaning="Högst för myndighetens egna kostnader"
    )
    last_requisition_day: date = parameter(
        date(2025, 12, 1),
        unit="datum",
        section="Regeringens beslut",
        meaning="Sista dag för rekvisition hos Kammarkollegiet",
    )
    last_repayment_day: date = parameter(
        date(2026, 3, 31),
        unit="datum",
        section="Regeringens beslut",
        meaning="Sista dag för återbetalning och ekonomisk redovisning till Kammarkollegiet",
    )
    last_report_day: date = parameter(
        date(2026, 3, 31),
        unit="datum",
        section="Regeringens beslut",
        meaning="Sista dag för slutredovisning till Regeringskansliet",
    )
    block1_kr: int = parameter(
        100_000_000, unit="kronor", section="bilaga 1, Block 1", meaning="Fördelas lika mellan regionerna"
    )
    report_weeks: int = parameter(
        3,
        unit="veckor efter månadens slut",
        section="bilaga 1, Block 1",
        meaning="Sista dag för antal operationer; står inte i beslutet, förval tills myndigheten anger ett datum",
    )
    last_region_account_day: date = parameter(
        date(2026, 2, 28),
        unit="datum",
        section="bilaga 1, Block 1",
        meaning="Sista dag för regionens redovisning; står inte i beslutet, förval tills myndigheten anger ett datum",
    )
    block2_kr: int = parameter(
        397_000_000, unit="kronor", section="bilaga 1, Block 2", meaning="Fördelas efter antalet operationer"
    )
    measured_months: tuple[date, ...] = parameter(
        months(2025, 2, 10), unit="månader", section="bilaga 1, Block 2", meaning="Månader som operationer räknas för"
    )
    hoftledsprotes_kr: int = parameter(
        108_000, unit="kronor per operation", section="bilaga 1, Block 2", meaning="Ersättning för höftledsprotes"
    )
    framfall_kr: int = parameter(
        39_000, unit="kronor per operation", section="bilaga 1, Block 2", meaning="Ersättning för framfall"
    )
    gra_starr_kr: int = parameter(
        19_000, unit="kronor per operation", section="bilaga 1, Block 2", meaning="Ersättning för grå starr"
    )
    procedure_codes: tuple[tuple[str, str], ...] = parameter(
        (
            ("NFB", "hoftledsprotes"),
            ("LEF", "framfall"),
            ("CJC", "gra_starr"),
            ("CJD", "gra_starr"),
            ("CJE", "gra_starr"),
        ),
        unit="början av åtgärdskod (KVÅ) och slag av operation",
        section="bilaga 1, Block 2",
        meaning="Åtgärdskoder som räknas till varje slag; står inte i beslutet, förval som myndigheten ska bekräfta",
    )
    best_places: int = parameter(
        5,
        unit="regioner",
        section="bilaga 1, Kvarstående medel",
        meaning="Regioner med flest operationer per invånare som delar på kvarstående medel",
    )
    hoftledsprotes_percent: int = parameter(
        65, unit="procent", section="bilaga 1, Kvarstående medel", meaning="Del av kvarstående medel: höftledsprotes"
    )
    framfall_percent: int = parameter(
        23, unit="procent", section="bilaga 1, Kvarstående medel", meaning="Del av kvarstående medel: framfall"
    )
    gra_starr_percent: int = parameter(
        12, unit="procent", section="bilaga 1, Kvarstående medel", meaning="Del av kvarstående medel: grå starr"
    )

    @property
    def tariffs_kr(self) -> dict[str, int]:
        """Kronor for one operation, by kind."""
        amounts = (self.hoftledsprotes_kr, self.framfall_kr, self.gra_starr_kr)
        return dict(zip(OPERATIONS, amounts, strict=True))

    @property
    def remaining_percent(self) -> dict[str, int]:
        """Per cent of the remaining funds, by kind."""
        parts = (self.hoftledsprotes_percent, self.framfall_percent, self.gra_starr_percent)
        return dict(zip(OPERATIONS, parts, strict=True))


PARAMETERS = Parameters()

PROGRAMME = Programme(
    id="vardkoer_2025",
    title="Prestationsbaserade medel för att korta vårdköerna 2025",
    short_title="Vårdköer 2025",
    reference=None,
    population_date=date(2024, 11, 1),  # T20
    requirements=(),
    payments=(
        Payment(
            "block1",
            "Block 1: regionernas vårdgarantifunktion",
            "bilaga 1, Block 1",
            (Component("lika", "Lika fördelning"),),
            PARAMETERS.block1_kr,
            PARAMETERS.last_requisition_day,
        ),
        Payment(
            "block2",
            "Block 2: kortare vårdköer",
            "bilaga 1, Block 2",
            (
                Component("hoftledsprotes", "Höftledsprotes"),
                Component("framfall", "Framfall"),
                Component("gra_starr", "Grå starr"),
                Component("kvarstaende", "Kvarstående medel"),
            ),
            PARAMETERS.block2_kr,
            PARAMETERS.last_requisition_day,
        ),
    ),
)

POTS = (
    Pot("Block 1", PARAMETERS.block1_kr, (("block1", "lika"),)),
    Pot("Block 2", PARAMETERS.block2_kr, tuple(("block2", part.id) for part in PROGRAMME.payment("block2").components)),
)
"""The two appropriations, which payouts and undistributed kronor must use up."""


@dataclass(frozen=True)
class Inputs:
    """What the grant is settled on: operations, and population on 1 November 2024 (None: not in yet)."""

    counts: Counts
    population: Mapping[str, int | None] | None


def settle(inputs: Inputs, parameters: Parameters = PARAMETERS, readings: Readings = AS_DECIDED) -> Settlement:
    """Both blocks. Block 1 needs no input; block 2 is withheld until its inputs are in and can be used.

    Awaited: the population, and each measured month that no region at all has reported. A region that
    lacks a month does not hold the others up; it earns nothing for that month.
    """
    not_in = _months_not_in(inputs.counts, parameters)
    return block1(parameters, readings) + _block2(inputs, not_in, parameters.measured_months, parameters, readings)


# Further conditions and follow-up: compute nothing. Running account of operations: `vardkoer_2025_development`.
# Final report, appropriation, requisition, own costs, repayment, reference number: dates and amounts are in
# `Parameters`; they compute nothing here.

# --- Ärendet: the government's reasons; computes nothing -------------------------------------------------------

# --- Bilaga 1, Block 1 -----------------------------------------------------------------------------------------


def block1(parameters: Parameters = PARAMETERS, readings: Readings = AS_DECIDED) -> Settlement:
    """The same amount to every region; kronor that cannot be shared equally stay with the agency (T14).

    100 000 000 among 21 regions is 4 761 904 each and 16 over. With the reading `apportioned` the 16 are
    shared out too (T03); all weights are equal, and the block rests on no population, so they go by the
    lowest region codes.
    """
    amount_kr = parameters.block1_kr
    if readings.t14 == "apportioned":
        shares = apportion(amount_kr, dict.fromkeys(CODES, 1), method=method_in_use(METHOD, readings))
    else:
        shares = dict.fromkeys(CODES, whole_kronor_down(Fraction(amount_kr, len(CODES)), reading="T14"))
    left_kr = amount_kr - sum(shares.values())
    reason = (
        f"{kronor(amount_kr)} går inte att dela lika i hela kronor mellan {len(CODES)} regioner; "
        f"{kronor(left_kr)} blir kvar hos myndigheten."
    )
    return Settlement(
        component_payouts("block1", "lika", shares),
        (Undistributed("block1", "lika", left_kr, reason),) if left_kr else (),
    )


# What the money may be used for, reporting of data, account of use, repayment: compute nothing here. The money is
# to be paid as soon as possible, so the duty to report is no condition that the amount waits for.


# --- Bilaga 1, Block 2 and Kvarstående medel; bilaga 2 ---------------------------------------------------------


@dataclass(frozen=True)
class TariffLine:
    """What one kind of operation gave one region: `gross_kr` by tariff, `paid_kr` after the cap.

    `count` is the sum of what was reported for the months.
    """

    region_code: str
    operation: str
    count: int
    tariff_kr: int
    gross_kr: int
    paid_kr: int


@dataclass(frozen=True)
class CapLine:
    """One region against its cap (bilaga 2), all kinds together.

    `share_of_cap` is what was paid of the cap, 1 at most; `month_reached` the first month at whose end
    the kronor by tariff were at least the cap.
    """

    region_code: str
    gross_kr: int
    cap_kr: int
    paid_kr: int
    share_of_cap: Fraction
    month_reached: date | None


@dataclass(frozen=True)
class RemainingLine:
    """One region in the part of the remaining funds that belongs to one kind of operation (T16).

    `per_100_000` is operations per 100 000 inhabitants, exact; `rank` 1 is most, equal values share the
    better rank.
    """

    operation: str
    region_code: str
    count: int
    per_100_000: Fraction
    rank: int
    is_qualified: bool
    cap_kr: int
    amount_kr: int


@dataclass(frozen=True)
class Block2Lines:
    """All of block 2 for `months`, line by line, as it is explained to regions and auditors.

    `remaining_kr` is what the operations left of the appropriation, `not_reported` the regions without any
    report at all, by month.
    """

    months: tuple[date, ...]
    tariff: tuple[TariffLine, ...]
    cap: tuple[CapLine, ...]
    remaining_kr: int
    remaining: tuple[RemainingLine, ...]
    undistributed: tuple[Undistributed, ...]
    not_reported: Mapping[date, tuple[str, ...]]


def block2_lines(
    counts: Counts,
    population: Mapping[str, int],
    *,
    during: tuple[date, ...] | None = None,
    parameters: Parameters = PARAMETERS,
    readings: Readings = AS_DECIDED,
) -> Block2Lines:
    """Block 2 on the operations of the months `during` (all measured months when None).

    `population` is whole (`population_gaps` finds nothing). Operations that were not reported earn
    nothing (T15); what no region earned is shared as remaining funds (T16).
    """
    measured = parameters.measured_months if during is None else during
    method = method_in_use(METHOD, readings)
    tariff: list[TariffLine] = []
    cap: list[CapLine] = []
    for code in CODES:
        by_kind, against_cap = _earned(code, counts, measured, parameters, method)
        tariff += by_kind
        cap.append(against_cap)

    remaining_kr = parameters.block2_kr - sum(line.paid_kr for line in cap)
    remaining: list[RemainingLine] = []
    undistributed: list[Undistributed] = []
    for operation, part_kr in apportion(remaining_kr, parameters.remaining_percent, method=method).items():
        number_by_region = {line.region_code: line.count for line in tariff if line.operation == operation}
        lines = _remaining_lines(operation, part_kr, number_by_region, population, parameters, readings)
        remaining += lines
        if part_kr and not any(line.is_qualified for line in lines):
            undistributed.append(_unqualified(operation, part_kr, number_by_region))
    return Block2Lines(
        measured,
        tuple(tariff),
        tuple(cap),
        remaining_kr,
        tuple(remaining),
        tuple(undistributed),
        _not_reported(counts, measured),
    )


def _earned(
    code: str, counts: Counts, measured: tuple[date, ...], parameters: Parameters, method: Method
) -> tuple[list[TariffLine], CapLine]:
    """What the operations of one region's inhabitants gave it, by kind and against its cap (T15)."""
    tariffs = parameters.tariffs_kr
    by_month = {
        month: {operation: counts.get((code, month, operation), 0) for operation in OPERATIONS} for month in measured
    }
    in_all = {operation: sum(month[operation] for month in by_month.values()) for operation in OPERATIONS}
    gross = by_tariff(in_all, tariffs)
    paid = up_to_cap(gross, CAPS_KR[code], method=method)
    gross_by_month = {month: sum(by_tariff(of_month, tariffs).values()) for month, of_month in by_month.items()}
    against_cap = CapLine(
        code,
        sum(gross.values()),
        CAPS_KR[code],
        sum(paid.values()),
        Fraction(sum(paid.values()), CAPS_KR[code]),
        month_reached(gross_by_month, CAPS_KR[code]),
    )
    by_kind = [TariffLine(code, kind, in_all[kind], tariffs[kind], gross[kind], paid[kind]) for kind in OPERATIONS]
    return by_kind, against_cap


def _remaining_lines(
    operation: str,
    part_kr: int,
    number_by_region: Mapping[str, int],
    population: Mapping[str, int],
    parameters: Parameters,
    readings: Readings,
) -> list[RemainingLine]:
    """One part of the remaining funds: the five best by operations per inhabitant, in proportion to their caps."""
    per_100_000 = {code: Fraction(100_000 * count, population[code]) for code, count in number_by_region.items()}
    rank = ranks(per_100_000, fewest_first=False)
    best = top_placed(per_100_000, fewest_first=False, places=parameters.best_places, readings=readings)
    # A tie at zero reaches into the five when fewer regions have operated; having done none is not "most" (T16).
    qualified = [code for code in number_by_region if code in best and number_by_region[code]]
    amounts = {}
    if qualified:
        caps = {code: CAPS_KR[code] for code in qualified}
        amounts = apportion(part_kr, caps, method=method_in_use(METHOD, readings), population=population)
    return [
        RemainingLine(
            operation,
            code,
            count,
            per_100_000[code],
            rank[code],
            code in amounts,
            CAPS_KR[code],
            amounts.get(code, 0),
        )
        for code, count in number_by_region.items()
    ]


def _unqualified(operation: str, part_kr: int, number_by_region: Mapping[str, int]) -> Undistributed:
    name = OPERATION_NAMES[operation]
    if any(number_by_region.values()):
        why = f"Så många regioner har lika många operationer av {name} per invånare att ingen av dem kvalificerar sig"
    else:
        why = f"Ingen region har rapporterat någon operation av {name}"
    reason = f"{why}; den del av kvarstående medel som hör dit, {kronor(part_kr)}, blir ofördelad."
    return Undistributed("block2", "kvarstaende", part_kr, reason)


def _block2(
    inputs: Inputs,
    not_in: tuple[date, ...],
    during: tuple[date, ...],
    parameters: Parameters,
    readings: Readings,
) -> Settlement:
    """Block 2 on the months `during`, or why it is withheld; `not_in` are months that it must wait for."""
    if withheld := _withheld(inputs.population, not_in):
        return Settlement(withheld=(withheld,))
    population = {code: count for code, count in (inputs.population or {}).items() if count is not None}
    lines = block2_lines(inputs.counts, population, during=during, parameters=parameters, readings=readings)
    by_tariff_rows = tuple(
        Payout("block2", operation, line.region_code, line.paid_kr)
        for operation in OPERATIONS
        for line in lines.tariff
        if line.operation == operation
    )
    extra = dict.fromkeys(CODES, 0)
    for line in lines.remaining:
        extra[line.region_code] += line.amount_kr
    return Settlement(by_tariff_rows + component_payouts("block2", "kvarstaende", extra), lines.undistributed)


def _withheld(population: Mapping[str, int | None] | None, not_in: tuple[date, ...]) -> Withheld | None:
    figure = f"befolkningen den {day(PROGRAMME.population_date)}"
    if population is not None and (gaps := population_gaps(population)):
        reason = f"Block 2 kan inte räknas på {figure}: {gaps}. Lämna en rättad leverans av slaget befolkning."
        return Withheld("block2", Cause.FAULTY, reason)
    awaited = [] if population is not None else [figure]
    if not_in:
        awaited.append(f"antalet operationer för {month_spans(not_in)}")
    if not awaited:
        return None
    return Withheld("block2", Cause.AWAITING, f"Block 2 kan inte räknas förrän {listing(awaited)} har kommit in.")


# --- Before the last month is in -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Preliminary:
    """Block 2 as it would be if nothing more came in: never a decision, and never paid on.

    `not_reported` names, for each month of `months`, the regions that have not reported anything.
    """

    settlement: Settlement
    months: tuple[date, ...]
    months_missing: tuple[date, ...]
    not_reported: Mapping[date, tuple[str, ...]]

    @property
    def sentence(self) -> str:
        """What the figures rest on and what they lack, as one Swedish sentence."""
        if not self.months:
            return "Ingen månad har kommit in ännu, så ingen preliminär fördelning kan räknas."
        lacking = []
        if self.months_missing:
            lacking.append(f"{month_spans(self.months_missing)} har inte kommit in från någon region")
        lacking += [
            f"för {month_name(month)} saknas {listing([BY_CODE[code].official_name for code in codes])}"
            for month, codes in self.not_reported.items()
            if codes
        ]
        rest = "; ".join(lacking) or "alla regioner har rapporterat"
        return f"Fördelningen är preliminär och vilar på {month_spans(self.months)}; {rest}."


def preliminary(inputs: Inputs, parameters: Parameters = PARAMETERS, readings: Readings = AS_DECIDED) -> Preliminary:
    """Block 2 on the months that have come in from at least one region.

    Without any month, or without a population to rank by, the settlement is withheld.
    """
    missing = _months_not_in(inputs.counts, parameters)
    present = tuple(month for month in parameters.measured_months if month not in missing)
    return Preliminary(
        _block2(inputs, () if present else missing, present, parameters, readings),
        present,
        missing,
        _not_reported(inputs.counts, present),
    )


# --- Which months are in ---------------------------------------------------------------------------------------


def _months_not_in(counts: Counts, parameters: Parameters) -> tuple[date, ...]:
    """The measured months that no region has reported anything for."""
    reported = {month for _, month, _ in counts}
    return tuple(month for month in parameters.measured_months if month not in reported)


def _not_reported(counts: Counts, during: tuple[date, ...]) -> dict[date, tuple[str, ...]]:
    """The regions that have not reported anything, by month."""
    reported = {(code, month) for code, month, _ in counts}
    return {month: tuple(code for code in CODES if (code, month) not in reported) for month in during}
