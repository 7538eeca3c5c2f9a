"""The steps that a part of the work consists of, and how many of them a run has to make."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import dagster as dg
from dagster._core.storage.tags import ASSET_PARTITION_RANGE_END_TAG, ASSET_PARTITION_RANGE_START_TAG

from assets.calculations import calculation_workbooks
from assets.capacity import capacity_assets
from assets.documents import follow_up_workbook, payment_workbooks
from assets.final_report import final_report_assets
from assets.follow_up_assets import follow_ups
from assets.months import stale_months
from assets.programmes import GRANT_BY_ID, GRANTS
from assets.qualification import qualification_asset
from assets.settlement import settlement_asset
from assets.warehouse import Connection
from assets.what_if_assets import what_if_assets
from rules.found_decrees import decree as decree_of


@cache
def programme_assets(programme_id: str) -> tuple[dg.AssetsDefinition, ...]:
    """The steps of a programme's job."""
    grant = GRANT_BY_ID[programme_id]
    return (
        *([qualification_asset(grant)] if grant.is_monthly else []),
        settlement_asset(grant),
        *follow_ups(grant),
        payment_workbooks(grant),
        calculation_workbooks(grant),
        follow_up_workbook(grant),
    )


@cache
def capacity_steps(programme_id: str) -> tuple[dg.AssetsDefinition, ...]:
    """The steps of the job that follows up capacity; none for a programme that follows none."""
    decree = decree_of(programme_id)
    return capacity_assets(decree, decree.capacity) if decree.capacity else ()


@cache
def tables_of_report() -> tuple[dg.AssetsDefinition, ...]:
    """The steps that keep what only the report needs."""
    return tuple(made for grant in GRANTS for made in (*what_if_assets(grant), *final_report_assets(grant)))


@dataclass(frozen=True)
class Scope:
    """What a run of a programme's job is to make: the tags with its months, and its assets, None for all of them."""

    tags: dict[str, str] = field(default_factory=dict)
    assets: tuple[dg.AssetKey, ...] | None = None


EVERYTHING = Scope()
"""All assets of a job without months."""


def range_tags(months: Sequence[date]) -> dict[str, str]:
    """The tags of a run over the measured months from the first to the last of `months`."""
    return {ASSET_PARTITION_RANGE_START_TAG: str(months[0]), ASSET_PARTITION_RANGE_END_TAG: str(months[-1])}


def _own_assets(programme_id: str) -> tuple[dg.AssetKey, ...]:
    return tuple(sorted(key for assets in programme_assets(programme_id) for key in assets.keys))


def whole(programme_id: str) -> Scope:
    """All months and all assets of the programme itself."""
    grant = GRANT_BY_ID[programme_id]
    return Scope(range_tags(grant.months) if grant.is_monthly else {}, _own_assets(programme_id))


def needed(connection: Connection, programme_id: str) -> Scope:
    """The months from the first to the last that rest on something new; without any, what follows on the months.

    The job of a programme that somebody starts by hand also makes what follows on it; one that is a part of the work is
    followed by the other parts.
    """
    grant = GRANT_BY_ID.get(programme_id)
    if not grant:
        return EVERYTHING
    if not grant.is_monthly:
        return whole(programme_id)
    if stale := stale_months(connection, grant):
        return Scope(range_tags(stale), _own_assets(programme_id))
    after = [key for assets in programme_assets(programme_id)[1:] for key in assets.keys]
    return Scope(assets=tuple(sorted(after)))
