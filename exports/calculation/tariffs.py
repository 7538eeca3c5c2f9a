"""Operations by tariff up to a cap, and what they leave, in formulas (T15, T16).

What is done per inhabitant is compared by multiplying crosswise, region against region, which is exact.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from exports.calculation.book import CalculationBook, Role
from exports.calculation.cells import Cells, Single
from exports.calculation.distributions import method_of
from exports.calculation.inputs import NAMES, Draft, Written
from exports.calculation.regions import ORDINAL, REGION_NAMES
from exports.calculation.shares import STEP, Apportionment, Dividend, Quotient, quotient
from exports.calculation.sheet import CalculationSheet, FormulaOf
from exports.printed_sheet import Kind
from rules.mechanisms.capped_tariff import CappedTariff
from rules.mechanisms.remaining_funds import RemainingFunds
from rules.money import cut
from rules.ranking import ranks
from rules.swedish import MONTH_NAMES

SHOWN_DECIMALS = 6
"""Decimals that the stored value of what is done per inhabitant is cut to; nothing is decided by it."""


@dataclass(frozen=True)
class _Tariff:
    """The cells of a tariff: number by kind, kronor up to the cap, and kronor paid by kind."""

    counts: dict[str, Cells]
    capped: Cells
    paid: dict[str, Cells]


def write_tariff(draft: Draft, part: CappedTariff) -> Written:
    """What is paid by tariff, kind by kind."""
    return Written(_tariff(draft, part).paid)


def _tariff(draft: Draft, part: CappedTariff) -> _Tariff:
    if id(part) not in draft.made:
        counts = _write_counts(draft, part)
        gross, in_all, capped = _write_gross(draft, part, counts)
        draft.made[id(part)] = _Tariff(counts, capped, _write_capped(draft.book, part, gross, in_all, capped))
    found: _Tariff = draft.made[id(part)]
    return found


def write_remaining(draft: Draft, part: RemainingFunds) -> Written:
    """What the tariff leaves, to the best of each kind."""
    tariff = _tariff(draft, part.tariff)
    parts = _write_parts(draft, part, tariff.capped)
    shared = {
        kind.component.id: _write_best(draft, part, kind.component.id, parts[kind.component.id], tariff.counts)
        for kind in part.tariff.kinds
    }
    extra = _write_extra(draft.book, part.tariff, [kronor for kronor, _ in shared.values()])
    words = {kind.component.id: kind.words for kind in part.tariff.kinds}
    undistributed = tuple((f"Ofördelat, {words[kind]}, kronor", unshared) for kind, (_, unshared) in shared.items())
    return Written({part.component.id: extra}, undistributed)


def _headings(part: CappedTariff) -> dict[str, str]:
    return {component.id: component.heading for component in part.components}


def _ordinal(part: CappedTariff) -> dict[str, int]:
    """The kinds' order by id, which settles ties between them (T03)."""
    return {kind: place for place, kind in enumerate(sorted(part.ids), start=1)}


def _write_counts(draft: Draft, part: CappedTariff) -> dict[str, Cells]:
    """The operations month by month; their number by kind."""
    book, months, headings = draft.book, draft.case.values[part.months], _headings(part)
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
                    MONTH_NAMES[month.month - 1][:3],
                    [part.count(draft.case, code, month, kind) for code in REGION_NAMES],
                    role=Role.INPUT,
                    width=7,
                    kind=Kind.AMOUNT,
                    group=headings[kind],
                )
                for month in months
            ]
    sheet = CalculationSheet(book, "Antal", "Antal operationer under de månader som räknas (T15)")
    sheet.blank_row()
    with sheet.table(len(NAMES)) as table:
        table.plain("Region", NAMES, width=27)
        return {
            kind: table.formula(
                headings[kind],
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
    headings, caps = _headings(part), draft.columns["caps"]
    sheet = CalculationSheet(
        draft.book, "Ersättning och tak", f"Ersättning per operation, upp till taket ({part.caps_printed_in})"
    )
    sheet.blank_row()
    rows = range(len(NAMES))
    with sheet.table(len(NAMES)) as table:
        table.plain("Region", NAMES, width=27)
        gross = {
            kind: table.formula(
                f"{headings[kind]}, kronor",
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
    book: CalculationBook, part: CappedTariff, gross: Mapping[str, Cells], in_all: Cells, capped: Cells
) -> dict[str, Cells]:
    """What is paid, split on the kinds in proportion to the kronor by tariff: largest remainder (T03).

    Below the cap the amount is the sum of the weights, so that every kind gets its own kronor back.
    """
    headings, ordinal = _headings(part), _ordinal(part)
    sheet = CalculationSheet(book, "Delning av taket", "Det som betalas, delat på slagen (T03)")
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
        sheet.line(headings[kind], bold=True)
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
                f"{headings[kind]}, kronor",
                _with_extra(kind, ordinal, weights, shares, left),
                [
                    shares[kind].whole.value(i) + (_place(kind, ordinal, weights, shares, i) <= left.value(i))
                    for i in rows
                ],
                is_summed=True,
            )
            for kind in gross
        }


def _with_extra(
    kind: str, ordinal: Mapping[str, int], weights: Mapping[str, Cells], shares: Mapping[str, Quotient], left: Cells
) -> FormulaOf:
    """The whole kronor, and one more for the kinds with the largest rests."""

    def formula(row: int) -> str:
        rest, weight = shares[kind].rest.at(row), weights[kind].at(row)
        place = "1"
        for other in shares:
            if other != kind:
                their_rest, their_weight = shares[other].rest.at(row), weights[other].at(row)
                last = int(ordinal[other] < ordinal[kind])
                tie = f"IF({their_weight}>{weight},1,IF({their_weight}={weight},{last},0))"
                place += f"+IF({their_rest}>{rest},1,IF({their_rest}={rest},{tie},0))"
        return f"{shares[kind].whole.at(row)}+IF({place}<={left.at(row)},1,0)"

    return formula


def _place(
    kind: str, ordinal: Mapping[str, int], weights: Mapping[str, Cells], shares: Mapping[str, Quotient], row: int
) -> int:
    ranked = sorted(
        shares, key=lambda other: (-shares[other].rest.value(row), -weights[other].value(row), ordinal[other])
    )
    return ranked.index(kind) + 1


def _write_parts(draft: Draft, part: RemainingFunds, capped: Cells) -> dict[str, Single]:
    """What the operations left of the amount, and its part for each kind (T16)."""
    kinds, headings, ordinal = part.tariff.ids, _headings(part.tariff), _ordinal(part.tariff)
    sheet = CalculationSheet(draft.book, part.component.heading, "Kvarstående medel, delade på slagen (T16)")
    budget = draft.term(part.amount)
    remaining = sheet.single(
        "Kvarstående medel", f"{budget.address}-SUM({capped.span})", budget.shown - sum(capped.values)
    )
    split = Apportionment(sheet, remaining, method_of(draft))
    sheet.blank_row()
    with sheet.table(len(kinds)) as table:
        table.plain("Slag", [headings[kind] for kind in kinds], width=27)
        percent = [draft.term(number) for number in part.percent]
        weight = table.formula(
            "Procent", lambda i: percent[i].address, [term.shown for term in percent], is_summed=True
        )
        kronor, _ = split.columns(table, weight, None, [ordinal[kind] for kind in kinds])
    return {kind: Single(kronor.fixed(row), kronor.value(row)) for row, kind in enumerate(kinds)}


def _write_best(
    draft: Draft, remaining: RemainingFunds, kind: str, part: Single, by_kind: Mapping[str, Cells]
) -> tuple[Cells, Single]:
    """One kind's part of the remaining funds, to the regions with most per inhabitant (T11, T16)."""
    name = next(own.words for own in remaining.tariff.kinds if own.component.id == kind)
    counts, population = by_kind[kind], draft.population(remaining.age_group)
    caps, places = draft.columns["caps"], draft.term(remaining.places)
    sheet = CalculationSheet(draft.book, f"De bästa {name}"[:31], f"Kvarstående medel: {name}, efter taken (T16, T03)")
    amount = sheet.single("Belopp att fördela", part.address, part.shown)
    split = Apportionment(sheet, amount, method_of(draft))
    sheet.blank_row()
    rows = range(len(NAMES))
    per_person = {code: Fraction(counts.value(i), population.value(i)) for i, code in enumerate(REGION_NAMES)}
    rank = ranks(per_person, fewest_first=False)
    with sheet.table(len(NAMES)) as table:
        table.plain("Region", NAMES, width=27)
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


def _write_extra(book: CalculationBook, part: CappedTariff, shared: Sequence[Cells]) -> Cells:
    """The remaining funds of all kinds, by region."""
    sheet = CalculationSheet(book, "Kvarstående per region", "Kvarstående medel per region, alla slag")
    sheet.blank_row()
    with sheet.table(len(NAMES)) as table:
        table.plain("Region", NAMES, width=27)
        for component, kronor in zip(part.components, shared, strict=True):
            table.formula(component.heading, kronor.at, kronor.values, is_summed=True)
        return table.formula(
            "Kvarstående medel",
            lambda i: "+".join(kronor.at(i) for kronor in shared),
            [sum(kronor.value(i) for kronor in shared) for i in range(len(NAMES))],
            is_summed=True,
        )
