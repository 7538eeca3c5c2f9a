"""A payment that is asked for is decided and paid; requisitions that come in afterwards change nothing unsaid."""

import csv
import io
import shutil
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from click.testing import Result
from openpyxl import load_workbook

from rules.swedish import NO_BREAK_SPACE
from tests.conftest import PROJECT, Year

BEDS, BASIC = "vardplatser_2024", "grundkrav"
DECIDE = ("decide", BEDS, BASIC, "--reference", "S2025/1", "--by", "Anna Ek", "--by", "Bo Alm", "--allow-example")
NAME = f"{BEDS}_{BASIC}_betalningsunderlag"
LATER = (
    "Region;Statsbidrag;Utbetalning;Belopp;Inkom;Bankgiro;Referens\n"
    f"Skåne;{BEDS};{BASIC};1000;2024-11-20;9999-0038;x\n"
    f"Blekinge;{BEDS};{BASIC};7;2024-11-21;9999-0103;y\n"
)
STANDS = (
    "Rekvisition efter beslutet på 1 000 kronor, inkommen den 20 november 2024, räknas inte: 101 036 951 kronor till "
    "Region Skåne står fast som beslutat."
)
COUNTS = (
    "Region Blekinge kunde inte få något när utbetalningen beslutades; det som har kommit in efter beslutet räknas och "
    "ger 7 kronor."
)


@dataclass(frozen=True)
class Stand:
    """The lines of the order's text file by recipient at one time, and its workbook's first sheet as texts."""

    year: Year
    lines: dict[str, dict[str, str]]
    sheet: list[str]


def plain(text: str) -> str:
    return " ".join(text.replace(NO_BREAK_SPACE, " ").split())


@pytest.fixture(scope="module")
def stands(
    bonuspott: Callable[..., Result], run: Callable[..., Year], beds: Year, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Stand]:
    """At the decision, and after the later requisitions."""
    place = tmp_path_factory.mktemp("later") / "house"
    shutil.copytree(beds.raw.parent, place)
    shutil.copytree(PROJECT / "raw" / "rekvisition", place / "raw" / "rekvisition")

    def stand() -> Stand:
        made = run(place / "raw", place, "--programme", BEDS)
        assert made.result.exit_code == 0, made.result.output
        text = (made.exports / f"{NAME}.csv").read_text(encoding="utf-8-sig")
        sheet = load_workbook(made.exports / f"{NAME}.xlsx", data_only=True)["Utbetalning"]
        return Stand(
            made,
            {row["Mottagare"]: row for row in csv.DictReader(io.StringIO(text), delimiter=";")},
            [plain(str(cell.value)) for row in sheet.iter_rows() for cell in row if cell.value],
        )

    stand()
    sealed = bonuspott(*DECIDE, "--warehouse", place / "w.duckdb")
    assert sealed.exit_code == 0, sealed.output
    found = {"decided": stand()}
    (place / "raw" / "rekvisition" / "2025-03-01_senare.csv").write_text(LATER, encoding="utf-8")
    return found | {"later": stand()}


def test_what_was_ordered_at_the_decision_stands_with_account_and_reference(stands: dict[str, Stand]) -> None:
    before, after = (
        {name: value for name, value in stands[at].lines["Region Skåne"].items() if name != "Version"}
        for at in ("decided", "later")
    )
    assert before == after
    assert (after["Belopp"], after["Bankgiro"]) == ("101036951", "9999-0129")


def test_what_was_not_asked_for_at_the_decision_is_ordered_in_another_version(stands: dict[str, Stand]) -> None:
    assert "Region Blekinge" not in stands["decided"].lines
    line = stands["later"].lines["Region Blekinge"]
    assert (line["Läge"], line["Belopp"], line["Betalningsreferens"]) == ("BESLUTAD", "7", "y")
    assert line["Version"] != stands["decided"].lines["Region Skåne"]["Version"]


@pytest.mark.parametrize("said", [STANDS, COUNTS], ids=["does not count", "counts"])
def test_run_status_and_order_tell_what_came_in_after_the_decision(
    stands: dict[str, Stand], bonuspott: Callable[..., Result], said: str
) -> None:
    decided, later = stands["decided"], stands["later"]
    assert said in later.sheet and said not in decided.sheet
    assert said in plain(later.year.result.output) and said not in plain(decided.year.result.output)
    status = bonuspott("status", "--programme", BEDS, "--warehouse", later.year.warehouse)
    assert said in plain(status.output)


def test_explain_tells_the_region_that_its_later_requisition_does_not_count(
    stands: dict[str, Stand], bonuspott: Callable[..., Result]
) -> None:
    explained = bonuspott("explain", BEDS, "12", "--payment", BASIC, "--warehouse", stands["later"].year.warehouse)
    assert STANDS in plain(explained.output)


def test_screen_and_order_have_the_same_sum_of_what_is_not_asked_for(
    stands: dict[str, Stand], bonuspott: Callable[..., Result]
) -> None:
    year = stands["later"].year
    sheet = load_workbook(year.exports / f"{NAME}.xlsx", data_only=True)["Utbetalning"]
    unrequested = next(row[1].value for row in sheet.iter_rows() if row[0].value == "Inte begärt")
    assert unrequested == 29_904_001 - 7
    shown = plain(bonuspott("payout", BEDS, BASIC, "--warehouse", year.warehouse).output)
    assert "Summa 29 903 994" in shown
