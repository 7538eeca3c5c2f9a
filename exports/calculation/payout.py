"""The sheet "Utbetalning": what the formulas give, beside what the engine has paid, and the difference."""

from collections.abc import Iterable, Mapping, Sequence

from exports.calculation.book import CalculationBook, Role
from exports.calculation.cells import Cells, Single, block
from exports.calculation.sheet import CalculationSheet, FormulaOf, Table, alarm_slot
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
    with sheet.table(len(names), has_groups=True) as table:
        table.plain("Region", list(names.values()), width=44)
        ours = _ours(table, payment, computed)
        theirs = _theirs(table, payment, {own: [engine[own, code] for code in names] for own in ours})
        apart = _apart(table, payment, ours, theirs)
        table.alarm(apart[0], apart[-1])
    cells = block(apart[0], apart[-1])
    shown = sum(abs(kr) for column in apart for kr in column.values)
    difference.fill(f'SUMIF({cells},">0")-SUMIF({cells},"<0")', shown)
    alarm_slot(sheet, difference)
    for label, amount in undistributed:
        sheet.single(label, amount.address, amount.shown)


def _ours(table: Table, payment: Payment, computed: Mapping[str, Cells]) -> dict[str, Cells]:
    """What the workbook has computed of each component, and all of them together where there are several."""
    group = "Räknat i arbetsboken"
    ours = {
        own.id: table.formula(own.heading, computed[own.id].at, computed[own.id].values, group=group, is_summed=True)
        for own in payment.components
    }
    if len(ours) > 1:
        table.formula(
            "Totalt",
            lambda i: "+".join(cells.at(i) for cells in ours.values()),
            [sum(cells.value(i) for cells in ours.values()) for i in range(table.count)],
            group=group,
            is_summed=True,
        )
    return ours


def _theirs(table: Table, payment: Payment, paid: Mapping[str, Sequence[int]]) -> dict[str, Cells]:
    """What the engine has paid of each component."""
    return {
        own.id: table.plain(
            own.heading,
            paid[own.id],
            role=Role.ENGINE,
            width=14,
            kind=Kind.AMOUNT,
            group="Enligt Bonuspott (motorn)",
            is_summed=True,
        )
        for own in payment.components
    }


def _apart(table: Table, payment: Payment, ours: Mapping[str, Cells], theirs: Mapping[str, Cells]) -> list[Cells]:
    """The difference in each component."""
    return [
        table.formula(
            own.heading,
            _minus(ours[own.id], theirs[own.id]),
            [ours[own.id].value(i) - theirs[own.id].value(i) for i in range(table.count)],
            width=13,
            group="Skillnad",
            is_summed=True,
        )
        for own in payment.components
    ]


def _minus(ours: Cells, theirs: Cells) -> FormulaOf:
    return lambda i: f"{ours.at(i)}-{theirs.at(i)}"
