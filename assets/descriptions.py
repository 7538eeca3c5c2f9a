"""How a table shows itself in the user interface: what it is in Swedish, its columns, its size and its first rows."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import dagster as dg
import polars as pl

from assets.table_words import words_of
from rules.recipients import RECIPIENTS
from rules.regions import NATION
from schemas.column_words import column_words
from schemas.tables import TableModel, polars_schema

PREVIEW_ROWS = 8
SHOWN_AT_ONCE = 1_000
"""Markdown of fewer characters is shown by the user interface without a click."""
REGION = "region_code"
_LONGEST_CELL = 120
_PLAIN = re.compile(r"(?:[^\W_]+(?:[ ,-]+[^\W_]+)*)?")
"""Words and numbers: nothing that Markdown could take for something else."""
OWNERS = ["team:statsbidrag"]
REPORT_GROUP = "rapportering"
"""Where what only the report and the final reports are made from is shown: after the money, apart from the results."""
INTAKE_GROUP = "inlasning"
"""Where the delivered rows are shown, and what became of them; what counts of them is apart."""


def table_spec(
    key: list[str],
    model: TableModel,
    *,
    group: str,
    deps: Iterable[dg.AssetKey | dg.AssetDep] = (),
    lineage: dg.TableColumnLineage | None = None,
    is_skippable: bool = False,
    title: str = "",
) -> dg.AssetSpec:
    """The asset of a table that has a model; `lineage` says what its columns are made from.

    `title` names the grant where tables of several are shown together.
    """
    types = polars_schema(model)
    columns = [dg.TableColumn(name, str(types[name]), description=text) for name, text in column_words(model).items()]
    about = f"{title}. {words_of(key)}" if title else words_of(key)
    made = spec(key, about=about, columns=columns, group=group, deps=deps, is_skippable=is_skippable)
    return made.merge_attributes(metadata={"dagster/column_lineage": lineage}) if lineage else made


def spec(
    key: list[str],
    *,
    about: str,
    group: str,
    columns: list[dg.TableColumn] | None = None,
    kinds: set[str] | None = None,
    deps: Iterable[dg.AssetKey | dg.AssetDep] = (),
    is_skippable: bool = False,
) -> dg.AssetSpec:
    """An asset with its description, owner, columns and place in the graph; a skippable one need not be made anew."""
    schema = {"dagster/column_schema": dg.TableSchema(columns=columns)} if columns else {}
    return dg.AssetSpec(
        key,
        description=about,
        group_name=group,
        owners=OWNERS,
        kinds=kinds or {"duckdb", "polars"},
        deps=list(deps),
        metadata=schema,
        skippable=is_skippable,
    )


def shown(rows: pl.DataFrame) -> Mapping[str, Any]:
    """Row count, what the asset's plots draw, and the first rows, as metadata of a materialization."""
    preview = dg.MarkdownMetadataValue(_preview(rows))
    return {"dagster/row_count": rows.height, **figures(rows), "preview": preview}


def _preview(rows: pl.DataFrame) -> str:
    """The first rows, without what all rows of the table have in common; as many as are shown at once, or one."""
    if rows.height > 1:
        rows = rows.select(name for name in rows.columns if rows[name].n_unique() > 1)
    named = _with_names(rows.head(PREVIEW_ROWS))
    texts = (markdown(named.head(count)) for count in range(named.height, 1, -1))
    return next((text for text in texts if len(text) < SHOWN_AT_ONCE), markdown(named.head(1)))


def figures(rows: pl.DataFrame) -> Mapping[str, Any]:
    """The sum of every column of kronor and the number of regions; for display only, money is exact in the table."""
    sums = {
        name: dg.MetadataValue.int(int(rows[name].sum() or 0))
        for name, dtype in rows.schema.items()
        if name.removesuffix("_exact").endswith("_kr") and dtype.is_numeric()
    }
    if REGION in rows.columns:
        sums["regioner"] = dg.MetadataValue.int(rows[REGION].drop_nulls().n_unique())
    return sums


def _with_names(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with the names of regions and other recipients in the place of their codes."""
    if REGION not in rows.columns:
        return rows
    names = {code: each.name for code, each in (RECIPIENTS | {NATION.code: NATION}).items()}
    return rows.with_columns(pl.col(REGION).cast(pl.String).replace(names)).rename({REGION: "region"})


def markdown(rows: pl.DataFrame) -> str:
    """The rows as a Markdown table; text from outside is shown as it is: no link, image or HTML comes of it."""
    lines = [f"| {' | '.join(rows.columns)} |", f"|{'---|' * len(rows.columns)}"]
    lines += [f"| {' | '.join(_cell(value) for value in row)} |" for row in rows.iter_rows()]
    return "\n".join(lines)


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = f"{value.normalize():f}" if hasattr(value, "normalize") else str(value)
    line = " ".join(text[:_LONGEST_CELL].split())
    return line if not isinstance(value, str) or _PLAIN.fullmatch(line) else inert(line)


def inert(line: str) -> str:
    """A line of text as Markdown code, in which nothing has a meaning; links are made of any other text with a dot."""
    # A bar ends the cell also in code; a backtick ends the code.
    return f"`{line.replace('`', 'ˋ').replace('|', '¦')}`" if line else ""
