from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from examples.malvarden import ENDED, MID_MONTH, NINE_PER_CENT, NO_MORE, REPLACED, TWICE
from rules.regions import REGIONS

CODE_BY_NAME = {region.official_name: region.code for region in REGIONS}
Row = dict[str, Any]


@pytest.fixture(scope="module")
def lines(written: Path, rows: Callable[[str], list[Row]]) -> list[tuple[str, Row]]:
    """Every row with its file, in the order received."""
    files = sorted(path.name for path in (written / "malvarden").iterdir())
    return [(name, row) for name in files for row in rows(f"malvarden/{name}")]


def values(lines: list[tuple[str, Row]], code: str, metric: str, unit: str | None, day: object) -> list[float | None]:
    return [
        row["Målvärde"]
        for _, row in lines
        if (CODE_BY_NAME[row["Region"]], row["Mått"], row["Enhet"], row["Gäller från"].date())
        == (code, metric, unit, day)
    ]


def test_a_handful_of_regions_have_targets_for_regions_units_and_intensive_care(lines: list[tuple[str, Row]]) -> None:
    assert {CODE_BY_NAME[row["Region"]] for _, row in lines} == {"07", "09", "12", "13", "14"}
    assert {(row["Mått"], row["Enhet"] is None) for _, row in lines} == {
        ("vårdplatser", True),
        ("vårdplatser", False),
        ("beläggningsgrad", True),
        ("beläggningsgrad", False),
        ("IVA-platser", True),
        ("IVA-platser", False),
    }


def test_every_row_is_marked_and_begins_on_a_day_that_excel_knows(lines: list[tuple[str, Row]]) -> None:
    assert {row["Märkning"] for _, row in lines} == {"exempel"}
    assert all(isinstance(row["Gäller från"], datetime) for _, row in lines)
    assert len({row["Gäller från"] for _, row in lines}) > 5


def test_a_later_delivery_replaces_a_target_with_the_same_key(lines: list[tuple[str, Row]]) -> None:
    code, day, old, new = REPLACED
    assert values(lines, code, "vårdplatser", None, day) == [old, new]


def test_one_target_begins_inside_a_month_and_one_is_ended_without_value(lines: list[tuple[str, Row]]) -> None:
    assert MID_MONTH[1].day != 1
    assert values(lines, MID_MONTH[0], "beläggningsgrad", None, MID_MONTH[1]) == [95]
    assert values(lines, ENDED[0], "vårdplatser", None, ENDED[1]) == [NO_MORE]


def test_a_unit_is_written_in_two_ways_with_different_values(lines: list[tuple[str, Row]]) -> None:
    code, names, day = TWICE
    assert len({name.casefold() for name in names}) == 1
    assert [values(lines, code, "vårdplatser", name, day) for name in names] == [[24], [26]]


def test_a_unit_has_nine_per_cent_where_ninety_was_meant(lines: list[tuple[str, Row]]) -> None:
    code, unit, day = NINE_PER_CENT
    assert values(lines, code, "beläggningsgrad", unit, day) == [Decimal(9)]
