"""Recalculation of a written workbook by an engine that has never seen the stored values."""

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.sax.saxutils import unescape
from zipfile import ZipFile

import formualizer
import polars as pl
import pytest
from xlsxwriter.utility import xl_cell_to_rowcol

from assets.intake import take_in
from exports.calculation import tillganglighet_2024, vardkoer_2025, vardplatser_2024
from exports.calculation.workbook import CALCULATIONS, write_calculation
from readers.files import find_deliveries
from rules.decrees import tillganglighet_2024 as agreement
from rules.decrees import vardkoer_2025 as queues
from rules.decrees import vardplatser_2024 as beds
from rules.regions import CODES

RAW = Path(__file__).resolve().parents[3] / "raw"


@dataclass(frozen=True)
class FormulaCell:
    """A formula, the value that the writer put beside it, and what another engine makes of it."""

    sheet: str
    cell: str
    formula: str
    stored: str | int | float
    again: Any

    def is_stored(self, computed: Any) -> bool:
        """Whether a computed value is the stored one. A decimal is only shown, and is stored cut."""
        if isinstance(self.stored, float):
            return abs(self.stored - float(computed)) < 1e-6
        return self.stored == ("" if computed is None else computed)


FORMULA_CELL = re.compile(r'<c r="([A-Z]+[0-9]+)"[^>]*?(?: t="(\w+)")?><f>(.*?)</f><v>(.*?)</v></c>')


class Recalculated:
    """A workbook as another engine computes it from the cells without formulas."""

    def __init__(self, path: Path, changes: Mapping[str, Any]) -> None:
        self.path = path
        self.engine = formualizer.Workbook.from_bytes(without_stored_values(path))
        for name, value in changes.items():
            self.engine.set_value(*self._place(name), float(value) if isinstance(value, Decimal) else value)
        self.engine.evaluate_all()

    def named(self, name: str) -> Any:
        return self.engine.get_value(*self._place(name))

    def labelled(self, sheet: str, label: str) -> Any:
        """The cell to the right of a label."""
        row = next(row for row in range(1, 400) if self.engine.get_value(sheet, row, 1) == label)
        return self.engine.get_value(sheet, row, 2)

    def column(self, sheet: str, heading: str) -> list[Any]:
        """The cells below a heading, down to the row of sums or the end."""
        places = ((row, column) for row in range(1, 30) for column in range(1, 30))
        top, column = next(place for place in places if self.engine.get_value(sheet, *place) == heading)
        last = top
        while self.engine.get_value(sheet, last + 1, 1) not in (None, "Summa"):
            last += 1
        assert last > top
        return [self.engine.get_value(sheet, row, column) for row in range(top + 1, last + 1)]

    def payouts(self, components: list[str]) -> dict[tuple[str, str], Any]:
        """What the sheet Utbetalning pays, by component and region code."""
        top = next(row for row in range(1, 20) if self.engine.get_value("Utbetalning", row, 1) == "Region")
        return {
            (component, code): self.engine.get_value("Utbetalning", top + 1 + row, 2 + column)
            for column, component in enumerate(components)
            for row, code in enumerate(CODES)
        }

    def formula_cells(self) -> list[FormulaCell]:
        """Every cell with a formula, read from the file itself."""
        cells = []
        with ZipFile(self.path) as written:
            for number, sheet in enumerate(self.engine.sheet_names, start=1):
                content = written.read(f"xl/worksheets/sheet{number}.xml").decode()
                for cell, kind, formula, text in FORMULA_CELL.findall(content):
                    row, column = xl_cell_to_rowcol(cell)
                    is_text = kind == "str" or not text
                    stored = unescape(text) if is_text else float(text) if "." in text else int(text)
                    again = self.engine.get_value(sheet, row + 1, column + 1)
                    cells.append(FormulaCell(sheet, cell, unescape(formula), stored, again))
        return cells

    def _place(self, name: str) -> tuple[str, int, int]:
        """Sheet, row and column of a named cell."""
        (found,) = (named for named in self.engine.get_named_ranges() if named["name"] == name)
        return found["sheet"], found["start_row"], found["start_col"]


def without_stored_values(path: Path) -> bytes:
    """The workbook with formulas only, so that an engine cannot look the answers up."""
    bare = io.BytesIO()
    with ZipFile(path) as written, ZipFile(bare, "w") as copy:
        for name in written.namelist():
            content = written.read(name)
            copy.writestr(name, re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", content))
    return bare.getvalue()


@pytest.fixture(scope="session")
def bare() -> Callable[[Path], bytes]:
    """The workbook with formulas only."""
    return without_stored_values


@pytest.fixture(scope="session")
def recalculated() -> Callable[..., Recalculated]:
    """Recalculates a workbook, with named cells changed."""

    def recalculate(path: Path, changes: Mapping[str, Any] | None = None) -> Recalculated:
        return Recalculated(path, changes or {})

    return recalculate


@pytest.fixture(scope="session")
def inputs() -> dict[str, Any]:
    """The example year, by programme id."""
    core = take_in(find_deliveries(RAW), {}, date(2026, 1, 1)).core

    def population(day: date, age_group: str) -> dict[str, int]:
        rows = core["befolkning"].filter((pl.col("reference_date") == day) & (pl.col("age_group") == age_group))
        return dict(rows.sort("region_code").select("region_code", "population_count").iter_rows())

    def reports(kind: str, make: Callable[..., Any], key: list[str], values: list[str]) -> dict[Any, Any]:
        rows = core[kind].iter_rows(named=True)
        return {tuple(row[name] for name in key): make(*(row[name] for name in values)) for row in rows}

    everyone, young = population(date(2023, 11, 1), "totalt"), population(date(2023, 11, 1), "0-18")
    rates = reports(
        "vardplatser",
        beds.BedsReport,
        ["region_code", "month"],
        ["beds", "overbelaggningar_per_100", "utlokaliseringar_per_100", "occupancy_percent"],
    )
    counts = ["completed_count", "completed_within_count", "waiting_count", "waiting_within_count"]
    waits = reports("bup", agreement.BupReport, ["region_code", "month", "measure"], counts)
    accounts = {
        code: account
        for (code, programme), account in reports(
            "redovisning", agreement.Account, ["region_code", "programme"], ["received_date", "is_approved"]
        ).items()
        if programme == "tillganglighet_2024"
    }
    operations: dict[tuple[str, date, str], int] = {}
    for row in core["operationer"].iter_rows(named=True):
        key = (row["region_code"], row["month"], row["operation"])
        if row["month"] in queues.PARAMETERS.measured_months and row["operation_count"] is not None:
            operations[key] = operations.get(key, 0) + row["operation_count"]
    return {
        "vardplatser_2024": beds_inputs(rates, everyone),
        "tillganglighet_2024": agreement_inputs(waits, everyone, young, accounts),
        "vardkoer_2025": queues_inputs(operations, population(date(2024, 11, 1), "totalt")),
    }


def beds_inputs(
    reports: Any, population: dict[str, int], parameters: beds.Parameters = beds.PARAMETERS
) -> vardplatser_2024.CalculationInputs:
    outcomes = [
        outcome
        for month in beds.MEASURED_MONTHS
        for outcome in beds.qualify_month(month, reports, population, parameters)
    ]
    settled = beds.settle(beds.Inputs(population), outcomes, parameters)
    return vardplatser_2024.CalculationInputs(reports, population, settled.payouts)


def agreement_inputs(
    reports: Any,
    population: dict[str, int],
    young: dict[str, int],
    accounts: Any,
    parameters: agreement.Parameters = agreement.PARAMETERS,
    august_decided_kr: dict[str, int] | None = None,
) -> tillganglighet_2024.CalculationInputs:
    outcomes = [
        outcome
        for month in agreement.measured_months()
        for outcome in agreement.qualify_month(month, reports, young, parameters)
    ]
    settled = agreement.settle(
        agreement.Inputs(population, young, accounts), outcomes, parameters, august_decided_kr=august_decided_kr
    )
    return tillganglighet_2024.CalculationInputs(
        reports, population, young, accounts, settled.payouts, august_decided_kr
    )


def queues_inputs(
    counts: Any, population: dict[str, int], parameters: queues.Parameters = queues.PARAMETERS
) -> vardkoer_2025.CalculationInputs:
    settled = queues.settle(queues.Inputs(counts, population), parameters)
    return vardkoer_2025.CalculationInputs(counts, population, settled.payouts)


@dataclass(frozen=True)
class Settlers:
    """The rules, from plain values to what a workbook is written from."""

    beds: Callable[..., vardplatser_2024.CalculationInputs] = beds_inputs
    agreement: Callable[..., tillganglighet_2024.CalculationInputs] = agreement_inputs
    queues: Callable[..., vardkoer_2025.CalculationInputs] = queues_inputs


@pytest.fixture(scope="session")
def settled() -> Settlers:
    return Settlers()


@pytest.fixture(scope="session")
def paid() -> Callable[[Any, str], dict[tuple[str, str], int]]:
    """The engine's kronor of one payment, by component and region code."""

    def of_payment(inputs: Any, payment: str) -> dict[tuple[str, str], int]:
        return {(row.component, row.region_code): row.amount_kr for row in inputs.payouts if row.payment == payment}

    return of_payment


@pytest.fixture(scope="session")
def written(inputs: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Path]:
    """The workbooks of the example year, by programme and payment."""
    folder = tmp_path_factory.mktemp("calculations")
    paths = {}
    for programme, payment in CALCULATIONS:
        paths[programme, payment] = folder / f"{programme}_{payment}.xlsx"
        write_calculation(programme, payment, inputs[programme], paths[programme, payment], {"exempel"})
    return paths
