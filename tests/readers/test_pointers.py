"""A pointer names one path below one folder, and a receipt is the content of such a delivery."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from readers.pointers import Receipt, is_pointer, pointed
from readers.record_counting import COUNTS, BadRecords, RecordCounts
from readers.rejections import Code, Refused

FOLDER = "hdfs://namn/register/operationer"
COUNTED = RecordCounts(
    pl.DataFrame([("12", date(2025, 3, 1), "framfall", "privat", 7)], schema=COUNTS, orient="row"),
    record_count=10,
    counted=7,
    other_procedures=2,
    bad=(BadRecords("ogiltig_kod", 1, "kva_kod", ("”å” (post 3)",), "En mening."),),
)
LYING = (("hdfs://namn/register/operationer/a.parquet", 100, 1_700_000_000_000_000),)


def pointer(folder: Path, text: str | bytes) -> Path:
    path = folder / "2025-11-01_register.spark"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    "text",
    [
        f"{FOLDER}/2025",
        f"{FOLDER}/2025/år=2025/del-0001.parquet",
        f"\ufeff{FOLDER}/2025/ \r\n",
        f"{FOLDER}/en mapp, till",
    ],
)
def test_a_pointer_is_one_line_with_a_path_below_the_folder(tmp_path: Path, text: str) -> None:
    assert pointed(pointer(tmp_path, text), FOLDER) == text.strip("\ufeff \r\n").rstrip("/")


def test_the_folder_may_be_a_path_without_a_scheme(tmp_path: Path) -> None:
    assert pointed(pointer(tmp_path, "/register/x.parquet"), "/register/") == "/register/x.parquet"


@pytest.mark.parametrize(
    "text",
    [
        FOLDER,
        f"{FOLDER}/",
        f"{FOLDER}et/2025",
        f"{FOLDER}/../hemligt",
        f"{FOLDER}/a/../../hemligt",
        f"{FOLDER}/./a",
        f"{FOLDER}//a",
        f"{FOLDER}/*",
        f"{FOLDER}/{{a,b}}",
        f"{FOLDER}/a?",
        f"{FOLDER}/[ab]",
        f"{FOLDER}/a\\b",
        f"{FOLDER}/%2e%2e/a",
        f"{FOLDER}/a`; DROP TABLE x --",
        f"{FOLDER}/$HOME",
        "file:///etc/passwd",
        "jdbc:postgresql://host/db",
        "parquet.`/x`",
    ],
)
def test_a_path_that_leads_elsewhere_or_is_more_than_a_path_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(Refused) as refused:
        pointed(pointer(tmp_path, text), FOLDER)
    assert refused.value.code is Code.LANK
    assert FOLDER in refused.value.message


@pytest.mark.parametrize("text", ["", " \n", f"{FOLDER}/a\n{FOLDER}/b", b"\xff\xfe", b"\0" * 10_000])
def test_a_pointer_that_is_no_line_of_text_is_refused(tmp_path: Path, text: str | bytes) -> None:
    with pytest.raises(Refused):
        pointed(pointer(tmp_path, text), FOLDER)


def test_a_pointer_is_known_by_its_name() -> None:
    assert is_pointer(Path("a.SPARK"))
    assert not is_pointer(Path("spark.parquet"))


def test_a_receipt_is_read_back_as_it_was_written() -> None:
    receipt = Receipt(f"{FOLDER}/a", LYING, COUNTED)
    again = Receipt.of(receipt.text)
    assert (again.text, again.sha256, again.lying) == (receipt.text, receipt.sha256, LYING)
    assert again.counts.counts.equals(COUNTED.counts)
    assert again.counts.bad == COUNTED.bad


@pytest.mark.parametrize(
    "lying", [(), ((LYING[0][0], 101, LYING[0][2]),), ((LYING[0][0], 100, 1),), (("hdfs://b", 100, LYING[0][2]),)]
)
def test_other_files_behind_a_pointer_are_another_delivery(lying) -> None:
    assert Receipt("a", lying, COUNTED).sha256 != Receipt("a", LYING, COUNTED).sha256
