"""The agreement on accessibility 2024: from `core` to its rules (`rules.decrees.tillganglighet_2024`)."""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import date
from hashlib import sha256

import polars as pl

from assets.grants import Decided, Facit, Grant, Input
from assets.populations import population_input, population_of, whole
from assets.warehouse import Connection
from exports.calculation.tillganglighet_2024 import CalculationInputs
from rules.decrees import tillganglighet_2024 as decree
from rules.decrees import tillganglighet_2024_facit as printed
from rules.monthly_pot import Outcome
from rules.months import year_before
from rules.payouts import Payout, Settlement
from rules.regions import CODES
from schemas.deliveries import Bup, Redovisning

PROGRAMME = decree.PROGRAMME
BUP_NAME = "Väntetider inom BUP"

RECONSTRUCTION = "e3c1b0f4b95a71bfe263f45c55052ebd1c1e07b96382e323d8e2322f79d82686"
"""`digest` of the reconstructed reports that give the decision's amounts."""


@dataclass(frozen=True)
class Basis:
    """What the agreement's rules rest on: core rows, and the same as plain values."""

    population_rows: Input
    population_0_18_rows: Input
    bup_rows: pl.DataFrame
    account_rows: pl.DataFrame
    reports: decree.Reports
    inputs: decree.Inputs


def load(connection: Connection) -> Basis:
    """The basis as it stands in the warehouse."""
    population = population_input(connection, PROGRAMME.population_date, "totalt")
    population_0_18 = population_input(connection, PROGRAMME.population_date, "0-18")
    measured = [month for requirement in PROGRAMME.requirements for month in requirement.months]
    bup = connection.read(Bup, "month BETWEEN ? AND ?", [str(year_before(min(measured))), str(max(measured))])
    accounts = connection.read(Redovisning, "programme = ?", [PROGRAMME.id])
    return Basis(
        population_rows=population,
        population_0_18_rows=population_0_18,
        bup_rows=bup,
        account_rows=accounts,
        reports={
            (row["region_code"], row["month"], row["measure"]): decree.BupReport(
                row["completed_count"], row["completed_within_count"], row["waiting_count"], row["waiting_within_count"]
            )
            for row in bup.iter_rows(named=True)
        },
        inputs=decree.Inputs(
            population=population_of(connection, population),
            population_0_18=population_of(connection, population_0_18),
            accounts={
                row["region_code"]: decree.Account(row["received_date"], row["is_approved"])
                for row in accounts.iter_rows(named=True)
            }
            or None,
        ),
    )


def qualify(month: date, basis: Basis) -> tuple[Outcome, ...]:
    """The outcomes of a month; none while the population 0-18 cannot be used."""
    population = whole(basis.inputs.population_0_18)
    return decree.qualify_month(month, basis.reports, population) if population else ()


def settle(basis: Basis, outcomes: Iterable[Outcome], decided: Decided) -> Settlement:
    """What the agreement pays; the bonus pot counts what was decided in August, once that is decided."""
    august = decided.get(decree.AUGUST.id, {}).get("bup")
    return decree.settle(basis.inputs, tuple(outcomes), august_decided_kr=august)


def month_inputs(basis: Basis, month: date) -> list[Input]:
    """The rows behind the qualification of one month."""
    return [basis.population_0_18_rows, Input(BUP_NAME, _of_months(basis.bup_rows, [month]))]


def payment_inputs(basis: Basis, payment: str, component: str) -> list[Input]:
    """The rows behind one component of one payment."""
    if component in ("bup", "bonuspott"):
        months = decree.PAYMENT_MONTHS[payment] if component == "bup" else decree.measured_months()
        return [basis.population_0_18_rows, Input(BUP_NAME, _of_months(basis.bup_rows, months))]
    weights = basis.population_0_18_rows if component == "befolkning_0_18" else basis.population_rows
    return [weights, Input("Redovisningar", basis.account_rows)] if payment == "december" else [weights]


def _of_months(rows: pl.DataFrame, months: Iterable[date]) -> pl.DataFrame:
    """The reports of some months and of the same months the year before."""
    return rows.filter(pl.col("month").is_in([at for month in months for at in (month, year_before(month))]))


def calculation_inputs(basis: Basis, payouts: Sequence[Payout], decided: Decided) -> CalculationInputs | None:
    """What the calculation workbooks start from."""
    population, population_0_18 = whole(basis.inputs.population), whole(basis.inputs.population_0_18)
    if population is None or population_0_18 is None:
        return None
    return CalculationInputs(
        basis.reports,
        population,
        population_0_18,
        basis.inputs.accounts or {},
        payouts,
        decided.get(decree.AUGUST.id, {}).get("bup"),
    )


def facit(basis: Basis, settled: Settlement) -> list[Facit]:
    """The published amounts, where the run rests on the figures that they were recovered into."""
    rests_on_the_same = (
        basis.inputs.population == printed.POPULATION
        and basis.inputs.population_0_18 == printed.POPULATION_0_18
        and len(decree.regions_meeting_section_5(basis.inputs.accounts or {})) == len(CODES)
        and digest(basis.reports) == RECONSTRUCTION
    )
    if not rests_on_the_same:
        about = (
            "Beslutet 2024-12-16 jämförs inte, eftersom körningen vilar på andra uppgifter än dem som beslutets belopp "
            "har återskapats till."
        )
        return [Facit(about, applies=False)]
    about = "Beslutet 2024-12-16: bilagans 105 belopp och augustis 141 759 535 kronor stämmer."
    return [Facit(about, applies=True, differences=tuple(printed.differences(settled)))]


def digest(reports: decree.Reports) -> str:
    """A fingerprint of reported waits, the same whatever files and order they came in."""
    lines = sorted(f"{code} {month} {measure} {astuple(report)}" for (code, month, measure), report in reports.items())
    return sha256("\n".join(lines).encode()).hexdigest()


GRANT = Grant(
    programme=PROGRAMME,
    parameters=decree.PARAMETERS,
    readings=("T01", "T02", "T03", "T04", "T05", "T06", "T07", "T08", "T12", "T17", "T20", "T21", "T22"),
    kinds=("befolkning", "bup", "redovisning"),
    pots=decree.POTS,
    load=load,
    settle=settle,
    payment_inputs=payment_inputs,
    facit=facit,
    calculation_inputs=calculation_inputs,
    qualify=qualify,
    month_inputs=month_inputs,
    paid_months=decree.PAYMENT_MONTHS,
    printed_populations=(printed.RECOVERED_POPULATION,),
)
