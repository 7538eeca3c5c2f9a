"""Which columns the columns of a table are made from, as metadata of its asset.

A column is named if the value in at least one row rests on it. The delivered cells behind a single amount
are in `out.lineage`.
"""

from collections.abc import Iterable, Mapping

import dagster as dg

from assets.basis import POPULATION_KIND
from assets.grants import Grant
from rules.mechanisms.condition import ACCOUNT_COLUMNS, ACCOUNT_KIND
from schemas.deliveries import Kind
from schemas.received import raw_columns
from schemas.tables import column_names

Sources = Mapping[str, Iterable[str]]
"""By column: those it is made from, each as `layer/table.column`; `out/table` means the same programme's."""

_POPULATION = "core/befolkning.population_count"


def _outcome(grant: Grant) -> list[str]:
    """What decides the outcome of a month."""
    return list(
        dict.fromkeys(f"core/{each.kind}.{column}" for each in grant.programme.requirements for column in each.columns)
    )


def _payout(grant: Grant) -> list[str]:
    """What amounts are made from: outcomes where there are any, else the columns that are counted."""
    found = ["out/qualification.earned_kr_exact"] if grant.is_monthly else []
    for _, part in grant.programme.parts:
        found += [f"core/{each.kind.id}.{column}" for each in part.measured() for column in each.performed]
    if POPULATION_KIND in grant.kinds:
        found.append(_POPULATION)
    if ACCOUNT_KIND in grant.kinds:
        found += [f"core/{ACCOUNT_KIND}.{column}" for column in ACCOUNT_COLUMNS]
    return list(dict.fromkeys(found))


def core_lineage(kind: Kind) -> dg.TableColumnLineage:
    """Of `core.<kind>`: the column with the same name in `raw.<kind>`."""
    kept = [name for name in column_names(kind.model) if name in raw_columns(kind)]
    return _lineage({name: [f"raw/{kind.id}.{name}"] for name in kept})


def result_lineage(grant: Grant, table: str) -> dg.TableColumnLineage | None:
    """Of one of the programme's result tables; None where nothing is declared."""
    outcome = _outcome(grant)
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
        "payout": {"amount_kr": _payout(grant)},
    }
    return _lineage(declared[table], grant) if table in declared else None


def _lineage(sources: Sources, grant: Grant | None = None) -> dg.TableColumnLineage:
    return dg.TableColumnLineage({name: [_source(text, grant) for text in texts] for name, texts in sources.items()})


def _source(text: str, grant: Grant | None) -> dg.TableColumnDep:
    table, column = text.split(".")
    layer, name = table.split("/")
    key = grant.key(name) if grant and layer == "out" else dg.AssetKey([layer, name])
    return dg.TableColumnDep(key, column)
