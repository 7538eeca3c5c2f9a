"""What the pages say of a decided payment: day, number of the seal and who decided, and what was decided later.

What was decided later is kronor on top of the decided amount: above 0 to be paid, below 0 to be repaid.
"""

from collections.abc import Iterator

from exports.report.blocks import Sentence
from exports.report.tables import Figure, Tables, total
from rules.seals import NO_KEPT_ROWS
from rules.swedish import day, listing
from schemas.decisions import DecidedAdjustment, Decision

ADJUSTED = "Beslutade justeringar"


def decision_notes(tables: Tables, **key: object) -> Iterator[Sentence]:
    """A sentence for each decision among the rows with this key, adjustments last."""
    columns = ("decided_on", "reference", "number", "decided_by", "has_kept_rows")
    for on, reference, number, names, has_rows in sorted(
        {tuple(row[name] for name in columns) for row in tables.rows(Decision, **key)}
    ):
        told_from = "Det som visas är de uppgifter som det beslutades på." if has_rows else NO_KEPT_ROWS
        yield (
            f"Beslutad den {day(on)} av {listing(names.split(', '))} ({reference}, sigill {number}). Ett beslutat "
            f"belopp ändras inte. {told_from}",
        )
    yield from adjustment_notes(tables, **key)


def adjustment_notes(tables: Tables, **key: object) -> Iterator[Sentence]:
    """A sentence for each decision on top of a decided payment among the rows with this key."""
    rows = tables.rows(DecidedAdjustment, **key)
    decided = {row["seal"]: (row["decided_on"], row["reference"]) for row in rows}
    for seal, (on, reference) in sorted(decided.items(), key=lambda item: (item[1], item[0])):
        own = [row for row in rows if row["seal"] == seal]
        amount = total(DecidedAdjustment, own, "amount_kr", **key, seal=seal)
        yield (
            f"Justering beslutad den {day(on)} ({reference}): ",
            amount,
            " kronor utöver det beslutade; under noll ska betalas tillbaka.",
        )


def adjusted(tables: Tables, **key: object) -> Figure | None:
    """What has been decided on top, in all the rows with this key; None when nothing has."""
    rows = tables.rows(DecidedAdjustment, **key)
    return total(DecidedAdjustment, rows, "amount_kr", **key) if rows else None
