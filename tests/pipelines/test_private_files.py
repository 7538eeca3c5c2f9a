"""What a run writes is its owner's only, and holds no password, no personal number and no address of a person."""

import re
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from click.testing import Result

from rules.regions import CODES

PASSWORD = "Planterat-Losen0rd-77"
PERSON = "19121212-1212"
MAIL = "planterad.person@example.se"
TELLING = (PASSWORD, PERSON, PERSON.replace("-", ""), PERSON[2:], MAIL)
HEADINGS = "Region;Månad;Insats;Genomförda;Genomförda inom 30 dagar;Väntande;Väntande inom 30 dagar;Kommentar"
RECORDS = "hemregion;operationsdatum;kva_kod;utforarregion;driftsform;personnummer;epost"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("private")


@pytest.fixture(scope="module")
def made(place: Path, bonuspott: Callable[..., Result]) -> Result:
    """A run, with a history, of deliveries with a person in columns that nobody asked for, and with mail set up."""
    deliveries = {
        "bup/2024-03-18_skane.csv": [HEADINGS, f"Skåne;2024-02;besök;100;80;50;40;{PERSON} {MAIL}"],
        "operationer/2025-06-01_register.csv": [
            RECORDS,
            *(f"{code};2025-05-01;NFB49;{code};offentlig;{PERSON};{MAIL}" for code in CODES),
            f"99;2025-05-01;NFB49;12;offentlig;{PERSON};{MAIL}",
        ],
    }
    for name, lines in deliveries.items():
        path = place / "raw" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    shutil.copytree(Path(__file__).parent.parent.parent / "raw" / "befolkning", place / "raw" / "befolkning")
    mail = {"HOST": "127.0.0.1", "PORT": "1", "USER": "bonuspott", "FROM": "b@example.se", "TO": "h@example.se"}
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("BONUSPOTT_SMTP_PASSWORD", PASSWORD)
        for name, value in mail.items():
            patched.setenv(f"BONUSPOTT_SMTP_{name}", value)
        places = ("--warehouse", place / "w" / "w.duckdb", "--exports", place / "results")
        computed = ("--programme", "tillganglighet_2024", "--programme", "vardkoer_2025")  # what was planted is theirs
        ran = bonuspott("run", "--raw", place / "raw", *places, *computed, history=place / "history")
        reported = bonuspott("report", *places, "--out", place / "pages")
        published = bonuspott("publish", *places[:2], "--out", place / "open")
    assert reported.exit_code == 0, reported.output
    (place / "said.txt").write_text(ran.output + reported.output + published.output, encoding="utf-8")
    return ran


@pytest.fixture(scope="module")
def all_written(made: Result, place: Path) -> list[tuple[str, str]]:
    """All that was written, each with its name."""
    return list(written(place))


def written(place: Path) -> Iterator[tuple[str, str]]:
    """Every file that was written, with its content as text; what is packed is unpacked, tables are read."""
    for path in sorted(place.rglob("*")):
        if not path.is_file() or (place / "raw") in path.parents:
            continue
        name = path.relative_to(place).as_posix()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                for part in archive.namelist():
                    yield f"{name}!{part}", archive.read(part).decode("utf-8", "replace")
        elif path.suffix == ".duckdb":
            yield from tables(path)
        elif path.read_bytes().startswith(b"SQLite format 3"):
            with sqlite3.connect(path) as database:
                yield name, "\n".join(database.iterdump())
        yield name, path.read_bytes().decode("utf-8", "replace")


def tables(warehouse: Path) -> Iterator[tuple[str, str]]:
    with duckdb.connect(str(warehouse), read_only=True) as duck:
        query = "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE NOT internal"
        for (name,) in duck.execute(query).fetchall():
            yield name, str(duck.execute(f"SELECT * FROM {name}").fetchall())


def test_the_run_read_what_was_planted(made: Result, all_written: list[tuple[str, str]]) -> None:
    assert made.exit_code == 0, made.output
    assert "kunde inte skickas med e-post" in made.output
    found = dict(all_written)
    assert "'bup/2024-03-18_skane.csv'" in found["core.bup"]
    assert "'operationer/2025-06-01_register.csv'" in found["core.operationer"]
    assert {"raw.rejected", "w/w.lock", "said.txt"} <= found.keys()
    assert {"results", "history", "pages", "open", "w"} <= {name.partition("/")[0] for name in found}


@pytest.mark.parametrize("planted", TELLING)
def test_nothing_that_a_run_writes_holds_what_was_planted(all_written: list[tuple[str, str]], planted: str) -> None:
    assert [name for name, text in all_written if re.search(re.escape(planted), text, re.IGNORECASE)] == []


def test_what_a_run_writes_is_its_owners_only(made: Result, place: Path) -> None:
    own = [
        path for path in place.rglob("*") if (place / "raw") not in (path, *path.parents) and path.name != "said.txt"
    ]
    assert len(own) > 50
    assert [str(path) for path in own if path.stat().st_mode & 0o077] == []
