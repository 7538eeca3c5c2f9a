"""The sheet "Anvisningar" of a report template, and how one column is explained to those who fill it in.

Headings, meanings and limits come from the schema. The columns are listed one below the other: a row with
all headings would be taken for the header row of a table.
"""

from collections.abc import Iterator

from xlsxwriter import Workbook

from exports.table_layout import Field, Layout
from rules.declaration import Decree
from rules.instructions import referred
from rules.swedish import listing, number
from schemas.columns import DeliveredColumn, ValueKind
from schemas.deliveries import Kind

REPORT_SHEET = "Rapport"
INSTRUCTION_SHEET = "Anvisningar"
FORM_SHEET = "Blankett"

UNIT_NAMES = {
    "": "",
    "inhabitants": "invånare",
    "beds": "vårdplatser",
    "per 100 beds": "per 100 vårdplatser",
    "per cent": "procent",
    "patients": "patienter",
    "operations": "operationer",
    "kronor": "kronor",
    "beds, or per cent for occupancy": "vårdplatser; procent för beläggningsgrad",
}
"""The schema's units in Swedish."""


def offered_choices(column: DeliveredColumn) -> list[str]:
    """The texts of a choice, one per stored value: the spelling that the schema names first."""
    first_spellings = {stored: text for text, stored in reversed(column.choices.items())}
    return [text for text, stored in column.choices.items() if first_spellings[stored] == text]


def allowed_values(column: DeliveredColumn) -> str:
    """What may stand in a cell, as the end of "Ange ...": `ett heltal från 0 till 1 000 000 000`."""
    match column.kind:
        case ValueKind.REGION:
            return "en region i listan"
        case ValueKind.REGION_OR_NATION:
            return "en region eller Riket i listan"
        case ValueKind.RECIPIENT:
            return "en mottagare i listan"
        case ValueKind.MONTH:
            return "en månad i listan, till exempel 2024-02"
        case ValueKind.DATE:
            return "ett datum, till exempel 2024-09-30"
        case ValueKind.COUNT:
            return f"ett heltal {_limits(column)}"
        case ValueKind.KRONOR:
            return f"ett belopp i hela kronor {_limits(column)}"
        case ValueKind.RATE:
            return f"ett tal {_limits(column)}, med eller utan decimaler"
        case ValueKind.CHOICE:
            *others, last = offered_choices(column)
            return f"{', '.join(others)} eller {last}"
        case ValueKind.YES_NO:
            return "ja eller nej"
        case ValueKind.TEXT:
            return "text"


def describe_column(column: DeliveredColumn) -> str:
    """A column explained in a few lines, for the comment on its heading."""
    lines = [column.meaning, f"Ange {allowed_values(column)}."]
    if unit := UNIT_NAMES[column.unit]:
        lines.append(f"Enhet: {unit}.")
    lines.append(f"Måste fyllas i: {_when_needed(column)}.")
    return "\n".join(lines)


def write_instructions(
    book: Workbook, kind: Kind, *, version: str, is_filled_beforehand: bool, has_form: bool, decree: Decree | None
) -> None:
    """Add the sheet: how to fill in, send and correct, and the table of columns.

    `decree` is the one that the deliveries are about and refer to, None where they are about none or several.
    """
    layout = Layout(
        INSTRUCTION_SHEET,
        f"Anvisningar: {kind.title}",
        (
            Field("header", 26, "Rubrik"),
            Field("meaning", 42, "Vad som anges"),
            Field("unit", 22, value=lambda column: UNIT_NAMES[column.unit] or "–"),
            Field("needed", 16, "Måste fyllas i", _when_needed),
            Field("allowed", 42, "Tillåtna värden", lambda column: f"{allowed_values(column)}.{_rules(kind, column)}"),
        ),
    )
    sheet = layout.sheet(book, header="")
    sheet.line(f"Slag {kind.id}, mallversion {version}")
    sheet.blank_row()
    if decree:
        sheet.line(f"Gäller {referred(decree.title, decree.reference)}. Hänvisa till diarienumret.")
        sheet.blank_row()
    for step, text in enumerate(_steps(kind, is_filled_beforehand, has_form), start=1):
        sheet.line(f"{step}. {text}")
    sheet.blank_row()
    layout.table(sheet, kind.columns, is_main=False)


def _steps(kind: Kind, is_filled_beforehand: bool, has_form: bool) -> Iterator[str]:
    headers = {column.name: column.header for column in kind.columns}
    key = listing([headers[name] for name in kind.key])
    yield (
        f"Fyll i uppgifterna på bladet {REPORT_SHEET}, en rad för varje kombination av {key}. Samma kombination får "
        "inte stå på två rader. Där det finns en lista visas en pil när cellen är markerad."
    )
    if is_filled_beforehand:
        yield (
            "Grå celler är ifyllda i förväg. En rad som står kvar utan värden läses inte och ändrar inget. Ska det som "
            "har lämnats tidigare för en hel rad tas tillbaka skriver du saknas i dess celler."
        )
    if has_form:
        yield (
            f"Bladet {FORM_SHEET} är till för utskrift och underskrift. Där visas den första raden på bladet "
            f"{REPORT_SHEET}; de övriga rutorna fyller du i på blanketten. Bara bladet {REPORT_SHEET} läses in. Har du "
            "flera rader att lämna gör du en fil för varje, så att alla får en blankett."
        )
    yield "Saknas ett värde lämnar du cellen tom. Skriv inte 0 i stället: noll är ett värde."
    yield (
        "Skriv tal med siffror och decimalkomma, till exempel 3,98, utan procenttecken eller annan text i cellen. "
        "Avrunda inte."
    )
    yield (
        f"Kolumnen {headers['mark']} lämnar du tom. Den används bara för uppgifter som är påhittade som exempel eller "
        "har räknats fram i efterhand."
    )
    yield (
        "Klistrar du in uppgifter från ett annat blad väljer du att klistra in värden, så att listor och kontroller "
        "finns kvar. Ändra inte rubrikerna; bladet är skyddat, men utan lösenord."
    )
    yield (
        "Spara filen som Excel-arbetsbok (.xlsx) utan lösenord. Låt filnamnet börja med dagens datum, till exempel "
        "2024-11-20_skane.xlsx, och skicka filen till den som har bett om uppgifterna."
    )
    yield (
        "En rad med något fel tas inte med alls, men övriga rader tas med. Du får veta vilka celler som är fel och "
        "vad som ska rättas. Rätta dem i filen och skicka den på nytt."
    )
    yield (
        f"Det du skickar senare ersätter det du har skickat tidigare, rad för rad efter {key}. Rader som inte är med "
        "i den nya filen gäller fortfarande."
    )


def _when_needed(column: DeliveredColumn) -> str:
    if not column.may_be_empty:
        return "ja"
    return "när värdet finns" if column.is_required else "nej"


def _rules(kind: Kind, column: DeliveredColumn) -> str:
    """What else is asked of the column on the same row."""
    return "".join(
        f" Raden avvisas om värdet {rule.message.partition('.')[0]}."
        for rule in kind.row_rules
        if rule.column == column.name
    )


def _limits(column: DeliveredColumn) -> str:
    if column.least is None or column.most is None:
        raise ValueError(f"the column {column.name} has no limits")
    return f"från {number(column.least)} till {number(column.most)}"
