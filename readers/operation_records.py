"""Operations delivered as a file of records (one row is one operation), and what they do to reported counts.

The records go through DuckDB straight from the file. How a file is opened belongs in `readers.record_sources`, how
records are counted in `readers.record_counting`.
"""

import tempfile
from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from readers.archive import DELIVER_AGAIN
from readers.record_counting import KEY, RecordCounts, count_records
from readers.record_sources import looks_like_records, open_records
from readers.rejections import Code, Refused, Rejection, refusal
from rules.regions import BY_CODE
from rules.swedish import counted, month_name, number
from rules.tariffs import kind_words

__all__ = ["compare", "looks_like_records", "read_records"]


def read_records(
    path: Path,
    name: str,
    *,
    memory_limit: str = "1GiB",
    threads: int | None = None,
    procedure_codes: tuple[tuple[str, str], ...] | None = None,
) -> RecordCounts | Rejection:
    """Count the records of a Parquet or text file, or say why the file cannot be taken.

    `name` is the path below the folder of deliveries, as messages give it; `memory_limit` is DuckDB's, what
    goes beyond it is laid in a folder that is removed; `threads` are as many as there are cores when not told;
    `procedure_codes` are beginnings of procedure codes
    with the kind each counts as, those that decrees declare when not told. Months that no decree measures are
    counted too. Never raises for what the file is or holds.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="bonuspott-") as folder:
            return _counted(path, name, Path(folder), memory_limit, threads, procedure_codes)
    except Refused as refused:
        return refusal(name, refused.code, refused.message)
    except duckdb.OutOfMemoryException:
        return refusal(
            name,
            Code.FOR_STOR,
            f"filen kan inte läsas inom minnesgränsen {memory_limit}. Dela upp uppgifterna på flera filer.",
        )
    except (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException):
        raise  # a fault of the queries here, not of the file
    except duckdb.Error:
        return refusal(name, Code.TRASIG_FIL, f"filen är skadad eller ofullständig och kan inte läsas. {DELIVER_AGAIN}")


def compare(records: pl.DataFrame, counts: pl.DataFrame, covered: Collection[date]) -> pl.DataFrame:
    """Where reported counts differ from those of the records, which win in the `covered` months.

    Both have the columns of `COUNTS`. Nothing reported where the records have 0 is no difference. Of covered months
    only regions that have reported are compared; of other months everything the records have is told, since it is
    used nowhere else.
    """
    reported_months = counts.select("region_code", "month").unique().with_columns(is_reported=True)
    differing = (
        records.select(*KEY, pl.col("operation_count").alias("record_count"))
        .join(reported_months, on=["region_code", "month"], how="left")
        .with_columns(is_covered=pl.col("month").is_in(list(covered)))
        .filter(~pl.col("is_covered") | pl.col("is_reported"))
        .join(counts.select(*KEY, pl.col("operation_count").alias("reported_count")), on=KEY, how="left")
        .filter(pl.col("record_count") != pl.col("reported_count").fill_null(0))
        .select(*KEY, "record_count", "reported_count", "is_covered")
        .sort(KEY)
    )
    messages = [_difference(row) for row in differing.iter_rows(named=True)]
    return differing.with_columns(pl.Series("message_sv", messages, dtype=pl.String))


def _difference(row: dict[str, Any]) -> str:
    reported = row["reported_count"]
    said = "inget antal har rapporterats" if reported is None else f"rapporterat antal är {number(reported)}"
    if row["is_covered"]:
        used = "Patientregistrets antal används."
    else:
        used = "Posterna omfattar inte alla hemregioner den månaden och används inte."
    return (
        f"{BY_CODE[row['region_code']].official_name}, {month_name(row['month'])}, "
        f"{kind_words().get(row['operation'], row['operation'])}, {row['performer'].replace('_', ' ')}: "
        f"patientregistret har {counted(row['record_count'], 'operation', 'operationer')} och {said}. {used}"
    )


def _counted(
    path: Path,
    name: str,
    folder: Path,
    memory_limit: str,
    threads: int | None,
    procedure_codes: tuple[tuple[str, str], ...] | None,
) -> RecordCounts:
    with duckdb.connect(
        config={
            "memory_limit": memory_limit,
            "temp_directory": str(folder / "spill"),
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
    ) as connection:
        connection.execute("SET TimeZone = 'Europe/Stockholm'")
        connection.execute("SET enable_progress_bar = false")
        if threads:
            connection.execute("SET threads = ?", [threads])
        records = open_records(connection, path, folder)
        return count_records(records, name, procedure_codes, records.lines)
