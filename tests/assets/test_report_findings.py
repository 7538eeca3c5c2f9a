"""What is worth a look in monthly reports as they stand together, and what is not."""

from collections.abc import Callable, Collection
from datetime import date
from pathlib import Path

import pytest

from assets.intake import take_in
from readers.files import find_deliveries
from rules.months import months

WAITS = "Region;Månad;Insats;Genomförda;Genomförda inom 30 dagar;Väntande;Väntande inom 30 dagar\n"
Deliver = Callable[[str, Collection[date]], None]


@pytest.fixture
def deliver(tmp_path: Path) -> Deliver:
    """Delivers a report of Skåne's on visits for each month."""

    def write(name: str, about: Collection[date]) -> None:
        path = tmp_path / "bup" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(WAITS + "".join(f"Skåne;{month:%Y-%m};besök;9;8;7;6\n" for month in about), encoding="utf-8")

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
