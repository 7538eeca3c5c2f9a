"""The page of one grant shows the rates that its decree follows, and how far SKR's money has come."""

from datetime import date
from decimal import Decimal

import pytest

from exports.report.programme_page import programme_page
from exports.report.tables import MODELS, Figure, Tables
from rules.found_decrees import decree
from rules.regions import CODES
from schemas.decisions import DecidedAdjustment
from schemas.follow_up import ReportedRate
from schemas.ledger import Ledger
from schemas.results import Payout
from schemas.tables import column_names, empty, frame

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


def of_skr(**values: object) -> dict[str, object]:
    own = {"programme": AGREEMENT.id, "recipient": "skr", "recipient_name": "SKR", "reason": "", "mark": ""}
    return dict.fromkeys(Ledger.to_schema().columns) | own | values


def test_skrs_money_is_told_line_by_line_from_what_it_gets_to_what_it_has_repaid() -> None:
    rows = [
        of_skr(payment="alla", status="återbetald", accounted_received_kr=12, cost_kr=10, to_repay_kr=2, repaid_kr=2),
        of_skr(payment="skr", status="beslutad", entitled_kr=12, requested_kr=12, paid_kr=12),
    ]
    frames = {model: empty(model) for model in MODELS} | {Ledger: frame(Ledger, rows)}
    table = programme_page(Tables(frames, {}), AGREEMENT).skr
    assert table
    told = [(title, item.text) for title, item in table.rows if isinstance(item, Figure)]
    assert told == [
        ("Tilldelat", "12"),
        ("Begärt", "12"),
        ("Att betala enligt rekvisitionen", "12"),
        ("Läge, utbetalningen", "beslutad"),
        ("Erhållet enligt redovisningen", "12"),
        ("Kostnader enligt redovisningen", "10"),
        ("Att återbetala", "2"),
        ("Återbetalt", "2"),
        ("Läge, redovisningen", "återbetald"),
    ]


def test_a_grant_without_money_for_skr_has_no_such_table() -> None:
    tables = Tables({model: empty(model) for model in MODELS}, {})
    assert programme_page(tables, decree("vardkoer_2025")).skr is None


def adjustment(code: str, kr: int) -> dict[str, object]:
    return {
        "programme": AGREEMENT.id,
        "payment": "augusti",
        "component": AGREEMENT.payment("augusti").components[0].id,
        "region_code": code,
        "amount_kr": kr,
        "reference": "S3",
        "decided_on": date(2025, 3, 1),
        "seal": "a",
        "adjusts": "0",
        "mark": "",
    }


@pytest.mark.parametrize("adjusted", [[], [adjustment("01", 7), adjustment("12", -5)]], ids=["none", "two regions"])
def test_what_was_decided_on_top_of_a_payment_stands_beside_it_and_is_told_by_decision(adjusted) -> None:
    rows = [adjustment(code, 100) for code in CODES]
    paid = [{name: row[name] for name in column_names(Payout)} for row in rows]
    frames = {model: empty(model) for model in MODELS}
    frames |= {Payout: frame(Payout, paid), DecidedAdjustment: frame(DecidedAdjustment, adjusted)}
    page = programme_page(Tables(frames, {}), AGREEMENT)
    (payment,) = (each for each in page.payments if each.id == "augusti")
    assert payment.table
    last = {str(row[0] if isinstance(row[0], str) else row[0].text): row[-1] for row in payment.table.rows}
    told = {name: item.text if isinstance(item, Figure) else item for name, item in last.items()}
    said = ["".join(part if isinstance(part, str) else part.text for part in note) for note in payment.notes]
    if adjusted:
        assert payment.table.headings[-1] == "Beslutade justeringar"
        assert (told["Stockholm"], told["Skåne"], told["Uppsala"]) == ("7", "−5", "–")
        assert said == [
            "Justering beslutad den 1 mars 2025 (S3): 2 kronor utöver det beslutade; under noll ska betalas tillbaka."
        ]
    else:
        assert "Beslutade justeringar" not in payment.table.headings
        assert (told["Stockholm"], said) == ("100", [])
