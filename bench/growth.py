"""How cost grows with the number of rows, regions, months and deliveries.

There are 21 regions, and the decrees' months are as many as they are. What grows with them is therefore measured on
the mechanisms that the decrees share, with made-up regions and months.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import dagster as dg

from bench.made_up_grant import decide
from bench.measuring import PROJECT, in_turn, work
from bench.results import Growth
from bench.workbooks import write_large
from pipelines.definitions import build_definitions
from pipelines.runs.jobs import DELIVERIES_JOB
from pipelines.settings import Settings
from readers.replacement import replace
from readers.table import read_file
from readers.validation import validate
from rules.months import months
from rules.regions import CODES
from schemas.deliveries import KIND_BY_ID

ROUNDS = 3
ROWS = (20_000, 60_000, 200_000)
REGIONS = (21, 63, 210)
MONTHS = (9, 27, 90)
COPIES = (1, 10, 100)


def results(place: Path) -> Iterator[Growth]:
    for rows in ROWS:
        write_large(place / str(rows) / "2025-01-01_large.xlsx", rows)
    yield _growth("rows of a workbook: read, validated, chosen", take_in, {rows: (place / str(rows),) for rows in ROWS})
    regions = {number: (number, MONTHS[0]) for number in REGIONS}
    yield _growth("regions: monthly pots, five best, bonus pot", decide, regions)
    yield _growth("months: the same", decide, {number: (len(CODES), number) for number in MONTHS})
    deliveries = {
        copied(place / str(copies) / "raw", copies): (place / str(copies) / "raw", place / str(copies) / "w.duckdb")
        for copies in COPIES
    }
    yield _growth("deliveries: the step that reads, keeps and chooses", step, deliveries, rounds=1)


def _growth(
    what: str, function: Callable[..., None], arguments: Mapping[int, tuple[object, ...]], rounds: int = ROUNDS
) -> Growth:
    """`arguments` are those of the function by size."""
    measures = in_turn(rounds, *(partial(work, function, *given) for given in arguments.values()))
    return Growth(what, list(zip(arguments, measures, strict=True)))


def take_in(folder: str) -> None:
    kind = KIND_BY_ID["malvarden"]
    for path in Path(folder).iterdir():
        content = read_file(path, path.name, kind)
        current = replace([validate(content, kind, months(2025, 1, 1)[0]).frame], kind.key).current
        assert current.height == len(content.sheets[0].rows)


def step(raw: str, warehouse: str) -> None:
    settings = Settings(raw=Path(raw), warehouse=Path(warehouse))
    job = build_definitions(settings).resolve_job_def(DELIVERIES_JOB)
    quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    with dg.DagsterInstance.ephemeral() as history:
        assert job.execute_in_process(run_config=quiet, instance=history).success


def copied(target: Path, copies: int) -> int:
    """The deliveries of the project `copies` times over, under other names; how many files that is."""
    for source in (PROJECT / "raw").rglob("*.*"):
        folder = target / source.parent.relative_to(PROJECT / "raw")
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(copies):
            shutil.copy(source, folder / f"{source.stem}_{number:03}{source.suffix}")
    return len(list(target.glob("*/*")))
