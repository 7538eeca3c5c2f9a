"""What the readings that no rule of a decree follows would move: late requisitions (T18) and records (T27).

They turn on what was taken in and not on how it is computed; the others are switched in `rules.price_readings`.
"""

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from assets.books import read_books
from assets.record_intake import OPERATIONER, is_of_records
from assets.warehouse import Connection
from readers.replacement import replace as newest
from rules.case import Case
from rules.comparison import Comparison, compared
from rules.late_requisitions import late_paid
from rules.replay import reports
from rules.reports import KINDS
from schemas.deliveries import Operationer
from schemas.received import OperationDifference
from schemas.replaced import REPLACED
from schemas.tables import column_names

REGION_MONTH = ["region_code", "month"]


def other_readings(connection: Connection, case: Case) -> tuple[dict[tuple[str, str], Comparison], set[str]]:
    """By T-number and alternative, against the case as it is, and the marks of the requisitions they rest on."""
    books, marks = read_books(connection)
    found = {("T18", "late_paid"): late_paid(case.decree, books)}
    if OPERATIONER.id in case.given.reports:
        _, as_decided = case.computed()
        tables = (connection.read(each) for each in (Operationer, REPLACED[OPERATIONER.id], OperationDifference))
        for alternative, rows in counts_otherwise(*tables).items():
            counted = reports(KINDS[OPERATIONER.id], rows.to_dicts())
            given = replace(case.given, reports={**case.given.reports, OPERATIONER.id: counted})
            found["T27", alternative] = compared(as_decided, replace(case, given=given).computed()[1])
    asked = [marks.get(line, set()) for line in books.requisitions if line[0] == case.decree.id]
    return found, set().union(*asked)


def counts_otherwise(
    current: pl.DataFrame, replaced: pl.DataFrame, differences: pl.DataFrame
) -> Mapping[str, pl.DataFrame]:
    """The rows of `core.operationer` where records never count, and where they always do, by alternative of T27.

    From what counts as it is read, what was replaced, and where the two sources differ.
    """
    order = column_names(Operationer)
    reported = [rows.filter(~is_of_records()).select(order) for rows in (current, replaced)]
    by_records = current.filter(is_of_records()).select(REGION_MONTH).unique()
    never = newest([reported[0], reported[1].join(by_records, on=REGION_MONTH, how="semi")], OPERATIONER.key).current
    # Records of a region and month hold every kind and performer: what is no difference is the same in both.
    unused = differences.filter(~pl.col("is_covered")).select(*OPERATIONER.key, "record_count")
    always = current.join(unused, on=OPERATIONER.key, how="full", coalesce=True).with_columns(
        operation_count=pl.coalesce("record_count", "operation_count")
    )
    return {"never": never, "always": always.select(order)}
