from assets.programmes import GRANTS
from exports.publication.tables import BUP, CODE_LIST, OPERATIONS, REGION_LIST, STORED, TITLES, code_list, region_list
from rules.monthly_pot import Route
from rules.regions import CODES
from schemas.deliveries import MARKS
from schemas.open_data import ALL_PERFORMERS, STATUSES, OpenCode, OpenRegion
from schemas.tables import column_names

TABLES = (*STORED, BUP, OPERATIONS, REGION_LIST, CODE_LIST)
PROGRAMMES = tuple(grant.programme for grant in GRANTS)


def test_every_column_exists_and_has_a_swedish_title_and_no_title_is_left_over() -> None:
    for table in TABLES:
        assert set(table.key) <= set(table.columns) <= set(column_names(table.model))
    assert {column for table in TABLES for column in table.columns} == TITLES.keys()


def test_sentences_that_tell_numbers_of_people_are_not_published() -> None:
    assert {table.name for table in TABLES if "reason" in table.columns} == {"ofordelat"}
    assert not any("sentence" in column for table in TABLES for column in table.columns)


def test_addresses_of_deliveries_and_accounts_are_not_published() -> None:
    assert not {"file", "sheet", "row", "sha256", "bankgiro"} & TITLES.keys()


def test_the_nation_and_the_21_regions_are_listed() -> None:
    rows = region_list()
    OpenRegion.validate(rows)
    assert rows["region_code"].to_list() == ["00", *CODES]


def test_every_code_is_explained() -> None:
    rows = code_list(PROGRAMMES)
    OpenCode.validate(rows)
    explained = {(column, code) for column, code in rows.select("column_name", "code").iter_rows()}
    asked = {("route", route.value) for route in Route} | {("mark", mark) for mark in MARKS}
    asked |= {("programme", programme.id) for programme in PROGRAMMES} | {("performer", ALL_PERFORMERS)}
    asked |= {
        ("component", part.id) for programme in PROGRAMMES for pay in programme.payments for part in pay.components
    }
    asked |= {(column, status) for column in TITLES if column.endswith("status") for status in STATUSES}
    assert asked <= explained
