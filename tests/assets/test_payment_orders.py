"""The payment orders of the example year: every krona is accounted for, and every text file can be taken in."""

from pathlib import Path

import openpyxl
import pytest

from rules.found_decrees import grants
from tests.exports.payment.test_order import beside
from tests.exports.payment.test_order_file import faults

PAYMENTS = [(decree.id, payment.id) for decree in grants() for payment in decree.payments]
WHEREABOUTS = ("Betalas", "Inte begärt", "Stoppat", "Förfallet")


@pytest.mark.parametrize(("programme", "payment"), PAYMENTS)
def test_what_the_regions_are_entitled_to_is_paid_or_named_and_is_what_was_computed(
    year, programme: str, payment: str
) -> None:
    path = year.exports / f"{programme}_{payment}_betalningsunderlag.xlsx"
    sheet = openpyxl.load_workbook(path, data_only=True)["Utbetalning"]
    ((computed,),) = year.rows(
        f"SELECT coalesce(sum(amount_kr), 0) FROM out.payout WHERE programme = '{programme}' AND payment = '{payment}'"
    )
    assert beside(sheet, "Rätt till") == sum(beside(sheet, label) for label in WHEREABOUTS) == computed
    assert beside(sheet, "Skillnad (ska vara 0)") == 0


def test_every_text_file_is_as_its_description_says(year) -> None:
    files = sorted(Path(year.exports).glob("*_betalningsunderlag.csv"))
    assert len(files) == len(PAYMENTS)
    assert {path.name: faults(path) for path in files} == {path.name: [] for path in files}
