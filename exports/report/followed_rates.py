"""What the pages tell of the months in which a rate of the reports is below its limit: what lacks, and the plan."""

from collections.abc import Sequence

from exports.report.blocks import Item, Table
from exports.report.tables import Row, Tables, figure
from rules.declaration import Decree
from rules.followed_rates import FollowedRate, Level
from rules.regions import BY_CODE
from rules.swedish import listing, number
from schemas.follow_up import ReportedRate


def explained_rates(rows: Sequence[Row], followed: FollowedRate, *, has_region: bool = True) -> Table | None:
    """The months below the limit among rows of `out.reported_rate`; None when there are none, or nothing is to tell."""
    below = [row for row in rows if row["level"] == Level.BELOW]
    if not below or not followed.explained_by:
        return None
    words = listing([each.words for each in followed.explained_by])

    def line(row: Row) -> tuple[Item, ...]:
        told = [figure(ReportedRate, row, name) for name in ("month", "lowest_percent", "explanation", "lacking")]
        return (BY_CODE[row["region_code"]].name, *told) if has_region else tuple(told)

    return Table(
        f"andel-{followed.column}-plan",
        f"{followed.title} under {number(followed.least.value)} procent: regionen ska kunna ange {words} "
        f"({followed.section})",
        (*(("Region",) if has_region else ()), "Månad", "Lägsta, procent", "Regionens uppgift", "Saknas"),
        tuple(line(row) for row in sorted(below, key=lambda row: (row["region_code"], row["month"]))),
    )


def rates_of_region(tables: Tables, decree: Decree, code: str) -> tuple[Table, ...]:
    """The same of one region, for each rate that its grant follows."""
    found = (
        explained_rates(
            tables.rows(ReportedRate, programme=decree.id, rate=followed.column, region_code=code),
            followed,
            has_region=False,
        )
        for followed in decree.followed_rates
    )
    return tuple(table for table in found if table)
