"""A programme's job started by hand: all that is told of the programme comes to the same basis."""

import shutil
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path

import dagster as dg
import pytest

from pipelines.command_line.status_command import say_status
from pipelines.definitions import build_definitions
from pipelines.runs.job_runs import QUIET
from pipelines.runs.jobs import DELIVERIES_JOB, programme_job
from pipelines.runs.scope import range_tags
from pipelines.settings import Settings
from rules.decrees import vardplatser_2024
from rules.swedish import number
from tests.conftest import Year

BEDS = vardplatser_2024.DECREE.id
CORRECTION = (
    "Region;Månad;Disponibla vårdplatser;Överbeläggningar per 100;Utlokaliseringar per 100;Beläggningsgrad\n"
    "Halland;2024-05;700;9,9;9,9;99\n"
)
PAID = "SELECT sum(amount_kr) FROM out.payout WHERE payment = 'slut' AND region_code = '13'"


@pytest.fixture(scope="module")
def before(beds: Year, tmp_path_factory: pytest.TempPathFactory) -> Year:
    place = tmp_path_factory.mktemp("hand") / "house"
    shutil.copytree(beds.raw.parent, place)
    return replace(beds, raw=place / "raw", warehouse=place / "w.duckdb", exports=place / "results")


@pytest.fixture(scope="module")
def by_hand(before: Year) -> Iterator[tuple[Year, list[tuple[object, ...]]]]:
    """After a correction was read and the programme's job started by hand; with what was paid before."""
    paid = before.rows(PAID)
    (before.raw / "vardplatser" / "2025-03-01_halland.csv").write_text(CORRECTION, encoding="utf-8")
    settings = Settings(raw=before.raw, warehouse=before.warehouse, exports=before.exports)
    definitions = build_definitions(settings)
    with dg.DagsterInstance.ephemeral() as instance:
        for job, tags in ((DELIVERIES_JOB, {}), (programme_job(BEDS), range_tags(vardplatser_2024.MEASURED))):
            done = definitions.resolve_job_def(job).execute_in_process(instance=instance, tags=tags, run_config=QUIET)
            assert done.success
    yield before, paid


def test_the_ledger_has_what_is_paid(by_hand: tuple[Year, list[tuple[object, ...]]]) -> None:
    year, paid = by_hand
    assert year.rows(PAID) != paid
    ledger = "SELECT entitled_kr FROM out.ledger WHERE programme = 'vardplatser_2024' AND payment = 'slut'"
    assert year.rows(f"{ledger} AND recipient = '13'") == year.rows(PAID)


def test_the_payment_order_and_the_page_of_the_region_have_what_is_paid(
    by_hand: tuple[Year, list[tuple[object, ...]]],
) -> None:
    year, _ = by_hand
    ((kronor,),) = year.rows(PAID)
    held = year.exports / f"{BEDS}_slut_betalningsunderlag.xlsx"
    assert held.stat().st_mtime >= (year.exports / f"{BEDS}_slut.xlsx").stat().st_mtime
    pages = [path.read_text(encoding="utf-8") for path in Path(year.exports, "rapport").rglob("*.html")]
    assert any(number(int(str(kronor))) in page for page in pages)


@pytest.fixture(scope="module")
def stopped(by_hand: tuple[Year, list[tuple[object, ...]]]) -> Iterator[str]:
    """What `status` says when the job was started by hand once more and a check stopped it; all is put back after."""
    year, _ = by_hand
    settings = Settings(raw=year.raw, warehouse=year.warehouse, exports=year.exports, history=year.raw.parent / "h")
    broken = settings.decisions / "0001_broken.json"
    broken.parent.mkdir()
    broken.write_text("no seal", encoding="utf-8")
    kept = year.warehouse.read_bytes()
    with dg.DagsterInstance.ephemeral() as instance:
        job = build_definitions(settings).resolve_job_def(programme_job(BEDS))
        tags = range_tags(vardplatser_2024.MEASURED)
        assert not job.execute_in_process(instance=instance, tags=tags, raise_on_error=False).success
    shutil.rmtree(settings.decisions)
    with redirect_stdout(StringIO()) as said:
        say_status(settings, [BEDS], date(2025, 4, 1))
    year.warehouse.write_bytes(kept)
    yield " ".join(said.getvalue().split())


def test_status_says_that_a_job_that_a_check_stopped_left_the_ledger_and_the_orders_old(stopped: str) -> None:
    assert "Vårdplatser 2024: pengarnas väg och betalningsunderlaget är äldre än resultat och beslut" in stopped
    assert "Betala inget på dem. Kör bonuspott run" in stopped
