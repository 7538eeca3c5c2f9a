"""What senders may write in deliveries agrees with the programmes."""

from datetime import date

import pandera.errors
import polars as pl
import pytest

from assets.programmes import GRANTS
from rules.found_decrees import decrees
from schemas.columns import ValueKind
from schemas.deliveries import KIND_BY_ID, PAYMENT_IDS, Anvisningar
from schemas.tables import frame


def test_every_payment_of_every_programme_can_be_requested_and_no_other() -> None:
    paid = {payment.id for grant in GRANTS for payment in grant.programme.payments}
    assert set(PAYMENT_IDS) == paid | {"skr"}


def instruction(programme: str, deadline: str, month: date | None = None) -> pl.DataFrame:
    row = {
        "received": date(2024, 4, 2),
        "file": "anvisningar/2024-04-02.csv",
        "sheet": "",
        "row": 2,
        "programme": programme,
        "deadline": deadline,
        "month": month,
        "day": date(2024, 4, 30),
        "reference": "4.1-1/2024",
        "mark": None,
    }
    return frame(Anvisningar, [row])


MARCH = date(2024, 3, 1)


@pytest.mark.parametrize(
    ("programme", "deadline", "month"),
    [
        pytest.param("vardplatser_2024", "vardplatser_2024-03", None, id="a report named with its month"),
        pytest.param("vardplatser_2024", "vardplatser", MARCH, id="a report named by kind and month"),
        pytest.param("vardplatser_2024", "vardplatser_2024-03", MARCH, id="a report named twice"),
        pytest.param("vardplatser_2024", "region_rekvisition_grundkrav", None, id="requisitions without a day"),
        pytest.param("vardkoer_2025", "region_rekvisition_block2", None, id="requisitions that it may ask for"),
        pytest.param("vardplatser_2024", "diarienummer", None, id="the number of a decree that prints none"),
    ],
)
def test_what_the_decree_leaves_to_the_agency_can_be_instructed(programme, deadline, month) -> None:
    assert Anvisningar.validate(instruction(programme, deadline, month), lazy=True).height == 1


@pytest.mark.parametrize(
    ("programme", "deadline", "month"),
    [
        pytest.param("tillganglighet_2024", "bup_2024-03", None, id="a day that the agreement says"),
        pytest.param("tillganglighet_2024", "region_rekvisition_augusti", None, id="paid without, says the agreement"),
        pytest.param("tillganglighet_2024", "diarienummer", None, id="a number that is printed"),
        pytest.param("vardkoer_2025", "vardplatser", MARCH, id="a report of another grant"),
        pytest.param("vardplatser_2024", "vardplatser", None, id="a report without a month"),
        pytest.param("vardplatser_2024", "vardplatser_2024-03", date(2024, 4, 1), id="two months"),
    ],
)
def test_what_the_decree_settles_itself_cannot_be_instructed(programme, deadline, month) -> None:
    with pytest.raises(pandera.errors.SchemaErrors, match="deadline_is_the_agencys"):
        Anvisningar.validate(instruction(programme, deadline, month), lazy=True)


def test_what_accounts_are_to_contain_has_optional_columns_of_yes_and_no() -> None:
    columns = {column.name: column for column in KIND_BY_ID["redovisning"].columns}
    asked = [part.column for decree in decrees() for part, _ in decree.account_parts]
    assert len(asked) == 9
    assert all(columns[name].kind is ValueKind.YES_NO and not columns[name].is_required for name in asked)
