from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from assets.evidence import core_of, evidence_rows, months_behind
from assets.programmes import GRANT_BY_ID
from rules.decrees import tillganglighet_2024_payments, vardplatser_2024

FIRST = "vardplatser/2024-03-20_skane.csv"
LATER = "vardplatser/skane.csv"
HEADINGS = "Region;Månad;Disponibla vårdplatser;Överbeläggningar per 100;Utlokaliseringar per 100;Beläggningsgrad\n"


def beds(files: dict[str, str], registered: date = date(2024, 4, 1)) -> list[dict[str, object]]:
    grant = GRANT_BY_ID["vardplatser_2024"]
    contents = {name: (HEADINGS + rows).encode() for name, rows in files.items()}
    days = {(name, sha256(content).hexdigest()): registered for name, content in contents.items()}
    with core_of(contents, days) as core:
        basis = grant.load(core)
    return evidence_rows(grant, basis, "slut").get("vardplatser", [])


@pytest.mark.parametrize(
    ("programme", "payment", "months"),
    [
        ("tillganglighet_2024", "forsta", ()),
        ("tillganglighet_2024", "augusti", tillganglighet_2024_payments.UNTIL_JUNE),
        ("tillganglighet_2024", "december", tillganglighet_2024_payments.MEASURED),
        ("vardplatser_2024", "grundkrav", ()),
        ("vardplatser_2024", "slut", vardplatser_2024.MEASURED),
        ("vardkoer_2025", "block2", ()),
    ],
)
def test_a_payment_rests_on_its_own_months_and_those_paid_before(
    programme: str, payment: str, months: tuple[date, ...]
) -> None:
    assert months_behind(GRANT_BY_ID[programme], payment) == list(months)


def test_each_value_has_its_address_and_its_digits_as_reported() -> None:
    assert beds({FIRST: "Skåne;2024-02;1000;3,98;;90\n"}) == [
        {
            "region_code": "12",
            "month": "2024-02-01",
            "beds": "1000",
            "overbelaggningar_per_100": "3.98",
            "utlokaliseringar_per_100": None,
            "occupancy_percent": "90",
            "statement": "utfall",
            "somatic_beds": None,
            "psychiatric_beds": None,
            "somatic_occupancy_percent": None,
            "psychiatric_occupancy_percent": None,
            "mark": None,
            "received": "2024-03-20",
            "file": FIRST,
            "sheet": "",
            "row": 2,
        }
    ]


def test_rows_that_the_payment_does_not_rest_on_are_left_out() -> None:
    assert beds({FIRST: "Skåne;2024-01;1000;3,98;1;90\n"}) == []


@pytest.mark.parametrize(("registered", "counts"), [(date(2024, 3, 19), "1"), (date(2024, 3, 21), "2")], ids=str)
def test_a_file_without_a_date_counts_from_the_day_it_was_registered(registered: date, counts: str) -> None:
    rows = beds({FIRST: "Skåne;2024-02;1;1;1;1\n", LATER: "Skåne;2024-02;2;2;2;2\n"}, registered)
    assert [row["beds"] for row in rows] == [counts]


def test_nothing_is_left_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert beds({FIRST: "Skåne;2024-02;1000;3,98;1;90\n"})
    assert list(tmp_path.iterdir()) == []
