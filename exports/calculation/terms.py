"""The sheet "Villkor": the numbers of the decree as named cells that formulas use and an auditor can change."""

from collections.abc import Sequence
from typing import Any

from exports.calculation.book import CalculationBook, Role
from exports.calculation.cells import Single
from exports.calculation.sheet import CalculationSheet
from exports.printed_sheet import Kind
from rules.numbers import Number


def write_terms(book: CalculationBook, shown: Sequence[Number[Any]]) -> dict[str, Single]:
    """The sheet; its cells by the numbers' names. A number without a name for its cell gets its own."""
    names = [book.free_cell(number.cell or number.name) for number in shown]
    sheet = CalculationSheet(book, "Villkor", "Villkor: beslutets tal, som formlerna hämtar härifrån", is_marked=False)
    sheet.line("Ändra ett gult tal, så räknas hela arbetsboken om. Spara den ändrade boken under ett annat namn.")
    sheet.blank_row()
    with sheet.table(len(shown)) as table:
        table.plain("Namn i formlerna", names, width=31)
        values = table.plain("Värde", [term.value for term in shown], role=Role.PARAMETER, width=16, kind=Kind.AMOUNT)
        table.plain("Villkor", [term.meaning for term in shown], width=66)
        table.plain("Enhet", [term.unit for term in shown], width=26)
        table.plain("Avsnitt", [term.section for term in shown], width=46)
    for row, name in enumerate(names):
        book.named(name, values.fixed(row))
    return {number.name: Single(name, number.value) for number, name in zip(shown, names, strict=True)}
