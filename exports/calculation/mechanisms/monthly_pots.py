"""What monthly pots come to, in formulas: earned kronor, and the bonus pot of what nobody earned (T02, T04)."""

from collections.abc import Mapping, Sequence
from datetime import date

from exports.calculation.apportionment import Apportionment
from exports.calculation.cells import Cells
from exports.calculation.inputs import NAMES, Draft, Formulas, Needs, Written, population_heading
from exports.calculation.mechanisms.measures import label
from exports.calculation.mechanisms.requirement import Qualified, ReservedPots, months_number, write_requirements
from exports.calculation.regions import ORDINAL, RegionColumn
from exports.calculation.sheet import CalculationSheet, Table
from rules.mechanisms.monthly_pots import BonusPot, Earned
from rules.mechanisms.requirement import Requirement

_MONTHS_REMARK = "{} ändrar bara hur stor en månadspott är, inte vilka månader som prövas."


def _parts_of(draft: Draft) -> dict[Earned, None]:
    """What was earned that the payment needs: what shares its bonus pot, and what it pays itself."""
    shared = [part.earned for part in draft.payment.parts if isinstance(part, BonusPot)]
    own = [part for part in draft.payment.parts if isinstance(part, Earned)]
    return dict.fromkeys([*(earned for each in shared for earned in each), *own])


def _months(draft: Draft) -> dict[Requirement, tuple[date, ...]]:
    """The months of each requirement that the payment needs."""
    found: dict[Requirement, set[date]] = {}
    for part in _parts_of(draft):
        for requirement in part.requirements:
            found.setdefault(requirement, set()).update(set(part.months).intersection(requirement.months))
    return {requirement: tuple(sorted(months)) for requirement, months in found.items()}


def _needs_earned(draft: Draft, part: Earned | BonusPot) -> Needs:
    """The amounts and limits of all requirements that the payment needs, and the months that they measure."""
    requirements, values = list(_months(draft)), draft.case.values
    months = dict.fromkeys(months_number(each, is_only=_have_same_months(requirements)) for each in requirements)
    return Needs(
        numbers=(
            *(number for each in requirements for number in (each.amount, *each.limits(values))),
            *months,
        ),
        readings=tuple(reading for each in requirements for reading in each.readings),
        remarks=tuple(_MONTHS_REMARK.format(number.cell) for number in months),
    )


def _have_same_months(requirements: Sequence[Requirement]) -> bool:
    return len({len(each.months) for each in requirements}) == 1


def _write_earned(draft: Draft, part: Earned) -> Written:
    """What a part pays; all that a payment needs is written the first time."""
    return Written({part.component.id: _paid_of(draft)[part]})


def _paid_of(draft: Draft) -> dict[Earned, Cells]:
    """What every part pays that the payment needs, without what is more than was set aside (T04)."""

    def write() -> dict[Earned, Cells]:
        paid = _write_all(draft)
        for pot in (part for part in draft.payment.parts if isinstance(part, BonusPot)):
            paid |= _write_excess(draft, pot, paid)
        return paid

    found: dict[Earned, Cells] = draft.once(Earned, write)
    return found


def _write_all(draft: Draft) -> dict[Earned, Cells]:
    qualified = write_requirements(draft, _months(draft))
    by_pots: dict[tuple[Requirement, ...], list[Earned]] = {}
    for part in _parts_of(draft):
        by_pots.setdefault(part.requirements, []).append(part)
    paid: dict[Earned, Cells] = {}
    for requirements, parts in by_pots.items():
        paid |= _write_pots(draft, requirements, parts, qualified, is_only=len(by_pots) == 1)
    return paid


def _write_pots(
    draft: Draft,
    requirements: tuple[Requirement, ...],
    parts: Sequence[Earned],
    qualified: dict[Requirement, Qualified],
    *,
    is_only: bool,
) -> dict[Earned, Cells]:
    """The reserved pots of requirements that are paid together, alike where they are, and what each of `parts` pays."""
    named = " och ".join(label(requirement) for requirement in requirements)
    title = "eserverade potter (T01) och vad som har tjänats in (T02)"
    sheet = CalculationSheet(
        draft.book,
        "Potter" if is_only else f"Potter {named}",
        f"R{title}" if is_only else f"{named.capitalize()}: r{title}",
    )
    alike: dict[tuple[str, int, str], list[Requirement]] = {}
    for each in requirements:
        alike.setdefault((each.amount.name, len(each.months), each.age_group), []).append(each)
    pots = [
        ReservedPots(
            sheet,
            "Kravets belopp" if len(alike) == 1 else own[0].amount.meaning,
            draft.term(own[0].amount),
            draft.term(months_number(own[0], is_only=True)),
        )
        for own in alike.values()
    ]
    sheet.blank_row()
    with sheet.table(len(NAMES), has_groups=True) as table:
        names = table.plain("Region", NAMES, width=27)
        people = {}
        for group in dict.fromkeys(each.age_group for each in requirements):
            cells = draft.population(group)
            people[group] = table.formula(population_heading(group), cells.at, cells.values, is_summed=True)
        reserved = [
            pot.columns(table, people[own[0].age_group], group="Månadspott")
            for pot, own in zip(pots, alike.values(), strict=True)
        ]
        found = {}
        for part in parts:
            group = draft.case.decree.payment_of(part).title
            earned = [
                (cells, _earned_percent(table, names, [qualified[each] for each in own], part.months, group))
                for cells, own in zip(reserved, alike.values(), strict=True)
            ]
            found[part] = _paid(table, earned, group)
    return found


def _earned_percent(
    table: Table, names: Cells, qualified: Sequence[Qualified], months: Sequence[date], group: str
) -> Cells:
    """What a region has earned in all, in per cent of a monthly pot: 250 is two pots and a half."""
    runs = [run for each in qualified for run in each.runs(months)]
    sums = dict.fromkeys(names.values, 0)
    for regions, percent in runs:
        for name, part in zip(regions.values, percent.values, strict=True):
            sums[name] += part
    return table.formula(
        "Intjänat, procent av en pott",
        lambda i: "+".join(f"SUMPRODUCT(({regions.span}={names.at(i)})*{percent.span})" for regions, percent in runs),
        list(sums.values()),
        group=group,
        is_summed=True,
    )


def _paid(table: Table, earned: Sequence[tuple[Cells, Cells]], group: str) -> Cells:
    """Whole kronor for what was earned of each kind of pot, half up, rounded once per payment (T02)."""
    return table.formula(
        "Betalt, kronor",
        lambda i: f"INT(({'+'.join(f'{pot.at(i)}*{percent.at(i)}' for pot, percent in earned)}+50)/100)",
        [(sum(pot.value(i) * percent.value(i) for pot, percent in earned) + 50) // 100 for i in range(table.count)],
        width=16,
        group=group,
        is_summed=True,
    )


# --- The bonus pot (T04) ---------------------------------------------------------------------------------------------


def _decided(draft: Draft, part: BonusPot) -> dict[Earned, tuple[str, RegionColumn]]:
    """What earlier payments were really decided to, as columns with their keys."""
    found = {}
    for earned in part.earned:
        payment = draft.case.decree.payment_of(earned)
        amounts = draft.case.given.decided.get(payment.id, {}).get(earned.component.id)
        if amounts and payment is not draft.payment:
            what = payment.title if len(payment.components) == 1 else f"{payment.title}, {earned.component.heading}"
            column = RegionColumn(f"Beslutat: {what}, kronor", amounts, "beslutade belopp")
            found[earned] = (f"decided {payment.id} {earned.component.id}", column)
    return found


def _needs_bonus(draft: Draft, part: BonusPot) -> Needs:
    needs, decided = _needs_earned(draft, part), _decided(draft, part)
    titles = dict.fromkeys(draft.case.decree.payment_of(earned).title for earned in decided)
    told = [
        f"Bonuspotten räknas på vad som beslutades om ”{title}”, som står på fliken Indata regioner."
        for title in titles
    ]
    return Needs(needs.numbers, dict(decided.values()), needs.readings, (*needs.remarks, *told))


def _counted(draft: Draft, part: BonusPot, paid: Mapping[Earned, Cells]) -> list[Cells]:
    """What each part of the pot is counted with; what was decided of an earlier payment stands."""
    decided = _decided(draft, part)
    return [draft.columns[decided[earned][0]] if earned in decided else paid[earned] for earned in part.earned]


def _write_excess(draft: Draft, part: BonusPot, paid: Mapping[Earned, Cells]) -> dict[Earned, Cells]:
    """What the payment pays of what was earned: pots rounded up can make it a few kronor more than was set aside.

    The excess is taken from the earned amounts of the payment, in proportion to them (T03, T04).
    """
    counted = _counted(draft, part, paid)
    own = [earned for earned in part.earned if draft.case.decree.payment_of(earned) is draft.payment]
    set_aside = [draft.term(requirement.amount) for requirement in part.requirements]
    more_kr = max(sum(sum(cells.values) for cells in counted) - sum(amount.shown for amount in set_aside), 0)
    sheet = CalculationSheet(
        draft.book, "Överskott", "Intjänat utöver vad som är avsatt, som dras av i utbetalningen (T04)"
    )
    earned_sum = "+".join(f"SUM({cells.span})" for cells in counted)
    aside_sum = "+".join(amount.address for amount in set_aside)
    excess = sheet.single("Överskott", f"MAX({earned_sum}-({aside_sum}),0)", more_kr)
    split, population = Apportionment(sheet, excess, draft.method), draft.population("totalt")
    sheet.blank_row()
    pairs = [(region, each) for region in range(len(NAMES)) for each in own]
    with sheet.table(len(pairs), is_only=False) as table:
        table.plain("Region", [NAMES[region] for region, _ in pairs], width=27)
        table.plain("Medel", [each.component.heading for _, each in pairs], width=27)
        people = table.formula(
            "Befolkning",
            lambda i: population.at(pairs[i][0]),
            [population.value(region) for region, _ in pairs],
        )
        weight = table.formula(
            "Intjänat, kronor",
            lambda i: paid[pairs[i][1]].at(pairs[i][0]),
            [paid[each].value(region) for region, each in pairs],
            is_summed=True,
        )
        taken, _ = split.columns(table, weight, people, range(1, len(pairs) + 1))
    place = {pair: row for row, pair in enumerate(pairs)}
    sheet.blank_row()
    with sheet.table(len(NAMES), is_only=False) as table:
        table.plain("Region", NAMES, width=27)
        return {
            each: table.formula(
                f"{each.component.heading}, kronor att betala",
                lambda i, each=each: f"{paid[each].at(i)}-{taken.at(place[i, each])}",  # type: ignore[misc]
                [paid[each].value(i) - taken.value(place[i, each]) for i in range(len(NAMES))],
                width=19,
                is_summed=True,
            )
            for each in own
        }


def _write_bonus(draft: Draft, part: BonusPot) -> Written:
    """The bonus pot; what was decided of an earlier payment stands, also when later reports would give another."""
    paid = _counted(draft, part, _paid_of(draft))
    set_aside = [draft.term(requirement.amount) for requirement in part.requirements]
    in_all, used = sum(amount.shown for amount in set_aside), sum(sum(cells.values) for cells in paid)
    title = "Bonuspotten: avsatt minus betalt, fördelat efter det betalda (T04)"
    sheet = CalculationSheet(draft.book, part.component.heading, title)
    aside = sheet.single("Avsatt i allt", "+".join(amount.address for amount in set_aside), in_all)
    spent = sheet.single("Betalt i hela kronor", "+".join(f"SUM({cells.span})" for cells in paid), used)
    left_kr = max(in_all - used, 0)
    pot = sheet.single("Bonuspott", f"MAX({aside.address}-{spent.address},0)", left_kr, name="Bonuspott_kronor")
    split, population = Apportionment(sheet, pot, draft.method), draft.population("totalt")
    sheet.blank_row()
    with sheet.table(len(NAMES)) as table:
        table.plain("Region", NAMES, width=27)
        people = table.formula("Befolkning", population.at, population.values)
        weight = table.formula(
            "Betalt, kronor",
            lambda i: "+".join(cells.at(i) for cells in paid),
            [sum(cells.value(i) for cells in paid) for i in range(table.count)],
            is_summed=True,
        )
        bonus, unshared = split.columns(table, weight, people, ORDINAL)
    return Written({part.component.id: bonus}, (("Bonuspott som ingen kan få, kronor", unshared),))


EARNED = Formulas(_write_earned, _needs_earned, come_first=True)
BONUS_POT = Formulas(_write_bonus, _needs_bonus, come_first=True)
