"""Any number of made-up operation records, one row per operation, as extracts of the patient register hold them.

Nothing of it is kept in `raw/`: the records are written for measurements and tests. The same seed gives the same
records, however many threads write them.
"""

from collections.abc import Sequence
from pathlib import Path

import duckdb

from rules.decrees.vardkoer_2025_appendix import CAPS_KR
from rules.regions import CODES

PROCEDURE_CODES = ("CJE20", "CJE20", "CJE20", "CJD10", "CJC15", "NFB49", "NFB29", "LEF03", "LEF10", "JKA21", "ZXA00")
"""Three in four count in the decree."""
FAULTS = {
    "hemregion": ("99", "Atlantis", None),
    "operationsdatum": ("1925-03-14", "2125-03-14", None),
    "kva_kod": ("NFB", "H260", None),
    "utforarregion": ("00", "Utlandet", None),
    "driftsform": ("ideell", "okänd", None),
}
"""Values that no record may have, by column."""

_FIRST_DAY, _DAYS = "2024-01-01", 670
_ABROAD_IN_TEN = 2
"""Operations in ten that are done in some other region than the patient's."""


def write(path: Path, count: int, *, seed: int = 2025, faulty_every: int = 0) -> None:
    """Write `count` records as Parquet, or as text when the name ends in `.csv`.

    Every `faulty_every`th record has one fault, the columns and values of `FAULTS` in turn; 0 for none. A
    sixth column, `personnummer`, holds made-up numbers that no reader may touch.
    """
    with duckdb.connect() as connection:
        records = connection.sql(_records(count, seed, faulty_every))
        if path.suffix == ".csv":
            records.write_csv(str(path), sep=";")
        else:
            records.write_parquet(str(path))


def _records(count: int, seed: int, faulty_every: int) -> str:
    # Regions come as often as they have shares in the caps, in steps of half a per cent.
    by_cap = [code for code in CODES for _ in range(1 + 200 * CAPS_KR[code] // sum(CAPS_KR.values()))]
    home = _drawn(by_cap, "hemregion", seed)
    columns = {
        "hemregion": home,
        "operationsdatum": f"DATE '{_FIRST_DAY}' + CAST({_draw('dag', seed)} % {_DAYS} AS INTEGER)",
        "kva_kod": _drawn(PROCEDURE_CODES, "kva_kod", seed),
        "utforarregion": f"CASE WHEN {_draw('borta', seed)} % 10 < {_ABROAD_IN_TEN} "
        f"THEN {_drawn(by_cap, 'utforarregion', seed)} ELSE {home} END",
        "driftsform": _drawn(("offentlig", "offentlig", "offentlig", "privat"), "driftsform", seed),
    }
    if faulty_every:
        columns = {
            column: f"CASE WHEN i % {faulty_every} = 0 AND i // {faulty_every} % {len(FAULTS)} = {place} "
            f"THEN CAST({_listed(FAULTS[column])}[1 + i // {faulty_every * len(FAULTS)} % {len(FAULTS[column])}] "
            f"AS {'DATE' if column == 'operationsdatum' else 'VARCHAR'}) ELSE {value} END"
            for place, (column, value) in enumerate(columns.items())
        }
    person = f"concat('19', lpad(CAST({_draw('person', seed)} % 10000000000 AS VARCHAR), 10, '0'))"
    selected = ", ".join(f"{value} AS {column}" for column, value in (columns | {"personnummer": person}).items())
    return f"SELECT {selected} FROM range(1, {count + 1}) records(i)"


def _draw(what: str, seed: int) -> str:
    return f"hash(i, '{what}', {seed})"


def _drawn(values: Sequence[str], what: str, seed: int) -> str:
    return f"{_listed(values)}[1 + CAST({_draw(what, seed)} % {len(values)} AS INTEGER)]"


def _listed(values: Sequence[str | None]) -> str:
    return "[" + ", ".join("NULL" if value is None else f"'{value}'" for value in values) + "]"
