"""Which columns the columns of a table are made from, as metadata of its asset.

A column is named if the value in at least one row rests on it. The delivered cells behind a single amount
are in `out.lineage`.
"""

from collections.abc import Iterable, Mapping

import dagster as dg

from assets.grants import Grant
from schemas.deliveries import Kind
from schemas.received import raw_columns
from schemas.tables import column_names

Sources = Mapping[str, Iterable[str]]
"""By column: those it is made from, each as `layer/table.column`; `out/table` means the same programme's."""

_POPULATION = "core/befolkning.population_count"
_OUTCOME = {
    "tillganglighet_2024": [
        "core/bup.completed_count",
        "core/bup.completed_within_count",
        "core/bup.waiting_count",
        "core/bup.waiting_within_count",
    ],
    "vardplatser_2024": [
        "core/vardplatser.overbelaggningar_per_100",
        "core/vardplatser.utlokaliseringar_per_100",
    ],
}
"""What decides the outcome of a month, by programme."""

_PAYOUT = {
    "tillganglighet_2024": [
        "out/qualification.earned_kr_exact",
        _POPULATION,
        "core/redovisning.received_date",
        "core/redovisning.is_approved",
    ],
    "vardplatser_2024": ["out/qualification.earned_kr_exact", _POPULATION],
    "vardkoer_2025": ["core/operationer.operation_count", _POPULATION],
}
"""What amounts are made from, by programme."""


def core_lineage(kind: Kind) -> dg.TableColumnLineage:
    """Of `core.<kind>`: the column with the same name in `raw.<kind>`."""
    kept = [name for name in column_names(kind.model) if name in raw_columns(kind)]
    return _lineage({name: [f"raw/{kind.id}.{name}"] for name in kept})


def result_lineage(grant: Grant, table: str) -> dg.TableColumnLineage | None:
    """Of one of the programme's result tables; None where nothing is declared."""
    outcome = _OUTCOME.get(grant.programme.id, [])
    declared: dict[str, Sources] = {
        "qualification": {
            "reserved_kr": [_POPULATION],
            "part": outcome,
            "route": outcome,
            "earned_kr_exact": [_POPULATION, *outcome],
        },
        "bonus_pot": {
            "forfeited_kr_exact": ["out/qualification.reserved_kr", "out/qualification.earned_kr_exact"],
            "mark": ["out/qualification.mark"],
        },
        "payout": {"amount_kr": _PAYOUT[grant.programme.id]},
    }
    return _lineage(declared[table], grant) if table in declared else None


def _lineage(sources: Sources, grant: Grant | None = None) -> dg.TableColumnLineage:
    return dg.TableColumnLineage({name: [_source(text, grant) for text in texts] for name, texts in sources.items()})


def _source(text: str, grant: Grant | None) -> dg.TableColumnDep:
    table, column = text.split(".")
    layer, name = table.split("/")
    key = grant.key(name) if grant and layer == "out" else dg.AssetKey([layer, name])
    return dg.TableColumnDep(key, column)
