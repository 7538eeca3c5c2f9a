"""What is worth a look in the regions' monthly reports as they stand together.

What other kinds of delivery say together is in `assets.findings`. No amount depends on anything here.
"""

import polars as pl

from assets.findings import about
from readers.rejections import place
from rules.asked_reports import asked_statement, asked_values
from rules.reports import KINDS
from rules.swedish import listing
from schemas.deliveries import Kind


def value_gaps(kind: Kind, rows: pl.DataFrame) -> list[str]:
    """The rows that lack values which a whole report of their month has.

    A run tells of the same by report: who is missing, and in `out.reporting_gap`.
    """
    report = KINDS.get(kind.id)
    if report is None or report.are_added:  # there is no row for what was not done
        return []
    headings = {item.name: item.header for item in kind.columns}
    asked = asked_values(report)
    told = []
    for row in rows.sort(kind.key).iter_rows(named=True):
        if report.statement and row[report.statement] != asked_statement(report, row["month"]):
            continue
        lacking = [headings[name] for name, months in asked.items() if row["month"] in months and row[name] is None]
        if lacking:
            where = place(row["file"], row["sheet"], row=row["row"])
            told.append(
                f"{where}: {', '.join(about(kind, row))}: {listing(lacking)} saknas, så rapporten är inte hel. En tom "
                "cell tar tillbaka det som har lämnats tidigare; fyll i värdena och lämna filen på nytt."
            )
    return told
