"""The table of the monthly pots: what was reserved, what of it was earned and what went to the bonus pot."""

from collections.abc import Sequence

from exports.report.blocks import Item, Table
from exports.report.tables import MISSING, Tables, total
from rules.declaration import Decree
from schemas.follow_up import Fulfilment, MonthStatus
from schemas.results import BonusPot


def pots_table(tables: Tables, programmes: Sequence[Decree]) -> Table | None:
    """The months that are in, requirement by requirement, with a sum where it is of one grant; None before any is in.

    What goes to the bonus pot is known when all months are closed.
    """

    def sums(programme: Decree, **requirement: str) -> tuple[Item, ...]:
        key = {"programme": programme.id, **requirement}
        rows, pots = tables.rows(Fulfilment, **key), tables.rows(BonusPot, **key)
        is_known = all(row["is_closed"] for row in tables.rows(MonthStatus, programme=programme.id))
        return (
            total(Fulfilment, rows, "reserved_kr", **key),
            total(Fulfilment, rows, "earned_kr_exact", **key),
            total(BonusPot, pots, "forfeited_kr_exact", **key) if is_known else MISSING,
        )

    begun = [programme for programme in programmes if tables.rows(Fulfilment, programme=programme.id)]
    if not begun:
        return None
    return Table(
        "potterna",
        "Månadspotterna tillsammans, kronor före avrundning",
        ("Krav", "Reserverat", "Intjänat", "Till bonuspotten"),
        tuple(
            (requirement.title, *sums(programme, requirement=requirement.id))
            for programme in begun
            for requirement in programme.requirements
        ),
        ("Alla krav", *sums(programmes[0])) if len(programmes) == 1 else (),
    )
