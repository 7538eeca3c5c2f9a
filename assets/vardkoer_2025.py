"""The queues decree 2025: from `core` to its rules (`rules.decrees.vardkoer_2025`)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from assets.grants import Decided, Facit, Grant, Input
from assets.populations import population_input, population_of, whole
from assets.warehouse import Connection
from exports.calculation.vardkoer_2025 import CalculationInputs
from rules.decrees import vardkoer_2025 as decree
from rules.decrees.vardkoer_2025_development import CountsByPerformer
from rules.monthly_pot import Outcome
from rules.payouts import Payout, Settlement
from schemas.deliveries import Operationer

PROGRAMME = decree.PROGRAMME


@dataclass(frozen=True)
class Basis:
    """What the decree's rules rest on: core rows, and the same as plain values.

    `by_performer` has the operations of all reported months, `inputs` those of the measured months.
    """

    population_rows: Input
    operation_rows: pl.DataFrame
    by_performer: CountsByPerformer
    inputs: decree.Inputs


def load(connection: Connection) -> Basis:
    """The basis as it stands in the warehouse; a withdrawn count is no count."""
    population = population_input(connection, PROGRAMME.population_date, "totalt")
    rows = connection.read(Operationer)
    by_performer = {
        (row["region_code"], row["month"], row["operation"], row["performer"]): row["operation_count"]
        for row in rows.filter(pl.col("operation_count").is_not_null()).iter_rows(named=True)
    }
    measured = decree.PARAMETERS.measured_months
    counts: Counter[tuple[str, date, str]] = Counter()
    for (code, month, operation, _), number in by_performer.items():
        if month in measured:
            counts[code, month, operation] += number
    return Basis(
        population_rows=population,
        operation_rows=rows.filter(pl.col("month").is_in(measured)),
        by_performer=by_performer,
        inputs=decree.Inputs(dict(counts), population_of(connection, population)),
    )


def settle(basis: Basis, _outcomes: Iterable[Outcome], _decided: Decided) -> Settlement:
    """What the decree pays; it has no monthly outcomes, and neither payment depends on the other's decision."""
    return decree.settle(basis.inputs)


def payment_inputs(basis: Basis, payment: str, component: str) -> list[Input]:
    """The rows behind one component of one payment; block 1 is shared equally and rests on no delivery."""
    if payment == "block1":
        return []
    operations = Input("Operationer", basis.operation_rows)
    return [basis.population_rows, operations] if component == "kvarstaende" else [operations]


def calculation_inputs(basis: Basis, payouts: Sequence[Payout], _: Decided) -> CalculationInputs | None:
    """What the calculation workbooks start from."""
    population = whole(basis.inputs.population)
    return CalculationInputs(basis.inputs.counts, population, payouts) if population else None


def facit(basis: Basis, settled: Settlement) -> list[Facit]:
    """The decree prints no payouts to compare with."""
    return []


GRANT = Grant(
    programme=PROGRAMME,
    parameters=decree.PARAMETERS,
    readings=("T03", "T11", "T14", "T15", "T16", "T20"),
    kinds=("befolkning", "operationer"),
    pots=decree.POTS,
    load=load,
    settle=settle,
    payment_inputs=payment_inputs,
    facit=facit,
    calculation_inputs=calculation_inputs,
)
