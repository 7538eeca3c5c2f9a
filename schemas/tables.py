"""From the declaration of a table: name, column order, types and descriptions, for every store and display."""

import polars as pl

from schemas import declared
from schemas.declared import Table

TableModel = type[Table]


def table_name(model: TableModel) -> str:
    """`schema.table` of a model."""
    name = declared.name(model)
    if "." not in name:
        raise ValueError(f"{model.__name__} does not name its table")
    return name


def column_names(model: TableModel) -> list[str]:
    """Columns in reading order: the model's own before those it inherits."""
    columns = declared.fields(model)
    own = [name for name in columns if name in vars(model)]
    return own + [name for name in columns if name not in own]


def polars_schema(model: TableModel) -> pl.Schema:
    """Polars types by column, in reading order."""
    types = declared.types(model)
    return pl.Schema({name: types[name] for name in column_names(model)})


def descriptions(model: TableModel) -> dict[str, str]:
    """What each column holds, with its unit, in reading order."""
    columns = declared.fields(model)
    texts = {}
    for name in column_names(model):
        unit = columns[name].metadata.get("unit")
        texts[name] = f"{columns[name].description} Unit: {unit}." if unit else columns[name].description
    return texts


def meaning(model: TableModel) -> str:
    """What one row is."""
    return (model.__doc__ or "").strip()


def empty(model: TableModel) -> pl.DataFrame:
    """The table without rows."""
    return pl.DataFrame(schema=polars_schema(model))


def frame(model: TableModel, rows: list[dict[str, object]]) -> pl.DataFrame:
    """A frame of the model's columns and types from rows given as dictionaries."""
    return pl.DataFrame(rows, schema=polars_schema(model), orient="row") if rows else empty(model)
