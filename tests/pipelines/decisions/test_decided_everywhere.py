"""A payment is decided and a correction comes: all that is told of the payment is told from what it was decided on."""

import re
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from openpyxl import load_workbook

from pipelines.decisions import account
from rules.swedish import NO_BREAK_SPACE
from tests.conftest import Year

BEDS = "vardplatser_2024"
DECIDED = ("slut", "grundkrav")
TWO = ("--by", "Anna Ek", "--by", "Bo Alm", "--allow-example")
HALLAND = "13"
AMOUNT = re.compile(r"[+\N{MINUS SIGN}][0-9\N{NO-BREAK SPACE}]+(?= kronor:)")
CORRECTION = (
    "Region;Månad;Disponibla vårdplatser;Överbeläggningar per 100;Utlokaliseringar per 100;Beläggningsgrad\n"
    "Halland;2024-05;700;9,9;9,9;99\n"
)
OF_PAYMENT = tuple(f"{BEDS}_{payment}{end}" for payment in DECIDED for end in (".xlsx", "_kalkyl.xlsx"))
ORDERS = tuple(f"{BEDS}_{payment}_betalningsunderlag{end}" for payment in DECIDED for end in (".xlsx", ".csv"))
COMMANDS = {
    "region": ("explain", BEDS, HALLAND),
    "month": ("explain", BEDS, HALLAND, "--month", "2024-05"),
    "payment": ("explain", BEDS, HALLAND, "--payment", "slut"),
    "other region": ("explain", BEDS, "01"),
}
TABLES = (
    "payout",
    "qualification",
    "bonus_pot",
    "undistributed",
    "source",
    "lineage",
    "fulfilment",
    "ledger",
    "decision",
)


STATE = "^BESLUTAD|Beslutad den |Preliminär[,.]"
"""What says of a document whether its payment is decided."""
BESIDE = " Beslutat är [^;]+; dagens underlag ger .*? kronor: .*? blir .*?\\[[A-Z0-9]+\\]\\."
"""What stands beside what was decided, when it would come out otherwise today."""


@dataclass(frozen=True)
class Stand:
    """All that is told of the decided payments at one time: documents by name, tables and commands."""

    year: Year
    documents: dict[str, bytes]
    tables: dict[str, list[tuple[object, ...]]]
    said: dict[str, str]


@pytest.fixture(scope="module")
def stands(
    bonuspott: Callable[..., Result], run: Callable[..., Year], beds: Year, tmp_path_factory
) -> dict[str, Stand]:
    """Before the decisions, at them, and after a correction."""
    place = tmp_path_factory.mktemp("everywhere") / "house"
    shutil.copytree(beds.raw.parent, place)

    def stand() -> Stand:
        made = run(place / "raw", place, "--programme", BEDS)
        assert made.result.exit_code == 0, made.result.output
        said = {}
        for name, command in COMMANDS.items():
            explained = bonuspott(*command, "--warehouse", made.warehouse)
            assert explained.exit_code == 0, explained.output
            said[name] = explained.output
        return Stand(
            made,
            {path.name: path.read_bytes() for path in made.exports.iterdir() if path.is_file()},
            {name: made.rows(f"SELECT * FROM out.{name} WHERE programme = '{BEDS}' ORDER BY ALL") for name in TABLES},
            said,
        )

    found = {"before": stand()}
    for payment in DECIDED:
        sealed = bonuspott("decide", BEDS, payment, "--reference", "S2025/1", *TWO, "--warehouse", place / "w.duckdb")
        assert sealed.exit_code == 0, sealed.output
    found["decided"] = stand()
    (place / "raw" / "vardplatser" / "2025-03-01_halland.csv").write_text(CORRECTION, encoding="utf-8")
    return found | {"corrected": stand()}


def cells(content: bytes, place: Path) -> dict[str, list[object]]:
    """What stands in each sheet of a workbook, cell by cell, without what is said of a decision."""
    path = place / "book.xlsx"
    path.write_bytes(content)
    book = load_workbook(path, data_only=True)
    told = {sheet.title: [cell.value for row in sheet.iter_rows() for cell in row] for sheet in book}
    for values in told.values():
        # Where no banner says the state, the title ends in it.
        values[0] = re.sub(r"\.( Preliminär[^.]*\.)?$", "", str(values[0]))
    return {
        title: [value for value in values if value is not None and not re.search(STATE, str(value))]
        for title, values in told.items()
    }


@pytest.mark.parametrize("name", [*OF_PAYMENT, *ORDERS])
def test_a_document_is_the_same_byte_for_byte_after_the_correction(stands: dict[str, Stand], name: str) -> None:
    assert stands["corrected"].documents[name] == stands["decided"].documents[name]


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_the_same_after_the_correction(stands: dict[str, Stand], table: str) -> None:
    assert stands["decided"].tables[table] or table == "undistributed"
    assert stands["corrected"].tables[table] == stands["decided"].tables[table]


@pytest.mark.parametrize("name", OF_PAYMENT)
def test_a_document_says_the_same_cell_by_cell_as_before_the_decision(
    stands: dict[str, Stand], name: str, tmp_path: Path
) -> None:
    before, after = (cells(stands[at].documents[name], tmp_path) for at in ("before", "corrected"))
    assert after == before


@pytest.mark.parametrize("name", [name for name in OF_PAYMENT if name.endswith("_kalkyl.xlsx")])
def test_the_calculation_comes_to_what_was_decided(stands: dict[str, Stand], name: str, tmp_path: Path) -> None:
    payout = cells(stands["corrected"].documents[name], tmp_path)["Utbetalning"]
    assert payout[payout.index("Skillnad mot motorn i allt, ska vara 0") + 1] == 0


@pytest.mark.parametrize("name", [*OF_PAYMENT, f"{BEDS}_uppfoljning.xlsx"])
def test_a_document_says_when_by_whom_and_under_what_number_it_was_decided(
    stands: dict[str, Stand], name: str, tmp_path: Path
) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(stands["corrected"].documents[name])
    for sheet in load_workbook(path):
        told = [str(cell.value) for row in sheet.iter_rows(max_row=8) for cell in row if cell.value]
        if sheet.title == "Villkor" and name.endswith("_kalkyl.xlsx"):
            continue
        assert any("av Anna Ek och Bo Alm" in text and "sigill " in text for text in told), sheet.title


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_tells_the_decided_amount_from_what_it_was_decided_on(stands: dict[str, Stand], command: str) -> None:
    told, now = (stands[at].said[command] for at in ("decided", "corrected"))
    assert re.sub(BESIDE, "", " ".join(now.split())) == " ".join(told.split())
    assert "av Anna Ek och Bo Alm (S2025/1, sigill 1)" in " ".join(stands["corrected"].said["payment"].split())


def test_the_evidence_of_the_decided_payment_is_still_written(
    stands: dict[str, Stand], bonuspott: Callable[..., Result], tmp_path: Path
) -> None:
    year = stands["corrected"].year
    places = ("--raw", year.raw, "--warehouse", year.warehouse)
    packed = bonuspott("evidence", BEDS, "slut", "--out", tmp_path / "bevis.zip", *places)
    assert packed.exit_code == 0, packed.output
    assert zipfile.ZipFile(tmp_path / "bevis.zip").testzip() is None


def test_what_the_decision_rests_on_is_kept_also_when_a_delivery_is_taken_away(
    stands: dict[str, Stand], run: Callable[..., Year], tmp_path: Path
) -> None:
    corrected = stands["corrected"]
    shutil.copytree(corrected.year.warehouse.parent, tmp_path / "house")
    place = tmp_path / "house"
    for path in (place / "raw" / "vardplatser").glob("*_halland*"):
        path.unlink()
    made = run(place / "raw", place, "--programme", BEDS)
    assert made.result.exit_code == 0, made.result.output
    for name in OF_PAYMENT:
        assert (made.exports / name).read_bytes() == corrected.documents[name]


@pytest.mark.parametrize("said", ["har ändrats sedan beslutet", "finns inte kvar"])
def test_rows_that_were_changed_or_taken_away_by_hand_stop_the_programme_and_are_named(
    stands: dict[str, Stand], run: Callable[..., Year], tmp_path: Path, said: str
) -> None:
    shutil.copytree(stands["corrected"].year.warehouse.parent, tmp_path / "house")
    place = tmp_path / "house"
    for path in (place / "decisions" / "basis").iterdir():
        if said == "finns inte kvar":
            path.unlink()
        else:
            path.write_text(path.read_text(encoding="utf-8").replace("2024-05-01", "2024-06-01"), encoding="utf-8")
    made = run(place / "raw", place, "--programme", BEDS, "--again", has_documents=False)
    assert made.result.exit_code == 1
    assert said in " ".join(made.result.output.split())


def test_an_adjustment_names_delivery_cell_and_month_and_its_kronor_sum_to_the_difference(
    stands: dict[str, Stand],
) -> None:
    rows = stands["corrected"].year.rows(
        "SELECT region_code, component, difference_kr, cause FROM out.adjustment WHERE payment = 'slut'"
    )
    own = {component: str(cause) for code, component, _, cause in rows if code == HALLAND}
    crowded = own["overbelaggningar"].replace(NO_BREAK_SPACE, " ")
    assert "vardplatser/2025-03-01_halland.csv (mottagen den 1 mars 2025)" in crowded
    assert "Halland maj 2024 utfall, Överbeläggningar per 100: 7,96 blir 9,9 [D2]" in crowded, crowded
    for _, _, difference, cause in rows:
        told = [number.replace(NO_BREAK_SPACE, "") for number in AMOUNT.findall(str(cause))]
        assert sum(int(number.replace("\N{MINUS SIGN}", "-").replace("+", "")) for number in told) == difference


def test_what_a_region_is_told_on_its_page_and_in_the_workbook_has_the_same_cause(
    stands: dict[str, Stand], bonuspott: Callable[..., Result], tmp_path: Path
) -> None:
    year = stands["corrected"].year
    (cause,) = {
        str(cause)
        for (cause,) in year.rows(
            f"SELECT cause FROM out.adjustment WHERE region_code = '{HALLAND}' AND component = 'overbelaggningar'"
        )
    }
    book = cells(stands["corrected"].documents[f"{BEDS}_justeringar.xlsx"], tmp_path)
    assert cause in book["Skillnader"]
    written = bonuspott("report", "--out", tmp_path / "sidor", "--warehouse", year.warehouse, "--exports", year.exports)
    assert written.exit_code == 0, written.output
    pages = [path.read_text(encoding="utf-8") for path in (tmp_path / "sidor").rglob("*.html")]
    assert sum("Överbeläggningar per 100: 7,96 blir 9,9 [D2]" in page for page in pages) >= 2
    assert any("av Anna Ek och Bo Alm (S2025/1, sigill 1)" in page for page in pages)


def test_an_adjustment_is_proposed_by_one_and_approved_by_another(
    stands: dict[str, Stand],
    bonuspott: Callable[..., Result],
    run: Callable[..., Year],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shutil.copytree(stands["corrected"].year.warehouse.parent, tmp_path / "house")
    place = tmp_path / "house"
    monkeypatch.setattr(account, "LOGIN", tmp_path / "loginuid")

    def call(uid: str, *arguments: object) -> Result:
        (tmp_path / "loginuid").write_text(uid, encoding="ascii")
        return bonuspott(*arguments, "--warehouse", place / "w.duckdb")

    proposal = ("adjust", BEDS, "slut", "--propose", "--reference", "S2025/2", "--by", "Anna Ek", "--allow-example")
    proposed = call("4000000001", *proposal)
    assert proposed.exit_code == 0 and "Inget är beslutat än" in proposed.output, proposed.output
    assert "Halland" in proposed.output
    same = call("4000000001", "approve", BEDS, "slut", "--by", "Bo Alm")
    assert same.exit_code == 1 and "ska godkännas från ett annat" in same.output
    approved = call("4000000002", "approve", BEDS, "slut", "--by", "Bo Alm")
    assert approved.exit_code == 0 and "ska återbetalas" in approved.output, approved.output
    made = run(place / "raw", place, "--programme", BEDS)
    assert made.result.exit_code == 0, made.result.output
    assert made.rows("SELECT count(*) FROM out.adjustment") == [(0,)]
    for name in OF_PAYMENT:
        assert (made.exports / name).read_bytes() == stands["corrected"].documents[name]


def test_who_looks_back_after_a_decision_hears_nothing_of_backups_and_decides_nothing(
    stands: dict[str, Stand], bonuspott: Callable[..., Result], tmp_path: Path
) -> None:
    shutil.copytree(stands["corrected"].year.raw.parent, tmp_path / "house")
    counts, day = tmp_path / "house" / "w.duckdb", date.today().isoformat()  # that of the decisions
    back = counts.parent / f"per-{day}" / counts.name
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("BONUSPOTT_WAREHOUSE", str(counts))
        patched.setenv("BONUSPOTT_EXPORTS", str(counts.parent / "results"))
        looked = bonuspott("run", "--raw", counts.parent / "raw", "--programme", BEDS, "--as-of", day)
        status = bonuspott("status", "--warehouse", back)
        refused = bonuspott("decide", BEDS, "grundkrav", "--dry-run", "--warehouse", back)
    assert looked.exit_code == status.exit_code == 0, looked.output + status.output
    assert looked.output.count("  beslutad") == status.output.count("  beslutad") == len(DECIDED)
    assert "säkerhetskopi" not in looked.output + status.output
    assert "Gör nu" not in looked.output
    assert (refused.exit_code, "är inte den som räknas" in refused.output) == (1, True)


@pytest.mark.parametrize(
    ("on", "said"),
    [
        ("2024-12-01", "efter beslutsdagen den 1 december 2024, den sista den 2 december 2024"),
        ("2024-12-02", None),
        ("2999-01-01", "Beslutsdagen den 1 januari 2999 har inte varit än"),
    ],
    ids=["the day before the last delivery", "its day", "a day to come"],
)
def test_a_decision_on_a_day_that_cannot_be_is_told(
    beds: Year, bonuspott: Callable[..., Result], on: str, said: str | None
) -> None:
    trial = bonuspott(
        "decide", BEDS, "slut", "--date", on, "--allow-example", "--dry-run", "--warehouse", beds.warehouse
    )
    told = " ".join(trial.output.split())
    assert said is None or said in told
    assert ("efter beslutsdagen" in told or "har inte varit" in told) is (said is not None)
