"""What `bonuspott deliveries` shows: every delivery and what became of it, and which file counts for whom and when.

Lines and not tables: file names and regions stay whole also where the screen is narrow.
"""

from collections.abc import Collection, Iterator

from assets.delivery_overview import overview
from assets.warehouse import Warehouse
from exports.delivery.words import counting_lines, kind_title, replaced_words, state_words
from pipelines.command_line.screen import columns, wrapped
from rules.swedish import counted, day
from schemas.delivery_overview import DeliveryState, Overview

MOST_COLUMNS = 100
"""Longer lines are harder to read, however wide the screen."""


def delivery_lines(warehouse: Warehouse, regions: Collection[str], kind_id: str | None) -> list[str]:
    """All lines, no wider than the screen where no single word is; of some regions and one kind when asked."""
    with warehouse.reading() as connection:
        found = overview(connection)
    if not found.deliveries:
        return ["Inga leveranser finns i databasen. Lägg filer i mappen med leveranser och kör bonuspott run."]
    shown = [
        state
        for state in found.deliveries
        if (kind_id is None or state.kind == kind_id) and (not regions or state.regions & set(regions))
    ]
    lines: list[str] = []
    for kind in dict.fromkeys(state.kind for state in shown):
        lines += [*_of_kind(kind, found, [state for state in shown if state.kind == kind], regions), ""]
    if not shown:
        lines.append("Inga leveranser finns för urvalet. Välj en annan region eller ett annat slag.")
    for text in _last_words(found, shown, regions, kind_id):
        lines += wrapped(text, _width())
    return lines


def _of_kind(kind: str, found: Overview, states: list[DeliveryState], regions: Collection[str]) -> Iterator[str]:
    yield f"{kind_title(kind)}: {counted(len(states), 'leverans', 'leveranser')}"
    for state in states:
        yield f"  {state.file}"
        errors = [f"{counted(state.open_errors, 'öppet fel', 'öppna fel')}"] if state.open_errors else []
        told = f"inkom {day(state.received)}; {'; '.join([state_words(state), *errors])}"
        for text in [told, *replaced_words(state)]:
            yield from wrapped(text, _width(), "    ")
    counting = [item for item in found.counting if item.kind == kind and (not regions or item.region_code in regions)]
    if counting:
        yield "  Räknas nu:"
    for regions, time, file in counting_lines(counting):
        yield from wrapped(f"{regions}: {time}", _width(), "    ")
        yield f"      {file}"


def _last_words(
    found: Overview, shown: list[DeliveryState], regions: Collection[str], kind_id: str | None
) -> Iterator[str]:
    """What the lines above leave out, and what to do about errors."""
    of_no_region = [
        state for state in found.deliveries if not state.regions and (kind_id is None or state.kind == kind_id)
    ]
    if regions and of_no_region:
        files = counted(len(of_no_region), "fil", "filer")
        yield (
            f"Dessutom finns {files} där det inte går att se vilken region de gäller: inte lästa, eller poster som "
            "inte räknas. De visas utan --region."
        )
    if any(state.open_errors for state in shown):
        yield (
            "Öppna fel står med fil och cell i tabellen raw.rejected. Granska en fil med bonuspott check FIL; med "
            "--annotate MAPP skrivs en kopia där felen är markerade."
        )


def _width() -> int:
    return min(columns(), MOST_COLUMNS)
