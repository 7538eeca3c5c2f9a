"""Random worlds through the whole program against the independent calculation, and in many steps against one.

A seed is printed; `BONUSPOTT_SEED` makes the same worlds again.
"""

import os
from collections.abc import Callable
from pathlib import Path
from random import Random, SystemRandom
from typing import Any

import duckdb
import pytest

from assets.programmes import GRANT_BY_ID
from exports.changes.workbook import NAME as CHANGES
from tests.independent.spec import Paid
from tests.independent.worlds import World, world

PROGRAMMES = ("vardplatser_2024", "tillganglighet_2024", "vardkoer_2025")
MANY_WORLDS, MANY_HISTORIES, STEPS = 12, 4, 4
NOT_FROM_REPORTS = "grundkrav"
"""The amounts of this payment are printed in the decree and follow from no report."""


@pytest.fixture(scope="module")
def seed() -> int:
    chosen = int(os.environ.get("BONUSPOTT_SEED", SystemRandom().randrange(10**9)))
    print(f"BONUSPOTT_SEED={chosen}")
    return chosen


def options(*programmes: str) -> list[str]:
    return [word for programme in programmes for word in ("--programme", programme)]


def payouts(rows: Callable[[str], list[tuple[Any, ...]]]) -> dict[str, Paid]:
    found: dict[str, Paid] = {}
    columns = "programme, payment, component, region_code, amount_kr"
    query = f"SELECT {columns} FROM out.payout WHERE payment <> '{NOT_FROM_REPORTS}'"
    for programme, payment, component, code, kr in rows(query):
        found.setdefault(programme, {})[payment, component, code] = kr
    return found


def differing(expected: Paid, found: Paid) -> dict[tuple[str, str, str], tuple[int | None, int | None]]:
    keys = expected.keys() | found.keys()
    return {key: (expected.get(key), found.get(key)) for key in sorted(keys) if expected.get(key) != found.get(key)}


def agrees(of: World, run: Callable[..., Any], place: Path) -> None:
    of.lay(place / "raw")
    made = run(place / "raw", place, *options(*PROGRAMMES), has_documents=False)
    assert made.result.exit_code == 0, made.result.output
    found = payouts(made.rows)
    assert found.keys() == of.expected.keys()
    for programme, expected in of.expected.items():
        assert differing(expected, found[programme]) == {}, programme


TELLS_HOW = {"out.change": "", "out.standing": "part, fingerprint", "out.standing_file": "part, file"}
"""The columns of tables that tell how results were reached, apart from those that do."""


def state(warehouse: Path) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of every table that does not tell how it was made."""
    query = "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE schema_name IN ('raw', 'core', 'out')"
    with duckdb.connect(str(warehouse), read_only=True) as duck:
        names = [name for (name,) in duck.execute(query).fetchall()]
        read = {name: TELLS_HOW.get(name, "*") for name in names}
        return {
            name: duck.execute(f"SELECT {columns} FROM {name} ORDER BY ALL").fetchall()
            for name, columns in read.items()
            if columns
        }


def documents(exports: Path) -> dict[str, bytes]:
    """Every document but those that tell how results were reached."""
    return {
        path.name: path.read_bytes()
        for path in exports.rglob("*")
        if path.is_file() and not path.stem.endswith(CHANGES)
    }


def is_the_same_in_steps(
    of: World, run: Callable[..., Any], place: Path, draw: Random, steps: int, *programmes: str
) -> None:
    """Running after every few deliveries, in any order, ends where one run of all of them does."""
    arriving = World(draw.sample(of.deliveries, len(of.deliveries)), of.expected)
    ends = [*sorted(draw.sample(range(1, len(arriving.deliveries)), steps - 1)), len(arriving.deliveries)]
    for start, end in zip([0, *ends], ends, strict=False):
        arriving.lay(place / "steps" / "raw", start, end)
        stepped = run(place / "steps" / "raw", place / "steps", *options(*programmes))
    of.lay(place / "fresh" / "raw")
    fresh = run(place / "fresh" / "raw", place / "fresh", *options(*programmes))
    assert fresh.result.exit_code == stepped.result.exit_code == 0
    one, other = state(stepped.warehouse), state(fresh.warehouse)
    assert [name for name in sorted(one.keys() | other.keys()) if one.get(name) != other.get(name)] == []
    assert documents(stepped.exports) == documents(fresh.exports)


@pytest.mark.parametrize(
    ("number", "met", "silent"),
    [
        pytest.param(1, False, 10, id="nobody has reported the last month"),
        pytest.param(2, True, 0, id="everything is earned, a few kronor more than was set aside"),
    ],
)
def test_a_small_world_comes_out_as_the_independent_calculation_has_it(
    number: int, met: bool, silent: int, run: Callable[..., Any], tmp_path: Path
) -> None:
    agrees(world(number, met=met, silent=silent), run, tmp_path)


def test_a_small_history_ends_where_one_run_does(run: Callable[..., Any], tmp_path: Path) -> None:
    of = world(2)
    kinds = GRANT_BY_ID["vardkoer_2025"].kinds
    small = World([delivery for delivery in of.deliveries if delivery[0].partition("/")[0] in kinds], of.expected)
    is_the_same_in_steps(small, run, tmp_path, Random(2), 2, "vardkoer_2025")


@pytest.mark.system
@pytest.mark.parametrize("number", range(MANY_WORLDS))
def test_many_worlds_come_out_as_the_independent_calculation_has_them(
    seed: int, number: int, run: Callable[..., Any], tmp_path: Path
) -> None:
    agrees(world(seed + number), run, tmp_path)


@pytest.mark.system
@pytest.mark.parametrize("number", range(MANY_HISTORIES))
def test_many_histories_end_where_one_run_does(seed: int, number: int, run: Callable[..., Any], tmp_path: Path) -> None:
    is_the_same_in_steps(world(seed + number), run, tmp_path, Random(seed + number), STEPS, *PROGRAMMES)
