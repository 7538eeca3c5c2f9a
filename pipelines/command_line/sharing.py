"""An amount shared ad hoc between the regions by a stored population."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from assets.basis import Input, population_input, population_of
from assets.warehouse import Warehouse
from rules.apportionment import Method, apportion
from rules.population import population_gaps
from rules.regions import BY_CODE, CODES
from rules.swedish import counted, day, listing, number

DEFAULT = Method.LARGEST_REMAINDER
"""What is used when nobody has chosen."""


class NoPopulationError(Exception):
    """The population asked for is not stored or lacks regions; the message is Swedish and says what to do."""


@dataclass(frozen=True)
class Shared:
    """An amount shared in each of the ways of T03: whole kronor by region code, each summing to the amount.

    `population` names what it was shared by, empty for equal parts; `marks` are those of its rows.
    """

    amounts: Mapping[Method, Mapping[str, int]]
    population: str
    marks: tuple[str, ...]

    def differing(self) -> list[tuple[str, int, int, int]]:
        """The regions that the ways give different amounts: name, the default way, the other, how much more that is."""
        ours, others = self.amounts[DEFAULT], self.amounts[Method.RESIDUAL_ON_LARGEST]
        return [
            (BY_CODE[code].name, ours[code], others[code], others[code] - ours[code])
            for code in CODES
            if ours[code] != others[code]
        ]


def shared(amount_kr: int, warehouse: Warehouse, reference: date | None, age_group: str, *, equal: bool) -> Shared:
    """Share an amount in each way (T03).

    `reference` may only be None with `equal`; ties are then settled by region code alone.
    """
    stored, population = _stored(warehouse, reference, age_group) if reference else (None, {})
    weights = dict.fromkeys(CODES, 1) if equal else {code: population[code] for code in CODES}
    return Shared(
        {method: apportion(amount_kr, weights, method=method, population=population) for method in Method},
        stored.name if stored else "",
        tuple(sorted(stored.marks)) if stored else (),
    )


def mark_words(found: Shared) -> list[str]:
    """What is said of a population that is not a real one; nothing of others."""
    if not found.marks:
        return []
    return [f"{found.population} vilar på uppgifter märkta {listing(found.marks)}."]


def difference_words(found: Shared) -> str:
    """What the two ways of T03 have in common, or how many regions they part."""
    differing = found.differing()
    if not differing:
        return "Båda metoderna i T03 ger samma belopp."
    moved = sum(more for *_, more in differing if more > 0)
    return (
        f"Tabellen är gjord med {DEFAULT}. Med {Method.RESIDUAL_ON_LARGEST} (T03) blir beloppet ett annat för "
        f"{counted(len(differing), 'region', 'regioner')}, och {counted(moved, 'krona', 'kronor')} byter region. Välj "
        "metod med --method."
    )


def signed(difference_kr: int) -> str:
    """A difference with its sign: `+2`, `−2`."""
    return f"+{number(difference_kr)}" if difference_kr > 0 else number(difference_kr)


def _stored(warehouse: Warehouse, reference: date, age_group: str) -> tuple[Input, dict[str, int]]:
    with warehouse.reading() as connection:
        stored = population_input(connection, reference, age_group)
        population = population_of(connection, stored)
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
    return stored, {code: count for code, count in population.items() if count is not None}
