"""The page of one grant shows the rates that its decree follows."""

from datetime import date
from decimal import Decimal

from exports.report.programme_page import programme_page
from exports.report.tables import MODELS, Figure, Tables
from rules.found_decrees import decree
from rules.regions import CODES
from schemas.follow_up import ReportedRate
from schemas.tables import empty, frame

AGREEMENT = decree("tillganglighet_2024")
JUNE = date(2024, 6, 1)


def test_a_followed_rate_is_shown_by_region_and_month_and_what_is_not_told_in_words() -> None:
    (followed,) = AGREEMENT.followed_rates
    rows = [
        {
            "programme": AGREEMENT.id,
            "rate": followed.column,
            "region_code": code,
            "month": month,
            "lowest_percent": Decimal("94.50") if month < JUNE else None,
            "least_percent": 95,
            "level": "under gränsen" if month < JUNE else "inväntas",
            "mark": "",
        }
        for code in CODES
        for month in followed.months.value
    ]
    frames = {model: empty(model) for model in MODELS} | {ReportedRate: frame(ReportedRate, rows)}
    (table,) = programme_page(Tables(frames, {}), AGREEMENT).rates
    assert "minst 95" in table.caption
    assert len(table.rows) == 21
    shown = [item.text for item in table.rows[0] if isinstance(item, Figure)]
    assert shown == [*["94,5"] * 5, *["inväntas"] * 7]


def test_before_anything_is_followed_there_is_no_such_table() -> None:
    assert programme_page(Tables({model: empty(model) for model in MODELS}, {}), AGREEMENT).rates == ()
