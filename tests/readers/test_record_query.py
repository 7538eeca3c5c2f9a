"""The text of the queries: it is read by both engines, and bounds what leaves them."""

import duckdb
import pytest
import sqlglot

from readers.record_query import counting, spellings

QUERIES = [
    pytest.param(spellings(100_000), id="spellings"),
    pytest.param(counting(is_numbered=False), id="counting"),
    pytest.param(counting(is_numbered=True), id="counting with places"),
]
STRANGE_TO_SPARK = ("QUALIFY", "ENUM", "GROUP BY ALL", "VARCHAR", "::")


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("dialect", ["duckdb", "spark"])
def test_the_text_is_read_in_both_dialects(query: str, dialect: str) -> None:
    statements = sqlglot.parse(query, read=dialect, error_level=sqlglot.ErrorLevel.RAISE)
    assert [type(statement).__name__ for statement in statements] == ["Select"]


@pytest.mark.parametrize("query", QUERIES)
def test_duckdb_reads_the_text_itself(query: str) -> None:
    (statement,) = duckdb.extract_statements(query)
    assert statement.type == duckdb.StatementType.SELECT


@pytest.mark.parametrize("query", QUERIES)
def test_the_text_has_nothing_that_only_duckdb_knows(query: str) -> None:
    assert not [word for word in STRANGE_TO_SPARK if word in query.upper()]


@pytest.mark.parametrize("query", QUERIES)
def test_where_the_order_matters_the_place_of_nulls_is_told(query: str) -> None:
    for ordered in sqlglot.parse_one(query, read="duckdb").find_all(sqlglot.exp.Ordered):
        name = ordered.this.sql()
        assert name == "times" or f"{name} NULLS LAST" in query


def test_no_more_spellings_leave_the_engine_than_four_columns_may_have_and_one() -> None:
    with duckdb.connect() as connection:
        columns = "'h' || i AS hemregion, 'k' || i AS kva_kod, 'u' || i AS utforarregion, 'd' || i AS driftsform"
        connection.execute(f"CREATE VIEW records AS SELECT {columns} FROM range(1000) r(i)")
        assert len(connection.execute(spellings(10)).fetchall()) == 41
        assert len(connection.execute(spellings(1000)).fetchall()) == 4000
