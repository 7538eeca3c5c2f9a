import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl
import pytest

from assets.ledger import ledger_assets
from assets.warehouse import Warehouse
from rules.appropriations import appropriation
from rules.found_decrees import decree
from rules.regions import CODES
from schemas.decisions import Decision
from schemas.deliveries import Anvisningar, Aterbetalning, EkonomiskRedovisning, Rekvisition
from schemas.ledger import Appropriation, Ledger
from schemas.results import Payout, Undistributed
from schemas.tables import TableModel, frame
from tests.step_runs import checks_of

QUEUES = decree("vardkoer_2025")
SOURCE = {"mark": "exempel", "received": dt.date(2025, 11, 1), "file": "f", "sheet": "s", "row": 1}
LINE = {"programme": "vardkoer_2025", "payment": "block1", "region_code": "01"}
REQUISITION = (
    SOURCE
    | LINE
    | {
        "requested_kr": 4_761_904,
        "received_date": dt.date(2025, 6, 2),
        "bankgiro": "9999-0012",
        "payment_reference": "ref",
    }
)
ASKED_FOR = SOURCE | {
    "programme": "vardkoer_2025",
    "deadline": "region_rekvisition_block1",
    "month": None,
    "day": dt.date(2025, 6, 2),
    "reference": "4.1-2/2025",
}
"""The agency has asked the regions to ask for block 1, which they else need not (T18, T23)."""


def payouts(block2_first_region_kr: int) -> list[dict[str, Any]]:
    """Block 1 as it is, and all of block 2 to one region in two components."""
    rows = [
        {"programme": QUEUES.id, "payment": "block1", "component": "lika", "region_code": code, "amount_kr": 4_761_904}
        for code in CODES
    ]
    for component, amount in (("framfall", 1), ("kvarstaende", block2_first_region_kr - 1)):
        rows += [
            {
                "programme": QUEUES.id,
                "payment": "block2",
                "component": component,
                "region_code": code,
                "amount_kr": amount if code == "01" else 0,
            }
            for code in CODES
        ]
    return [row | {"mark": "rekonstruerad"} for row in rows]


LEFT = {"programme": QUEUES.id, "payment": "block1", "component": "lika", "amount_kr": 16, "reason": "delas inte"}
ALL = {Payout: payouts(397_000_000), Undistributed: [LEFT], Rekvisition: [REQUISITION]}


@pytest.fixture
def keep(tmp_path: Path) -> Callable[[dict[TableModel, list[dict[str, Any]]]], tuple[pl.DataFrame, pl.DataFrame, Any]]:
    """Keeps the ledger from the given rows; gives both tables and the checks by name."""

    def kept(tables: dict[TableModel, list[dict[str, Any]]]):
        warehouse = Warehouse(tmp_path / "w.duckdb")
        with warehouse.writing() as connection:
            for model, rows in tables.items():
                connection.replace(model, frame(model, rows))
        checks = checks_of(ledger_assets, warehouse=warehouse)
        with warehouse.reading() as connection:
            return connection.read(Ledger), connection.read(Appropriation), checks

    return kept


def row(table: pl.DataFrame, **key: str) -> dict[str, Any]:
    return table.filter(**key).row(0, named=True)


def test_an_empty_warehouse_gives_a_ledger_without_amounts_to_the_regions(keep) -> None:
    ledger, appropriations, checks = keep({})
    assert set(ledger.filter(pl.col("entitled_kr").is_not_null())["recipient"]) == {"skr", "egna_kostnader"}
    assert appropriations.filter(pl.col("difference_kr").is_not_null())["programme"].to_list() == ["kapacitet_2022"]
    assert all(check.passed for check in checks.values())


def test_a_payment_is_carried_from_payout_and_requisition_to_the_ledger_with_all_marks(keep) -> None:
    ledger, _, _ = keep(ALL)
    found = row(ledger, payment="block1", recipient="01")
    assert (found["entitled_kr"], found["payable_kr"], found["paid_kr"]) == (4_761_904, 4_761_904, None)
    assert (found["status"], found["payee_from"]) == ("klar för beslut", "vardkoer_2025/block1")
    assert found["mark"] == "exempel, rekonstruerad"
    assert row(ledger, payment="block2", recipient="01")["entitled_kr"] == 397_000_000


def test_what_is_asked_for_follows_the_agencys_instructions(keep) -> None:
    without, _, _ = keep(ALL)
    assert row(without, payment="block1", recipient="03")["status"] == "stoppad"  # no account to pay to, nothing else
    asked, _, _ = keep(ALL | {Anvisningar: [ASKED_FOR]})
    found = row(asked, payment="block1", recipient="03")
    assert (found["status"], found["next_deadline"]) == ("ej rekvirerat", dt.date(2025, 6, 2))
    assert row(asked, payment="block2", recipient="03")["status"] != "ej rekvirerat"


def test_the_appropriation_comes_out_with_what_nobody_gets(keep) -> None:
    _, appropriations, checks = keep(ALL)
    found = row(appropriations, programme=QUEUES.id)
    assert found["appropriation_kr"] == appropriation(QUEUES.id).amount_kr == 500_000_000
    assert (found["entitled_kr"], found["undistributed_kr"], found["own_costs_kr"]) == (496_999_984, 16, 3_000_000)
    assert found["difference_kr"] == 0
    assert checks["accounted_to_the_krona"].passed


def test_a_krona_that_nobody_accounts_for_stops_the_run_and_nothing_is_stored(keep) -> None:
    ledger, appropriations, checks = keep(ALL | {Payout: payouts(396_999_999)})
    check = checks["accounted_to_the_krona"]
    assert (check.passed, check.severity) == (False, dg.AssetCheckSeverity.ERROR)
    assert check.check_name in {spec.name for spec in ledger_assets.check_specs if spec.blocking}
    assert "1 krona" in check.description.replace("\u00a0", " ")
    assert ledger.is_empty()
    assert appropriations.is_empty()


def test_the_sum_is_not_tested_while_a_payment_is_withheld(keep) -> None:
    block1 = [row for row in payouts(1) if row["payment"] == "block1"]
    _, appropriations, checks = keep(ALL | {Payout: block1})
    assert row(appropriations, programme=QUEUES.id)["difference_kr"] is None
    assert checks["accounted_to_the_krona"].passed


def test_a_plusgiro_is_carried_to_the_ledger(keep) -> None:
    asked = REQUISITION | {"bankgiro": None, "plusgiro": "28 65 43-4"}
    ledger, _, _ = keep(ALL | {Anvisningar: [ASKED_FOR], Rekvisition: [asked]})
    found = row(ledger, payment="block1", recipient="01")
    assert (found["bankgiro"], found["plusgiro"], found["payable_kr"]) == (None, "28 65 43-4", 4_761_904)


def test_a_decision_on_several_components_is_one_amount(keep) -> None:
    decision = LINE | {
        "payment": "block2",
        "reference": "S2025/1",
        "decided_on": dt.date(2025, 12, 1),
        "seal": "x",
        "number": 1,
        "decided_by": "Anna Ek, Bo Alm",
        "mark": "",
    }
    parts = [("framfall", 1), ("kvarstaende", 396_999_999)]
    decisions = [decision | {"component": component, "amount_kr": amount} for component, amount in parts]
    asked = REQUISITION | {"payment": "block2", "requested_kr": 397_000_000}
    ledger, _, _ = keep(ALL | {Decision: decisions, Rekvisition: [asked]})
    found = row(ledger, payment="block2", recipient="01")
    assert (found["decided_kr"], found["paid_kr"], found["decision_reference"]) == (397_000_000, 397_000_000, "S2025/1")
    assert row(ledger, payment="block1", recipient="01")["paid_kr"] is None


def test_the_account_stands_on_a_row_of_its_own_with_repayments_summed(keep) -> None:
    account = SOURCE | {
        "region_code": "01",
        "programme": QUEUES.id,
        "accounted_received_kr": 100,
        "cost_kr": 60,
        "received_date": dt.date(2026, 3, 31),
    }
    repayment = SOURCE | {"region_code": "01", "programme": QUEUES.id}
    repayments = [
        repayment | {"repaid_kr": 10, "repaid_date": dt.date(2026, 3, 1)},
        repayment | {"repaid_kr": 20, "repaid_date": dt.date(2026, 3, 2)},
        repayment | {"repaid_kr": None, "repaid_date": dt.date(2026, 3, 3)},
    ]
    ledger, _, _ = keep({EkonomiskRedovisning: [account], Aterbetalning: repayments})
    found = row(ledger, programme=QUEUES.id, payment="alla", recipient="01")
    assert (found["to_repay_kr"], found["repaid_kr"], found["status"]) == (40, 30, "att återbetala")
    assert (found["next_deadline"], found["mark"], found["entitled_kr"]) == (dt.date(2026, 3, 31), "exempel", None)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        pytest.param({"bankgiro": "9999-0013"}, "Bankgirot 9999-0013", id="held line"),
        pytest.param({"received_date": dt.date(2025, 6, 3)}, "förfallna", id="lapsed line"),
        pytest.param({"payment": "blok1"}, "vardkoer_2025, blok1, som inte finns", id="payment that does not exist"),
    ],
)
def test_what_needs_a_look_is_told_but_stops_nothing(keep, changes: dict[str, Any], told: str) -> None:
    ledger, _, checks = keep(ALL | {Anvisningar: [ASKED_FOR], Rekvisition: [REQUISITION | changes]})
    check = checks["nothing_held"]
    assert (check.passed, check.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert told in check.description
    assert not ledger.is_empty()
