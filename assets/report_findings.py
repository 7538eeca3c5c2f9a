"""What is worth a look in the regions' monthly reports as they stand together.

What other kinds of delivery say together is in `assets.findings`. No amount depends on anything here.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

import polars as pl

from assets.findings import about
from readers.findings import Finding, FindingCode
from readers.rejections import place
from rules.asked_reports import asked_statement, asked_values, read_months
from rules.out_of_line import is_out_of_line
from rules.reports import KINDS
from rules.swedish import listing, month_spans, number
from schemas.columns import DeliveredColumn, ValueKind
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


def unread_months(kind: Kind, rows: pl.DataFrame, replaced: pl.DataFrame) -> list[Finding]:
    """The months in a file that no decree looks at, so that what counts of them changes nothing.

    A file that has other months of the same year is not told of: a year is delivered as it is.
    """
    report = KINDS.get(kind.id)
    if report is None:
        return []
    read = read_months(report)
    years: dict[str, set[int]] = defaultdict(set)
    for file, month in pl.concat(part.select("file", "month") for part in (rows, replaced)).unique().iter_rows():
        if month in read:
            years[file].add(month.year)
    unread: dict[str, list[date]] = defaultdict(list)
    for file, month in rows.select("file", "month").unique().sort("file", "month").iter_rows():
        if month not in read and month.year not in years[file]:
            unread[file].append(month)
    return [
        Finding(
            FindingCode.OLAST_MANAD,
            file,
            f"{place(file, '')}: inget beslut frågar efter {month_spans(months)}, så de uppgifterna ändrar inget. "
            f"Besluten frågar efter {month_spans(sorted(read))}. Kontrollera årtal och månad.",
        )
        for file, months in unread.items()
    ]


def counts_out_of_line(kind: Kind, rows: pl.DataFrame) -> list[Finding]:
    """Counts far beyond those of the region's other months, of the same thing."""
    if kind.id not in KINDS:
        return []
    same = [name for name in kind.key if name != "month"]
    found = []
    for column in (each for each in kind.columns if each.kind is ValueKind.COUNT):
        counted = rows.drop_nulls(column.name)
        for of_region in counted.partition_by(same):
            *others, largest = sorted(of_region[column.name])
            if is_out_of_line(largest, others):
                row = of_region.row(by_predicate=pl.col(column.name) == largest, named=True)
                found.append(_out_of_line(kind, column, row, largest, others[-1]))
    return sorted(found, key=lambda finding: finding.message_sv)


def _out_of_line(
    kind: Kind, column: DeliveredColumn, row: Mapping[str, object], largest: int, next_largest: int
) -> Finding:
    file, sheet = str(row["file"]), str(row["sheet"] or "")
    return Finding(
        FindingCode.AVVIKANDE_ANTAL,
        file,
        f"{place(file, sheet)}: {', '.join(about(kind, row))}: {column.header} är {number(largest)}, i "
        f"regionens andra månader högst {number(next_largest)}. Så stort kan det bli av ett skrivfel. Det räknas som "
        "det står; kontrollera det med regionen.",
    )
