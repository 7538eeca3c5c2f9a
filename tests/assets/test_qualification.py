"""The outcomes of many months in one run: a month that cannot be stored leaves the others alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from assets.basis import Basis, Input
from assets.decisions import Decisions
from assets.grants import Grant
from assets.months import CURRENT
from assets.programmes import GRANT_BY_ID
from assets.qualification import qualification_asset
from assets.warehouse import Connection, Warehouse
from pipelines.runs.scope import range_tags
from rules.case import Given
from rules.monthly_pot import Assessment, Outcome, Route
from rules.regions import CODES
from schemas.results import Qualification
from schemas.standing import QualifiedMonth

NONE_DECIDED = Decisions(Path("no folder"))

BEDS = GRANT_BY_ID["vardplatser_2024"]
MARCH = date(2024, 3, 1)
Spoiled = Callable[[list[Outcome]], Sequence[Outcome]]


def outcomes(month: date) -> list[Outcome]:
    """Every region meets no requirement in the month."""
    nothing = Assessment(Route.NONE, Fraction(0), "Regionen uppfyllde inte kravet")
    return [
        Outcome(requirement.id, month, code, 100, nothing)
        for requirement in BEDS.programme.requirements
        for code in CODES
    ]


@dataclass(frozen=True)
class Spoiling(Grant):
    """The beds decree where `spoil` changes what comes out for March."""

    spoil: Spoiled

    def load(self, connection: Connection) -> Any:
        return Basis({}, {}, Given())

    def qualify(self, month: date, basis: Basis) -> tuple[Outcome, ...]:
        return tuple(self.spoil(outcomes(month)) if month == MARCH else outcomes(month))

    def month_inputs(self, basis: Basis, month: date) -> list[Input]:
        return []


def qualified(warehouse: Warehouse, spoil: Spoiled) -> dict[str, dg.AssetCheckEvaluation]:
    """All months in one run, where `spoil` changes what comes out for March."""
    grant = Spoiling(BEDS.programme, spoil)
    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize(
            [qualification_asset(grant)],
            resources={"warehouse": warehouse, "decisions": NONE_DECIDED},
            instance=instance,
            tags=range_tags(BEDS.months),
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
            raise_on_error=False,
        )
    told = {evaluation.check_name: evaluation for evaluation in result.get_asset_check_evaluations()}
    del told[CURRENT]  # it looks at what months rest on, which nothing is here
    return told


def stored_months(warehouse: Warehouse) -> list[date]:
    with warehouse.reading() as connection:
        return connection.read(Qualification)["month"].unique().sort().to_list()


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path / "w.duckdb")


def test_months_without_faults_are_all_stored(warehouse: Warehouse) -> None:
    checks = qualified(warehouse, lambda found: found)
    assert all(check.passed for check in checks.values())
    assert stored_months(warehouse) == list(BEDS.months)


@pytest.mark.parametrize(
    ("spoil", "check", "said"),
    [
        pytest.param(lambda found: found[1:], "one_outcome", "mars 2024: utfall saknas för Stockholm.", id="missing"),
        pytest.param(
            lambda found: [*found, found[0]],
            "one_outcome",
            "mars 2024: någon region har mer än ett utfall för samma krav.",
            id="twice",
        ),
        pytest.param(
            lambda found: [*found[1:], replace(found[0], month=date(2024, 4, 1))],
            "one_outcome",
            "mars 2024: 1 utfall hör inte till månaden, någon region eller något krav.",
            id="of another month",
        ),
        pytest.param(
            lambda found: [replace(found[0], reserved_kr=-1), *found[1:]],
            "shape",
            "reserved_kr uppfyller inte",
            id="shape",
        ),
    ],
)
def test_a_faulty_month_is_told_and_not_stored_and_the_others_are(
    warehouse: Warehouse, spoil: Spoiled, check: str, said: str
) -> None:
    found = qualified(warehouse, spoil)[check]
    assert not found.passed and found.blocking
    assert said in (found.description or "") and "Utfallen för mars 2024 sparas inte." in (found.description or "")
    assert stored_months(warehouse) == [month for month in BEDS.months if month != MARCH]


def test_a_faulty_month_replaces_what_was_stored_of_it_and_is_still_to_be_done(warehouse: Warehouse) -> None:
    qualified(warehouse, lambda found: found)
    qualified(warehouse, lambda found: found[1:])
    assert MARCH not in stored_months(warehouse)
    with warehouse.reading() as connection:
        assert connection.read(QualifiedMonth)["month"].to_list() == [month for month in BEDS.months if month != MARCH]
    qualified(warehouse, lambda found: found)
    assert stored_months(warehouse) == list(BEDS.months)


def test_months_without_any_outcome_are_no_fault(warehouse: Warehouse) -> None:
    checks = qualified(warehouse, lambda _: [])
    assert all(check.passed for check in checks.values())
    assert MARCH not in stored_months(warehouse)


def test_every_month_has_the_figures_of_its_own_outcomes(warehouse: Warehouse) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        months = list(BEDS.months[:2])
        dg.materialize(
            [qualification_asset(BEDS)],
            resources={"warehouse": warehouse, "decisions": NONE_DECIDED},
            tags=range_tags(months),
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
            instance=instance,
        )
        made = instance.fetch_materializations(BEDS.key("qualification"), limit=10).records
    told = {each.partition_key: each.asset_materialization.metadata for each in made if each.asset_materialization}
    assert told.keys() == set(map(str, months))
    assert all("vilar på" in metadata and "kronor intjänade" in metadata for metadata in told.values())
