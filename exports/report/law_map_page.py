"""The page of the map of the law: what every section of the decrees became, document by document."""

from dataclasses import dataclass

from exports.report.blocks import Table
from rules.law_map import LawRow, by_document


@dataclass(frozen=True)
class LawMapPage:
    """What the page shows: a table per document, and what the project does not carry, None when there is nothing."""

    documents: tuple[Table, ...]
    not_carried: Table | None


def law_map_page() -> LawMapPage:
    """The page."""
    documents = by_document()
    missing = tuple(
        (document, row.place, row.reason) for document, rows in documents.items() for row in rows if not row.is_carried
    )
    return LawMapPage(
        tuple(
            Table(f"dokument-{number}", document, ("Avsnitt", "Vad det har blivit"), tuple(map(_line, rows)))
            for number, (document, rows) in enumerate(documents.items(), 1)
        ),
        Table("bars-inte", "Det som inte bärs", ("Dokument", "Avsnitt", "Varför"), missing) if missing else None,
    )


def _line(row: LawRow) -> tuple[str, str]:
    return row.place, ". ".join(words.rstrip(".").replace("`", "") for words in row.words) + "."
