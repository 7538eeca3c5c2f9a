"""Shares that only regions with an approved account get, and what the others leave, in formulas (T17)."""

from collections.abc import Sequence
from dataclasses import dataclass

from exports.calculation.apportionment import Apportionment
from exports.calculation.cells import Cells, Single
from exports.calculation.inputs import NAMES, Draft, Formulas, Needs, Written
from exports.calculation.mechanisms.shares import write_population_share
from exports.calculation.regions import ORDINAL, REGION_NAMES, RegionColumn
from exports.calculation.sheet import CalculationSheet, FormulaOf
from rules.mechanisms.condition import ApprovedAccount, OnCondition, Redistributed

_RECEIVED, _APPROVED = "received", "approved"
_YES_OR_NO = {True: "ja", False: "nej", None: None}


@dataclass(frozen=True)
class _Kept:
    """Shares on one condition: who meets it (1 or 0), what each of them pays, and what they leave in all."""

    meeting: Cells
    paid: dict[OnCondition, Cells]
    left: Single


def _needs(draft: Draft, part: OnCondition | Redistributed) -> Needs:
    """The accounts."""
    accounts = draft.case.given.accounts or {}
    received = {code: account.received for code, account in accounts.items()}
    approved = {code: _YES_OR_NO[account.is_approved] for code, account in accounts.items()}
    return Needs(
        columns={
            _RECEIVED: RegionColumn("Redovisning inkom", received, "redovisningar", is_summed=False),
            _APPROVED: RegionColumn("Godkänd (ja eller nej)", approved, "redovisningar", is_summed=False),
        },
        remarks=(
            "Utbetalningen efter befolkning förutsätter en redovisning som har kommit in i tid och godkänts. Ändra ett "
            "datum eller ett ja på fliken Indata regioner och se hur medlen fördelas om (T17).",
        ),
    )


def _write_on_condition(draft: Draft, part: OnCondition) -> Written:
    """The share of the regions that meet the condition."""
    return Written({part.share.component.id: _kept(draft, part.condition).paid[part]})


def _kept(draft: Draft, condition: ApprovedAccount) -> _Kept:
    """All shares on a condition, written the first time that one is asked for."""
    together = [own for own in draft.payment.parts if isinstance(own, OnCondition) and own.condition is condition]
    found: _Kept = draft.once(condition, lambda: _write_kept(draft, condition, together))
    return found


def _write_kept(draft: Draft, condition: ApprovedAccount, parts: Sequence[OnCondition]) -> _Kept:
    shares = [write_population_share(draft, part.share).computed[part.share.component.id] for part in parts]
    meeting = _write_meeting(draft, condition)
    title = f"Vad regionerna får behålla efter prövningen av {condition.section}"
    sheet = CalculationSheet(draft.book, "Efter redovisning", title)
    sheet.blank_row()
    paid = {}
    with sheet.table(len(NAMES), has_groups=True) as table:
        table.plain("Region", NAMES, width=27)
        for part, share in zip(parts, shares, strict=True):
            group = part.share.component.heading
            given = table.formula("Andel, kronor", share.at, share.values, group=group, is_summed=True)
            values = _products(meeting, given)
            paid[part] = table.formula("Får, kronor", _product(meeting, given), values, group=group, is_summed=True)
    left = sheet.single(
        "Kvarstående medel",
        "+".join(f"SUM({share.span})-SUM({own.span})" for share, own in zip(shares, paid.values(), strict=True)),
        sum(sum(share.values) for share in shares) - sum(sum(own.values) for own in paid.values()),
    )
    return _Kept(meeting, paid, left)


def _write_meeting(draft: Draft, condition: ApprovedAccount) -> Cells:
    """Who meets the condition: 1 for those whose account came in on time and was approved."""
    received, approved = draft.columns[_RECEIVED], draft.columns[_APPROVED]
    last_day, meeting = draft.term(condition.by).address, condition.met_by(draft.case)
    title = f"Redovisning enligt {condition.section}: i tid och godkänd"
    sheet = CalculationSheet(draft.book, "Redovisning", title)
    sheet.blank_row()
    with sheet.table(len(NAMES)) as table:
        table.plain("Region", NAMES, width=27)
        return table.formula(
            f"Uppfyller {condition.section}",
            lambda i: f'IF(AND(ISNUMBER({received.at(i)}),{received.at(i)}<={last_day},{approved.at(i)}="ja"),1,0)',
            [int(code in meeting) for code in REGION_NAMES],
            is_summed=True,
        )


def _write_redistributed(draft: Draft, part: Redistributed) -> Written:
    """What the shares on a condition leave, by population among those that meet it."""
    kept, population = _kept(draft, part.condition), draft.population(part.age_group)
    sheet = CalculationSheet(draft.book, part.component.heading, "Kvarstående medel efter befolkning (T17, T03)")
    amount = sheet.single("Belopp att fördela", kept.left.address, kept.left.shown)
    split = Apportionment(sheet, amount, draft.method)
    sheet.blank_row()
    with sheet.table(len(NAMES)) as table:
        table.plain("Region", NAMES, width=27)
        people = table.formula("Befolkning", population.at, population.values)
        weight = table.formula(
            "Befolkning som räknas",
            _product(kept.meeting, people),
            _products(kept.meeting, people),
            is_summed=True,
        )
        kronor, unshared = split.columns(table, weight, people, ORDINAL)
    return Written({part.component.id: kronor}, (("Kvarstående medel som ingen kan få, kronor", unshared),))


def _product(one: Cells, other: Cells) -> FormulaOf:
    return lambda i: f"{one.at(i)}*{other.at(i)}"


def _products(one: Cells, other: Cells) -> list[int]:
    return [value * factor for value, factor in zip(one.values, other.values, strict=True)]


ON_CONDITION = Formulas(_write_on_condition, _needs)
REDISTRIBUTED = Formulas(_write_redistributed, _needs)
