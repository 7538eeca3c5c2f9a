"""A heading is that of a column that some table has, so that none is kept when its column has gone."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module

import pandera.polars as pa

import schemas
from schemas.headings import HEADINGS


def models(of: type[pa.DataFrameModel] = pa.DataFrameModel) -> Iterator[type[pa.DataFrameModel]]:
    for model in of.__subclasses__():
        if model.__module__.startswith("schemas."):
            yield model
        yield from models(model)


def test_every_heading_is_that_of_a_column() -> None:
    for module in pkgutil.walk_packages(schemas.__path__, "schemas."):
        import_module(module.name)
    columns = {name for model in models() for name in model.to_schema().columns}
    assert HEADINGS.keys() <= columns


def test_headings_are_swedish_and_begin_with_a_capital_letter() -> None:
    assert all(heading[0].isupper() and "_" not in heading for heading in HEADINGS.values())
