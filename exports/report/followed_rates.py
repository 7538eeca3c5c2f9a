"""What a region's page tells of months in which a rate of its reports is below the limit: what lacks, and the plan."""

from collections.abc import Iterator

from exports.report.blocks import Table
from exports.report.tables import Tables, figure
from rules.declaration import Decree
from rules.followed_rates import Level
from rules.swedish import listing, number
from schemas.follow_up import ReportedRate


def explained_rates(tables: Tables, decree: Decree, code: str) -> Iterator[Table]:
    """A table for each rate of a grant that is to be explained and of which the region has months below the limit."""
    for followed in decree.followed_rates:
        key = {"programme": decree.id, "rate": followed.column, "region_code": code, "level": Level.BELOW.value}
        below = sorted(tables.rows(ReportedRate, **key), key=lambda row: row["month"])
        if not below or not followed.explained_by:
            continue
        words = listing([each.words for each in followed.explained_by])
        yield Table(
            f"andel-{followed.column}-plan",
            f"{followed.title} under {number(followed.least.value)} procent: regionen ska kunna ange {words} "
            f"({followed.section})",
            ("Månad", "Lägsta, procent", "Regionens uppgift", "Saknas"),
            tuple(
                tuple(figure(ReportedRate, row, name) for name in ("month", "lowest_percent", "explanation", "lacking"))
                for row in below
            ),
        )
