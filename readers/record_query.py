"""The queries that count operation records: one text for every engine that holds records, and what their numbers mean.

Written in what DuckDB and Spark both read: texts are judged once by the caller and joined as small integers, and
nulls are put last by name. How an engine is reached belongs to `readers.record_sources` and `readers.spark_records`.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from readers.dates import FIRST_YEAR, LAST_YEAR
from readers.rejections import SHOWN_LENGTH
from rules.regions import CODES

PERFORMERS = ("annan_region", "egen_region", "privat")
FORMS = ("offentlig", "privat")
CAUSES = ("okand_hemregion", "ogiltigt_datum", "ogiltig_kod", "okand_utforarregion", "okand_driftsform")
"""Why a record is not counted, in the order in which a record with several faults is judged."""
REGIONS = tuple(CODES)
TEXT_COLUMNS = ("hemregion", "kva_kod", "utforarregion", "driftsform")
LONGEST_SPELLING = 100
"""Longer texts are values of no column."""
MOST_EXAMPLES = 3
"""Of each cause so many faulty values are told, the commonest."""

_ANOTHER, _OWN, _PRIVATE = range(len(PERFORMERS))
_PRIVATE_FORM = FORMS.index("privat")
_NO_HOME, _NO_DAY, _NO_CODE, _NO_PERFORMING, _NO_FORM = range(len(CAUSES))
_FAULTY = (*TEXT_COLUMNS[:1], "operationsdatum", *TEXT_COLUMNS[1:])
"""The column of each cause."""


class Records(Protocol):
    """Records in some engine.

    The views `records` and `numbered_records` have the text columns and `operationsdatum` as text and `operated` as
    date; the latter also `number`, the record's place from 1, null where places say nothing.
    """

    def rows(self, query: str) -> Iterable[Sequence[Any]]:
        """What a query of this module gives."""

    def spell(self, column: str, pairs: Sequence[tuple[str, int]]) -> None:
        """Keep the texts of a column that have a value as the table `spelled_<column>` (text, value) of the engine."""


def _tiny(number: int) -> str:
    """A number of one byte: groups of larger ones take longer to count."""
    return f"CAST({number} AS TINYINT)"


def spellings(most: int) -> str:
    """The different texts of the text columns, one text a row, or enough of them to tell that a column has too many.

    A column may have `most`. What leaves the engine is bounded: one row more than all columns may have together.
    """
    return f"""
    SELECT {", ".join(TEXT_COLUMNS)} FROM records
    GROUP BY GROUPING SETS ({", ".join(f"({column})" for column in TEXT_COLUMNS)})
    HAVING length(coalesce({", ".join(TEXT_COLUMNS)})) <= {LONGEST_SPELLING}
    LIMIT {len(TEXT_COLUMNS) * most + 1}
"""


def counting(*, is_numbered: bool) -> str:
    """The records by region, month, operation and performer, and what could not be counted by cause.

    Columns: those four and the cause as numbers (the cause null for what counts, the others null for what does not), an
    example's place, value and first number, and how many records. A cause has a row for each of its commonest values
    and one without place for all others.
    """
    records, number = ("numbered_records", "number") if is_numbered else ("records", "CAST(NULL AS BIGINT)")
    return _COUNTING.format(records=records, number=number)


_VALUE = (
    f"left(CASE cause {' '.join(f'WHEN {cause} THEN {c}' for cause, c in enumerate(_FAULTY))} END, {4 * SHOWN_LENGTH})"
)
_KEY = ("region", "possible_month", "operation", "performer")
_COUNTING = f"""
WITH judged AS (
    SELECT
        home.value AS region,
        CASE WHEN operated BETWEEN DATE '{FIRST_YEAR}-01-01' AND DATE '{LAST_YEAR}-12-31'
             THEN CAST(date_trunc('month', operated) AS DATE) END AS possible_month,
        code.value AS operation,
        CASE WHEN form.value = {_PRIVATE_FORM} THEN {_tiny(_PRIVATE)}
             WHEN performing.value = home.value THEN {_tiny(_OWN)}
             ELSE {_tiny(_ANOTHER)} END AS performer,
        CASE WHEN home.value IS NULL THEN {_tiny(_NO_HOME)}
             WHEN possible_month IS NULL THEN {_tiny(_NO_DAY)}
             WHEN code.value IS NULL THEN {_tiny(_NO_CODE)}
             -- A private performer is known without a region, so it may be empty; a wrong one is a fault all the same.
             WHEN performing.value IS NULL AND (form.value = {_PRIVATE_FORM}
                 AND trim(coalesce(utforarregion, '')) = '') IS NOT TRUE THEN {_tiny(_NO_PERFORMING)}
             WHEN form.value IS NULL THEN {_tiny(_NO_FORM)} END AS cause,
        {{number}} AS number, hemregion, operationsdatum, kva_kod, utforarregion, driftsform
    FROM {{records}}
    LEFT JOIN spelled_hemregion home ON hemregion = home.text
    LEFT JOIN spelled_kva_kod code ON kva_kod = code.text
    LEFT JOIN spelled_utforarregion performing ON utforarregion = performing.text
    LEFT JOIN spelled_driftsform form ON driftsform = form.text
),
counted AS (
    SELECT {", ".join(_KEY)}, cause, {_VALUE} AS value,
        count(*) AS times, min(CASE WHEN cause IS NOT NULL THEN number END) AS first_number
    FROM judged GROUP BY {", ".join(_KEY)}, cause, {_VALUE}
),
told AS (
    SELECT {", ".join(f"CASE WHEN cause IS NULL THEN {column} END AS {column}" for column in _KEY)},
        cause, value, times, first_number
    FROM counted
),
by_value AS (
    SELECT {", ".join(_KEY)}, cause, value, sum(times) AS times, min(first_number) AS first_number
    FROM told GROUP BY {", ".join(_KEY)}, cause, value
),
placed AS (
    SELECT *, CASE WHEN cause IS NOT NULL THEN row_number() OVER (
        PARTITION BY cause ORDER BY times DESC, first_number NULLS LAST, value NULLS LAST) END AS place
    FROM by_value
),
kept AS (
    SELECT {", ".join(_KEY)}, cause, times, CASE WHEN place <= {MOST_EXAMPLES} THEN place END AS place,
        CASE WHEN place <= {MOST_EXAMPLES} THEN value END AS value,
        CASE WHEN place <= {MOST_EXAMPLES} THEN first_number END AS first_number
    FROM placed
)
SELECT {", ".join(_KEY)}, cause, place, value, first_number, CAST(sum(times) AS BIGINT) AS times
FROM kept GROUP BY {", ".join(_KEY)}, cause, place, value, first_number
"""
