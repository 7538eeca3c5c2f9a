"""Recalculation of a written workbook by an engine that has never seen the stored values."""

import io
import re
from collections.abc import Callable, Iterable, Mapping
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
from exports.calculation.workbook import CalculationInputs, write_calculation
from readers.files import find_deliveries
from rules.case import Account, Case, Given
from rules.found_decrees import grants
from rules.regions import CODES
from rules.replay import reports
from rules.reports import KINDS

RAW = Path(__file__).resolve().parents[3] / "raw"
DECREES = grants()


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
def year() -> dict[str, Case]:
    """The example year as cases, by decree."""
    core = take_in(find_deliveries(RAW), {}, date(2026, 1, 1)).core

    def population(day: date, age_group: str) -> dict[str, int]:
        rows = core["befolkning"].filter((pl.col("reference_date") == day) & (pl.col("age_group") == age_group))
        return dict(rows.sort("region_code").select("region_code", "population_count").iter_rows())

    reported = {kind.id: reports(kind, core[kind.id].to_dicts()) for kind in KINDS.values()}
    found = {}
    for decree in DECREES:
        accounts = {
            row["region_code"]: Account(row["received_date"], row["is_approved"])
            for row in core["redovisning"].filter(pl.col("programme") == decree.id).iter_rows(named=True)
        }
        populations = {group: population(decree.population_date, group) for group in decree.age_groups}
        found[decree.id] = Case(decree, Given(populations, reported, accounts or None))
    return found


def settled_inputs(case: Case) -> CalculationInputs:
    return CalculationInputs(case, case.computed()[1].payouts)


@pytest.fixture(scope="session")
def settled() -> Callable[[Case], CalculationInputs]:
    """The rules, from a case to what a workbook is written from."""
    return settled_inputs


@pytest.fixture(scope="session")
def inputs(year: dict[str, Case]) -> dict[str, CalculationInputs]:
    """The example year, by decree."""
    return {decree: settled_inputs(case) for decree, case in year.items()}


@pytest.fixture(scope="session")
def paid() -> Callable[[CalculationInputs, str], dict[tuple[str, str], int]]:
    """The engine's kronor of one payment, by component and region code."""

    def of_payment(inputs: CalculationInputs, payment: str) -> dict[tuple[str, str], int]:
        return {(row.component, row.region_code): row.amount_kr for row in inputs.payouts if row.payment == payment}

    return of_payment


@pytest.fixture(scope="session")
def write() -> Callable[..., None]:
    """Writes the workbook of a payment by its id."""

    def write_payment(inputs: CalculationInputs, payment: str, path: Path, marks: Iterable[str] = ()) -> None:
        write_calculation(inputs.case.decree.payment(payment), inputs, path, marks)

    return write_payment


@pytest.fixture(scope="session")
def written(
    inputs: dict[str, CalculationInputs], write: Callable[..., None], tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[str, str], Path]:
    """The workbooks of the example year, by decree and payment."""
    folder = tmp_path_factory.mktemp("calculations")
    paths = {}
    for decree in DECREES:
        for payment in decree.payments:
            paths[decree.id, payment.id] = folder / f"{decree.id}_{payment.id}.xlsx"
            write(inputs[decree.id], payment.id, paths[decree.id, payment.id], {"exempel"})
    return paths
