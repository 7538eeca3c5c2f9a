"""The parts of the work after the deliveries: what each is made from and stores, and how much of it a run has to make.

Whether a part has to be made at all is told by `pipelines.runs.standing`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

import dagster as dg

from assets.calculations import calculation_workbooks
from assets.capacity import capacity_assets, capacity_kinds
from assets.documents import follow_up_workbook, payment_workbooks
from assets.final_report import final_report_assets
from assets.follow_up_assets import follow_ups
from assets.ledger import KINDS as LEDGER_KINDS
from assets.ledger import ledger_assets
from assets.months import stale_months
from assets.programmes import GRANT_BY_ID, GRANTS
from assets.qualification import qualification_asset
from assets.settlement import settlement_asset
from assets.warehouse import Connection
from assets.what_if_assets import what_if_assets
from pipelines.runs.jobs import LEDGER_JOB, REPORT_JOB, capacity_job, programme_job, range_tags
from rules.found_decrees import decree as decree_of
from schemas.standing import LEDGER, REPORT


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


@dataclass(frozen=True)
class Part:
    """A part of the work with its job.

    It is made from deliveries of `kinds`, from the decided payments and from the results of the parts `made_from`; or,
    when `is_from_all`, from all that the warehouse holds. What it stores are the rows of `programme` in `tables`, all
    rows when that is empty. `title` is Swedish.
    """

    id: str
    job: str
    title: str
    kinds: tuple[str, ...]
    tables: tuple[str, ...]
    programme: str = ""
    made_from: tuple["Part", ...] = ()
    is_from_all: bool = False

    @property
    def rows(self) -> tuple[str, list[str]]:
        """The condition that its rows of `tables` meet, with parameters."""
        return ("programme = ?", [self.programme]) if self.programme else ("true", [])


def part_of_programme(programme_id: str) -> Part:
    """The part that computes one programme."""
    decree = decree_of(programme_id)
    if decree.capacity and not decree.payments:
        kinds, tables = capacity_kinds(decree.capacity), _tables(capacity_steps(decree.id))
        return Part(decree.id, capacity_job(decree.id), decree.short_title, kinds, tables, decree.id)
    grant = GRANT_BY_ID[programme_id]
    tables = _tables(programme_assets(programme_id))
    job = programme_job(programme_id)
    return Part(programme_id, job, grant.programme.short_title, grant.kinds, tables, programme_id)


def part_of_ledger() -> Part:
    """The part that keeps the ledger of all programmes."""
    tables = _tables([ledger_assets])
    return Part(
        LEDGER, LEDGER_JOB, "Pengarnas väg", LEDGER_KINDS, tables, made_from=tuple(map(part_of_programme, GRANT_BY_ID))
    )


@cache
def tables_of_report() -> tuple[dg.AssetsDefinition, ...]:
    """The steps that keep what only the report needs."""
    return tuple(made for grant in GRANTS for made in (*what_if_assets(grant), *final_report_assets(grant)))


def part_of_report() -> Part:
    """The part that writes the report."""
    return Part(REPORT, REPORT_JOB, "Rapport", (), _tables(tables_of_report()), is_from_all=True)


def _tables(steps: Iterable[dg.AssetsDefinition]) -> tuple[str, ...]:
    """The result tables that some steps store."""
    return tuple(f"out.{key.path[-1]}" for step in steps for key in step.keys if key.path[0] == "out")


@dataclass(frozen=True)
class Scope:
    """What a run of a programme's job is to make: the tags with its months, and its assets, None for all of them."""

    tags: dict[str, str] = field(default_factory=dict)
    assets: tuple[dg.AssetKey, ...] | None = None


EVERYTHING = Scope()
"""All assets of a job without months."""


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
