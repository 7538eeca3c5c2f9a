"""What a capped tariff leaves of an amount, to those that have done most per inhabitant, in formulas (T11, T16).

What is done per inhabitant is compared by multiplying crosswise, region against region, which is exact.
"""

from exports.calculation.apportionment import Apportionment
from exports.calculation.cells import Cells, Single
from exports.calculation.inputs import NAMES, SHOWN_DECIMALS, Draft, Formulas, Needs, Written
from exports.calculation.mechanisms.capped_tariff import CAPS, headings, ordinal, write_tariff
from exports.calculation.regions import ORDINAL
from exports.calculation.sheet import CalculationSheet
from exports.printed_sheet import Kind
from rules.mechanisms.capped_tariff import Tariffed
from rules.mechanisms.remaining_funds import INHABITANTS, RemainingFunds
from rules.money import cut


def _write(draft: Draft, part: RemainingFunds) -> Written:
    tariff, kinds = write_tariff(draft, part.tariff), part.tariff.kinds
    parts = _write_parts(draft, part, tariff.capped)
    shared = [
        _write_best(draft, part, kind, amount, tariff.counts[kind.component.id])
        for kind, amount in zip(kinds, parts, strict=True)
    ]
    extra = _write_extra(draft, part, [kronor for kronor, _ in shared])
    undistributed = tuple(
        (f"Ofördelat, {kind.words}, kronor", unshared) for kind, (_, unshared) in zip(kinds, shared, strict=True)
    )
    return Written({part.component.id: extra}, undistributed)


def _write_parts(draft: Draft, part: RemainingFunds, capped: Cells) -> list[Single]:
    """What the tariff left of the amount, and its part for each kind (T16)."""
    named, order = headings(part.tariff), ordinal(part.tariff)
    sheet = CalculationSheet(draft.book, part.component.heading, "Kvarstående medel, delade på slagen (T16)")
    budget = draft.term(part.amount)
    remaining = sheet.single(
        "Kvarstående medel", f"{budget.address}-SUM({capped.span})", budget.shown - sum(capped.values)
    )
    split = Apportionment(sheet, remaining, draft.method)
    sheet.blank_row()
    with sheet.table(len(named)) as table:
        table.plain("Slag", list(named.values()), width=27)
        percent = [draft.term(number) for number in part.percent]
        weight = table.formula(
            "Procent", lambda i: percent[i].address, [term.shown for term in percent], is_summed=True
        )
        kronor, _ = split.columns(table, weight, None, [order[kind] for kind in named])
    return [Single(kronor.fixed(row), kronor.value(row)) for row in range(len(named))]


def _write_best(
    draft: Draft, remaining: RemainingFunds, kind: Tariffed, part: Single, counts: Cells
) -> tuple[Cells, Single]:
    """One kind's part of the remaining funds, to the regions with most per inhabitant (T11, T16)."""
    population, caps = draft.population(remaining.age_group), draft.columns[CAPS]
    places = draft.term(remaining.places).address
    title = f"Kvarstående medel: {kind.words}, efter taken (T16, T03)"
    sheet = CalculationSheet(draft.book, f"De bästa {kind.words}", title)
    amount = sheet.single("Belopp att fördela", part.address, part.shown)
    split = Apportionment(sheet, amount, draft.method)
    sheet.blank_row()
    lines = [line for line in remaining.lines(draft.case) if line.operation == kind.component.id]
    with sheet.table(len(NAMES)) as table:
        table.plain("Region", NAMES, width=27)
        done = table.formula("Antal", counts.at, counts.values, width=10)
        people = table.formula("Befolkning", population.at, population.values)
        table.formula(
            f"Per {INHABITANTS:_} invånare".replace("_", " "),
            lambda i: f"{done.at(i)}/{people.at(i)}*{INHABITANTS}",
            [cut(line.per_100_000, SHOWN_DECIMALS) for line in lines],
            kind=Kind.TWO_DECIMALS,
        )
        place = table.formula(
            "Plats i antal",
            lambda i: f"1+SUMPRODUCT(--({done.span}*{people.at(i)}>{done.at(i)}*{people.span}))",
            [line.rank for line in lines],
            width=8,
        )
        qualified = table.formula(
            "Kvalificerad",
            lambda i: f"IF({done.at(i)}>0,IF({place.at(i)}<={places},1,0),0)",
            [int(line.is_qualified) for line in lines],
        )
        weight = table.formula(
            "Tak som räknas",
            lambda i: f"{qualified.at(i)}*{caps.at(i)}",
            [line.is_qualified * line.cap_kr for line in lines],
            is_summed=True,
        )
        return split.columns(table, weight, people, ORDINAL)


def _write_extra(draft: Draft, part: RemainingFunds, shared: list[Cells]) -> Cells:
    """The remaining funds of all kinds, by region."""
    sheet = CalculationSheet(draft.book, "Kvarstående per region", "Kvarstående medel per region, alla slag")
    sheet.blank_row()
    with sheet.table(len(NAMES)) as table:
        table.plain("Region", NAMES, width=27)
        for heading, kronor in zip(headings(part.tariff).values(), shared, strict=True):
            table.formula(heading, kronor.at, kronor.values, is_summed=True)
        return table.formula(
            "Kvarstående medel",
            lambda i: "+".join(kronor.at(i) for kronor in shared),
            [sum(kronor.value(i) for kronor in shared) for i in range(len(NAMES))],
            is_summed=True,
        )


REMAINING_FUNDS = Formulas(_write, lambda draft, part: Needs(numbers=(part.amount,)))
