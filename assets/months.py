"""What each measured month rests on, as an asset with the month as key, so that only what changed is qualified again.

Reading the deliveries keeps it up to date; which outcomes a month has belongs to `assets.qualification`.
"""

from datetime import date

import dagster as dg
from dagster._core.definitions.data_version import DATA_VERSION_TAG

from assets.checks import check
from assets.descriptions import table_spec
from assets.fingerprints import month as fingerprint_of
from assets.grants import Grant
from assets.warehouse import Connection, Warehouse
from rules.swedish import month_spans
from schemas.results import Qualification
from schemas.standing import MonthBasis, QualifiedMonth
from schemas.tables import frame, table_name


def month_key(grant: Grant) -> dg.AssetKey:
    """The asset of what each month of a programme rests on."""
    return dg.AssetKey(["core", "month_basis", grant.programme.id])


def renew_months(connection: Connection, grant: Grant) -> list[dg.AssetMaterialization]:
    """Store what each measured month rests on now; the news of the months that rest on something else than before."""
    basis = grant.load(connection)
    before = _fingerprints(connection, grant)
    now = {month: fingerprint_of(grant, basis, month) for month in grant.months}
    if now == before:
        return []
    rows: list[dict[str, object]] = [
        {"programme": grant.programme.id, "month": month, "fingerprint": text} for month, text in now.items()
    ]
    connection.replace(MonthBasis, frame(MonthBasis, rows), "programme = ?", [grant.programme.id])
    return [
        dg.AssetMaterialization(month_key(grant), partition=str(month), tags={DATA_VERSION_TAG: now[month]})
        for month in grant.months
        if now[month] != before.get(month)
    ]


def stale_months(connection: Connection, grant: Grant) -> list[date]:
    """The measured months whose stored outcomes are not those that were computed from what is there now."""
    now = _fingerprints(connection, grant)
    kept = connection.remembered(QualifiedMonth, "programme = ?", [grant.programme.id])
    then = {month: (text, content) for month, text, content in kept["month", "fingerprint", "content"].iter_rows()}
    return [
        month
        for month in grant.months
        if month not in now or (now[month], stored_outcomes(connection, grant, month)) != then.get(month)
    ]


STALE_JOB = "rakna_om_inaktuella_manader"
"""The job that makes stale months anew; it is defined in `pipelines.runs.stale_job`."""
CURRENT = "months_current"
CURRENT_WORDS = "Varje månads utfall vilar på det som räknas nu."
"""The check of the outcomes that tells stale months at a glance, and what it says."""


def current_check(connection: Connection, grant: Grant) -> dg.AssetCheckResult:
    """Whether all months are current; a warning that names those that are not."""
    stale = stale_months(connection, grant)
    told = f"Utfallen för {month_spans(stale)} är äldre än leveranserna. Starta jobbet {STALE_JOB}."
    return check(grant.key("qualification"), CURRENT, [told] if stale else [], severity=dg.AssetCheckSeverity.WARN)


def stored_outcomes(connection: Connection, grant: Grant, month: date) -> str:
    """A fingerprint of the outcomes that are stored of one month."""
    of_month = "programme = ? AND month = ?", [grant.programme.id, month]
    return connection.content([table_name(Qualification)], *of_month)


def _fingerprints(connection: Connection, grant: Grant) -> dict[date, str]:
    rows = connection.remembered(MonthBasis, "programme = ?", [grant.programme.id])
    return dict(rows["month", "fingerprint"].iter_rows())


def month_basis_asset(grant: Grant) -> dg.AssetsDefinition:
    """The asset that an officer can make anew by hand; else the reading of the deliveries tells of changed months."""

    @dg.multi_asset(
        name=f"{grant.programme.id}_month_basis",
        specs=[
            table_spec(
                list(month_key(grant).path),
                MonthBasis,
                group=grant.programme.id,
                deps=[dg.AssetKey(["core", kind]) for kind in grant.kinds],
            )
        ],
        partitions_def=grant.partitions,
    )
    def month_basis(
        context: dg.AssetExecutionContext, warehouse: dg.ResourceParam[Warehouse]
    ) -> dg.MaterializeResult[None]:
        with warehouse.writing() as connection:
            renew_months(connection, grant)
            now = _fingerprints(connection, grant)
        version = dg.DataVersion(now[date.fromisoformat(context.partition_key)])
        return dg.MaterializeResult(asset_key=month_key(grant), data_version=version)

    return month_basis
