"""What stands is not done again, and what is done because of one delivery gives what doing all of it gives."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

import dagster as dg
import duckdb
import pytest

from assets.decisions import Decisions
from assets.programmes import GRANT_BY_ID
from assets.warehouse import Warehouse
from exports.changes.workbook import NAME as CHANGES
from pipelines.runs.execution import Report, run_jobs, run_report
from pipelines.runs.jobs import REPORT_JOB
from pipelines.runs.parts import part_of_ledger, part_of_programme, part_of_report
from pipelines.runs.standing import deliveries_stand, fingerprint_of, keep, stands
from pipelines.settings import Settings
from schemas.results import Payout
from schemas.tables import frame
from tests.conftest import PROJECT, Year
from tests.step_runs import without_dagster

PROGRAMME = "vardplatser_2024"
DELIVERIES, COMPUTED, LEDGER = "las_in_leveranser", f"berakna_{PROGRAMME}", "folj_pengarnas_vag"
CORRECTED = "vardplatser/2025-03-01_gotland.csv"
CORRECTION = (
    "Region;Månad;Disponibla vårdplatser;Överbeläggningar per 100;Utlokaliseringar per 100;Beläggningsgrad\n"
    "Gotland;2024-05;120;0,5;0,1;88\n"
)


TELLS_HOW = ("out.change", "out.standing", "out.standing_file")
"""Tables that tell how results were reached, in which steps."""


class House:
    """The beds decree in places of its own; `run` returns the jobs that were run, oldest first.

    Jobs are made by Dagster where an instance is given, else the same steps without it, which is much faster.
    """

    def __init__(self, place: Path, instance: dg.DagsterInstance | None = None) -> None:
        self.settings = Settings(raw=place / "raw", warehouse=place / "w.duckdb", exports=place / "results")
        self.instance = instance
        self.has_documents = True
        self.said: list[str] = []
        if not place.exists():
            for kind in ("befolkning", "vardplatser"):
                shutil.copytree(PROJECT / "raw" / kind, self.settings.raw / kind)

    def run(self, *, is_anew: bool = False, as_of: date | None = None) -> list[str]:
        self.said.clear()
        settings = replace(self.settings, as_of=as_of)
        with self._maker() as instance:
            report = run_jobs(settings, [PROGRAMME], self.said.append, instance, is_anew=is_anew)
        return self._jobs(report)

    def report(self) -> list[str]:
        with self._maker() as instance:
            return self._jobs(run_report(self.settings, self.said.append, instance))

    @contextmanager
    def _maker(self) -> Iterator[dg.DagsterInstance | None]:
        with pytest.MonkeyPatch.context() as patched:
            if self.instance is None:
                without_dagster(patched, has_documents=self.has_documents)
            yield self.instance

    def _jobs(self, report: Report) -> list[str]:
        assert not report.stopped and not report.failed_checks
        with duckdb.connect(str(self.settings.warehouse), read_only=True) as connection:
            jobs = dict(connection.execute("SELECT run_id, job FROM log.run").fetchall())
        return [jobs[run_id] for run_id in report.run_ids]

    def due(self) -> list[str]:
        """The jobs that a run or a report would begin with, each on its own."""
        with Warehouse(self.settings.warehouse).reading() as connection:
            found = [] if deliveries_stand(connection, self.settings.raw, None, self.settings.cluster) else [DELIVERIES]
            for part in (part_of_programme(PROGRAMME), part_of_report()):
                fingerprint = fingerprint_of(connection, part, Decisions(self.settings.decisions))
                found += [] if stands(connection, part, fingerprint, self.settings.exports) else [part.job]
        return found

    def deliver(self, name: str = CORRECTED, content: str = CORRECTION) -> None:
        (self.settings.raw / name).write_text(content, encoding="utf-8")

    def months_of_last_run(self) -> list[str]:
        assert self.instance
        run = next(run for run in self.instance.get_runs() if run.job_name == COMPUTED)
        events = self.instance.all_logs(run.run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION)
        found = [event.get_dagster_event() for event in events]
        key = dg.AssetKey(["out", PROGRAMME, "qualification"])
        return sorted(event.partition for event in found if event.asset_key == key and event.partition)

    def tables(self) -> dict[str, list[tuple[object, ...]]]:
        with duckdb.connect(str(self.settings.warehouse), read_only=True) as connection:
            query = "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE schema_name <> 'log'"
            names = [name for (name,) in connection.execute(query).fetchall() if name not in TELLS_HOW]
            return {name: connection.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall() for name in names}

    def documents(self) -> dict[str, bytes]:
        paths = [path for path in self.settings.exports.rglob("*.*") if not path.stem.endswith(CHANGES)]
        return {path.name: path.read_bytes() for path in paths}


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as made:
        yield made


@pytest.fixture
def house(beds: Year, tmp_path: Path) -> House:
    """A place where the beds decree has been computed."""
    shutil.copytree(beds.raw.parent, tmp_path / "house")
    return House(tmp_path / "house")


@pytest.fixture
def house_of_tables(house: House) -> House:
    """The same where no document is written again."""
    house.has_documents = False
    return house


@pytest.fixture
def dagster_house(house: House, instance: dg.DagsterInstance) -> House:
    """The same with jobs made by Dagster, in a history of its own."""
    house.instance = instance
    return house


class Corrected(NamedTuple):
    """A place that a correction has come to, and what was done about it."""

    place: Path
    jobs: list[str]
    months: list[str]


@pytest.fixture(scope="module")
def corrected(beds: Year, tmp_path_factory: pytest.TempPathFactory) -> Corrected:
    place = tmp_path_factory.mktemp("corrected") / "house"
    shutil.copytree(beds.raw.parent, place)
    with dg.DagsterInstance.ephemeral() as instance:
        house = House(place, instance)
        house.deliver()
        return Corrected(place, house.run(), house.months_of_last_run())


def test_with_nothing_new_nothing_is_run_and_it_is_said(dagster_house: House) -> None:
    house = dagster_house
    before = house.tables()
    # The ledger rests on the results of all programmes, of which only one has been computed here.
    assert house.run() == [LEDGER]
    assert house.said[:2] == ["Inga nya leveranser", "Vårdplatser 2024: inget nytt, resultatet står kvar"]
    assert house.tables() == before


def test_all_of_it_is_run_again_when_asked(dagster_house: House) -> None:
    house = dagster_house
    before, documents = house.tables(), house.documents()
    assert house.run(is_anew=True) == [DELIVERIES, COMPUTED, LEDGER]
    assert house.months_of_last_run() == list(map(str, GRANT_BY_ID[PROGRAMME].months))
    assert house.tables() == before
    assert house.documents() == documents


def test_a_correction_gives_what_a_run_from_nothing_gives_and_qualifies_its_month_alone(
    corrected: Corrected, tmp_path: Path
) -> None:
    assert corrected.jobs == [DELIVERIES, COMPUTED, LEDGER]
    assert corrected.months == ["2024-05-01"]
    fresh = House(tmp_path / "fresh")
    fresh.deliver()
    assert fresh.run() == [DELIVERIES, COMPUTED, LEDGER]
    house = House(corrected.place)
    assert house.tables() == fresh.tables()
    assert house.documents() == fresh.documents()


def test_a_withdrawn_correction_leaves_no_trace_but_the_register_and_the_text(
    corrected: Corrected, beds: Year, tmp_path: Path
) -> None:
    first = House(beds.raw.parent)
    before, documents = first.tables(), first.documents()
    shutil.copytree(corrected.place, tmp_path / "house")
    house = House(tmp_path / "house")
    assert house.tables()["out.payout"] != before["out.payout"]
    (house.settings.raw / CORRECTED).unlink()
    house.run()
    after = house.tables()
    assert {name for name in before if after[name] != before[name]} == {
        "raw.delivery", "raw.vardplatser"
    }  # fmt: skip
    assert house.documents() == documents


def test_a_document_that_was_changed_or_taken_away_is_written_again(house: House) -> None:
    before = house.documents()
    changed, lost = (house.settings.exports / f"{PROGRAMME}_{name}.xlsx" for name in ("slut", "slut_kalkyl"))
    content = changed.read_bytes()
    changed.write_bytes(b"changed")
    assert COMPUTED in house.due()
    changed.write_bytes(content)
    assert COMPUTED not in house.due()
    lost.unlink()
    assert COMPUTED in house.due()
    changed.write_bytes(b"changed")
    assert COMPUTED in house.run()
    assert house.documents() == before


def test_a_report_stands_until_something_new_is_in_the_warehouse_or_a_page_is_not_as_it_was(house: House) -> None:
    assert house.report() == [REPORT_JOB]
    tables, documents = house.tables(), house.documents()
    house.run()  # the same results once more
    assert house.report() == []
    assert house.said[-1] == "Rapport: inget nytt, resultatet står kvar"
    page = house.settings.exports / "rapport" / "region_09_gotland.html"
    content = page.read_bytes()
    page.write_text("ändrad", encoding="utf-8")
    assert REPORT_JOB in house.due()
    page.write_bytes(content)
    assert REPORT_JOB not in house.due()
    with Warehouse(house.settings.warehouse).writing() as connection:
        connection.duck.execute("UPDATE out.margin SET mark = 'ändrad' WHERE region_code = '09'")
    assert REPORT_JOB in house.due()
    page.write_text("ändrad", encoding="utf-8")
    assert house.report() == [REPORT_JOB]
    assert (house.tables(), house.documents()) == (tables, documents)
    house.deliver()
    house.run()
    assert REPORT_JOB in house.due()


def test_results_that_were_begun_anew_stand_no_more(house: House) -> None:
    assert COMPUTED not in house.due()
    with Warehouse(house.settings.warehouse).writing(PROGRAMME):
        pass  # a step that was killed after its transaction
    assert COMPUTED in house.due()


DAMAGE = {
    "UPDATE out.payout SET amount_kr = amount_kr + 1": COMPUTED,
    "DROP TABLE out.qualification": COMPUTED,
    "UPDATE core.befolkning SET population_count = population_count + 1": DELIVERIES,
    "UPDATE raw.delivery SET sha256 = upper(sha256)": DELIVERIES,
}
REGISTER_CHANGED = list(DAMAGE)[-1]


def damage(house: House, *statements: str) -> None:
    with duckdb.connect(str(house.settings.warehouse)) as connection:
        connection.execute("; ".join(statements))


@pytest.mark.parametrize("statement", DAMAGE)
def test_what_was_changed_in_the_warehouse_stands_no_more(house: House, statement: str) -> None:
    assert not {COMPUTED, DELIVERIES} & set(house.due())
    damage(house, statement)
    assert DAMAGE[statement] in house.due()


@pytest.mark.parametrize(
    "statements",
    [
        pytest.param([REGISTER_CHANGED], id="register"),
        pytest.param([other for other in DAMAGE if other != REGISTER_CHANGED], id="all but the register"),
    ],
)
def test_what_was_changed_in_the_warehouse_is_made_again(house_of_tables: House, statements: list[str]) -> None:
    house = house_of_tables
    before = house.tables()
    damage(house, *statements)
    assert len(house.run()) > 1
    after = house.tables()
    assert {name for name in before if after[name] != before[name]} <= {"raw.delivery", "out.standing"}


def test_a_warehouse_in_which_another_version_kept_what_stands_is_no_obstacle(house_of_tables: House) -> None:
    house = house_of_tables
    before = house.tables()
    with duckdb.connect(str(house.settings.warehouse)) as connection:
        for table in ("out.standing", "out.standing_file", "out.qualified_month", "core.month_basis", "raw.rejected"):
            connection.execute(f"ALTER TABLE {table} ADD COLUMN later_needed INTEGER")
    assert house.run() == [DELIVERIES, COMPUTED, LEDGER]
    assert house.tables() == before


def test_a_calculation_of_a_payment_that_is_held_back_is_taken_away_each_time_it_is_put_there(house: House) -> None:
    calculation = house.settings.exports / f"{PROGRAMME}_slut_kalkyl.xlsx"
    content = calculation.read_bytes()
    for path in (house.settings.raw / "befolkning").iterdir():
        path.unlink()
    house.run()
    assert not calculation.exists()
    calculation.write_bytes(content)
    assert COMPUTED in house.run()
    assert not calculation.exists()
    assert COMPUTED not in house.due()


def test_results_held_back_by_a_check_leave_no_workbooks_or_lineage_of_earlier_amounts_and_no_run_passes_it_by(
    dagster_house: House,
) -> None:
    house = dagster_house
    before, documents = house.tables(), house.documents()
    house.settings.decisions.mkdir()
    seal = house.settings.decisions / "0001.json"
    seal.write_text("inget sigill", encoding="utf-8")
    for _ in range(2):  # no month is qualified, and it is checked all the same
        report = run_jobs(house.settings, [PROGRAMME], instance=house.instance)
        assert "seals" in {failed.check for failed in report.failed_checks}
    about_amounts = {f"{PROGRAMME}_{name}.xlsx" for name in ("grundkrav", "grundkrav_kalkyl", "slut", "slut_kalkyl")}
    assert documents.keys() - house.documents().keys() == about_amounts
    assert before["out.lineage"] and not house.tables()["out.lineage"]
    seal.unlink()
    house.run()
    assert house.tables() == before
    assert house.documents() == documents


def test_the_ledger_stands_on_results_that_are_as_they_were_kept(tmp_path: Path) -> None:
    ledger = part_of_ledger()
    with Warehouse(tmp_path / "w.duckdb").writing() as connection:
        for part in ledger.made_from:
            assert not fingerprint_of(connection, ledger, Decisions(tmp_path))
            keep(connection, part, "rests on this", tmp_path, [])
        standing = fingerprint_of(connection, ledger, Decisions(tmp_path))
        assert standing
        payout = {"programme": PROGRAMME, "payment": "slut", "component": "bonuspott", "region_code": "01"}
        connection.replace(Payout, frame(Payout, [payout | {"amount_kr": 1, "mark": ""}]))
        assert not fingerprint_of(connection, ledger, Decisions(tmp_path))


def test_another_as_of_day_is_another_folder_of_deliveries_and_leaves_no_trace(house: House) -> None:
    before, documents = house.tables(), house.documents()
    assert DELIVERIES in house.run(as_of=date(2024, 12, 1))
    assert house.tables()["out.payout"] != before["out.payout"]
    assert DELIVERIES in house.run()
    assert house.tables() == before
    assert house.documents() == documents


def test_a_stray_file_is_told_and_changes_no_result(house: House) -> None:
    (house.settings.raw / "anteckning.txt").write_text("x", encoding="utf-8")
    assert house.run()[:1] == [DELIVERIES]
    assert "Vårdplatser 2024: inget nytt, resultatet står kvar" in house.said
    assert any("anteckning.txt" in str(row) for row in house.tables()["raw.rejected"])
    (house.settings.raw / "anteckning.txt").unlink()
    house.run()
    assert not any("anteckning.txt" in str(row) for row in house.tables()["raw.rejected"])
