"""The file names of the pages, which is also where links lead."""

import unicodedata

from rules.regions import BY_CODE

FRONT = "index.html"
DELIVERIES = "leveranser.html"
BASIS = "underlag.html"
LAW_MAP = "lagkartan.html"


def programme_href(programme: str) -> str:
    """The page of a grant."""
    return f"{programme}.html"


def region_href(code: str) -> str:
    """The page of a region: `region_14_vastra_gotaland.html`."""
    return f"{_region(code)}.html"


def cells_href(programme: str, code: str) -> str:
    """The page of the cells that the payments of a grant to a region rest on: `region_09_gotland_…_celler.html`."""
    return f"{_region(code)}_{programme}_celler.html"


def _region(code: str) -> str:
    plain = unicodedata.normalize("NFKD", BY_CODE[code].name.lower()).encode("ascii", "ignore").decode()
    return f"region_{code}_{plain.replace(' ', '_')}"
