"""Where delivered values stand: addresses of cells, and the table of all cells that a payment to a region rests on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from exports.report.blocks import Item, Table
from exports.report.tables import MISSING, Figure, Row, figure
from rules.attribution import Role
from rules.declaration import Decree, Payment
from schemas.deliveries import KIND_BY_ID
from schemas.lineage import Lineage

_ROLES = {
    Role.VALUE: "egen uppgift",
    Role.COMPARISON: "att jämföra med",
    Role.WEIGHT: "att fördela efter",
    Role.CONDITION: "villkor",
    Role.PRINTED: "följer av beslutet, vilar inte på någon leverans",
    Role.DECIDED: "redan beslutat",
}


_DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+")


@dataclass(frozen=True)
class Address:
    """A cell of a delivery: the heading of its column in Swedish, its file with the sheet, and the cell."""

    heading: str
    sheet: str
    cell: str


def address(row: Row) -> Address:
    """The address of a row of `out.lineage` that has a file."""
    sheet = f"{row['file']}, blad {row['sheet']}" if row["sheet"] else row["file"]
    return Address(_headings(row["kind"])[row["column_name"]], sheet, row["cell"])


@cache
def _headings(kind: str) -> dict[str, str]:
    return {column.name: column.header for column in KIND_BY_ID[kind].columns}


def delivered(row: Row) -> Figure:
    """The delivered text of a row of `out.lineage`, a decimal with a comma as everywhere else."""
    shown = figure(Lineage, row, "value")
    return shown.written(shown.text.replace(".", ",")) if _DECIMAL.fullmatch(shown.text) else shown


def cells_id(programme: Decree, payment: Payment) -> str:
    """What the table of the cells of a payment is called on its page."""
    return f"{programme.id}-{payment.id}-celler"


def cells_table(programme: Decree, payment: Payment, rows: Sequence[Row]) -> Table:
    """Every cell that a payment to one region rests on, component by component, and the kronor counted on each."""
    order = {component.id: place for place, component in enumerate(payment.components)}
    headings = {component.id: component.heading for component in payment.components}
    requirements = {requirement.id: requirement.title for requirement in programme.requirements}
    ordered = sorted(rows, key=lambda row: (order[row["component"]], row["month"] is not None))
    return Table(
        cells_id(programme, payment),
        f"{programme.short_title}, {payment.title}: alla celler som beloppet vilar på",
        ("Del", "Krav", "Månad", "Vad cellen var", "Uppgift", "Värde", "Fil och blad", "Cell", "Räknade kronor"),
        tuple(
            (
                headings[row["component"]],
                requirements.get(row["requirement"], MISSING),
                figure(Lineage, row, "month"),
                _ROLES[Role(row["role"])],
                *_place(row),
                figure(Lineage, row, "share_kr"),
            )
            for row in ordered
        ),
        is_grouped=True,
    )


def _place(row: Row) -> tuple[Item, ...]:
    if not row["file"]:
        return (MISSING,) * 4
    where = address(row)
    return (where.heading, delivered(row), where.sheet, where.cell or MISSING)
