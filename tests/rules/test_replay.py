from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from rules.case import Case
from rules.monthly_pot import Assessment, Outcome, Route
from rules.payouts import Payout, Settlement, Undistributed
from rules.regions import CODES
from rules.replay import Replay, replay, reports, results
from rules.reports import KINDS


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """Values as JSON gives them back."""
    return {
        name: value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, Decimal) else value
        for name, value in row.items()
    }


def population_rows(population: dict[str, int], age_group: str = "totalt") -> list[dict[str, Any]]:
    return [{"region_code": code, "age_group": age_group, "population_count": n} for code, n in population.items()]


def rows_of(case: Case) -> dict[str, Any]:
    """All that a case rests on as delivered rows."""
    populations = [
        row for group, population in case.given.populations.items() for row in population_rows(population, group)
    ]
    reports = {
        kind: [
            plain({"region_code": code, "month": at, KINDS[kind].item or "": item, **report})
            for (code, at, item), report in of_kind.items()
        ]
        for kind, of_kind in case.given.reports.items()
    }
    accounts = [
        plain({"region_code": code, "received_date": account.received, "is_approved": account.is_approved})
        for code, account in (case.given.accounts or {}).items()
    ]
    return {"befolkning": populations, **reports, "redovisning": accounts}


def inputs_of(case: Case, rows: dict[str, Any], decided: dict[str, Any] | None = None) -> dict[str, Any]:
    months = [month.isoformat() for month in case.decree.months]
    return {"programme": case.decree.id, "months": months, "decided": decided or {}, "rows": rows}


@pytest.mark.parametrize("name", ["beds", "agreement", "queues"])
def test_rows_of_text_give_what_the_values_give(name: str, request: pytest.FixtureRequest) -> None:
    case = request.getfixturevalue(name)
    replayed = replay(inputs_of(case, rows_of(case)))
    assert (replayed.outcomes, replayed.settlement) == case.computed()
    assert not replayed.settlement.withheld


def test_what_was_decided_in_august_is_counted_in_december(agreement: Case) -> None:
    decided = {"augusti": {"bup": dict.fromkeys(CODES, 1_000_000)}}
    settled = replay(inputs_of(agreement, rows_of(agreement), decided)).settlement
    december = sum(
        row.amount_kr for row in settled.payouts if row.payment == "december" and row.component in ("bup", "bonuspott")
    )
    assert december == 450_000_000 - 21 * 1_000_000


def test_only_the_months_asked_for_are_qualified(beds: Case) -> None:
    inputs = inputs_of(beds, rows_of(beds)) | {"months": ["2024-02-01"]}
    assert {outcome.month for outcome in replay(inputs).outcomes} == {date(2024, 2, 1)}


def test_a_withdrawn_count_of_operations_is_no_report(queues: Case) -> None:
    rows = rows_of(queues)
    withdrawn = [row | {"operation_count": None} for row in rows["operationer"]]
    settled = replay(inputs_of(queues, rows | {"operationer": withdrawn})).settlement
    assert settled == replay(inputs_of(queues, rows | {"operationer": []})).settlement
    assert sum(row.amount_kr for row in settled.payouts if row.payment == "block2") == 0


def test_counts_of_all_completed_are_kept_where_they_are_delivered_and_absent_elsewhere() -> None:
    row = {"region_code": "01", "month": "2024-02-01", "measure": "besök"} | dict.fromkeys(KINDS["bup"].values, 5)
    of_all = {"all_completed_count": 8, "all_completed_within_count": None}
    ((_, without),) = reports(KINDS["bup"], [row]).items()
    ((_, with_all),) = reports(KINDS["bup"], [row | of_all]).items()
    assert without == dict.fromkeys(KINDS["bup"].values, 5)
    assert with_all == without | {"all_completed_count": 8}


def test_without_any_rows_only_what_needs_none_is_paid() -> None:
    inputs = {"programme": "vardplatser_2024", "months": [], "decided": {}, "rows": {}}
    assert {row.payment for row in replay(inputs).settlement.payouts} == {"grundkrav"}


def test_results_are_one_payment_s_rows_with_exact_amounts_as_fractions() -> None:
    outcome = Outcome("krav", date(2024, 2, 1), "01", 3, Assessment(Route.IMPROVEMENT, Fraction(3, 4), "Därför"))
    settled = Settlement(
        (Payout("slut", "b", "03", 2), Payout("slut", "a", "01", 1), Payout("annan", "a", "01", 9)),
        (Undistributed("slut", "b", 5, "Kvar."), Undistributed("annan", "b", 6, "Kvar.")),
    )
    assert results("slut", Replay((outcome,), settled)) == {
        "payouts": [
            {"component": "a", "region_code": "01", "amount_kr": 1},
            {"component": "b", "region_code": "03", "amount_kr": 2},
        ],
        "undistributed": [{"component": "b", "amount_kr": 5, "reason": "Kvar."}],
        "qualification": [
            {
                "requirement": "krav",
                "month": "2024-02-01",
                "region_code": "01",
                "reserved_kr": "3",
                "part": "3/4",
                "earned_kr": "9/4",
                "route": "improvement",
                "reason": outcome.reason,
            }
        ],
    }


def test_an_unknown_programme_is_an_error() -> None:
    with pytest.raises(KeyError, match="okand_2022"):
        replay({"programme": "okand_2022", "months": [], "decided": {}, "rows": {}})
