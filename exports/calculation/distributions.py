"""Amounts that rest on no performance, in formulas: by population, printed, equal, on a condition (T03, T14, T17)."""

from collections.abc import Sequence

from exports.calculation.cells import Cells, Single
from exports.calculation.inputs import NAMES, Draft, Written
from exports.calculation.monthly import population_heading
from exports.calculation.regions import ORDINAL, REGION_NAMES
from exports.calculation.shares import Apportionment, write_share
from exports.calculation.sheet import CalculationSheet, FormulaOf
from rules.apportionment import Method, method_in_use
from rules.mechanisms.condition import OnCondition, Redistributed
from rules.mechanisms.shares import EqualShare, PopulationShare, PrintedAmounts

METHOD_WORDS = {
    Method.LARGEST_REMAINDER: "Fördelning efter befolkning: största resten (T03)",
    Method.RESIDUAL_ON_LARGEST: "Fördelning: avrundat, med skillnaden på den största delen (T03)",
}


def method_of(draft: Draft) -> Method:
    """How the decree settles kronor that proportional parts leave over."""
    return method_in_use(draft.case.decree.method, draft.case.readings)


def write_population_share(draft: Draft, part: PopulationShare) -> Written:
    """An amount by population."""
    if id(part) not in draft.made:
        is_only = len(draft.payment.components) == 1
        name = "befolkning" if part.age_group == "totalt" else f"{part.age_group.replace('-', '–')} år"
        population = None if part.age_group == "totalt" else draft.population("totalt")
        draft.made[id(part)] = _share(
            draft,
            "Potter" if is_only else f"Potter {name}",
            draft.term(part.amount),
            draft.population(part.age_group),
            population_heading(part.age_group),
            population,
        )
    return Written({part.component.id: draft.made[id(part)]})


def _share(
    draft: Draft, name: str, amount: Single, weight: Cells, heading: str, population: Cells | None = None
) -> Cells:
    sheet = CalculationSheet(draft.book, name, METHOD_WORDS[method_of(draft)])
    shown = sheet.single("Belopp att fördela", amount.address, amount.shown)
    kronor, _ = write_share(sheet, NAMES, shown, weight, method_of(draft), heading=heading, population=population)
    return kronor


def write_printed(draft: Draft, part: PrintedAmounts) -> Written:
    """The printed amounts, and how they follow from the population printed beside them where there is one (T13)."""
    printed = draft.columns["printed"]
    if "printed population" not in draft.columns:
        return Written({part.component.id: printed})
    population = draft.columns["printed population"]
    kronor = _share(draft, "Potter", draft.term(part.amount), population, population_heading("totalt"))
    return Written({part.component.id: kronor})


def write_equal(draft: Draft, part: EqualShare) -> Written:
    """The same amount to every region; what cannot be shared equally stays (T14)."""
    sheet = CalculationSheet(draft.book, "Potter", "Lika fördelning i hela kronor (T14)")
    sheet.blank_row()
    amount, count = draft.term(part.amount), len(NAMES)
    with sheet.table(count) as table:
        names = table.plain("Region", NAMES, width=27)
        kronor = table.formula(
            "Kronor",
            lambda i: f"INT({amount.address}/ROWS({names.span}))",
            [amount.shown // count] * count,
            is_summed=True,
        )
    left = sheet.single(
        "Blir kvar hos myndigheten", f"{amount.address}-SUM({kronor.span})", amount.shown - sum(kronor.values)
    )
    return Written({part.component.id: kronor}, (("Blir kvar hos myndigheten, kronor", left),))


# --- On condition (T17) ----------------------------------------------------------------------------------------------


def write_on_condition(draft: Draft, part: OnCondition) -> Written:
    """The share of the regions that meet the condition; all shares on it are written together."""
    if id(part) not in draft.made:
        together = [own for own in draft.payment.parts if isinstance(own, OnCondition)]
        shares = [write_population_share(draft, own.share).computed[own.share.component.id] for own in together]
        _write_kept(draft, together, shares)
    return Written({part.share.component.id: draft.made[id(part)]})


def _meeting(draft: Draft, part: OnCondition) -> Cells:
    """Who meets the condition: 1 for those whose account came in on time and was approved."""
    condition = part.condition
    if id(condition) in draft.made:
        found: Cells = draft.made[id(condition)]
        return found
    received, approved = draft.columns["received"], draft.columns["approved"]
    last_day = draft.term(condition.by)
    meeting = condition.met_by(draft.case)
    sheet = CalculationSheet(draft.book, "Redovisning", f"Redovisning enligt {condition.section}: i tid och godkänd")
    sheet.blank_row()
    with sheet.table(len(NAMES)) as table:
        table.plain("Region", NAMES, width=27)
        draft.made[id(condition)] = table.formula(
            f"Uppfyller {condition.section}",
            lambda i: (
                f'IF(AND(ISNUMBER({received.at(i)}),{received.at(i)}<={last_day.address},{approved.at(i)}="ja"),1,0)'
            ),
            [int(code in meeting) for code in REGION_NAMES],
            is_summed=True,
        )
    met: Cells = draft.made[id(condition)]
    return met


def _write_kept(draft: Draft, parts: Sequence[OnCondition], shares: Sequence[Cells]) -> None:
    """The shares that regions keep, and what they leave."""
    meeting = _meeting(draft, parts[0])
    rows = range(len(NAMES))
    section = parts[0].condition.section
    sheet = CalculationSheet(
        draft.book, "Efter redovisning", f"Vad regionerna får behålla efter prövningen av {section}"
    )
    sheet.blank_row()
    with sheet.table(len(NAMES), has_groups=True) as table:
        table.plain("Region", NAMES, width=27)
        for part, share in zip(parts, shares, strict=True):
            group = part.share.component.heading
            given = table.formula("Andel, kronor", share.at, share.values, group=group, is_summed=True)
            draft.made[id(part)] = table.formula(
                "Får, kronor",
                _product(meeting, given),
                [meeting.value(i) * given.value(i) for i in rows],
                group=group,
                is_summed=True,
            )
    kept = [draft.made[id(part)] for part in parts]
    draft.made[id(parts[0].condition), "left"] = sheet.single(
        "Kvarstående medel",
        "+".join(f"SUM({share.span})-SUM({own.span})" for share, own in zip(shares, kept, strict=True)),
        sum(sum(share.values) - sum(own.values) for share, own in zip(shares, kept, strict=True)),
    )


def write_redistributed(draft: Draft, part: Redistributed) -> Written:
    """What the shares on a condition leave, by population among those that meet it."""
    for own in part.left_by:
        write_on_condition(draft, own)
    lost: Single = draft.made[id(part.condition), "left"]
    meeting, population = _meeting(draft, part.left_by[0]), draft.population(part.age_group)
    sheet = CalculationSheet(draft.book, part.component.heading, "Kvarstående medel efter befolkning (T17, T03)")
    amount = sheet.single("Belopp att fördela", lost.address, lost.shown)
    split = Apportionment(sheet, amount, method_of(draft))
    sheet.blank_row()
    with sheet.table(len(NAMES)) as table:
        table.plain("Region", NAMES, width=27)
        people = table.formula("Befolkning", population.at, population.values)
        weight = table.formula(
            "Befolkning som räknas",
            _product(meeting, people),
            [meeting.value(i) * people.value(i) for i in range(len(NAMES))],
            is_summed=True,
        )
        kronor, unshared = split.columns(table, weight, people, ORDINAL)
    return Written({part.component.id: kronor}, (("Kvarstående medel som ingen kan få, kronor", unshared),))


def _product(one: Cells, other: Cells) -> FormulaOf:
    return lambda i: f"{one.at(i)}*{other.at(i)}"
