"""Settings from the environment and from a file: what counts, and what is said of what does not."""

import importlib
import os
import tomllib
from datetime import date
from pathlib import Path

import dagster as dg
import pytest

from assets.lake import Lake
from pipelines.settings import PROJECT, Mail, Settings, SettingsError


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("BONUSPOTT_") or name == "DAGSTER_HOME":
            monkeypatch.delenv(name)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "bonuspott.toml"
    path.write_text("", encoding="utf-8")
    monkeypatch.setenv("BONUSPOTT_SETTINGS", str(path))
    return path


def test_without_anything_set_the_places_are_the_projects_own() -> None:
    assert Settings.from_environment() == Settings()


def test_the_file_sets_everything(file: Path) -> None:
    file.write_text(
        'raw = "in"\nwarehouse = "/data/w.duckdb"\nexports = "ut"\nhistory = "historik"\noutbox = "utkorg"\n'
        'patience_seconds = 10\nmemory_limit = "4GB"\nwarn_days = 7\ncontact = "Enheten"\n'
        'smtp_host = "post.example"\nsmtp_port = 587\nsmtp_user = "bo"\nsmtp_from = "a@example.se"\n'
        'smtp_to = ["b@example.se", "c@example.se"]\n',
        encoding="utf-8",
    )
    assert Settings.from_environment() == Settings(
        raw=file.parent / "in",
        warehouse=Path("/data/w.duckdb"),
        exports=file.parent / "ut",
        history=file.parent / "historik",
        outbox_folder=file.parent / "utkorg",
        patience_seconds=10,
        memory_limit="4GB",
        warn_days=7,
        contact="Enheten",
        mail=Mail("post.example", 587, "a@example.se", ("b@example.se", "c@example.se"), "bo"),
    )


def test_the_environment_goes_before_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text("patience_seconds = 10\nwarn_days = 7\n", encoding="utf-8")
    monkeypatch.setenv("BONUSPOTT_PATIENCE_SECONDS", "20")
    settings = Settings.from_environment()
    assert (settings.patience_seconds, settings.warn_days) == (20, 7)


def test_the_file_says_who_signs_and_where_documents_are_kept(file: Path) -> None:
    file.write_text('archive = "arkiv"\nallowed_signers = "signers"\nsigned_from = 5\nsigning_key = "/k"\n')
    found, here = Settings.from_environment(), file.parent
    assert (found.archive, found.allowed_signers) == (here / "arkiv", here / "signers")
    assert (found.signed_from, found.signing_key) == (5, Path("/k"))


def test_documents_of_one_warehouse_are_not_held_against_the_seals_of_another(tmp_path: Path) -> None:
    here, archive = Settings(archive=tmp_path / "arkiv"), tmp_path / "arkiv"
    assert here.anchors == (here.exports, archive)
    assert here.placed(warehouse=here.warehouse).anchors == (here.exports, archive)
    assert here.placed(warehouse=tmp_path / "w.duckdb").anchors == ()
    elsewhere = here.placed(warehouse=tmp_path / "w.duckdb", exports=tmp_path / "results")
    assert elsewhere.anchors == (tmp_path / "results",)


def test_several_recipients_in_one_variable_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"HOST": "h", "FROM": "a@b.se", "TO": "c@d.se, e@f.se"}.items():
        monkeypatch.setenv(f"BONUSPOTT_SMTP_{name}", value)
    mail = Settings.from_environment().mail
    assert mail and mail.recipients == ("c@d.se", "e@f.se") and mail.port == 25


def test_the_password_is_taken_from_the_environment_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"HOST": "h", "FROM": "a@b.se", "TO": "c@d.se", "PASSWORD": "hemligt"}.items():
        monkeypatch.setenv(f"BONUSPOTT_SMTP_{name}", value)
    settings = Settings.from_environment()
    assert settings.mail and settings.mail.password == "hemligt"
    assert "hemligt" not in repr(settings)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param("patience = 10", "patience är ingen inställning. Det finns raw, ", id="unknown key"),
        pytest.param('smtp_password = "x"', "smtp_password är ingen inställning", id="a password in the file"),
        pytest.param("patience_seconds = -1", "patience_seconds är -1 men ska vara ett helt tal", id="negative"),
        pytest.param("patience_seconds = true", "patience_seconds är True men", id="truth value"),
        pytest.param("warn_days = 366", "warn_days är 366 men ska vara ett helt tal från 0 till 365", id="too many"),
        pytest.param("warn_days = 1.5", "warn_days är 1.5 men", id="fraction"),
        pytest.param('memory_limit = "mycket"', "memory_limit är 'mycket' men ska vara en storlek", id="size"),
        pytest.param('raw = ""', "raw är '' men ska vara en sökväg", id="empty path"),
        pytest.param("signed_from = 0", "signed_from är 0 men ska vara ett helt tal från 1", id="no such seal"),
        pytest.param("raw = 3", "raw är 3 men ska vara en sökväg", id="number as path"),
        pytest.param('smtp_host = "h"', "smtp_from och smtp_to saknas", id="half of the mail"),
        pytest.param('smtp_from = "bo"', "smtp_from är 'bo' men ska vara en e-postadress", id="address"),
        pytest.param("smtp_to = 3", "smtp_to är 3 men ska vara en eller flera e-postadresser", id="addresses"),
        pytest.param("raw = ", "inte riktig TOML", id="broken file"),
    ],
)
def test_a_setting_that_cannot_be_used_is_told_with_its_place(file: Path, content: str, said: str) -> None:
    file.write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError) as refused:
        Settings.from_environment()
    assert said in str(refused.value)


def test_most_days_of_warning_is_a_year(file: Path) -> None:
    file.write_text("warn_days = 365", encoding="utf-8")
    assert Settings.from_environment().warn_days == 365


def test_a_named_file_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BONUSPOTT_SETTINGS", "/nowhere/bonuspott.toml")
    with pytest.raises(SettingsError, match=r"/nowhere/bonuspott.toml går inte att läsa"):
        Settings.from_environment()


def test_a_faulty_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BONUSPOTT_WARN_DAYS", "snart")
    with pytest.raises(SettingsError, match="Miljövariabeln BONUSPOTT_WARN_DAYS är 'snart'"):
        Settings.from_environment()


def test_the_outbox_is_beside_the_warehouse_unless_named(tmp_path: Path) -> None:
    assert Settings(warehouse=tmp_path / "w.duckdb").outbox == tmp_path / "outbox"
    assert Settings(outbox_folder=tmp_path / "ut").outbox == tmp_path / "ut"


def test_a_program_installed_among_the_libraries_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.settings.PROJECT", tmp_path)
    with pytest.raises(SettingsError, match="make setup"):
        Settings.from_environment()


def test_dagsters_own_programs_find_the_definitions() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["dg"]["project"]
    module = importlib.import_module(project["code_location_target_module"])
    assert module.__name__.startswith(f"{project['root_module']}.")
    assert isinstance(module.defs, dg.Definitions)


@pytest.mark.parametrize(
    ("size", "megabytes"),
    [(None, None), ("1KB", 1), ("1MiB", 1), ("800MB", 762), ("4 GB", 3814), ("4GiB", 4096), ("1TiB", 2**20)],
)
def test_the_memory_limit_reaches_the_counting_of_records(size: str | None, megabytes: int | None) -> None:
    assert Settings(memory_limit=size).reading_limits.records_mb == megabytes


def settings_of_file(path: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    path.write_text(text, encoding="utf-8")
    monkeypatch.setenv("BONUSPOTT_SETTINGS", str(path))
    return Settings.from_environment()


def test_a_cluster_is_an_address_and_the_folder_that_pointers_may_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = 'spark = "sc://kluster.example.se:15002"\nspark_folder = "hdfs://namn/register/"\nspark_seconds = 60\n'
    cluster = settings_of_file(tmp_path / "s.toml", text, monkeypatch).cluster
    assert (cluster.address, cluster.folder, cluster.seconds) == (
        "sc://kluster.example.se:15002",
        "hdfs://namn/register",
        60,
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('spark = "sc://kluster:15002"', "spark är inställt utan spark_folder"),
        ('spark = "https://kluster"\nspark_folder = "/r"', "ska vara en adress som sc://"),
        ('spark = "sc://kluster"\nspark_folder = "register"', "ska vara en mapp i klustret som hdfs://"),
        ('spark = "sc://kluster"\nspark_folder = "/"', "ska vara en mapp i klustret som hdfs://"),
        ('spark = "sc://kluster"\nspark_folder = "/r"\nspark_seconds = 0', "ett helt tal från 1 till 86400"),
        ('spark = "sc://kluster/;token=abc123"\nspark_folder = "/r"', "miljövariabeln BONUSPOTT_SPARK"),
    ],
)
def test_a_cluster_that_cannot_be_used_is_told_and_its_token_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, said: str
) -> None:
    with pytest.raises(SettingsError) as error:
        settings_of_file(tmp_path / "s.toml", text, monkeypatch)
    assert said in str(error.value)
    assert "abc123" not in str(error.value)


CATALOGUE = "dbname=bonuspott host=db.example.se port=5432 user=bonuspott"


def test_a_catalogue_puts_the_warehouse_into_a_lake_beside_where_the_file_would_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f'warehouse = "/delat/bonuspott.duckdb"\ncatalogue = " {CATALOGUE} "\n'
    settings = settings_of_file(tmp_path / "s.toml", text, monkeypatch)
    assert settings.lake == Lake(CATALOGUE, Path("/delat/bonuspott.lake"))
    assert settings.decisions == Path("/delat/decisions")
    assert Settings().lake is None


def test_any_other_warehouse_than_that_of_the_catalogue_is_a_file() -> None:
    settings = Settings(warehouse=Path("/delat/b.duckdb"), catalogue=CATALOGUE)
    assert settings.placed(raw=Path("/r"), warehouse=Path("/delat/b.duckdb")).lake == settings.lake
    assert settings.placed(warehouse=Path("/tmp/annan.duckdb")).lake is None
    back = settings.looking_back(date(2024, 8, 31), is_warehouse_told=False, is_exports_told=False)
    assert back.lake is None and back.warehouse == Path("/delat/per-2024-08-31/b.duckdb")
    assert back.present and back.present.lake == settings.lake


@pytest.mark.parametrize(
    "value",
    [
        "postgresql://bo:hemligt@db/b",
        "dbname=b password=hemligt",
        "dbname=b PASSWORD=hemligt",
        "dbname=b host='hemligt'",
        "host=hemligt",
        "hemligt",
        "",
    ],
)
def test_a_catalogue_that_cannot_be_used_is_told_and_not_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    with pytest.raises(SettingsError, match=r"catalogue är .* ska vara en databas i PostgreSQL .* PGPASSWORD") as error:
        settings_of_file(tmp_path / "s.toml", f'catalogue = "{value}"', monkeypatch)
    assert "hemligt" not in str(error.value)


def test_an_address_with_a_token_is_not_shown_when_it_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BONUSPOTT_SPARK", "https://kluster:15002/;token=abc123")
    with pytest.raises(SettingsError, match="BONUSPOTT_SPARK är en adress med token men ska vara") as error:
        Settings.from_environment()
    assert "abc123" not in str(error.value)


def test_a_token_is_taken_from_the_environment_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BONUSPOTT_SPARK", "sc://kluster:15002/;use_ssl=true;token=abc123")
    monkeypatch.setenv("BONUSPOTT_SPARK_FOLDER", "/register")
    settings = Settings.from_environment()
    assert settings.cluster.address.endswith("token=abc123")
    assert "abc123" not in repr(settings) + repr(settings.cluster)


def test_a_warehouse_that_looks_back_beside_the_one_that_counts_has_its_seals_and_documents_of_its_own(
    tmp_path: Path,
) -> None:
    counts = Settings(warehouse=tmp_path / "b.duckdb", exports=tmp_path / "results", archive=tmp_path / "arkiv")
    counts.warehouse.touch()
    made = counts.looking_back(date(2024, 8, 31), is_warehouse_told=False, is_exports_told=False)
    named = counts.placed(warehouse=made.warehouse)
    assert (named.as_of, named.present, named.decisions) == (date(2024, 8, 31), counts, counts.decisions)
    assert (named.warehouse, named.exports) == (made.warehouse, made.exports)
    assert counts.placed(warehouse=made.warehouse, exports=Path("/annat")).exports == Path("/annat")


def test_a_folder_called_so_with_nothing_beside_it_is_any_folder(tmp_path: Path) -> None:
    named = Settings().placed(warehouse=tmp_path / "per-2024-08-31" / "b.duckdb")
    assert (named.as_of, named.present, named.decisions) == (None, None, tmp_path / "per-2024-08-31" / "decisions")
