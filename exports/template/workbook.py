"""Report templates: for any kind of delivery the workbook that senders fill in, made from the schema that checks it.

The sheets "Rapport" and the hidden "Listor" are laid out here, the sheet "Anvisningar" in
`template_instructions`, and the sheet "Blankett" that some kinds have in `appendix_forms`. Headings, limits
and choices are the schema's own; nothing of them is repeated here.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from itertools import product, takewhile
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from exports.printed_sheet import A4, BORDERED, HEADING_FILL, MARGINS_INCHES, TITLE_SIZE
from exports.template.appendix_forms import BEFOREHAND_FILL, FORMS, ReportRows, write_form
from exports.template.instructions import (
    INSTRUCTION_SHEET,
    REPORT_SHEET,
    allowed_values,
    describe_column,
    offered_choices,
    write_instructions,
)
from exports.workbook_file import workbook_at
from rules.deadlines import REPORT
from rules.found_decrees import decree as decree_of
from rules.found_decrees import grants
from rules.instructions import KIND as INSTRUCTIONS
from rules.months import year_before
from rules.plans import planned_months, unsaid
from rules.recipients import RECIPIENTS
from rules.regions import BY_CODE, NATION, REGIONS, Region
from rules.reports import KINDS
from schemas.columns import DeliveredColumn, ValueKind
from schemas.deliveries import Kind

FORMAT = 2
"""Raised when templates change in a way that the schema does not tell."""

BLANK_ROWS = 200
"""Rows ready for entry; drop-downs and checks reach this far, or to the last row filled in beforehand."""

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
"""Days outside these are refused when the delivery is read."""

KIND_PROPERTY, VERSION_PROPERTY = "Bonuspott slag", "Bonuspott mallversion"
"""Custom properties of the document by which a template is known again."""

LIST_SHEET = "Listor"
Value = str | date | None

_HEADER_ROW = 4
_HEADER_POINTS = 32
_LISTED = {
    ValueKind.REGION,
    ValueKind.REGION_OR_NATION,
    ValueKind.RECIPIENT,
    ValueKind.MONTH,
    ValueKind.CHOICE,
    ValueKind.YES_NO,
}
_NUMBERS = {ValueKind.COUNT, ValueKind.KRONOR, ValueKind.RATE}
_NUMBER_FORMATS = {
    ValueKind.MONTH: "yyyy-mm",
    ValueKind.DATE: "yyyy-mm-dd",
    ValueKind.COUNT: "#,##0",
    ValueKind.KRONOR: "#,##0",
    ValueKind.RATE: "General",
}
"""All other kinds are text, so that Excel does not make dates of `0-18` or of a bankgiro number."""
_WIDTHS = {
    ValueKind.REGION: 28,
    ValueKind.RECIPIENT: 28,
    ValueKind.REGION_OR_NATION: 28,
    ValueKind.TEXT: 24,
    ValueKind.CHOICE: 20,
    ValueKind.KRONOR: 18,
}
_USUAL_WIDTH = 17
_COMMENT = {"author": "Bonuspott", "width": 260, "height": 110, "font_size": 9}
_LAST_COLUMN = 16_383
_MAY_BE_DONE = ("insert_rows", "delete_rows", "sort", "format_cells", "format_columns", "format_rows")


def asked_months(kind_id: str) -> tuple[date, ...]:
    """The months that the decrees ask for of a kind of delivery: all of a basic requirement, else those of amounts.

    Where amounts compare with the year before, its months are among them. What the agency sets can be about any month
    of a report.
    """
    if kind_id == INSTRUCTIONS:
        return tuple(sorted({month for kind in KINDS for month in asked_months(kind)}))
    asked: set[date] = set()
    for decree in grants():
        if decree.reporting and decree.reporting.kind.id == kind_id:
            asked.update(decree.reporting.months)
            continue
        for rest in (rest for _, part in decree.parts for own in part.components for rest in part.rests_on(own.id)):
            if rest.kind == kind_id:
                asked.update(rest.months)
                asked.update(year_before(month) for month in rest.months if rest.and_year_before)
    return tuple(sorted(asked))


def template_version(kind: Kind) -> str:
    """`2-3f2a9c1b`: the format of templates, and a digest of the columns and the key they were made from."""
    contract = json.dumps([kind.key, *(asdict(column) for column in kind.columns)], sort_keys=True, default=str)
    return f"{FORMAT}-{hashlib.sha256(contract.encode()).hexdigest()[:8]}"


def write_template(
    kind: Kind,
    path: Path,
    *,
    region_code: str | None = None,
    months: Sequence[date] = (),
    programme: str | None = None,
    payment: str | None = None,
    number: str | None = None,
) -> None:
    """Write the template of a kind to `path`; the same arguments give the same bytes.

    Rows are filled in beforehand when every part of the kind's key is known: the region, `programme` and
    `payment` as given, the months (those the decree asks for unless given) and the choices, in every
    combination. Otherwise the rows are blank. Months are also the ones offered in the drop-down.

    `number` is the Government Offices' number of the programme's decree, where its copy does not print one.

    A file that is there already is replaced in one step. Raises `ValueError` for a region or programme that
    is not known and for a month that is not the first day of one; `OSError` when it cannot be written.
    """
    columns = {column.name: column for column in kind.columns}
    if region_code is not None and region_code not in recipients_of(kind):
        raise ValueError(f"no region has the code {region_code}")
    if programme is not None and "programme" in columns and programme not in columns["programme"].choices:
        raise ValueError(f"no programme has the id {programme}")
    if any(month.day != 1 for month in months):
        raise ValueError("a month is the date of its first day")

    decree = decree_of(programme) if programme else None
    if decree and not decree.reference:
        decree = replace(decree, reference=number)
    offered = {column.name: _offered(column, kind, months) for column in kind.columns if column.kind in _LISTED}
    if decree and kind.id == REPORT:
        offered["deadline"] = decree.reports
    given = {
        "region_code": RECIPIENTS[region_code].official_name if region_code else None,
        "programme": programme,
        "payment": payment,
    }
    rows = _rows_beforehand(kind, offered, given)
    with workbook_at(path, title=f"Rapportmall: {kind.title}", subject=kind.title) as book:
        book.set_custom_property(KIND_PROPERTY, kind.id, "text")
        book.set_custom_property(VERSION_PROPERTY, template_version(kind), "text")
        report = _Report(book, kind, offered, rows)
        report.write()
        version, has_form = template_version(kind), kind.id in FORMS
        if has_form:
            place = ReportRows(_HEADER_ROW, report.last_row, rows[0] if rows else {})
            write_form(book, kind, place, version=version, region_code=region_code, programme=decree)
        asked_by = decree if "programme" in columns else None
        write_instructions(
            book, kind, version=version, is_filled_beforehand=bool(rows), has_form=has_form, decree=asked_by
        )
        _write_lists(book, offered)


def recipients_of(kind: Kind) -> Mapping[str, Region]:
    """Who hands in deliveries of a kind, by code: the regions, and SKR where it has money of its own to tell of."""
    has_skr = any(column.kind is ValueKind.RECIPIENT for column in kind.columns)
    return RECIPIENTS if has_skr else BY_CODE


def _offered(column: DeliveredColumn, kind: Kind, months: Sequence[date]) -> Sequence[str | date]:
    """What the drop-down of a column offers."""
    match column.kind:
        case ValueKind.REGION:
            return [region.official_name for region in REGIONS]
        case ValueKind.REGION_OR_NATION:
            return [NATION.official_name, *(region.official_name for region in REGIONS)]
        case ValueKind.RECIPIENT:
            return [recipient.official_name for recipient in RECIPIENTS.values()]
        case ValueKind.MONTH:
            return months or asked_months(kind.id)
        case ValueKind.YES_NO:
            return ["ja", "nej"]
        case _:
            return offered_choices(column)


def _rows_beforehand(
    kind: Kind, offered: Mapping[str, Sequence[str | date]], given: Mapping[str, str | None]
) -> list[dict[str, Value]]:
    """One row per combination of what is known of the key; none when any part of it is unknown."""
    known: list[Sequence[Value]] = []
    for column in kind.columns:
        if column.name not in kind.key:
            continue
        if column.name in given:
            value = given[column.name]
            known.append([] if value is None else [value])
        elif column.may_be_empty:
            known.append([None])
        else:
            known.append(offered.get(column.name, []))
    names = [column.name for column in kind.columns if column.name in kind.key]
    rows: list[dict[str, Value]] = [dict(zip(names, values, strict=True)) for values in product(*known)]
    if kind.statement:
        # A month that a plan is asked for has a row for it; who reports its outcome chooses so in the cell.
        report = KINDS[kind.id]
        planned = planned_months(report)
        for row in rows:
            month = row["month"]
            row[kind.statement] = unsaid(report, month if isinstance(month, date) else None, {}, planned)
    return rows


@dataclass(frozen=True)
class _Report:
    """The sheet that is filled in."""

    book: Workbook
    kind: Kind
    offered: Mapping[str, Sequence[str | date]]
    rows: Sequence[Mapping[str, Value]]

    @property
    def last_row(self) -> int:
        return _HEADER_ROW + max(len(self.rows), BLANK_ROWS)

    def write(self) -> None:
        sheet = self.book.add_worksheet(REPORT_SHEET)
        self._write_top(sheet)
        for index, column in enumerate(self.kind.columns):
            self._write_column(sheet, index, column)
            sheet.data_validation(_HEADER_ROW + 1, index, self.last_row, index, _validation(column))
        # Whole columns are unlocked, to the last there is: a row with a locked cell could not be deleted.
        sheet.set_column(len(self.kind.columns), _LAST_COLUMN, None, self._format(locked=False))
        sheet.dim_colmax = len(self.kind.columns) - 1  # they hold nothing, and need not be gone through when saving
        sheet.protect("", dict.fromkeys(_MAY_BE_DONE, True))

        leading_keys = len(list(takewhile(lambda column: column.name in self.kind.key, self.kind.columns)))
        first_cell = (_HEADER_ROW + 1, leading_keys if self.rows else 0)
        sheet.freeze_panes(_HEADER_ROW + 1, leading_keys)
        sheet.set_selection(*first_cell, *first_cell)
        sheet.repeat_rows(_HEADER_ROW)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(**MARGINS_INCHES)
        sheet.set_footer("&L&A&RSida &P av &N")

    def _write_top(self, sheet: Worksheet) -> None:
        for row in range(_HEADER_ROW + 1):
            sheet.set_row(row, _HEADER_POINTS if row == _HEADER_ROW else None, self._format(locked=True))
        sheet.write_string(0, 0, f"Rapport: {self.kind.title}", self._format(bold=True, font_size=TITLE_SIZE))
        sheet.write_string(1, 0, f"Slag {self.kind.id}, mallversion {template_version(self.kind)}")
        sheet.write_string(2, 0, f"Hur mallen fylls i står på bladet {INSTRUCTION_SHEET}.")

    def _write_column(self, sheet: Worksheet, index: int, column: DeliveredColumn) -> None:
        heading = self._format(bold=True, text_wrap=True, valign="top", bg_color=HEADING_FILL, **BORDERED)
        sheet.write_string(_HEADER_ROW, index, column.header, heading)
        sheet.write_comment(_HEADER_ROW, index, describe_column(column), _COMMENT)

        side = "right" if column.kind in _NUMBERS else "left"
        looks = {"num_format": _NUMBER_FORMATS.get(column.kind, "@"), "align": side, "locked": False}
        sheet.set_column(index, index, _WIDTHS.get(column.kind, _USUAL_WIDTH), self._format(**looks))
        entered = self._format(**looks, **BORDERED)
        beforehand = self._format(**looks, **BORDERED, bg_color=BEFOREHAND_FILL)
        for number, row in enumerate(self.rows or [{}] * BLANK_ROWS, start=_HEADER_ROW + 1):
            match row.get(column.name):
                case None:
                    sheet.write_blank(number, index, None, entered)
                case str(text):
                    sheet.write_string(number, index, text, beforehand)
                case date() as month:
                    sheet.write_datetime(number, index, month, beforehand)

    def _format(self, **looks: Any) -> Format:
        return self.book.add_format(looks)


def _validation(column: DeliveredColumn) -> dict[str, Any]:
    """What may be entered in a column, and what is said when the cell is chosen and when something else is entered."""
    empty = " Lämna cellen tom om värdet saknas." if column.may_be_empty else ""
    said = {
        "input_title": column.header,
        "input_message": f"{column.meaning}{empty}",
        "error_title": column.header,
        "error_message": f"Ange {allowed_values(column)}.{empty}",
    }
    if column.kind in _LISTED:
        return {"validate": "list", "source": f"={_list_name(column.name)}", **said}
    match column.kind:
        case ValueKind.DATE:
            limits = {"validate": "date", "minimum": FIRST_DAY, "maximum": LAST_DAY}
        case ValueKind.COUNT | ValueKind.KRONOR:
            limits = {"validate": "integer", "minimum": column.least, "maximum": column.most}
        case ValueKind.RATE:
            limits = {"validate": "decimal", "minimum": column.least, "maximum": column.most}
        case _:
            limits = {"validate": "any"}
    return {**limits, "criteria": "between", **said}


def _write_lists(book: Workbook, offered: Mapping[str, Sequence[str | date]]) -> None:
    """What the drop-downs offer, one column each, by a name: Excel keeps checks that refer to names when it saves."""
    sheet = book.add_worksheet(LIST_SHEET)
    sheet.hide()
    month = book.add_format({"num_format": "yyyy-mm"})
    for index, (name, values) in enumerate(offered.items()):
        for row, value in enumerate(values):
            if isinstance(value, date):
                sheet.write_datetime(row, index, value, month)
            else:
                sheet.write_string(row, index, value)
        letter = xl_col_to_name(index)
        book.define_name(_list_name(name), f"={LIST_SHEET}!${letter}$1:${letter}${len(values)}")


def _list_name(column_name: str) -> str:
    return f"Lista_{column_name}"
