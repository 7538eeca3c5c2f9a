import sqlite3
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage
from dagster._core.storage.runs.sqlite.sqlite_run_storage import SqliteRunStorage
from dagster._core.storage.schedules.sqlite.sqlite_schedule_storage import SqliteScheduleStorage

from pipelines.runs import kept_history
from pipelines.runs.kept_history import FITS, KeptEvents, KeptHistory, KeptRuns, KeptSchedules
from pipelines.settings import PROJECT

OVERRIDDEN = [
    "_connect",
    "_initdb",
    "_has_asset_key_col_on_connection",
    "has_secondary_index",
    "has_table",
    "wipe",
    "dispose",
]
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
OWN = "storage: {sqlite: {base_dir: {env: DAGSTER_HOME}}}"


@dg.asset(check_specs=[dg.AssetCheckSpec("good", asset="made")])
def made() -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    yield dg.MaterializeResult(metadata={"rows": 3})
    yield dg.AssetCheckResult(passed=True, check_name="good")


def run_in(home: Path, monkeypatch: pytest.MonkeyPatch, yaml: str) -> None:
    home.mkdir(exist_ok=True)
    (home / "dagster.yaml").write_text(yaml, encoding="utf-8")
    monkeypatch.setenv("DAGSTER_HOME", str(home))
    with dg.DagsterInstance.get() as instance:
        assert dg.materialize([made], instance=instance, run_config=QUIET).success


def events_in(home: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The events of every run and of the index, told by their kinds and assets, as Dagster's own storage reads them."""
    (home / "dagster.yaml").write_text(OWN, encoding="utf-8")
    monkeypatch.setenv("DAGSTER_HOME", str(home))
    with dg.DagsterInstance.get() as instance:
        assert type(instance.event_log_storage) is SqliteEventLogStorage
        told = [("asset", str(key)) for key in instance.all_asset_keys()]
        for run in instance.get_runs():
            told += [(str(entry.dagster_event_type), entry.step_key or "") for entry in instance.all_logs(run.run_id)]
        records = instance.fetch_materializations(dg.AssetKey("made"), limit=10).records
        told += [
            ("index", str(record.asset_materialization and record.asset_materialization.metadata["rows"].value))
            for record in records
        ]
    return told


def tables_of(home: Path) -> list[list[tuple[str]]]:
    found = []
    for file in sorted((home / "history" / "runs").glob("*.db"), key=lambda path: path.name == "index.db"):
        with sqlite3.connect(file) as connection:
            found.append(connection.execute("SELECT sql FROM sqlite_master ORDER BY name").fetchall())
            found.append(connection.execute("SELECT version_num FROM alembic_version").fetchall())
    return found


@pytest.fixture
def ours() -> str:
    return (PROJECT / ".dagster" / "dagster.yaml").read_text(encoding="utf-8")


def test_the_installed_dagster_is_one_whose_storage_was_compared_with_what_is_overridden() -> None:
    assert dg.__version__ in FITS


@pytest.mark.parametrize(
    ("kept", "own", "names"),
    [
        (KeptEvents, SqliteEventLogStorage, OVERRIDDEN),
        (KeptRuns, SqliteRunStorage, ["connect", "dispose"]),
        (KeptSchedules, SqliteScheduleStorage, ["connect", "dispose"]),
    ],
)
def test_what_is_overridden_is_there_to_be_overridden(kept: type, own: type, names: list[str]) -> None:
    overridden = [name for name, value in vars(kept).items() if callable(value) and name != "__init__"]
    assert set(names) <= set(overridden)
    assert [name for name in names if not hasattr(own, name)] == []


def test_history_is_the_same_events_in_the_same_tables_as_dagsters_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ours: str
) -> None:
    for home, yaml in (("kept", ours), ("own", OWN)):
        run_in(tmp_path / home, monkeypatch, yaml)
        run_in(tmp_path / home, monkeypatch, yaml)
    assert tables_of(tmp_path / "kept") == tables_of(tmp_path / "own")
    kept, own = (events_in(tmp_path / home, monkeypatch) for home in ("kept", "own"))
    assert kept == own
    assert ("index", "3") in kept


def test_history_that_dagsters_own_storage_began_is_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ours: str
) -> None:
    run_in(tmp_path, monkeypatch, OWN)
    run_in(tmp_path, monkeypatch, ours)
    with dg.DagsterInstance.get() as instance:
        assert isinstance(instance.event_log_storage, KeptEvents)
        assert len(instance.get_runs()) == 2
        assert len(instance.fetch_materializations(dg.AssetKey("made"), limit=10).records) == 2


def test_history_of_another_dagster_is_dagsters_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ours: str) -> None:
    monkeypatch.setattr(kept_history, "FITS", ("0.0.1",))
    run_in(tmp_path, monkeypatch, ours)
    with dg.DagsterInstance.get() as instance:
        assert type(instance.event_log_storage) is SqliteEventLogStorage
        assert len(instance.get_runs()) == 1


def test_a_history_that_was_wiped_takes_new_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ours: str) -> None:
    run_in(tmp_path, monkeypatch, ours)
    with dg.DagsterInstance.get() as instance:
        instance.wipe()
        assert dg.materialize([made], instance=instance, run_config=QUIET).success
        assert len(instance.get_runs()) == 1
        assert len(instance.fetch_materializations(dg.AssetKey("made"), limit=10).records) == 1


def test_only_the_last_runs_are_kept_open(tmp_path: Path) -> None:
    storage = KeptHistory(str(tmp_path))
    for number in range(kept_history.MOST_RUNS_OPEN + 3):
        storage.event_log_storage.get_logs_for_run(f"run-{number}")
    assert len(storage.event_log_storage._runs._kept) == kept_history.MOST_RUNS_OPEN
    storage.dispose()
    assert not storage.event_log_storage._runs._kept
    assert not list((tmp_path / "history" / "runs").glob("*-wal"))
