from datetime import date
from decimal import Decimal

import pytest

from readers.rejections import Code, Unreadable
from readers.values import value_of
from schemas.columns import DeliveredColumn
from schemas.deliveries import KIND_BY_ID


def column(kind: str, name: str) -> DeliveredColumn:
    return next(item for item in KIND_BY_ID[kind].columns if item.name == name)


REGION = column("bup", "region_code")
COUNT = column("bup", "completed_count")
ANSWER = column("redovisning", "is_approved")
OPERATION = column("operationer", "operation")
AGE = column("befolkning", "age_group")
MARK = column("bup", "mark")
PAYMENT = column("rekvisition", "payment")
REFERENCE = column("rekvisition", "payment_reference")


def refused(text: str | None, of: DeliveredColumn) -> Unreadable:
    with pytest.raises(Unreadable) as error:
        value_of(text, of)
    return error.value


@pytest.mark.parametrize(
    ("text", "of", "value"),
    [
        ("Skåne", REGION, "12"),
        ("feb 2024", column("bup", "month"), date(2024, 2, 1)),
        ("2024-09-30 00:00:00", column("redovisning", "received_date"), date(2024, 9, 30)),
        ("1 234", COUNT, 1234),
        ("1 000 000", column("rekvisition", "requested_kr"), 1_000_000),
        ("3,98", column("vardplatser", "beds"), Decimal("3.98")),
        ("91,5 %", column("vardplatser", "occupancy_percent"), Decimal("91.5")),
        ("GRÅ_STARR", OPERATION, "gra_starr"),
        ("Höftleds\nprotes", OPERATION, "hoftledsprotes"),
        ("0–18 år", AGE, "0-18"),
        ("TOTALT", AGE, "totalt"),
        ("Rekonstruerad", MARK, "rekonstruerad"),
        ("JA", ANSWER, True),
        ("nej", ANSWER, False),
        (" Avd. 7: ”norr” ", REFERENCE, "Avd. 7: ”norr”"),
        ("-", REFERENCE, "-"),
    ],
)
def test_a_text_becomes_the_value_of_its_column(text: str, of: DeliveredColumn, value: object) -> None:
    assert value_of(text, of) == value


@pytest.mark.parametrize("of", [COUNT, ANSWER, MARK, REFERENCE, column("redovisning", "received_date")])
@pytest.mark.parametrize("text", [None, "", " ", "\u00a0"])
def test_a_cell_that_may_be_empty_gives_no_value(text: str | None, of: DeliveredColumn) -> None:
    assert value_of(text, of) is None


@pytest.mark.parametrize("of", [REGION, OPERATION, PAYMENT, column("aterbetalning", "repaid_date")])
@pytest.mark.parametrize("text", [None, "", " "])
def test_a_cell_that_may_not_be_empty_is_refused(text: str | None, of: DeliveredColumn) -> None:
    assert refused(text, of).code is Code.TOM_CELL


@pytest.mark.parametrize("of", [REGION, COUNT, ANSWER, REFERENCE, column("bup", "month")])
@pytest.mark.parametrize("text", ["#DIV/0!", "#N/A", "#REF!", "#VALUE!", "#SAKNAS!", "#VÄRDEFEL!", "####"])
def test_an_error_of_a_formula_is_refused_in_any_column(text: str, of: DeliveredColumn) -> None:
    assert refused(text, of).code is Code.FELCELL


@pytest.mark.parametrize("of", [REGION, COUNT, REFERENCE])
def test_a_formula_without_value_is_refused_in_any_column(of: DeliveredColumn) -> None:
    assert refused("=SUM(A1:A3)", of).code is Code.FORMEL_UTAN_VARDE


@pytest.mark.parametrize("text", ["#1", "#12 mars", "nr #N/A"])
def test_a_reference_with_a_number_sign_is_a_text(text: str) -> None:
    assert value_of(text, REFERENCE) == text


@pytest.mark.parametrize(
    ("text", "of"), [("starr", OPERATION), ("19+", AGE), ("skarp", MARK), ("kanske", ANSWER), ("1", ANSWER)]
)
def test_an_unknown_choice_is_refused(text: str, of: DeliveredColumn) -> None:
    assert refused(text, of).code is Code.OKANT_VAL


def test_a_refused_choice_names_each_choice_once() -> None:
    assert "kan anges: totalt och 0-18. Rätta" in refused("19+", AGE).message


def test_a_sign_for_per_cent_is_refused_where_no_per_cent_is_meant() -> None:
    assert refused("5 %", column("vardplatser", "beds")).code is Code.INTE_TAL
