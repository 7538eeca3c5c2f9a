"""The workbook of what moved in the last run of one programme that moved anything, and because of which delivery.

It tells how the results were reached, and so differs where they were reached in other steps; no other document does.
"""

from pathlib import Path

import polars as pl

from exports.changes.words import cause_words
from exports.payment.document import marks
from exports.table_layout import Field, Layout
from exports.table_workbook import write_tables
from rules.declaration import Decree
from schemas.changes import AMOUNT

NAME = "andringar"
"""The end of the workbook's name."""


def write_changes(programme: Decree, changes: pl.DataFrame, payouts: pl.DataFrame, path: Path) -> bool:
    """Write the amounts among rows of `out.change` to `path`, a sheet per payment; whether there is any.

    `payouts` are those of the programme, whose marks the changes have too. Without any, a workbook that lies there is
    taken away. Raises as `exports.workbook_file.workbook_at`.
    """
    moved = changes.filter(pl.col("what") == AMOUNT)
    sheets = [
        _sheet(programme, payment.id, moved.filter(pl.col("payment") == payment.id))
        for payment in programme.payments
        if payment.id in set(moved["payment"])
    ]
    if not sheets:
        path.unlink(missing_ok=True)
        return False
    concerned = payouts.filter(pl.col("payment").is_in(moved["payment"].unique().to_list()))
    write_tables(path, "Ändringar", programme.short_title, sheets, sorted(marks(concerned)))
    return True


def _sheet(programme: Decree, payment_id: str, rows: pl.DataFrame) -> tuple[Layout, pl.DataFrame]:
    payment = programme.payment(payment_id)
    headings = {component.id: component.heading for component in payment.components}
    layout = Layout(
        payment_id,
        f"Det som senast ändrades: {payment.title}",
        (
            Field("region_code", 27),
            Field("item", 34, value=lambda row: headings[row["item"]]),
            Field("before_kr", 18, "Före (kronor)"),
            Field("after_kr", 18, "Efter (kronor)"),
            Field("difference_kr", 18, "Skillnad (kronor)", is_summed=True),
            Field("cause", 60, value=cause_words),
        ),
        lines=(
            f"Det som flyttades i körningen {rows['changed_at'][0][:16]}. Leveranserna är tillämpade en i taget i den "
            "ordning de kom in; skillnaderna summerar till hela ändringen.",
        ),
        sum_label="Summa",
    )
    return layout, rows.sort("region_code", "item", "link")
