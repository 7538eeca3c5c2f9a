"""The payments of the queues decree 2025 in formulas (`rules.decrees.vardkoer_2025`).

Operations per inhabitant are compared by multiplying crosswise, region against region, which is exact.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from exports.calculation.book import CalculationBook, Role
from exports.calculation.cells import Cells, Single
from exports.calculation.guide import write_guide
from exports.calculation.payout import write_payout
from exports.calculation.regions import ORDINAL, REGION_NAMES, RegionColumn, write_regions
from exports.calculation.shares import STEP, Apportionment, Dividend, Quotient, quotient
from exports.calculation.sheet import CalculationSheet, FormulaOf
from exports.calculation.terms import write_terms
from exports.printed_sheet import Kind
from rules.decrees import vardkoer_2025 as decree
from rules.decrees.vardkoer_2025_appendix import CAPS_KR
from rules.money import cut
from rules.payouts import Payout
from rules.ranking import ranks
from rules.swedish import MONTH_NAMES

PROGRAMME = decree.PROGRAMME
BLOCK_1 = PROGRAMME.payment("block1")
BLOCK_2 = PROGRAMME.payment("block2")

SHOWN_DECIMALS = 6
"""Decimals that the stored value of operations per inhabitant is cut to; nothing is decided by it."""

_TERMS = {
    "block2_kr": "Belopp_block_2",
    "hoftledsprotes_kr": "Ersattning_hoftledsprotes",
    "framfall_kr": "Ersattning_framfall",
    "gra_starr_kr": "Ersattning_gra_starr",
    "best_places": "Antal_basta",
    "hoftledsprotes_percent": "Del_hoftledsprotes_procent",
    "framfall_percent": "Del_framfall_procent",
    "gra_starr_percent": "Del_gra_starr_procent",
}
_HEADINGS = {component.id: component.heading for component in BLOCK_2.components}
_ORDINAL = {kind: place for place, kind in enumerate(sorted(decree.OPERATIONS), start=1)}
"""The kinds' order by id, which settles ties between them (T03)."""
_NAMES = tuple(REGION_NAMES.values())


@dataclass(frozen=True)
class CalculationInputs:
    """What the payments rest on, as plain values, and what the engine has paid.

    `population` is that of the programme's population date by region code, whole for block 2; `payouts` are
    at least those of the payment that is written.
    """

    counts: decree.Counts
    population: Mapping[str, int]
    payouts: Sequence[Payout]


def write_block_1(book: CalculationBook, inputs: CalculationInputs) -> None:
    """The same amount to every region; what cannot be shared equally stays (T14)."""
    write_guide(book, PROGRAMME, BLOCK_1, ("T14",), ())
    terms = write_terms(book, decree.PARAMETERS, {"block1_kr": "Belopp_block_1"})
    sheet = CalculationSheet(book, "Potter", "Lika fördelning i hela kronor (T14)")
    sheet.blank_row()
    amount, count = terms["block1_kr"], len(_NAMES)
    with sheet.table(count) as table:
        names = table.plain("Region", _NAMES, width=27)
        kronor = table.formula(
            "Kronor",
            lambda i: f"INT({amount.address}/ROWS({names.span}))",
            [amount.shown // count] * count,
            is_summed=True,
        )
    left = sheet.single(
        "Blir kvar hos myndigheten", f"{amount.address}-SUM({kronor.span})", amount.shown - sum(kronor.values)
    )
    undistributed = [("Blir kvar hos myndigheten, kronor", left)]
    write_payout(book, BLOCK_1, REGION_NAMES, {"lika": kronor}, inputs.payouts, undistributed)


def write_block_2(book: CalculationBook, inputs: CalculationInputs) -> None:
    """Operations by tariff up to the cap (T15), and the remaining funds to the five best of each kind (T16)."""
    write_guide(book, PROGRAMME, BLOCK_2, ("T03", "T11", "T15", "T16", "T20"), ())
    terms = write_terms(book, decree.PARAMETERS, _TERMS)
    population, caps = write_regions(
        book,
        "Indata: befolkning, och taken i bilaga 2",
        RegionColumn("Befolkning 1 november 2024", inputs.population),
        RegionColumn("Tak i bilaga 2, kronor", CAPS_KR, Role.PARAMETER),
    )
    counts = _write_counts(book, inputs.counts)
    gross, in_all, capped = _write_tariff(book, counts, caps, terms)
    computed = _write_capped(book, gross, in_all, capped)

    parts = _write_remaining(book, capped, terms)
    shared = {
        kind: _write_best(book, kind, parts[kind], counts[kind], population, caps, terms["best_places"])
        for kind in decree.OPERATIONS
    }
    computed["kvarstaende"] = _write_extra(book, [kronor for kronor, _ in shared.values()])
    undistributed = [
        (f"Ofördelat, {decree.OPERATION_NAMES[kind]}, kronor", unshared) for kind, (_, unshared) in shared.items()
    ]
    write_payout(book, BLOCK_2, REGION_NAMES, computed, inputs.payouts, undistributed)


def _write_counts(book: CalculationBook, counts: decree.Counts) -> dict[str, Cells]:
    """The operations month by month; their number by kind."""
    sheet = CalculationSheet(book, "Indata operationer", "Indata: operationer efter hemregion 2025, alla utförare")
    sheet.line("En tom cell är ett antal som inte har rapporterats.")
    months = decree.PARAMETERS.measured_months
    by_kind: dict[str, list[Cells]] = {}
    with sheet.table(len(_NAMES), has_groups=True) as table:
        table.plain("Region", _NAMES, width=27)
        for kind in decree.OPERATIONS:
            by_kind[kind] = [
                table.plain(
                    MONTH_NAMES[month.month - 1][:3],
                    [counts.get((code, month, kind)) for code in REGION_NAMES],
                    role=Role.INPUT,
                    width=7,
                    kind=Kind.AMOUNT,
                    group=_HEADINGS[kind],
                )
                for month in months
            ]
    sheet = CalculationSheet(book, "Antal", "Antal operationer under de månader som räknas (T15)")
    sheet.blank_row()
    with sheet.table(len(_NAMES)) as table:
        table.plain("Region", _NAMES, width=27)
        return {
            kind: table.formula(
                _HEADINGS[kind],
                _row_sum(columns),
                [sum(column.value(i) or 0 for column in columns) for i in range(len(_NAMES))],
                is_summed=True,
            )
            for kind, columns in by_kind.items()
        }


def _row_sum(columns: Sequence[Cells]) -> FormulaOf:
    last = columns[-1]
    return lambda i: f"SUM({columns[0].at(i)}:{last.at(i).rpartition('!')[2]})"


def _write_tariff(
    book: CalculationBook, counts: Mapping[str, Cells], caps: Cells, terms: Mapping[str, Single]
) -> tuple[dict[str, Cells], Cells, Cells]:
    """Kronor by tariff of each kind, their sum, and the sum up to the cap."""
    sheet = CalculationSheet(book, "Ersättning och tak", "Ersättning per operation, upp till taket (bilaga 1 och 2)")
    sheet.blank_row()
    rows = range(len(_NAMES))
    with sheet.table(len(_NAMES)) as table:
        table.plain("Region", _NAMES, width=27)
        gross = {
            kind: table.formula(
                f"{_HEADINGS[kind]}, kronor",
                _times(count, terms[f"{kind}_kr"]),
                [count.value(i) * terms[f"{kind}_kr"].shown for i in rows],
                width=16,
                is_summed=True,
            )
            for kind, count in counts.items()
        }
        in_all = table.formula(
            "Ersättning i allt",
            lambda i: "+".join(column.at(i) for column in gross.values()),
            [sum(column.value(i) for column in gross.values()) for i in rows],
            width=16,
            is_summed=True,
        )
        cap = table.formula("Tak", caps.at, caps.values, width=16, is_summed=True)
        capped = table.formula(
            "Upp till taket",
            lambda i: f"MIN({in_all.at(i)},{cap.at(i)})",
            [min(in_all.value(i), cap.value(i)) for i in rows],
            width=16,
            is_summed=True,
        )
    return gross, in_all, capped


def _times(cells: Cells, factor: Single) -> FormulaOf:
    return lambda i: f"{cells.at(i)}*{factor.address}"


def _write_capped(book: CalculationBook, gross: Mapping[str, Cells], in_all: Cells, capped: Cells) -> dict[str, Cells]:
    """What is paid, split on the kinds in proportion to the kronor by tariff: largest remainder (T03).

    Below the cap the amount is the sum of the weights, so that every kind gets its own kronor back.
    """
    sheet = CalculationSheet(book, "Delning av taket", "Det som betalas, delat på slagen (T03)")
    sheet.line("Under taket är beloppet summan av ersättningarna, så att varje slag får sitt.")
    rows = range(len(_NAMES))
    with sheet.table(len(_NAMES), is_only=False) as table:
        table.plain("Region", _NAMES, width=27)
        amount = table.formula("Belopp", capped.at, capped.values, is_summed=True)
        divisor = table.formula(
            "Delare: ersättningen, minst 1",
            lambda i: f"MAX({in_all.at(i)},1)",
            [max(in_all.value(i), 1) for i in rows],
        )
        high = table.formula(
            "Beloppets hundratusental",
            lambda i: f"INT({amount.at(i)}/{STEP})",
            [amount.value(i) // STEP for i in rows],
        )
        low = table.formula(
            "Resten av beloppet", lambda i: f"MOD({amount.at(i)},{STEP})", [amount.value(i) % STEP for i in rows]
        )
    weights: dict[str, Cells] = {}
    shares: dict[str, Quotient] = {}
    for kind, column in gross.items():
        sheet.line(_HEADINGS[kind], bold=True)
        with sheet.table(len(_NAMES), is_only=False) as table:
            table.plain("Region", _NAMES, width=27)
            weights[kind] = table.formula("Ersättning", column.at, column.values, is_summed=True)
            shares[kind] = quotient(table, Dividend(high, low, divisor), weights[kind])
    sheet.line("Alla slag", bold=True)
    with sheet.table(len(_NAMES), is_only=False) as table:
        table.plain("Region", _NAMES, width=27)
        left = table.formula(
            "Kronor kvar att lägga ut",
            lambda i: f"{amount.at(i)}-" + "-".join(share.whole.at(i) for share in shares.values()),
            [amount.value(i) - sum(share.whole.value(i) for share in shares.values()) for i in rows],
        )
        return {
            kind: table.formula(
                f"{_HEADINGS[kind]}, kronor",
                _with_extra(kind, weights, shares, left),
                [shares[kind].whole.value(i) + (_place(kind, weights, shares, i) <= left.value(i)) for i in rows],
                is_summed=True,
            )
            for kind in gross
        }


def _with_extra(kind: str, weights: Mapping[str, Cells], shares: Mapping[str, Quotient], left: Cells) -> FormulaOf:
    """The whole kronor, and one more for the kinds with the largest rests."""

    def formula(row: int) -> str:
        rest, weight = shares[kind].rest.at(row), weights[kind].at(row)
        place = "1"
        for other in shares:
            if other != kind:
                their_rest, their_weight = shares[other].rest.at(row), weights[other].at(row)
                last = int(_ORDINAL[other] < _ORDINAL[kind])
                tie = f"IF({their_weight}>{weight},1,IF({their_weight}={weight},{last},0))"
                place += f"+IF({their_rest}>{rest},1,IF({their_rest}={rest},{tie},0))"
        return f"{shares[kind].whole.at(row)}+IF({place}<={left.at(row)},1,0)"

    return formula


def _place(kind: str, weights: Mapping[str, Cells], shares: Mapping[str, Quotient], row: int) -> int:
    ranked = sorted(
        shares, key=lambda other: (-shares[other].rest.value(row), -weights[other].value(row), _ORDINAL[other])
    )
    return ranked.index(kind) + 1


def _write_remaining(book: CalculationBook, capped: Cells, terms: Mapping[str, Single]) -> dict[str, Single]:
    """What the operations left of the appropriation, and its part for each kind (T16)."""
    kinds = decree.OPERATIONS
    sheet = CalculationSheet(book, "Kvarstående medel", "Kvarstående medel, delade på slagen (T16)")
    budget = terms["block2_kr"]
    remaining = sheet.single(
        "Kvarstående medel", f"{budget.address}-SUM({capped.span})", budget.shown - sum(capped.values)
    )
    split = Apportionment(sheet, remaining, decree.METHOD)
    sheet.blank_row()
    with sheet.table(len(kinds)) as table:
        table.plain("Slag", [_HEADINGS[kind] for kind in kinds], width=27)
        percent = [terms[f"{kind}_percent"] for kind in kinds]
        weight = table.formula(
            "Procent", lambda i: percent[i].address, [term.shown for term in percent], is_summed=True
        )
        kronor, _ = split.columns(table, weight, None, [_ORDINAL[kind] for kind in kinds])
    return {kind: Single(kronor.fixed(row), kronor.value(row)) for row, kind in enumerate(kinds)}


def _write_best(
    book: CalculationBook,
    kind: str,
    part: Single,
    counts: Cells,
    population: Cells,
    caps: Cells,
    places: Single,
) -> tuple[Cells, Single]:
    """One kind's part of the remaining funds, to the regions with most operations per inhabitant (T11, T16)."""
    name = decree.OPERATION_NAMES[kind]
    sheet = CalculationSheet(book, f"De bästa {name}", f"Kvarstående medel: {name}, efter taken (T16, T03)")
    amount = sheet.single("Belopp att fördela", part.address, part.shown)
    split = Apportionment(sheet, amount, decree.METHOD)
    sheet.blank_row()
    rows = range(len(_NAMES))
    per_person = {code: Fraction(counts.value(i), population.value(i)) for i, code in enumerate(REGION_NAMES)}
    rank = ranks(per_person, fewest_first=False)
    with sheet.table(len(_NAMES)) as table:
        table.plain("Region", _NAMES, width=27)
        done = table.formula("Antal", counts.at, counts.values, width=10)
        people = table.formula("Befolkning", population.at, population.values)
        table.formula(
            "Per 100 000 invånare",
            lambda i: f"{done.at(i)}/{people.at(i)}*100000",
            [cut(100_000 * value, SHOWN_DECIMALS) for value in per_person.values()],
            kind=Kind.TWO_DECIMALS,
        )
        place = table.formula(
            "Plats i antal",
            lambda i: f"1+SUMPRODUCT(--({done.span}*{people.at(i)}>{done.at(i)}*{people.span}))",
            list(rank.values()),
            width=8,
        )
        qualified = table.formula(
            "Kvalificerad",
            lambda i: f"IF({done.at(i)}>0,IF({place.at(i)}<={places.address},1,0),0)",
            [int(done.value(i) > 0 and place.value(i) <= places.shown) for i in rows],
        )
        weight = table.formula(
            "Tak som räknas",
            lambda i: f"{qualified.at(i)}*{caps.at(i)}",
            [qualified.value(i) * caps.value(i) for i in rows],
            is_summed=True,
        )
        return split.columns(table, weight, people, ORDINAL)


def _write_extra(book: CalculationBook, shared: Sequence[Cells]) -> Cells:
    """The remaining funds of all kinds, by region."""
    sheet = CalculationSheet(book, "Kvarstående per region", "Kvarstående medel per region, alla slag")
    sheet.blank_row()
    with sheet.table(len(_NAMES)) as table:
        table.plain("Region", _NAMES, width=27)
        for kind, kronor in zip(decree.OPERATIONS, shared, strict=True):
            table.formula(_HEADINGS[kind], kronor.at, kronor.values, is_summed=True)
        return table.formula(
            "Kvarstående medel",
            lambda i: "+".join(kronor.at(i) for kronor in shared),
            [sum(kronor.value(i) for kronor in shared) for i in range(len(_NAMES))],
            is_summed=True,
        )
