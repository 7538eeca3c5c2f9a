"""Whether a reader of the published files can work out a number that they hide.

The attacker has the files, the decrees and a solver of linear programs, and knows nothing of how numbers were chosen to
be hidden: every published sum is an equation, what is public in kronor another, and no count is below zero.
"""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import product
from pathlib import Path
from random import Random

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import coo_array

from assets.publication import publish
from assets.warehouse import Warehouse
from exports.publication import counts as open_counts
from rules.counted_development import PERFORMERS
from rules.decrees.tillganglighet_2024_facit import POPULATION, POPULATION_0_18
from rules.decrees.tillganglighet_2024_payments import AUGUST
from rules.decrees.vardkoer_2025_appendix import CAPS_KR
from rules.monthly_pot import Outcome
from rules.months import year_before
from rules.payouts import component_payouts
from rules.regions import CODES
from rules.suppression import THRESHOLD, Why, suppress
from schemas.deliveries import Bup, Operationer
from schemas.results import Payout, Qualification
from schemas.tables import frame
from tests.rules.decrees import bup as agreement
from tests.rules.decrees import operations as queues

NATION, ALL, HIDDEN = "00", "alla", "dolt"
MOST = 100_000
"""More than any number of the tests; an unknown that nothing holds back stops there."""
MONTHS = agreement.UNTIL_JUNE[:3]
"""Months of the made-up reports on child and adolescent psychiatry; the others of the payment are not reported."""

Key = tuple[str, ...]
Rows = list[dict[str, str]]


def read(folder: Path, name: str) -> Rows:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass
class System:
    """Equations in unknowns of zero or more, and the sums of unknowns that the attacker is after, by name.

    The first part of a name says which equations it belongs to; those of different parts share no unknown.
    """

    equations: list[tuple[dict[Key, int], int]] = field(default_factory=list)
    hidden: dict[Key, list[Key]] = field(default_factory=dict)

    def tell(self, name: Key, parts: list[Key], number: str, status: str) -> None:
        """Take in one published cell that is the sum of `parts`."""
        if number:
            self.equations.append((dict.fromkeys(parts, 1), int(number)))
        elif status == HIDDEN:
            self.hidden[name] = parts

    def ranges(self, enough: int) -> dict[Key, tuple[int, int]]:
        """The least and most that each hidden number can be; no further than `enough` apart where they are wider."""
        keys = {key for parts, _ in self.equations for key in parts} | {
            key for parts in self.hidden.values() for key in parts
        }
        place = {key: at for at, key in enumerate(sorted(keys))}
        entries = [
            (row, place[key], sign) for row, (parts, _) in enumerate(self.equations) for key, sign in parts.items()
        ]
        rows, columns, signs = zip(*entries, strict=True)
        matrix = coo_array((signs, (rows, columns)), shape=(len(self.equations), len(place))).tocsr()
        sums = [number for _, number in self.equations]
        low, high = dict.fromkeys(self.hidden, np.inf), dict.fromkeys(self.hidden, -np.inf)

        def push(wanted: dict[Key, int]) -> None:
            objective = np.zeros(len(place))
            for name, direction in wanted.items():
                objective[[place[key] for key in self.hidden[name]]] -= direction
            solved = linprog(objective, A_eq=matrix, b_eq=sums, bounds=(0, MOST), method="highs")
            assert solved.status == 0, solved.message
            for name, parts in self.hidden.items():
                value = sum(solved.x[place[key]] for key in parts)
                low[name], high[name] = min(low[name], value), max(high[name], value)

        def narrow() -> list[Key]:
            return [name for name in self.hidden if high[name] - low[name] < enough]

        draw = Random(0)
        for _ in range(12):  # many at once
            push({name: draw.choice((-1, 1)) for name in narrow()})
        for direction in (1, -1):  # what is left: one at a time, and exactly
            left = narrow()
            while left:
                chosen = {name[0]: name for name in reversed(left)}.values()
                push(dict.fromkeys(chosen, direction))
                left = [name for name in narrow() if name in left and name not in chosen]
        return {name: (int(low[name] + 0.999), int(high[name] + 0.001)) for name in self.hidden}


def operations(folder: Path) -> System:
    """Everything that is published on operations; a region's months and its performers have the same sum."""
    system = System()
    rows = read(folder, "operationer")
    months: dict[str, list[str]] = {}
    for row in rows:
        if row["region_code"] == NATION and row["operation"] == "framfall" and row["period"].count("-") == 1:
            months.setdefault(row["period"][:4], []).append(row["period"])
    for row in rows:
        year, code, period, performer = row["period"][:4], row["region_code"], row["period"], row["performer"]
        block = f"{year} {row['operation']}"
        places = [performer] if performer != ALL else months[year] if "/" in period else [period]
        parts = [(block, *part) for part in product(CODES if code == NATION else [code], places)]
        system.tell((block, code, period, performer), parts, row["operation_count"], row["status"])
    for year, kind, code in product(months, queues.KINDS, CODES):
        block = f"{year} {kind}"
        by_month = {(block, code, month): 1 for month in months[year]}
        system.equations.append((by_month | {(block, code, performer): -1 for performer in PERFORMERS}, 0))
    for code, kind, count in public_counts(folder):
        block = f"2025 {kind}"
        system.tell((block, code), [(block, code, month) for month in months["2025"]], str(count), "")
    return system


def public_counts(folder: Path) -> Iterator[tuple[str, str, int]]:
    """Operations by region and kind that follow from the kronor, where the cap did not bind."""
    paid = {
        (row["region_code"], row["component"]): int(row["amount_kr"])
        for row in read(folder, "utbetalningar")
        if row["payment"] == "block2"
    }
    for code in CODES:
        if sum(paid[code, kind] for kind in queues.KINDS) < CAPS_KR[code]:
            for each in queues.OPERATIONS.kinds:
                kind = each.component.id
                yield code, kind, paid[code, kind] // each.each.value


def waits(folder: Path) -> System:
    """Everything that is published on completed and waiting: within 30 days and longer, by region."""
    system = System()
    for row, what in product(read(folder, "bup"), ("completed", "waiting")):
        block = f"{row['month']} {row['measure']} {what}"
        codes = CODES if row["region_code"] == NATION else (row["region_code"],)
        within, longer = ([(block, code, part) for code in codes] for part in ("within", "longer"))
        name, status = (block, row["region_code"]), row[f"{what}_status"]
        system.tell((*name, "all"), within + longer, row[f"{what}_count"], status)
        system.tell((*name, "within"), within, row[f"{what}_within_count"], status)
        if status == HIDDEN:
            system.hidden[*name, "longer"] = longer
    return system


def too_narrow(system: System, most: dict[Key, int]) -> dict[Key, tuple[int, int]]:
    """The hidden numbers with fewer values left than promised; `most` has sums that are public anyway."""
    return {
        name: found
        for name, found in system.ranges(THRESHOLD).items()
        if found[1] - found[0] < min(THRESHOLD, most.get(name[:2], THRESHOLD))
    }


def public_sums(folder: Path) -> dict[Key, int]:
    return {(f"2025 {kind}", code): count for code, kind, count in public_counts(folder)}


def made_up_year(path: Path, sizes: list[int]) -> Path:
    """A warehouse with regions of these sizes, one that never did one kind of operation, and a missing report."""
    draw = Random(1)
    address = {"mark": None, "received": date(2025, 12, 1), "file": "f.xlsx", "sheet": "B", "row": 2}
    size = {code: draw.choice(sizes) for code in CODES}
    bup: list[dict[str, object]] = []
    reports: dict[tuple[str, date, str], agreement.BupReport] = {}
    for code, month, measure in product(CODES, MONTHS, agreement.MEASURES.values()):
        for at in (year_before(month), month):
            if (code, at, measure) == ("10", MONTHS[-1], "besök"):
                continue
            completed, waiting = (draw.randint(0, 3 * size[code]) for _ in range(2))
            report = agreement.BupReport(
                completed, draw.randint(completed // 2, completed), waiting, draw.randint(waiting // 2, waiting)
            )
            reports[code, at, measure] = report
            counts = {f"{name}_count": number for name, number in vars(report).items()}
            bup.append({"region_code": code, "month": at, "measure": measure, **counts, **address})
    done = {
        (code, at, kind, who): 0 if (code, kind) == ("09", "framfall") else draw.randint(0, size[code]) // 2
        for code, month, kind, who in product(CODES, queues.MONTHS, queues.KINDS, PERFORMERS)
        for at in (year_before(month), month)
    }
    in_all: Counter[tuple[str, date, str]] = Counter()
    for (code, at, kind, _), number in done.items():
        in_all[code, at, kind] += number
    outcomes = [outcome for month in MONTHS for outcome in agreement.qualify_month(month, reports, POPULATION_0_18)]
    case = agreement.bup_case(reports, agreement.Inputs(POPULATION, POPULATION_0_18))
    august = AUGUST.pay(case, outcomes).amounts["bup"]
    paid = [("tillganglighet_2024", payout) for payout in component_payouts("augusti", "bup", august)]
    paid += [("vardkoer_2025", payout) for payout in queues.settle(in_all, POPULATION).payouts]
    with Warehouse(path).writing() as connection:
        connection.replace(Bup, frame(Bup, [{"response_rate_percent": None, **row} for row in bup]))
        keys = ("region_code", "month", "operation", "performer")
        rows = [{**dict(zip(keys, key, strict=True)), "operation_count": done[key], **address} for key in done]
        connection.replace(Operationer, frame(Operationer, rows))
        payouts = [{"programme": programme, **vars(payout), "mark": ""} for programme, payout in paid]
        connection.replace(Payout, frame(Payout, payouts))
        connection.replace(Qualification, frame(Qualification, [row_of(outcome) for outcome in outcomes]))
    return path


def row_of(outcome: Outcome) -> dict[str, object]:
    return {
        "programme": "tillganglighet_2024",
        "requirement": outcome.requirement,
        "month": outcome.month,
        "region_code": outcome.region_code,
        "reserved_kr": outcome.reserved_kr,
        "part": outcome.assessment.part,
        "earned_kr_exact": outcome.earned_kr,
        "route": outcome.assessment.route.value,
        "reason": outcome.reason,
        "mark": "",
    }


def published(warehouse: Path, folder: Path) -> Path:
    with Warehouse(warehouse).reading() as connection:
        publish(connection, folder, folder.parent / "log" / "log.csv")
    return folder


SIZES = {"some numbers small": [8, 30, 60, 90], "most numbers small": [2, 4, 8, 30]}


@pytest.fixture(scope="module", params=SIZES.values(), ids=SIZES.keys())
def files(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Published made-up years."""
    place = tmp_path_factory.mktemp("made_up")
    return published(made_up_year(place / "w.duckdb", request.param), place / "open")


def test_no_hidden_number_of_operations_can_be_worked_out(files: Path) -> None:
    system = operations(files)
    assert len(system.hidden) > 150
    assert not too_narrow(system, public_sums(files))


def test_no_hidden_number_of_completed_or_waiting_can_be_worked_out(files: Path) -> None:
    system = waits(files)
    assert len(system.hidden) > 150
    assert not too_narrow(system, {})


def test_no_hidden_number_of_the_example_year_can_be_worked_out(year, tmp_path: Path) -> None:
    folder = published(year.warehouse, tmp_path / "open")
    by_performer, by_wait = operations(folder), waits(folder)
    assert len(by_performer.hidden) > 300
    assert len(by_wait.hidden) > 100
    assert not too_narrow(by_performer, public_sums(folder))
    assert not too_narrow(by_wait, {})


def test_the_attack_finds_numbers_when_only_small_ones_are_hidden(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def only_small(*arguments):
        return {cell: why for cell, why in suppress(*arguments).items() if why is Why.SMALL}

    monkeypatch.setattr(open_counts, "suppress", only_small)
    folder = published(made_up_year(tmp_path / "w.duckdb", SIZES["some numbers small"]), tmp_path / "open")
    for system, public in ((operations(folder), public_sums(folder)), (waits(folder), {})):
        assert any(low == high for low, high in too_narrow(system, public).values())


def test_an_outcome_leaves_at_least_five_values_to_each_hidden_wait(files: Path) -> None:
    """What a region earned is public and rests on numbers of two years; all of them are hidden where one is."""
    shown = {(row["region_code"], row["month"], row["measure"]): row for row in read(files, "bup")}
    ranges = waits(files).ranges(enough=40)
    tried = 0
    for row in read(files, "kvalificering"):
        code, month, measure = row["region_code"], row["month"], agreement.MEASURES[row["requirement"]]
        before = year_before(date.fromisoformat(month)).isoformat()
        both = [shown[code, at, measure] for at in (month, before)]
        statuses = {year[f"{what}_status"] for year in both for what in ("completed", "waiting")}
        assert statuses != {HIDDEN, "redovisat"}
        if both[0]["completed_status"] != HIDDEN:
            continue
        tried += 1
        left: dict[Key, set[int]] = {}
        for completed, waiting, last in outcomes_like(row):
            values = {
                **parts(f"{month} {measure} completed", code, completed),
                **parts(f"{month} {measure} waiting", code, waiting),
            }
            rest = parts(f"{before} {measure} completed", code, last)
            if all(within(value, ranges.get(name)) for name, value in (values | rest).items()):
                for name, value in values.items():
                    left.setdefault(name, set()).add(value)
                if all(len(found) >= THRESHOLD for found in left.values()):
                    break
        assert left
        assert all(len(found) >= THRESHOLD for found in left.values()), (row, left)
    assert tried > 50


Pair = tuple[int, int]
"""Completed or waiting, and of them within 30 days."""


def outcomes_like(row: dict[str, str]) -> Iterator[tuple[Pair, Pair, Pair]]:
    """Completed and waiting this year, and completed the year before, that give the outcome; drawn at random."""
    month, draw = date.fromisoformat(row["month"]), Random(0)

    def pair(*most: int) -> Pair:
        whole = draw.randint(0, draw.choice(most))
        return whole, draw.randint(0, whole)

    for _ in range(20_000):
        completed, waiting, last = pair(6, 30), pair(6, 40), pair(6, 60)
        now, then = agreement.BupReport(*completed, *waiting), agreement.BupReport(*last, 0, 0)
        assessed = agreement.assess(now, then, month=month, measure="besök")
        if (assessed.route.value, assessed.part) == (row["route"], Fraction(row["part"])):
            yield completed, waiting, last


def parts(block: str, code: str, pair: Pair) -> dict[Key, int]:
    whole, short = pair
    return {(block, code, "all"): whole, (block, code, "within"): short, (block, code, "longer"): whole - short}


def within(value: int, found: tuple[int, int] | None) -> bool:
    """Whether a number is what the published sums allow; any is where nothing is told."""
    return found is None or found[0] <= value <= found[1]
