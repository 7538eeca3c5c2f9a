"""The workbook of one programme's adjustments: what decided amounts would be today, and what was decided on top."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from exports.payment.document import marks
from exports.printed_sheet import Column, Kind
from exports.table_workbook import Sheet, write_tables
from rules.declaration import Decree
from rules.regions import BY_CODE

OPEN_SHEET, DECIDED_SHEET = "Skillnader", "Beslutade justeringar"
_WHOSE = [Column("Utbetalning", 34), Column("Del", 34), Column("Region", 27)]


def write_adjustments(
    programme: Decree, adjustments: pl.DataFrame, decided: pl.DataFrame, payouts: pl.DataFrame, path: Path
) -> bool:
    """Write rows of `out.adjustment` and `out.decided_adjustment` to `path`; whether there is any.

    `payouts` are those of the programme, whose marks the differences have too.

    Without any, a workbook that lies there is taken away. Raises as `exports.workbook_file.workbook_at`.
    """
    sheets = []
    if not adjustments.is_empty():
        kronor = [Column(name, 18, Kind.AMOUNT, is_summed=True) for name in ("Beslutat", "I dag", "Skillnad")]
        sheets.append(
            Sheet(
                OPEN_SHEET,
                f"{OPEN_SHEET} mellan det beslutade och dagens underlag",
                ["Det beslutade ändras inte. Skillnaderna betalas eller krävs tillbaka när de beslutas."],
                [*_WHOSE, *kronor, Column("På grund av", 75)],
                [
                    [
                        *_whose(programme, row),
                        row["decided_kr"],
                        row["recomputed_kr"],
                        row["difference_kr"],
                        row["cause"],
                    ]
                    for row in adjustments.sort("payment", "region_code", "component").iter_rows(named=True)
                ],
                "Summa",
            )
        )
    if not decided.is_empty():
        sheets.append(
            Sheet(
                DECIDED_SHEET,
                DECIDED_SHEET,
                ["Över noll betalas ytterligare till regionen, under noll ska regionen återbetala."],
                [
                    *_WHOSE,
                    Column("Kronor", 18, Kind.AMOUNT, is_summed=True),
                    Column("Beslutad", 12, Kind.DAY),
                    Column("Diarienummer", 26),
                ],
                [
                    [*_whose(programme, row), row["amount_kr"], row["decided_on"], row["reference"]]
                    for row in decided.sort("decided_on", "payment", "region_code", "component").iter_rows(named=True)
                ],
                "Summa",
            )
        )
    if not sheets:
        path.unlink(missing_ok=True)
        return False
    concerned = payouts.filter(pl.col("payment").is_in(adjustments["payment"].to_list()))
    write_tables(path, "Justeringar", programme.short_title, sheets, sorted(marks(decided, concerned)))
    return True


def _whose(programme: Decree, row: Mapping[str, Any]) -> list[str]:
    payment = programme.payment(row["payment"])
    heading = {part.id: part.heading for part in payment.components}[row["component"]]
    return [payment.title, heading, BY_CODE[row["region_code"]].name]
