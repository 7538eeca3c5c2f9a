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


def follow_up_href(programme: str) -> str:
    """The page that follows a grant month by month: how the requirements were met, and the development."""
    return f"{programme}_uppfoljning.html"


def region_href(code: str) -> str:
    """The page of a region: `region_14_vastra_gotaland.html`."""
    return f"{_region(code)}.html"


def region_grant_href(programme: str, code: str) -> str:
    """The page of what a region gets of one grant and why: `region_09_gotland_….html`."""
    return f"{_region(code)}_{programme}.html"


def cells_href(programme: str, code: str) -> str:
    """The page of the cells that the payments of a grant to a region rest on: `region_09_gotland_…_celler.html`."""
    return f"{_region(code)}_{programme}_celler.html"


def _region(code: str) -> str:
    plain = unicodedata.normalize("NFKD", BY_CODE[code].name.lower()).encode("ascii", "ignore").decode()
    return f"region_{code}_{plain.replace(' ', '_')}"
