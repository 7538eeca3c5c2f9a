"""August decided, reports changed afterwards, December computed: what was decided stands."""

import csv
import io
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from openpyxl import load_workbook

from pipelines.decisions import account
from pipelines.runs.run_lock import held
from rules.swedish import NO_BREAK_SPACE

AUGUST = ("decide", "tillganglighet_2024", "augusti", "--reference", "S2024/01059")
TWO = ("--by", "Anna Ek", "--by", "Bo Alm")
LATE = (
    "Region;Månad;Insats;Genomförda;Genomförda inom 30 dagar;Väntande;Väntande inom 30 dagar\n"
    "Gotland;2024-03;behandling;10;0;0;0\n"
)


@pytest.fixture(scope="module")
def decided(bonuspott: Callable[..., Result], run: Callable, tmp_path_factory: pytest.TempPathFactory, august):
    """August decided on what had come in by 2024-08-31; then a late change by Gotland, and all of it run."""
    place = tmp_path_factory.mktemp("decided")
    raw = place / "raw"
    shutil.copytree(august.raw, raw)
    shutil.copy(august.warehouse, place / "w.duckdb")
    sealed = bonuspott(*AUGUST, *TWO, "--allow-example", "--warehouse", place / "w.duckdb")
    assert sealed.exit_code == 0, sealed.output
    (raw / "bup" / "2024-10-01_gotland.csv").write_text(LATE, encoding="utf-8")
    return run(raw, place, "--programme", "tillganglighet_2024")


def test_what_was_decided_is_untouched_by_later_reports(decided) -> None:
    assert decided.result.exit_code == 0, decided.result.output
    assert decided.rows("SELECT sum(amount_kr) FROM out.payout WHERE payment = 'augusti'") == [(141_759_535,)]


def test_the_difference_is_an_adjustment_with_its_cause_and_delivery(decided) -> None:
    ((region, difference, cause),) = decided.rows("SELECT region_code, difference_kr, cause FROM out.adjustment")
    assert (region, difference) == ("09", -70_177)
    assert "bup/2024-10-01_gotland.csv" in str(cause)


def test_december_counts_what_was_really_paid_in_august(decided) -> None:
    query = "SELECT sum(amount_kr) FROM out.payout WHERE component IN ('bup', 'bonuspott')"
    assert decided.rows(query) == [(450_000_000,)]


def test_the_payment_order_names_the_seal_that_it_rests_on(decided) -> None:
    (seal,) = (decided.warehouse.parent / "decisions").glob("*.json")
    text = (decided.exports / "tillganglighet_2024_augusti_betalningsunderlag.csv").read_text(encoding="utf-8-sig")
    (total,) = [row for row in csv.DictReader(io.StringIO(text), delimiter=";") if row["Posttyp"] == "summa"]
    sealed = json.loads(seal.read_text(encoding="utf-8"))["hash"]
    assert (total["Sigill"], total["Sigillets kontrollsumma"]) == ("1", sealed)


def test_a_decided_payment_is_not_decided_again(decided, bonuspott: Callable[..., Result]) -> None:
    again = bonuspott(*AUGUST, *TWO, "--allow-example", "--warehouse", decided.warehouse)
    assert again.exit_code == 1
    assert "redan beslutad" in again.output


def test_a_tampered_seal_stops_the_programme_and_is_named(decided, run: Callable, tmp_path: Path) -> None:
    shutil.copytree(decided.raw / "befolkning", tmp_path / "raw" / "befolkning")
    shutil.copytree(decided.warehouse.parent / "decisions", tmp_path / "decisions")
    (seal,) = (tmp_path / "decisions").glob("*.json")
    sealed = seal.read_text()
    assert sealed.count('"amount_kr": 1263186') == 1
    seal.write_text(sealed.replace('"amount_kr": 1263186', '"amount_kr": 9263186'))
    tampered = run(tmp_path / "raw", tmp_path, "--programme", "tillganglighet_2024")
    assert tampered.result.exit_code == 1
    assert "Sigill 1" in tampered.result.output
    assert "Betalningsunderlagen är inte skrivna om." in tampered.result.output
    assert not list(tampered.exports.glob("*_betalningsunderlag.*"))
    assert tampered.rows("SELECT count(*) FROM out.payout") == [(0,)]


def test_a_seal_that_must_be_signed_and_is_not_stops_a_run(
    decided, run: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "raw").mkdir()
    shutil.copytree(decided.warehouse.parent / "decisions", tmp_path / "decisions")
    monkeypatch.setenv("BONUSPOTT_ALLOWED_SIGNERS", str(tmp_path / "allowed_signers"))
    programme = ("--programme", "tillganglighet_2024")
    unsigned = run(tmp_path / "raw", tmp_path, *programme, has_documents=False)
    assert unsigned.result.exit_code == 1
    assert "Sigill 1 (tillganglighet_2024, augusti) saknar signatur av" in unsigned.result.output
    monkeypatch.setenv("BONUSPOTT_SIGNED_FROM", "2")
    before = run(tmp_path / "raw", tmp_path, *programme, has_documents=False)
    assert "saknar signatur" not in before.result.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--by", "Anna Ek", "--by", "ANNA  EK", "--allow-example"), "två olika personer"),
        (("--by", "Anna Ek", "--allow-example"), "två olika personer"),
        (TWO, "--allow-example"),
    ],
    ids=["the same person twice", "one person", "marked inputs without the flag"],
)
def test_a_decision_is_refused(year, bonuspott: Callable[..., Result], arguments: tuple[str, ...], said: str) -> None:
    refused = bonuspott(*AUGUST, *arguments, "--warehouse", year.warehouse)
    assert refused.exit_code == 1
    assert said in refused.output
    assert not (year.warehouse.parent / "decisions").exists()


def test_december_waits_for_august_to_be_decided(year, bonuspott: Callable[..., Result]) -> None:
    arguments = ("decide", "tillganglighet_2024", "december", "--reference", "x", *TWO, "--allow-example")
    refused = bonuspott(*arguments, "--warehouse", year.warehouse)
    assert refused.exit_code == 1
    assert "Besluta först: Utbetalningen i augusti" in refused.output


def test_nothing_is_decided_in_the_middle_of_a_run(
    decided, bonuspott: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BONUSPOTT_PATIENCE_SECONDS", "0")
    with held(decided.warehouse, "användargränssnittet", 0):
        result = bonuspott(*AUGUST, *TWO, "--allow-example", "--warehouse", decided.warehouse)
    assert result.exit_code == 1
    assert "En annan körning pågår: startad från användargränssnittet" in result.output


SEALS, STATUS = ("seals",), ("status", "--programme", "tillganglighet_2024")
ADJUST = ("adjust", "tillganglighet_2024", "augusti", "--reference", "S2024/09")


def test_adjustments_show_what_was_decided_what_it_would_be_and_why(decided, bonuspott: Callable[..., Result]) -> None:
    shown = bonuspott("adjustments", "--region", "09", "--csv", "--warehouse", decided.warehouse)
    assert shown.exit_code == 0, shown.output
    assert "-70177" in shown.output and "bup/2024-10-01_gotland.csv" in shown.output
    other = bonuspott("adjustments", "--region", "01", "--warehouse", decided.warehouse)
    assert "Inget beslutat belopp" in other.output
    assert (decided.exports / "tillganglighet_2024_justeringar.xlsx").exists()


@pytest.fixture(scope="module")
def adjusted(decided, bonuspott: Callable[..., Result], run: Callable, tmp_path_factory: pytest.TempPathFactory):
    """The same with the difference decided, and run again."""
    place = tmp_path_factory.mktemp("adjusted")
    shutil.copytree(decided.warehouse.parent, place, dirs_exist_ok=True)
    unmarked = bonuspott(*ADJUST, *TWO, "--warehouse", place / "w.duckdb")
    assert unmarked.exit_code == 1 and "--allow-example" in unmarked.output
    sealed = bonuspott(*ADJUST, *TWO, "--allow-example", "--warehouse", place / "w.duckdb")
    assert sealed.exit_code == 0, sealed.output
    return run(place / "raw", place, "--programme", "tillganglighet_2024")


def test_what_was_decided_and_its_adjustment_are_what_it_would_be_today(adjusted) -> None:
    assert adjusted.result.exit_code == 0, adjusted.result.output
    assert adjusted.rows("SELECT region_code, amount_kr FROM out.decided_adjustment") == [("09", -70_177)]
    assert adjusted.rows("SELECT count(*) FROM out.adjustment") == [(0,)]
    assert adjusted.rows("SELECT sum(amount_kr) FROM out.payout WHERE payment = 'augusti'") == [(141_759_535,)]


def test_the_adjustment_has_a_seal_of_its_own_that_refers_to_the_payments(adjusted) -> None:
    query = "SELECT a.adjusts = d.seal, a.seal = d.seal FROM out.decided_adjustment a, (FROM out.decision LIMIT 1) d"
    assert adjusted.rows(query) == [(True, False)]
    assert len(list((adjusted.warehouse.parent / "decisions").glob("*.json"))) == 2


def test_a_claim_is_in_the_ledger_as_to_be_repaid(adjusted) -> None:
    query = "SELECT recipient, claim_kr, decided_kr = payable_kr FROM out.ledger WHERE claim_kr IS NOT NULL"
    ((region, claim, _),) = adjusted.rows(query)
    assert (region, claim) == ("09", 70_177)


def test_an_adjustment_is_told_wherever_the_decided_amount_is(
    adjusted, bonuspott: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    at = ("--warehouse", adjusted.warehouse)
    claimed = "0 kronor betalas ytterligare och 70 177 kronor ska återbetalas"
    said = {
        command[0]: bonuspott(*command, *at).output.replace(NO_BREAK_SPACE, " ") for command in ([*SEALS], [*STATUS])
    }
    assert f"2. justering av tillganglighet_2024 augusti, {claimed}, av Anna Ek och Bo Alm." in said["seals"]
    told = f"Beslutade justeringar av Tillgänglighet 2024, Utbetalningen i augusti: {claimed}"
    assert told in " ".join(said["status"].split())
    assert told in " ".join(adjusted.result.output.replace(NO_BREAK_SPACE, " ").split())
    paid = bonuspott("payout", "tillganglighet_2024", "augusti", *at).output.replace(NO_BREAK_SPACE, " ")
    assert re.search("^Gotland .*−70 177$", paid, re.MULTILINE), paid

    written = bonuspott("report", "--out", tmp_path / "sidor", *at, "--exports", adjusted.exports)
    assert written.exit_code == 0, written.output
    for page in ("index.html", "tillganglighet_2024.html", "region_09_gotland.html"):
        (found,) = (tmp_path / "sidor").rglob(page)
        assert "Beslutade justeringar" in found.read_text(encoding="utf-8"), page
    published = bonuspott("publish", "--out", tmp_path / "open", *at)
    assert published.exit_code == 0, published.output
    rows = list(csv.DictReader(io.StringIO((tmp_path / "open" / "justeringar.csv").read_text(encoding="utf-8"))))
    assert [(row["region_code"], row["amount_kr"], row["reference"]) for row in rows] == [("09", "-70177", "S2024/09")]


def test_the_order_has_the_adjustment_by_decision_and_its_payment_is_untouched(decided, adjusted) -> None:
    name = "tillganglighet_2024_augusti_betalningsunderlag"
    rows = list(
        load_workbook(adjusted.exports / f"{name}.xlsx", data_only=True)["Justeringar"].iter_rows(values_only=True)
    )
    assert next(row[5:9] for row in rows if row[0] == "Region Gotland") == (
        "2",
        "S2024/09",
        None,
        70_177,
    )
    assert (adjusted.exports / f"{name}.csv").read_bytes() == (decided.exports / f"{name}.csv").read_bytes()


@pytest.mark.system
def test_an_adjustment_is_signed_by_the_one_who_proposes_it_and_the_one_who_approves(
    decided, bonuspott: Callable[..., Result], run: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Path(shutil.copytree(decided.warehouse.parent, tmp_path / "signed"))
    keys = []
    for name in ("anna", "bo", "cesar"):
        made = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(tmp_path / name)]
        subprocess.run(made, check=True)
        keys.append(f"{name}@example.se {(tmp_path / f'{name}.pub').read_text(encoding='utf-8')}")
    (tmp_path / "allowed").write_text("".join(keys[:2]), encoding="utf-8")
    monkeypatch.setenv("BONUSPOTT_ALLOWED_SIGNERS", str(tmp_path / "allowed"))
    monkeypatch.setenv("BONUSPOTT_SIGNED_FROM", "2")  # the payment was decided before signing began
    monkeypatch.setattr(account, "LOGIN", tmp_path / "loginuid")

    def call(uid: str, *arguments: object) -> Result:
        (tmp_path / "loginuid").write_text(uid, encoding="ascii")
        return bonuspott(*arguments, "--warehouse", place / "w.duckdb", "--exports", place / "results")

    propose = (*ADJUST, "--propose", "--by", "Anna Ek", "--allow-example")
    approve = ("approve", *ADJUST[1:3], "--by", "Bo Alm")
    in_one = call("1001", *ADJUST, *TWO, "--allow-example")
    assert in_one.exit_code == 1 and "Beslut ska signeras av två personer" in in_one.output
    unsigned = call("1001", *propose)
    assert unsigned.exit_code == 1 and "Ange din SSH-nyckel med --key" in unsigned.output
    assert call("1001", *propose, "--key", tmp_path / "anna").exit_code == 0
    stranger = call("1002", *approve, "--key", tmp_path / "cesar")
    assert stranger.exit_code == 1 and "inte gjord med någon av nycklarna" in stranger.output
    sealed = call("1002", *approve, "--key", tmp_path / "bo")
    assert sealed.exit_code == 0 and "signerat" in sealed.output

    made = run(place / "raw", place, "--programme", "tillganglighet_2024")
    assert made.result.exit_code == 0, made.result.output
    assert made.rows("SELECT region_code, amount_kr FROM out.decided_adjustment") == [("09", -70_177)]
    (seal,) = (place / "decisions").glob("0002_*.json")
    seal.write_text(seal.read_text(encoding="utf-8").replace('"purpose": "seal"', '"purpose": "proposal"'))
    again = run(place / "raw", place, "--programme", "tillganglighet_2024")
    assert again.result.exit_code == 1
    assert "Sigill 2 (tillganglighet_2024, augusti)" in again.result.output


def test_nothing_is_adjusted_twice_or_before_it_is_decided(adjusted, bonuspott: Callable[..., Result]) -> None:
    again = bonuspott(*ADJUST, *TWO, "--allow-example", "--warehouse", adjusted.warehouse)
    assert again.exit_code == 1 and "ingen skillnad" in again.output
    undecided = ("adjust", "tillganglighet_2024", "december", "--reference", "x", *TWO)
    early = bonuspott(*undecided, "--warehouse", adjusted.warehouse)
    assert early.exit_code == 1 and "är inte beslutad" in early.output
