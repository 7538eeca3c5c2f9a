"""The assets that hold what was delivered: text rows as they came (`raw`), validated rows that count (`core`).

One step does all of it, since a row's fate is decided while it is read.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg

from assets.checks import FITS, check, shape_faults
from assets.column_lineage import core_lineage
from assets.day import keep_day, today
from assets.delivery_tables import (
    BOOKKEEPING,
    MODELS,
    OF_ONE_KIND,
    Tables,
    Where,
    combined,
    file_rows,
    keep_parts,
    kinds_read_alike,
    of_one_kind,
    registered,
    unchanged_parts,
)
from assets.descriptions import INTAKE_GROUP, shown, spec, table_spec
from assets.fingerprints import delivered_files, part_of, program
from assets.intake import Intake, take_in
from assets.kept_deliveries import kept_deliveries
from assets.months import current_check, renew_months
from assets.programmes import GRANTS
from assets.record_intake import difference_faults
from assets.records_elsewhere import RecordsElsewhere, keep_receipts, kept_receipts
from assets.table_words import words_of
from assets.warehouse import Connection, Warehouse
from readers.files import find_deliveries
from readers.limits import Limits
from readers.reading_process import Reader
from readers.spark_records import SparkCluster
from schemas.column_words import WORDS as COLUMN_WORDS
from schemas.deliveries import KINDS, Kind
from schemas.received import Delivery, OperationDifference, raw_columns
from schemas.results import BonusPot, Payout, Qualification

GROUP = "leveranser"
DIFFERENCES = dg.AssetKey(["core", "operation_difference"])
RECORDS_AGREE = "records_agree"


NOTICED = {
    "population_as_printed": ("tryckt_befolkning", "Ingen befolkning säger emot en som ett beslut har tryckt."),
    "values_of_usual_size": ("ovanligt_varde", "Inget värde är av annan storlek än värdena i kolumnen brukar vara."),
    "sums_add_up": ("summa", "Summaraderna i leveranserna är summan av sina rader."),
}
"""Checks that warn, by name: the code of what they look for, and what they say."""


class DeliveriesConfig(dg.Config):
    """`as_of` (YYYY-MM-DD): use only what was received up to that day; empty for everything."""

    as_of: str | None = None


LOOKED_FOR = ("raw/rejected", "core/finding", "core/operation_difference")
"""Of the tables about deliveries those that somebody looks for; the others are apart."""


def _group_of(key: str) -> str:
    return GROUP if key in LOOKED_FOR else INTAKE_GROUP


def _raw_spec(kind: Kind) -> dg.AssetSpec:
    texts = {each.name: f"Så som det levererades under rubriken {each.header}." for each in kind.columns}
    columns = [
        dg.TableColumn(name, "String", description=texts.get(name) or COLUMN_WORDS[name]) for name in raw_columns(kind)
    ]
    deps = [dg.AssetKey(["raw", "delivery"])]
    return spec(
        ["raw", kind.id],
        about=words_of(["raw", kind.id]),
        group=INTAKE_GROUP,
        columns=columns,
        deps=deps,
        is_skippable=True,
    )


@dg.multi_asset(
    name="deliveries",
    specs=[
        *(table_spec(key.split("/"), model, group=_group_of(key)) for key, model in BOOKKEEPING.items()),
        *(
            table_spec(key.split("/"), model, group=_group_of(key), is_skippable=True)
            for key, (_, model) in OF_ONE_KIND.items()
        ),
        *(_raw_spec(kind) for kind in KINDS),
        *(
            table_spec(
                ["core", kind.id],
                kind.model,
                group=GROUP,
                deps=[dg.AssetKey(["raw", kind.id])],
                lineage=core_lineage(kind),
                is_skippable=True,
            )
            for kind in KINDS
        ),
    ],
    check_specs=[dg.AssetCheckSpec("shape", asset=["core", kind.id], blocking=True, description=FITS) for kind in KINDS]
    + [
        dg.AssetCheckSpec(
            RECORDS_AGREE,
            asset=DIFFERENCES,
            description="De rapporterade antalen operationer är registrets.",
        ),
        *(
            dg.AssetCheckSpec(name, asset=["core", "finding"], blocking=False, description=about)
            for name, (_, about) in NOTICED.items()
        ),
    ],
)
def deliveries(
    context: dg.AssetExecutionContext,
    config: DeliveriesConfig,
    warehouse: dg.ResourceParam[Warehouse],
    raw_folder: dg.ResourceParam[Path],
    reading_limits: dg.ResourceParam[Limits],
    cluster: dg.ResourceParam[SparkCluster],
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Read the folder, keep all of it, and store what counts.

    A kind of which no file has changed is left as it is; of another kind only what is new is read.
    """
    as_of = date.fromisoformat(config.as_of) if config.as_of else None
    with Reader(reading_limits) as reader:
        reader.start()
        found = find_deliveries(raw_folder)
        with warehouse.reading() as connection:
            elsewhere = RecordsElsewhere(cluster, program(), kept_receipts(connection))
        lying = delivered_files(found, as_of, elsewhere.content)
        with warehouse.reading() as connection:
            unchanged = unchanged_parts(connection, lying)
            of_changed = file_rows(connection, unchanged)
            before = {key: connection.remembered(model, *of_changed.get(key, ())) for key, model in BOOKKEEPING.items()}
            # The register cannot be made again from the folder: one that cannot be read must not be taken for empty.
            before["raw/delivery"] = connection.read(Delivery)
            files = [file for file in found if part_of(file.name) not in unchanged]
            kept = kept_deliveries(connection, before, files, kinds_read_alike(connection, as_of) - unchanged)
        taken = take_in(files, registered(before["raw/delivery"]), today(), as_of, reader, kept, elsewhere.taken)
    tables = combined(before, taken, unchanged) | of_one_kind(taken, unchanged)
    del before, kept  # of many deliveries they are large, and as much is soon to be written
    changed = [kind for kind in KINDS if kind.id not in unchanged]
    faults = {kind.id: shape_faults(kind.model, taken.core[kind.id]) for kind in changed}
    faulty = {kind_id for kind_id, found_faults in faults.items() if found_faults}
    with warehouse.writing() as connection:
        _store(connection, tables, of_changed, taken, changed, faulty)
        keep_receipts(connection, elsewhere.fresh)
        keep_parts(connection, lying, faulty | {part_of(file) for file in elsewhere.unanswered}, as_of)
        keep_day(connection, as_of)
        monthly = [grant for grant in GRANTS if grant.is_monthly]
        news = [month for grant in monthly for month in renew_months(connection, grant)]
        current = [current_check(connection, grant) for grant in monthly]
        differences = connection.read(OperationDifference)
        texts = {kind.id: shown(connection.read_text(f"raw.{kind.id}", raw_columns(kind))) for kind in changed}
        counts = {key: connection.count(MODELS[key]) for key in of_changed}
    yield from _results(tables, counts, taken, texts)
    for kind in KINDS:
        # What stands has passed; Dagster asks for the check all the same.
        yield check(dg.AssetKey(["core", kind.id]), "shape", faults.get(kind.id, []))
    yield check(DIFFERENCES, RECORDS_AGREE, difference_faults(differences), severity=dg.AssetCheckSeverity.WARN)
    for name, (code, _) in NOTICED.items():
        told = tables["core/finding"].filter(code=code)["message_sv"].to_list()
        yield check(dg.AssetKey(["core", "finding"]), name, told, severity=dg.AssetCheckSeverity.WARN)
    for month in news:
        context.log_event(month)
    for result in current:
        # Of another step, which tells it again when it has made the months anew.
        context.instance.report_runless_asset_event(_evaluation(result))


def _evaluation(result: dg.AssetCheckResult) -> dg.AssetCheckEvaluation:
    assert result.asset_key and result.check_name
    return dg.AssetCheckEvaluation(
        asset_key=result.asset_key,
        check_name=result.check_name,
        passed=result.passed,
        description=result.description,
        severity=result.severity,
        metadata=result.metadata,
    )


def _store(
    connection: Connection,
    tables: Tables,
    of_changed: Mapping[str, Where],
    taken: Intake,
    changed: Iterable[Kind],
    faulty: Collection[str],
) -> None:
    """Store what was read, in the place of all rows of a table or of those that `of_changed` says.

    Of a faulty kind nothing counts.
    """
    for public in (Qualification, BonusPot, Payout):
        connection.prepare(public)
    for key, rows in tables.items():
        connection.replace(MODELS[key], rows, *of_changed.get(key, ()))
    for kind in changed:
        core = taken.core[kind.id]
        connection.replace_text(f"raw.{kind.id}", raw_columns(kind), taken.raw[kind.id], taken.read)
        connection.replace(kind.model, core.clear() if kind.id in faulty else core)


def _results(
    tables: Tables, counts: Mapping[str, int], taken: Intake, texts: Mapping[str, Mapping[str, Any]]
) -> Iterator[dg.MaterializeResult[None]]:
    """`counts` are the rows of tables that are stored part by part, `texts` what is shown of the delivered rows."""
    for key, rows in tables.items():
        total = {"dagster/row_count": counts[key]} if key in counts else {}
        yield dg.MaterializeResult(asset_key=key.split("/"), metadata={**shown(rows), **total})
    for kind_id, told in texts.items():
        yield dg.MaterializeResult(asset_key=["raw", kind_id], metadata=told)
        yield dg.MaterializeResult(asset_key=["core", kind_id], metadata=shown(taken.core[kind_id]))


delivery_assets = [deliveries]
