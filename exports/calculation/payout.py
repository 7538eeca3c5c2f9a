"""The sheet "Utbetalning": what the formulas give, beside what the engine has paid, and the difference."""

from collections.abc import Iterable, Mapping, Sequence

from exports.calculation.book import CalculationBook, Role
from exports.calculation.cells import Cells, Single, block
from exports.calculation.sheet import CalculationSheet, FormulaOf, alarm_slot
from exports.printed_sheet import Kind
from rules.declaration import Payment
from rules.payouts import Payout

PAYOUT = "Utbetalning"
DIFFERENCE = "Skillnad_mot_motorn"
"""The name of the cell that sums all differences without sign."""


def write_payout(
    book: CalculationBook,
    payment: Payment,
    names: Mapping[str, str],
    computed: Mapping[str, Cells],
    payouts: Iterable[Payout],
    undistributed: Sequence[tuple[str, Single]] = (),
) -> None:
    """The table of the payment.

    `names` are the regions by code, `computed` the cells of each component in that order, `payouts` at least
    those of the payment. `undistributed` are amounts that no region gets, with what they are.
    Raises `ValueError` when a payout is missing: what is withheld cannot be compared.
    """
    engine = {(row.component, row.region_code): row.amount_kr for row in payouts if row.payment == payment.id}
    wanted = [(component.id, code) for component in payment.components for code in names]
    if missing := [pair for pair in wanted if pair not in engine]:
        raise ValueError(f"{payment.id}: no payout for {missing[0]} and {len(missing) - 1} more")

    sheet = CalculationSheet(book, PAYOUT, f"Utbetalning: {payment.title}")
    difference = sheet.slot("Skillnad mot motorn i allt, ska vara 0", name=DIFFERENCE)
    sheet.line("Varje krona som arbetsboken räknar fram ska vara densamma som motorn i Bonuspott har räknat fram.")
    sheet.blank_row()
    headings = {component.id: component.heading for component in payment.components}
    with sheet.table(len(names), has_groups=True) as table:
        table.plain("Region", list(names.values()), width=44)
        ours = {
            component: table.formula(
                heading,
                computed[component].at,
                computed[component].values,
                group="Räknat i arbetsboken",
                is_summed=True,
            )
            for component, heading in headings.items()
        }
        if len(ours) > 1:
            table.formula(
                "Totalt",
                lambda i: "+".join(cells.at(i) for cells in ours.values()),
                [sum(cells.value(i) for cells in ours.values()) for i in range(table.count)],
                group="Räknat i arbetsboken",
                is_summed=True,
            )
        theirs = {
            component: table.plain(
                heading,
                [engine[component, code] for code in names],
                role=Role.ENGINE,
                width=14,
                kind=Kind.AMOUNT,
                group="Enligt Bonuspott (motorn)",
                is_summed=True,
            )
            for component, heading in headings.items()
        }
        apart = [
            table.formula(
                heading,
                _minus(ours[component], theirs[component]),
                [ours[component].value(i) - theirs[component].value(i) for i in range(table.count)],
                width=13,
                group="Skillnad",
                is_summed=True,
            )
            for component, heading in headings.items()
        ]
        table.alarm(apart[0], apart[-1])
    cells = block(apart[0], apart[-1])
    shown = sum(abs(kr) for column in apart for kr in column.values)
    difference.fill(f'SUMIF({cells},">0")-SUMIF({cells},"<0")', shown)
    alarm_slot(sheet, difference)
    for label, amount in undistributed:
        sheet.single(label, amount.address, amount.shown)


def _minus(ours: Cells, theirs: Cells) -> FormulaOf:
    return lambda i: f"{ours.at(i)}-{theirs.at(i)}"
