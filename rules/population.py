"""Population figures as weights: what makes a set of them fit to pay by.

A population is `{region code: inhabitants}` for one reference date and one age group (T20).
"""

from collections.abc import Mapping

from rules.regions import BY_CODE, CODES
from rules.swedish import listing


def population_gaps(population: Mapping[str, int | None]) -> str | None:
    """What keeps a population from being used, as the end of a Swedish sentence, or None when it is whole.

    Every region must be there with at least one inhabitant: a share of a total that lacks a region is
    wrong for all the others too.
    """
    missing = [BY_CODE[code].official_name for code in CODES if population.get(code) is None]
    empty = [BY_CODE[code].official_name for code in CODES if population.get(code) == 0]
    faults = []
    if missing:
        faults.append(f"uppgift saknas för {listing(missing)}")
    if empty:
        faults.append(f"antalet är noll för {listing(empty)}")
    return " och ".join(faults) or None
