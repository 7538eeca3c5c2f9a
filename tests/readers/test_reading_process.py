"""No file ends the run: what takes too much memory or time is stopped and named, and the next file is read."""

import operator
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from readers.limits import Limits
from readers.reading_process import Reader
from readers.rejections import Code, Refused, Rejection
from readers.rows import FileContent
from readers.table import read_file
from schemas.deliveries import KIND_BY_ID

BUP, OPERATIONER = KIND_BY_ID["bup"], KIND_BY_ID["operationer"]
NAME = "bup/2024-03-18_skane.csv"
HEADER = "Region;Månad;Insats;Genomförda;Genomförda inom 30 dagar;Väntande;Väntande inom 30 dagar"
ROW = "Skåne;2024-02;besök;100;80;50;40"


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """One that may use 96 MB and two seconds."""
    with Reader(Limits(memory_mb=96, seconds=2)) as started:
        yield started


@pytest.fixture
def good(text: Callable[..., Path]) -> Path:
    return text(f"{HEADER}\n{ROW}\n", name="2024-03-19_good.csv")


def refused(content: FileContent) -> Rejection:
    assert content.sheets == []
    (only,) = content.refusals
    return only


def test_a_file_is_read_as_without_the_process(reader: Reader, good: Path) -> None:
    assert reader.read_file(good, NAME, BUP) == read_file(good, NAME, BUP)


def test_a_file_that_takes_too_much_memory_is_named_and_the_next_is_read(
    reader: Reader, good: Path, text: Callable[..., Path]
) -> None:
    large = text(f"{HEADER}\n" + f"{ROW};{'x' * 200}\U0001f3e5\n" * 200_000)
    fault = refused(reader.read_file(large, NAME, BUP))
    assert fault.code is Code.FOR_STOR
    assert fault.message_sv.startswith(f"{NAME}: filen tar mer minne att läsa än en fil får ta, 96 MB")
    assert "höj reading_memory_mb" in fault.message_sv
    assert reader.read_file(good, NAME, BUP).sheets


@pytest.mark.parametrize(
    "task",
    [
        pytest.param((eval, "[0 for _ in iter(int, 1)]"), id="works"),
        pytest.param((time.sleep, 60), id="waits"),
    ],
)
def test_what_takes_too_long_is_stopped_and_the_next_file_is_read(
    task: tuple[Any, ...], good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("readers.reading_process._IDLE_FACTOR", 2)
    with Reader(Limits(seconds=1)) as reader:
        reader.read_file(good, NAME, BUP)  # the process has started
        with pytest.raises(Refused, match="tar längre tid att läsa än en fil får ta, 1 sekund,") as refused:
            reader._ask(*task)
        assert refused.value.code is Code.FOR_STOR
        assert "höj reading_seconds" in refused.value.message
        assert reader.read_file(good, NAME, BUP).sheets


def test_a_process_that_is_killed_costs_only_its_file(reader: Reader, good: Path) -> None:
    with pytest.raises(Refused, match="tar mer minne att läsa"):
        reader._ask(signal.raise_signal, signal.SIGKILL)
    assert reader.read_file(good, NAME, BUP).sheets


def test_a_fault_of_the_program_is_not_taken_for_one_of_the_file(reader: Reader, good: Path) -> None:
    with pytest.raises(KeyError, match="nothing"):
        reader._ask(operator.getitem, {}, "nothing")
    assert reader.read_file(good, NAME, BUP).sheets


def test_records_are_counted_within_the_limits(tmp_path: Path) -> None:
    path = tmp_path / "2025-06-01_records.csv"
    header = "hemregion;operationsdatum;kva_kod;utforarregion;driftsform\n"
    path.write_text(header + "12;2025-05-01;NFB49;12;offentlig\n" * 1000)
    with Reader() as reader:
        counted = reader.read_records(path, "operationer/2025-06-01_records.csv")
    assert not isinstance(counted, Rejection)
    assert counted.counted == 1000


def test_the_kind_of_a_file_is_found_within_the_limits(reader: Reader, good: Path, text: Callable[..., Path]) -> None:
    assert reader.detect_kind(good) is BUP
    assert isinstance(reader.detect_kind(text("a;b\n1;2\n")), Rejection)


def records_file(folder: Path, region: str, count: int = 1000) -> tuple[Path, str]:
    path = folder / f"2025-06-01_{region}.csv"
    header = "hemregion;operationsdatum;kva_kod;utforarregion;driftsform\n"
    path.write_text(header + f"{region};2025-05-01;NFB49;12;offentlig\n" * count)
    return path, f"operationer/{path.name}"


def test_several_files_of_records_give_what_each_gives_alone_in_their_order(tmp_path: Path) -> None:
    files = [records_file(tmp_path, region, 10 * place) for place, region in enumerate(("12", "01", "xx", "09"), 1)]
    files.append((tmp_path / "none.csv", "operationer/none.csv"))
    with Reader() as reader:
        together = reader.read_all_records(files)
        alone = [reader.read_records(path, name) for path, name in files]
    assert [isinstance(counted, Rejection) for counted in together] == [False] * 4 + [True]
    assert list(map(repr, together)) == list(map(repr, alone))


def test_files_that_take_too_much_together_are_counted_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [records_file(tmp_path, region) for region in ("12", "01")]
    with Reader() as reader:
        one_by_one = reader._count
        asked = []

        def never_together(files):
            asked.append(len(files))
            if len(files) > 1:
                raise Refused(Code.FOR_STOR, "för mycket")
            return one_by_one(files)

        monkeypatch.setattr(reader, "_count", never_together)
        counted = reader.read_all_records(files)
    assert asked == [2, 1, 1]
    assert [file.counted for file in counted] == [1000, 1000]


@pytest.mark.parametrize(
    ("memory_mb", "records_mb", "counting", "process"),
    [(1024, None, 512, 1024), (1024, 512, 512, 1024), (1024, 513, 513, 1026), (1024, 4096, 4096, 8192)],
)
def test_the_memory_to_count_records_is_that_of_the_settings(memory_mb, records_mb, counting, process) -> None:
    limits = Limits(memory_mb, 60, records_mb)
    assert (limits.counting_mb, limits.of_records().memory_mb) == (counting, process)


@pytest.mark.parametrize(("records_mb", "at_once"), [(64, 1), (255, 1), (256, 2), (383, 2), (384, 3), (9999, 4)])
def test_files_are_counted_at_once_as_far_as_memory_and_cores_go(records_mb: int, at_once: int) -> None:
    assert Limits(records_mb=records_mb).together(cores=4) == at_once


def test_a_memory_limit_that_is_too_small_to_count_with_refuses_the_file(tmp_path: Path) -> None:
    path, name = records_file(tmp_path, "12", 100_000)
    with Reader(Limits(records_mb=1)) as reader:
        fault = reader.read_records(path, name)
    assert isinstance(fault, Rejection)
    assert "inom minnesgränsen 1MiB" in fault.message_sv
