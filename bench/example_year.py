"""`bonuspott run` on the deliveries of the project: new, with nothing new, and with one new delivery."""

import shutil
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import dagster as dg

from bench.measuring import PROJECT, Measure, command, median_of
from bench.results import Line
from bench.start import BONUSPOTT
from examples.workbooks import Row, delivery_csv

ROUNDS = 3
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
    cold, again, one_new, empty, office = (median_of(list(of_way)) for of_way in zip(*rounds, strict=True))
    yield Line(COLD, "as many empty assets in one process, the same kind of history", cold, empty, 1.5)
    yield Line(COLD, "LibreOffice recalculates the calculation workbooks of the same payments", cold, office, 1)
    yield Line("the same run again, nothing new delivered", "the new run", again, cold, 0.5)
    yield Line("the same run after one new delivery about one month", "the new run", one_new, cold, 0.5)


def _round(place: Path, profile: Path) -> tuple[Measure, ...]:
    raw, history = place / "raw", place / "history"
    shutil.copytree(PROJECT / "raw", raw)
    (place / "settings.toml").touch()
    environment = {
        "BONUSPOTT_SETTINGS": str(place / "settings.toml"),
        "BONUSPOTT_RAW": str(raw),
        "BONUSPOTT_WAREHOUSE": str(place / "warehouse" / "w.duckdb"),
        "BONUSPOTT_EXPORTS": str(place / "results"),
        "DAGSTER_HOME": str(history),
    }

    def run() -> Measure:
        return command(BONUSPOTT, "run", environment=environment)

    cold = run()
    office = _recalculated(sorted((place / "results").rglob("*_kalkyl.xlsx")), place / "recalculated", profile)
    empty = _empty_assets(len(_asset_keys(history)), place / "empty_history")
    again = run()
    _deliver_missing_month(raw)
    return cold, again, run(), empty, office


def _asset_keys(history: Path) -> list[dg.AssetKey]:
    with dg.DagsterInstance.from_config(str(history)) as instance:
        return list(instance.all_asset_keys())


def _empty_assets(count: int, history: Path) -> Measure:
    history.mkdir()
    shutil.copy(PROJECT / ".dagster" / "dagster.yaml", history)
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


def _deliver_missing_month(raw: Path) -> None:
    """Kronoberg's report for April 2024, which the example year lacks."""
    row: Row = {
        "region_code": "07",
        "month": date(2024, 4, 1),
        "beds": 400,
        "overbelaggningar_per_100": 4,
        "utlokaliseringar_per_100": 2,
        "occupancy_percent": 95,
        "mark": "exempel",
    }
    delivery_csv(raw / "vardplatser" / "2025-02-25_kronoberg_komplettering.csv", "vardplatser", [row])
