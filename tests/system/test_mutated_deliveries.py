"""A few hundred deliveries with damage to their bytes, their XML and their text, beside the project's own.

Whatever is in them, each is told in Swedish and no amount moves: the damaged files are older than the good ones, so
that what can still be read of them is replaced.
"""

import random
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest

from assets.intake import Intake, take_in
from pipelines.command_line.delivery_check import check_file
from readers.files import FoundFile, find_deliveries
from readers.reading_process import Reader
from schemas.deliveries import KIND_BY_ID

pytestmark = pytest.mark.system

PROJECT = Path(__file__).resolve().parents[2]
MUTATIONS = 300
SEED = 20241126
OLDER = "2000-01-01"
"""Every real delivery is later, and replaces what is read of a damaged one."""
TODAY = date(2025, 6, 1)

_TEXTS = [
    *(
        "",
        " ",
        "\u200b",
        "\x00",
        "=1+1",
        "#N/A",
        "saknas",
        "..",
        "1e999",
        "-1",
        "0",
        "0,0398",
        "1" * 400,
        "19121212-1212",
    ),
    *(
        "\ud7ff\uffff",
        "Riket",
        "feb-24",
        "2024-13",
        "'; DROP TABLE raw.bup; --",
        "<v>",
        "]]>",
        "&amp;",
        "åäö" * 100,
        "NaN",
    ),
]
_XML = [
    b"<row>",
    b"</c>",
    b'r="A1"',
    b'r="ZZZZ9"',
    b'r="A99999999"',
    b't="s"',
    b"<v>-1</v>",
    b"<v>99999</v>",
    b"&lol;",
    b'hidden="1"',
]


def damaged_bytes(data: bytes, dice: random.Random) -> bytes:
    at, length = dice.randrange(len(data)), dice.choice([1, 2, 8, 64])
    noise = dice.randbytes(length)
    return dice.choice([data[:at] + noise + data[at + length :], data[:at], data[:at] + noise + data[at:], data[at:]])


def damaged_xml(data: bytes, dice: random.Random) -> bytes:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = dice.choice([part for part in parts if part.endswith(".xml")])
    part = parts[name]
    match dice.randrange(4):
        case 0:
            at = dice.randrange(len(part) + 1)
            parts[name] = part[:at] + dice.choice(_XML) + part[at:]
        case 1:
            parts[name] = re.sub(rb"<v>[^<]*</v>", lambda _: b"<v>%d</v>" % dice.randrange(10**6), part, count=3)
        case 2:
            parts[name] = part.replace(dice.choice([b"<c ", b"</row>", b"<t>", b"s="]), dice.choice(_XML), 1)
        case _:
            del parts[name]
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def damaged_text(data: bytes, dice: random.Random) -> bytes:
    lines = data.decode("utf-8", "replace").split("\n")
    for _ in range(dice.randrange(1, 6)):
        at = dice.randrange(len(lines))
        fields = lines[at].split(";")
        fields[dice.randrange(len(fields))] = dice.choice(_TEXTS)
        lines[at] = dice.choice([";", ";", ",", "\t"]).join(fields)
        if dice.random() < 0.2:
            dice.shuffle(lines)
    return "\n".join(lines).encode(dice.choice(["utf-8", "utf-8-sig", "utf-16", "cp1252"]), "replace")


def mutations(folder: Path) -> Iterator[Path]:
    """Damaged copies of the project's deliveries, each in the folder of its kind."""
    dice = random.Random(SEED)
    originals = sorted(path for path in (PROJECT / "raw").rglob("*") if path.suffix in (".xlsx", ".csv"))
    texts = [path for path in originals if path.suffix == ".csv"]
    for number in range(MUTATIONS):
        kind = number % 3
        original = dice.choice(texts if kind == 2 else originals)
        data = original.read_bytes()
        damage = (damaged_bytes, damaged_xml if original.suffix == ".xlsx" else damaged_text, damaged_text)[kind]
        target = folder / original.parent.name / f"{OLDER}_{number:03}{original.suffix}"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(damage(data, dice))
        yield target


@pytest.fixture(scope="module")
def damaged(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return list(mutations(tmp_path_factory.mktemp("damaged")))


def test_every_damaged_file_is_told_in_swedish_and_none_raises(damaged: list[Path]) -> None:
    with Reader() as reader:
        verdicts = [check_file(path, reader) for path in damaged]
    for verdict in verdicts:
        assert verdict.summary.endswith((".", "läsas."))
        assert all(line.strip() and "\n" not in line for line in (*verdict.errors, *verdict.remarks))
        assert not any("Traceback" in line or "19121212" in line for line in (*verdict.errors, *verdict.remarks))


def test_damaged_older_deliveries_move_no_value_that_counts(damaged: list[Path]) -> None:
    whole = taken(find_deliveries(PROJECT / "raw"))
    both = taken([*find_deliveries(PROJECT / "raw"), *find_deliveries(damaged[0].parents[1])])
    for kind, rows in whole.core.items():
        counted = both.core[kind].join(rows, on=list(KIND_BY_ID[kind].key), how="semi", nulls_equal=True)
        assert counted.sort(pl.all()).equals(rows.sort(pl.all())), kind


def taken(files: list[FoundFile]) -> Intake:
    return take_in(files, {}, TODAY)
