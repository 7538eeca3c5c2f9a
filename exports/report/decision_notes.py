"""What the pages say of a decided payment: the day, the number of the seal, and who decided."""

from collections.abc import Iterator

from exports.report.blocks import Sentence
from exports.report.tables import Tables
from rules.seals import NO_KEPT_ROWS
from rules.swedish import day, listing
from schemas.decisions import Decision


def decision_notes(tables: Tables, **key: object) -> Iterator[Sentence]:
    """A sentence for each decision among the rows with this key."""
    columns = ("decided_on", "reference", "number", "decided_by", "has_kept_rows")
    for on, reference, number, names, has_rows in sorted(
        {tuple(row[name] for name in columns) for row in tables.rows(Decision, **key)}
    ):
        told_from = "Det som visas är de uppgifter som det beslutades på." if has_rows else NO_KEPT_ROWS
        yield (
            f"Beslutad den {day(on)} av {listing(names.split(', '))} ({reference}, sigill {number}). Ett beslutat "
            f"belopp ändras inte. {told_from}",
        )
