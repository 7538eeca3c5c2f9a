from datetime import date
from decimal import Decimal

import pytest

from exports.report.blocks import Link
from exports.report.front import front_page
from exports.report.tables import Figure
from rules.regions import CODES
from schemas.decisions import DecidedAdjustment, Decision
from schemas.final_report import FinalAccount, FinalDevelopment
from schemas.follow_up import Fulfilment, MonthStatus
from schemas.ledger import Appropriation
from schemas.results import BonusPot, Payout, Qualification, Undistributed, Withheld

BEDS = {"programme": "vardplatser_2024", "mark": ""}
PAYOUTS = [
    BEDS | {"payment": "slut", "component": component, "region_code": code, "amount_kr": amount}
    for component, amount in (("overbelaggningar", 10), ("utlokaliseringar", 20), ("bonuspott", 3))
    for code in CODES
]


def texts(row) -> list[str]:
    return [each if isinstance(each, str) else each.text for each in row]


def line(table, about: str) -> list[str]:
    (row,) = (row for row in table.rows if texts(row)[0] == about)
    return texts(row)[1:]


def test_the_kronor_of_all_payments_come_first(tables_of) -> None:
    assert front_page(tables_of({Payout: PAYOUTS})).amount == Figure("693", "693", "out.payout?", "amount_kr", True)
    assert front_page(tables_of({})).amount is None


@pytest.mark.parametrize(
    ("decided", "said"), [([], "nej"), (["2024-12-16", "2024-12-17"], "17 december 2024")], ids=["no", "the last day"]
)
def test_a_payment_tells_its_bonus_pot_and_when_it_was_decided(tables_of, decided, said) -> None:
    decisions = [
        BEDS
        | dict.fromkeys(Decision.to_schema().columns, "")
        | {
            "programme": "vardplatser_2024",
            "payment": "slut",
            "component": "bonuspott",
            "region_code": code,
            "amount_kr": 3,
            "decided_on": date.fromisoformat(day),
            "number": 1,
            "has_kept_rows": True,
        }
        for code, day in zip(CODES, decided, strict=False)
    ]
    table = front_page(tables_of({Payout: PAYOUTS, Decision: decisions})).payments
    assert line(table, "Vårdplatser 2024: Prestationer och bonuspott") == ["693", "63", "–", said]
    assert line(table, "Vårdköer 2025: Block 2: kortare vårdköer") == ["–", "–", "–", "nej"]


def test_a_payment_that_is_held_back_says_so_among_the_payments(tables_of) -> None:
    held = {"programme": "vardkoer_2025", "payment": "block2", "cause": "waiting", "reason": "Uppgifter saknas."}
    table = front_page(tables_of({Payout: PAYOUTS, Withheld: [held]})).payments
    assert line(table, "Vårdköer 2025: Block 2: kortare vårdköer")[-1] == "nej, hålls inne"


def month_in(month: int, route: str = "improvement") -> dict[str, object]:
    return BEDS | {
        "requirement": "overbelaggningar",
        "month": date(2024, month, 1),
        "region_code": "21",
        "reserved_kr": 1000,
        "part": Decimal(1),
        "earned_kr_exact": Decimal(1000),
        "route": route,
        "reason": "Därför.",
    }


@pytest.mark.parametrize(
    ("is_closed", "forfeited"), [(True, "5"), (False, "–")], ids=["all months are closed", "one is not"]
)
def test_what_goes_to_the_bonus_pot_is_told_when_all_months_are_closed(tables_of, is_closed, forfeited) -> None:
    fulfilled = dict.fromkeys(Fulfilment.to_schema().columns, 0) | BEDS
    fulfilled |= {"region_code": "21", "reserved_kr": 30, "months_measured": 1}
    pot = {"programme": "vardplatser_2024"}
    requirements = ("overbelaggningar", "utlokaliseringar")
    rows = {
        Qualification: [month_in(2), month_in(3)],
        MonthStatus: [
            pot
            | {"month": date(2024, month, 1), "is_closed": is_closed or month == 2, "is_complete": False}
            | {"reported_count": 20, "missing_regions": "Region Gotland", "sentence_sv": "En mening."}
            for month in (2, 3)
        ],
        Fulfilment: [fulfilled | {"requirement": each} for each in requirements],
        BonusPot: [
            pot | {"requirement": each, "month": date(2024, month, 1), "forfeited_kr_exact": Decimal(amount)}
            for each in requirements
            for month, amount in ((2, 2), (3, 3))
        ],
    }
    table = front_page(tables_of(rows)).pots
    assert [texts(row)[1:] for row in table.rows] == [["30", "0", forfeited]] * 2
    assert front_page(tables_of({})).pots is None


def test_how_far_the_money_has_come_is_a_sum_of_all_regions(tables_of) -> None:
    account = BEDS | {
        "entitled_kr": 33,
        "paid_kr": 1,
        "pending_kr": 2,
        "unrequested_kr": 10,
        "lapsed_kr": 20,
        "account_status": "ej redovisad",
        "repaid_kr": 0,
    }
    rows = [dict.fromkeys(FinalAccount.to_schema().columns) | account | {"region_code": code} for code in CODES]
    told = front_page(tables_of({FinalAccount: rows})).progress
    assert line(told, "Vårdplatser 2024") == ["693", "21", "42", "210", "420"]
    not_computed = [row | {"entitled_kr": None} for row in rows]
    assert front_page(tables_of({FinalAccount: not_computed})).progress is None


def test_grants_stand_in_the_order_of_the_payments_and_the_assignment_without_money_last(tables_of) -> None:
    ids = ("kapacitet_2022", "tillganglighet_2024", "vardkoer_2025", "vardplatser_2024")
    columns = [name for name in Appropriation.to_schema().columns if name.endswith("_kr")]
    rows = [dict.fromkeys(columns, 0) | {"programme": each, "title": each} for each in ids]
    table = front_page(tables_of({Appropriation: rows})).appropriations
    assert [texts(row)[0] for row in table.rows] == [
        "Tillgänglighet 2024",
        "Vårdplatser 2024",
        "Vårdköer 2025",
        "Kapacitetsplanering 2022",
    ]


def test_what_no_region_gets_is_a_sentence(tables_of) -> None:
    row = {"programme": "vardkoer_2025", "payment": "block1", "component": "lika", "amount_kr": 16, "reason": "Därför."}
    ((title, amount, reason),) = front_page(tables_of({Undistributed: [row]})).undistributed
    assert (title, amount.text, reason.text) == (
        "Vårdköer 2025: Block 1: regionernas vårdgarantifunktion",
        "16",
        "Därför.",
    )


def test_only_months_that_are_in_and_lack_reports_are_told_with_their_grant(tables_of) -> None:
    row = {"programme": "vardplatser_2024", "reported_count": 20, "missing_regions": ""}
    rows = [
        row | {"month": date(2024, month, 1), "is_complete": month == 3, "sentence_sv": f"Månad {month}."}
        for month in (3, 4, 5)
    ]
    page = front_page(tables_of({MonthStatus: rows, Qualification: [month_in(3), month_in(4)]}))
    assert [(grant.text, said.text) for grant, said in page.incomplete] == [("Vårdplatser 2024", "Månad 4.")]


def test_the_development_is_that_of_all_months_together_in_the_nation(tables_of) -> None:
    row = dict.fromkeys(FinalDevelopment.to_schema().columns) | {
        "programme": "tillganglighet_2024",
        "indicator": "bup_besok_waiting",
        "first_month": date(2024, 1, 1),
        "last_month": date(2024, 1, 1),
        "report_count": 21,
        "mark": "",
    }
    rows = [row, row | {"last_month": date(2024, 2, 1)}, row | {"region_code": "01", "last_month": date(2024, 3, 1)}]
    ((table, months),) = front_page(tables_of({FinalDevelopment: rows})).developments
    assert texts(table.rows[0])[:2] == [
        "Första besök inom barn- och ungdomspsykiatrin: väntande inom 30 dagar, procent",
        "januari–februari 2024",
    ]
    assert months == Link("Tillgänglighet 2024, månad för månad", "tillganglighet_2024.html#utveckling")


def adjustment(code: str, amount: int, seal: str = "a") -> dict[str, object]:
    return BEDS | {
        "payment": "slut",
        "component": "bonuspott",
        "region_code": code,
        "amount_kr": amount,
        "reference": "S3",
        "decided_on": date(2025, 3, 1),
        "seal": seal,
        "adjusts": "0",
    }


def test_what_was_decided_on_top_stands_beside_every_amount(tables_of) -> None:
    adjusted = [adjustment("01", 7), adjustment("12", -5), adjustment("01", -7, "b")]
    page = front_page(tables_of({Payout: PAYOUTS, DecidedAdjustment: adjusted}))
    assert page.adjusted == Figure("−5", "-5", "out.decided_adjustment?", "amount_kr", True)
    assert line(page.payments, "Vårdplatser 2024: Prestationer och bonuspott") == ["693", "63", "–", "nej", "−5"]
    assert [line(page.payouts, name)[-1] for name in ("Stockholm", "Skåne", "Uppsala")] == ["0", "−5", "–"]
    assert texts(page.payouts.total)[-1] == "−5"


def test_without_adjustments_there_is_no_column_of_them(tables_of) -> None:
    page = front_page(tables_of({Payout: PAYOUTS}))
    assert page.adjusted is None
    assert page.payments.headings[-1] == "Beslutad" and page.payouts.headings[-1] == "Alla"
