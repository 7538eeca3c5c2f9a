"""Populations in `core` as the weights that the rules share by."""

from collections.abc import Mapping
from datetime import date

from assets.grants import Input
from assets.warehouse import Connection
from rules.population import population_gaps
from rules.swedish import day
from schemas.deliveries import Befolkning
from schemas.received import Rejected


def population_input(connection: Connection, reference: date, age_group: str) -> Input:
    """The core rows of one population (T20)."""
    rows = connection.read(Befolkning, "reference_date = ? AND age_group = ?", [str(reference), age_group])
    name = "Befolkning" if age_group == "totalt" else f"Befolkning {age_group.replace('-', '–')} år"
    return Input(f"{name} {day(reference)}", rows.sort("region_code"))


def population_of(connection: Connection, rows: Input) -> dict[str, int | None] | None:
    """Inhabitants by region code, None for a withdrawn value; None when no such population is delivered.

    When population was delivered but no row of it could be taken, it is empty and not missing: it has to
    be corrected, not waited for.
    """
    population = dict(rows.rows.select("region_code", "population_count").iter_rows())
    if population:
        return population
    rejected = connection.read(Rejected, "kind = 'befolkning' AND code <> 'summarad'")
    return None if rejected.is_empty() else {}


def whole(population: Mapping[str, int | None] | None) -> dict[str, int] | None:
    """A population that can be shared by; None when it is not delivered or lacks a region."""
    if population is None or population_gaps(population):
        return None
    return {code: count for code, count in population.items() if count is not None}
