"""An amount shared ad hoc between the regions by a stored population."""

from datetime import date

from assets.basis import population_input, population_of
from assets.warehouse import Warehouse
from rules.apportionment import Method, apportion
from rules.population import population_gaps
from rules.regions import CODES
from rules.swedish import day


class NoPopulationError(Exception):
    """The population asked for is not stored or lacks regions; the message is Swedish and says what to do."""


def shared(
    amount_kr: int, warehouse: Warehouse, reference: date | None, age_group: str, *, equal: bool, method: str
) -> dict[str, int]:
    """Whole kronor by region code, summing to `amount_kr` (T03).

    `reference` may only be None with `equal`; ties are then settled by region code alone.
    """
    population = _stored(warehouse, reference, age_group) if reference else {}
    weights = dict.fromkeys(CODES, 1) if equal else {code: population[code] for code in CODES}
    return apportion(amount_kr, weights, method=Method(method), population=population)


def _stored(warehouse: Warehouse, reference: date, age_group: str) -> dict[str, int]:
    with warehouse.reading() as connection:
        population = population_of(connection, population_input(connection, reference, age_group))
    name = f"Befolkningen ({age_group}) den {day(reference)}"
    if not population:
        raise NoPopulationError(
            f"{name} finns inte i databasen {warehouse.path}. Lägg filen i mappen raw/befolkning och kör bonuspott run."
        )
    if gaps := population_gaps(population):
        raise NoPopulationError(
            f"{name} går inte att använda: {gaps}. Lämna in en fullständig fil i mappen raw/befolkning och kör "
            "bonuspott run."
        )
    return {code: count for code, count in population.items() if count is not None}
