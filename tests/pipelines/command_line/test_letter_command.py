"""Letters about the example year: what was decided, whatever has come in since."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest
from click.testing import Result

from pipelines.command_line.letter_command import sharing
from rules.case import Account, Case, Given
from rules.regions import CODES
from rules.swedish import NO_BREAK_SPACE, kronor
from tests.exports.payment.test_order import DECREE, SEAL

DECISION = ("--reference", "S2024/01059", "--by", "Anna Ek", "--by", "Bo Alm", "--allow-example")
LATE = (
    "Region;Månad;Insats;Genomförda;Genomförda inom 30 dagar;Väntande;Väntande inom 30 dagar\n"
    "Gotland;2024-03;behandling;10;0;0;0\n"
)
FIRST, AUGUST, DECEMBER, BY_TARIFF, UNDECIDED = (
    ("tillganglighet_2024", "forsta"),
    ("tillganglighet_2024", "augusti"),
    ("tillganglighet_2024", "december"),
    ("vardkoer_2025", "block2"),
    ("vardplatser_2024", "slut"),
)


class House(NamedTuple):
    raw: Path
    warehouse: Path
    call: Callable[..., Result]

    def letter(self, *arguments: object) -> Result:
        places = ("--raw", self.raw, "--warehouse", self.warehouse, "--exports", self.warehouse.parent / "results")
        return self.call("letter", *arguments, *places)


@pytest.fixture(scope="module")
def house(year, bonuspott: Callable[..., Result], tmp_path_factory: pytest.TempPathFactory) -> House:
    """The year with four decisions."""
    place = tmp_path_factory.mktemp("letters")
    shutil.copytree(year.raw, place / "raw")
    shutil.copy(year.warehouse, place / "w.duckdb")
    for key in (FIRST, AUGUST, DECEMBER, BY_TARIFF):
        sealed = bonuspott("decide", *key, *DECISION, "--contact", "Enheten", "--warehouse", place / "w.duckdb")
        assert sealed.exit_code == 0, sealed.output
    return House(place / "raw", place / "w.duckdb", bonuspott)


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_every_region_gets_a_letter_with_its_decided_amount(house: House, tmp_path: Path) -> None:
    done = house.letter(*AUGUST, "--out", tmp_path / "brev")
    assert done.exit_code == 0, done.output
    assert f"21 brev skrivna i {tmp_path / 'brev'}" in done.output
    written = files(tmp_path / "brev")
    assert [name.split("_")[3] for name in sorted(written)] == list(CODES)
    with duckdb.connect(str(house.warehouse), read_only=True) as connection:
        query = "SELECT region_code, sum(amount_kr) FROM out.payout WHERE payment = 'augusti' GROUP BY 1"
        decided = dict(connection.execute(query).fetchall())
    for name, content in written.items():
        assert f"får {kronor(decided[name.split('_')[3]])} i utbetalningen" in content.decode()


def test_a_letter_has_the_reason_of_every_month_that_is_paid_for(house: House) -> None:
    said = house.letter(*AUGUST, "--region", "Skåne").output
    assert said.startswith("Region Skåne\n")
    months = [line for line in said.splitlines() if " genomförda " in line and line.startswith("- ")]
    assert len(months) == 3 * 6
    assert "Enheten svarar på frågor." in said
    assert said.count("ÖVNINGSBESLUT") == 1


def test_what_could_no_longer_be_done_when_it_was_decided_is_not_asked_of_the_region(house: House) -> None:
    said = house.letter(*FIRST, "--region", "22").output.replace(NO_BREAK_SPACE, " ")
    assert "senast den 1 december 2024; för sent eller inte alls ger ingen betalning." in said
    assert "DET HÄR SKA REGIONEN GÖRA" not in said


def test_a_payment_by_tariff_is_told_in_a_sentence(house: House) -> None:
    said = house.letter(*BY_TARIFF, "--region", "09").output.replace(NO_BREAK_SPACE, " ")
    assert "Region Gotland har rapporterat operationer" in said
    assert "lämna ekonomisk redovisning till Kammarkollegiet senast den" in said


def test_a_share_by_population_is_told_with_the_populations(house: House) -> None:
    said = house.letter(*FIRST, "--region", "09").output.replace(NO_BREAK_SPACE, " ")
    assert "Regionens befolkning den 1 november 2023: 61 093 av 10 557 682 invånare och 11 750" in said


def test_a_bonus_pot_is_told_as_it_was_decided(house: House) -> None:
    said = house.letter(*DECEMBER, "--region", "09").output.replace(NO_BREAK_SPACE, " ")
    assert "inte tjänades in, 191 389 844 kronor, och delas i proportion" in said


@pytest.mark.parametrize(("code", "is_told"), [("09", True), ("12", False)])
def test_a_region_without_an_approved_account_is_told_that_it_gets_nothing_for_that(code: str, is_told: bool) -> None:
    accounts = {each: Account(date(2024, 9, 20), each != "09") for each in CODES}
    case = Case(DECREE, Given(accounts=accounts))
    said = list(sharing(case, DECREE.payment(DECEMBER[1]), SEAL, code))
    assert any(line.startswith("Redovisningen är inte godkänd (avsnitt 5)") for line in said) == is_told


def test_what_has_come_in_since_the_decision_changes_no_letter(house: House, tmp_path: Path) -> None:
    house.letter(*AUGUST, "--out", tmp_path / "before")
    late = house.raw / "bup" / "2024-10-01_gotland.csv"
    late.write_text(LATE, encoding="utf-8")
    try:
        house.letter(*AUGUST, "--out", tmp_path / "after")
    finally:
        late.unlink()
    assert files(tmp_path / "before") == files(tmp_path / "after")


def test_nobody_is_written_to_about_what_is_not_decided(house: House, tmp_path: Path) -> None:
    refused = house.letter(*UNDECIDED, "--out", tmp_path / "brev")
    assert refused.exit_code == 1
    assert "är inte beslutad, och brev skrivs bara om det som är beslutat." in refused.output
    assert "bonuspott decide vardplatser_2024 slut" in refused.output
    assert not (tmp_path / "brev").exists()


def test_a_delivery_that_is_no_longer_as_it_was_decided_on_stops_the_letters(house: House) -> None:
    path = next((house.raw / "bup").glob("2024-02-20*"))
    content = path.read_bytes()
    path.write_bytes(content + b" ")
    try:
        refused = house.letter(*AUGUST, "--region", "09")
    finally:
        path.write_bytes(content)
    assert refused.exit_code == 1
    assert "Skälen i breven räknas fram ur det som beslutades, och det går inte." in refused.output
    assert f"bup/{path.name} har ändrats sedan beslutet" in refused.output


def test_a_payment_that_there_is_not_is_told_with_those_that_there_are(house: House) -> None:
    refused = house.letter("vardkoer_2025", "block3")
    assert refused.exit_code == 1
    assert "har ingen utbetalning 'block3'; det finns block1 och block2." in refused.output
