"""Rows of a table turned, so that a sheet can have a column per value of something: month, requirement, component."""

from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl
from xlsxwriter.utility import xl_col_to_name

from exports.printed_sheet import Formula, Kind
from exports.table_layout import Field


def turned(
    rows: pl.DataFrame, line: str, lines: Sequence[Any], by: str, keys: Iterable[Any], *values: str
) -> pl.DataFrame:
    """One row for each of `lines`, with the `values` of each of `keys` beside one another, named by `at`.

    `line` and `by` are the columns that hold the two; what no row tells is None.
    """
    found = {(row[line], row[by]): row for row in rows.iter_rows(named=True)}
    columns = [pl.Series(line, lines, rows.schema[line])]
    for key in keys:
        of_lines = [found.get((each, key), {}) for each in lines]
        columns += [pl.Series(at(name, key), [row.get(name) for row in of_lines], rows.schema[name]) for name in values]
    return pl.DataFrame(columns)


def at(value: str, key: Any) -> str:
    """What the column of a value and a key is named in turned rows; it ends as the value's, which tells its format."""
    return f"{key} {value}"


def total(fields: Sequence[Field], width: int, heading: str = "Totalt", kind: Kind = Kind.AMOUNT) -> Field:
    """The sum of a row's `fields`, which stand side by side from the second column on."""
    formula = f"=SUM(B{{row}}:{xl_col_to_name(len(fields))}{{row}})"
    names = [field.name for field in fields]
    return Field(
        "total",
        width,
        heading,
        lambda row: Formula(formula, sum(row[name] or 0 for name in names)),
        kind,
        is_summed=True,
    )
