import hashlib
from pathlib import Path

from examples.__main__ import write_all

RAW = Path(__file__).parents[2] / "raw"


def hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_writing_twice_gives_the_same_bytes(written: Path, tmp_path: Path) -> None:
    write_all(tmp_path)
    assert hashes(tmp_path) == hashes(written)


def test_the_deliveries_in_raw_are_what_the_generator_writes(written: Path) -> None:
    assert hashes(written).items() <= hashes(RAW).items()


def test_every_file_begins_with_the_day_it_was_received(written: Path) -> None:
    names = [path.name for path in written.rglob("*") if path.is_file()]
    assert len(names) == 68
    assert all(name[:4] in ("2023", "2024", "2025") and name[10] == "_" for name in names)
