import pytest

from exports.report.places import cells_href, region_grant_href
from exports.report.site import pages
from rules.decrees.vardplatser_2024 import DECREE, MEASURED
from schemas.lineage import Lineage
from schemas.results import Payout

OWN = cells_href(DECREE.id, "21")


@pytest.fixture
def page(tables_of, unmet_rows) -> str:
    return dict(pages(tables_of(unmet_rows), "regler"))[OWN]


def test_a_cell_stands_with_its_requirement_what_it_is_and_where(page) -> None:
    requirement = DECREE.requirement("overbelaggningar")
    assert f'<th scope="row">Överbeläggningar</th><td>{requirement.title}</td>' in page
    assert "<td>D2</td>" in page


def test_every_cell_of_the_region_is_a_figure_with_its_address(tables_of, unmet_rows, read) -> None:
    tables = tables_of(unmet_rows)
    shown = [each for each in read(dict(pages(tables, "regler"))[OWN]).figures if each.row.startswith("out.lineage?")]
    for column in ("value", "share_kr"):
        found = sorted(each.value for each in shown if each.column == column)
        assert found == sorted(str(row[column]) for row in tables.rows(Lineage, region_code="21"))


def test_cells_of_one_delivered_row_say_once_which_row_it_is(tables_of, unmet_rows) -> None:
    (first, *_) = unmet_rows[Lineage]
    other = first | {"column_name": "utlokaliseringar_per_100", "cell": "E2"}
    unmet_rows[Lineage] = [first, other]
    page = dict(pages(tables_of(unmet_rows), "regler"))[OWN]
    assert page.count("sheet=") == 1
    assert page.count('<tr data-row="&amp;column_name=') == 2


def test_a_page_leads_back_to_the_grant_on_the_page_of_its_region(page) -> None:
    assert f'<a href="{region_grant_href(DECREE.id, "21")}">' in page


def test_a_region_that_is_paid_on_no_cell_has_no_page(tables_of, unmet_rows) -> None:
    assert cells_href(DECREE.id, "01") not in dict(pages(tables_of(unmet_rows), "regler"))
    unmet_rows[Payout] = []
    assert OWN not in dict(pages(tables_of(unmet_rows), "regler"))


def test_it_is_the_measured_months_that_the_cells_are_of(page, read) -> None:
    assert {each.value for each in read(page).figures if each.column == "month"} <= {str(month) for month in MEASURED}
