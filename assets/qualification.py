"""The asset of monthly outcomes: one partition per measured month, every region and requirement in each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any

import dagster as dg
import polars as pl

from assets.basis import joined_marks
from assets.checks import FITS, check, shape_faults
from assets.column_lineage import result_lineage
from assets.decisions import Decisions
from assets.descriptions import shown, table_spec
from assets.fingerprints import month as fingerprint_of
from assets.grants import Grant
from assets.month_figures import files_behind, month_figures
from assets.months import CURRENT, CURRENT_WORDS, current_check, month_key, stored_outcomes
from assets.told_from import Told, told
from assets.warehouse import Connection, Warehouse
from rules.money import two_decimals
from rules.monthly_pot import Outcome
from rules.regions import BY_CODE, CODES
from rules.swedish import listing, month_name, month_spans, number
from schemas.results import Qualification
from schemas.standing import QualifiedMonth
from schemas.tables import frame


def qualification_asset(grant: Grant) -> dg.AssetsDefinition:
    """The step that qualifies the months of the run's partitions; a month is stored only if all its outcomes are there.

    A month that is not stored leaves the others alone. Months of a decided payment stay as they were decided on.
    """
    key = grant.key("qualification")
    assert grant.is_monthly, "only a grant with monthly requirements has this asset"

    @dg.multi_asset(
        name=f"{grant.programme.id}_qualification",
        specs=[
            table_spec(
                list(key.path),
                Qualification,
                group=grant.programme.id,
                deps=[month_key(grant)],
                lineage=result_lineage(grant, "qualification"),
            )
        ],
        check_specs=[
            dg.AssetCheckSpec("shape", asset=key, blocking=True, description=FITS),
            dg.AssetCheckSpec(
                "one_outcome", asset=key, blocking=True, description="Precis ett utfall per region, månad och krav."
            ),
            dg.AssetCheckSpec(CURRENT, asset=key, blocking=False, description=CURRENT_WORDS),
        ],
        partitions_def=grant.partitions,
        backfill_policy=dg.BackfillPolicy.single_run(),
    )
    def qualification(
        context: dg.AssetExecutionContext,
        warehouse: dg.ResourceParam[Warehouse],
        decisions: dg.ResourceParam[Decisions],
    ) -> Iterator[dg.MaterializeResult[None]]:
        months = [date.fromisoformat(partition) for partition in context.partition_keys]
        with warehouse.reading() as connection:
            rests_on = told(connection, grant, decisions)
        by_month: dict[date, pl.DataFrame] = {}
        for month in months:
            by_month[month], metadata = _qualified(rests_on, month)
            context.add_asset_metadata(metadata, asset_key=key, partition_key=str(month))
        misshapen = shape_faults(Qualification, pl.concat(by_month.values()))
        miscounted = {month: _miscounted(grant, month, rows) for month, rows in by_month.items()}
        faulty = {
            month
            for month, rows in by_month.items()
            if miscounted[month] or (misshapen and shape_faults(Qualification, rows))
        }
        with warehouse.writing(grant.programme.id) as connection:
            _store(connection, rests_on, by_month, faulty)
            current = current_check(connection, grant)
        yield dg.MaterializeResult(
            asset_key=key,
            check_results=[
                check(key, "shape", _with_months(misshapen, faulty)),
                check(key, "one_outcome", _with_months([*chain(*miscounted.values())], faulty)),
                current,
            ],
        )

    return qualification


def _qualified(rests_on: Told, month: date) -> tuple[pl.DataFrame, dict[str, Any]]:
    """The outcomes of one month as rows, and what the user interface shows of it."""
    grant = rests_on.grant
    inputs = [part for ground in rests_on.grounds_of(month) for part in grant.month_inputs(ground.basis, month)]
    mark = joined_marks(inputs)
    rows = frame(Qualification, [qualification_row(grant, outcome, mark) for outcome in rests_on.qualify(month)])
    return rows, {**shown(rows), **month_figures(rows), **files_behind(inputs)}


def _store(connection: Connection, rests_on: Told, by_month: Mapping[date, pl.DataFrame], faulty: set[date]) -> None:
    """Put the months in the place of what there was of them, without those that are `faulty`."""
    grant = rests_on.grant
    of_months = (
        "programme = ? AND month IN (SELECT unnest(?::DATE[]))",
        [grant.programme.id, list(map(str, by_month))],
    )
    table = pl.concat(by_month.values())
    connection.replace(Qualification, table.filter(~pl.col("month").is_in(faulty)), *of_months)
    kept: list[dict[str, object]] = [
        {
            "programme": grant.programme.id,
            "month": month,
            "fingerprint": fingerprint_of(grant, rests_on.now.basis, month),
            "content": stored_outcomes(connection, grant, month),
        }
        for month in by_month
        if month not in faulty
    ]
    connection.replace(QualifiedMonth, frame(QualifiedMonth, kept), *of_months)


def qualification_row(grant: Grant, outcome: Outcome, mark: str) -> dict[str, object]:
    """One outcome as a row of `out.qualification`."""
    return {
        "programme": grant.programme.id,
        "requirement": outcome.requirement,
        "month": outcome.month,
        "region_code": outcome.region_code,
        "reserved_kr": outcome.reserved_kr,
        "part": two_decimals(outcome.assessment.part),
        "earned_kr_exact": two_decimals(outcome.earned_kr),
        "route": outcome.assessment.route.value,
        "reason": outcome.reason,
        "open_until": outcome.open_until,
        "mark": mark,
    }


def _miscounted(grant: Grant, month: date, rows: pl.DataFrame) -> list[str]:
    """Faults against one outcome per region and requirement; nothing at all is a withheld payment instead."""
    if rows.is_empty():
        return []
    expected = {
        (requirement.id, month, code)
        for requirement in grant.programme.requirements
        if month in requirement.months
        for code in CODES
    }
    found = list(rows.select("requirement", "month", "region_code").iter_rows())
    faults = []
    if len(found) != len(set(found)):
        faults.append(f"{month_name(month)}: någon region har mer än ett utfall för samma krav.")
    if missing := expected - set(found):
        regions = listing(sorted({BY_CODE[code].name for _, _, code in missing}))
        faults.append(f"{month_name(month)}: utfall saknas för {regions}.")
    if surplus := set(found) - expected:
        faults.append(
            f"{month_name(month)}: {number(len(surplus))} utfall hör inte till månaden, någon region eller något krav."
        )
    return faults


def _with_months(faults: Sequence[str], faulty: Iterable[date]) -> list[str]:
    """The faults, and which months are not stored because of them."""
    return [*faults, f"Utfallen för {month_spans(faulty)} sparas inte."] if faults else []
