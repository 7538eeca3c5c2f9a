import pytest

from rules.population import population_gaps
from rules.regions import CODES

WHOLE = dict.fromkeys(CODES, 1)


def without(code):
    return {other: count for other, count in WHOLE.items() if other != code}


def test_a_population_with_one_inhabitant_in_every_region_is_whole():
    assert population_gaps(WHOLE) is None


@pytest.mark.parametrize(
    ("population", "gaps"),
    [
        pytest.param(without("03"), "uppgift saknas för Region Uppsala", id="a region left out"),
        pytest.param(WHOLE | {"03": None}, "uppgift saknas för Region Uppsala", id="a value withdrawn"),
        pytest.param(WHOLE | {"14": 0}, "antalet är noll för Västra Götalandsregionen", id="nobody"),
        pytest.param(
            WHOLE | {"01": None, "09": None, "25": 0},
            "uppgift saknas för Region Stockholm och Region Gotland och antalet är noll för Region Norrbotten",
            id="both faults",
        ),
    ],
)
def test_a_gap_is_told_with_the_regions_it_concerns(population, gaps):
    assert population_gaps(population) == gaps


def test_no_population_at_all_lacks_every_region():
    assert population_gaps({}).count("egion") == len(CODES)
