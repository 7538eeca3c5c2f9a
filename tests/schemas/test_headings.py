"""A heading is that of a column that some table has, so that none is kept when its column has gone."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module

import schemas
from schemas.declared import Table, fields
from schemas.headings import HEADINGS


def tables(of: type[Table] = Table) -> Iterator[type[Table]]:
    for table in of.__subclasses__():
        if table.__module__.startswith("schemas."):
            yield table
        yield from tables(table)


def test_every_heading_is_that_of_a_column() -> None:
    for module in pkgutil.walk_packages(schemas.__path__, "schemas."):
        import_module(module.name)
    columns = {name for table in tables() for name in fields(table)}
    assert HEADINGS.keys() <= columns


def test_headings_are_swedish_and_begin_with_a_capital_letter() -> None:
    assert all(heading[0].isupper() and "_" not in heading for heading in HEADINGS.values())
