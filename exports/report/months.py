"""Which months are in: closed, or reported by at least one region. Of the others nothing can be said yet (T24)."""

from datetime import date

from exports.report.tables import Tables
from rules.monthly_pot import Route
from schemas.results import Qualification


def months_in(tables: Tables, programme: str) -> frozenset[date]:
    """The months of a grant that have a result, as in `out.fulfilment`."""
    rows = tables.rows(Qualification, programme=programme)
    return frozenset(row["month"] for row in rows if row["route"] != Route.AWAITED)
