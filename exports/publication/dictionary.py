"""The data dictionary of the open data in two standards that say the same.

`data_package` follows Data Package 2.0 (datapackage.org), `csv_on_the_web` the W3C's metadata for tabular data
(w3.org/TR/tabular-metadata). Titles are Swedish; descriptions are those of the tables' models, in English.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

import polars as pl

from exports.publication.tables import REGION_LIST, TITLES, OpenTable
from schemas.tables import descriptions, meaning, polars_schema

NAME = "bonuspott"
TITLE = "Statsbidrag till regionerna för tillgänglighet och vårdplatser"

_TYPES: Mapping[type[pl.DataType], tuple[str, str]] = {
    pl.String: ("string", "string"),
    pl.Int64: ("integer", "integer"),
    pl.Decimal: ("number", "decimal"),
    pl.Date: ("date", "date"),
    pl.Boolean: ("boolean", "boolean"),
}
"""The name of a type in Data Package and in CSV on the Web."""


def data_package(contents: Iterable[tuple[OpenTable, bytes]], threshold: int) -> dict[str, Any]:
    """The content of `datapackage.json` for files with these contents."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": NAME,
        "title": TITLE,
        "description": _about(threshold),
        "resources": [
            {
                "name": table.name,
                "title": table.title,
                "description": meaning(table.model),
                "type": "table",
                "path": table.file,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": len(content),
                "hash": digest(content),
                "schema": _schema(table),
            }
            for table, content in contents
        ],
    }


def csv_on_the_web(tables: Iterable[OpenTable], threshold: int) -> dict[str, Any]:
    """The content of `csv-metadata.json`, the name under which readers look for it."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "sv"}],
        "dc:title": TITLE,
        "dc:description": _about(threshold),
        "tables": [
            {
                "url": table.file,
                "dc:title": table.title,
                "dc:description": _english(meaning(table.model)),
                "tableSchema": _web_schema(table),
            }
            for table in tables
        ],
    }


def digest(content: bytes) -> str:
    """A file's hash as Data Package writes it."""
    return f"sha256:{sha256(content).hexdigest()}"


def _about(threshold: int) -> str:
    return (
        "Krav, utfall och belopp för de statsbidrag som Bonuspott räknar fram. Antal patienter och operationer under "
        f"{threshold} är dolda, utom där de följer av utbetalda belopp. Dolda är också de antal som de annars kan "
        "räknas fram ur; statuskolumnerna säger var. Rader som i kolumnen mark har exempel eller rekonstruerad är inte "
        "verkliga rapporter."
    )


def _schema(table: OpenTable) -> dict[str, Any]:
    types, texts = polars_schema(table.model), descriptions(table.model)
    schema: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": [
            {"name": name, "title": TITLES[name], "description": texts[name], "type": _TYPES[type(types[name])][0]}
            for name in table.columns
        ],
    }
    if table.key:
        schema["primaryKey"] = list(table.key)
    if table.has_regions:
        reference = {"resource": REGION_LIST.name, "fields": ["region_code"]}
        schema["foreignKeys"] = [{"fields": ["region_code"], "reference": reference}]
    return schema


def _web_schema(table: OpenTable) -> dict[str, Any]:
    types, texts = polars_schema(table.model), descriptions(table.model)
    schema: dict[str, Any] = {
        "columns": [
            {
                "name": name,
                "titles": [name, TITLES[name]],  # the first is the heading in the file
                "dc:description": _english(texts[name]),
                "datatype": _TYPES[type(types[name])][1],
            }
            for name in table.columns
        ]
    }
    if table.key:
        schema["primaryKey"] = list(table.key)
    if table.has_regions:
        reference = {"resource": REGION_LIST.file, "columnReference": "region_code"}
        schema["foreignKeys"] = [{"columnReference": "region_code", "reference": reference}]
    return schema


def _english(text: str) -> dict[str, str]:
    return {"@value": text, "@language": "en"}
