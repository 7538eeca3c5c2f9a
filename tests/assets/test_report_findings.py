"""What is worth a look in monthly reports as they stand together, and what is not."""

from collections.abc import Callable, Collection
from datetime import date
from pathlib import Path

import pytest

from assets.intake import take_in
from readers.files import find_deliveries
from rules.months import months

WAITS = "Region;Månad;Insats;Genomförda;Genomförda inom 30 dagar;Väntande;Väntande inom 30 dagar\n"
Deliver = Callable[..., None]


@pytest.fixture
def deliver(tmp_path: Path) -> Deliver:
    """Delivers a report of a region's on visits for each month."""

    def write(name: str, about: Collection[date], waiting: int = 7, region: str = "Skåne") -> None:
        path = tmp_path / "bup" / name
        path.parent.mkdir(exist_ok=True)
        rows = (f"{region};{month:%Y-%m};besök;9;8;{waiting};6\n" for month in about)
        path.write_text(WAITS + "".join(rows), encoding="utf-8")

    return write


def said(folder: Path, code: str) -> list[str]:
    taken = take_in(find_deliveries(folder), {}, date(2025, 1, 15))
    return taken.findings.filter(code=code)["message_sv"].to_list()


def test_months_that_no_decree_looks_at_are_named_with_those_that_are(tmp_path: Path, deliver: Deliver) -> None:
    deliver("2024-04-01_a.csv", [date(2021, 3, 1), date(2024, 3, 1), date(2026, 3, 1)])
    (text,) = said(tmp_path, "olast_manad")
    assert "inget beslut frågar efter mars 2021 och mars 2026" in text
    assert "Besluten frågar efter januari–november 2023 och januari–november 2024" in text


def test_months_that_are_compared_with_are_looked_at(tmp_path: Path, deliver: Deliver) -> None:
    deliver("2024-01-01_a.csv", months(2023, 1, 11))
    assert said(tmp_path, "olast_manad") == []


def test_a_year_is_delivered_as_it_is_and_a_lone_month_is_not(tmp_path: Path, deliver: Deliver) -> None:
    deliver("2024-01-01_a.csv", months(2023, 1, 12))
    deliver("2024-02-01_b.csv", months(2023, 1, 11))
    assert said(tmp_path, "olast_manad") == []
    deliver("2024-03-01_c.csv", [date(2023, 12, 1)])
    (text,) = said(tmp_path, "olast_manad")
    assert "2024-03-01_c.csv: inget beslut frågar efter december 2023" in text


def test_a_count_far_beyond_the_regions_other_months_is_told_with_both(tmp_path: Path, deliver: Deliver) -> None:
    deliver("2024-05-01_a.csv", months(2024, 1, 3))
    deliver("2024-05-02_b.csv", [date(2024, 4, 1)], waiting=50_000)
    (text,) = said(tmp_path, "avvikande_antal")
    assert (
        "2024-05-02_b.csv: Region Skåne, april 2024, besök: Väntande är 50\N{NO-BREAK SPACE}000, i regionens " in text
    )
    assert "andra månader högst 7." in text


def test_a_region_is_held_against_its_own_months_only(tmp_path: Path, deliver: Deliver) -> None:
    deliver("2024-05-01_a.csv", months(2024, 1, 4))
    deliver("2024-05-02_b.csv", months(2024, 1, 4), waiting=50_000, region="Stockholm")
    assert said(tmp_path, "avvikande_antal") == []


def test_a_count_that_a_later_delivery_put_right_is_not_told(tmp_path: Path, deliver: Deliver) -> None:
    deliver("2024-05-01_a.csv", months(2024, 1, 3))
    deliver("2024-05-02_b.csv", [date(2024, 4, 1)], waiting=50_000)
    deliver("2024-05-03_c.csv", [date(2024, 4, 1)], waiting=8)
    assert said(tmp_path, "avvikande_antal") == []
