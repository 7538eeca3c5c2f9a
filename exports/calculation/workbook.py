"""Writes the calculation workbook of a payment from its parts: which formulas a mechanism has, and the file.

What the formulas are is in `exports.calculation.mechanisms`.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from exports.calculation.book import CalculationBook
from exports.calculation.guide import write_guide
from exports.calculation.inputs import CalculationInputs, Draft, Formulas, Needs, population_heading, population_key
from exports.calculation.mechanisms.capped_tariff import CAPPED_TARIFF
from exports.calculation.mechanisms.condition import ON_CONDITION, REDISTRIBUTED
from exports.calculation.mechanisms.monthly_pots import BONUS_POT, EARNED
from exports.calculation.mechanisms.remaining_funds import REMAINING_FUNDS
from exports.calculation.mechanisms.shares import EQUAL_SHARE, POPULATION_SHARE, PRINTED_AMOUNTS
from exports.calculation.payout import write_payout
from exports.calculation.regions import REGION_NAMES, RegionColumn, write_regions
from exports.calculation.terms import write_terms
from exports.workbook_file import workbook_at
from rules.declaration import Payment
from rules.mechanisms.capped_tariff import CappedTariff
from rules.mechanisms.condition import OnCondition, Redistributed
from rules.mechanisms.monthly_pots import BonusPot, Earned
from rules.mechanisms.remaining_funds import RemainingFunds
from rules.mechanisms.shares import EqualShare, PopulationShare, PrintedAmounts
from rules.numbers import Number
from rules.swedish import day

__all__ = ["FORMULAS", "CalculationInputs", "write_calculation"]

FORMULAS: dict[type, Formulas] = {
    Earned: EARNED,
    BonusPot: BONUS_POT,
    PopulationShare: POPULATION_SHARE,
    PrintedAmounts: PRINTED_AMOUNTS,
    EqualShare: EQUAL_SHARE,
    OnCondition: ON_CONDITION,
    Redistributed: REDISTRIBUTED,
    CappedTariff: CAPPED_TARIFF,
    RemainingFunds: REMAINING_FUNDS,
}
"""The formulas of a part of a payment, by mechanism."""
_CITED = re.compile(r"\bT\d\d\b")
"""A T-number in the words of one of the decree's numbers."""


def write_calculation(payment: Payment, inputs: CalculationInputs, path: Path, marks: Iterable[str] = ()) -> None:
    """Write the calculation of a payment to `path`, in a folder that exists.

    `marks` are those of what the payment rests on (`exempel`, `rekonstruerad`). A file that is there already is
    replaced in one step, and the same inputs give the same bytes. Raises `ValueError` when the payment has no payouts
    to compare with (it is withheld), `KeyError` for a mechanism without formulas and `OSError` when the file cannot be
    written.
    """
    decree = inputs.case.decree
    title = f"{payment.title}: beräkning"
    with workbook_at(path, title=f"{decree.short_title}: {title}", subject=decree.title) as book:
        made = CalculationBook(book, f"&L{decree.short_title}&R{title}", sorted(marks))
        _write(Draft(made, payment, inputs.case), inputs)


def _write(draft: Draft, inputs: CalculationInputs) -> None:
    book, payment, case = draft.book, draft.payment, draft.case
    parts = sorted(payment.parts, key=lambda part: not FORMULAS[type(part)].come_first)
    needs = [FORMULAS[type(part)].needs(draft, part) for part in parts]
    numbers = _numbers(draft, needs)
    readings = {each for part in parts for each in part.readings} | {each for own in needs for each in own.readings}
    readings |= {each for number in numbers for each in _CITED.findall(f"{number.section} {number.meaning}")}
    remarks = dict.fromkeys(each for own in needs for each in own.remarks)
    write_guide(book, case.decree, payment, readings, remarks)
    draft.terms.update(write_terms(book, numbers))
    if columns := _populations(draft) | {key: column for own in needs for key, column in own.columns.items()}:
        draft.columns.update(write_regions(book, columns))
    written = [FORMULAS[type(part)].write(draft, part) for part in parts]
    computed = {component: cells for each in written for component, cells in each.computed.items()}
    undistributed = [amount for each in written for amount in each.undistributed]
    write_payout(book, payment, REGION_NAMES, computed, inputs.payouts, undistributed)


def _numbers(draft: Draft, needs: Iterable[Needs]) -> list[Number[Any]]:
    """The numbers that the formulas use: those of the decree in its order, then those that follow from it."""
    payment, case = draft.payment, draft.case
    used = {number.name: number for part in payment.parts for own in part.components for number in part.terms(own.id)}
    used |= {number.name: number for own in needs for number in own.numbers}
    declared = [number for number in case.decree.numbers if used.pop(number.name, None)]
    return [*case.values.among(declared), *used.values()]


def _populations(draft: Draft) -> dict[str, RegionColumn]:
    """The populations that the payment is computed on."""
    decree, columns = draft.case.decree, {}
    used = {group for part in draft.payment.parts for group in part.age_groups}
    for group in decree.age_groups:
        if group in used:
            name = population_heading(group)
            if len(decree.age_groups) > 1:
                name = "Befolkning totalt," if group == "totalt" else f"{name},"
            heading = f"{name} {day(decree.population_date)}"
            columns[population_key(group)] = RegionColumn(heading, draft.case.weights(group), "befolkning")
    return columns
