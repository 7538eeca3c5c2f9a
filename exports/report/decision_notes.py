"""What the pages say of a decided payment: the day, the number of the seal, and who decided."""

from collections.abc import Iterator

from exports.report.blocks import Sentence
from exports.report.tables import Tables
from rules.swedish import day, listing
from schemas.decisions import Decision


def decision_notes(tables: Tables, **key: object) -> Iterator[Sentence]:
    """A sentence for each decision among the rows with this key."""
    columns = ("decided_on", "reference", "number", "decided_by")
    for on, reference, number, names in sorted(
        {tuple(row[name] for name in columns) for row in tables.rows(Decision, **key)}
    ):
        yield (
            f"Beslutad den {day(on)} av {listing(names.split(', '))} ({reference}, sigill {number}). Ett beslutat "
            "belopp ändras inte; det som visas är de uppgifter som det beslutades på.",
        )
