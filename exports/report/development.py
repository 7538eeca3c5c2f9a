"""Charts of the development in the country against the year before, month by month."""

from collections.abc import Iterator, Sequence

from exports.report.blocks import Chart, Series
from exports.report.charts import month_chart
from exports.report.tables import Row, Tables, figure
from rules.decrees.vardkoer_2025 import OPERATION_NAMES
from rules.programme import Programme
from schemas.follow_up import NationalDevelopment, OperationDevelopment
from schemas.tables import TableModel

_NOW, _BEFORE = "Månaden", "Samma månad året innan"


def developments(tables: Tables, programme: Programme) -> Iterator[Chart]:
    """The charts of a grant, as far as there is anything to show."""
    for requirement in programme.requirements:
        rows = tables.rows(NationalDevelopment, programme=programme.id, requirement=requirement.id)
        if rows:
            about = "Medelvärde för riket, vägt efter antalet vårdplatser, bredvid samma månad året innan."
            title = f"{requirement.title}, riket"
            yield _chart(
                f"utveckling-{requirement.id}", title, about, NationalDevelopment, rows, ("rate_year_before", "rate")
            )
    yield from operation_developments(tables, programme, None)


def operation_developments(tables: Tables, programme: Programme, code: str | None) -> Iterator[Chart]:
    """The number of operations of each kind, of one region's patients or, without `code`, of the country's."""
    for operation, name in OPERATION_NAMES.items():
        rows = tables.rows(
            OperationDevelopment, programme=programme.id, operation=operation, region_code=code, performer=None
        )
        if rows:
            yield _chart(
                f"utveckling-{operation}",
                f"{name.capitalize()}, antal operationer{'' if code else ', riket'}",
                "Antal operationer bredvid samma månad året innan.",
                OperationDevelopment,
                rows,
                ("year_before_month_count", "month_count"),
            )


def _chart(id_: str, title: str, about: str, model: TableModel, rows: Sequence[Row], columns: tuple[str, str]) -> Chart:
    ordered = sorted(rows, key=lambda row: row["month"])
    series = [
        Series(name, [None if row[column] is None else figure(model, row, column) for row in ordered])
        for name, column in zip((_BEFORE, _NOW), columns, strict=True)
    ]
    return month_chart(id_, title, about, [row["month"] for row in ordered], series)
