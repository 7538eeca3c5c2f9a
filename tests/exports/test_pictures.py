import sys
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import polars as pl
import pytest

from exports.pictures import development, even_ticks, money_flow, outcome_map
from rules.decrees.vardplatser_2024 import DECREE
from rules.regions import BY_CODE, CODES
from rules.swedish import NO_BREAK_SPACE
from schemas.results import Payout, Qualification, Undistributed
from schemas.tables import empty, frame

REQUIREMENT = DECREE.requirements[0]
MONTHS = [date(2024, month, 1) for month in (2, 3, 4)]
NAMES = [BY_CODE[code].name for code in CODES]


def outcomes(route: str = "none", part: str = "0", mark: str = "") -> pl.DataFrame:
    """Stockholm's first month as given, all else not met."""
    rows = [
        {
            "programme": DECREE.id,
            "requirement": REQUIREMENT.id,
            "month": month,
            "region_code": code,
            "reserved_kr": 1000,
            "part": Decimal(part) if is_first else Decimal(0),
            "earned_kr_exact": Decimal(0),
            "route": route if is_first else "none",
            "reason": "En mening som är lång nog.",
            "mark": mark if is_first else "",
        }
        for month in MONTHS
        for code in CODES
        for is_first in [(month, code) == (MONTHS[0], "01")]
    ]
    return frame(Qualification, rows)


def payouts(amounts: dict[str, int], mark: str = "", component: str = "bonuspott") -> pl.DataFrame:
    key = {"programme": DECREE.id, "payment": "slut", "component": component, "mark": mark}
    return frame(Payout, [key | {"region_code": code, "amount_kr": amounts.get(code, 0)} for code in CODES])


def undistributed(amount_kr: int) -> pl.DataFrame:
    key = {"programme": DECREE.id, "payment": "slut", "component": "bonuspott", "reason": "Ingen klarade kravet."}
    return frame(Undistributed, [key | {"amount_kr": amount_kr}])


def compared(now: str | None, year_before: str | None, mark: str = "") -> pl.DataFrame:
    types = {"month": pl.Date, "now": pl.Decimal(38, 6), "year_before": pl.Decimal(38, 6), "mark": pl.String}
    rows = [(month, Decimal("4"), Decimal("5"), "") for month in MONTHS[1:]]
    first = (MONTHS[0], now and Decimal(now), year_before and Decimal(year_before), mark)
    return pl.DataFrame([first, *rows], schema=types, orient="row")


def texts(svg: bytes) -> list[str]:
    found = [node.text for node in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text") if node.text]
    return [text.replace(NO_BREAK_SPACE, " ") for text in found]


PICTURES = {
    "outcomes": lambda mark: outcome_map(REQUIREMENT, outcomes(mark=mark)),
    "money": lambda mark: money_flow(DECREE, 100, payouts({"01": 100}, mark), empty(Undistributed)),
    "development": lambda mark: development("Mått", "Riket", compared("1", "2", mark)),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_svg_and_the_same_bytes_every_time(name: str) -> None:
    drawn = PICTURES[name]("")
    assert ElementTree.fromstring(drawn).tag == "{http://www.w3.org/2000/svg}svg"
    assert drawn == PICTURES[name]("")


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_holds_no_script_no_address_to_fetch_and_no_day_it_was_drawn(name: str) -> None:
    drawn = PICTURES[name]("")
    assert b"<script" not in drawn and b"<!--" not in drawn and b"href" not in drawn


@pytest.mark.parametrize("name", PICTURES)
def test_marked_data_is_said_in_the_picture(name: str) -> None:
    assert "Vilar på uppgifter märkta exempel, rekonstruerad" in texts(PICTURES[name]("rekonstruerad, exempel"))
    assert not any("märkta" in text for text in texts(PICTURES[name]("")))


def test_drawing_leaves_the_imports_of_others_alone() -> None:
    PICTURES["money"]("")
    assert not any(type(finder).__module__.startswith("pygal") for finder in sys.meta_path)


def test_every_region_has_a_cell_for_every_month() -> None:
    found = texts(outcome_map(REQUIREMENT, outcomes()))
    assert [text for text in found if text in NAMES] == NAMES[::-1]
    assert [text for text in found if text in ("feb", "mar", "apr")] == ["feb", "mar", "apr"]
    assert found.count("–") == len(CODES) * len(MONTHS)


@pytest.mark.parametrize(
    ("route", "part", "code"),
    [("improvement", "1", "F"), ("improvement", "0.5", "F50"), ("top_five", "1", "T"), ("not_reported", "0", "saknas")],
)
def test_an_outcome_shows_as_its_code_and_the_code_is_explained(route: str, part: str, code: str) -> None:
    found = texts(outcome_map(REQUIREMENT, outcomes(route, part)))
    assert found.count(code) == 1
    assert any(text.startswith(f"{code}: ") for text in found)


def test_every_region_shows_its_kronor_and_the_title_accounts_for_the_appropriation() -> None:
    found = texts(money_flow(DECREE, 5000, payouts({"01": 1234, "03": 66}), undistributed(700)))
    assert {"Stockholm 1 234", "Uppsala 66", "Ofördelat 700"} <= set(found)
    assert {f"{name} 0" for name in NAMES if name not in ("Stockholm", "Uppsala")} <= set(found)
    assert {"1 300 kronor till regionerna", "700 kronor ofördelade", "3 000 kronor inte framräknade än"} <= set(found)


def test_nothing_is_said_to_wait_when_all_is_accounted_for() -> None:
    found = texts(money_flow(DECREE, 2000, payouts({"01": 1300}), undistributed(700)))
    assert not any("inte framräknade" in text for text in found)


def test_only_components_that_pay_are_explained() -> None:
    found = texts(money_flow(DECREE, 100, payouts({"01": 100}), empty(Undistributed)))
    assert "Bonuspott" in found and "Utlokaliseringar" not in found


def test_a_number_is_cut_to_two_decimals_beside_that_of_the_year_before() -> None:
    found = texts(development("Mått", "Riket", compared("1.239999", "2.5")))
    assert {"1,23", "2,5", "feb", "mar", "apr"} <= set(found)


def test_a_missing_number_is_a_gap_not_a_zero() -> None:
    reported, missing, zero = (
        texts(development("Mått", "Riket", compared(now, "2.5"))).count("0") for now in ("1", None, "0")
    )
    assert reported == missing == zero - 1


@pytest.mark.parametrize(
    ("most", "ticks"),
    [
        (0, [0]),
        (5, [0, 1, 2, 3, 4, 5]),
        (6, [0, 2, 4, 6]),
        (10, [0, 2, 4, 6, 8, 10]),
        (11, [0, 5, 10, 15]),
        (26, [0, 10, 20, 30]),
    ],
)
def test_the_scale_has_at_most_six_even_steps_and_reaches_the_largest_value(most: int, ticks: list[int]) -> None:
    assert list(even_ticks(most)) == ticks
