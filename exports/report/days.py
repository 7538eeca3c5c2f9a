"""The table of days by which a decree wants something done, on the pages of grants and of capacity."""

from datetime import date

from exports.report.blocks import Table
from exports.report.tables import Row, Tables, figure
from rules.declaration import Decree
from schemas.deadlines import Deadline


def days_table(tables: Tables, programme: Decree) -> Table | None:
    """Every day by which the decree wants something done."""
    first = {row["deadline"]: row for row in reversed(tables.rows(Deadline, programme=programme.id))}
    ordered = sorted(first.values(), key=by_day)
    if not ordered:
        return None
    return Table(
        "datum",
        "Datum: vem som ska göra vad, och senast när",
        ("Senast", "Vem", "Ska", "Enligt"),
        tuple(
            (
                figure(Deadline, row, "day"),
                row["who"],
                row["what"],
                _according_to(row),
            )
            for row in ordered
        ),
    )


def by_day(row: Row) -> tuple[date, str]:
    """The order of rows of `out.deadline`: by day, those without one last."""
    return row["day"] or date.max, row["deadline"]


def _according_to(row: Row) -> str:
    """Where the decree asks for it, and who has set the day."""
    if row["reference"]:
        return f"{row['section']}; dagen enligt myndighetens beslut {row['reference']}"
    if row["is_default_day"]:
        return f"{row['section']}; " + ("dagen är ett förval" if row["day"] else "myndigheten har inte satt någon dag")
    return str(row["section"])
