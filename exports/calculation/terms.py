"""The sheet "Villkor": the numbers of the decree as named cells that formulas use and an auditor can change."""

from collections.abc import Mapping
from typing import Any

from exports.calculation.book import CalculationBook, Role
from exports.calculation.cells import Single
from exports.calculation.sheet import CalculationSheet
from exports.printed_sheet import Kind
from rules.parameters import Described, describe


def write_terms(
    book: CalculationBook, parameters: Any, names: Mapping[str, str], *derived: Described
) -> dict[str, Single]:
    """The sheet; its cells by name in code.

    `names` has the name of each cell by parameter, and by the name of each of `derived`: numbers that follow
    from the decree without being a parameter, such as how many months it measures.
    """
    sheet = CalculationSheet(book, "Villkor", "Villkor: beslutets tal, som formlerna hämtar härifrån", is_marked=False)
    sheet.line("Ändra ett gult tal, så räknas hela arbetsboken om. Spara den ändrade boken under ett annat namn.")
    sheet.blank_row()
    known = {described.name: described for described in (*describe(parameters), *derived)}
    shown = [known[name] for name in names]
    with sheet.table(len(shown)) as table:
        table.plain("Namn i formlerna", list(names.values()), width=31)
        values = table.plain("Värde", [term.value for term in shown], role=Role.PARAMETER, width=16, kind=Kind.AMOUNT)
        table.plain("Villkor", [term.meaning for term in shown], width=66)
        table.plain("Enhet", [term.unit for term in shown], width=26)
        table.plain("Avsnitt", [term.section for term in shown], width=46)
    for row, name in enumerate(names.values()):
        book.named(name, values.fixed(row))
    return {term.name: Single(names[term.name], term.value) for term in shown}
