"""The beds decree 2024: from `core` to its rules (`rules.decrees.vardplatser_2024`)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from assets.grants import Decided, Facit, Grant, Input
from assets.populations import population_input, population_of, whole
from assets.warehouse import Connection
from exports.calculation.vardplatser_2024 import CalculationInputs
from rules.apportionment import apportion
from rules.decrees import vardplatser_2024 as decree
from rules.decrees.vardplatser_2024_appendix import POPULATION, TABLE
from rules.monthly_pot import Outcome
from rules.months import year_before
from rules.payouts import Payout, Settlement
from schemas.deliveries import Vardplatser

PROGRAMME = decree.PROGRAMME


@dataclass(frozen=True)
class Basis:
    """What the decree's rules rest on: core rows, and the same as plain values."""

    population_rows: Input
    beds_rows: pl.DataFrame
    reports: decree.Reports
    inputs: decree.Inputs


def load(connection: Connection) -> Basis:
    """The basis as it stands in the warehouse."""
    population = population_input(connection, PROGRAMME.population_date, "totalt")
    beds = connection.read(Vardplatser)
    return Basis(
        population_rows=population,
        beds_rows=beds,
        reports={
            (row["region_code"], row["month"]): decree.BedsReport(
                row["beds"],
                row["overbelaggningar_per_100"],
                row["utlokaliseringar_per_100"],
                row["occupancy_percent"],
            )
            for row in beds.iter_rows(named=True)
        },
        inputs=decree.Inputs(population_of(connection, population)),
    )


def qualify(month: date, basis: Basis) -> tuple[Outcome, ...]:
    """The outcomes of a month; none while the population cannot be used."""
    population = whole(basis.inputs.population)
    return decree.qualify_month(month, basis.reports, population) if population else ()


def settle(basis: Basis, outcomes: Iterable[Outcome], _: Decided) -> Settlement:
    """What the decree pays; neither payment depends on what the other was decided to."""
    return decree.settle(basis.inputs, tuple(outcomes))


def month_inputs(basis: Basis, month: date) -> list[Input]:
    """The rows behind the qualification of one month."""
    return [basis.population_rows, _beds_of(basis, [month])]


def payment_inputs(basis: Basis, payment: str, component: str) -> list[Input]:
    """The rows behind one component of one payment; the basic requirement is paid by the decree's own table."""
    return [basis.population_rows, _beds_of(basis, decree.MEASURED_MONTHS)] if payment == "slut" else []


def _beds_of(basis: Basis, months: Iterable[date]) -> Input:
    wanted = [at for month in months for at in (month, year_before(month))]
    return Input("Vårdplatser", basis.beds_rows.filter(pl.col("month").is_in(wanted)))


def calculation_inputs(basis: Basis, payouts: Sequence[Payout], _: Decided) -> CalculationInputs | None:
    """What the calculation workbooks start from."""
    population = whole(basis.inputs.population)
    return CalculationInputs(basis.reports, population, payouts) if population else None


def facit(basis: Basis, settled: Settlement) -> list[Facit]:
    """The table of bilaga 2, which the population printed beside it gives to the krona (T03)."""
    population = basis.inputs.population
    if population != {code: row.population for code, row in TABLE.items()}:
        about = "Bilaga 2 jämförs inte, eftersom befolkningen är en annan än den som är tryckt där."
        return [Facit(about, applies=False)]
    shares = apportion(
        decree.PARAMETERS.basic_kr, {code: row.population for code, row in TABLE.items()}, method=decree.METHOD
    )
    paid = {row.region_code: row.amount_kr for row in settled.payouts if row.payment == "grundkrav"}
    differences = tuple(
        f"Bilaga 2, länskod {code}: befolkningen ger {shares[code]} kronor men {paid.get(code)} betalas."
        for code in TABLE
        if shares[code] != paid.get(code)
    )
    return [Facit("Bilaga 2: alla 21 belopp stämmer med befolkningen.", applies=True, differences=differences)]


GRANT = Grant(
    programme=PROGRAMME,
    parameters=decree.PARAMETERS,
    readings=("T01", "T02", "T03", "T04", "T09", "T10", "T11", "T12", "T13", "T20", "T22"),
    kinds=("befolkning", "vardplatser"),
    pots=decree.POTS,
    load=load,
    settle=settle,
    payment_inputs=payment_inputs,
    facit=facit,
    calculation_inputs=calculation_inputs,
    qualify=qualify,
    month_inputs=month_inputs,
    paid_months={"slut": decree.MEASURED_MONTHS},
    printed_populations=(POPULATION,),
)
