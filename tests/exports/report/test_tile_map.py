from fractions import Fraction

import pytest

from exports.report.tables import Figure
from exports.report.tile_map import _HYPHENATED, NOTHING, PLACES, Value, tile_map
from rules.regions import BY_CODE, CODES


def at(percent: Fraction) -> Value:
    return Value(Figure("1", "1", "tabell?", "kolumn", is_number=True), None, percent)


def test_every_region_has_a_place_of_its_own() -> None:
    assert set(PLACES) == set(CODES)
    assert len(set(PLACES.values())) == len(CODES)


def test_a_name_may_be_broken_but_not_changed() -> None:
    assert {name: name for name in _HYPHENATED} == {
        name: broken.replace("\N{SOFT HYPHEN}", "") for name, broken in _HYPHENATED.items()
    }
    assert _HYPHENATED.keys() <= {region.name for region in BY_CODE.values()}


@pytest.mark.parametrize(
    ("percent", "step"),
    [
        (Fraction(100), 0),
        (Fraction(75), 0),
        (Fraction(7499, 100), 1),
        (Fraction(50), 1),
        (Fraction(4999, 100), 2),
        (Fraction(25), 2),
        (Fraction(2499, 100), 3),
        (Fraction(0), 3),
    ],
    ids=str,
)
def test_the_colour_follows_the_per_cent(percent: Fraction, step: int) -> None:
    drawn = tile_map("k", "Karta", "Om", "procent", {"21": at(percent)})
    assert {tile.name: tile.step for tile in drawn.tiles}["Gävle\N{SOFT HYPHEN}borg"] == step


def test_a_region_without_a_value_is_told_apart() -> None:
    drawn = tile_map("k", "Karta", "Om", "procent", {"21": at(Fraction(0))})
    assert drawn.has_gaps
    assert [tile.step for tile in drawn.tiles].count(NOTHING) == len(CODES) - 1
