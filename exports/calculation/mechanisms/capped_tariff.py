"""Payment by tariff up to a cap, in formulas (T15), split on what it is paid for by largest remainder (T03)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from exports.calculation.apportionment import STEP, Dividend, Quotient, quotient
from exports.calculation.book import Role
from exports.calculation.cells import Cells, Single
from exports.calculation.inputs import NAMES, Draft, Formulas, Needs, Written
from exports.calculation.regions import REGION_NAMES, RegionColumn
from exports.calculation.sheet import CalculationSheet, FormulaOf
from exports.printed_sheet import Kind
from rules.mechanisms.capped_tariff import CappedTariff
from rules.swedish import month_abbreviation

CAPS = "caps"
"""The key of the caps among the regions' columns."""


@dataclass(frozen=True)
class Tariff:
    """The cells of a tariff: number by kind, kronor up to the cap, and kronor paid by kind."""

    counts: dict[str, Cells]
    capped: Cells
    paid: dict[str, Cells]


def write_tariff(draft: Draft, part: CappedTariff) -> Tariff:
    """All of a tariff, written the first time that it is asked for."""
    found: Tariff = draft.once(part, lambda: _write(draft, part))
    return found


def _write(draft: Draft, part: CappedTariff) -> Tariff:
    counts = _write_counts(draft, part)
    gross, in_all, capped = _write_gross(draft, part, counts)
    return Tariff(counts, capped, _write_capped(draft, part, gross, in_all, capped))


def _needs(draft: Draft, part: CappedTariff) -> Needs:
    """The caps."""
    heading, about = f"Tak i {part.caps_printed_in}, kronor", f"taken i {part.caps_printed_in}"
    return Needs(columns={CAPS: RegionColumn(heading, part.caps_kr, about, Role.PARAMETER)})


def headings(part: CappedTariff) -> dict[str, str]:
    """The kinds' headings."""
    return {component.id: component.heading for component in part.components}


def ordinal(part: CappedTariff) -> dict[str, int]:
    """The kinds' order by id, which settles ties between them (T03)."""
    return {kind: place for place, kind in enumerate(sorted(part.ids), start=1)}


def _write_counts(draft: Draft, part: CappedTariff) -> dict[str, Cells]:
    """The operations month by month; their number by kind."""
    book, months, named = draft.book, draft.case.values[part.months], headings(part)
    year = months[0].year
    sheet = CalculationSheet(
        book, f"Indata {part.kind.id}", f"Indata: {part.kind.title.lower()} efter hemregion {year}, alla utförare"
    )
    sheet.line("En tom cell är ett antal som inte har rapporterats.")
    by_kind: dict[str, list[Cells]] = {}
    with sheet.table(len(NAMES), has_groups=True) as table:
        table.plain("Region", NAMES, width=27)
        for kind in part.ids:
            by_kind[kind] = [
                table.plain(
                    month_abbreviation(month),
                    [part.count(draft.case, code, month, kind) for code in REGION_NAMES],
                    role=Role.INPUT,
                    width=7,
                    kind=Kind.AMOUNT,
                    group=named[kind],
                )
                for month in months
            ]
    sheet = CalculationSheet(book, "Antal", f"Antal {part.kind.title.lower()} under de månader som räknas (T15)")
    sheet.blank_row()
    with sheet.table(len(NAMES)) as table:
        table.plain("Region", NAMES, width=27)
        return {
            kind: table.formula(
                named[kind],
                _row_sum(columns),
                [sum(column.value(i) or 0 for column in columns) for i in range(len(NAMES))],
                is_summed=True,
            )
            for kind, columns in by_kind.items()
        }


def _row_sum(columns: Sequence[Cells]) -> FormulaOf:
    last = columns[-1]
    return lambda i: f"SUM({columns[0].at(i)}:{last.at(i).rpartition('!')[2]})"


def _write_gross(
    draft: Draft, part: CappedTariff, counts: Mapping[str, Cells]
) -> tuple[dict[str, Cells], Cells, Cells]:
    """Kronor by tariff of each kind, their sum, and the sum up to the cap."""
    each = {kind.component.id: draft.term(kind.each) for kind in part.kinds}
    named, caps = headings(part), draft.columns[CAPS]
    sheet = CalculationSheet(
        draft.book, "Ersättning och tak", f"Ersättning per operation, upp till taket ({part.caps_printed_in})"
    )
    sheet.blank_row()
    rows = range(len(NAMES))
    with sheet.table(len(NAMES)) as table:
        table.plain("Region", NAMES, width=27)
        gross = {
            kind: table.formula(
                f"{named[kind]}, kronor",
                _times(count, each[kind]),
                [count.value(i) * each[kind].shown for i in rows],
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


def _write_capped(
    draft: Draft, part: CappedTariff, gross: Mapping[str, Cells], in_all: Cells, capped: Cells
) -> dict[str, Cells]:
    """What is paid, split on the kinds in proportion to the kronor by tariff: largest remainder (T03).

    Below the cap the amount is the sum of the weights, so that every kind gets its own kronor back.
    """
    named, order = headings(part), ordinal(part)
    paid = {(line.operation, line.region_code): line.paid_kr for line in part.tariff_lines(draft.case)}
    sheet = CalculationSheet(draft.book, "Delning av taket", "Det som betalas, delat på slagen (T03)")
    sheet.line("Under taket är beloppet summan av ersättningarna, så att varje slag får sitt.")
    rows = range(len(NAMES))
    with sheet.table(len(NAMES), is_only=False) as table:
        table.plain("Region", NAMES, width=27)
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
        sheet.line(named[kind], bold=True)
        with sheet.table(len(NAMES), is_only=False) as table:
            table.plain("Region", NAMES, width=27)
            weights[kind] = table.formula("Ersättning", column.at, column.values, is_summed=True)
            shares[kind] = quotient(table, Dividend(high, low, divisor), weights[kind])
    sheet.line("Alla slag", bold=True)
    with sheet.table(len(NAMES), is_only=False) as table:
        table.plain("Region", NAMES, width=27)
        left = table.formula(
            "Kronor kvar att lägga ut",
            lambda i: f"{amount.at(i)}-" + "-".join(share.whole.at(i) for share in shares.values()),
            [amount.value(i) - sum(share.whole.value(i) for share in shares.values()) for i in rows],
        )
        return {
            kind: table.formula(
                f"{named[kind]}, kronor",
                _with_extra(kind, order, weights, shares, left),
                [paid[kind, code] for code in REGION_NAMES],
                is_summed=True,
            )
            for kind in gross
        }


def _with_extra(
    kind: str, order: Mapping[str, int], weights: Mapping[str, Cells], shares: Mapping[str, Quotient], left: Cells
) -> FormulaOf:
    """The whole kronor, and one more for the kinds with the largest rests."""

    def formula(row: int) -> str:
        rest, weight = shares[kind].rest.at(row), weights[kind].at(row)
        place = "1"
        for other in shares:
            if other != kind:
                their_rest, their_weight = shares[other].rest.at(row), weights[other].at(row)
                last = int(order[other] < order[kind])
                tie = f"IF({their_weight}>{weight},1,IF({their_weight}={weight},{last},0))"
                place += f"+IF({their_rest}>{rest},1,IF({their_rest}={rest},{tie},0))"
        return f"{shares[kind].whole.at(row)}+IF({place}<={left.at(row)},1,0)"

    return formula


CAPPED_TARIFF = Formulas(lambda draft, part: Written(write_tariff(draft, part).paid), _needs)
