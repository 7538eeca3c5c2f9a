"""Random histories of deliveries, corrections, decisions and adjustments, by the rules alone, of all grants.

Those of the whole program, with warehouse, seals, documents, as-of runs and kills, are in `tests.histories`.
"""

import os
from datetime import date, timedelta
from random import Random, SystemRandom
from typing import Any

import pytest

from assets.changes import case_on
from assets.decisions import adjusted_amounts, adjustments, decided_amounts
from assets.programmes import GRANT_BY_ID
from rules.case import Case
from rules.changes import CauseKind, Ground, Received, Results, RowKey, moved, results_of
from rules.reports import KINDS
from rules.seals import FIRST_PREVIOUS, Seal, SealedAmount, chain_faults
from tests.rules.test_replay import rows_of

STEPS = 8
BEGIN = date(2024, 1, 1)
KEYS = ("region_code", "month", "age_group", "measure", "operation")


@pytest.fixture(scope="module")
def seed() -> int:
    chosen = int(os.environ.get("BONUSPOTT_SEED", SystemRandom().randrange(10**9)))
    print(f"BONUSPOTT_SEED={chosen}")
    return chosen


class History:
    """One programme from its first delivery on, settled after every step."""

    def __init__(self, case: Case, draw: Random) -> None:
        self.draw = draw
        self.grant = GRANT_BY_ID[case.decree.id]
        self.seals: dict[str, Seal] = {}
        self.adjusting: list[Seal] = []
        self.chain: list[tuple[Seal, str]] = []
        self.all: dict[RowKey, dict[str, Any]] = {
            (kind, tuple(str(row.get(name, "")) for name in KEYS)): row
            for kind, rows in rows_of(case).items()
            for row in rows
        }
        self.ground = Ground("program", case.given.on, {}, {})
        reported = [key for key in self.all if key[0] in KINDS]
        self.late = self.draw.sample(reported, 5)
        self.deliver([key for key in self.all if key not in self.late])

    def deliver(self, keys: list[RowKey], values: dict[RowKey, dict[str, Any]] | None = None) -> str:
        """Rows in a file of their own."""
        on = BEGIN + timedelta(days=len(self.ground.files))
        file = f"kind/{on}_x.csv"
        rows = {key: (values or self.all)[key] | {"file": file} for key in keys}
        files = {**self.ground.files, file: Received(on, str(on))}
        self.ground = Ground(self.ground.program, self.ground.on, {**self.ground.rows, **rows}, files, self.decided)
        return file

    def correct(self) -> str:
        """Some reports get the values of others of their kind."""
        lying = [key for key in self.ground.rows if key[0] in KINDS]
        values = {}
        for key in self.draw.sample(lying, 3):
            other = self.ground.rows[self.draw.choice([each for each in lying if each[0] == key[0]])]
            own = self.ground.rows[key]
            values[key] = {name: own[name] if name in KEYS else value for name, value in other.items()}
        return self.deliver(list(values), values)

    @property
    def decided(self) -> dict[str, Any]:
        return dict(decided_amounts(self.seals))

    def results(self) -> Results:
        return self.compute(self.ground)

    def compute(self, ground: Ground) -> Results:
        return results_of(case_on(self.grant, ground))

    def today(self) -> dict[tuple[str, str, str], int]:
        _, settlement = case_on(self.grant, self.ground).computed()
        return {(row.payment, row.component, row.region_code): row.amount_kr for row in settlement.payouts}

    def open(self) -> list[dict[str, Any]]:
        _, settlement = case_on(self.grant, self.ground).computed()
        return adjustments(self.grant, settlement, self.seals, {}, self.adjusting)

    def decide(self) -> None:
        """The next payment, when it is computed."""
        today = self.today()
        payment = next((each.id for each in self.grant.programme.payments if each.id not in self.seals), None)
        amounts = tuple(SealedAmount(part, code, kr) for (of, part, code), kr in today.items() if of == payment)
        if payment and amounts:
            self.seals[payment] = self.sealed(payment, amounts)
            self.deliver([])

    def adjust(self) -> None:
        """All that differs in one payment."""
        rows = self.open()
        if not rows:
            return
        payment = self.draw.choice(rows)["payment"]
        amounts = tuple(
            SealedAmount(row["component"], row["region_code"], row["difference_kr"])
            for row in rows
            if row["payment"] == payment
        )
        self.adjusting.append(self.sealed(payment, amounts, self.seals[payment].hash))

    def sealed(self, payment: str, amounts: tuple[SealedAmount, ...], adjusts: str = "") -> Seal:
        seal = Seal(
            number=len(self.chain) + 1,
            programme=self.grant.programme.id,
            payment=payment,
            reference="S2024/1",
            decided_by=("Anna", "Bo"),
            decided_on=BEGIN,
            amounts=amounts,
            undistributed=(),
            inputs=(),
            parameters={},
            readings={},
            code="",
            marks=(),
            previous=self.chain[-1][1] if self.chain else FIRST_PREVIOUS,
            adjusts=adjusts,
        )
        self.chain.append((seal, seal.hash))
        return seal


@pytest.mark.parametrize("name", ["beds", "agreement", "queues"])
@pytest.mark.parametrize("number", range(2))
def test_changes_sum_decided_kronor_stand_and_with_adjustments_they_are_todays(
    name: str, number: int, seed: int, request: pytest.FixtureRequest
) -> None:
    draw = Random(seed + number)
    history = History(request.getfixturevalue(name), draw)
    sealed: dict[tuple[str, str, str], int] = {}
    before = (history.ground, history.results())
    for step in range(STEPS):
        doing = draw.choice(("deliver", "correct", "decide", "adjust")) if step else "deliver"
        if doing == "deliver" and history.late:
            history.deliver([history.late.pop()])
        elif doing == "decide":
            history.decide()
        elif doing == "adjust":
            history.adjust()
        else:
            history.correct()
            history.correct()
        after = (history.ground, history.results())

        amounts, outcomes = moved(before, after, history.compute)
        summed = dict(before[1].amounts)
        for each in amounts:
            assert summed.get(each.key, 0) == each.before_kr != each.after_kr
            summed[each.key] = each.after_kr
        assert {key: kr for key, kr in summed.items() if kr} == {k: kr for k, kr in after[1].amounts.items() if kr}
        assert {each.cause.kind for each in (*amounts, *outcomes)} <= {CauseKind.DELIVERY, CauseKind.DECISION}

        assert all(after[1].amounts[key] == kr for key, kr in sealed.items())
        sealed |= {
            (payment, amount.component, amount.region_code): amount.amount_kr
            for payment, seal in history.seals.items()
            for amount in seal.amounts
        }
        adjusted = adjusted_amounts(history.adjusting)
        still_open = {(row["payment"], row["component"], row["region_code"]): row for row in history.open()}
        today = history.today()
        for key, kr in sealed.items():
            difference = still_open[key]["difference_kr"] if key in still_open else 0
            assert kr + adjusted.get(key, 0) + difference == today.get(key, kr + adjusted.get(key, 0))
        assert chain_faults(history.chain) == []
        before = after
