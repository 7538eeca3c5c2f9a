"""Report templates are what the readers read and the schema asks for."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from exports.template.appendix_forms import FORMS
from exports.template.instructions import FORM_SHEET, INSTRUCTION_SHEET, REPORT_SHEET
from exports.template.workbook import (
    BLANK_ROWS,
    FIRST_DAY,
    KIND_PROPERTY,
    LAST_DAY,
    LIST_SHEET,
    VERSION_PROPERTY,
    asked_months,
    template_version,
    write_template,
)
from readers import dates
from readers.kinds import detect_kind
from readers.rejections import Code, Unreadable
from readers.table import read_file
from readers.values import value_of
from schemas.columns import ValueKind
from schemas.deliveries import KIND_BY_ID, KINDS, Kind

HEADER_ROW, FIRST_ROW = 5, 6
KNOWN = {"region_code": "12", "programme": "vardplatser_2024", "payment": "slut"}
ROWS_WHEN_KNOWN = {
    "befolkning": 0,
    "vardplatser": 36,
    "bup": (11 + 11) * 3,
    "operationer": 2 * 9 * 3 * 3,
    "redovisning": 1,
    "rekvisition": 1,
    "ekonomisk_redovisning": 1,
    "aterbetalning": 0,
    "malvarden": 0,
    "rapporter": 1,
    "anvisningar": 0,
}
ENTERED = {
    ValueKind.REGION: ("Västra Götalandsregionen", "14"),
    ValueKind.RECIPIENT: ("Västra Götalandsregionen", "14"),
    ValueKind.REGION_OR_NATION: ("Västra Götalandsregionen", "14"),
    ValueKind.MONTH: (date(2024, 2, 1), date(2024, 2, 1)),
    ValueKind.DATE: (date(2024, 9, 30), date(2024, 9, 30)),
    ValueKind.COUNT: (1234, 1234),
    ValueKind.KRONOR: (174464006, 174464006),
    ValueKind.RATE: (3.98, Decimal("3.98")),
    ValueKind.YES_NO: ("ja", True),
    ValueKind.TEXT: ("5051-6822", "5051-6822"),
}

every_kind = pytest.mark.parametrize("kind", KINDS, ids=[kind.id for kind in KINDS])


def written(kind: Kind, folder: Path, **known) -> Path:
    path = folder / f"{kind.id}.xlsx"
    write_template(kind, path, **known)
    return path


@pytest.fixture(scope="module")
def blank(tmp_path_factory) -> dict[str, Path]:
    """Templates of which nothing is known, by kind; not to be changed."""
    folder = tmp_path_factory.mktemp("blank")
    return {kind.id: written(kind, folder) for kind in KINDS}


@pytest.fixture(scope="module")
def known(tmp_path_factory) -> dict[str, Path]:
    """Templates of which region, programme and payment are known, by kind; not to be changed."""
    folder = tmp_path_factory.mktemp("known")
    return {kind.id: written(kind, folder, **KNOWN) for kind in KINDS}


def validations(sheet) -> dict[int, object]:
    return {sheet[str(check.sqref).split(":")[0]].column: check for check in sheet.data_validations.dataValidation}


def offered(book, name: str) -> list:
    _, cells = next(iter(book.defined_names[name.removeprefix("=")].destinations))
    return [row[0].value for row in book[LIST_SHEET][cells.replace("$", "")]]


@every_kind
def test_the_headings_are_those_of_the_schema_and_found_by_the_reader_on_the_report_alone(kind, blank, tmp_path):
    path = tmp_path / "delivery.xlsx"
    sheet = openpyxl.load_workbook(blank[kind.id])[REPORT_SHEET]
    sheet.cell(FIRST_ROW, 1, "Region Skåne")
    sheet.parent.save(path)
    content = read_file(path, path.name, kind)
    assert [(found.sheet, found.header_row) for found in content.sheets] == [(REPORT_SHEET, HEADER_ROW)]
    assert list(content.sheets[0].columns) == [column.name for column in kind.columns]


@every_kind
def test_a_template_is_recognised_as_its_kind_wherever_it_lies(kind, known):
    assert detect_kind(known[kind.id]) == kind


@every_kind
def test_rows_are_filled_in_beforehand_when_all_of_the_key_is_known_and_are_no_fault_when_left_so(kind, known):
    path = known[kind.id]
    content = read_file(path, path.name, kind)
    rows = [row for sheet in content.sheets for row in sheet.rows]
    assert len(rows) == ROWS_WHEN_KNOWN[kind.id]
    read = [{column.name: value_of(row.texts[column.name], column) for column in kind.columns} for row in rows]
    keys = [tuple(values[name] for name in kind.key) for values in read]
    assert len(set(keys)) == len(rows)
    assert all(values[name] is None for values in read for name in values if name not in kind.key)
    assert {values["region_code"] for values in read if "region_code" in values} <= {"12"}
    assert [refusal.code for refusal in content.refusals] == ([] if rows else [Code.INGA_RADER])


def test_months_that_a_plan_is_asked_for_are_filled_in_as_plans_and_the_others_as_outcomes(known):
    kind = KIND_BY_ID["vardplatser"]
    path = known[kind.id]
    (sheet,) = read_file(path, path.name, kind).sheets
    columns = {column.name: column for column in kind.columns}
    said = {
        (value_of(row.texts["month"], columns["month"]).year, value_of(row.texts["statement"], columns["statement"]))
        for row in sheet.rows
    }
    assert said == {(2023, "utfall"), (2024, "utfall"), (2025, "plan")}


@every_kind
def test_rows_are_blank_when_no_region_is_given(kind, blank):
    path = blank[kind.id]
    assert [refusal.code for refusal in read_file(path, path.name, kind).refusals] == [Code.INGA_RADER]


@every_kind
def test_what_is_entered_is_read_back(kind, blank, tmp_path):
    path = tmp_path / "delivery.xlsx"
    sheet = openpyxl.load_workbook(blank[kind.id])[REPORT_SHEET]
    expected = {}
    for index, column in enumerate(kind.columns, start=1):
        entry, expected[column.name] = ENTERED.get(column.kind) or next(iter(column.choices.items()))
        sheet.cell(FIRST_ROW, index).value = entry
    sheet.parent.save(path)
    content = read_file(path, path.name, kind)
    assert not content.refusals
    assert not content.remarks
    (row,) = content.sheets[0].rows
    assert {column.name: value_of(row.texts[column.name], column) for column in kind.columns} == expected


@every_kind
def test_every_text_a_drop_down_offers_is_accepted(kind, blank):
    book = openpyxl.load_workbook(blank[kind.id])
    checks = validations(book[REPORT_SHEET])
    with_list = [
        (column, check) for index, column in enumerate(kind.columns, start=1) if (check := checks[index]).type == "list"
    ]
    assert with_list
    for column, check in with_list:
        values = offered(book, check.formula1)
        read = [value_of(v.date().isoformat() if column.kind is ValueKind.MONTH else v, column) for v in values]
        assert len(set(read)) == len(values)
        if column.kind is ValueKind.CHOICE:
            assert set(read) == set(column.choices.values())
        if column.kind is ValueKind.REGION:
            assert len(values) == 21


@every_kind
def test_numbers_are_limited_as_in_the_schema_and_every_column_tells_what_is_expected(kind, blank):
    sheet = openpyxl.load_workbook(blank[kind.id])[REPORT_SHEET]
    checks = validations(sheet)
    types = {ValueKind.COUNT: "whole", ValueKind.KRONOR: "whole", ValueKind.RATE: "decimal"}
    for index, column in enumerate(kind.columns, start=1):
        check = checks[index]
        assert str(check.sqref).endswith(str(HEADER_ROW + BLANK_ROWS))
        assert check.promptTitle == check.errorTitle == column.header
        assert check.prompt.startswith(column.meaning)
        assert check.error.startswith("Ange ")
        assert column.meaning in sheet.cell(HEADER_ROW, index).comment.text
        if column.kind in types:
            assert (check.type, check.operator or "between") == (types[column.kind], "between")
            assert (int(check.formula1), int(check.formula2)) == (column.least, column.most)


def test_the_limits_of_days_are_those_of_the_reader(tmp_path):
    sheet = openpyxl.load_workbook(written(KIND_BY_ID["aterbetalning"], tmp_path))[REPORT_SHEET]
    check = next(check for check in validations(sheet).values() if check.type == "date")
    epoch = date(1899, 12, 30)
    assert [epoch + timedelta(int(day)) for day in (check.formula1, check.formula2)] == [FIRST_DAY, LAST_DAY]
    assert [dates.day(str(day)) for day in (FIRST_DAY, LAST_DAY)] == [FIRST_DAY, LAST_DAY]
    for outside in (FIRST_DAY - timedelta(1), LAST_DAY + timedelta(1)):
        with pytest.raises(Unreadable):
            dates.day(str(outside))


def test_months_given_are_filled_in_and_offered_as_dates(tmp_path):
    months = (date(2023, 1, 1), date(2023, 2, 1))
    book = openpyxl.load_workbook(written(KIND_BY_ID["bup"], tmp_path, region_code="01", months=months))
    sheet = book[REPORT_SHEET]
    filled = [sheet.cell(row, 2) for row in range(FIRST_ROW, FIRST_ROW + 7)]
    assert [cell.value and cell.value.date() for cell in filled] == [*[months[0]] * 3, *[months[1]] * 3, None]
    assert filled[0].number_format == "yyyy-mm"
    assert [value.date() for value in offered(book, "Lista_month")] == list(months)


def test_months_of_the_year_before_are_asked_for_where_amounts_compare_with_them():
    bup = asked_months("bup")
    assert (bup[0], bup[-1], len(bup)) == (date(2023, 1, 1), date(2024, 11, 1), 22)
    assert date(2023, 12, 1) not in bup
    assert {month.year for month in asked_months("operationer")} == {
        2024,
        2025,
    }  # a requirement asks for them


@every_kind
def test_only_what_stands_above_the_rows_is_locked_and_rows_can_be_deleted(kind, known):
    sheet = openpyxl.load_workbook(known[kind.id])[REPORT_SHEET]
    assert sheet.protection.sheet
    assert not sheet.protection.password
    assert not sheet.protection.deleteRows  # the attribute says what is forbidden
    width = len(kind.columns)
    assert all(cell.protection.locked for cell in sheet[HEADER_ROW][:width])
    assert not any(cell.protection.locked for row in [sheet[FIRST_ROW]] for cell in row)
    assert not any(dimension.protection.locked for dimension in sheet.column_dimensions.values())
    assert max(dimension.max for dimension in sheet.column_dimensions.values()) == 16_384
    assert sheet.freeze_panes.endswith(str(FIRST_ROW))


@every_kind
def test_kind_and_version_are_shown_and_stored_and_the_lists_are_hidden(kind, blank):
    book = openpyxl.load_workbook(blank[kind.id])
    stored = {stored.name: stored.value for stored in book.custom_doc_props.props}
    assert stored == {KIND_PROPERTY: kind.id, VERSION_PROPERTY: template_version(kind)}
    for sheet, cell in ((REPORT_SHEET, "A2"), (INSTRUCTION_SHEET, "A2")):
        assert kind.id in book[sheet][cell].value
        assert template_version(kind) in book[sheet][cell].value
    assert [(sheet.title, sheet.sheet_state) for sheet in book] == [
        (REPORT_SHEET, "visible"),
        *[(FORM_SHEET, "visible")] * (kind.id in FORMS),
        (INSTRUCTION_SHEET, "visible"),
        (LIST_SHEET, "hidden"),
    ]


def test_the_version_tells_kinds_and_contracts_apart():
    assert len({template_version(kind) for kind in KINDS}) == len(KINDS)
    kind = KIND_BY_ID["aterbetalning"]
    assert template_version(kind) == template_version(replace(kind, title="Annan rubrik"))
    assert template_version(kind) != template_version(replace(kind, key=kind.key[:2]))


@every_kind
def test_the_instructions_explain_every_column_and_the_rules_between_them(kind, blank):
    sheet = openpyxl.load_workbook(blank[kind.id])[INSTRUCTION_SHEET]
    explained = {row[0].value: [cell.value for cell in row] for row in sheet.iter_rows() if row[1].value}
    for column in kind.columns:
        _, meaning, unit, needed, allowed = explained[column.header]
        assert meaning == column.meaning
        assert unit
        assert (needed == "ja") is not column.may_be_empty
        assert allowed
    for rule in kind.row_rules:
        header = next(column.header for column in kind.columns if column.name == rule.column)
        assert "på samma rad" in explained[header][4]


def test_only_a_template_with_rows_filled_in_warns_of_rows_left_without_values(tmp_path):
    def instructions(**known):
        sheet = openpyxl.load_workbook(written(KIND_BY_ID["bup"], tmp_path, **known))[INSTRUCTION_SHEET]
        return "\n".join(str(row[0].value) for row in sheet.iter_rows())

    assert "Grå celler är ifyllda i förväg" in instructions(**KNOWN)
    assert "Grå celler" not in instructions()


@every_kind
def test_the_same_template_has_the_same_bytes_and_nothing_else_is_left(kind, tmp_path):
    first = written(kind, tmp_path, **KNOWN).read_bytes()
    assert written(kind, tmp_path, **KNOWN).read_bytes() == first
    assert [path.name for path in tmp_path.iterdir()] == [f"{kind.id}.xlsx"]


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"region_code": "02"}, "02"),
        ({"region_code": "12", "programme": "vardplatser_1999"}, "vardplatser_1999"),
        ({"months": [date(2024, 2, 2)]}, "first day"),
    ],
    ids=["region", "programme", "month"],
)
def test_what_is_not_known_is_refused_and_leaves_the_old_template(known, said, tmp_path):
    kind = KIND_BY_ID["redovisning"]
    before = written(kind, tmp_path).read_bytes()
    with pytest.raises(ValueError, match=said):
        written(kind, tmp_path, **known)
    assert (tmp_path / "redovisning.xlsx").read_bytes() == before
