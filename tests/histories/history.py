"""A history that is played: what has been delivered, decided and run, day by day, in an order that a seed draws.

One act a day. The random world that regions report from is that of `tests.independent.worlds`; what has to hold
whatever was done is in `tests.histories.properties`.
"""

import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import dagster as dg
import pytest

from assets import day, deliveries
from assets import report as report_step
from assets.decisions import Decisions
from assets.programmes import GRANT_BY_ID
from pipelines.decisions.deciding import approve, decide, propose
from pipelines.decisions.next_seal import NotDecidableError, Request
from pipelines.runs.execution import Report, run_jobs
from pipelines.settings import Settings
from rules.regions import BY_CODE
from rules.reports import KINDS
from rules.seals import Account, Seal
from schemas.deliveries import KIND_BY_ID
from tests.histories.properties import (
    Snapshot,
    check_as_of,
    check_decisions,
    check_run,
    snapshot,
)
from tests.independent.worlds import world

LineKey = tuple[str, tuple[str, ...]]
"""Kind of delivery, and the texts by which a line of it is known."""
BEGIN = {
    "vardplatser_2024": date(2024, 11, 18),
    "tillganglighet_2024": date(2024, 12, 18),
    "vardkoer_2025": date(2025, 11, 18),
}
"""The day before the first act: some days before the last months close."""
MOST_DAYS = 12
"""From one act to the next."""
REQUEST = "Region;Statsbidrag;Utbetalning;Belopp;Inkom;Bankgiro;Referens"
"""The heading of a requisition."""
GIROS = ("9999-0038", "9999-0046")
ANNA, BO = Account(1001, "anna"), Account(1002, "bo")
Kill = Callable[["History"], bool]
"""Begins a run and ends it in the middle, anywhere; whether it was ended before it was done."""


@dataclass
class Headed:
    """The heading of a kind of delivery, and how many of its columns a line is known by."""

    heading: str
    keys: int


class History:
    """One programme played in folders below `place`.

    Without an `instance` runs are kept in a history of their own there, as they are when people run them.
    """

    def __init__(
        self,
        place: Path,
        seed: int,
        programme: str,
        instance: dg.DagsterInstance | None,
        kill: Kill,
        patched: pytest.MonkeyPatch,
    ) -> None:
        self.draw = Random(seed)
        self.grant, self.kill_run, self.instance = GRANT_BY_ID[programme], kill, instance
        self.today = BEGIN[programme]
        for module in (day, deliveries, report_step):
            patched.setattr(module, "today", lambda: self.today)
        self.settings = Settings(
            raw=place / "raw", warehouse=place / "w.duckdb", exports=place / "results", history=place / "history"
        )
        self.place, self.told = place, [f"BONUSPOTT_SEED={seed} {programme}"]
        self.headed: dict[str, Headed] = {}
        self.lines: dict[LineKey, tuple[str, ...]] = {}
        self.held: list[list[LineKey]] = []
        self.decided: list[Seal] = []
        self.settled: Snapshot | None = None
        self.differing: set[str] = set()
        self.done = Counter[str]()
        self.is_due = True
        self.on: dict[date, Snapshot] = {}
        self.seen_as_of: dict[date, Snapshot] = {}
        self._begin(seed)

    def _begin(self, seed: int) -> None:
        """All that has been reported by the first day, but for what is late."""
        for name, text in world(seed, met=False, silent=0).deliveries:
            kind, (heading, *lines) = name.partition("/")[0], text.splitlines()
            if kind not in (*self.grant.kinds, "befolkning"):
                continue
            known_by = {column.header for column in KIND_BY_ID[kind].columns if column.name in KIND_BY_ID[kind].key}
            columns = heading.split(";")
            self.headed[kind] = Headed(heading, sum(column in known_by for column in columns))
            for line in lines:
                cells = tuple(line.split(";"))
                keys = self.headed[kind].keys
                self.lines[kind, cells[:keys]] = cells[keys:]
        months: dict[tuple[str, str], list[LineKey]] = {}
        for key in self.lines:
            if key[0] in KINDS and date.fromisoformat(f"{key[1][1]}-01") + timedelta(days=31) > self.today:
                months.setdefault((key[0], key[1][1]), []).append(key)
        self.held = list(months.values())
        coming = {key for month in self.held for key in month}
        came = [key for key in self.lines if key not in coming]
        late = self.draw.sample([key for key in came if key[0] in KINDS], 12)
        self.held += [[key] for key in late]
        for kind in self.headed:
            self._deliver(key for key in came if key[0] == kind and key not in late)

    def _deliver(self, keys: Iterable[LineKey]) -> str:
        """The lines of some keys of one kind, as a file that came today."""
        lying = list(keys)
        kind = lying[0][0]
        name = f"{kind}/{self.today}_{len(self.told)}.csv"
        path = self.settings.raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = [";".join((*key[1], *self.lines[key])) for key in lying]
        path.write_text("\n".join([self.headed[kind].heading, *lines, ""]), encoding="utf-8")
        self.is_due = True
        return f"{name}: {len(lying)} rader"

    # --- What is done

    def play(self, acts: int) -> None:
        """Do so much, each thing on a day of its own, and look at everything after each."""
        for number in range(acts):
            self.today += timedelta(days=self.draw.randint(1, MOST_DAYS))
            possible = self._possible()
            act = self.draw.choices(list(possible), list(possible.values()))[0] if number else "run"
            self.done[act] += 1
            self.told.append(f"{self.today} {act}: {getattr(self, act)()}")
            print(self.told[-1])
            check_decisions(self)
        self.today += timedelta(days=1)
        print(f"{self.today} the last run: {self.run()}")
        self.end_as_in_one_go()

    def _possible(self) -> dict[str, float]:
        """What can be done now, and how likely each is: less so the oftener it was done, a run more so when one is due.

        What is refused, as what nothing has been computed for, is tried now and then.
        """
        seldom, can_decide = 0.05, self._computed() - self._decided()
        differs = self.differing
        is_proposed = any(self.settings.decisions.glob("proposals/*.json"))
        likely: dict[str, float] = {
            "run": 8 if self.is_due else seldom,
            "late": 1 if self._over() else 0,
            "correct": 6 if self.decided and not differs else 2,
            "withdraw": 0.5,
            "request": 2,
            "decide": 12 if can_decide else seldom,
            "propose": 3 if can_decide or differs else seldom,
            "approve": 6 if is_proposed else seldom,
            "adjust": 6 if differs else seldom,
            "look_back": 2,
            "kill": 2 if self.is_due else seldom,
        }
        return {act: weight / (1 + (0 if act == "run" else self.done[act])) for act, weight in likely.items()}

    def _decided(self) -> set[str]:
        return {seal.payment for seal in self.decided}

    def _computed(self) -> set[str]:
        return {payment for payment, _, _ in self.settled.paid} if self.settled else set()

    def run(self) -> str:
        """A run to its end."""
        self.is_due = False
        report = self._run(self.settings)
        before, self.settled = self.settled, snapshot(self.settings, self.grant.programme.id)
        self.differing = {payment for payment, _, _ in self.settled.adjustments}
        self.on[self.today] = self.settled
        check_run(self, before, self.settled)
        return f"{len(report.run_ids)} jobb; {' '.join(report.moved)[:160]}"

    def _run(self, settings: Settings, *, is_anew: bool = False) -> Report:
        report = run_jobs(settings, [self.grant.programme.id], instance=self.instance, is_anew=is_anew)
        assert not report.stopped, report.stopped
        assert not [check for check in report.failed_checks if check.check != "basis_usable"], report.failed_checks
        return report

    def run_once(self) -> None:
        """A run of which nothing is claimed."""
        self._run(self.settings)

    def kill(self) -> str:
        """A run that is ended in the middle; what it leaves is for the next one to make good."""
        return "dödad" if self.kill_run(self) else "hann bli klar"

    def late(self) -> str:
        """A report that was late, or the month that is over."""
        keys = self.draw.choice(self._over())
        self.held.remove(keys)
        return self._deliver(keys)

    def _over(self) -> list[list[LineKey]]:
        return [keys for keys in self.held if date.fromisoformat(f"{keys[0][1][1]}-01") < self.today]

    def correct(self) -> str:
        """Some reports get what others of their kind have."""
        lying = self._reported()
        keys = self.draw.sample(lying, self.draw.randint(1, 40))
        values = {key: self.lines[self.draw.choice(lying)] for key in keys}
        self.lines |= values
        return self._deliver(keys)

    def withdraw(self) -> str:
        """One report is taken back."""
        key = self.draw.choice(self._reported())
        self.lines[key] = ("saknas",) * len(self.lines[key])
        return self._deliver([key])

    def request(self) -> str:
        """A region asks for a payment, or asks otherwise than it did, to one account or another."""
        payment = self.draw.choice(self.grant.programme.payments).id
        region, giro = self.draw.choice(list(BY_CODE.values())), self.draw.choice(GIROS)
        name = f"rekvisition/{self.today}_{len(self.told)}.csv"
        cells = (region.name, self.grant.programme.id, payment, self.draw.randint(1, 1000), self.today, giro, "ref")
        path = self.settings.raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{REQUEST}\n{';'.join(map(str, cells))}\n", encoding="utf-8")
        self.is_due = True
        return f"{name}: {region.name}, {payment}"

    def _reported(self) -> list[LineKey]:
        held = {key for keys in self.held for key in keys}
        return [key for key in self.lines if key[0] in KINDS and key not in held]

    def decide(self) -> str:
        """A payment is decided in one command, when it can be."""
        return self._sealed(lambda: decide(self.settings, self._request(by=("Anna Ek", "Bo Alm"))))

    def propose(self) -> str:
        """One person proposes a payment, or what differs of one."""
        adjusts = bool(self.differing) and self.draw.random() < 0.7
        request = self._request(by=("Anna Ek",), is_adjustment=adjusts)
        try:
            propose(self.settings, request)
        except NotDecidableError as refused:
            return f"nekat: {str(refused)[:90]}"
        return f"{request.payment}{' (justering)' if adjusts else ''}"

    def approve(self) -> str:
        """Another person approves what was proposed, if it still stands."""
        proposed = sorted(path.stem for path in self.settings.decisions.glob("proposals/*.json"))
        if not proposed:
            return "inget förslag"
        payment = self.draw.choice(proposed).removeprefix(f"{self.grant.programme.id}_")
        request = replace(self._request(by=("Bo Alm",), payment=payment), account=BO)
        return self._sealed(lambda: approve(self.settings, request))

    def adjust(self) -> str:
        """What differs of a payment that is decided is decided too, when there is money for it."""
        request = self._request(by=("Anna Ek", "Bo Alm"), is_adjustment=True)
        return self._sealed(lambda: decide(self.settings, request))

    def _request(self, by: tuple[str, ...], payment: str = "", *, is_adjustment: bool = False) -> Request:
        every = [each.id for each in self.grant.programme.payments]
        likely = self.differing if is_adjustment else self._computed() - self._decided()
        among = [each for each in every if each in likely] or every
        if self.draw.random() < 0.1:
            among = every  # to be refused is a part of it
        return Request(
            self.grant.programme.id,
            payment or self.draw.choice(among),
            f"S2025/{len(self.told)}",
            by,
            self.today,
            ANNA,
            may_be_example=True,
            is_adjustment=is_adjustment,
        )

    def _sealed(self, act: Callable[[], Seal]) -> str:
        try:
            seal = act()
        except NotDecidableError as refused:
            return f"nekat: {str(refused)[:90]}"
        self.decided.append(seal)
        self.differing.discard(seal.payment)
        self.is_due = True
        return f"{seal.payment}, sigill {seal.number}{' (justering)' if seal.adjusts else ''}"

    @property
    def decisions(self) -> Decisions:
        """The folder of seals."""
        return Decisions(self.settings.decisions)

    # --- What is done again

    def look_back(self) -> str:
        """All of it looked at from an earlier day, mostly one that was looked back from before or had a run."""
        days = [*self.on, *self.seen_as_of]
        on = self.draw.choice([each for each in days if each < self.today] or [self.today - timedelta(days=1)])
        self._look_back(on, is_anew=self.draw.random() < 0.5)
        return f"per {on}"

    def _look_back(self, on: date, *, is_anew: bool) -> None:
        settings = self.settings.looking_back(on, is_warehouse_told=False, is_exports_told=False)
        self._run(settings, is_anew=is_anew)
        then, now = self.seen_as_of.get(on), snapshot(settings, self.grant.programme.id)
        check_as_of(then, now, self.on.get(on))
        self.seen_as_of[on] = now

    def end_as_in_one_go(self) -> None:
        """At the end: each day that was looked back from once again, and all of it in one run of its own."""
        for on in sorted(self.seen_as_of)[:2]:
            self._look_back(on, is_anew=True)
        other = self.place / "in_one_go"
        if self.decided:
            shutil.copytree(self.settings.decisions, other / "decisions")
        settings = replace(self.settings, warehouse=other / "w.duckdb", exports=other / "results")
        self._run(settings)
        snapshot(self.settings, self.grant.programme.id).require_same(
            snapshot(settings, self.grant.programme.id), "in one run of its own"
        )
