import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.identity_numbers import (
    MASK,
    check_digit,
    is_bankgiro,
    is_organisation_number,
    is_plusgiro,
    masked,
    written_bankgiro,
    written_plusgiro,
)
from rules.regions import REGIONS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("232100-0016", True, id="with hyphen"),
        pytest.param("2321000016", True, id="without hyphen"),
        pytest.param("232100-0017", False, id="wrong check digit"),
        pytest.param("232100-006", False, id="nine digits"),
        pytest.param("16232100-0016", False, id="with century"),
        pytest.param("2321-000016", False, id="hyphen elsewhere"),
        pytest.param("000000-0000", False, id="only zeros"),
        pytest.param("232100-001٦", False, id="other than ASCII digits"),
        pytest.param("", False, id="empty"),
    ],
)
def test_an_organisation_number_has_ten_digits_and_a_right_check_digit(text: str, expected: bool) -> None:
    assert is_organisation_number(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("5050-1055", True, id="eight digits"),
        pytest.param("50501055", True, id="eight without hyphen"),
        pytest.param("991-2346", True, id="seven digits"),
        pytest.param("9912346", True, id="seven without hyphen"),
        pytest.param("5050-1054", False, id="wrong check digit"),
        pytest.param("5050-1505", False, id="neighbours swapped"),
        pytest.param("99-1234", False, id="six digits"),
        pytest.param("55050-1055", False, id="nine digits"),
        pytest.param("505-01055", False, id="hyphen elsewhere"),
        pytest.param(" 5050-1055", False, id="blank before"),
        pytest.param("5050-1055\n", False, id="line break after"),
        pytest.param("000-0000", False, id="only zeros"),
    ],
)
def test_a_bankgiro_has_seven_or_eight_digits_and_a_right_check_digit(text: str, expected: bool) -> None:
    assert is_bankgiro(text) is expected


@pytest.mark.parametrize(
    ("text", "written"),
    [("50501055", "5050-1055"), ("5050-1055", "5050-1055"), ("9912346", "991-2346")],
)
def test_a_bankgiro_is_written_with_four_digits_after_the_hyphen(text: str, written: str) -> None:
    assert written_bankgiro(text) == written


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("8", False, id="one digit"),
        pytest.param("1-8", True, id="two digits"),
        pytest.param("28 65 43-4", True, id="in pairs"),
        pytest.param("2865434", True, id="digits alone"),
        pytest.param("28 65 43-5", False, id="wrong check digit"),
        pytest.param("1234567-4", True, id="eight digits"),
        pytest.param("12345678-2", False, id="nine digits"),
        pytest.param("0-0", False, id="only zeros"),
    ],
)
def test_a_plusgiro_has_two_to_eight_digits_and_a_right_check_digit(text: str, expected: bool) -> None:
    assert is_plusgiro(text) is expected


@pytest.mark.parametrize(
    ("text", "written"), [("2865434", "28 65 43-4"), ("1-8", "1-8"), ("12345674", "1 23 45 67-4"), ("418", "41-8")]
)
def test_a_plusgiro_is_written_in_pairs_with_the_check_digit_after_the_hyphen(text: str, written: str) -> None:
    assert written_plusgiro(text) == written


@pytest.mark.parametrize("region", REGIONS, ids=lambda region: region.name)
def test_the_register_of_regions_has_right_organisation_numbers(region) -> None:
    assert is_organisation_number(region.organisation_number)


@given(st.text("0123456789", min_size=6, max_size=7).filter(lambda digits: int(digits) > 0), st.data())
@settings(max_examples=100, deadline=None)
def test_any_single_wrong_digit_is_found(digits: str, data: st.DataObject) -> None:
    right = f"{digits}{check_digit(digits)}"
    assert is_bankgiro(right)
    place = data.draw(st.integers(0, len(right) - 1))
    other = data.draw(st.sampled_from("0123456789").filter(lambda digit: digit != right[place]))
    assert not is_bankgiro(right[:place] + other + right[place + 1 :])


@pytest.mark.parametrize(
    "text",
    [
        "19121212-1212",
        "121212-1212",
        "121212+1212",
        "191212121212",
        "1212121212",
        "121272-1219",
        "850101-1234",
        "20000229-1234",
    ],
)
def test_what_looks_like_a_personal_number_is_masked(text: str) -> None:
    assert masked(f"pat {text}.") == f"pat {MASK}."


@pytest.mark.parametrize(
    "text",
    [
        "232100-0016",
        "1197500000",
        "1212121213",
        "5050-1055",
        "2024-09-01 00:00",
        "19131312-1212",
        "850230-1234",
        "3.121212121212",
    ],
)
def test_other_numbers_are_left(text: str) -> None:
    assert masked(text) == text
