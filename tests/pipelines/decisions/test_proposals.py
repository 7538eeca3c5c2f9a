"""One person proposes, another approves from an account of their own: exactly what was proposed, or nothing."""

import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result

from assets.decisions import Decisions
from assets.warehouse import Warehouse
from exports.evidence.verify import Package, signature_faults
from pipelines.decisions import account
from rules.decrees.vardkoer_2025 import DECREE
from rules.regions import CODES
from rules.seals import Account, Purpose, Seal, to_text
from rules.swedish import NO_BREAK_SPACE
from schemas.results import Payout, Source
from schemas.tables import frame

PAYMENT = ("vardkoer_2025", "block1")
KEY = dict(zip(("programme", "payment"), PAYMENT, strict=True))
COMPONENTS = [component.id for component in DECREE.payment(PAYMENT[1]).components]
FILE = "operationer/2025-12-01_a.csv"
REFERENCE = ("--reference", "S2025/1")
ANNA, BO = "4000000001", "4000000002"


class House:
    """A warehouse with one payment computed, and commands that are run from any account."""

    def __init__(self, place: Path, bonuspott: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
        self.place, self._bonuspott, self._patched = place, bonuspott, monkeypatch
        self.warehouse = Warehouse(place / "w.duckdb")
        self.decisions = Decisions(place / "decisions")
        monkeypatch.setattr(account, "LOGIN", place / "loginuid")
        self.compute()

    def compute(self, amount_kr: int = 1000, sha256: str = "aa", mark: str = "") -> None:
        """Every region gets 1,000 kronor, but Stockholm `amount_kr`."""
        amounts = dict.fromkeys(CODES, 1000) | {"01": amount_kr}
        payouts = [
            KEY | {"component": component, "region_code": code, "amount_kr": kr if place == 0 else 0, "mark": mark}
            for place, component in enumerate(COMPONENTS)
            for code, kr in amounts.items()
        ]
        source = {"input": "Operationer", "file": FILE, "sha256": sha256, "received": date(2025, 12, 1), "row_count": 1}
        with self.warehouse.writing() as connection:
            connection.replace(Payout, frame(Payout, payouts))
            connection.replace(Source, frame(Source, [KEY | source | {"mark": mark}]))

    def call(self, uid: str, command: str, *arguments: object) -> Result:
        (self.place / "loginuid").write_text(uid, encoding="ascii")
        return self._bonuspott(command, *PAYMENT, *arguments, "--warehouse", self.warehouse.path)

    def propose(self, uid: str = ANNA, *arguments: object) -> Result:
        return self.call(uid, "decide", "--propose", *REFERENCE, "--by", "Anna Ek", *arguments)

    def approve(self, uid: str = BO, *arguments: object) -> Result:
        return self.call(uid, "approve", "--by", "Bo Alm", *arguments)

    def files(self) -> list[str]:
        return sorted(path.relative_to(self.place).as_posix() for path in self.decisions.folder.rglob("*.*"))

    def seal(self) -> Seal:
        ((seal, _),) = self.decisions.chain()
        return seal


@pytest.fixture
def house(tmp_path: Path, bonuspott: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> House:
    return House(tmp_path, bonuspott, monkeypatch)


def done(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.output.replace(NO_BREAK_SPACE, " ")


def refused(result: Result) -> str:
    assert result.exit_code == 1 and isinstance(result.exception, SystemExit), result.output
    return result.output.replace(NO_BREAK_SPACE, " ")


def test_a_proposal_decides_nothing(house: House) -> None:
    said = done(house.propose())
    assert "Inget är beslutat än" in said and "bonuspott approve vardkoer_2025 block1" in said
    assert house.decisions.chain() == []
    assert house.files() == ["decisions/proposals/vardkoer_2025_block1.json"]


def test_what_is_approved_from_another_account_is_what_was_proposed(house: House) -> None:
    done(house.propose())
    proposal = house.decisions.proposal(*PAYMENT)
    said = done(house.approve())
    assert "Beslutat: 21 000 kronor, sigill 1" in said
    assert f"föreslaget från kontot {ANNA} och godkänt från kontot {BO}" in said
    seal = house.seal()
    assert proposal and seal.basis_hash == proposal.basis_hash
    assert (seal.decided_by, seal.reference) == (("Anna Ek", "Bo Alm"), "S2025/1")
    assert seal.accounts == (Account(int(ANNA), ANNA), Account(int(BO), BO))
    assert house.decisions.faults() == []
    assert not house.decisions.proposal(*PAYMENT)


def test_the_day_to_pay_and_the_contact_are_those_of_the_proposal(house: House) -> None:
    done(house.propose(ANNA, "--date", "2025-12-01", "--pay-on", "2025-12-19", "--contact", " Enheten  för bidrag "))
    said = done(house.approve(BO, "--date", "2025-12-02"))
    assert (house.seal().pay_on, house.seal().contact) == (date(2025, 12, 19), "Enheten för bidrag")
    assert "säger inte" not in said


@pytest.mark.parametrize(("pay_on", "is_refused"), [("2025-11-30", True), ("2025-12-01", False)])
def test_nobody_is_asked_to_pay_before_the_decision(house: House, pay_on: str, is_refused: bool) -> None:
    asked = house.propose(ANNA, "--date", "2025-12-01", "--pay-on", pay_on)
    if is_refused:
        assert "Betalningsdagen den 30 november 2025 ligger före beslutet" in refused(asked)
    else:
        done(asked)


def test_the_contact_is_that_of_the_settings_and_what_a_decision_leaves_out_is_told(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BONUSPOTT_CONTACT", "Enheten")
    done(house.propose())
    said = done(house.approve())
    assert house.seal().contact == "Enheten"
    assert "säger inte när det ska betalas (--pay-on); det går att ange" in said


def test_nobody_approves_from_the_account_that_proposed(house: House) -> None:
    done(house.propose())
    said = refused(house.approve(ANNA))
    assert f"föreslaget från kontot {ANNA} och ska godkännas från ett annat" in said
    assert house.decisions.chain() == []


def test_nobody_approves_under_the_name_of_the_one_who_proposed(house: House) -> None:
    done(house.propose())
    assert "två olika personer" in refused(house.call(BO, "approve", "--by", "anna  EK"))


@pytest.mark.parametrize(
    ("since", "said"),
    [
        ({"amount_kr": 1001}, f"Stockholm, {COMPONENTS[0]}: 1 000 kronor föreslogs, nu 1 001 kronor."),
        ({"sha256": "bb"}, f"Underlaget: nya eller ändrade leveranser ({FILE})."),
        ({"mark": "exempel"}, "Märkningen: ingen föreslogs, nu exempel."),
    ],
    ids=["an amount", "a delivery", "a mark"],
)
def test_a_proposal_whose_basis_has_changed_is_refused_with_what_changed(
    house: House, since: dict[str, object], said: str
) -> None:
    done(house.propose())
    house.compute(**since)
    refusal = refused(house.approve())
    assert "Det som Anna Ek föreslog den" in refusal and said in refusal
    assert house.decisions.chain() == []


def test_the_same_result_computed_anew_is_still_what_was_proposed(house: House) -> None:
    done(house.propose())
    house.compute()
    done(house.approve())


def test_a_proposal_that_was_changed_by_hand_is_refused(house: House) -> None:
    done(house.propose())
    (proposal,) = (house.place / "decisions" / "proposals").iterdir()
    proposal.write_text(proposal.read_text(encoding="utf-8").replace('"Anna Ek"', '"Cesar Ek"'), encoding="utf-8")
    assert "har ändrats sedan det skrevs. Föreslå beslutet igen." in refused(house.approve())
    proposal.write_text("{}", encoding="utf-8")
    assert "går inte att läsa. Föreslå beslutet igen." in refused(house.approve())


def test_a_later_proposal_replaces_an_earlier(house: House) -> None:
    done(house.propose())
    house.compute(amount_kr=1001)
    done(house.propose())
    done(house.approve())
    assert sum(amount.amount_kr for amount in house.seal().amounts) == 21_001


def test_without_a_proposal_there_is_nothing_to_approve(house: House) -> None:
    assert "Ingen har föreslagit något beslut om" in refused(house.approve())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((*REFERENCE, "--propose"), "Ange ditt namn med --by, en gång"),
        ((*REFERENCE, "--propose", "--by", "Anna", "--by", "Bo"), "Ange ditt namn med --by, en gång"),
        (("--propose", "--by", "Anna"), "Beslutets diarienummer saknas"),
        (("--by", "Anna", "--by", "Bo"), "Beslutets diarienummer saknas"),
    ],
)
def test_a_proposal_names_one_person_and_its_reference(house: House, arguments: tuple[str, ...], said: str) -> None:
    assert said in refused(house.call(ANNA, "decide", *arguments))
    assert not house.decisions.folder.exists()


def test_two_names_in_one_command_are_sealed_as_the_weaker_protection_and_told_so(house: House) -> None:
    said = done(house.call(ANNA, "decide", *REFERENCE, "--by", "Anna Ek", "--by", "Bo Alm"))
    assert f"två namn angivna i ett kommando, från kontot {ANNA}. Starkare är" in said
    assert house.seal().accounts == (Account(int(ANNA), ANNA),)


@pytest.mark.parametrize("command", [("decide",), ("decide", "--propose"), ("approve",)], ids=" ".join)
def test_a_dry_run_shows_all_and_writes_nothing(house: House, command: tuple[str, ...]) -> None:
    if command == ("approve",):
        done(house.propose())
    before = house.files(), house.warehouse.path.read_bytes()
    said = done(house.call(BO, *command, "--dry-run"))
    assert "Stockholm" in said and "21 000" in said and "Märkning: ingen." in said
    assert "Beslutat" not in said and "Föreslaget" not in said
    assert (house.files(), house.warehouse.path.read_bytes()) == before


def test_a_dry_run_shows_what_could_not_be_decided_and_says_why(house: House) -> None:
    house.compute(mark="exempel")
    said = refused(house.call(ANNA, "decide", "--dry-run"))
    assert "Riket" in said and "vilar på uppgifter märkta exempel och går inte att besluta" in said


def test_what_is_decided_is_shown_before_it_is(house: House) -> None:
    said = done(house.propose())
    assert said.index("Riket") < said.index("Föreslaget")
    said = done(house.approve())
    assert said.index("Riket") < said.index("Beslutat")


def test_seals_lists_what_is_decided_and_compares_it_with_documents(house: House, tmp_path: Path) -> None:
    done(house.propose())
    done(house.approve())
    seal = house.seal()
    document = tmp_path / "underlag.csv"

    def look(written: str) -> Result:
        document.write_text(f"Sigill;Sigillets kontrollsumma\n1;{written}\n", encoding="utf-8")
        return house._bonuspott("seals", document, "--warehouse", house.warehouse.path)

    said = done(look(seal.hash))
    assert "Kedjan är hel: 1 sigill." in said and seal.hash in said and "Anna Ek och Bo Alm" in said
    assert f"Betalningsunderlaget {document} anger sigill 1" in refused(look("f" * 64))


@pytest.fixture
def signing(house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """The house where decisions are signed, with keys of Anna and Bo, and one of Cesar, who may not sign."""
    lines = []
    for name in ("anna", "bo", "cesar"):
        made = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(house.place / name)]
        subprocess.run(made, check=True)
        lines.append(f"{name}@example.se {(house.place / f'{name}.pub').read_text(encoding='utf-8')}")
    (house.place / "allowed").write_text("".join(lines[:2]), encoding="utf-8")
    monkeypatch.setenv("BONUSPOTT_ALLOWED_SIGNERS", str(house.place / "allowed"))
    return house


@pytest.mark.system
def test_a_signed_decision_carries_both_signatures_and_verifies_everywhere(signing: House) -> None:
    done(signing.propose(ANNA, "--key", signing.place / "anna"))
    assert "signerat" in done(signing.approve(BO, "--key", signing.place / "bo"))
    seal = signing.seal()
    assert [signature.purpose for signature in seal.signatures] == [Purpose.PROPOSAL, Purpose.SEAL]
    said = done(signing._bonuspott("seals", "--warehouse", signing.warehouse.path))
    assert "Signaturerna är kontrollerade." in said
    results = json.dumps({"status": "beslutad"}).encode()
    package = Package({"results.json": results, "seals/0001_a.json": to_text(seal).encode()})
    assert signature_faults(package, signing.place / "allowed") == []
    bare = replace(seal, signatures=())
    package = Package({"results.json": results, "seals/0001_a.json": to_text(bare).encode()})
    assert "saknar signatur" in "".join(signature_faults(package, signing.place / "allowed"))


@pytest.mark.system
@pytest.mark.parametrize("kept", [0, 1], ids=["none", "one"])
def test_a_seal_that_lost_a_signature_stops_decisions(signing: House, kept: int) -> None:
    done(signing.propose(ANNA, "--key", signing.place / "anna"))
    done(signing.approve(BO, "--key", signing.place / "bo"))
    (path,) = signing.decisions.folder.glob("*.json")
    seal = signing.seal()
    path.write_text(to_text(replace(seal, signatures=seal.signatures[:kept])), encoding="utf-8")
    said = refused(signing.call(ANNA, "decide", "--dry-run"))
    assert "Sigill 1 (vardkoer_2025, block1) saknar signatur av" in said


@pytest.mark.system
def test_nothing_is_proposed_or_decided_without_a_signature_that_counts(signing: House) -> None:
    assert "Ange din SSH-nyckel med --key" in refused(signing.propose())
    assert "inte gjord med någon av nycklarna" in refused(signing.propose(ANNA, "--key", signing.place / "cesar"))
    assert signing.files() == []
    done(signing.propose(ANNA, "--key", signing.place / "anna"))
    said = refused(signing.approve(BO, "--key", signing.place / "anna"))
    assert "är inte signerat av två olika personer" in said and "Inget är beslutat." in said
    both = signing.call(ANNA, "decide", *REFERENCE, "--by", "Anna Ek", "--by", "Bo Alm")
    assert "Beslut ska signeras av två personer" in refused(both)
    assert signing.decisions.chain() == []
