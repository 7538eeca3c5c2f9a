"""The page of the cells of one region in one grant: every delivered cell that its payments rest on."""

from dataclasses import dataclass

from exports.report.blocks import Link, Table
from exports.report.places import region_grant_href
from exports.report.sources import cells_table
from exports.report.tables import Tables
from rules.declaration import Decree, Payment
from rules.regions import BY_CODE, Region
from schemas.lineage import Lineage
from schemas.results import Payout


@dataclass(frozen=True)
class CellsPage:
    """What the page shows, a table for each payment; `back` leads to the region's page of the grant."""

    region: Region
    programme: Decree
    back: Link
    tables: tuple[Table, ...]


def cells_page(tables: Tables, decree: Decree, code: str) -> CellsPage | None:
    """The page of the region with this county code, None when nothing that it is paid rests on a cell."""
    found = tuple(table for payment in decree.payments if (table := _cells(tables, decree, payment, code)))
    region = BY_CODE[code]
    back = Link(f"{region.official_name}, {decree.short_title}", region_grant_href(decree.id, code))
    return CellsPage(region, decree, back, found) if found else None


def _cells(tables: Tables, decree: Decree, payment: Payment, code: str) -> Table | None:
    key = {"programme": decree.id, "payment": payment.id, "region_code": code}
    rows = tables.rows(Lineage, **key)
    return cells_table(decree, payment, rows) if rows and tables.rows(Payout, **key) else None
