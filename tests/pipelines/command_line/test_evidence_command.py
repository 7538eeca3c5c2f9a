"""Evidence of the example year: what the packages say, and that whatever is changed in them is found."""

import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import settings as trials
from hypothesis import strategies as st

from exports.evidence.package import checksum_file
from exports.evidence.verify import MANIFEST, byte_faults, manifest, pack, unpack
from pipelines.command_line import evidence_command
from pipelines.command_line.evidence_command import NoEvidenceError, write_evidence
from pipelines.settings import Settings
from rules.seals import SealedInput
from rules.swedish import NO_BREAK_SPACE

PAYMENTS = (
    ("tillganglighet_2024", "forsta"),
    ("tillganglighet_2024", "augusti"),
    ("tillganglighet_2024", "december"),
    ("vardplatser_2024", "grundkrav"),
    ("vardplatser_2024", "slut"),
    ("vardkoer_2025", "block1"),
    ("vardkoer_2025", "block2"),
)
DECISION = ("--reference", "S2024/01059", "--by", "Anna Ek", "--by", "Bo Alm", "--allow-example")
RULE = "rules/decrees/tillganglighet_2024_payments.py"
BUP_FILE = "bup/2024-02-20_skr_bup_2024-01.xlsx"
WITHOUT_DELIVERIES = "vardkoer_2025", "block1"
LATE = (
    "Region;Månad;Insats;Genomförda;Genomförda inom 30 dagar;Väntande;Väntande inom 30 dagar\n"
    "Gotland;2024-03;behandling;10;0;0;0\n"
)


class Verdict(NamedTuple):
    is_right: bool
    said: str


@pytest.fixture(scope="module")
def drafts(year, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Path]:
    """A package of each payment of the year, none of them decided."""
    folder = tmp_path_factory.mktemp("drafts")
    settings = Settings(raw=year.raw, warehouse=year.warehouse, exports=year.exports)
    return {key: write_evidence(settings, *key, folder / f"{'_'.join(key)}.zip") for key in PAYMENTS}


@pytest.fixture(scope="module")
def decided(year, bonuspott: Callable[..., Result], tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The year with four decisions; a delivery that would change them has come in since."""
    place = tmp_path_factory.mktemp("decided_evidence")
    settings = Settings(raw=place / "raw", warehouse=place / "w.duckdb", exports=place / "results")
    shutil.copytree(year.raw, settings.raw)
    shutil.copy(year.warehouse, settings.warehouse)
    for programme, payment in (WITHOUT_DELIVERIES, *PAYMENTS[:3]):
        sealed = bonuspott("decide", programme, payment, *DECISION, "--warehouse", settings.warehouse)
        assert sealed.exit_code == 0, sealed.output
    (settings.raw / "bup" / "2024-10-01_gotland.csv").write_text(LATE, encoding="utf-8")
    return settings


@pytest.fixture(scope="module")
def december(decided: Settings) -> Path:
    return write_evidence(decided, "tillganglighet_2024", "december", decided.warehouse.parent / "december.zip")


@pytest.fixture(scope="module")
def verified(december: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Verdict]:
    """The check as an auditor runs it: verify.py alone in a folder, and a Python without any libraries."""
    with zipfile.ZipFile(december) as file:
        script = file.extract("verify.py", tmp_path_factory.mktemp("auditor"))

    def verify(package: Path, *arguments: str) -> Verdict:
        command = [sys.executable, "-I", "-S", script, str(package), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
        assert not done.stderr
        return Verdict(done.returncode == 0, done.stdout.replace(NO_BREAK_SPACE, " "))

    return verify


def rewritten(package: Path, target: Path, changes: dict[str, Callable[[str], str] | None]) -> Path:
    """A package by somebody who knows its form: members changed, or taken out, and the manifest made to fit."""
    members = unpack(package.read_bytes())
    del members[MANIFEST]
    for name, change in changes.items():
        before = members.pop(name)
        if change is not None:
            members[name] = change(before.decode("latin-1")).encode("latin-1")
            assert members[name] != before
    target.write_bytes(pack(members | {MANIFEST: manifest(members)}))
    return target


def content(package: Path, name: str) -> dict:
    return json.loads(unpack(package.read_bytes())[name])


@pytest.mark.parametrize("key", PAYMENTS, ids=" ".join)
def test_what_is_recomputed_is_what_the_run_computed(drafts, year, key: tuple[str, str]) -> None:
    results, inputs = content(drafts[key], "results.json"), content(drafts[key], "inputs.json")
    where = "WHERE (programme, payment) = ('{}', '{}')".format(*key)
    assert [tuple(row.values()) for row in results["payouts"]] == year.rows(
        f"SELECT component, region_code, amount_kr FROM out.payout {where} ORDER BY ALL"
    )
    assert [tuple(row.values()) for row in results["undistributed"]] == year.rows(
        f"SELECT component, amount_kr, reason FROM out.undistributed {where} ORDER BY ALL"
    )
    outcomes = [
        (
            *(row[name] for name in ("requirement", "month", "region_code", "route", "reason")),
            *(Fraction(row[name]) for name in ("reserved_kr", "part", "earned_kr")),
        )
        for row in results["qualification"]
    ]
    months = ", ".join(f"'{month}'" for month in inputs["months"]) or "NULL"
    assert sorted(outcomes) == year.rows(
        "SELECT requirement, month::VARCHAR, region_code, route, reason, reserved_kr, part, earned_kr_exact "
        f"FROM out.qualification WHERE programme = '{key[0]}' AND month IN ({months}) ORDER BY ALL"
    )


@pytest.mark.parametrize("key", PAYMENTS, ids=" ".join)
def test_a_draft_is_right_without_any_library_and_says_that_it_is_a_draft(drafts, verified, key) -> None:
    verdict = verified(drafts[key])
    assert verdict.is_right, verdict.said
    assert "UTKAST" in verdict.said
    assert "UTKAST" in unpack(drafts[key].read_bytes())["LÄSMIG.txt"].decode()


def test_a_decided_payment_is_right_and_ends_the_chain_of_seals(december: Path, verified) -> None:
    verdict = verified(december)
    assert verdict.is_right, verdict.said
    results = content(december, "results.json")
    assert results["seal"] in verdict.said
    assert "UTKAST" not in verdict.said
    assert results["head"] == {"number": 4, "hash": results["seal"]}
    seals = [name for name in unpack(december.read_bytes()) if name.startswith("seals/")]
    assert seals[-1] == "seals/0004_tillganglighet_2024_december.json"
    assert len(seals) == 4
    assert sum(content(december, "inputs.json")["decided"]["augusti"]["bup"].values()) == 141_759_535


def test_a_decided_payment_is_proved_by_what_it_was_decided_on(december: Path) -> None:
    names = unpack(december.read_bytes())
    assert f"raw/{BUP_FILE}" in names
    assert "raw/bup/2024-10-01_gotland.csv" not in names


def test_seals_made_after_the_payment_s_own_are_left_out(decided: Settings, verified, tmp_path: Path) -> None:
    package = write_evidence(decided, *WITHOUT_DELIVERIES, tmp_path / "block1.zip")
    assert [name for name in unpack(package.read_bytes()) if name.startswith("seals/")] == [
        "seals/0001_vardkoer_2025_block1.json"
    ]
    assert verified(package).is_right


def test_the_same_payment_gives_the_same_bytes(decided: Settings, december: Path, tmp_path: Path) -> None:
    again = write_evidence(decided, "tillganglighet_2024", "december", tmp_path / "deeper" / "again.zip")
    assert again.read_bytes() == december.read_bytes()


def test_every_value_can_be_looked_up(drafts, year) -> None:
    package = drafts["vardplatser_2024", "slut"]
    members, inputs = unpack(package.read_bytes()), content(package, "inputs.json")
    for item in inputs["files"]:
        assert members[f"raw/{item['file']}"] == (year.raw / item["file"]).read_bytes()
    rows = [row for of_kind in inputs["rows"].values() for row in of_kind]
    assert {row["file"] for row in rows} == {item["file"] for item in inputs["files"]}
    assert all(row["sheet"] and row["row"] > 1 for row in rows)


def test_the_checks_that_were_made_are_told(december: Path) -> None:
    checks = json.loads(unpack(december.read_bytes())["checks.json"])
    assert all(check["passed"] for check in checks)
    assert [check["check"] for check in checks] == [
        "deliveries",
        "recomputation",
        "seals",
        "money_conserved",
        "money_conserved",
        "facit",
    ]


@pytest.mark.parametrize("right", [True, False], ids=["its own checksum", "another checksum"])
def test_the_checksum_beside_the_package_is_its_own(december: Path, verified, right: bool) -> None:
    kept, name = checksum_file(december).read_text(encoding="utf-8").split()
    assert (kept, name) == (sha256(december.read_bytes()).hexdigest(), "december.zip")
    assert verified(december, "--sha256", kept.upper() if right else "0" * 64).is_right is right


@trials(max_examples=60, deadline=None)
@given(at=st.data(), flip=st.integers(1, 255))
def test_one_changed_byte_anywhere_is_found_and_the_file_named(drafts, at: st.DataObject, flip: int) -> None:
    package = drafts["tillganglighet_2024", "forsta"]
    raw = bytearray(package.read_bytes())
    with zipfile.ZipFile(package) as file:
        item = at.draw(st.sampled_from(file.infolist()))
    start = item.header_offset + 30 + len(item.filename.encode())
    end = start + item.file_size
    place = at.draw(
        st.integers(start, end - 1) | st.integers(item.header_offset, start - 1) | st.integers(0, len(raw) - 1)
    )
    raw[place] ^= flip
    faults = byte_faults(bytes(raw))
    assert faults
    if start <= place < end:
        assert faults == [f"Filen {item.filename} har ändrats sedan paketet skrevs."]


@pytest.mark.parametrize("name", ["inputs.json", f"raw/{BUP_FILE}", RULE, MANIFEST])
def test_the_auditor_is_told_which_file_has_changed(december: Path, verified, tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(december) as file:
        item = file.getinfo(name)
    raw = bytearray(december.read_bytes())
    raw[item.header_offset + 30 + len(name) + item.file_size // 2] ^= 1
    (tmp_path / "broken.zip").write_bytes(raw)
    verdict = verified(tmp_path / "broken.zip")
    assert not verdict.is_right
    assert f"Filen {name} har ändrats" in verdict.said
    assert "räknas om" not in verdict.said, "nothing in a changed package is run"


def test_the_auditor_is_told_of_a_file_that_is_not_there(verified, tmp_path: Path) -> None:
    verdict = verified(tmp_path / "none.zip")
    assert not verdict.is_right
    assert "går inte att läsa" in verdict.said


def put(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new, 1)


SEAL = "seals/0004_tillganglighet_2024_december.json"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"results.json": put('"amount_kr": 24393293', '"amount_kr": 24393294')},
            "Region Stockholm, bup: paketet säger 24 393 294 kronor, men omräkningen ger 24 393 293 kronor.",
        ),
        ({"results.json": put('"part": "1/2"', '"part": "3/4"')}, "omräkningen ger ett annat utfall"),
        ({"results.json": put('"rekonstruerad"', "")}, "Märkningen i paketet är inte"),
        ({"inputs.json": put('"population_count": 2', '"population_count": 3')}, "Beloppen i results.json är inte de"),
        ({"inputs.json": put(": 31711280", ": 31711281")}, "beslutade tidigare är inte sigillens"),
        ({"inputs.json": put("skr_bup_2024-01.xlsx", "skr_bup_2024-00.xlsx")}, "skr_bup_2024-00.xlsx"),
        ({f"raw/{BUP_FILE}": lambda text: text + " "}, f"Leveransen {BUP_FILE} är inte den"),
        ({f"raw/{BUP_FILE}": None}, f"Leveransen {BUP_FILE} är inte den"),
        ({SEAL: put('"amount_kr": 24393293', '"amount_kr": 24393294')}, "Sigill 4 (tillganglighet_2024, december) har"),
        ({"results.json": put('"number": 4', '"number": 5')}, "Kedjan slutar inte med det sigill som paketet anger"),
        ({SEAL: None}, "dess sigill är inte det sista i kedjan"),
        ({"seals/0002_tillganglighet_2024_forsta.json": None}, "ett sigill är borttaget"),
        ({RULE: put("150_000_000", "150_000_001")}, "Reglerna i paketet är inte de"),
        ({"parameters.json": put('"150000000"', '"150000001"')}, "Villkoren i parameters.json är inte de"),
        ({"readings.json": put('"T01": "rounded"', '"T01": "exact"')}, "Tolkningarna i readings.json är inte de"),
        ({"results.json": put('"status": "beslutad"', '"status": "UTKAST"')}, "ett utkast, men utbetalningen har"),
        ({"results.json": lambda _: "[]"}, "har inte den form den ska ha"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, dict) else value[:30],
)
def test_a_rewritten_package_contradicts_itself(
    december: Path, verified, tmp_path: Path, changes: dict[str, Callable[[str], str] | None], said: str
) -> None:
    verdict = verified(rewritten(december, tmp_path / "rewritten.zip", changes))
    assert not verdict.is_right
    assert said in verdict.said
    assert "Paketet stämmer" not in verdict.said


def test_a_changed_amount_is_not_what_the_seal_says_either(december: Path, verified, tmp_path: Path) -> None:
    change = {"results.json": put('"amount_kr": 24393293', '"amount_kr": 24393294')}
    verdict = verified(rewritten(december, tmp_path / "rewritten.zip", change))
    assert "Beloppen i paketet är inte de som sigillet anger." in verdict.said


@pytest.fixture
def changeable(decided: Settings, tmp_path: Path) -> Settings:
    """The decided year with a folder of deliveries of its own."""
    shutil.copytree(decided.raw, tmp_path / "raw")
    return replace(decided, raw=tmp_path / "raw")


@pytest.mark.parametrize(
    ("payment", "since", "remedy"),
    [
        (("tillganglighet_2024", "augusti"), "har ändrats sedan beslutet", "säkerhetskopia"),
        (("vardplatser_2024", "slut"), "har ändrats sedan den senaste körningen", "Kör bonuspott run"),
    ],
    ids=["decided", "draft"],
)
def test_changed_and_missing_deliveries_are_all_told(
    changeable: Settings, tmp_path: Path, payment: tuple[str, str], since: str, remedy: str
) -> None:
    changed, gone = ("bup/2024-01-22_skr_bup_2023.csv", BUP_FILE)
    if payment[0] == "vardplatser_2024":
        changed, gone = ("vardplatser/2024-11-20_skane.xlsx", "vardplatser/2024-11-20_halland.xlsx")
    with (changeable.raw / changed).open("ab") as file:
        file.write(b"\n")
    (changeable.raw / gone).unlink()
    with pytest.raises(NoEvidenceError) as refused:
        write_evidence(changeable, *payment, tmp_path / "none.zip")
    assert f"Leveransen {changed} {since}." in str(refused.value)
    assert f"Leveransen {gone} finns inte" in str(refused.value)
    assert remedy in str(refused.value)
    assert not (tmp_path / "none.zip").exists()


def test_a_decision_under_other_rules_needs_the_program_it_was_made_with(
    decided: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence_command, "code_fingerprint", lambda: "0" * 64)
    with pytest.raises(NoEvidenceError, match="andra beräkningsregler"):
        write_evidence(decided, "tillganglighet_2024", "augusti", tmp_path / "none.zip")


def test_deliveries_that_give_other_amounts_are_no_evidence(
    decided: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence_command, "months_behind", lambda *_: [])
    with pytest.raises(NoEvidenceError, match="ger inte de belopp som senast räknades fram"):
        write_evidence(decided, "vardplatser_2024", "slut", tmp_path / "none.zip")


def test_a_broken_chain_of_seals_is_told(decided: Settings, tmp_path: Path) -> None:
    shutil.copytree(decided.decisions, tmp_path / "decisions")
    (tmp_path / "decisions" / "0001_vardkoer_2025_block1.json").unlink()
    shutil.copy(decided.warehouse, tmp_path / "w.duckdb")
    with pytest.raises(NoEvidenceError, match="ett sigill är borttaget"):
        write_evidence(replace(decided, warehouse=tmp_path / "w.duckdb"), *PAYMENTS[0], tmp_path / "none.zip")


def test_a_payment_that_does_not_exist_or_is_not_computed_is_refused(tmp_path: Path) -> None:
    settings = Settings(raw=tmp_path, warehouse=tmp_path / "w.duckdb")
    with pytest.raises(NoEvidenceError, match="ingen utbetalning 'mars'; det finns forsta, augusti och december"):
        write_evidence(settings, "tillganglighet_2024", "mars", tmp_path / "none.zip")
    with pytest.raises(NoEvidenceError, match="kör bonuspott run först"):
        write_evidence(settings, "tillganglighet_2024", "augusti", tmp_path / "none.zip")


def test_a_place_that_cannot_be_written_is_told(decided: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FileExistsError):
        write_evidence(decided, *WITHOUT_DELIVERIES, tmp_path / "file" / "block1.zip")


def test_in_the_place_of_a_pointer_lies_its_receipt_whatever_the_cluster_holds_now(tmp_path: Path) -> None:
    name, receipt = "operationer/2025-11-01_register.spark", b'{"path": "/register"}\n'
    (tmp_path / "operationer").mkdir()
    (tmp_path / name).write_text("/register")
    sealed = SealedInput(name, sha256(receipt).hexdigest())
    kept = {(name, sealed.sha256): receipt, (name, "another"): b""}
    assert evidence_command._found_again(tmp_path, [sealed], kept, is_decided=True) == {name: receipt}
    with pytest.raises(NoEvidenceError, match="har ändrats sedan beslutet"):
        evidence_command._found_again(tmp_path, [sealed], {}, is_decided=True)
