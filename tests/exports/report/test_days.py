"""The table of days: those without a day stand last, and who has set a day is told."""

from datetime import date

import pytest

from exports.report.days import days_table
from rules.found_decrees import decree
from schemas.deadlines import Deadline

BEDS = decree("vardplatser_2024")


def row(name: str, day: date | None, reference: str = "", *, is_default_day: bool = False) -> dict[str, object]:
    return {
        "programme": BEDS.id,
        "deadline": name,
        "what": f"göra {name}",
        "who": "region",
        "day": day,
        "is_default_day": is_default_day,
        "reference": reference,
        "section": "bilaga 1",
        "payment": None,
        "month": None,
        "region_code": None,
        "received": None,
        "is_met": None,
        "sentence_sv": "En mening.",
    }


@pytest.mark.parametrize(
    ("set_by", "told"),
    [
        ({"day": date(2024, 4, 21)}, "bilaga 1"),
        ({"day": date(2024, 4, 21), "is_default_day": True}, "bilaga 1; dagen är ett förval"),
        ({"day": date(2024, 4, 21), "reference": "4.1-2"}, "bilaga 1; dagen enligt myndighetens beslut 4.1-2"),
        ({"day": None, "is_default_day": True}, "bilaga 1; myndigheten har inte satt någon dag"),
    ],
    ids=["the decree", "nobody yet", "the agency", "no day"],
)
def test_who_has_set_the_day_is_told(tables_of, set_by, told) -> None:
    table = days_table(tables_of({Deadline: [row("x", **set_by)]}), BEDS)
    assert table.rows[0][3] == told


def test_days_are_in_order_and_what_has_none_stands_last(tables_of) -> None:
    rows = [row("c", None, is_default_day=True), row("b", date(2024, 5, 1)), row("a", date(2024, 4, 1))]
    assert [line[2] for line in days_table(tables_of({Deadline: rows}), BEDS).rows] == ["göra a", "göra b", "göra c"]
