"""The three grants computed once more, straight from how the decrees are read, sharing no code with the program.

Written for being compared, not for being used: no reasons, no tables, only kronor. T-numbers are those of the readings.
"""

import csv
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path

CAPS = {
    row["region_code"]: int(row["cap_kr"])
    for row in csv.DictReader(Path(__file__).with_name("cap_2025.csv").read_text(encoding="utf-8").splitlines())
}
REGIONS = tuple(CAPS)
TARIFFS = {"höftledsprotes": 108_000, "framfall": 39_000, "grå starr": 19_000}
COMPONENTS = {"höftledsprotes": "hoftledsprotes", "framfall": "framfall", "grå starr": "gra_starr"}
REMAINING_PERCENT = {"höftledsprotes": 65, "framfall": 23, "grå starr": 12}
MEASURES = ("besök", "utredning", "behandling")

Population = Mapping[str, int]
Kronor = dict[str, int]
Paid = dict[tuple[str, str, str], int]
"""Kronor by payment, component and region."""
Share = Callable[[int, Mapping[str, int], Population], Kronor]


def half_up(value: Fraction) -> int:
    return int((2 * value + 1) // 2)


def largest_remainder(amount: int, weights: Mapping[str, int], population: Population) -> Kronor:
    """T03: whole parts, and a krona more for those that lost most; without any weight nobody gets anything."""
    if not (total := sum(weights.values())):
        return dict.fromkeys(weights, 0)
    parts = {code: amount * weight // total for code, weight in weights.items()}
    lost = {code: amount * weight % total for code, weight in weights.items()}
    order = sorted(weights, key=lambda code: (-lost[code], -weights[code], -population[code], code))
    for code in order[: amount - sum(parts.values())]:
        parts[code] += 1
    return parts


def residual_on_largest(amount: int, weights: Mapping[str, int], population: Population) -> Kronor:
    """T03: every part half up; what is over or missing goes to the largest; without any weight nobody gets anything."""
    if not (total := sum(weights.values())):
        return dict.fromkeys(weights, 0)
    parts = {code: half_up(Fraction(amount * weight, total)) for code, weight in weights.items()}
    largest = min(weights, key=lambda code: (-weights[code], -population[code], code))
    parts[largest] += amount - sum(parts.values())
    return parts


def take_back(
    paid: Paid, excess: int, payment: str, components: tuple[str, ...], share: Share, population: Population
) -> None:
    """T04: what was earned beyond what was set aside, from the amounts of the payment that settles the pot."""
    amounts = {
        f"{code} {place}": (payment, component, code) for place, component in enumerate(components) for code in REGIONS
    }
    weights = {name: paid[key] for name, key in amounts.items()}
    inhabitants = {name: population[code] for name, (_, _, code) in amounts.items()}
    for name, kr in share(max(excess, 0), weights, inhabitants).items():
        paid[amounts[name]] -= kr


def monthly_pot(total: int, months: int, population: Population) -> Kronor:
    """T01."""
    everybody = sum(population.values())
    return {code: half_up(Fraction(total, months) * Fraction(count, everybody)) for code, count in population.items()}


# --- Beds 2024

Rates = Mapping[tuple[str, int, int], tuple[int, int]]
"""Overcrowding and outlying patients in hundredths, by region, year and month; nothing where nothing was reported."""


def beds(rates: Rates, population: Population) -> Paid:
    paid: Paid = {}
    pots = monthly_pot(620_000_000, 9, population)
    components = ("overbelaggningar", "utlokaliseringar")
    for place, component in enumerate(components):
        for code in REGIONS:
            months = [month for month in range(2, 11) if _bed_month_is_met(rates, place, code, month)]
            paid["slut", component, code] = len(months) * pots[code]
    take_back(paid, sum(paid.values()) - 1_240_000_000, "slut", components, largest_remainder, population)
    earned = {code: sum(kr for (_, _, at), kr in paid.items() if at == code) for code in REGIONS}
    left = 1_240_000_000 - sum(earned.values())
    bonus = largest_remainder(left, earned, population)
    return paid | {("slut", "bonuspott", code): bonus[code] for code in REGIONS}


def _bed_month_is_met(rates: Rates, place: int, code: str, month: int) -> bool:
    if (code, 2024, month) not in rates:
        return False  # T12, also when no region reported the month (T24)
    now = rates[code, 2024, month][place]
    before = rates[code, 2023, month][place] if (code, 2023, month) in rates else 0
    if before and 1000 * now <= 995 * before:  # T09, T10
        return True
    better = sum(rates[at][place] < now for at in rates if at[1:] == (2024, month))
    return better < 5  # T11


# --- The agreement 2024

Waits = Mapping[tuple[str, int, int, str], tuple[int, int, int, int]]
"""Completed, of them within 30 days, waiting, of them within 30 days: by region, year, month and measure."""


def agreement(waits: Waits, everybody: Population, children: Population, approved: frozenset[str]) -> Paid:
    paid: Paid = {}
    by_children = residual_on_largest(40_000_000, children, everybody)
    by_all = residual_on_largest(1_197_500_000, everybody, everybody)
    pots = monthly_pot(150_000_000, 11, children)
    spans = {"augusti": range(1, 7), "december": range(7, 12)}  # T05
    for code in REGIONS:
        paid["forsta", "befolkning_0_18", code] = by_children[code]
        paid["forsta", "befolkning", code] = by_all[code]
        for payment, months in spans.items():
            parts = sum(_part(waits, code, month, measure) for month in months for measure in MEASURES)
            paid[payment, "bup", code] = half_up(parts * pots[code])  # T02
        meets = code in approved
        paid["december", "befolkning_0_18", code] = by_children[code] if meets else 0
        paid["december", "befolkning", code] = by_all[code] if meets else 0
    excess = sum(paid[payment, "bup", code] for payment in spans for code in REGIONS) - 450_000_000
    take_back(paid, excess, "december", ("bup",), residual_on_largest, children)
    earned = {code: paid["augusti", "bup", code] + paid["december", "bup", code] for code in REGIONS}
    bonus = residual_on_largest(450_000_000 - sum(earned.values()), earned, children)
    left = sum(by_children[code] + by_all[code] for code in REGIONS if code not in approved)
    further = residual_on_largest(left, {code: everybody[code] for code in REGIONS if code in approved}, everybody)
    for code in REGIONS:
        paid["december", "bonuspott", code] = bonus[code]
        paid["december", "kvarstaende", code] = further.get(code, 0)  # T17
    return paid


def _part(waits: Waits, code: str, month: int, measure: str) -> Fraction:
    now = waits.get((code, 2024, month, measure))
    if now is None or not now[0]:
        return Fraction(0)  # T12 and T24, T07
    completed, within, waiting, waiting_within = now
    if 4 * within >= 3 * completed and (waiting <= 20 or 4 * waiting_within >= 3 * waiting):  # T07, T08
        return Fraction(1)
    before = waits.get((code, 2023, month, measure))
    if before is None or not before[0]:
        return Fraction(0)  # T10
    tenths = half_up(1000 * (Fraction(within, completed) - Fraction(before[1], before[0])))  # T06
    for least, part in ((100, Fraction(1)), (50, Fraction(3, 4)), (10, Fraction(1, 2))):
        if tenths >= least:
            return part
    return Fraction(0)


# --- Queues 2025

Operations = Mapping[tuple[str, str], int]
"""Operations of February to October 2025, by home region and kind."""


def queues(operations: Operations, population: Population) -> Paid:
    paid: Paid = {("block1", "lika", code): 100_000_000 // 21 for code in REGIONS}  # T14
    for code in REGIONS:
        worth = {kind: TARIFFS[kind] * operations[code, kind] for kind in TARIFFS}
        if sum(worth.values()) > CAPS[code]:
            worth = largest_remainder(CAPS[code], worth, dict.fromkeys(TARIFFS, 0))
        for kind, kr in worth.items():
            paid["block2", COMPONENTS[kind], code] = kr
    left = 397_000_000 - sum(kr for (payment, _, _), kr in paid.items() if payment == "block2")
    shares = largest_remainder(left, REMAINING_PERCENT, dict.fromkeys(TARIFFS, 0))  # T16
    for code in REGIONS:
        paid["block2", "kvarstaende", code] = 0
    for kind, share in shares.items():
        per_inhabitant = {code: Fraction(operations[code, kind], population[code]) for code in REGIONS}
        first = [
            code
            for code in REGIONS
            if operations[code, kind] and sum(other > per_inhabitant[code] for other in per_inhabitant.values()) < 5
        ]
        if first:
            for code, kr in largest_remainder(share, {code: CAPS[code] for code in first}, population).items():
                paid["block2", "kvarstaende", code] += kr
    return paid
