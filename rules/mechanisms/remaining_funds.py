"""What operations by tariff leave of an amount, shared by the regions that have done most per inhabitant (T16)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from rules.apportionment import apportion, method_in_use
from rules.attribution import Ground, Role
from rules.case import Case, Fault, Paid
from rules.declaration import Component, Rests
from rules.interval import Bounds
from rules.mechanisms.capped_tariff import CappedTariff, Tariffed
from rules.mechanisms.monthly_pots import share_slack, up
from rules.mechanisms.shares import population_ground
from rules.monthly_pot import Outcome
from rules.numbers import Number
from rules.ranking import ranks, top_placed
from rules.regions import CODES
from rules.swedish import kronor

INHABITANTS = 100_000
"""A number done is told per so many inhabitants."""


@dataclass(frozen=True)
class RemainingLine:
    """One region in the part of the remaining funds that belongs to one kind.

    `per_100_000` is what was done per 100 000 inhabitants, exact; `rank` 1 is most, equal values share the
    better rank.
    """

    operation: str
    region_code: str
    count: int
    per_100_000: Fraction
    rank: int
    is_qualified: bool
    cap_kr: int
    amount_kr: int


@dataclass(frozen=True, eq=False)
class RemainingFunds:
    """`amount` minus all that `tariff` paid, split by `percent`; each part in proportion to the caps of the best.

    The best are the regions within `places` with most per inhabitant (T11); one without any never qualifies. Without
    a qualified region the part stays undistributed.
    """

    component: Component
    tariff: CappedTariff
    amount: Number[int]
    percent: tuple[Number[int], ...]
    places: Number[int]
    age_group: str = "totalt"

    readings = ("T03", "T11", "T16", "T20")
    printed_in = ""

    @property
    def covers(self) -> tuple[CappedTariff, ...]:
        """What the tariff pays is bounded together with what it leaves."""
        return (self.tariff,)

    @property
    def components(self) -> tuple[Component, ...]:
        """The remaining funds."""
        return (self.component,)

    @property
    def age_groups(self) -> tuple[str, ...]:
        """The inhabitants."""
        return (self.age_group,)

    def faults(self, case: Case, outcomes: Sequence[Outcome]) -> tuple[Fault, ...]:
        """The population, and what the tariff waits for."""
        return (*case.population_faults(self.age_group), *self.tariff.faults(case, outcomes))

    def pay(self, case: Case, outcomes: Sequence[Outcome]) -> Paid:
        """All parts together."""
        extra = dict.fromkeys(CODES, 0)
        kept = []
        for kind, part_kr in zip(self.tariff.kinds, self.parts_kr(case).values(), strict=True):
            lines = self._lines(case, kind, part_kr)
            for line in lines:
                extra[line.region_code] += line.amount_kr
            if part_kr and not any(line.is_qualified for line in lines):
                kept.append((self.component.id, part_kr, _unqualified(kind, part_kr, lines)))
        return Paid({self.component.id: extra}, tuple(kept))

    def remaining_kr(self, case: Case) -> int:
        """What the tariff leaves of the amount."""
        return case.values[self.amount] - sum(self.tariff.earned_kr(case, code) for code in CODES)

    def parts_kr(self, case: Case) -> dict[str, int]:
        """The remaining funds by kind."""
        method = method_in_use(case.decree.method, case.readings)
        return apportion(self.remaining_kr(case), self._percent(case), method=method)

    def _percent(self, case: Case) -> dict[str, int]:
        return {kind: case.values[part] for kind, part in zip(self.tariff.ids, self.percent, strict=True)}

    def lines(self, case: Case) -> tuple[RemainingLine, ...]:
        """Every kind and region."""
        parts = self.parts_kr(case)
        return tuple(line for kind in self.tariff.kinds for line in self._lines(case, kind, parts[kind.component.id]))

    def _lines(self, case: Case, kind: Tariffed, part_kr: int) -> list[RemainingLine]:
        population = case.weights(self.age_group)
        done = {code: self.tariff.done(case, code)[kind.component.id] for code in CODES}
        per_100_000 = {code: Fraction(INHABITANTS * count, population[code]) for code, count in done.items()}
        rank = ranks(per_100_000, fewest_first=False)
        best = top_placed(per_100_000, fewest_first=False, places=case.values[self.places], readings=case.readings)
        # A tie at zero reaches into the best when fewer regions have done any; having done none is not "most".
        caps = {code: self.tariff.caps_kr[code] for code in CODES if code in best and done[code]}
        method = method_in_use(case.decree.method, case.readings)
        amounts = apportion(part_kr, caps, method=method, population=population) if caps else {}
        return [
            RemainingLine(
                kind.component.id,
                code,
                done[code],
                per_100_000[code],
                rank[code],
                code in amounts,
                self.tariff.caps_kr[code],
                amounts.get(code, 0),
            )
            for code in CODES
        ]

    def terms(self, component: str) -> tuple[Number[Any], ...]:
        """The places and the split."""
        return (self.places, *self.percent)

    def rests_on(self, component: str) -> tuple[Rests, ...]:
        """The inhabitants and the reports."""
        return (Rests("befolkning", age_group=self.age_group), *self.tariff.rests_on(component))

    def grounds(self, case: Case, outcomes: Sequence[Outcome], component: str, region_code: str) -> tuple[Ground, ...]:
        """The numbers that gave a place; the population that they are counted per carries no kronor."""
        grounds = [population_ground(Role.WEIGHT, self.age_group, region_code)]
        lines = self.lines(self.tariff.on_months_in(case)) if case.whole(self.age_group) else ()
        won = {line.operation: line for line in lines if line.region_code == region_code and line.amount_kr}
        for kind in self.tariff.ids:
            if line := won.get(kind):
                grounds += self.tariff.counted(case, kind, region_code, Fraction(line.amount_kr, line.count))
        return tuple(grounds)

    def measured(self) -> tuple[()]:
        """It counts nothing by itself."""
        return ()

    def pays_for(self) -> tuple[()]:
        """No outcome."""
        return ()

    def bounds(self, case: Case) -> dict[str, Bounds]:
        """With what the tariff pays: the remaining funds can all go to others, or many to one.

        Also those at their cap can come among the best, or fall out of them, until the payment is decided.
        """
        of_tariff = self.tariff.bounds(case)
        done = {code: self.tariff.done(case, code) for code in CODES}
        earned_kr = sum(own.sure_kr for own in of_tariff.values())
        found = {}
        for code, own in of_tariff.items():
            left_kr = max(case.values[self.amount] - own.most_kr - (earned_kr - own.sure_kr), 0)
            most_kr = min(self._most_kr(case, code, left_kr, done), left_kr)
            found[code] = Bounds(own.sure_kr, own.least_kr, own.most_kr + most_kr)
        return found

    def _most_kr(self, case: Case, code: str, left_kr: int, done: Mapping[str, Mapping[str, int]]) -> int:
        """The most that one region can get of `left_kr`: it is among the best at everything, beside the smallest caps.

        Regions that have done some cannot all fall out of the best, so some of them share.
        """
        slack, caps = share_slack(method_in_use(case.decree.method, case.readings)), self.tariff.caps_kr
        percent = self._percent(case)
        most_kr = 0
        for kind in self.tariff.ids:
            part_kr = up(Fraction(left_kr * percent[kind], sum(percent.values()))) + slack
            operated = sum(bool(done[other][kind]) for other in CODES if other != code)
            beside = min(case.values[self.places] - 1, operated) if case.readings.t11 == "all_tied" else 0
            smallest = sorted(caps[other] for other in CODES if other != code)[:beside]
            most_kr += up(Fraction(part_kr * caps[code], caps[code] + sum(smallest))) + slack
        return most_kr


def _unqualified(kind: Tariffed, part_kr: int, lines: Sequence[RemainingLine]) -> str:
    if any(line.count for line in lines):
        why = f"Så många regioner har lika många operationer av {kind.words} per invånare att ingen kvalificerar sig"
    else:
        why = f"Ingen region har rapporterat någon operation av {kind.words}"
    return f"{why}; den del av kvarstående medel som hör dit, {kronor(part_kr)}, blir ofördelad."
