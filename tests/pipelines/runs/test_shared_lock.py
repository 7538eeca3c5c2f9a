"""Which histories have a lock that computers share; the lock itself is tried in tests/system/test_postgresql.py."""

from pathlib import Path

import pytest

from pipelines.runs.run_lock import RunLockError, held, held_for, holder
from pipelines.runs.shared_lock import SharedLock, SharedLockError, _server
from pipelines.settings import Settings

IN_POSTGRESQL = """
storage:
  postgres:
    postgres_db:
      hostname: {env: PROV_HOST}
      port: 1
      username: bonuspott
      password: none
      db_name: historik
"""


def history(place: Path, yaml: str) -> Path:
    (place / "dagster.yaml").write_text(yaml, encoding="utf-8")
    return place


def test_a_history_that_is_not_made_yet_has_none(tmp_path: Path) -> None:
    assert SharedLock.of(tmp_path / "w.duckdb", tmp_path) is None


@pytest.mark.parametrize("yaml", ["", "storage: {sqlite: {}}", "- postgres", "storage: {postgres", "postgres: {}"])
def test_a_history_in_files_has_none(tmp_path: Path, yaml: str) -> None:
    assert SharedLock.of(tmp_path / "w.duckdb", history(tmp_path, yaml)) is None
    with held(tmp_path / "w.duckdb", "ett prov", 0, history=tmp_path):
        pass


def test_the_server_is_the_one_of_the_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROV_HOST", "db1")
    assert _server(history(tmp_path, IN_POSTGRESQL) / "dagster.yaml") == {
        "host": "db1",
        "port": "1",
        "user": "bonuspott",
        "password": "none",
        "dbname": "historik",
    }


def test_an_address_is_understood_without_the_name_of_its_driver(tmp_path: Path) -> None:
    yaml = 'storage: {postgres: {postgres_url: "postgresql+psycopg2://u:p@db1/h"}}'
    assert _server(history(tmp_path, yaml) / "dagster.yaml") == {"dsn": "postgresql://u:p@db1/h"}


def test_a_variable_that_is_not_set_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PROV_HOST", raising=False)
    with pytest.raises(SharedLockError, match="Miljövariabeln PROV_HOST saknas"):
        SharedLock.of(tmp_path / "w.duckdb", history(tmp_path, IN_POSTGRESQL))


def test_a_server_that_does_not_answer_stops_the_run_with_its_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROV_HOST", "127.0.0.1")
    history(tmp_path, IN_POSTGRESQL)
    with (
        pytest.raises(RunLockError, match=r"PostgreSQL kan inte nås .* kör igen"),
        held(tmp_path / "w.duckdb", "ett prov", 0, history=tmp_path),
    ):
        pytest.fail("held without the server")
    with pytest.raises(RunLockError, match="kan inte nås"):
        holder(tmp_path / "w.duckdb", tmp_path)


def test_a_catalogue_has_the_lock_also_when_the_history_is_in_files(tmp_path: Path) -> None:
    unreachable = "dbname=lager host=127.0.0.1 port=1 user=bonuspott"
    settings = Settings(warehouse=tmp_path / "w.duckdb", history=tmp_path, catalogue=unreachable)
    told = r"Databasens katalog i PostgreSQL kan inte nås .* catalogue är rätt, och kör igen. Inget är gjort"
    with pytest.raises(RunLockError, match=told), held_for(settings, "ett prov"):
        pytest.fail("held without the server")
    with pytest.raises(RunLockError, match="Databasens katalog"):
        holder(settings.warehouse, settings.history, settings.catalogue)
