"""The form of bilaga 2 shows what is delivered, takes the rest, and is never read."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import formualizer
import openpyxl
import pytest

from exports.template.appendix_forms import BEFOREHAND_FILL, COST_ITEMS, FORMS
from exports.template.instructions import FORM_SHEET, INSTRUCTION_SHEET, REPORT_SHEET
from exports.template.workbook import write_template
from readers.table import read_file
from readers.validation import validate
from rules.found_decrees import decrees
from schemas.columns import MOST_KRONOR
from schemas.deliveries import KIND_BY_ID, KINDS

FIRST_ROW = 6
RECEIVED = date(2024, 11, 20)
KNOWN = {"region_code": "12", "programme": "tillganglighet_2024", "payment": "forsta"}
TITLE = "Överenskommelsen om ökad tillgänglighet i hälso- och sjukvården 2024"
BEFOREHAND = {
    "Bidragsmottagare": "Region Skåne",
    "Organisationsnummer": "232100-0255",
    "Regeringskansliets diarienummer för överenskommelsen eller beslutet": "S2023/03331",
    "Överenskommelsens eller beslutets namn": TITLE,
    "Statsbidrag (beteckning)": "tillganglighet_2024",
}
CONTACT = [
    "Bidragsmottagare",
    "Organisationsnummer",
    "Kontaktperson",
    "Postadress",
    "Telefon (med riktnummer)",
    "Fax",
    "E-postadress",
]
GRANT = [
    "Regeringskansliets diarienummer för överenskommelsen eller beslutet",
    "Regeringskansliets diarienummer för beslutet om utbetalning",
    "Överenskommelsens eller beslutets namn",
    "Statsbidrag (beteckning)",
]
SIGNATURE = ["Datum", "Underskrift", "Namnförtydligande"]
UNUSED = "Medel som inte har förbrukats (erhållet bidrag minus summa kostnader)"
LABELS = {
    "rekvisition": {
        "1": CONTACT,
        "2": [*GRANT, "Utbetalning (beteckning)", "Period", "Belopp som rekvireras, kronor"],
        "3": ["Bankgiro eller plusgiro", "Önskad betalningsreferens"],
        "4": SIGNATURE,
        "M": ["Inkom"],
    },
    "ekonomisk_redovisning": {
        "1": CONTACT,
        "2": [
            *GRANT,
            "Period",
            "Bidrag enligt överenskommelsen eller beslutet, kronor",
            "Utbetalat bidrag, kronor",
        ],
        "3": ["Erhållet bidrag", *[None] * COST_ITEMS, "Övriga kostnader", "Summa kostnader", UNUSED],
        "4": [
            "Alternativ 1: redovisningen under punkt 3 är riktig",
            "Alternativ 2: redovisningen under punkt 3 är inte riktig",
            "Avvikelser och åtgärder (vid alternativ 2)",
            "Datum",
            "Underskrift",
            "Namn",
            "Befattning",
            "Telefon (med riktnummer)",
            "E-postadress",
        ],
        "5": SIGNATURE,
        "M": ["Inkom", "Riktig enligt granskningen"],
    },
}
"""The fields by the first character of their section's heading."""

ENTERED: dict[str, dict[str, Any]] = {
    "rekvisition": {
        "requested_kr": 68_123_456,
        "received_date": date(2024, 11, 20),
        "bankgiro": "5051-6822",
        "payment_reference": "Tillgänglighet 2024",
    },
    "ekonomisk_redovisning": {
        "accounted_received_kr": 51_000_000,
        "cost_kr": 49_500_000,
        "received_date": date(2024, 11, 20),
    },
}

every_form = pytest.mark.parametrize("kind_id", FORMS)


def written(kind_id: str, folder: Path, **known: str | None) -> Path:
    path = folder / f"{kind_id}.xlsx"
    write_template(KIND_BY_ID[kind_id], path, **known)
    return path


@pytest.fixture(scope="module")
def known(tmp_path_factory) -> dict[str, Path]:
    """Templates of which region, programme and payment are known, by kind; not to be changed."""
    folder = tmp_path_factory.mktemp("known")
    return {kind_id: written(kind_id, folder, **KNOWN) for kind_id in FORMS}


@pytest.fixture(scope="module")
def blank(tmp_path_factory) -> dict[str, Path]:
    """Templates of every kind, of which nothing is known; not to be changed."""
    folder = tmp_path_factory.mktemp("blank")
    return {kind.id: written(kind.id, folder) for kind in KINDS}


def rows_of(sheet: Any) -> list[tuple[Any, Any]]:
    """The label and the value cell of every field, without headings and other lines over the whole width."""
    over_all = {str(area) for area in sheet.merged_cells.ranges if area.size["columns"] == 3}
    rows = [row for row in sheet.iter_rows(min_row=4, max_col=3) if f"A{row[0].row}:C{row[0].row}" not in over_all]
    return [(row[0], row[2] if isinstance(row[1], openpyxl.cell.cell.MergedCell) else row[1]) for row in rows]


def value_cell(sheet: Any, label: str) -> Any:
    """The cell of the first field with a label."""
    return next(value for cell, value in rows_of(sheet) if cell.value == label)


def fill_in(path: Path, entered: Mapping[str, Any], form: Mapping[str, Any] | None = None) -> None:
    """Enter values in the first row of the report, and on the form; the stored values of formulas are lost."""
    book = openpyxl.load_workbook(path)
    kind = KIND_BY_ID[path.stem]
    for index, column in enumerate(kind.columns, start=1):
        if column.name in entered:
            book[REPORT_SHEET].cell(FIRST_ROW, index).value = entered[column.name]
    for address, value in (form or {}).items():
        book[FORM_SHEET][address] = value
    book.save(path)


def computed(path: Path) -> Any:
    """What the form shows by label (of equal ones the last), by another engine than the one that stored values."""
    engine = formualizer.load_workbook(str(path))
    engine.evaluate_all()
    sheet = openpyxl.load_workbook(path)[FORM_SHEET]
    return {label.value: engine.get_value(FORM_SHEET, value.row, value.column) for label, value in rows_of(sheet)}


def test_only_requisitions_and_economic_accounts_have_a_form(blank):
    with_form = [kind_id for kind_id, path in blank.items() if FORM_SHEET in openpyxl.load_workbook(path).sheetnames]
    assert with_form == list(FORMS) == ["rekvisition", "ekonomisk_redovisning"]


@every_form
def test_every_field_of_the_appendix_stands_in_its_section(kind_id, blank):
    sheet = openpyxl.load_workbook(blank[kind_id])[FORM_SHEET]
    fields = {label.row: label.value for label, _ in rows_of(sheet)}
    found: dict[str, list[str | None]] = {}
    section = ""
    for row in range(4, sheet.max_row + 1):
        if row in fields:
            found[section].append(fields[row])
        elif sheet.cell(row, 1).font.bold:
            section = sheet.cell(row, 1).value[0]
            found[section] = []
    assert found == LABELS[kind_id]


@every_form
def test_what_is_known_is_filled_in_beforehand_and_stored_also_for_programs_that_do_not_calculate(kind_id, known):
    sheet = openpyxl.load_workbook(known[kind_id], data_only=True)[FORM_SHEET]
    found = {label.value: value.value for label, value in reversed(rows_of(sheet)) if value.value}
    expected = BEFOREHAND | ({"Utbetalning (beteckning)": "forsta"} if kind_id == "rekvisition" else {})
    assert {label: value for label, value in found.items() if value} == expected


@every_form
def test_nothing_is_filled_in_when_nothing_is_known(kind_id, blank):
    sheet = openpyxl.load_workbook(blank[kind_id], data_only=True)[FORM_SHEET]
    assert [value.value for _, value in rows_of(sheet) if value.value] == []
    assert BEFOREHAND_FILL.strip("#") not in {value.fill.fgColor.rgb[2:] for _, value in rows_of(sheet)}


def test_the_form_shows_the_plusgiro_where_no_bankgiro_is_told(tmp_path):
    path = written("rekvisition", tmp_path, **KNOWN)
    fill_in(path, ENTERED["rekvisition"] | {"bankgiro": None, "plusgiro": "28 65 43-4"})
    assert computed(path)["Bankgiro eller plusgiro"] == "28 65 43-4"


@pytest.mark.parametrize(
    ("code", "number"), [("01", "232100-0016"), ("09", "212000-0803"), ("25", "232100-0230")], ids=["01", "09", "25"]
)
def test_the_organisation_number_is_that_of_the_region(code, number, tmp_path):
    sheet = openpyxl.load_workbook(written("rekvisition", tmp_path, region_code=code))[FORM_SHEET]
    assert value_cell(sheet, "Organisationsnummer").value == number


@pytest.mark.parametrize("programme", decrees(), ids=[decree.id for decree in decrees()])
def test_name_and_number_are_those_of_the_decree_and_a_number_not_printed_is_left_open(programme, tmp_path):
    sheet = openpyxl.load_workbook(written("ekonomisk_redovisning", tmp_path, programme=programme.id))[FORM_SHEET]
    number, _, name, _ = (value_cell(sheet, label) for label in GRANT)
    assert (number.value, name.value) == (programme.reference, programme.title)
    assert not number.protection.locked


@every_form
@pytest.mark.parametrize("given", [KNOWN, {}], ids=["known", "blank"])
def test_a_filled_template_reads_back_as_one_valid_row_whatever_stands_on_the_form(kind_id, given, tmp_path):
    path = written(kind_id, tmp_path, **given)
    keys = {"region_code": "Region Skåne", "programme": "tillganglighet_2024", "payment": "forsta"}
    sheet = openpyxl.load_workbook(path)[FORM_SHEET]
    texts = {value.coordinate: "Region" for _, value in rows_of(sheet) if not (value.protection.locked or value.value)}
    fill_in(path, keys | ENTERED[kind_id], texts)
    kind = KIND_BY_ID[kind_id]
    content = read_file(path, path.name, kind)
    result = validate(content, kind, RECEIVED)
    assert (content.refusals, content.remarks, result.rejections) == ([], [], [])
    row = result.frame.row(0, named=True)
    expected = {name: value for name, value in KNOWN.items() if name in row} | ENTERED[kind_id]
    assert {name: row[name] for name in expected} == expected
    assert (result.frame.height, row["sheet"], row["row"]) == (1, REPORT_SHEET, FIRST_ROW)


@every_form
def test_the_form_shows_what_is_entered_on_the_report(kind_id, tmp_path):
    path = written(kind_id, tmp_path, **KNOWN)
    fill_in(path, ENTERED[kind_id])
    shown = computed(path)
    assert shown["Bidragsmottagare"] == "Region Skåne"
    assert shown["Statsbidrag (beteckning)"] == "tillganglighet_2024"
    assert date(1899, 12, 30) + timedelta(shown["Inkom"]) == date(2024, 11, 20)
    assert value_cell(openpyxl.load_workbook(path)[FORM_SHEET], "Inkom").number_format == "yyyy-mm-dd"
    if kind_id == "rekvisition":
        assert shown["Utbetalning (beteckning)"] == "forsta"
        assert shown["Belopp som rekvireras, kronor"] == 68_123_456
        assert shown["Bankgiro eller plusgiro"] == "5051-6822"
        assert shown["Önskad betalningsreferens"] == "Tillgänglighet 2024"
    else:
        assert shown["Erhållet bidrag"] == 51_000_000
        assert shown["Summa kostnader"] == shown["Övriga kostnader"] == 49_500_000


@pytest.mark.parametrize(
    ("received", "cost", "items", "others", "unused"),
    [
        pytest.param(100, 99, [], 99, 1, id="a krona left"),
        pytest.param(100, 100, [60, 40], 0, 0, id="all used, every cost on a row of its own"),
        pytest.param(100, 101, [60], 41, -1, id="a krona more than received"),
        pytest.param(0, 0, [], 0, 0, id="nothing received, which is a value"),
        pytest.param(100, 50, [60], -10, 50, id="larger costs above the sum"),
        pytest.param(MOST_KRONOR, 1, [1], 0, MOST_KRONOR - 1, id="the largest amount"),
        pytest.param(100, None, [60], "", "", id="no costs given: neither can be told"),
        pytest.param(None, 100, [60], 40, "", id="nothing given as received: what is unused cannot be told"),
    ],
)
def test_unused_is_received_minus_costs(received, cost, items, others, unused, tmp_path):
    path = written("ekonomisk_redovisning", tmp_path, **KNOWN)
    sheet = openpyxl.load_workbook(path)[FORM_SHEET]
    places = [value.coordinate for label, value in rows_of(sheet) if not label.value]
    entered = {"accounted_received_kr": received, "cost_kr": cost}
    fill_in(path, entered, dict(zip(places, items, strict=False)))
    shown = computed(path)
    assert (shown["Övriga kostnader"], shown[UNUSED]) == (others, unused)


@every_form
def test_what_the_report_carries_is_locked_and_says_where_it_is_entered_and_all_else_can_be_filled_in(kind_id, known):
    sheet = openpyxl.load_workbook(known[kind_id])[FORM_SHEET]
    prompts = {str(check.sqref): check.prompt for check in sheet.data_validations.dataValidation if check.prompt}
    headers = []
    for label, value in rows_of(sheet):
        is_formula = value.data_type == "f"
        assert value.protection.locked is is_formula
        assert label.protection.locked is bool(label.value)
        assert {side.style for side in (value.border.top, value.border.bottom, value.border.right)} == {"thin"}
        if is_formula and REPORT_SHEET in value.value:
            headers += prompts[value.coordinate].removesuffix(".").rpartition(" kolumnen ")[2].split(" eller ")
    carried = [column.header for column in KIND_BY_ID[kind_id].columns if column.name != "mark"]
    assert sorted(headers) == sorted(carried)
    assert sheet.protection.sheet
    assert not sheet.protection.password


@every_form
def test_the_form_is_printed_on_one_a4_page_upright(kind_id, blank):
    sheet = openpyxl.load_workbook(blank[kind_id])[FORM_SHEET]
    page = sheet.page_setup
    assert (page.paperSize, page.orientation) == (9, "portrait")
    assert (page.fitToWidth or 1, page.fitToHeight or 1) == (1, 1)  # one page is what is meant when it is left out
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_area == f"'{FORM_SHEET}'!$A$1:$C${sheet.max_row}"


@every_form
def test_the_same_form_has_the_same_bytes(kind_id, known, tmp_path):
    assert written(kind_id, tmp_path, **KNOWN).read_bytes() == known[kind_id].read_bytes()


def test_only_instructions_of_a_template_with_a_form_mention_it(blank):
    def mentions(kind_id: str) -> bool:
        sheet = openpyxl.load_workbook(blank[kind_id])[INSTRUCTION_SHEET]
        return any(f"Bladet {FORM_SHEET}" in str(row[0].value) for row in sheet.iter_rows())

    assert [kind.id for kind in KINDS if mentions(kind.id)] == list(FORMS)
