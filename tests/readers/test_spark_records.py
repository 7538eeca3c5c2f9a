"""What a cluster that cannot be asked, or that complains, is to people. Real ones are in tests/system/test_spark.py."""

import socket
import sys
import threading
from typing import Any

import pytest

from readers.rejections import Code, Refused
from readers.spark_records import NoAnswer, SparkCluster


class Session:
    """One that answers with what `read` is told to do."""

    def __init__(self, read: Any) -> None:
        self._read = read
        self.interrupted, self.stopped = threading.Event(), threading.Event()

    @property
    def read(self) -> Any:
        return self._read()

    def interruptAll(self) -> None:  # noqa: N802 - Spark's name
        self.interrupted.set()

    def stop(self) -> None:
        self.stopped.set()


class ComplaintError(Exception):
    def __init__(self, condition: str) -> None:
        super().__init__("a value that nobody may see: 191212121212")
        self.condition = condition

    def getCondition(self) -> str:  # noqa: N802 - Spark's name
        return self.condition


def asked(monkeypatch: pytest.MonkeyPatch, session: Session, seconds: int = 60) -> Refused:
    monkeypatch.setattr(SparkCluster, "_session", lambda self: session)
    with pytest.raises(Refused) as refused:
        SparkCluster("sc://made.up", "/", seconds).lying("/x")
    return refused.value


def complaining(condition: str) -> Session:
    def complain() -> None:
        raise ComplaintError(condition)

    return Session(complain)


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("PATH_NOT_FOUND", Code.OLASBAR),
        ("FAILED_READ_FILE.CANNOT_READ_FILE_FOOTER", Code.TRASIG_FIL),
        ("UNABLE_TO_INFER_SCHEMA", Code.TRASIG_FIL),
        ("CANNOT_MERGE_SCHEMAS", Code.TRASIG_FIL),
    ],
)
def test_what_is_wrong_with_the_files_is_the_senders(monkeypatch, condition: str, code: Code) -> None:
    session = complaining(condition)
    refused = asked(monkeypatch, session)
    assert refused.code is code and not isinstance(refused, NoAnswer)
    assert session.stopped.wait(10)


@pytest.mark.parametrize("condition", ["UNRESOLVED_COLUMN", "OPERATION_CANCELED", "RETRIES_EXCEEDED"])
def test_everything_else_is_the_clusters_and_asked_again(monkeypatch, condition: str) -> None:
    refused = asked(monkeypatch, complaining(condition))
    assert isinstance(refused, NoAnswer)
    assert condition in refused.message and "1912" not in refused.message


def test_a_question_that_takes_too_long_is_given_up_and_stopped_there(monkeypatch) -> None:
    free = threading.Event()
    session = Session(free.wait)
    refused = asked(monkeypatch, session, seconds=0)
    free.set()
    assert isinstance(refused, NoAnswer) and "0 sekunder" in refused.message
    assert session.interrupted.wait(10)


def test_without_a_cluster_or_anyone_who_listens_the_remedy_is_told() -> None:
    with pytest.raises(NoAnswer, match="Ange spark och spark_folder i inställningarna"):
        SparkCluster().count("/x", "x")
    with pytest.raises(NoAnswer, match=r"klustret 127\.0\.0\.1:1 svarar inte") as silent:
        SparkCluster("sc://127.0.0.1:1/;token=abc123", "/").count("/x", "x")
    assert "abc123" not in silent.value.message


def test_without_the_package_its_name_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("pyspark", "pyspark.errors", "pyspark.sql"):
        monkeypatch.setitem(sys.modules, name, None)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(NoAnswer, match="pyspark-client är inte installerat"):
            SparkCluster(f"sc://127.0.0.1:{port}", "/").lying("/x")
