"""Fingerprints of what results are made from: the program, the folder of deliveries, and the rows of a month.

Two equal fingerprints promise the same results. What is done with that promise belongs to `pipelines.runs.standing`.
"""

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import polars as pl

from assets.basis import Basis
from assets.decisions import Decisions
from assets.grants import Grant
from assets.warehouse import Connection
from readers.files import FoundFile, received_date
from readers.files import sha256 as sha256_of
from schemas.deliveries import KIND_BY_ID
from schemas.received import Delivery
from schemas.run_log import RunLog
from schemas.standing import ELSEWHERE, Day, Standing, StandingFile
from schemas.tables import table_name

PROJECT = Path(__file__).resolve().parent.parent
PACKAGES = ("rules", "readers", "schemas", "assets", "exports", "pipelines")
LIBRARIES = ("duckdb", "openpyxl", "pandera", "polars", "pygal", "xlsxwriter")
"""Those whose work is seen in tables and documents."""
SOURCE = ("py", "html", "css")
"""The kinds of files that our own work is written in."""
PARTS = (*KIND_BY_ID, ELSEWHERE)
"""The parts of the folder of deliveries."""


@cache
def program() -> str:
    """The source of the program, and the versions of the libraries that its results depend on."""
    digest = sha256(" ".join(f"{name}={version(name)}" for name in LIBRARIES).encode())
    for package in PACKAGES:
        for module in sorted(path for suffix in SOURCE for path in (PROJECT / package).rglob(f"*.{suffix}")):
            digest.update(f"\n{module.relative_to(PROJECT).as_posix()}\n".encode() + module.read_bytes())
    return digest.hexdigest()


def delivered_files(
    found: Iterable[FoundFile], as_of: date | None, behind: Callable[[FoundFile], str]
) -> dict[str, str]:
    """What lies in the folder of each kind, and what lies elsewhere; no file is opened but to be hashed.

    `behind` gives the fingerprint of a pointer and of what lies behind it.
    """
    lines: dict[str, list[str]] = {part: [] for part in PARTS}
    for file in found:
        dated = received_date(file.name)
        is_read = not (file.problem or file.skipped or (dated and as_of and dated > as_of))
        problem = file.problem.message_sv if file.problem else file.skipped or ""
        content = (behind(file) if file.is_pointer else sha256_of(file.path) or "") if is_read else ""
        lines[part_of(file.name)].append(f"{file.name}\t{content}\t{problem}")
    return {part: joined(reading(as_of), *texts) for part, texts in lines.items()}


def reading(as_of: date | None) -> str:
    """What it is read by: the program, and the day up to which deliveries count."""
    return joined(program(), str(as_of))


def part_of(file: str) -> str:
    """The part of the folder of deliveries that a file or folder belongs to: its kind, or elsewhere."""
    folder = file.partition("/")[0]
    return folder if folder in KIND_BY_ID else ELSEWHERE


def results(connection: Connection, kinds: Iterable[str], decisions: Decisions, made_from: Iterable[str]) -> str:
    """What results rest on: deliveries of `kinds`, the day, all decided payments, and results that are told."""
    where = "status <> 'removed' AND kind IN (SELECT unnest(?))"
    deliveries = connection.read(Delivery, where, [sorted(kinds)])
    # A seal that cannot be read keeps every payment from being settled, so its content does not matter.
    sealed = [sha256_of(path) or "" for path in sorted(decisions.folder.glob("*.json"))]
    day = _rows(connection.remembered(Day))
    return joined(program(), _rows(deliveries), day, *sealed, *made_from)


def warehouse(connection: Connection, apart_from: Iterable[str]) -> str:
    """What results made from the whole warehouse rest on: all its tables but the given ones and the log of runs."""
    own = {*apart_from, *map(table_name, (Standing, StandingFile, RunLog))}
    return joined(program(), connection.content(connection.tables - own))


def month(grant: Grant, basis: Basis, at: date) -> str:
    """What one measured month of a programme rests on; `basis` is what `grant.load` gave."""
    case = grant.case(basis)
    closing = [
        f"{requirement.id} {case.last_report_day(requirement.kind, at)} {case.is_over(requirement.kind, at)}"
        for requirement in grant.programme.requirements
        if at in requirement.months
    ]
    return joined(program(), *closing, *(_rows(part.rows) for part in grant.month_inputs(basis, at)))


def joined(*parts: str) -> str:
    """One fingerprint of several texts."""
    return sha256("\n\n".join(parts).encode()).hexdigest()


def _rows(rows: pl.DataFrame) -> str:
    return sha256(rows.sort(pl.all()).write_csv().encode()).hexdigest()
