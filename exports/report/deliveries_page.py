"""The page of the deliveries: what became of every file, and which file counts for whom and when."""

from dataclasses import dataclass

from exports.delivery_words import counting_lines, kind_title, replaced_words, state_words
from exports.report.blocks import Item, Table
from exports.report.tables import MISSING, Row, Tables, figure
from rules.swedish import number
from schemas.deliveries import KINDS
from schemas.delivery_overview import DeliveryState
from schemas.received import Delivery


@dataclass(frozen=True)
class DeliveriesPage:
    """What the page shows; `deliveries` is None without any, `counting` has a table per kind of which some count."""

    deliveries: Table | None
    counting: tuple[Table, ...]


def deliveries_page(tables: Tables) -> DeliveriesPage:
    """The page."""
    return DeliveriesPage(_deliveries(tables), _counting(tables))


def _deliveries(tables: Tables) -> Table | None:
    rows = {(row["file"], row["sha256"]): row for row in tables.rows(Delivery)}
    if not tables.overview.deliveries:
        return None
    return Table(
        "leveranser",
        "Leveranser",
        ("Fil", "Slag", "Inkom", "Läge", "Ersatt av", "Öppna fel", "Rader", "Kontrollsumma (SHA-256)"),
        tuple(_line(state, rows[state.file, state.sha256]) for state in tables.overview.deliveries),
    )


def _line(state: DeliveryState, row: Row) -> tuple[Item, ...]:
    return (
        state.file,
        kind_title(state.kind) if state.kind else MISSING,
        figure(Delivery, row, "received"),
        state_words(state),
        "; ".join(replaced_words(state)) or MISSING,
        number(state.open_errors) if state.open_errors else MISSING,
        figure(Delivery, row, "row_count"),
        figure(Delivery, row, "sha256"),
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
