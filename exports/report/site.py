"""All pages of the report as HTML: which there are, what surrounds each, and the engine that fills templates in.

The engine escapes everything that it is given; only the drawn charts, which are made here, are put in as they are.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from typing import Any

import jinja2

from exports.holds_for import holds_for
from exports.report.addresses import inside
from exports.report.basis_page import basis_page
from exports.report.blocks import Link
from exports.report.capacity_page import capacity_page
from exports.report.cells_page import cells_page
from exports.report.deliveries_page import deliveries_page
from exports.report.elements import figure_element, item_element, row_elements, total_element
from exports.report.front import front_page
from exports.report.law_map_page import law_map_page
from exports.report.places import (
    BASIS,
    DELIVERIES,
    FRONT,
    LAW_MAP,
    cells_href,
    programme_href,
    region_grant_href,
    region_href,
)
from exports.report.programme_page import programme_page
from exports.report.region_page import region_grant_pages, region_page
from exports.report.tables import Figure, Tables, figure
from exports.report.tile_map import NOTHING, STEPS
from rules.found_decrees import decrees, grants
from rules.regions import BY_CODE, CODES
from rules.swedish import day
from schemas.received import Delivery

GENERATOR = '<meta name="generator" content="Bonuspott">'
"""Stands in every page, so that a page of ours can be told from other files."""

MARKS = {
    "exempel": "påhittade som exempel",
    "rekonstruerad": "återskapade ur publicerade resultat",
}
"""What a mark means, in Swedish."""


@dataclass(frozen=True)
class Basis:
    """What every page says at its end: what the report rests on, and whether all of it is real.

    `digest` is a checksum over the checksums of all files that are read; `marks` are the marks of anything in
    `out.payout` with what they mean.
    """

    file_count: int
    latest: Figure | None
    digest: str
    rules_version: str
    marks: tuple[tuple[str, str], ...]


def pages(tables: Tables, rules_version: str, written_on: date | None = None) -> Iterator[tuple[str, str]]:
    """Name and content of every page; `rules_version` tells one state of the rules from another.

    `written_on` is the day that every page says it was written, None where it says none.
    """
    followed = [decree for decree in decrees() if decree.capacity]
    programmes = [*grants(), *followed]
    around = {
        "basis": _basis(tables, rules_version),
        "programmes": [Link(each.short_title, programme_href(each.id)) for each in programmes],
        "regions": [Link(BY_CODE[code].name, region_href(code)) for code in CODES],
        "written_on": written_on,
    }

    def page(name: str, template: str, content: Any) -> tuple[str, str]:
        return name, _engine().get_template(template).render(page=content, name=name, holds_for=holds_for(), **around)

    yield page(FRONT, "front.html", front_page(tables))
    for decree in grants():
        of_grant = programme_page(tables, decree)
        yield page(of_grant.href, "programme.html", of_grant)
        if of_grant.followed or of_grant.developments:
            yield page(of_grant.follow_up_href, "follow_up.html", of_grant)
    for decree in followed:
        yield page(programme_href(decree.id), "capacity.html", capacity_page(tables, decree))
    for code in CODES:
        of_region = region_page(tables, code)
        yield page(region_href(code), "region.html", of_region)
        for each in region_grant_pages(of_region):
            yield page(region_grant_href(each.grant.programme.id, code), "region_grant.html", each)
        for decree in grants():
            if cells := cells_page(tables, decree, code):
                yield page(cells_href(decree.id, code), "cells.html", cells)
    yield page(DELIVERIES, "deliveries.html", deliveries_page(tables))
    yield page(BASIS, "basis.html", basis_page(tables))
    yield page(LAW_MAP, "law_map.html", law_map_page())


def _basis(tables: Tables, rules_version: str) -> Basis:
    read = tables.rows(Delivery, status="read")
    latest = max(read, key=lambda row: (row["received"], row["file"]), default=None)
    listed = "".join(f"{row['file']}\t{row['sha256']}\n" for row in sorted(read, key=lambda row: row["file"]))
    return Basis(
        len(read),
        None if latest is None else figure(Delivery, latest, "received"),
        sha256(listed.encode()).hexdigest(),
        rules_version,
        tuple((mark, MARKS.get(mark, "märkta av avsändaren")) for mark in tables.marks),
    )


@cache
def _engine() -> jinja2.Environment:
    engine = jinja2.Environment(
        loader=jinja2.PackageLoader("exports.report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    engine.globals |= {
        "FRONT": FRONT,
        "BASIS": BASIS,
        "DELIVERIES": DELIVERIES,
        "LAW_MAP": LAW_MAP,
        "STEPS": STEPS,
        "NOTHING": NOTHING,
        "GENERATOR": GENERATOR,
        "figure_element": figure_element,
        "item_element": item_element,
        "row_elements": row_elements,
        "total_element": total_element,
    }
    engine.filters |= {"inside": inside, "day": day}
    return engine
