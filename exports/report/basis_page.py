"""The page of what the report rests on: the way of a figure, what could not be taken, readings and all files."""

from dataclasses import dataclass

from exports.report.blocks import Table
from exports.report.tables import MISSING, Tables, figure
from rules.readings import REGISTER
from schemas.deliveries import KIND_BY_ID
from schemas.received import Delivery, Rejected, Remark

_STATUS = {
    "read": "läst",
    "refused": "avvisad",
    "later": "inkommen efter räknedagen",
    "removed": "borttagen",
}


@dataclass(frozen=True)
class BasisPage:
    """What the page shows; a table without rows is None. `rejected` are sentences."""

    rejected: tuple[str, ...]
    remarks: Table | None
    readings: Table
    deliveries: Table | None


def basis_page(tables: Tables) -> BasisPage:
    """The page."""
    return BasisPage(
        rejected=tuple(row["message_sv"] for row in tables.rows(Rejected) if row["corrected_by"] is None),
        remarks=_remarks(tables),
        readings=_readings(),
        deliveries=_deliveries(tables),
    )


def _readings() -> Table:
    return Table(
        "lasningarna",
        "Öppna punkter i besluten och överenskommelsen, och hur de är lästa",
        ("Nummer", "Punkt", "Läsning", "Stöd"),
        tuple(
            (reading.id, reading.point, reading.chosen.text, f"{reading.evidence.capitalize()}. {reading.support}")
            for reading in REGISTER
        ),
    )


def _deliveries(tables: Tables) -> Table | None:
    rows = tables.rows(Delivery)
    if not rows:
        return None
    return Table(
        "leveranser",
        "Leveranser",
        ("Fil", "Slag", "Inkom", "Läge", "Rader", "Kontrollsumma (SHA-256)"),
        tuple(
            (
                row["file"],
                KIND_BY_ID[row["kind"]].title if row["kind"] else MISSING,
                figure(Delivery, row, "received"),
                _STATUS[row["status"]],
                figure(Delivery, row, "row_count"),
                figure(Delivery, row, "sha256"),
            )
            for row in rows
        ),
    )


def _remarks(tables: Tables) -> Table | None:
    rows = tables.rows(Remark)
    if not rows:
        return None
    lines = tuple((row["file"], row["remark_sv"]) for row in rows)
    return Table("anmarkningar", "Anmärkningar om filerna", ("Fil", "Anmärkning"), lines)
