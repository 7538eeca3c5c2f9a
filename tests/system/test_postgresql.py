"""The history of runs in a real PostgreSQL, set up as docs/operation.md says."""

import platform
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from pipelines.runs.run_lock import RunLockError, held, holder, lock_file

pytestmark = pytest.mark.system
PROJECT = Path(__file__).resolve().parent.parent.parent


def test_runs_are_kept_in_postgresql(
    house: Callable[..., Any], database: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    documentation = (PROJECT / "docs" / "operation.md").read_text(encoding="utf-8")
    (storage,) = re.findall(r"```yaml\n(.*?)```", documentation, re.DOTALL)
    own = (PROJECT / ".dagster" / "dagster.yaml").read_text(encoding="utf-8")
    built = house("befolkning", yaml=own + storage)
    for name, value in database.items():
        monkeypatch.setenv(name, value)
    run = built.bonuspott("run", "--programme", "vardkoer_2025", "--reason", "prov")
    said, _ = run.communicate(timeout=300)
    assert run.returncode == 0, said
    with psycopg2.connect(
        host=database["BONUSPOTT_PG_HOST"], port=database["BONUSPOTT_PG_PORT"], user="bonuspott", dbname="postgres"
    ) as connection:
        cursor = connection.cursor()
        cursor.execute("SELECT pipeline_name, status FROM runs ORDER BY id")
        assert cursor.fetchall() == [
            ("las_in_leveranser", "SUCCESS"),
            ("berakna_vardkoer_2025", "SUCCESS"),
            ("folj_pengarnas_vag", "SUCCESS"),
        ]
    connection.close()
    assert not (built.place / "history" / "history").exists()
    status = built.bonuspott("status", "--programme", "vardkoer_2025")
    assert "folj_pengarnas_vag" in status.communicate(timeout=60)[0]


def test_a_database_that_does_not_answer_is_told(
    house: Callable[..., Any], database: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    documentation = (PROJECT / "docs" / "operation.md").read_text(encoding="utf-8")
    (storage,) = re.findall(r"```yaml\n(.*?)```", documentation, re.DOTALL)
    built = house("befolkning", yaml=storage)
    for name, value in (database | {"BONUSPOTT_PG_PORT": "1"}).items():
        monkeypatch.setenv(name, value)
    run = built.bonuspott("run", "--programme", "vardkoer_2025")
    said, _ = run.communicate(timeout=300)
    assert run.returncode == 1
    assert "Körningarnas historik" in said and "Traceback" not in said


HOLD = """
import sys, time
from pathlib import Path
from pipelines.runs.run_lock import held
with held(Path(sys.argv[2]), "it's \\\\ annan dator", 0, print, Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_runs_on_two_computers_wait_for_one_another(
    house: Callable[..., Any], database: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # No files in common, only the path and the server: one of the two is in a mount namespace of its own.
    documentation = (PROJECT / "docs" / "operation.md").read_text(encoding="utf-8")
    (storage,) = re.findall(r"```yaml\n(.*?)```", documentation, re.DOTALL)
    built = house(yaml=storage)
    for name, value in database.items():
        monkeypatch.setenv(name, value)
    warehouse = tmp_path / "data" / "w.duckdb"
    warehouse.parent.mkdir()
    script = f'mount -t tmpfs none "{warehouse.parent}" && exec "$@"'
    command = ["unshare", "--mount", "sh", "-c", script, "sh", sys.executable, "-c", HOLD]
    other = subprocess.Popen(
        [*command, built.place / "history", warehouse], stdout=subprocess.PIPE, text=True, cwd=PROJECT
    )
    try:
        assert other.stdout and other.stdout.readline() == "held\n"
        assert not lock_file(warehouse).exists()
        told = holder(warehouse, built.place / "history")
        assert told.startswith("startad från it s annan dator ") and told.endswith(
            f"process {other.pid} på {platform.node()}"
        )
        with pytest.raises(RunLockError, match="process"), held(warehouse, "prov", 0, history=built.place / "history"):
            pytest.fail("two runs at once")
        elsewhere = warehouse.with_name("another.duckdb")
        with held(elsewhere, "prov", 0, history=built.place / "history"):
            assert holder(elsewhere, built.place / "history").startswith("startad från prov")
        other.kill()
        other.wait()
        with held(warehouse, "prov", 10, history=built.place / "history"):
            pass
        assert holder(warehouse, built.place / "history") == ""
    finally:
        other.kill()
        other.wait()
        if other.stdout:
            other.stdout.close()
