"""What the documents and tables of a payment say that each region gets, read back from where people read it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import duckdb
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from assets.programmes import GRANT_BY_ID
from assets.warehouse import Warehouse
from exports.payment.order import ENTITLED
from exports.payment.order_workbook import ADJUSTED_SHEET, HELD_SHEET, ORDER_SHEET
from pipelines.command_line.explained_results import links_of
from rules.declaration import Decree
from rules.regions import BY_CODE, CODES

Told = dict[str, int]
"""Kronor by region code."""
DIFFERENCE = "Skillnad mot motorn i allt, ska vara 0"


def told_amounts(
    exports: Path, programme: Decree, warehouse: Path
) -> Iterator[tuple[str, str, Mapping[str, int | Fraction]]]:
    """Payment, document, and what the document says; a document that is not there says nothing."""
    traced = _of_lineage(warehouse, programme)
    for payment in programme.payments:
        name = f"{programme.id}_{payment.id}"
        yield payment.id, "arbetsboken", _of_workbook(exports / f"{name}.xlsx")
        yield payment.id, "betalningsunderlaget", _of_order(exports / f"{name}_betalningsunderlag.xlsx")
        entitled = _of_ledger(warehouse, programme.id, payment.id)
        yield payment.id, "reskontran", entitled
        # The cells behind a payment that is held back are traced too, with 0 kronor on them.
        yield payment.id, "spårningen", {code: traced[payment.id][code] for code in entitled}
        yield payment.id, "kalkylen", _of_calculation(exports / f"{name}_kalkyl.xlsx")


def _of_workbook(path: Path) -> Told:
    with _opened(path) as book:
        return {code: row[-1] for code, row in _rows_of_regions(book.worksheets[0]).items()}


@contextmanager
def _opened(path: Path) -> Iterator[Workbook]:
    """A workbook of which only the sheets that are asked for are read."""
    book = load_workbook(path, read_only=True, data_only=True)
    try:
        yield book
    finally:
        book.close()


def _of_calculation(path: Path) -> Told:
    if not path.exists():
        return {}
    with _opened(path) as book:
        sheet = book["Utbetalning"]
        cells = [cell.value for row in sheet.iter_rows(max_row=8) for cell in row if cell.value is not None]
        assert cells[cells.index(DIFFERENCE) + 1] == 0
        heading = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "Region")
        column = heading.index("Totalt") if "Totalt" in heading else 1  # a payment of one component has no sum
        return {code: row[column - 1] for code, row in _rows_of_regions(sheet).items()}


def _rows_of_regions(sheet: Worksheet) -> dict[str, list[int]]:
    """The numbers of the first 21 rows below the row that is headed Region, which are in the order of the codes."""
    rows = [[value for value in row if value is not None] for row in sheet.iter_rows(values_only=True)]
    first = next((number for number, row in enumerate(rows, 1) if row and row[0] == "Region"), None)
    if first is None:
        return {}
    found = [row[1:] for row in rows[first:] if len(row) > 1 and all(isinstance(value, int) for value in row[1:])]
    return dict(zip(CODES, found, strict=False))


def _of_order(path: Path) -> Told:
    codes, told = {region.official_name: region.code for region in BY_CODE.values()}, Told()
    with _opened(path) as book:
        rows = [
            list(book[name].iter_rows(values_only=True))
            for name in (ORDER_SHEET, HELD_SHEET)
            if name in book.sheetnames
        ]
    for of_sheet in rows:
        column = None
        for row in of_sheet:
            headings = [str(value) for value in row]
            if any(heading.startswith(f"{ENTITLED} (") for heading in headings):
                column = next(place for place, text in enumerate(headings) if text.startswith(f"{ENTITLED} ("))
            elif column is not None and row[0] in codes and row[column] is not None:  # None while it is held back
                # Who asked for less than all stands on both sheets, with the same amount.
                assert told.setdefault(codes[row[0]], row[column]) == row[column]
    return told


def told_adjustments(exports: Path, programme: str, payment: str) -> list[tuple[str, str, int]]:
    """Number of the decision, region code and kronor, as the order has them line by line; below 0 is claimed."""
    codes = {region.official_name: region.code for region in BY_CODE.values()}
    with _opened(exports / f"{programme}_{payment}_betalningsunderlag.xlsx") as book:
        rows = list(book[ADJUSTED_SHEET].iter_rows(values_only=True)) if ADJUSTED_SHEET in book.sheetnames else []
    return [(str(row[5]), codes[row[0]], (row[7] or 0) - (row[8] or 0)) for row in rows if row[0] in codes and row[5]]


def _of_lineage(warehouse: Path, programme: Decree) -> dict[str, dict[str, Fraction]]:
    """By payment and region, what the cells that are behind it come to together."""
    told: dict[str, dict[str, Fraction]] = {}
    with Warehouse(warehouse).reading() as connection:
        for link in links_of(connection, GRANT_BY_ID[programme.id], CODES):
            own = told.setdefault(link.payment, {})
            own[link.region_code] = own.get(link.region_code, Fraction(0)) + link.share_kr
    return told


def _of_ledger(warehouse: Path, programme: str, payment: str) -> Told:
    query = "SELECT recipient, entitled_kr FROM out.ledger WHERE programme = ? AND payment = ?"
    with duckdb.connect(str(warehouse), read_only=True) as duck:
        rows = duck.execute(f"{query} AND entitled_kr IS NOT NULL", [programme, payment]).fetchall()
    return {code: kr for code, kr in rows if code in BY_CODE}
