"""Measures, prints what comes out as it comes, and keeps a whole run in `docs/performance.md`."""

import os
import platform
import subprocess
import sys
import tempfile
from datetime import date
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from bench.measuring import PROJECT
from bench.results import tables, with_measured

PAGE = PROJECT / "docs" / "performance.md"
BENCHES = (
    "start",
    "workbooks",
    "beds_scenarios",
    "operation_records",
    "spark_records",
    "example_year",
    "many_deliveries",
    "growth",
    "idle",
)
LIBRARIES = ("dagster", "duckdb", "polars", "pandera", "openpyxl")


def main(names: list[str]) -> None:
    if unknown := set(names) - set(BENCHES):
        sys.exit(f"no such bench: {', '.join(sorted(unknown))}; there are {', '.join(BENCHES)}")
    found = []
    with tempfile.TemporaryDirectory(prefix="bonuspott-bench-") as folder:
        for name in names or BENCHES:
            place = Path(folder) / name
            place.mkdir()
            for result in import_module(f"bench.{name}").results(place):
                print(" | ".join(result.cells()), flush=True)
                found.append(result)
    if not names:
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(with_measured(page, f"{_circumstances()}\n\n{tables(found)}"), encoding="utf-8")


def _circumstances() -> str:
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    office = subprocess.run(["soffice", "--version"], capture_output=True, text=True, check=True).stdout.split()
    return (
        f"Measured {date.today()}: {os.cpu_count()} cores ({_processor()}), {memory_gib:.0f} GiB of memory, "
        f"{platform.system()}, Python {platform.python_version()}, {libraries}, {' '.join(office[:2])}."
    )


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())


if __name__ == "__main__":
    main(sys.argv[1:])
