"""Signatures made by keys of the test's own; what needs `ssh-keygen` is a system test."""

import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from rules import signatures
from rules.seals import FIRST_PREVIOUS, Purpose, Seal, Signature
from rules.signatures import SignatureError, Signers, signature_faults, signed, signer, unsigned

SEAL = Seal(
    number=1,
    programme="p",
    payment="slut",
    reference="S2024/1",
    decided_by=("Anna", "Bo"),
    decided_on=date(2024, 8, 31),
    amounts=(),
    undistributed=(),
    inputs=(),
    parameters={},
    readings={},
    code="c0de",
    marks=(),
    previous=FIRST_PREVIOUS,
)
NAME = "Sigill 1 (p, slut)"


class Keys:
    """Keys of Anna, Bo and Cesar; the first two may sign, and Bo's key until the end of 2024."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.allowed = folder / "allowed_signers"
        public = {}
        for name in ("anna", "bo", "cesar"):
            made = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(folder / name)]
            subprocess.run(made, check=True)
            public[name] = (folder / f"{name}.pub").read_text(encoding="utf-8")
        self.allowed.write_text(
            f'anna@example.se {public["anna"]}bo@example.se valid-before="20250101" {public["bo"]}', encoding="utf-8"
        )

    def sign(self, seal: Seal, proposer: str | None, approver: str | None) -> Seal:
        made = [
            signed(seal, purpose, self.folder / name)
            for purpose, name in ((Purpose.PROPOSAL, proposer), (Purpose.SEAL, approver))
            if name
        ]
        return replace(seal, signatures=tuple(made))


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    return Keys(tmp_path_factory.mktemp("keys"))


@pytest.mark.system
def test_a_seal_proposed_by_one_and_approved_by_another_is_right(keys: Keys) -> None:
    seal = keys.sign(SEAL, "anna", "bo")
    assert signature_faults(seal, keys.allowed) == []
    assert [signer(seal, each, keys.allowed) for each in seal.signatures] == ["anna@example.se", "bo@example.se"]


@pytest.mark.system
@pytest.mark.parametrize(
    ("proposer", "approver", "said"),
    [
        (None, None, "saknar signatur av den som föreslog och av den som godkände."),
        ("anna", None, "saknar signatur av den som godkände."),
        (None, "bo", "saknar signatur av den som föreslog."),
        ("anna", "anna", "är inte signerat av två olika personer."),
        ("anna", "cesar", "en signatur är inte gjord med någon av nycklarna i"),
        ("cesar", "bo", "en signatur är inte gjord med någon av nycklarna i"),
    ],
)
def test_missing_single_and_unknown_signers_are_told(
    keys: Keys, proposer: str | None, approver: str | None, said: str
) -> None:
    (fault,) = signature_faults(keys.sign(SEAL, proposer, approver), keys.allowed)
    assert fault.startswith(NAME) and said in fault


@pytest.mark.system
@pytest.mark.parametrize(
    ("change", "who"),
    [
        ({"reference": "S2024/2"}, "anna@example.se"),
        ({"code": "other"}, "anna@example.se"),
        ({"decided_by": ("Anna", "Cesar")}, "bo@example.se"),
        ({"previous": "f" * 64}, "bo@example.se"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)
def test_content_that_was_changed_after_signing_is_told(keys: Keys, change: dict[str, object], who: str) -> None:
    (fault,) = signature_faults(replace(keys.sign(SEAL, "anna", "bo"), **change), keys.allowed)
    assert fault == f"{NAME}: signaturen av {who} gäller inte innehållet."


@pytest.mark.system
def test_a_signature_for_one_purpose_is_not_taken_for_another(keys: Keys) -> None:
    proposal, approval = keys.sign(SEAL, "anna", "bo").signatures
    exchanged = replace(approval, purpose=Purpose.PROPOSAL), replace(proposal, purpose=Purpose.SEAL)
    (fault,) = signature_faults(replace(SEAL, signatures=exchanged), keys.allowed)
    assert "gäller inte innehållet" in fault


@pytest.mark.system
@pytest.mark.parametrize(("day", "is_right"), [(date(2024, 12, 30), True), (date(2025, 1, 2), False)])
def test_a_key_counts_for_the_days_that_the_agency_gave_it(keys: Keys, day: date, is_right: bool) -> None:
    seal = keys.sign(replace(SEAL, decided_on=day), "anna", "bo")
    assert (signature_faults(seal, keys.allowed) == []) is is_right


@pytest.mark.system
@pytest.mark.parametrize("key", ["missing", "allowed_signers"])
def test_a_key_that_cannot_sign_is_told(keys: Keys, key: str) -> None:
    with pytest.raises(SignatureError, match="det gick inte att signera med nyckeln"):
        signed(SEAL, Purpose.SEAL, keys.folder / key)


@pytest.mark.system
@pytest.mark.parametrize(("first", "faults"), [(1, 2), (2, 1), (3, 0)])
def test_seals_from_before_signing_began_need_no_signature(keys: Keys, first: int, faults: int) -> None:
    chain = [SEAL, replace(SEAL, number=2)]
    assert len(unsigned(chain, Signers(keys.allowed, first))) == faults


def test_without_the_program_or_the_list_of_signers_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seal = replace(SEAL, signatures=(Signature(Purpose.SEAL, "-----"),))
    (fault,) = signature_faults(seal, tmp_path / "missing")
    assert fault == f"{NAME}: filen {tmp_path / 'missing'} med dem som får signera finns inte."
    (tmp_path / "allowed").touch()
    monkeypatch.setattr(signatures, "PROGRAM", "no-such-program")
    (fault,) = signature_faults(seal, tmp_path / "allowed")
    assert "programmet no-such-program finns inte på datorn; installera OpenSSH" in fault
