"""The development against the year before: charts month by month, and tables of all months together."""

from collections.abc import Iterator, Sequence

from exports.report.blocks import Chart, Item, Series, Table
from exports.report.charts import month_chart
from exports.report.tables import Row, Tables, figure
from rules.declaration import Decree
from rules.development import PERCENT, Indicator
from rules.swedish import month_span
from rules.tariffs import kind_words
from schemas.final_report import FinalDevelopment
from schemas.follow_up import OperationDevelopment
from schemas.tables import TableModel

_NOW, _BEFORE = "Månaden", "Samma månad året före"


def developments(tables: Tables, programme: Decree) -> Iterator[Chart]:
    """The charts of a grant in the nation, as far as there is anything to show."""
    for indicator in programme.indicators:
        rows = _national(tables, programme, indicator)
        if months := [{**row, "month": row["first_month"]} for row in rows if row["first_month"] == row["last_month"]]:
            yield _chart(
                f"utveckling-{indicator.id}",
                f"{_title(indicator)}, riket",
                "Värdet för riket bredvid samma månad året före. Båda vilar på samma regioner.",
                FinalDevelopment,
                months,
                ("value_year_before", "value"),
            )
    yield from operation_developments(tables, programme, None)


def operation_developments(tables: Tables, programme: Decree, code: str | None) -> Iterator[Chart]:
    """The number of operations of each kind, of one region's patients or, without `code`, of the nation's."""
    for operation, name in kind_words([programme]).items():
        if rows := _operations(tables, programme, operation, code):
            yield _chart(
                f"utveckling-{operation}",
                f"{name.capitalize()}, antal operationer{'' if code else ', riket'}",
                "Antal operationer bredvid samma månad året före.",
                OperationDevelopment,
                rows,
                ("year_before_month_count", "month_count"),
            )


def development_table(tables: Tables, programme: Decree) -> Table | None:
    """All measured months together in the nation, indicator by indicator; None while nothing is computed."""
    return _indicator_table(tables, programme) or _operation_table(tables, programme)


def _indicator_table(tables: Tables, programme: Decree) -> Table | None:
    columns = {"value_year_before": "Året före", "value": "Året", "change": "Ändring"}
    lines: list[tuple[Item, ...]] = []
    for indicator in programme.indicators:
        if rows := _national(tables, programme, indicator):
            whole = max(rows, key=lambda row: row["last_month"] - row["first_month"])
            figures = (figure(FinalDevelopment, whole, column) for column in columns)
            lines.append((_title(indicator), month_span(whole["first_month"], whole["last_month"]), *figures))
    return _table(programme, tuple(columns.values()), lines)


def _operation_table(tables: Tables, programme: Decree) -> Table | None:
    lines: list[tuple[Item, ...]] = []
    for operation, name in kind_words([programme]).items():
        if rows := _operations(tables, programme, operation, None):
            last = max(rows, key=lambda row: row["month"])
            columns = ("year_before_so_far_count", "so_far_count")
            figures = (figure(OperationDevelopment, last, column) for column in columns)
            span = month_span(min(row["month"] for row in rows), last["month"])
            lines.append((f"{name.capitalize()}, antal operationer", span, *figures))
    return _table(programme, ("Året före", "Året"), lines)


def _table(programme: Decree, headings: tuple[str, ...], lines: Sequence[tuple[Item, ...]]) -> Table | None:
    if not lines:
        return None
    caption = f"{programme.short_title}: riket jämfört med samma månader året före"
    return Table(f"{programme.id}-utveckling", caption, ("Uppgift", "Månader", *headings), tuple(lines))


def _national(tables: Tables, programme: Decree, indicator: Indicator) -> list[Row]:
    return list(tables.rows(FinalDevelopment, programme=programme.id, indicator=indicator.id, region_code=None))


def _operations(tables: Tables, programme: Decree, operation: str, code: str | None) -> list[Row]:
    key = {"programme": programme.id, "operation": operation, "region_code": code, "performer": None}
    return list(tables.rows(OperationDevelopment, **key))


def _title(indicator: Indicator) -> str:
    """The title, and that it is a percentage where it is; other titles say their unit."""
    return f"{indicator.title}, {PERCENT}" if indicator.unit == PERCENT else indicator.title


def _chart(id_: str, title: str, about: str, model: TableModel, rows: Sequence[Row], columns: tuple[str, str]) -> Chart:
    ordered = sorted(rows, key=lambda row: row["month"])
    series = [
        Series(name, [None if row[column] is None else figure(model, row, column) for row in ordered])
        for name, column in zip((_BEFORE, _NOW), columns, strict=True)
    ]
    return month_chart(id_, title, about, [row["month"] for row in ordered], series)
