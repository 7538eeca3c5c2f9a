"""Every command that writes a file says in Swedish when it cannot, and leaves nothing half written."""

import resource
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import Result

COMMANDS = {
    "template": ["template", "bup", "--out", "{out}.xlsx"],
    "check": ["check", "{faulty}", "--annotate", "{out}"],
    "readings": ["readings", "vardkoer_2025", "--out", "{out}.xlsx", "--warehouse", "{warehouse}"],
    "simulate to a workbook": ["simulate", "{scenario}", "--out", "{out}.xlsx", "--warehouse", "{warehouse}"],
    "simulate to text": ["simulate", "{scenario}", "--out", "{out}.csv", "--warehouse", "{warehouse}"],
    "evidence": ["evidence", "vardkoer_2025", "block1", "--out", "{out}.zip", "--warehouse", "{warehouse}"],
}
"""The commands that write a file, by a name for people."""

every_writer = pytest.mark.parametrize("command", [pytest.param(words, id=name) for name, words in COMMANDS.items()])


@pytest.fixture
def written(bonuspott: Callable[..., Result], year, tmp_path: Path) -> Callable[..., Result]:
    """Calls a command of `COMMANDS` to write at `out`."""
    faulty = tmp_path / "bup" / "2024-03-20_x.csv"
    faulty.parent.mkdir()
    faulty.write_text("Region;Månad\nSkåne;2024-02\n", encoding="utf-8")
    scenario = tmp_path / "scenario.toml"
    scenario.write_text('programme = "vardkoer_2025"\n[[scenario]]\nname = "samma"\n', encoding="utf-8")

    def call(command: list[str], out: Path) -> Result:
        places = {"out": out, "faulty": faulty, "scenario": scenario, "warehouse": year.warehouse}
        return bonuspott(*(word.format_map(places) for word in command))

    return call


@contextmanager
def no_room() -> Iterator[None]:
    """Lets no file of this process grow; what a full disk does, without filling one."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@every_writer
def test_a_folder_that_cannot_be_made_is_told(
    written: Callable[..., Result], command: list[str], tmp_path: Path
) -> None:
    in_the_way = tmp_path / "in_the_way"
    in_the_way.touch()
    result = written(command, in_the_way / "out")
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit), result.exception
    assert f"{in_the_way}" in result.output and "kan inte läsas eller skrivas: det ligger" in result.output
    assert "och kör igen. Inget är halvt skrivet." in result.output


@every_writer
def test_a_file_that_there_is_no_room_for_is_told_and_not_begun(
    written: Callable[..., Result], command: list[str], tmp_path: Path
) -> None:
    out = tmp_path / "folder" / "out"
    with no_room():
        result = written(command, out)
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit), result.exception
    assert f"{out}" in result.output
    assert "filen blir större än vad som är tillåtet. Höj gränsen och kör igen." in result.output
    assert not [path for path in out.parent.rglob("*") if path.is_file()]


@every_writer
def test_where_there_is_room_it_is_written(written: Callable[..., Result], command: list[str], tmp_path: Path) -> None:
    out = tmp_path / "folder" / "out"
    result = written(command, out)
    assert isinstance(result.exception, SystemExit | None)
    assert [path for path in out.parent.rglob("*") if path.is_file()]


def test_a_decision_that_there_is_no_room_for_is_told_and_not_made(
    bonuspott: Callable[..., Result], year, tmp_path: Path
) -> None:
    warehouse = Path(shutil.copy(year.warehouse, tmp_path / "w.duckdb"))
    decide = ["decide", "vardplatser_2024", "grundkrav", "--reference", "S2024/1", "--by", "Anna Ek", "--by", "Bo Alm"]
    with no_room():
        result = bonuspott(*decide, "--allow-example", "--warehouse", warehouse)
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit), result.exception
    assert "filen blir större än vad som är tillåtet" in result.output
    assert not list((tmp_path / "decisions").iterdir())
