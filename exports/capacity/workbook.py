"""Writes the workbook on capacity and targets. Which sheets there are and how it is all computed, in words.

Each sheet's content is in `exports.capacity.sheets` and `exports.capacity.target_sheets`.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import polars as pl
from xlsxwriter import Workbook

from exports.capacity.sheets import (
    Sheet,
    Tables,
    write_gaps,
    write_latest,
    write_limits,
    write_months,
    write_plan,
)
from exports.capacity.target_sheets import (
    write_intensive_care,
    write_region_targets,
    write_remarks,
    write_target_sources,
    write_unit_targets,
)
from exports.table_layout import Field, Layout
from exports.workbook_file import workbook_at
from rules.capacity import OWN_LIMITS
from rules.declaration import CapacityFollowUp, Decree
from rules.parameters import describe
from rules.targets import SENSIBLE

OWN_CHOICE = "eget val"


class Method(NamedTuple):
    """What is computed, how, and where it says so."""

    what: str
    how: str
    section: str


METHOD = (
    Method(
        "Disponibla vårdplatser och beläggningsgrad",
        "Månadens genomsnitt, så som regionen har rapporterat det. Uppgifter för 2023 och 2024 är utfall; för 2025 är "
        "vårdplatserna en plan och beläggningsgraden ett mål, och de står för sig på bladet Plan.",
        "vårdplatsbeslutet 2024, bilaga 1, Grundläggande krav",
    ),
    Method(
        "Per 1 000 invånare",
        "Vårdplatser gånger 1 000 delat med hela folkmängden, räknat exakt och avkortat till sex decimaler. "
        "Folkmängden är den med senaste referensdag på eller före månadens första dag. Finns ingen sådan är rutan tom.",
        OWN_CHOICE,
    ),
    Method(
        "Målvärden",
        "Antal vårdplatser och genomsnittlig beläggningsgrad, med egna målvärden för intensivvårdsplatser, på klinik- "
        "och enhetsnivå och i förekommande fall för hela regionen. Nivåerna och slagen av vårdplatser läggs inte ihop.",
        "Närmare om uppdraget; överenskommelsen om tillgänglighet 2024, avsnitt 3.2",
    ),
    Method(
        "Somatisk och psykiatrisk vård",
        "Visas var för sig där regionen har lämnat dem åtskilda, och jämförs med målvärden för samma vårdform. De "
        "läggs inte ihop och jämförs inte med målvärden för all vård.",
        "Närmare om uppdraget",
    ),
    Method(
        "Vilket målvärde som gäller",
        "Det med senaste ”Gäller från” på eller före månadens första dag; ett som börjar gälla senare i månaden gäller "
        "från nästa månad. Ett senare målvärde utan värde avslutar det tidigare. Gäller två från samma dag för samma "
        "enhet och mått används inget av dem. Stora och små bokstäver och blanksteg i enhetens namn spelar ingen roll.",
        OWN_CHOICE,
    ),
    Method(
        "Avstånd",
        "Utfallet minus målvärdet, i vårdplatser eller procentenheter, utan avrundning. Det säger inte om avståndet är "
        "bra eller dåligt. Enheter och intensivvård har inget rapporterat utfall att jämföra med.",
        OWN_CHOICE,
    ),
    Method(
        "Månader över gränserna",
        "Antal månader med beläggningsgrad på eller över gränsen, räknat på de rapporterade decimalerna. Månader utan "
        "rapport räknas för sig. En månad som ingen region har rapporterat för räknas inte alls.",
        "Bakgrund (85 och 90 procent); annars eget val",
    ),
)


def write_method(book: Workbook, tables: Tables) -> None:
    """How each figure is computed, and the limits, with the section each comes from."""
    layout = Layout(
        "Så räknas det",
        "Så räknas det",
        (Field("what", 75, "Uppgift"), Field("how", 80, "Så räknas den"), Field("section", 40)),
        lines=(f"Avsnitten är i {tables.programme.reference}, om inget annat sägs. Inget betalas ut på uppgifterna.",),
    )
    sheet = tables.open(book, layout)
    layout.write(sheet, METHOD)
    sheet.blank_row()
    limits = Layout(
        layout.name,
        "",
        (
            Field("meaning", 75, "Gräns"),
            Field("value", 80, "Värde", lambda limit: f"{limit.value} {limit.unit}"),
            Field("section", 40),
        ),
    )
    every = (*tables.programme.numbers, *describe(OWN_LIMITS), *describe(SENSIBLE))
    limits.table(sheet, [limit for limit in every if limit.unit.startswith("procent")], is_main=False)


SHEETS: tuple[Sheet, ...] = (
    write_latest,
    write_months,
    write_limits,
    write_region_targets,
    write_unit_targets,
    write_intensive_care,
    write_plan,
    write_gaps,
    write_remarks,
    write_method,
    write_target_sources,
)


def write_capacity_workbook(
    programme: Decree, follow_up: CapacityFollowUp, rows: Mapping[str, pl.DataFrame], path: Path
) -> None:
    """Write the follow-up to `path`, in a folder that exists; `rows` has the rows of each table."""
    tables = Tables(programme, follow_up, rows)
    with workbook_at(path, title=f"{programme.short_title}: uppföljning", subject=programme.title) as book:
        for write in SHEETS:
            write(book, tables)
