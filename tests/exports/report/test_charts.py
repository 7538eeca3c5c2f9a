import re
from datetime import date
from xml.etree import ElementTree

import pytest

from exports.report.blocks import Series
from exports.report.charts import month_chart, region_chart, stacked_month_chart
from exports.report.tables import Figure
from rules.regions import CODES

MONTHS = [date(2024, month, 1) for month in (2, 3, 4)]


def figure(value: str) -> Figure:
    return Figure(value, value, f"tabell?id={value}", "kolumn", is_number=True)


def drawn(make=month_chart, *values: str | None):
    return make("bild", "Titel <b>", "Om", MONTHS, [Series("Nu", [value and figure(value) for value in values])])


def shapes(svg: str) -> list[ElementTree.Element]:
    root = ElementTree.fromstring(svg)
    return [each for each in root.iter() if each.tag.endswith("rect")]


def test_the_picture_says_what_it_is_without_being_seen() -> None:
    root = ElementTree.fromstring(drawn(month_chart, "1", "2", "3").svg)
    assert root.get("role") == "img"
    named = {each.get("id"): each.text for each in root.iter() if each.get("id")}
    assert [named[id_] for id_ in root.get("aria-labelledby", "").split()] == [
        "Titel <b>, februari–april 2024",
        "Om",
    ]


def test_the_picture_has_no_script_style_or_foreign_address() -> None:
    svg = drawn(month_chart, "1", "2", "3").svg
    assert not any(word in svg for word in ("<script", "<style", "<!--", "href", "pygal.js"))


def test_the_picture_tells_places_to_a_tenth_and_nothing_that_the_style_sheet_does_not_know() -> None:
    root = ElementTree.fromstring(drawn(month_chart, "1", "2", "3").svg)
    told = [value for each in root.iter() for name, value in each.attrib.items() if name != "xmlns"]
    assert not any(re.search(r"[0-9]\.[0-9]{2}", value) for value in told)
    known = r"chart|axis|[xy]|line|series|color-[0-9]+"
    assert all(re.fullmatch(known, part) for each in root.iter() for part in each.get("class", "").split())


def test_the_table_has_the_figures_of_the_picture_and_gaps() -> None:
    chart = drawn(month_chart, "1", None, "3")
    assert [row[0] for row in chart.table.rows] == ["februari 2024", "mars 2024", "april 2024"]
    assert [row[1] if isinstance(row[1], str) else row[1].value for row in chart.table.rows] == ["1", "–", "3"]
    assert len(shapes(chart.svg)) == 2


@pytest.mark.parametrize("make", [month_chart, stacked_month_chart], ids=["beside", "stacked"])
def test_nothing_at_all_can_be_drawn(make) -> None:
    assert ElementTree.fromstring(drawn(make, "0", "0", "0").svg) is not None


@pytest.mark.parametrize(
    ("value", "scale"),
    [
        ("1.61", ["0", "1", "2"]),
        ("1000000", ["0", "200 000", "400 000", "600 000", "800 000", "1 000 000"]),
        ("1000001", ["0", "0,5", "1", "1,5 mnkr"]),
    ],
    ids=["past a decimal", "up to a million", "above a million"],
)
def test_the_scale_reaches_past_the_largest_and_says_millions_once(value, scale) -> None:
    root = ElementTree.fromstring(drawn(month_chart, value, "1", None).svg)
    said = [each.text.replace("\N{NO-BREAK SPACE}", " ") for each in root.iter() if each.tag.endswith("text")]
    assert [text for text in said if text[0].isdigit()] == scale


def test_every_region_has_a_bar_as_long_as_its_figure() -> None:
    amounts = {code: str(place * 10) for place, code in enumerate(CODES)}
    chart = region_chart("bild", "Titel", "Om", [Series("Nu", [figure(amounts[code]) for code in CODES])])
    lengths = sorted(shape.get("width", "") for shape in shapes(chart.svg))
    assert len(set(lengths)) == len(CODES)
    root = ElementTree.fromstring(chart.svg)
    places = {each.text: float(each.get("y", "0")) for each in root.iter() if each.tag.endswith("text")}
    assert places["Stockholm"] < places["Uppsala"] < places["Norrbotten"]


def test_the_same_figures_give_the_same_picture() -> None:
    assert drawn(month_chart, "1", "2", "3") == drawn(month_chart, "1", "2", "3")
