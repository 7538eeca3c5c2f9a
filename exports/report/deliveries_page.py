"""The page of the deliveries: what became of every file, and which file counts for whom and when."""

from dataclasses import dataclass

from exports.delivery.words import STATUS, counting_lines, kind_title, replaced_words
from exports.report.blocks import Item, Table
from exports.report.tables import MISSING, Row, Tables, figure
from rules.swedish import number
from schemas.deliveries import KINDS
from schemas.delivery_overview import DeliveryState
from schemas.received import Delivery


@dataclass(frozen=True)
class DeliveriesPage:
    """What the page shows; without deliveries there is no table of them or of their checksums.

    `counting` has a table per kind of which some count.
    """

    deliveries: Table | None
    checksums: Table | None
    counting: tuple[Table, ...]


def deliveries_page(tables: Tables) -> DeliveriesPage:
    """The page."""
    rows = {(row["file"], row["sha256"]): row for row in tables.rows(Delivery)}
    listed = [(state, rows[state.file, state.sha256]) for state in tables.overview.deliveries]
    if not listed:
        return DeliveriesPage(None, None, _counting(tables))
    return DeliveriesPage(
        Table(
            "leveranser",
            "Leveranser",
            ("Fil", "Slag", "Inkom", "Läge", "Rader", "Räknas", "Öppna fel", "Ersatt av"),
            tuple(_line(state, row) for state, row in listed),
        ),
        Table(
            "kontrollsummor",
            "Kontrollsummor (SHA-256)",
            ("Fil", "Kontrollsumma"),
            tuple((state.file, figure(Delivery, row, "sha256")) for state, row in listed),
        ),
        _counting(tables),
    )


def _line(state: DeliveryState, row: Row) -> tuple[Item, ...]:
    return (
        state.file,
        kind_title(state.kind) if state.kind else MISSING,
        figure(Delivery, row, "received"),
        STATUS[state.status],
        figure(Delivery, row, "row_count"),
        "poster, tillsammans" if state.counting is None else number(state.counting),
        number(state.open_errors) if state.open_errors else MISSING,
        "; ".join(replaced_words(state)) or MISSING,
    )


def _counting(tables: Tables) -> tuple[Table, ...]:
    by_kind = (
        (kind, counting_lines(item for item in tables.overview.counting if item.kind == kind.id)) for kind in KINDS
    )
    return tuple(
        Table(
            f"raknas-{kind.id}",
            f"{kind.title}: vilken fil som räknas nu",
            ("Region", "Månad, dag eller statsbidrag", "Fil"),
            tuple(lines),
        )
        for kind, lines in by_kind
        if lines
    )
