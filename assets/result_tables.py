"""What each part of the work is made from and which result tables it stores, as plain data.

The steps that store them take them from here, and so does what tells whether they stand (`pipelines.runs.standing`),
which needs no Dagster for it. Tables are by name without schema.
"""

from collections.abc import Iterator, Mapping

from assets.grants import Grant
from rules.declaration import CapacityFollowUp
from rules.instructions import KIND as INSTRUCTIONS
from rules.mechanisms.capped_tariff import CappedTariff
from rules.mechanisms.complete_reporting import CompleteReporting
from schemas import capacity, follow_up, ledger, results
from schemas.changes import Change
from schemas.decisions import Adjustment, DecidedAdjustment, DecidedLine, Decision
from schemas.final_report import FinalAccount, FinalDevelopment
from schemas.lineage import Lineage
from schemas.tables import TableModel
from schemas.what_if import Interval, Margin, MarginEffect

Models = Mapping[str, TableModel]

QUALIFICATION: Models = {"qualification": results.Qualification}
LINEAGE: Models = {"lineage": Lineage}
RATES: Models = {"reported_rate": follow_up.ReportedRate}
MONTHS: Models = {"fulfilment": follow_up.Fulfilment, "month_status": follow_up.MonthStatus}
"""The follow-up of monthly requirements."""
CAPACITY: Models = {
    "capacity": capacity.Capacity,
    "planned_capacity": capacity.PlannedCapacity,
    "occupancy_months": capacity.OccupancyMonths,
    "target": capacity.Target,
    "capacity_gap": capacity.CapacityGap,
}
BOOKS: Models = {"ledger": ledger.Ledger, "appropriation": ledger.Appropriation}
LEDGER_KINDS = ("rekvisition", "redovisning", "ekonomisk_redovisning", "aterbetalning", INSTRUCTIONS)
"""Kinds of delivery that the ledger is kept from, besides the results of the programmes."""


def settled(grant: Grant) -> dict[str, TableModel]:
    """What a programme pays, leaves and holds, what was decided, and what differs."""
    pots: Models = {"bonus_pot": results.BonusPot} if grant.is_monthly else {}
    return {
        **pots,
        "payout": results.Payout,
        "undistributed": results.Undistributed,
        "withheld": results.Withheld,
        "decision": Decision,
        "decided_adjustment": DecidedAdjustment,
        "decided_line": DecidedLine,
        "adjustment": Adjustment,
        "source": results.Source,
        "preliminary_payout": follow_up.PreliminaryPayout,
        "change": Change,
    }


def of_reporting(reporting: CompleteReporting) -> dict[str, TableModel]:
    """The follow-up of a basic requirement to report."""
    found: dict[str, TableModel] = {
        "reporting_gap": follow_up.ReportingGap,
        "repayment_liability": follow_up.RepaymentLiability,
    }
    if reporting.has_rates:
        found |= {"national_development": follow_up.NationalDevelopment, "signal": follow_up.Signal}
    return found


def of_tariff(grant: Grant) -> dict[str, TableModel]:
    """The follow-up of a payment by tariff; the months are those of the monthly requirements where there are any."""
    months: Models = {} if grant.is_monthly else {"month_status": follow_up.MonthStatus}
    return {
        **months,
        "operation_development": follow_up.OperationDevelopment,
        "tariff_line": follow_up.TariffLine,
        "cap_line": follow_up.CapLine,
        "remaining_line": follow_up.RemainingLine,
        "region_reason": follow_up.RegionReason,
    }


def what_if(grant: Grant) -> dict[str, TableModel]:
    """The interval of a programme, and its margins where it has monthly requirements."""
    margins: Models = {"margin": Margin, "margin_effect": MarginEffect} if grant.is_monthly else {}
    return {"interval": Interval, **margins}


def of_final_report(grant: Grant) -> dict[str, TableModel]:
    """The tables of a programme's final report to the government."""
    developments: Models = {"final_development": FinalDevelopment} if grant.programme.indicators else {}
    return {"final_account": FinalAccount, **developments}


def of_programme(grant: Grant) -> set[str]:
    """All tables that the part of one programme stores."""
    return {table for models in _models_of(grant) for table in models}


def _models_of(grant: Grant) -> Iterator[Models]:
    yield from [QUALIFICATION, MONTHS] if grant.is_monthly else []
    yield settled(grant)
    if grant.programme.reporting:
        yield of_reporting(grant.programme.reporting)
    if any(isinstance(part, CappedTariff) for _, part in grant.programme.parts):
        yield of_tariff(grant)
    if grant.programme.followed_rates:
        yield RATES
    yield LINEAGE


def capacity_kinds(follow_up: CapacityFollowUp) -> tuple[str, ...]:
    """Kinds of delivery that the follow-up of capacity is made from."""
    return ("befolkning", follow_up.kind.id, "malvarden")
