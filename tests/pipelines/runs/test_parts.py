"""What a part of the work is said to store is what the assets of its job are."""

import pytest

from assets.programmes import GRANT_BY_ID
from pipelines.definitions import build_definitions
from pipelines.runs.parts import Part, part_of_ledger, part_of_programme, part_of_report
from pipelines.runs.scope import capacity_steps, programme_assets, tables_of_report
from pipelines.settings import Settings
from rules.found_decrees import decrees


def stored(keys) -> set[str]:
    """The result tables among the keys of assets."""
    return {f"out.{key.path[-1]}" for key in keys if key.path[0] == "out"}


@pytest.mark.parametrize("programme", GRANT_BY_ID)
def test_of_a_programme(programme: str) -> None:
    steps = programme_assets(programme)
    assert set(part_of_programme(programme).tables) == stored(key for step in steps for key in step.keys)


@pytest.mark.parametrize("programme", [decree.id for decree in decrees() if decree.capacity and not decree.payments])
def test_of_the_follow_up_of_capacity(programme: str) -> None:
    steps = capacity_steps(programme)
    assert set(part_of_programme(programme).tables) == stored(key for step in steps for key in step.keys)


def test_of_the_report() -> None:
    assert set(part_of_report().tables) == stored(key for step in tables_of_report() for key in step.keys)


def test_of_the_ledger() -> None:
    part: Part = part_of_ledger()
    job = build_definitions(Settings()).resolve_job_def(part.job)
    assert set(part.tables) == stored(job.asset_layer.executable_asset_keys)
