"""The sheet "Blankett" of the templates for requisitions and economic accounts: the agreement's bilaga 2 as a form.

It is printed and signed. What the delivery also carries is entered once, on the sheet "Rapport", and only
shown here, so that nothing here need be read. How deliveries are laid out belongs in `template`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum
from types import MappingProxyType
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from exports import printed_sheet
from exports.printed_sheet import A4, BORDERED, HEADING_FILL, INDENT, LINE_POINTS, MARGINS_INCHES, TITLE_SIZE
from exports.template.instructions import FORM_SHEET, REPORT_SHEET
from rules.declaration import Decree
from rules.recipients import RECIPIENTS
from schemas.columns import MOST_KRONOR
from schemas.deliveries import Kind

BEFOREHAND_FILL = "#F2F2F2"
"""Behind what is filled in when the template is made, and may be changed."""

SHOWN_FILL = "#DDEBF7"
"""Behind what is entered on the report and only shown on the form."""


class Known(Enum):
    """What can be filled in when the template is made."""

    ORGANISATION_NUMBER = "organisation number of the region"
    REFERENCE = "the Government Offices' number of the decree"
    TITLE = "the decree's name"


class Look(StrEnum):
    """How a value is shown; the values are number formats."""

    TEXT = "@"
    AMOUNT = printed_sheet.LIVE_AMOUNT
    DAY = printed_sheet.Kind.DAY.value
    CROSS = "General"

    @property
    def is_narrow(self) -> bool:
        """Whether the value stands in the last column only, below one another, with a wide label before it."""
        return self in (Look.AMOUNT, Look.CROSS)


@dataclass(frozen=True)
class Field:
    """One row of the form.

    `column` is the delivered column whose value is shown, `or_column` the one where that is empty, `formula` one of
    the other fields, named in braces by `name` or `column`; with neither the value is entered. Without a `label` that
    is entered too.
    """

    label: str
    look: Look = Look.TEXT
    column: str = ""
    or_column: str = ""
    formula: str = ""
    beforehand: Known | None = None
    name: str = ""
    lines: int = 1


@dataclass(frozen=True)
class Section:
    """A numbered part of bilaga 2; `text` is what is certified in it."""

    title: str
    fields: tuple[Field, ...]
    text: str = ""


COST_ITEMS = 6
"""Rows for larger costs."""

_CONTACT = Section(
    "1. Kontaktuppgifter",
    (
        Field("Bidragsmottagare", column="region_code"),
        Field("Organisationsnummer", beforehand=Known.ORGANISATION_NUMBER),
        Field("Kontaktperson"),
        Field("Postadress", lines=2),
        Field("Telefon (med riktnummer)"),
        Field("Fax"),
        Field("E-postadress"),
    ),
)
_GRANT = (
    Field("Regeringskansliets diarienummer för överenskommelsen eller beslutet", beforehand=Known.REFERENCE, lines=2),
    Field("Regeringskansliets diarienummer för beslutet om utbetalning", lines=2),
    Field("Överenskommelsens eller beslutets namn", beforehand=Known.TITLE, lines=2),
    Field("Statsbidrag (beteckning)", column="programme"),
)
_SIGNATURE = (Field("Datum", Look.DAY), Field("Underskrift", lines=2), Field("Namnförtydligande"))
_RECEIPT = Section("Mottagarens anteckning", (Field("Inkom", Look.DAY, column="received_date"),))

_REKVISITION = (
    _CONTACT,
    Section(
        "2. Bidrag som rekvisitionen gäller",
        (
            *_GRANT,
            Field("Utbetalning (beteckning)", column="payment"),
            Field("Period"),
            Field("Belopp som rekvireras, kronor", Look.AMOUNT, column="requested_kr"),
        ),
    ),
    Section(
        "3. Uppgifter för utbetalning",
        (
            Field("Bankgiro eller plusgiro", column="bankgiro", or_column="plusgiro"),
            Field("Önskad betalningsreferens", column="payment_reference"),
        ),
    ),
    Section(
        "4. Underskrift av behörig företrädare",
        _SIGNATURE,
        "Mottagaren av bidraget svarar för att uppgifterna stämmer och att pengarna går till det som överenskommelsen "
        "eller beslutet gäller.",
    ),
    _RECEIPT,
)
_EKONOMISK_REDOVISNING = (
    _CONTACT,
    Section(
        "2. Bidrag som redovisningen gäller",
        (
            *_GRANT,
            Field("Period"),
            Field("Bidrag enligt överenskommelsen eller beslutet, kronor", Look.AMOUNT),
            Field("Utbetalat bidrag, kronor", Look.AMOUNT),
        ),
    ),
    Section(
        "3. Redovisning i kronor (skriv större kostnader på egna rader)",
        (
            Field("Erhållet bidrag", Look.AMOUNT, column="accounted_received_kr"),
            *(Field("", Look.AMOUNT, name=f"item_{item}") for item in range(1, COST_ITEMS + 1)),
            Field(
                "Övriga kostnader",
                Look.AMOUNT,
                formula=f'=IF(COUNT({{cost_kr}})=1,{{cost_kr}}-SUM({{item_1}}:{{item_{COST_ITEMS}}}),"")',
            ),
            Field("Summa kostnader", Look.AMOUNT, column="cost_kr"),
            Field(
                "Medel som inte har förbrukats (erhållet bidrag minus summa kostnader)",
                Look.AMOUNT,
                formula='=IF(COUNT({accounted_received_kr},{cost_kr})=2,{accounted_received_kr}-{cost_kr},"")',
            ),
        ),
    ),
    Section(
        "4. Ekonomichefens granskning (eller motsvarande befattning)",
        (
            Field("Alternativ 1: redovisningen under punkt 3 är riktig", Look.CROSS),
            Field("Alternativ 2: redovisningen under punkt 3 är inte riktig", Look.CROSS),
            Field("Avvikelser och åtgärder (vid alternativ 2)", lines=3),
            Field("Datum", Look.DAY),
            Field("Underskrift", lines=2),
            Field("Namn"),
            Field("Befattning"),
            Field("Telefon (med riktnummer)"),
            Field("E-postadress"),
        ),
        "Sätt kryss för ett av alternativen.",
    ),
    Section(
        "5. Underskrift av behörig företrädare",
        _SIGNATURE,
        "Mottagaren av bidraget svarar för att uppgifterna stämmer.",
    ),
    Section(_RECEIPT.title, (*_RECEIPT.fields, Field("Riktig enligt granskningen", column="is_confirmed"))),
)

FORMS: Mapping[str, tuple[Section, ...]] = {
    "rekvisition": _REKVISITION,
    "ekonomisk_redovisning": _EKONOMISK_REDOVISNING,
}
"""The forms by kind of delivery: those that the agreement of 2024 prints (bilaga 2, left and right column). The other
decrees print no form of their own, and theirs is the same."""

_LABEL, _MIDDLE, _VALUE = range(3)
_WIDTHS = (40, 26, 22)


@dataclass(frozen=True)
class ReportRows:
    """Where the report's table stands, rows counted from 0, and what is in the first row below its header."""

    header_row: int
    last_row: int
    first: Mapping[str, str | date | None]


def write_form(
    book: Workbook, kind: Kind, report: ReportRows, *, version: str, region_code: str | None, programme: Decree | None
) -> None:
    """Add the sheet to the template of a kind in `FORMS`; the region, when given, is a known one."""
    _Form(book, kind, report, _known(region_code, programme)).write(version)


def _known(region_code: str | None, programme: Decree | None) -> dict[Known, str]:
    known = {}
    if region_code:
        known[Known.ORGANISATION_NUMBER] = RECIPIENTS[region_code].organisation_number
    if programme:
        known[Known.TITLE] = programme.title
        if programme.reference:
            known[Known.REFERENCE] = programme.reference
    return known


class _Form:
    """The sheet while it is written, from the top down."""

    def __init__(self, book: Workbook, kind: Kind, report: ReportRows, known: Mapping[Known, str]) -> None:
        self.book = book
        self.sheet: Worksheet = book.add_worksheet(FORM_SHEET)
        self.kind = kind
        self.report = report
        self.known = known
        self.row = 0
        self.columns = {column.name: (index, column.header) for index, column in enumerate(kind.columns)}

    def write(self, version: str) -> None:
        for column, width in enumerate(_WIDTHS):
            self.sheet.set_column(column, column, width)
        self._line(self.kind.title, {"bold": True, "font_size": TITLE_SIZE})
        self._line(f"Slag {self.kind.id}, mallversion {version}")
        self._line(
            f"Blå rutor visar den första raden på bladet {REPORT_SHEET} eller räknas fram. Fyll i de andra rutorna här."
        )
        sections = FORMS[self.kind.id]
        cells = self._cells(sections)
        for section in sections:
            self._line(section.title, {"bold": True, "bg_color": HEADING_FILL, **BORDERED})
            if section.text:
                lines = 1 + (len(section.text) > sum(_WIDTHS))
                self._line(section.text, {"italic": True, **BORDERED}, lines)
            for field in section.fields:
                self._field(field, cells)
        self._set_up_page()

    def _cells(self, sections: tuple[Section, ...]) -> dict[str, str]:
        """The addresses of the fields that formulas name."""
        cells = {}
        row = self.row
        for section in sections:
            row += 1 + bool(section.text)
            for field in section.fields:
                cells[field.name or field.column] = xl_rowcol_to_cell(row, _VALUE if field.look.is_narrow else _MIDDLE)
                row += 1
        return cells

    def _line(self, text: str, looks: Mapping[str, Any] = MappingProxyType({}), lines: int = 1) -> None:
        form = self._format(**looks)
        self._cell(_LABEL, _VALUE, form)
        self.sheet.write_string(self.row, _LABEL, text, form)
        self._end_row(lines)

    def _field(self, field: Field, cells: Mapping[str, str]) -> None:
        first = _VALUE if field.look.is_narrow else _MIDDLE
        label = self._format(locked=bool(field.label), **BORDERED)
        self._cell(_LABEL, first - 1, label)
        if field.label:
            self.sheet.write_string(self.row, _LABEL, field.label, label)

        beforehand = self.known.get(field.beforehand) if field.beforehand else None
        is_shown = bool(field.column or field.formula)
        fill = {"bg_color": SHOWN_FILL if is_shown else BEFOREHAND_FILL} if is_shown or beforehand else {}
        side: dict[Look, dict[str, Any]] = {
            Look.AMOUNT: {"align": "right"},
            Look.CROSS: {"align": "center", "indent": 0},
        }
        looks = {"num_format": field.look.value, "locked": is_shown, **side.get(field.look, {}), **fill, **BORDERED}
        form = self._format(**looks)
        self._cell(first, _VALUE, form)
        if field.column:
            self._show(field, first, form)
        elif field.formula:
            self.sheet.write_formula(self.row, first, field.formula.format_map(cells), form, "")
        elif beforehand:
            self.sheet.write_string(self.row, first, beforehand, form)
        if not is_shown:
            self._limit(field.look, first)
        self._end_row(field.lines)

    def _show(self, field: Field, column: int, form: Any) -> None:
        """Counted from the header: it is the first row also when rows on the report are put in, taken out or sorted."""
        header = self.columns[field.column][1]
        value = self.report.first.get(field.column)
        otherwise = self._if_told(field.or_column, '""') if field.or_column else '""'
        self.sheet.write_formula(self.row, column, f"={self._if_told(field.column, otherwise)}", form, value or "")
        headers = f"{header} eller {self.columns[field.or_column][1]}" if field.or_column else header
        where = f"Fylls i på bladet {REPORT_SHEET}, i kolumnen {headers}."
        self.sheet.data_validation(
            self.row, column, self.row, column, {"validate": "any", "input_title": header, "input_message": where}
        )

    def _if_told(self, name: str, otherwise: str) -> str:
        """The part of a formula that is the first row's value of a delivered column, or something else without one."""
        letter = xl_col_to_name(self.columns[name][0])
        area = f"{REPORT_SHEET}!${letter}${self.report.header_row + 1}:${letter}${self.report.last_row + 1}"
        return f'IF(INDEX({area},2)="",{otherwise},INDEX({area},2))'

    def _limit(self, look: Look, column: int) -> None:
        checks: dict[Look, dict[str, Any]] = {
            Look.AMOUNT: {
                "validate": "integer",
                "criteria": "between",
                "minimum": 0,
                "maximum": MOST_KRONOR,
                "error_message": "Ange ett belopp i hela kronor.",
            },
            Look.CROSS: {"validate": "list", "source": ["X"], "error_message": "Välj X eller lämna rutan tom."},
        }
        if look in checks:
            self.sheet.data_validation(self.row, column, self.row, column, checks[look])

    def _cell(self, first: int, last: int, form: Any) -> None:
        if first == last:
            self.sheet.write_blank(self.row, first, None, form)
        else:
            self.sheet.merge_range(self.row, first, self.row, last, "", form)

    def _end_row(self, lines: int) -> None:
        self.sheet.set_row(self.row, lines * LINE_POINTS)
        self.row += 1

    def _format(self, **looks: Any) -> Any:
        return self.book.add_format({"text_wrap": True, "valign": "vcenter", "indent": INDENT, "align": "left"} | looks)

    def _set_up_page(self) -> None:
        self.sheet.protect("", {"format_rows": True})
        self.sheet.hide_gridlines(2)
        self.sheet.set_paper(A4)
        self.sheet.set_portrait()
        self.sheet.fit_to_pages(1, 1)
        self.sheet.center_horizontally()
        self.sheet.print_area(0, 0, self.row - 1, _VALUE)
        self.sheet.set_margins(**MARGINS_INCHES)
        self.sheet.set_footer("&L&A&RSida &P av &N")
