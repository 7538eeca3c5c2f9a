from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readers.dates import day, month
from readers.rejections import Code, Unreadable
from rules.swedish import MONTH_NAMES

FEBRUARY = date(2024, 2, 1)


@pytest.mark.parametrize(
    "text",
    [
        "2024-02",
        "202402",
        "202402.0",
        "2024M02",
        "2024m02",
        "2024-02-01",
        "2024-02-29",
        "2024-02-29 23:59:59",
        "2024-02-29T00:00",
        "2024-02-01 00:00:00.000",
        "februari 2024",
        "FEBRUARI  2024",
        "Feb 2024",
        "feb. 2024",
        " feb\u00a02024 ",
        "2024-02\u200b",
        "2024-2",
        "2024/02",
        "02/2024",
        "2-2024",
        "2024 februari",
        "2024-feb",
        "februari-2024",
        "feb-24",
        "Feb-24",
        "feb. 24",
        "februari 24",
    ],
)
def test_a_month_may_be_written_in_many_ways(text: str) -> None:
    assert month(text) == FEBRUARY


@pytest.mark.parametrize("number", range(1, 13))
def test_every_month_has_its_name_and_its_short_name(number: int) -> None:
    name = MONTH_NAMES[number - 1]
    assert month(f"{name} 2024") == month(f"{name[:3]} 2024") == date(2024, number, 1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2024",
        "2024-00",
        "2024-13",
        "1999-12",
        "2100-01",
        "199912",
        "2024-02-30",
        "2023-02-29",
        "februari",
        "24-feb",
        "13/2024",
        "2024-1-2",
        "feb 024",
        "frebruari 2024",
        "45323",
        "2024.02",
        "２０２４-02",
        "2024-02-01 24:00",
    ],
)
def test_anything_else_is_no_month(text: str) -> None:
    with pytest.raises(Unreadable) as error:
        month(text)
    assert error.value.code is Code.OKAND_MANAD


@pytest.mark.parametrize("text", ["2000-01", "2099-12"])
def test_the_first_and_the_last_year_are_within(text: str) -> None:
    assert month(text).isoformat().startswith(text)


@pytest.mark.parametrize("text", ["2024-09-30", "2024-09-30 00:00:00", "2024-09-30T14:05", " 2024-09-30 "])
def test_a_day_may_have_a_time(text: str) -> None:
    assert day(text) == date(2024, 9, 30)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2024-09-31",
        "2023-02-29",
        "1999-12-31",
        "2100-01-01",
        "2024-9-30",
        "20240930",
        "30/9 2024",
        "45565",
        "i går",
    ],
)
def test_anything_else_is_no_day(text: str) -> None:
    with pytest.raises(Unreadable) as error:
        day(text)
    assert error.value.code is Code.INTE_DATUM


@settings(max_examples=100, deadline=None)
@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_day_is_itself_and_lies_in_its_month(value: date) -> None:
    assert day(value.isoformat()) == value
    assert month(value.isoformat()) == month(f"{value:%Y-%m}") == month(f"{value:%Y%m}") == value.replace(day=1)


def test_english_months_of_an_english_excel_are_known() -> None:
    assert [month(text).month for text in ("May-24", "Oct-24", "March 2024")] == [5, 10, 3]


@pytest.mark.parametrize(("text", "cause"), [("augusti", "utan år"), ("45323", "löpnummer"), ("x", "ingen månad")])
def test_the_cause_is_told_why_a_text_is_no_month(text: str, cause: str) -> None:
    with pytest.raises(Unreadable) as error:
        month(text)
    assert cause in error.value.message
