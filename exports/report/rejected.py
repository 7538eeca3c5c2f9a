"""The table of what was delivered but could not be taken, with what is wrong and what to do."""

from collections.abc import Sequence

from exports.report.blocks import Table
from exports.report.tables import MISSING, Row


def rejected_table(rows: Sequence[Row]) -> Table | None:
    """Rows of `raw.rejected` as a table; None when all was taken."""
    if not rows:
        return None
    return Table(
        "avvisat",
        "Uppgifter som inte kunde tas emot",
        ("Fil", "Blad", "Cell", "Lämnat värde", "Vad som är fel och vad ni kan göra"),
        tuple(
            (row["file"], *(row[name] or MISSING for name in ("sheet", "cell", "value")), row["message_sv"])
            for row in rows
        ),
    )
