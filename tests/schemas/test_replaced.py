"""The tables of reports that a later delivery replaced."""

import pytest

from rules.reports import KINDS
from schemas.deliveries import KIND_BY_ID
from schemas.replaced import REPLACED
from schemas.tables import polars_schema, table_name


def test_every_kind_of_report_keeps_what_was_replaced() -> None:
    assert set(REPLACED) == set(KINDS)


@pytest.mark.parametrize("kind", sorted(REPLACED))
def test_replaced_reports_have_the_columns_of_those_that_count(kind: str) -> None:
    current = KIND_BY_ID[kind].model
    assert table_name(REPLACED[kind]) == table_name(current).replace("core.", "core.replaced_")
    assert dict(polars_schema(REPLACED[kind])) == dict(polars_schema(current))
