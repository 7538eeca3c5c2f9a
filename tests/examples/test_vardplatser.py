from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from rules.regions import REGIONS

OVER, OUTLYING = "Överbeläggningar per 100", "Utlokaliseringar per 100"
CODE_BY_NAME = {region.official_name: region.code for region in REGIONS}
Reports = dict[tuple[str, str], dict[str, Any]]


@pytest.fixture(scope="module")
def files(written: Path, rows: Callable[[str], list[dict[str, Any]]]) -> dict[str, Reports]:
    return {
        path.name: {
            (CODE_BY_NAME[row["Region"]], f"{row['Månad']:%Y-%m}"): row for row in rows(f"vardplatser/{path.name}")
        }
        for path in (written / "vardplatser").iterdir()
    }


@pytest.fixture(scope="module")
def first(files: dict[str, Reports]) -> Reports:
    return {
        key: row for name, reports in files.items() if name.startswith("2024-11-20") for key, row in reports.items()
    }


def test_every_region_reports_its_own_file_and_every_row_is_marked(files: dict[str, Reports]) -> None:
    own = [reports for name, reports in files.items() if name.startswith("2024-11-20")]
    assert sorted([*{code for code, _ in reports}] for reports in own) == [[region.code] for region in REGIONS]
    assert {row["Märkning"] for reports in files.values() for row in reports.values()} == {"exempel"}


def test_the_last_file_has_the_rest_of_2024_and_the_plan_without_rates(files: dict[str, Reports]) -> None:
    rest = files["2025-02-20_skr_alla_regioner.xlsx"]
    assert len(rest) == 21 * 14
    plan = [row for (_, month), row in rest.items() if month.startswith("2025")]
    assert {(row[OVER], row[OUTLYING]) for row in plan} == {(None, None)}
    assert all(row["Disponibla vårdplatser"] and row["Beläggningsgrad"] for row in plan)


def test_levels_are_about_those_of_the_decree(first: Reports) -> None:
    def mean(name: str) -> float:
        counted = [row for row in first.values() if isinstance(row[name], float)]
        beds = sum(row["Disponibla vårdplatser"] for row in counted)
        return sum(row["Disponibla vårdplatser"] * row[name] for row in counted) / beds

    assert 5.5 < mean(OVER) < 7
    assert 2 < mean(OUTLYING) < 3


def test_kronoberg_has_no_row_for_april_2024(first: Reports) -> None:
    assert ("07", "2024-03") in first
    assert ("07", "2024-04") not in first


def test_jamtland_has_no_rates_for_september_2023(first: Reports) -> None:
    assert first["23", "2023-09"][OVER] is first["23", "2023-09"][OUTLYING] is None


def test_only_blekinge_lacks_occupancy_and_for_two_months(first: Reports) -> None:
    assert [key for key, row in first.items() if row["Beläggningsgrad"] is None] == [
        ("10", "2023-07"),
        ("10", "2023-08"),
    ]


def test_varmland_improves_by_exactly_half_a_per_cent(first: Reports) -> None:
    assert (first["17", "2023-03"][OVER], first["17", "2024-03"][OVER]) == (4, 3.98)


def test_the_fifth_place_in_june_is_shared_by_two_that_did_not_improve(first: Reports) -> None:
    ranked = sorted((row[OVER], code) for (code, month), row in first.items() if month == "2024-06")
    assert ranked[3][0] < ranked[4][0] == ranked[5][0] < ranked[6][0]
    assert [code for _, code in ranked[4:6]] == ["03", "24"]
    assert all(first[code, "2023-06"][OVER] < value for value, code in ranked[4:6])


def test_gavleborg_wrote_text_in_a_number_and_sent_it_anew(files: dict[str, Reports], first: Reports) -> None:
    texts = [key for key, row in first.items() if isinstance(row[OVER], str)]
    assert texts == [("21", "2024-08")]
    assert isinstance(files["2024-12-02_gavleborg_rattelse.xlsx"]["21", "2024-08"][OVER], float)


def test_halland_corrects_a_change_for_the_worse_to_an_improvement(files: dict[str, Reports], first: Reports) -> None:
    corrected = files["2024-11-28_halland_rattelse.xlsx"]
    assert list(corrected) == [("13", "2024-05")]
    for name in (OVER, OUTLYING):
        before = first["13", "2023-05"][name]
        assert first["13", "2024-05"][name] > before
        assert corrected["13", "2024-05"][name] < 0.99 * before


def test_about_half_of_the_months_improved(first: Reports) -> None:
    improved = [
        row[OVER] <= 0.995 * first[code, f"2023{month[4:]}"][OVER]
        for (code, month), row in first.items()
        if month.startswith("2024") and code not in ("21", "23")
    ]
    assert 0.4 < sum(improved) / len(improved) < 0.65


def test_months_are_dates_that_excel_knows(first: Reports) -> None:
    assert all(isinstance(row["Månad"], datetime) for row in first.values())
