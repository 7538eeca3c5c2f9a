"""The asset of monthly outcomes: one partition per measured month, every region and requirement in each."""

from collections.abc import Iterator, Sequence
from datetime import date

import dagster as dg
import polars as pl

from assets.checks import check, shape_faults
from assets.column_lineage import result_lineage
from assets.descriptions import shown, table_spec
from assets.fingerprints import month as fingerprint_of
from assets.grants import Grant, joined_marks
from assets.months import month_key
from assets.warehouse import Warehouse
from rules.money import two_decimals
from rules.monthly_pot import Outcome
from rules.regions import CODES
from schemas.results import Qualification
from schemas.standing import QualifiedMonth
from schemas.tables import frame


def qualification_asset(grant: Grant) -> dg.AssetsDefinition:
    """The step that qualifies the months of the run's partitions; it stores them only if all outcomes are there."""
    key = grant.key("qualification")
    qualify, month_inputs = grant.qualify, grant.month_inputs
    assert qualify and month_inputs, "only a grant with monthly requirements has this asset"

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
            dg.AssetCheckSpec("shape", asset=key, blocking=True, description="The rows fit the table's model."),
            dg.AssetCheckSpec(
                "one_outcome",
                asset=key,
                blocking=True,
                description="Exactly one outcome per region, month and requirement.",
            ),
        ],
        partitions_def=grant.partitions,
        backfill_policy=dg.BackfillPolicy.single_run(),
    )
    def qualification(
        context: dg.AssetExecutionContext, warehouse: dg.ResourceParam[Warehouse]
    ) -> Iterator[dg.MaterializeResult[None]]:
        months = [date.fromisoformat(partition) for partition in context.partition_keys]
        with warehouse.reading() as connection:
            basis = grant.load(connection)
        rows: list[dict[str, object]] = []
        for month in months:
            mark = joined_marks(month_inputs(basis, month))
            rows += [qualification_row(grant, outcome, mark) for outcome in qualify(month, basis)]
        table = frame(Qualification, rows)
        faults = shape_faults(Qualification, table)
        miscounted = _miscounted(grant, months, table)
        is_good = not faults and not miscounted
        rested_on: list[dict[str, object]] = [
            {"programme": grant.programme.id, "month": month, "fingerprint": fingerprint_of(grant, basis, month)}
            for month in months
            if is_good
        ]
        of_months = (
            "programme = ? AND month IN (SELECT unnest(?::DATE[]))",
            [grant.programme.id, list(map(str, months))],
        )
        with warehouse.writing(grant.programme.id) as connection:
            connection.replace(Qualification, table if is_good else table.clear(), *of_months)
            connection.replace(QualifiedMonth, frame(QualifiedMonth, rested_on), *of_months)
        yield dg.MaterializeResult(
            asset_key=key,
            metadata=shown(table),
            check_results=[check(key, "shape", faults), check(key, "one_outcome", miscounted)],
        )

    return qualification


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
        "mark": mark,
    }


def _miscounted(grant: Grant, months: Sequence[date], table: pl.DataFrame) -> list[str]:
    """Faults against one outcome per region, month and requirement; nothing at all is a withheld payment instead."""
    if table.is_empty():
        return []
    expected = {
        (requirement.id, month, code)
        for requirement in grant.programme.requirements
        for month in requirement.months
        if month in months
        for code in CODES
    }
    found = list(table.select("requirement", "month", "region_code").iter_rows())
    faults = []
    if len(found) != len(set(found)):
        faults.append("Någon region har mer än ett utfall för samma månad och krav.")
    if missing := expected - set(found):
        faults.append(f"Utfall saknas för {len(missing)} kombinationer av region, månad och krav.")
    if surplus := set(found) - expected:
        faults.append(f"Det finns {len(surplus)} utfall som inte hör till någon region, månad eller något krav.")
    return faults
