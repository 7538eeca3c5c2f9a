"""The workbook of one programme's adjustments: what decided amounts would be today, and what was decided on top."""

from pathlib import Path

import polars as pl

from exports.payment.document import marks
from exports.table_layout import Field, Layout
from exports.table_workbook import write_tables
from rules.declaration import Decree

OPEN_SHEET, DECIDED_SHEET = "Skillnader", "Beslutade justeringar"


def write_adjustments(
    programme: Decree, adjustments: pl.DataFrame, decided: pl.DataFrame, payouts: pl.DataFrame, path: Path
) -> bool:
    """Write rows of `out.adjustment` and `out.decided_adjustment` to `path`; whether there is any.

    `payouts` are those of the programme, whose marks the differences have too.

    Without any, a workbook that lies there is taken away. Raises as `exports.workbook_file.workbook_at`.
    """
    sheets = []
    whose = _whose(programme)
    if not adjustments.is_empty():
        kronor = {"decided_kr": "Beslutat", "recomputed_kr": "I dag", "difference_kr": "Skillnad"}
        layout = Layout(
            OPEN_SHEET,
            f"{OPEN_SHEET} mellan det beslutade och dagens underlag",
            (
                *whose,
                *(Field(name, 18, heading, is_summed=True) for name, heading in kronor.items()),
                Field("cause", 75),
            ),
            lines=("Det beslutade ändras inte. Skillnaderna betalas eller krävs tillbaka när de beslutas.",),
            sum_label="Summa",
        )
        sheets.append((layout, adjustments.sort("payment", "region_code", "component")))
    if not decided.is_empty():
        layout = Layout(
            DECIDED_SHEET,
            DECIDED_SHEET,
            (*whose, Field("amount_kr", 18, is_summed=True), Field("decided_on", 12), Field("reference", 26)),
            lines=("Över noll betalas ytterligare till regionen, under noll ska regionen återbetala.",),
            sum_label="Summa",
        )
        sheets.append((layout, decided.sort("decided_on", "payment", "region_code", "component")))
    if not sheets:
        path.unlink(missing_ok=True)
        return False
    concerned = payouts.filter(pl.col("payment").is_in(adjustments["payment"].to_list()))
    write_tables(path, "Justeringar", programme.short_title, sheets, sorted(marks(decided, concerned)))
    return True


def _whose(programme: Decree) -> tuple[Field, Field, Field]:
    """The payment, its component and the region."""
    headings = {(payment.id, own.id): own.heading for payment in programme.payments for own in payment.components}
    return (
        Field("payment", 34, "Utbetalning", lambda row: programme.payment(row["payment"]).title),
        Field("component", 34, "Del", lambda row: headings[row["payment"], row["component"]]),
        Field("region_code", 27),
    )
