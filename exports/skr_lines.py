"""SKR's money line by line, from what it is allotted to what it has repaid, for every document that tells of it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from rules.ledger import WHOLE_PROGRAMME
from rules.recipients import SKR

TITLE = "Medel till SKR, från beslut till redovisning"
AMOUNTS = {
    "entitled_kr": "Tilldelat",
    "requested_kr": "Begärt",
    "paid_kr": "Att betala enligt rekvisitionen",
    "lapsed_kr": "Förfallet",
    "accounted_received_kr": "Erhållet enligt redovisningen",
    "cost_kr": "Kostnader enligt redovisningen",
    "to_repay_kr": "Att återbetala",
    "repaid_kr": "Återbetalt",
}
"""Headings by column of the ledger."""


class SkrLine(NamedTuple):
    """One value of a row of the ledger, and what it is in Swedish."""

    title: str
    row: Mapping[str, Any]
    column: str


def skr_lines(ledger: Iterable[Mapping[str, Any]]) -> Iterator[SkrLine]:
    """What there is to tell of SKR in rows of the ledger of one programme: of its payment, then of its account."""
    own = [row for row in ledger if row["recipient"] == SKR.code]
    for row in sorted(own, key=lambda row: row["payment"] == WHOLE_PROGRAMME):
        about = "redovisningen" if row["payment"] == WHOLE_PROGRAMME else "utbetalningen"
        for column, title in (AMOUNTS | {"status": f"Läge, {about}", "reason": "Att göra"}).items():
            if row[column] not in (None, ""):
                yield SkrLine(title, row, column)
