"""The report of the example year: every figure is its cell, and every payout is on its region's page."""

import re
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import ROUND_DOWN, Decimal
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from assets.report import write_report
from assets.warehouse import Warehouse
from exports.report.places import follow_up_href, programme_href, region_grant_href
from rules.swedish import MONTH_NAMES


@pytest.fixture(scope="module")
def folder(year) -> Path:
    return year.exports / "rapport"


@pytest.fixture(scope="module")
def pages(folder, read) -> dict[str, object]:
    return {path.name: read(path.read_text(encoding="utf-8")) for path in folder.iterdir()}


@pytest.fixture(scope="module")
def cells(year) -> Callable[[str, str], list[object]]:
    """The values of a column in the rows with a key, looked up the other way than the pages do."""
    stored: dict[tuple[str, tuple[str, ...]], dict[tuple[str, ...], list[dict[str, object]]]] = {}

    def rows_by(table: str, names: tuple[str, ...]) -> dict[tuple[str, ...], list[dict[str, object]]]:
        if (table, names) not in stored:
            columns = [str(name) for (name,) in year.rows(f"SELECT column_name FROM (DESCRIBE {table})")]
            found: dict[tuple[str, ...], list[dict[str, object]]] = defaultdict(list)
            for values in year.rows(f"SELECT * FROM {table}"):
                row = dict(zip(columns, values, strict=True))
                found[tuple("" if row[name] is None else str(row[name]) for name in names)].append(row)
            stored[table, names] = found
        return stored[table, names]

    def look_up(address: str, column: str) -> list[object]:
        table, _, query = address.partition("?")
        key = dict(parse_qsl(query, keep_blank_values=True))
        return [row[column] for row in rows_by(table, tuple(key))[tuple(key.values())]]

    return look_up


def test_every_figure_on_every_page_is_its_cell_or_the_sum_of_its_cells(pages, cells) -> None:
    count = 0
    for name, page in pages.items():
        for shown in page.figures:
            found = cells(shown.row, shown.column)
            assert found, f"{name}: {shown}"
            whole = sum(found) if len(found) > 1 else found[0]
            stored = "" if whole is None else f"{whole:f}" if isinstance(whole, Decimal) else str(whole)
            assert shown.value == stored, f"{name}: {shown}"
            assert says(shown.text, whole), f"{name}: {shown}"
            count += 1
    assert count > 10_000


def says(text: str, value: object) -> bool:
    """Whether a Swedish text says a value, decimals beyond the second cut off."""
    if value is None or value == "":
        return text == "–"
    if isinstance(value, bool):
        return text == ("ja" if value else "nej")
    if isinstance(value, int | Decimal):
        said = Decimal(text.replace("\N{NO-BREAK SPACE}", "").replace(",", ".").replace("−", "-"))
        return said == Decimal(value).quantize(Decimal("0.01"), ROUND_DOWN)
    if isinstance(value, str):
        return text == (value.replace(".", ",") if re.fullmatch(r"-?\d+\.\d+", value) else value)
    month = f"{MONTH_NAMES[value.month - 1]} {value.year}"
    return text in (month, f"{value.day} {month}")


def test_every_payout_is_on_the_page_of_its_region(year, pages) -> None:
    stored = year.rows("SELECT programme, payment, component, region_code, amount_kr FROM out.payout")
    assert len(stored) == 357
    for programme, payment, component, code, amount in stored:
        key = f"component={component}&payment={payment}&programme={programme}&region_code={code}"
        shown = [
            figure
            for figure in pages[region_grant_href(str(programme), str(code))].figures
            if (figure.row, figure.column) == (f"out.payout?{key}", "amount_kr")
        ]
        assert shown and {figure.value for figure in shown} == {str(amount)}


def test_every_outcome_is_on_the_page_of_its_region_with_its_reason(year, pages) -> None:
    stored = year.rows("SELECT programme, region_code, reason FROM out.qualification")
    assert len(stored) == 1071
    reasons = {
        name: {figure.text for figure in page.figures if figure.column == "reason"} for name, page in pages.items()
    }
    assert all(reason in reasons[region_grant_href(str(programme), str(code))] for programme, code, reason in stored)


def test_the_development_of_every_indicator_is_on_a_page_of_its_grant(year, pages) -> None:
    stored = year.rows(
        "SELECT programme, indicator, first_month, last_month FROM out.final_development WHERE region_code IS NULL"
    )
    assert {programme for programme, *_ in stored} == {"tillganglighet_2024", "vardplatser_2024"}
    for programme, indicator, first, last in stored:
        key = f"first_month={first}&indicator={indicator}&last_month={last}&programme={programme}&region_code="
        told = (*pages[programme_href(programme)].figures, *pages[follow_up_href(programme)].figures)
        shown = {figure.column for figure in told if figure.row.endswith(f"?{key}")}
        assert {"value", "value_year_before"} <= shown, key


def test_pages_written_again_are_the_same_to_the_byte_and_it_is_said_where_they_are(folder, year, tmp_path) -> None:
    also = year.warehouse.parent / "also"
    assert year.report.output.startswith(f"Rapport skriven: {also / 'index.html'}\n")
    assert "får inte publiceras (T19)" in year.report.output
    write_report(Warehouse(year.warehouse), tmp_path)
    for again in (also, tmp_path):
        assert {path.name: path.read_bytes() for path in again.iterdir()} == {
            path.name: path.read_bytes() for path in folder.iterdir()
        }


MOST_KILOBYTES = 150
"""The most that a page may weigh."""


def test_no_page_is_heavier_than_a_telephone_takes_at_once(folder) -> None:
    weights = {path.name: path.stat().st_size / 1000 for path in folder.iterdir()}
    assert {name: weight for name, weight in weights.items() if weight > MOST_KILOBYTES} == {}
    assert len(weights) > 7 * 21


def test_every_page_of_the_present_says_the_day_that_it_was_written(folder) -> None:
    texts = [path.read_text(encoding="utf-8") for path in folder.iterdir()]
    days = {tuple(re.findall(r'Skriven den <time datetime="([0-9-]+)">', text)) for text in texts}
    assert len(days) <= 2  # the pages may have been written around midnight
    assert all(len(found) == 1 and date.fromisoformat(found[0]) <= date.today() for found in days)


def test_what_was_rejected_and_put_right_by_a_later_delivery_is_told_no_more(pages) -> None:
    assert [name for name, page in pages.items() if "är inte ett tal" in page.words] == []
