"""Writes the calculation workbook of one payment: what each part of it is made from, and the file itself.

Which formulas a mechanism has is in the modules beside; here is only which of them a part gets.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from exports.calculation.book import CalculationBook, Role
from exports.calculation.distributions import (
    write_equal,
    write_on_condition,
    write_population_share,
    write_printed,
    write_redistributed,
)
from exports.calculation.guide import write_guide
from exports.calculation.inputs import CalculationInputs, Draft, Written
from exports.calculation.monthly import months_terms, parts_of, population_heading, write_bonus, write_earned
from exports.calculation.payout import write_payout
from exports.calculation.regions import REGION_NAMES, RegionColumn, write_regions
from exports.calculation.tariffs import write_remaining, write_tariff
from exports.calculation.terms import write_terms
from exports.workbook_file import workbook_at
from rules.case import Case
from rules.declaration import Payment
from rules.facit import PrintedTable
from rules.mechanisms.capped_tariff import CappedTariff
from rules.mechanisms.condition import OnCondition, Redistributed
from rules.mechanisms.monthly_pots import BonusPot, Earned
from rules.mechanisms.remaining_funds import RemainingFunds
from rules.mechanisms.requirement import Requirement
from rules.mechanisms.shares import EqualShare, PopulationShare, PrintedAmounts
from rules.numbers import Number
from rules.swedish import day

__all__ = ["FORMULAS", "CalculationInputs", "write_calculation"]

FORMULAS: dict[type, Callable[[Draft, Any], Written]] = {
    Earned: write_earned,
    BonusPot: write_bonus,
    PopulationShare: write_population_share,
    PrintedAmounts: write_printed,
    EqualShare: write_equal,
    OnCondition: write_on_condition,
    Redistributed: write_redistributed,
    CappedTariff: write_tariff,
    RemainingFunds: write_remaining,
}
"""What writes a part of a payment, by mechanism; monthly pots come first in the workbook."""

_MONTHS_REMARK = "Antal_manader ändrar bara hur stor en månadspott är, inte vilka månader som prövas."


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
        _write(made, payment, inputs)


def _write(book: CalculationBook, payment: Payment, inputs: CalculationInputs) -> None:
    case = inputs.case
    write_guide(book, case.decree, payment, _readings(payment), tuple(_remarks(payment, case)))
    draft = Draft(book, payment, case, {}, {})
    draft.terms.update(write_terms(book, _terms(draft)))
    _write_columns(draft)
    in_order = sorted(payment.parts, key=lambda part: not isinstance(part, Earned | BonusPot))
    written = [FORMULAS[type(part)](draft, part) for part in in_order]
    computed = {component: cells for each in written for component, cells in each.computed.items()}
    undistributed = [amount for each in written for amount in each.undistributed]
    write_payout(book, payment, REGION_NAMES, computed, inputs.payouts, undistributed)


def _requirements(payment: Payment) -> tuple[Requirement, ...]:
    own = (part for part in payment.parts if isinstance(part, Earned))
    shared = (earned for part in payment.parts if isinstance(part, BonusPot) for earned in part.earned)
    return tuple(dict.fromkeys(each for part in (*own, *shared) for each in part.requirements))


def _readings(payment: Payment) -> tuple[str, ...]:
    """The T-numbers that the formulas follow."""
    cited = {reading for part in payment.parts for reading in part.readings}
    cited |= {reading for each in _requirements(payment) for reading in each.readings}
    return tuple(sorted(cited))


def _remarks(payment: Payment, case: Case) -> Iterator[str]:
    """What is special to the payment."""
    for part in payment.parts:
        if isinstance(part, PrintedAmounts) and _printed_table(payment, case):
            yield (
                f"Befolkningen och beloppen är de som är tryckta i {part.printed_in}. Arbetsboken visar hur de följer "
                "av varandra."
            )
        if isinstance(part, Redistributed):
            yield (
                "Utbetalningen efter befolkning förutsätter en redovisning som har kommit in i tid och godkänts. Ändra "
                "ett datum eller ett ja på fliken Indata regioner och se hur medlen fördelas om (T17)."
            )
    if _requirements(payment):
        yield _MONTHS_REMARK
    for earlier in _decided(payment, case):
        yield (f"Bonuspotten räknas på vad som beslutades om ”{earlier.title}”, som står på fliken Indata regioner.")


def _decided(payment: Payment, case: Case) -> list[Payment]:
    """The earlier payments whose decided kronor the bonus pot counts."""
    shared = (earned for part in payment.parts if isinstance(part, BonusPot) for earned in part.earned)
    earlier = dict.fromkeys(case.decree.payment_of(part) for part in shared)
    return [each for each in earlier if each is not payment and each.id in case.given.decided]


def _terms(draft: Draft) -> list[Number[Any]]:
    """The decree's numbers that the formulas use, and how many months are measured."""
    values = draft.case.values
    used: dict[str, Number[Any]] = {}
    for part in draft.payment.parts:
        used |= {number.name: number for component in part.components for number in part.terms(component.id)}
        if isinstance(part, RemainingFunds):
            used[part.amount.name] = part.amount
    for requirement in _requirements(draft.payment):
        used[requirement.amount.name] = requirement.amount
        used |= {number.name: number for number in requirement.limits(values)}
    own = [number for number in draft.case.decree.numbers if number.name in used]
    return [*values.among(own), *months_terms(_requirements(draft.payment)).values()]


def _write_columns(draft: Draft) -> None:
    """The sheet of what stands once per region: populations, accounts, caps, printed amounts, decided kronor."""
    columns = dict(_columns(draft))
    if not columns:
        return
    kinds = {
        key.split(" ")[0]: words for key, words in _TITLES.items() if any(each.startswith(key) for each in columns)
    }
    title = f"Indata: {' och '.join(dict.fromkeys(kinds.values()))}"
    cells = write_regions(draft.book, title, *columns.values())
    draft.columns.update(zip(columns, cells, strict=True))


_TITLES = {
    "population": "befolkning",
    "printed": "befolkning och tryckta belopp",
    "received": "redovisningar",
    "caps": "tak",
    "decided": "beslutade belopp",
}


def _columns(draft: Draft) -> Iterator[tuple[str, RegionColumn]]:
    case, payment = draft.case, draft.payment
    groups = {group for part in (*payment.parts, *parts_of(draft)) for group in part.age_groups}
    at = day(case.decree.population_date)
    for group in case.decree.age_groups:
        if group in groups:
            name = population_heading(group)
            if len(case.decree.age_groups) > 1:
                name = "Befolkning totalt," if group == "totalt" else f"{name},"
            yield f"population {group}", RegionColumn(f"{name} {at}", case.weights(group))
    for part in payment.parts:
        if isinstance(part, PrintedAmounts):
            if table := _printed_table(payment, case):
                yield "printed population", RegionColumn(f"Befolkning {at}", table.population)
            yield "printed", RegionColumn(f"Belopp i {part.printed_in}, kronor", part.amounts_kr)
        if isinstance(part, CappedTariff):
            yield "caps", RegionColumn(f"Tak i {part.caps_printed_in}, kronor", part.caps_kr, Role.PARAMETER)
    if any(isinstance(part, OnCondition) for part in payment.parts):
        accounts = case.given.accounts or {}
        yield (
            "received",
            RegionColumn(
                "Redovisning inkom", {code: each.received for code, each in accounts.items()}, is_summed=False
            ),
        )
        yield (
            "approved",
            RegionColumn(
                "Godkänd (ja eller nej)",
                {code: _yes_or_no(each.is_approved) for code, each in accounts.items()},
                is_summed=False,
            ),
        )
    for earlier in _decided(payment, case):
        (amounts,) = case.given.decided[earlier.id].values()
        yield f"decided {earlier.id}", RegionColumn(f"Beslutat: {earlier.title}, kronor", amounts)


def _printed_table(payment: Payment, case: Case) -> PrintedTable | None:
    """The printed table of a payment with the population that its amounts follow from."""
    tables = (facit for facit in case.decree.facits if isinstance(facit, PrintedTable))
    return next((table for table in tables if table.payment == payment.id), None)


def _yes_or_no(is_approved: bool | None) -> str | None:
    return None if is_approved is None else ("ja" if is_approved else "nej")
