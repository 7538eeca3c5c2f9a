"""What is settled of the queues decree around the last report day of October: preliminary before, paid after."""

from datetime import date, timedelta

import dagster as dg
import polars as pl
import pytest

from assets.day import keep_day
from assets.decisions import Decisions
from assets.programmes import GRANT_BY_ID
from assets.settlement import settlement_asset
from assets.warehouse import Warehouse
from rules.decrees.vardkoer_2025 import MEASURED, OPERATIONS, N
from rules.regions import CODES
from schemas.deliveries import Befolkning, Operationer
from schemas.follow_up import PreliminaryPayout
from schemas.received import Delivery
from schemas.results import Payout, Withheld
from schemas.tables import frame

GRANT = GRANT_BY_ID["vardkoer_2025"]
LAST_DAY = date(2025, 11, 21)
ADDRESS = {"mark": "exempel", "received": date(2025, 3, 1), "file": "f.xlsx", "sheet": "s", "row": 1}


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> dict[date, tuple[pl.DataFrame, ...]]:
    """Payouts, preliminary ones and what is withheld, by day; October is reported by nobody."""
    place = tmp_path_factory.mktemp("settled")
    warehouse = Warehouse(place / "w.duckdb")
    reports = [
        {"region_code": code, "month": month, "operation": kind, "performer": "privat", "operation_count": 10} | ADDRESS
        for month in MEASURED[:-1]
        for code in CODES
        for kind in OPERATIONS.ids
    ]
    population = [
        {"region_code": code, "reference_date": date(2024, 11, 1), "age_group": "totalt", "population_count": 10_000}
        | ADDRESS
        for code in CODES
    ]
    found = {}
    with warehouse.writing() as connection:
        connection.replace(Operationer, frame(Operationer, reports))
        connection.replace(Befolkning, frame(Befolkning, population))
        delivery: dict[str, object] = {"file": "f.xlsx", "sha256": "x", "kind": "operationer", "is_dated": True}
        delivery |= {"received": date(2025, 3, 1), "status": "read", "row_count": 1}
        connection.replace(Delivery, frame(Delivery, [delivery]))
    for on in (LAST_DAY, LAST_DAY + timedelta(days=1)):
        with warehouse.writing() as connection:
            keep_day(connection, on)
        result = dg.materialize(
            [settlement_asset(GRANT)],
            resources={
                "warehouse": warehouse,
                "exports_folder": place / "results",
                "decisions": Decisions(place / "decisions"),
            },
            instance=dg.DagsterInstance.ephemeral(str(place)),
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        )
        assert result.success
        with warehouse.reading() as connection:
            found[on] = tuple(map(connection.read, (Payout, PreliminaryPayout, Withheld)))
    return found


def test_on_the_last_report_day_the_payment_is_preliminary_and_says_what_it_waits_for(settled) -> None:
    payouts, preliminary, withheld = settled[LAST_DAY]
    assert set(payouts["payment"]) == {"block1"}
    assert set(preliminary["payment"]) == {"block2"}
    assert preliminary["amount_kr"].sum() == N.block2_kr.value
    assert withheld["payment"].to_list() == ["block2"]
    assert set(preliminary["rests_on"]) == set(withheld["reason"])
    assert "oktober 2025" in withheld["reason"][0] and "21 november 2025" in withheld["reason"][0]


def test_the_day_after_it_is_settled_and_nothing_is_preliminary(settled) -> None:
    payouts, preliminary, withheld = settled[LAST_DAY + timedelta(days=1)]
    assert payouts.filter(payment="block2")["amount_kr"].sum() == N.block2_kr.value
    assert preliminary.is_empty() and withheld.is_empty()


def test_a_preliminary_result_carries_the_marks_of_what_it_rests_on(settled) -> None:
    assert set(settled[LAST_DAY][1]["mark"]) == {"exempel"}
