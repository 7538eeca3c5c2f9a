"""Monthly pots and their bonus pot in formulas: from reports to kronor earned, and the rest (T01, T02, T04)."""

from collections.abc import Sequence
from datetime import date

from exports.calculation.cells import Cells
from exports.calculation.inputs import NAMES, Draft, Written
from exports.calculation.measures import label, write_values
from exports.calculation.pots import Earned as EarnedCells
from exports.calculation.pots import ReservedPots, earned_percent, paid, write_bonus_pot
from exports.calculation.regions import REGION_NAMES
from exports.calculation.routes import write_qualification
from exports.calculation.sheet import CalculationSheet
from rules.apportionment import method_in_use
from rules.mechanisms.monthly_pots import BonusPot, Earned
from rules.mechanisms.requirement import Requirement
from rules.numbers import Number


def months_terms(requirements: Sequence[Requirement]) -> dict[str, Number[int]]:
    """How many months each requirement measures, by `months_key`: no number of the decree, but it follows from it."""
    counts = {len(each.months) for each in requirements}
    return {
        months_key(each): Number(
            len(each.months),
            "månader",
            each.section,
            "Månader som prestationerna mäts för; bestämmer månadspottens storlek (T01)",
            months_key(each),
            "Antal_manader" if len(counts) == 1 else f"Antal_manader_{len(each.months)}",
        )
        for each in requirements
    }


def months_key(requirement: Requirement) -> str:
    """The name of the number of measured months among the terms."""
    return f"months_{len(requirement.months)}"


def parts_of(draft: Draft) -> tuple[Earned, ...]:
    """What was earned that a payment needs: what it pays itself, and what shares its bonus pot."""
    own = [part for part in draft.payment.parts if isinstance(part, Earned)]
    shared = [earned for part in draft.payment.parts if isinstance(part, BonusPot) for earned in part.earned]
    return tuple(dict.fromkeys([*shared, *own]))


def write_earned(draft: Draft, part: Earned) -> Written:
    """What a part pays; all that a payment needs is written the first time."""
    if id(part) not in draft.made:
        _write_all(draft)
    return Written({part.component.id: draft.made[id(part)]})


def _write_all(draft: Draft) -> None:
    parts = parts_of(draft)
    requirements = tuple(dict.fromkeys(each for part in parts for each in part.requirements))
    months = sorted({month for part in parts for month in part.months})
    values = write_values(draft, requirements, months)
    qualified = {each.id: write_qualification(draft, each, values[each.id]) for each in requirements}
    by_pots: dict[tuple[Requirement, ...], list[Earned]] = {}
    for part in parts:
        by_pots.setdefault(part.requirements, []).append(part)
    for of_pots, together in by_pots.items():
        _write_pots(draft, of_pots, together, qualified, months, is_only=len(by_pots) == 1)


def _write_pots(
    draft: Draft,
    requirements: tuple[Requirement, ...],
    parts: Sequence[Earned],
    qualified: dict[str, EarnedCells],
    months: Sequence[date],
    *,
    is_only: bool,
) -> None:
    """The reserved pots of requirements that are paid together, and what each of `parts` pays."""
    named = " och ".join(label(requirement) for requirement in requirements)
    title = "Reserverade potter (T01) och vad som har tjänats in (T02)"
    name = "Potter" if is_only else f"Potter {named}"
    sheet = CalculationSheet(draft.book, name[:31], title if is_only else f"{named.capitalize()}: {title.lower()}")
    amounts = {number.name: number for number in (requirement.amount for requirement in requirements)}
    pots = {
        name: ReservedPots(
            sheet,
            "Kravets belopp" if len(amounts) == 1 else amount.meaning,
            draft.term(amount),
            draft.terms[months_key(requirements[0])],
        )
        for name, amount in amounts.items()
    }
    sheet.blank_row()
    with sheet.table(len(NAMES), has_groups=True) as table:
        names = table.plain("Region", NAMES, width=27)
        group = requirements[0].age_group
        population = draft.population(group)
        people = table.formula(population_heading(group), population.at, population.values, is_summed=True)
        reserved = {number: pot.columns(table, people, group="Månadspott") for number, pot in pots.items()}
        for part in parts:
            title = draft.case.decree.payment_of(part).title
            earned = []
            for number, cells in reserved.items():
                own = [each for each in requirements if each.amount.name == number]
                runs = [run for each in own for run in _runs(qualified[each.id], part.months, months)]
                percent = earned_percent(table, "Intjänat, procent av en pott", names, runs, group=title)
                earned.append((cells, percent))
            draft.made[id(part)] = paid(table, "Betalt, kronor", earned, group=title)


def population_heading(age_group: str) -> str:
    """`Befolkning`, `Befolkning 0–18 år`."""
    return "Befolkning" if age_group == "totalt" else f"Befolkning {age_group.replace('-', '–')} år"


def _runs(cells: EarnedCells, wanted: Sequence[date], months: Sequence[date]) -> list[EarnedCells]:
    """The rows of some months, those that follow on one another together."""
    places = [place for place, month in enumerate(months) if month in wanted]
    runs: list[list[int]] = []
    for place in places:
        if runs and place == runs[-1][-1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    size = len(REGION_NAMES)
    return [cells.part(run[0] * size, len(run) * size) for run in runs]


def write_bonus(draft: Draft, part: BonusPot) -> Written:
    """The bonus pot; what was decided of an earlier payment stands, also when later reports would give another."""
    paid_parts: list[Cells] = []
    for earned in part.earned:
        decided = draft.columns.get(f"decided {draft.case.decree.payment_of(earned).id}")
        cells = write_earned(draft, earned).computed[earned.component.id]
        paid_parts.append(decided if decided is not None and earned not in draft.payment.parts else cells)
    sheet = CalculationSheet(
        draft.book, part.component.heading, "Bonuspotten: avsatt minus betalt, fördelat efter det betalda (T04)"
    )
    bonus, unshared = write_bonus_pot(
        sheet,
        names=NAMES,
        set_aside=[draft.term(requirement.amount) for requirement in part.requirements],
        paid_parts=paid_parts,
        population=draft.population("totalt"),
        method=method_in_use(draft.case.decree.method, draft.case.readings),
    )
    return Written({part.component.id: bonus}, (("Bonuspott som ingen kan få, kronor", unshared),))
