"""Writing the open data: one CSV file per table, its data dictionary, and apart from them the log of hidden numbers.

What is published is declared in `exports.publication.tables`, the dictionary in `exports.publication.dictionary`.
"""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import astuple
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from exports.payment.order_file import plain
from exports.publication.counts import LogLine
from exports.publication.dictionary import NAME, csv_on_the_web, data_package, digest
from exports.publication.tables import OpenTable
from exports.whole_file import whole_file

DATA_PACKAGE, CSV_ON_THE_WEB = "datapackage.json", "csv-metadata.json"
LOG_HEADINGS = ("Tabell", "Kolumn", "Länskod", "Period", "Insats", "Utförare", "Skäl")


def write_open_data(folder: Path, tables: Iterable[tuple[OpenTable, pl.DataFrame]], threshold: int) -> list[Path]:
    """Write the tables and their dictionary to `folder`, and return the files.

    Each file appears whole or not at all, and the same rows give the same bytes. Files of an earlier publication that
    are not written any more are removed if they are as it left them. Raises `OSError`.
    """
    made = [(table, _csv(table, rows)) for table, rows in tables]
    files = {table.file: content for table, content in made}
    files[CSV_ON_THE_WEB] = _json(csv_on_the_web([table for table, _ in made], threshold))
    files[DATA_PACKAGE] = _json(data_package(made, threshold))  # last: it says which files are ours
    folder.mkdir(parents=True, exist_ok=True)
    outdated = _earlier(folder) - files.keys()
    for name, content in files.items():
        _write(folder / name, content)
    for name in outdated:
        (folder / name).unlink()
    return [folder / name for name in files]


def write_log(path: Path, log: Iterable[LogLine]) -> None:
    """Write which numbers are hidden and why, never what they are. Raises `OSError`."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(LOG_HEADINGS)
    writer.writerows(astuple(line) for line in log)
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(path, text.getvalue().encode("utf-8-sig"))


def _write(path: Path, content: bytes) -> None:
    with whole_file(path) as unfinished:
        unfinished.write_bytes(content)


def _earlier(folder: Path) -> set[str]:
    """The tables of an earlier publication in the folder that are unchanged since."""
    try:
        package = json.loads((folder / DATA_PACKAGE).read_text(encoding="utf-8"))
        listed = [(str(table["path"]), table["hash"]) for table in package["resources"] if package["name"] == NAME]
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return set()
    paths = ((folder / name, written) for name, written in listed if Path(name).name == name)
    return {path.name for path, written in paths if path.is_file() and digest(path.read_bytes()) == written}


def _csv(table: OpenTable, rows: pl.DataFrame) -> bytes:
    """Comma-separated UTF-8 with names of columns, sorted; a decimal point, no formula, empty for no value."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(table.columns)
    ordered = rows.select(table.columns).sort(table.key or table.columns)
    writer.writerows([_text(value) for value in row] for row in ordered.iter_rows())
    return text.getvalue().encode()


def _text(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return plain(value) if isinstance(value, str) else value


def _json(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()
