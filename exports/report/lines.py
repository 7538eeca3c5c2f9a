"""The tables of block 2: what was performed of each operation, the cap, and the places that share what is left."""

from collections.abc import Iterator, Sequence

from exports.report.blocks import Item, Link, Table
from exports.report.places import region_href
from exports.report.tables import Row, Tables, figure
from rules.decrees.vardkoer_2025 import OPERATION_NAMES
from rules.programme import Programme
from rules.regions import BY_CODE
from rules.swedish import NO_BREAK_SPACE
from schemas.follow_up import CapLine, RemainingLine, TariffLine
from schemas.tables import TableModel

_TARIFF = {
    "operation_count": "Antal operationer",
    "tariff_kr": "Kronor per operation",
    "gross_kr": "Antal gånger ersättning, kronor",
    "paid_kr": "Efter taket, kronor",
}
_CAP = {
    "gross_kr": "Enligt ersättningen, kronor",
    "cap_kr": "Tak, kronor",
    "paid_kr": "Får, kronor",
    "cap_used_percent": "Använt av taket, procent",
    "month_reached": "Taket nåddes",
}
_REMAINING = {
    "operation_count": "Antal operationer",
    "per_100_000": f"Per 100{NO_BREAK_SPACE}000 invånare",
    "rank": "Plats",
    "is_qualified": "Delar",
    "amount_kr": "Får, kronor",
}


def block2_tables(tables: Tables, programme: Programme, code: str | None = None) -> Iterator[Table]:
    """The tables of all regions, or of one; none while nothing is computed."""
    key = {"programme": programme.id} | ({"region_code": code} if code else {})
    if rows := tables.rows(CapLine, **key):
        yield _table("taket", "Ersättningen mot taket (bilaga 2)", CapLine, rows, _CAP, code)
    for model, id_, title, columns in (
        (TariffLine, "ersattning", "Ersättning per operation (bilaga 1, Block 2)", _TARIFF),
        (RemainingLine, "kvarstaende", "Kvarstående medel (bilaga 1, Kvarstående medel)", _REMAINING),
    ):
        rows = sorted(tables.rows(model, **key), key=lambda row: list(OPERATION_NAMES).index(row["operation"]))
        if rows and code:
            yield _table(id_, title, model, rows, columns, code)
        elif rows:
            for operation, name in OPERATION_NAMES.items():
                own = [row for row in rows if row["operation"] == operation]
                yield _table(f"{id_}-{operation}", f"{title}: {name}", model, own, columns, code)


def _table(
    id_: str, caption: str, model: TableModel, rows: Sequence[Row], columns: dict[str, str], code: str | None
) -> Table:
    """One row per region, or for one region per kind of operation."""

    def about(row: Row) -> Item:
        if code is None:
            return Link(BY_CODE[row["region_code"]].name, region_href(row["region_code"]))
        return OPERATION_NAMES[row["operation"]].capitalize() if "operation" in row else "Alla operationer"

    return Table(
        id_,
        caption,
        ("Insats" if code else "Region", *columns.values()),
        tuple((about(row), *(figure(model, row, column) for column in columns)) for row in rows),
    )
