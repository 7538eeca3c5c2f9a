"""Operation records that lie as Parquet in a Spark cluster, counted there through Spark Connect.

What leaves the cluster are counts, the different texts of the four coded columns (a bounded number of them) and of each
cause of faults the three commonest values. No Java is needed on this side.
"""

import logging
import socket
import threading
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlsplit

import polars as pl

from readers.pointers import Lying
from readers.record_counting import RecordCounts, count_records
from readers.record_sources import chosen_columns
from readers.rejections import Code, Refused
from rules.swedish import counted, number

T = TypeVar("T")
DEFAULT_PORT = 15_002
MOST_FILES = 100_000
_CONTACT_SECONDS = 10
_LISTING_SECONDS = 600
"""A run waits for this even when nothing is new."""
_SETTINGS = {
    "spark.sql.session.timeZone": "Europe/Stockholm",  # a point in time falls on the day it was in Sweden
    "spark.sql.caseSensitive": "true",  # of two columns that differ in case only none may be chosen silently
    "spark.sql.files.ignoreCorruptFiles": "false",
    "spark.sql.files.ignoreMissingFiles": "false",  # records that are lost must be missed
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",  # 01 in the name of a folder is no number
}
_DAY_TYPES = ("date", "timestamp", "timestamp_ntz")


class NoAnswer(Refused):
    """The cluster could not be asked now. What was counted before stands, and the next run asks again."""

    def __init__(self, why: str) -> None:
        super().__init__(Code.INGET_SVAR, why)


@dataclass(frozen=True)
class SparkCluster:
    """A cluster: `address` is `sc://host:port` (empty for none), `folder` the one folder that pointers may name.

    No question may take more than `seconds`. All raise `Refused`, and `NoAnswer` when it is not for what lies there.
    """

    address: str = field(default="", repr=False)  # it may hold a token
    folder: str = ""
    seconds: int = 3600

    def require(self) -> None:
        """Raises `NoAnswer` when there is no cluster to ask."""
        if not self.address:
            raise NoAnswer(
                "filen pekar på poster i ett kluster men inget kluster är inställt. Ange spark och spark_folder i "
                "inställningarna, eller lämna posterna som en fil."
            )

    def lying(self, path: str) -> Lying:
        """The files at a path. No file is opened: only names, sizes and times are asked for."""
        return self._asked(lambda session: _lying(session, path), min(self.seconds, _LISTING_SECONDS))

    def count(self, path: str, name: str) -> RecordCounts:
        """The counts of the records at a path, as they would be of the same records in a file called `name`."""

        def counts(session: Any) -> RecordCounts:
            return count_records(_SparkRecords(session, path, len(_lying(session, path))), name)

        return self._asked(counts, self.seconds)

    def _asked(self, question: Callable[[Any], T], seconds: int) -> T:
        """The answer to a question, asked in a thread that is left alone when it takes too long."""
        session = self._session()
        answers: list[T] = []
        errors: list[Exception] = []

        def ask() -> None:
            try:
                answers.append(question(session))
            except Exception as error:
                errors.append(error)
            with suppress(Exception):
                session.stop()

        asking = threading.Thread(target=ask, daemon=True)
        asking.start()
        asking.join(seconds)
        if not answers and not errors:
            threading.Thread(target=session.interruptAll, daemon=True).start()
            time = counted(seconds, "sekund", "sekunder")
            raise NoAnswer(f"klustret svarade inte inom {time} (spark_seconds). Kör igen när det är mindre belastat.")
        if errors:
            raise _told(errors[0]) from None
        return answers[0]

    def _session(self) -> Any:
        self.require()
        place = urlsplit(self.address)
        where = f"{place.hostname}:{place.port or DEFAULT_PORT}"
        try:
            socket.create_connection((place.hostname or "", place.port or DEFAULT_PORT), _CONTACT_SECONDS).close()
        except OSError:
            raise NoAnswer(f"klustret {where} svarar inte. Kontrollera att det är igång och kör igen.") from None
        try:
            # Tables are exchanged as Arrow; pandas, which it warns of, is not used.
            warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
            from pyspark.errors import PySparkException
            from pyspark.sql import SparkSession
        except ImportError:
            raise NoAnswer(
                "filen pekar på poster i ett kluster men pyspark-client är inte installerat. Installera det med "
                "make setup-cluster och kör igen."
            ) from None
        # Its messages quote queries and values; what people need to know is told by whoever asks.
        logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL + 1)
        try:
            session = SparkSession.builder.remote(self.address).create()
            for name, value in _SETTINGS.items():
                session.conf.set(name, value)
            return session
        except (PySparkException, OSError, ValueError) as error:
            raise _told(error) from None


@dataclass(frozen=True)
class _SparkRecords:
    """The records at a path as the views of `readers.record_query.Records`."""

    session: Any
    path: str
    files: int

    def __post_init__(self) -> None:
        delivered = self.session.read.parquet(self.path)
        types = dict(delivered.dtypes)
        written = chosen_columns(list(types))
        day = written["operationsdatum"]
        if types[day] not in _DAY_TYPES:
            raise Refused(
                Code.FEL_FORMAT,
                "kolumnen operationsdatum är inget datum i klustret utan text eller tal. Spara den som datum (date).",
            )
        columns = [f"CAST({_quoted(name)} AS STRING) AS {column}" for column, name in written.items()]
        columns.append(f"CAST({_quoted(day)} AS DATE) AS operated")
        # The place of a record says something where it lies in the only file.
        has_places = self.files == 1 and "_metadata" not in types
        number = "_metadata.row_index + 1" if has_places else "CAST(NULL AS BIGINT)"
        delivered.selectExpr(*columns).createOrReplaceTempView("records")
        delivered.selectExpr(*columns, f"{number} AS number").createOrReplaceTempView("numbered_records")

    def rows(self, query: str) -> list[Any]:
        """What a query gives."""
        rows: list[Any] = self.session.sql(query).collect()
        return rows

    def spell(self, column: str, pairs: Sequence[tuple[str, int]]) -> None:
        """Keep what the texts of a column mean as a view."""
        spelled = pl.DataFrame(pairs, schema={"text": pl.String, "value": pl.Int8}, orient="row")
        table = self.session.createDataFrame(spelled.to_arrow(), "text STRING, value TINYINT")
        table.createOrReplaceTempView(f"spelled_{column}")


def _lying(session: Any, path: str) -> Lying:
    files = session.read.format("binaryFile").load(path)  # the contents are not read unless asked for
    rows = files.selectExpr("path", "length", "unix_micros(modificationTime)").limit(MOST_FILES + 1).collect()
    if len(rows) > MOST_FILES:
        raise Refused(Code.FOR_STOR, f"där ligger fler än {number(MOST_FILES)} filer. Slå ihop dem till färre.")
    return tuple(sorted((path, size, changed) for path, size, changed in rows))


def _told(error: Exception) -> Exception:
    """What an error of Spark is to the sender or the case officer. Its own message may quote values and is not told."""
    if isinstance(error, Refused):
        return error
    condition = getattr(error, "getCondition", lambda: None)() or type(error).__name__
    if condition.startswith("PATH_NOT_FOUND"):
        return Refused(Code.OLASBAR, "det finns inget på sökvägen i klustret. Rätta sökvägen och lämna filen på nytt.")
    if condition.startswith(("FAILED_READ_FILE", "UNABLE_TO_INFER_SCHEMA", "CANNOT_MERGE_SCHEMAS")):
        return Refused(
            Code.TRASIG_FIL,
            f"det som ligger på sökvägen kan inte läsas som Parquet ({condition}). Lägg dit hela filer och kör igen.",
        )
    return NoAnswer(
        f"klustret kunde inte räkna posterna ({condition}). Kör igen; händer det åter, be dess drift om råd."
    )


def _quoted(identifier: str) -> str:
    return "`" + identifier.replace("`", "``") + "`"
