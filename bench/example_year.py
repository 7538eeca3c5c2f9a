"""`bonuspott` on the deliveries of the project: new, with nothing new, with one new delivery, and what only reads."""

import os
import shutil
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from unittest.mock import patch

import dagster as dg

from bench.measuring import PROJECT, Measure, command, median_of
from bench.results import Line
from bench.start import BONUSPOTT, PYTHON
from examples.workbooks import Row, delivery_csv

ROUNDS = 3
READING = (
    ("status",),
    ("explain", "vardplatser_2024", "Skåne", "--month", "2024-03"),
    ("margins", "vardplatser_2024"),
    ("share", "40000000", "--population", "2023-11-01"),
    ("check", "raw/bup/2024-03-20_skr_bup_2024-02.xlsx"),
    ("changes", "--since", "2024-12-01"),
)
"""Commands that change nothing."""
OWN_STORAGE = "storage: {sqlite: {base_dir: {env: DAGSTER_HOME}}}\ntelemetry: {enabled: false}\n"
"""Dagster as it is without our class of storage."""
COLD = "`bonuspott run`, all programmes, example year, new process and history"
OFFICE_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
"""Every formula is calculated when a workbook is opened, whatever values are stored in it."""


def results(place: Path) -> Iterator[Line]:
    rounds = [_round(place / str(number), place / "office") for number in range(ROUNDS)]
    measures = [median_of(list(of_way)) for of_way in zip(*rounds, strict=True)]
    cold, again, one_new, report, empty, office, plain, imports, *reading = measures
    yield Line(COLD, "as many empty assets in one process, Dagster's own storage", cold, empty, 1.25)
    yield Line(COLD, "a plain pandas script: the same amounts, a workbook per payment", cold, plain, 2.5)
    yield Line(COLD, "LibreOffice recalculates the calculation workbooks of the same payments", cold, office, 1)
    yield Line("the same run again, nothing new delivered", "importing polars and duckdb", again, imports, 2)
    yield Line("the same run after one new delivery about one month", "the new run", one_new, cold, 0.35)
    yield Line("`bonuspott report`", "the new run", report, cold, 0.4)
    for words, measure in zip(READING, reading, strict=True):
        yield Line(f"`bonuspott {words[0]}`", "importing polars and duckdb", measure, imports, 2)


def _round(place: Path, profile: Path) -> tuple[Measure, ...]:
    raw = place / "raw"
    shutil.copytree(PROJECT / "raw", raw)
    environment = environment_of(place)

    def bonuspott(*words: str) -> Measure:
        return command(BONUSPOTT, *words, environment=environment)

    cold = bonuspott("run")
    office = _recalculated(sorted((place / "results").rglob("*_kalkyl.xlsx")), place / "recalculated", profile)
    empty = _empty_assets(len(_asset_keys(place / "history")), place / "empty_history")
    plain = command(sys.executable, PROJECT / "bench" / "plain_script.py", raw, place / "plain")
    again = bonuspott("run")
    imports = command(PYTHON, "-c", "import duckdb, polars")
    report = bonuspott("report")
    reading = [bonuspott(*words) for words in READING]
    deliver_missing_month(raw)
    return cold, again, bonuspott("run"), report, empty, office, plain, imports, *reading


def environment_of(place: Path) -> dict[str, str]:
    """The settings of an installation whose folders all lie below `place`."""
    (place / "settings.toml").touch()
    return {
        "BONUSPOTT_SETTINGS": str(place / "settings.toml"),
        "BONUSPOTT_RAW": str(place / "raw"),
        "BONUSPOTT_WAREHOUSE": str(place / "warehouse" / "w.duckdb"),
        "BONUSPOTT_EXPORTS": str(place / "results"),
        "DAGSTER_HOME": str(place / "history"),
    }


def _asset_keys(history: Path) -> list[dg.AssetKey]:
    with patch.dict(os.environ, DAGSTER_HOME=str(history)), dg.DagsterInstance.get() as instance:
        return list(instance.all_asset_keys())


def _empty_assets(count: int, history: Path) -> Measure:
    history.mkdir()
    (history / "dagster.yaml").write_text(OWN_STORAGE, encoding="utf-8")
    return command(sys.executable, "-m", "bench.empty_assets", count, environment={"DAGSTER_HOME": str(history)})


def _recalculated(workbooks: list[Path], target: Path, profile: Path) -> Measure:
    words = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", "xlsx"]
    if not profile.exists():
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(OFFICE_PROFILE, encoding="utf-8")
        command(*words, "--outdir", profile / "first", workbooks[0])  # the rest of the profile is made the first time
    measure = command(*words, "--outdir", target, *workbooks)
    assert len(list(target.iterdir())) == len(workbooks) > 0
    return measure


def deliver_missing_month(raw: Path, day: int = 25) -> None:
    """Kronoberg's report for April 2024, which the example year lacks, received on a day of February 2025."""
    row: Row = {
        "region_code": "07",
        "month": date(2024, 4, 1),
        "beds": 375 + day,
        "overbelaggningar_per_100": 4,
        "utlokaliseringar_per_100": 2,
        "occupancy_percent": 95,
        "mark": "exempel",
    }
    delivery_csv(raw / "vardplatser" / f"2025-02-{day:02}_kronoberg_komplettering.csv", "vardplatser", [row])
