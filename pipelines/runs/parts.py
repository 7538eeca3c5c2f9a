"""The parts of the work after the deliveries: what each is made from and stores, as plain data.

Whether a part has to be made is told by `pipelines.runs.standing`, how much of it by `pipelines.runs.scope`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from assets import result_tables
from assets.programmes import GRANT_BY_ID, GRANTS
from pipelines.runs.jobs import LEDGER_JOB, REPORT_JOB, capacity_job, programme_job
from rules.found_decrees import decree as decree_of
from schemas.standing import LEDGER, REPORT


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
        kinds, tables = result_tables.capacity_kinds(decree.capacity), _stored(result_tables.CAPACITY)
        return Part(decree.id, capacity_job(decree.id), decree.short_title, kinds, tables, decree.id)
    grant = GRANT_BY_ID[programme_id]
    tables = _stored(result_tables.of_programme(grant))
    job = programme_job(programme_id)
    return Part(programme_id, job, grant.programme.short_title, grant.kinds, tables, programme_id)


def part_of_ledger() -> Part:
    """The part that keeps the ledger of all programmes."""
    made_from = tuple(map(part_of_programme, GRANT_BY_ID))
    kinds, tables = result_tables.LEDGER_KINDS, _stored(result_tables.BOOKS)
    return Part(LEDGER, LEDGER_JOB, "Pengarnas väg", kinds, tables, made_from=made_from)


def part_of_report() -> Part:
    """The part that writes the report."""
    names = {
        table for grant in GRANTS for table in (*result_tables.what_if(grant), *result_tables.of_final_report(grant))
    }
    return Part(REPORT, REPORT_JOB, "Rapport", (), _stored(names), is_from_all=True)


def _stored(names: Iterable[str]) -> tuple[str, ...]:
    """Result tables with their schema."""
    return tuple(f"out.{name}" for name in names)
