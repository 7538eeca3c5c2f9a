"""The first sheet, "Läs mig": what the workbook is for, how it is read, and which readings its formulas follow."""

from collections.abc import Iterable

from exports.calculation.book import LOOKS, CalculationBook, Role
from exports.calculation.sheet import CalculationSheet
from exports.printed_sheet import BORDERED
from rules.declaration import Decree, Payment
from rules.instructions import referred
from rules.register_of_readings import BY_ID

_ABOUT = (
    "Här räknar Excel själv ut utbetalningen, steg för steg, från de inlämnade uppgifterna till kronorna. Motorn i "
    "Bonuspott har räknat samma sak på egen hand. Fliken Utbetalning ställer de två bredvid varandra; skillnaden ska "
    "vara 0.",
    "Så kan du pröva: ändra ett gult tal på fliken Villkor, eller en blå uppgift, och se vad som händer med "
    "utbetalningen. Skillnaden på fliken Utbetalning blir då röd och visar vad ändringen betyder i kronor.",
    "Flikarna läses från vänster till höger: villkor, uppgifter, kvalificering, potter och till sist utbetalningen.",
    "Arbetsboken bestämmer inte vad som betalas. Det gör beslutet och motorns resultat.",
)
_EXACT = (
    "Alla steg räknas i hela tal, så att inget avgörs av hur datorn avrundar: en andel av ett belopp delas i två steg "
    "(först beloppets hundratusental, sedan resten), andelar jämförs genom att multiplicera korsvis, och delar av en "
    "pott räknas i hela procent. Inget tal på vägen har fler än 15 siffror, som är vad Excel håller reda på.",
)
_COLOURS = (
    (Role.INPUT, "Blå: uppgift som formlerna utgår från"),
    (Role.PARAMETER, "Gul: tal i beslutet"),
    (Role.FORMULA, "Svart på vitt: formel"),
    (Role.ENGINE, "Grå: motorns resultat, att jämföra med"),
)


def write_guide(
    book: CalculationBook, programme: Decree, payment: Payment, readings: Iterable[str], remarks: Iterable[str]
) -> None:
    """The sheet. `readings` are the T-numbers that the formulas follow, `remarks` what is special to the payment."""
    title = f"{programme.short_title}. {payment.title}: beräkningen i formler"
    sheet = CalculationSheet(book, "Läs mig", title, banner_columns=2)
    sheet.widen(0, 55)
    sheet.widen(1, 75)
    sheet.line(f"{referred(programme.title, programme.reference)}; {payment.section}.")
    sheet.blank_row()
    for text in (*_ABOUT, *remarks, *_EXACT):
        sheet.paragraph(text)
    sheet.blank_row()
    sheet.line("Färgerna", bold=True)
    for role, text in _COLOURS:
        sheet.page.write_string(sheet.row, 0, text, book.format(text_wrap=True, **LOOKS[role], **BORDERED))
        sheet.row += 1
    sheet.blank_row()
    sheet.line("Läsningar som formlerna följer, där texten är öppen", bold=True)
    chosen = [BY_ID[number] for number in sorted(readings)]
    with sheet.table(len(chosen), is_only=False) as table:
        table.plain("Fråga", [f"{reading.id}. {reading.point}" for reading in chosen], width=55)
        table.plain("Vald läsning", [reading.chosen.text for reading in chosen], width=75)
