"""Pointers are asked about every time, counted only when something is new, and never lost while nobody answers."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

from assets.intake import Intake, take_in
from assets.records_elsewhere import Kept, RecordsElsewhere, from_receipt, keep_receipts, kept_receipts, pointers_read
from assets.warehouse import Connection
from readers.files import find_deliveries, sha256
from readers.pointers import Lying
from readers.record_counting import COUNTS, RecordCounts
from readers.spark_records import NoAnswer, SparkCluster
from rules.regions import CODES
from schemas.received import Delivery

MARCH = date(2025, 3, 1)
NAME = "operationer/2025-11-01_register.spark"


@dataclass(frozen=True)
class Cluster(SparkCluster):
    """One that has what it is told to have."""

    address: str = "sc://made.up"
    folder: str = "/register"
    files: dict[str, Lying] = field(default_factory=dict)
    operations: int = 3
    asked: list[str] = field(default_factory=list)
    is_silent: bool = False
    is_slow: bool = False

    def lying(self, path: str) -> Lying:
        if self.is_silent:
            raise NoAnswer("klustret svarar inte.")
        return self.files.get(path, ((path, 10, 1),))

    def count(self, path: str, name: str) -> RecordCounts:
        if self.is_slow:
            raise NoAnswer("klustret svarade inte i tid.")
        self.asked.append(name)
        rows = [(code, MARCH, "framfall", "privat", self.operations) for code in CODES]
        counted = self.operations * len(CODES)
        return RecordCounts(pl.DataFrame(rows, schema=COUNTS, orient="row"), counted, counted, 0, ())


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    (tmp_path / "operationer").mkdir()
    (tmp_path / NAME).write_text("/register/2025\n")
    return tmp_path


def taken(raw: Path, elsewhere: RecordsElsewhere) -> Intake:
    return take_in(find_deliveries(raw), {}, date(2025, 11, 2), elsewhere=elsewhere.taken)


def operations(intake: Intake) -> int:
    return intake.core["operationer"]["operation_count"].sum()


def statuses(intake: Intake) -> dict[str, str]:
    return dict(intake.deliveries["file", "status"].rows())


def test_what_lies_behind_a_pointer_counts_as_a_file_of_records_would(raw: Path) -> None:
    cluster = Cluster()
    elsewhere = RecordsElsewhere(cluster, "p")
    intake = taken(raw, elsewhere)
    assert operations(intake) == 63
    assert statuses(intake) == {NAME: "read"}
    assert intake.deliveries["sha256"].to_list() == [elsewhere.fresh[NAME].receipt.sha256]
    assert not elsewhere.unanswered


def test_the_same_files_are_counted_once_until_the_program_changes(raw: Path) -> None:
    cluster = Cluster()
    first = RecordsElsewhere(cluster, "p")
    taken(raw, first)
    again = RecordsElsewhere(cluster, "p", first.fresh)
    assert operations(taken(raw, again)) == 63
    assert len(cluster.asked) == 1
    taken(raw, RecordsElsewhere(cluster, "other", first.fresh))
    assert len(cluster.asked) == 2


@pytest.mark.parametrize(
    "lying", [(("/register/2025", 11, 1),), (("/register/2025", 10, 2),), (("/register/2025/b", 10, 1),)]
)
def test_files_that_changed_behind_a_pointer_are_read_anew(raw: Path, lying: Lying) -> None:
    first = RecordsElsewhere(Cluster(), "p")
    taken(raw, first)
    now = RecordsElsewhere(Cluster(files={"/register/2025": lying}, operations=4), "p", first.fresh)
    (found,) = find_deliveries(raw)
    assert first.content(found) != now.content(found)
    assert operations(taken(raw, now)) == 84
    assert now.fresh[NAME].receipt.sha256 != first.fresh[NAME].receipt.sha256


@pytest.mark.parametrize("trouble", [{"is_silent": True}, {"is_slow": True}, {"address": ""}])
def test_without_an_answer_the_earlier_counts_stand_and_it_is_asked_again(raw: Path, trouble: dict) -> None:
    first = RecordsElsewhere(Cluster(), "p")
    before = taken(raw, first)
    now = RecordsElsewhere(Cluster(**trouble), "other", first.fresh)
    intake = taken(raw, now)
    assert intake.core["operationer"].equals(before.core["operationer"])
    assert intake.deliveries.equals(before.deliveries)
    assert now.unanswered == {NAME}
    (told,) = intake.remarks.filter(pl.col("remark_sv").str.contains("Tills vidare räknas det som räknades senast."))[
        "remark_sv"
    ]
    assert told.startswith(f"{NAME}: ")


@pytest.mark.parametrize("trouble", [{"is_silent": True}, {"is_slow": True}, {"address": ""}])
def test_a_pointer_that_was_never_answered_is_refused_and_the_others_are_read(raw: Path, trouble: dict) -> None:
    header = "hemregion;operationsdatum;kva_kod;utforarregion;driftsform\n"
    rows = "".join(f"{code};2025-03-01;NFB49;{code};offentlig\n" for code in CODES)
    (raw / "operationer" / "2025-11-02_b.csv").write_text(header + rows)
    elsewhere = RecordsElsewhere(Cluster(**trouble), "p")
    intake = taken(raw, elsewhere)
    assert statuses(intake) == {NAME: "refused", "operationer/2025-11-02_b.csv": "read"}
    assert operations(intake) == len(CODES)
    (fault,) = intake.rejected.rows(named=True)
    assert (fault["file"], fault["code"]) == (NAME, "inget_svar")
    assert elsewhere.unanswered == {NAME}


def test_the_earlier_counts_do_not_stand_for_another_pointer(raw: Path) -> None:
    first = RecordsElsewhere(Cluster(), "p")
    taken(raw, first)
    (raw / NAME).write_text("/register/2026")
    assert statuses(taken(raw, RecordsElsewhere(Cluster(is_silent=True), "p", first.fresh))) == {NAME: "refused"}


def test_two_pointers_to_the_same_files_are_counted_once(raw: Path) -> None:
    later = "operationer/2025-12-01_register.spark"
    (raw / later).write_text("/register/2025/")
    intake = taken(raw, RecordsElsewhere(Cluster(), "p"))
    assert operations(intake) == 63
    assert f"{later}: samma innehåll som {NAME}; posterna räknas en gång." in intake.remarks["remark_sv"].to_list()


def test_a_pointer_out_of_the_folder_is_refused_without_asking(raw: Path) -> None:
    (raw / NAME).write_text("file:///etc/passwd")
    cluster = Cluster()
    elsewhere = RecordsElsewhere(cluster, "p")
    assert taken(raw, elsewhere).rejected["code"].to_list() == ["lank"]
    assert cluster.asked == [] and not elsewhere.unanswered


def test_a_pointer_is_refused_with_a_remedy_where_no_cluster_is_set(raw: Path) -> None:
    intake = take_in(find_deliveries(raw), {}, date(2025, 11, 2))
    assert "Ange spark och spark_folder i inställningarna" in intake.rejected["message_sv"][0]


def test_receipts_are_kept_for_as_long_as_there_is_a_warehouse(raw: Path) -> None:
    first, now = RecordsElsewhere(Cluster(), "p"), RecordsElsewhere(Cluster(operations=4), "q")
    with duckdb.connect() as duck:
        duck.execute("CREATE SCHEMA raw")
        connection = Connection(duck)
        for elsewhere in (first, now):
            intake = taken(raw, elsewhere)
            connection.replace(Delivery, intake.deliveries)
            keep_receipts(connection, elsewhere.fresh)
            keep_receipts(connection, elsewhere.fresh)
            assert same(connection, elsewhere)
            assert pointers_read(connection) == {(NAME, sha256(raw / NAME))}
        assert duck.execute("SELECT count(*) FROM raw.record_receipt").fetchall() == [(2,)]


def same(connection: Connection, elsewhere: RecordsElsewhere) -> bool:
    (kept,), (fresh,) = kept_receipts(connection).values(), elsewhere.fresh.values()
    return (kept.receipt.text, kept.pointer, kept.program) == (fresh.receipt.text, fresh.pointer, fresh.program)


def test_a_receipt_in_the_place_of_its_pointer_gives_the_same_counts(raw: Path) -> None:
    elsewhere = RecordsElsewhere(Cluster(), "p")
    intake = taken(raw, elsewhere)
    kept: Kept = elsewhere.fresh[NAME]
    (raw / NAME).write_text(kept.receipt.text)
    proved = take_in(find_deliveries(raw), {}, date(2025, 11, 2), elsewhere=from_receipt)
    assert proved.core["operationer"].equals(intake.core["operationer"])
    assert sha256(raw / NAME) == kept.receipt.sha256
