"""The page of what the report rests on: the way of a figure, what could not be taken, and the readings."""

from dataclasses import dataclass

from exports.report.blocks import Table
from exports.report.tables import Tables
from rules.register_of_readings import REGISTER
from schemas.received import Rejected, Remark


@dataclass(frozen=True)
class BasisPage:
    """What the page shows; a table without rows is None. `rejected` are sentences."""

    rejected: tuple[str, ...]
    remarks: Table | None
    readings: Table


def basis_page(tables: Tables) -> BasisPage:
    """The page."""
    return BasisPage(
        rejected=tuple(row["message_sv"] for row in tables.rows(Rejected) if row["corrected_by"] is None),
        remarks=_remarks(tables),
        readings=_readings(),
    )


def _readings() -> Table:
    return Table(
        "lasningarna",
        "Öppna punkter i besluten och överenskommelsen, och hur de är lästa",
        ("Nummer", "Punkt", "Läsning", "Stöd"),
        tuple(
            (reading.id, reading.point, reading.chosen.text, f"{reading.told_by.capitalize()}. {reading.support}")
            for reading in REGISTER
        ),
    )


def _remarks(tables: Tables) -> Table | None:
    rows = tables.rows(Remark)
    if not rows:
        return None
    lines = tuple((row["file"], row["remark_sv"]) for row in rows)
    return Table("anmarkningar", "Anmärkningar om filerna", ("Fil", "Anmärkning"), lines)
