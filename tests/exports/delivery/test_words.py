from datetime import date

import pytest

from exports.delivery.words import counting_lines, region_words, replaced_words, state_words
from rules.regions import CODES
from rules.swedish import NO_BREAK_SPACE
from schemas.delivery_overview import Counting, DeliveryState

STATE = DeliveryState("bup/a.csv", "", "bup", date(2024, 1, 1), "read", 1200, 1, (), 0, frozenset())


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        pytest.param({}, "läst, 1 av 1 200 rader räknas", id="rows"),
        pytest.param({"row_count": 1}, "läst, 1 av 1 rad räknas", id="one row"),
        pytest.param({"counting": None}, "läst, 1 200 poster", id="records"),
        pytest.param({"counting": None, "row_count": 1}, "läst, 1 post", id="one record"),
        pytest.param({"status": "refused"}, "avvisad", id="refused"),
        pytest.param({"status": "later"}, "inkommen efter räknedagen", id="later"),
        pytest.param({"status": "removed"}, "borttagen", id="removed"),
    ],
)
def test_a_state_is_told_in_words(changed: dict[str, object], said: str) -> None:
    assert state_words(STATE._replace(**changed)).replace(NO_BREAK_SPACE, " ") == said


def test_a_file_replaced_whole_is_told_otherwise_than_one_of_which_rows_are() -> None:
    state = STATE._replace(row_count=3, replaced_by=(("b", 3),))
    assert replaced_words(state) == ["ersatt av b"]
    state = STATE._replace(row_count=4, replaced_by=(("b", 3), ("c", 1)))
    assert replaced_words(state) == ["3 rader ersatta av b", "1 rad ersatt av c"]


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        (0, "alla regioner"),
        (1, "alla regioner utom Stockholm"),
        (3, "alla regioner utom Stockholm, Uppsala och Södermanland"),
    ],
)
def test_most_regions_are_told_by_those_that_are_missing(missing: int, said: str) -> None:
    assert region_words(CODES[missing:]) == said


def test_with_more_missing_the_regions_themselves_are_named() -> None:
    assert region_words(CODES[4:]).startswith("Jönköping, Kronoberg")
    assert region_words(["12", "09"]) == "Gotland och Skåne"


def test_regions_with_the_same_file_and_months_share_a_line_in_the_order_of_time() -> None:
    def counts(file: str, code: str, *months: int) -> list[Counting]:
        return [Counting("bup", file, code, date(2024, month, 1)) for month in months]

    lines = counting_lines([
        *counts("b", "12", 3), *counts("a", "12", 1, 2, 4), *counts("a", "09", 1, 2, 4), *counts("a", "01", 1),
    ])  # fmt: skip
    assert lines == [
        ("Stockholm", "januari 2024", "a"),
        ("Gotland och Skåne", "januari–februari 2024 och april 2024", "a"),
        ("Skåne", "mars 2024", "b"),
    ]


def test_what_is_not_monthly_is_told_by_day_or_grant() -> None:
    days = [Counting("befolkning", "a", "12", date(2023, 11, 1)), Counting("redovisning", "b", "12", "vardkoer_2025")]
    assert [time for _, time, _ in counting_lines(days)] == ["1 november 2023", "Vårdköer 2025"]


def test_skr_is_named_beside_the_regions() -> None:
    assert region_words(["skr"]) == "SKR"
    assert region_words([*CODES, "skr"]) == "alla regioner och SKR"
    assert region_words(["12", "skr"]) == "Skåne och SKR"


def test_the_nation_is_named_beside_the_regions() -> None:
    assert region_words(["00", "12"]) == "Skåne och Riket"
