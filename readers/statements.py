"""Whether a delivered row is a plan or an outcome, where its cell does not say so; the rule is in `rules.plans`."""

from collections.abc import Collection, Mapping
from datetime import date

from readers.rejections import Unreadable
from readers.values import Value, value_of
from rules.plans import unsaid
from rules.reports import KINDS
from schemas.columns import DeliveredColumn
from schemas.deliveries import Kind


def statement_of(kind: Kind, month: Value | None, texts: Mapping[str, str | None], planned: Collection[date]) -> str:
    """What a row is that does not say so; `month` is None where it cannot be read, `planned` are the planned months.

    A cell that cannot be read is not empty.
    """
    report, columns = KINDS[kind.id], {column.name: column for column in kind.columns}
    at = month if isinstance(month, date) and month in planned else None
    values = {name: _value(texts.get(name), columns[name]) for name in report.outcome_only} if at else {}
    return unsaid(report, at, values, planned)


def _value(text: str | None, column: DeliveredColumn) -> Value | None:
    try:
        return value_of(text, column)
    except Unreadable:
        return text
