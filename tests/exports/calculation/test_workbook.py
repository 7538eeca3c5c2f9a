import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from exports.calculation.payout import DIFFERENCE
from exports.printed_sheet import BANNERS
from rules.found_decrees import decree, decrees

PAYMENTS = [(each.id, payment.id) for each in decrees() for payment in each.payments]
FIFTEEN_DIGITS = 10**15
KNOWN = {
    "AND",
    "ABS",
    "IF",
    "INT",
    "ISNUMBER",
    "MAX",
    "MIN",
    "MOD",
    "OR",
    "ROUND",
    "ROWS",
    "SUM",
    "SUMIF",
    "SUMPRODUCT",
}

every_payment = pytest.mark.parametrize(("programme", "payment"), PAYMENTS, ids=["-".join(pair) for pair in PAYMENTS])


def components(programme: str, payment: str) -> list[str]:
    return [component.id for component in decree(programme).payment(payment).components]


@every_payment
def test_excel_computes_every_krona_that_the_engine_pays(
    programme: str, payment: str, written: Any, recalculated: Callable[..., Any], inputs: Any, paid: Any
) -> None:
    book = recalculated(written[programme, payment])
    assert book.payouts(components(programme, payment)) == paid(inputs[programme], payment)
    assert book.named(DIFFERENCE) == 0


@every_payment
def test_every_stored_value_is_what_its_formula_gives(
    programme: str, payment: str, written: Any, recalculated: Callable[..., Any]
) -> None:
    """And no number on the way has more digits than Excel keeps, or is computed by a function not all programs know."""
    cells = recalculated(written[programme, payment]).formula_cells()
    assert len(cells) > 60
    assert [cell for cell in cells if not cell.is_stored(cell.again)] == []
    assert 1_000_000 < max(abs(cell.stored) for cell in cells if isinstance(cell.stored, int | float)) < FIFTEEN_DIGITS
    used = {name for cell in cells for name in re.findall(r"([A-Z]+)\(", re.sub(r'"[^"]*"', "", cell.formula))}
    assert used <= KNOWN


@pytest.mark.parametrize(
    ("programme", "payment"),
    [("tillganglighet_2024", "forsta"), ("vardplatser_2024", "slut"), ("vardkoer_2025", "block2")],
)
def test_the_same_inputs_give_the_same_bytes(
    programme: str, payment: str, written: Any, inputs: Any, write: Any, tmp_path: Path
) -> None:
    again = tmp_path / "again.xlsx"
    write(inputs[programme], payment, again, {"exempel"})
    assert again.read_bytes() == written[programme, payment].read_bytes()


def test_a_payment_without_payouts_is_refused_and_the_old_file_stays(inputs: Any, write: Any, tmp_path: Path) -> None:
    path = tmp_path / "slut.xlsx"
    path.write_text("the old one")
    withheld = replace(inputs["vardplatser_2024"], payouts=())
    with pytest.raises(ValueError, match="slut: no payout for"):
        write(withheld, "slut", path)
    assert [file.name for file in tmp_path.iterdir()] == ["slut.xlsx"]
    assert path.read_text() == "the old one"


def test_an_engine_that_paid_otherwise_shows_as_a_difference(
    inputs: Any, write: Any, tmp_path: Path, recalculated: Callable[..., Any]
) -> None:
    first, second, *rest = inputs["vardkoer_2025"].payouts
    wrong = (replace(first, amount_kr=first.amount_kr + 3), replace(second, amount_kr=second.amount_kr - 3), *rest)
    path = tmp_path / "block1.xlsx"
    write(replace(inputs["vardkoer_2025"], payouts=wrong), "block1", path)
    assert recalculated(path).named(DIFFERENCE) == 6


def test_marks_stand_on_every_sheet_but_the_decrees_own_numbers(
    written: Any, inputs: Any, write: Any, recalculated: Callable[..., Any], tmp_path: Path
) -> None:
    def sheets_with_banner(path: Path) -> list[str]:
        engine = recalculated(path).engine
        return [name for name in engine.sheet_names if engine.get_value(name, 2, 1) == BANNERS["exempel"]]

    path = tmp_path / "unmarked.xlsx"
    write(inputs["vardkoer_2025"], "block1", path)
    assert sheets_with_banner(written["vardkoer_2025", "block1"]) == ["Läs mig", "Potter", "Utbetalning"]
    assert sheets_with_banner(path) == []


@every_payment
def test_the_sheets_lead_from_the_guide_to_the_payout(programme: str, payment: str, written: Any) -> None:
    names = openpyxl.load_workbook(written[programme, payment], read_only=True).sheetnames
    assert names[:2] == ["Läs mig", "Villkor"]
    assert names[-1] == "Utbetalning"
