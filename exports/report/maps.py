"""What the maps show: how far the regions met a grant's requirements, one by one and together, or used their cap."""

from fractions import Fraction

from exports.report.tables import Tables, figure, total
from exports.report.tile_map import TileMap, Value, tile_map
from rules.declaration import Decree, Monthly
from rules.regions import CODES
from schemas.follow_up import CapLine, Fulfilment


def programme_map(tables: Tables, decree: Decree) -> TileMap | None:
    """The map of a grant as a whole; None without anything to show."""
    programme = decree
    return _all_requirements(tables, programme) if programme.requirements else _caps(tables, programme)


def requirement_map(tables: Tables, programme: Decree, requirement: Monthly) -> TileMap | None:
    """The map of one requirement; None without anything to show."""
    rows = tables.rows(Fulfilment, programme=programme.id, requirement=requirement.id)
    if not rows:
        return None
    return tile_map(
        f"karta-{requirement.id}",
        requirement.title,
        "Hur stor del av månadspotterna som varje region har tjänat in, i procent.",
        "procent",
        {
            row["region_code"]: Value(
                figure(Fulfilment, row, "fulfilled_percent"), None, Fraction(row["fulfilled_percent"])
            )
            for row in rows
        },
    )


def _all_requirements(tables: Tables, programme: Decree) -> TileMap | None:
    values = {}
    for code in CODES:
        key = {"programme": programme.id, "region_code": code}
        if rows := tables.rows(Fulfilment, **key):
            parts, months = (total(Fulfilment, rows, column, **key) for column in ("parts_earned", "months_measured"))
            values[code] = Value(parts, months, Fraction(parts.value) * 100 / Fraction(months.value))
    about = (
        "För varje krav och månad är en pott reserverad för regionen. Hur många hela potter den har tjänat in, "
        "alla krav tillsammans."
    )
    if not values:
        return None
    title = f"{programme.short_title}: intjänade månadspotter"
    return tile_map(f"karta-{programme.id}", title, about, "potter", values)


def _caps(tables: Tables, programme: Decree) -> TileMap | None:
    rows = tables.rows(CapLine, programme=programme.id)
    if not rows:
        return None
    return tile_map(
        f"karta-{programme.id}",
        f"{programme.short_title}: använt av taket",
        "Taket är det mesta som en region kan få för operationerna. Hur stor del av det som varje region har nått.",
        "procent",
        {
            row["region_code"]: Value(figure(CapLine, row, "cap_used_percent"), None, Fraction(row["cap_used_percent"]))
            for row in rows
        },
    )
