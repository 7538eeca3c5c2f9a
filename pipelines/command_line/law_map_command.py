"""What `bonuspott law-map` shows: the map of the law as rows for a table, for CSV, and as the page of docs/."""

from rules.law_map import LawRow, by_document

HEADINGS = ("Avsnitt", "Vad det har blivit")
"""Headings of `shown`."""
FIELDS = ("document", "section", "paragraph", "became", "reason", "is_carried")
"""Headings of `flat`."""

INTRODUCTION = """\
# Lagkartan

<!-- Written by `bonuspott law-map --markdown > docs/law-map.md`; change the declarations in rules/decrees/ instead. -->

Varje avsnitt i besluten och överenskommelsen, i deras ordning, och vad det har blivit: tal, krav, utbetalningar,
frister, leveranser, tabeller och läsningar (T) – eller varför det inte räknar något. **Bärs inte** är en skyldighet som
programmet inte bär.
"""


def shown(row: LawRow) -> tuple[str, ...]:
    """A row as text under `HEADINGS`."""
    return row.place, "; ".join(row.words)


def flat(row: LawRow) -> tuple[object, ...]:
    """A row under `FIELDS`."""
    return (row.document, row.section, row.paragraph, "; ".join(row.became), row.reason, row.is_carried)


def as_markdown() -> str:
    """The whole map as one Markdown document."""
    parts = [INTRODUCTION]
    for document, rows in by_document().items():
        parts.append(f"\n## {document}\n\n| Avsnitt | Stycke | Vad det har blivit |\n|---|---|---|\n")
        parts += [f"| {row.section} | {row.paragraph} | {_cell(row)} |\n" for row in rows]
    return "".join(parts)


def _cell(row: LawRow) -> str:
    words = row.words if row.is_carried else (*row.became, f"**{row.reason}**")
    return "<br>".join(words).replace("|", "\\|")
