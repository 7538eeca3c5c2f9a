"""The map of the 21 regions as a grid of tiles: place, colour step and the text that says the same as the colour."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from exports.report.addresses import shared
from exports.report.places import region_href
from exports.report.tables import Figure
from rules.regions import BY_CODE, CODES

PLACES = {
    "25": (3, 1),
    "24": (3, 2),
    "23": (2, 3),
    "22": (3, 3),
    "20": (2, 4),
    "21": (3, 4),
    "17": (1, 5),
    "18": (2, 5),
    "19": (3, 5),
    "03": (4, 5),
    "14": (1, 6),
    "05": (2, 6),
    "04": (3, 6),
    "01": (4, 6),
    "13": (1, 7),
    "06": (2, 7),
    "08": (3, 7),
    "09": (4, 7),
    "12": (1, 8),
    "07": (2, 8),
    "10": (3, 8),
}
"""Column and row of each region, near its place in the country."""

STEPS = ((75, "75–100 procent"), (50, "50–74 procent"), (25, "25–49 procent"), (0, "under 25 procent"))
"""The colour steps: from how many per cent, and what the legend says. The strongest first."""

NOTHING = len(STEPS)
"""The step of a region without a value."""

_HYPHENATED = {
    "Gävleborg": "Gävle­borg",
    "Jönköping": "Jön­köping",
    "Kronoberg": "Krono­berg",
    "Norrbotten": "Norr­botten",
    "Stockholm": "Stock­holm",
    "Södermanland": "Söder­man­land",
    "Värmland": "Värm­land",
    "Västerbotten": "Väster­botten",
    "Västernorrland": "Väster­norr­land",
    "Västmanland": "Väst­man­land",
    "Östergötland": "Öster­göt­land",
}
"""Where a name may be broken, as soft hyphens."""


@dataclass(frozen=True)
class Value:
    """What a tile shows: a figure, or one figure of another, and how many per cent that is."""

    figure: Figure
    of: Figure | None
    percent: Fraction


@dataclass(frozen=True)
class Tile:
    """One region on the map."""

    name: str
    href: str
    column: int
    row: int
    step: int
    value: Value | None


@dataclass(frozen=True)
class TileMap:
    """The whole map; `unit` follows on each value, `about` says what the colours mean."""

    id: str
    title: str
    about: str
    unit: str
    tiles: tuple[Tile, ...]
    has_gaps: bool

    @cached_property
    def shared(self) -> str:
        """What the addresses of its figures have in common."""
        return shared(tile.value.figure.row for tile in self.tiles if tile.value)


def tile_map(id_: str, title: str, about: str, unit: str, values: Mapping[str, Value]) -> TileMap:
    """The map of values by region code; a region without one says so."""
    tiles = tuple(_tile(code, values.get(code)) for code in CODES)
    return TileMap(id_, title, about, unit, tiles, has_gaps=len(values) < len(CODES))


def _tile(code: str, value: Value | None) -> Tile:
    name = BY_CODE[code].name
    step = NOTHING if value is None else next(at for at, (least, _) in enumerate(STEPS) if value.percent >= least)
    return Tile(_HYPHENATED.get(name, name), region_href(code), *PLACES[code], step, value)
