"""Check results whose faults are Swedish sentences, and the check that a frame fits its model."""

from collections.abc import Sequence

import dagster as dg
import polars as pl

from rules.swedish import number
from schemas.tables import TableModel, polars_schema, table_name

MOST_FAULTS = 20
"""So many are shown one by one; of more there is the number and the first few."""
FIRST_FAULTS = 5
FITS = "Raderna har den form som tabellen ska ha."
"""What every check `shape` says."""


def check(
    key: dg.AssetKey,
    name: str,
    faults: Sequence[str],
    note: str = "",
    severity: dg.AssetCheckSeverity = dg.AssetCheckSeverity.ERROR,
) -> dg.AssetCheckResult:
    """Passed when there are no faults; `note` is said when there is nothing to object to."""
    text = "\n".join(faults) or note or "Inget att anmärka."
    if len(faults) > MOST_FAULTS:
        text = "\n".join([f"{number(len(faults))} iakttagelser, de första {FIRST_FAULTS}:", *faults[:FIRST_FAULTS]])
    return dg.AssetCheckResult(
        asset_key=key,
        check_name=name,
        passed=not faults,
        description=text,
        severity=severity,
        metadata={"antal": len(faults)},
    )


def shape_faults(model: TableModel, rows: pl.DataFrame) -> list[str]:
    """What in `rows` does not fit the model; empty when all does."""
    if rows.is_empty() and rows.schema == polars_schema(model):
        return []
    from pandera.errors import SchemaErrors

    try:
        model.validate(rows, lazy=True)
    except SchemaErrors as errors:
        return [
            f"Tabellen {table_name(model)}: {case['column']} uppfyller inte {case['check']} ({case['failure_case']})."
            for case in errors.failure_cases.iter_rows(named=True)
        ]
    return []
