"""The tables that keep what was delivered (`raw`) and what became of it.

The rows of each kind are kept as text in `raw.<kind>`, see `raw_columns`; everything here is the same
for all kinds.
"""

import polars as pl

from schemas.columns import column
from schemas.declared import Table
from schemas.deliveries import Kind


class Delivery(Table):
    """One row is one delivered file with one content; a changed file is a new row, a removed one stays."""

    file: str = column("Path below the folder of deliveries.")
    sha256: str = column("SHA-256 of the content (of a pointer: its receipt); empty when the file could not be read.")
    kind: str = column("Kind of delivery; empty when the folder is not one of the kinds.")
    received: pl.Date = column("Day received: the date that the file name starts with, else the day registered.")
    is_dated: bool = column("Whether the file name says when it was received.")
    status: str = column(
        "`read`, `refused` (nothing taken, see raw.rejected), `later` (after the as-of day) or `removed`.",
        isin=["read", "refused", "later", "removed"],
    )
    row_count: int = column("Delivered data rows.", ge=0)

    class Config:
        name = "raw.delivery"
        strict = True


class RecordReceipt(Table):
    """One row is what was counted behind a pointer to records in a cluster; those of changed records stay."""

    file: str = column("Path of the pointer below the folder of deliveries.")
    sha256: str = column("SHA-256 of `content`; the delivery's in raw.delivery.")
    pointer_sha256: str = column("SHA-256 of the pointer file.")
    program: str = column("Fingerprint of the program that counted.")
    content: str = column("JSON: the path in the cluster, files with size and time of change, counts and faults.")

    class Config:
        name = "raw.record_receipt"
        strict = True
        unique = ("file", "sha256")


class Remark(Table):
    """One row is something the case officer should know about a file that is not an error."""

    file: str = column("Path below the folder of deliveries.")
    remark_sv: str = column("The remark, one Swedish sentence.")

    class Config:
        name = "raw.remark"
        strict = True


class Rejected(Table):
    """One row is one cell, row or file that could not be taken, with a Swedish sentence that says why."""

    file: str = column("Path below the folder of deliveries.")
    sheet: str = column("Sheet of the workbook; empty for a text file or when the whole file was refused.")
    cell: str = column("Cell address; empty when the whole file was refused.")
    column_name: str = column("Heading of the column; empty when the fault is not in one column.")
    value: str = column("The delivered value as text, shortened; empty when there was none.")
    code: str = column("Stable code of the fault.")
    message_sv: str = column("What is wrong, what was expected and what to do, in Swedish.")
    row: int = column("Row number in the sheet; empty when the whole file was refused.", nullable=True)
    kind: str = column("Kind of delivery; empty when unknown.")
    corrected_by: str = column(
        "The file whose later valid row or delivery put it right; null while it is open.", nullable=True
    )

    class Config:
        name = "raw.rejected"
        strict = True


class RowOutcome(Table):
    """One row is one delivered row and what became of it."""

    file: str = column("Path below the folder of deliveries.")
    sheet: str = column("Sheet of the workbook; empty for a text file.")
    row: int = column("Row number in the sheet.", ge=1)
    kind: str = column("Kind of delivery.")
    outcome: str = column(
        "`counts`, `replaced` by a later delivery, `repeated` in its file, `rejected`, `summary` (a sum row), or "
        "`passed` (nothing filled in, or a note).",
        isin=["counts", "replaced", "repeated", "rejected", "summary", "passed"],
    )
    replaced_by: str = column("File, sheet and row that replaced it; empty otherwise.")

    class Config:
        name = "core.row_outcome"
        strict = True


class Finding(Table):
    """One row is something worth a look in what was delivered, though it counts; no amount depends on it."""

    kind: str = column("Kind of delivery.")
    code: str = column(
        "What was noticed.",
        isin=[
            "ovanligt_varde",
            "tryckt_befolkning",
            "indragen",
            "summa",
            "ofullstandig_redovisning",
            "oforklarad_andel",
            "ofullstandig_rapport",
            "olast_manad",
            "avvikande_antal",
        ],
    )
    file: str = column("Path below the folder of deliveries.")
    message_sv: str = column("The fact, and what to do, in Swedish.")

    class Config:
        name = "core.finding"
        strict = True


class OperationDifference(Table):
    """One row is a number of operations that was reported otherwise than the patient register's records say.

    Of months that the records cover (T27) only what was reported too; of other months all that the records hold.
    """

    region_code: str = column("County code of the home region.")
    month: pl.Date = column("First day of the month.")
    operation: str = column("`hoftledsprotes`, `framfall` or `gra_starr`.")
    performer: str = column("`egen_region`, `annan_region` or `privat`.")
    record_count: int = column("Operations according to the records.", unit="operations", ge=0)
    reported_count: int = column("Operations as reported.", unit="operations", ge=0, nullable=True)
    is_covered: bool = column(
        "Whether the records cover the month: all home regions occur. Then they count, otherwise what was reported."
    )
    message_sv: str = column("The difference as one Swedish sentence.")

    class Config:
        name = "core.operation_difference"
        strict = True


def raw_columns(kind: Kind) -> dict[str, str]:
    """The columns of `raw.<kind>` with their descriptions: address, then each heading's text as delivered."""
    address = {
        "file": "Path below the folder of deliveries.",
        "sha256": "SHA-256 of the file the row was read from.",
        "sheet": "Sheet of the workbook; empty for a text file.",
        "row": "Row number in the sheet, as the spreadsheet program shows it.",
        "columns": "Which column letter each heading stood in, as `name=letter` separated by blanks.",
        "summed_from": "The cells that the row is a sum of; empty for a row delivered as it stands.",
    }
    return address | {column.name: f"Text delivered under the heading {column.header}." for column in kind.columns}
