"""From a Pandera model to its table: name, column order, types and descriptions, for every store and display."""

import pandera.polars as pa
import polars as pl

TableModel = type[pa.DataFrameModel]


def table_name(model: TableModel) -> str:
    """`schema.table` of a model."""
    name = model.to_schema().name
    if not name or "." not in name:
        raise ValueError(f"{model.__name__} does not name its table")
    return str(name)


def column_names(model: TableModel) -> list[str]:
    """Columns in reading order: the model's own before those it inherits."""
    columns = model.to_schema().columns
    own = [name for name in model.__annotations__ if name in columns]
    return own + [name for name in columns if name not in own]


def polars_schema(model: TableModel) -> pl.Schema:
    """Polars types by column, in reading order."""
    columns = model.to_schema().columns
    types = {name: columns[name].dtype.type for name in column_names(model)}
    return pl.Schema({name: dtype() if isinstance(dtype, type) else dtype for name, dtype in types.items()})


def descriptions(model: TableModel) -> dict[str, str]:
    """What each column holds, with its unit, in reading order."""
    columns = model.to_schema().columns
    texts = {}
    for name in column_names(model):
        unit = (columns[name].metadata or {}).get("unit")
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
