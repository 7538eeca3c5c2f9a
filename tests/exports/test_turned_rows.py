"""Turned rows have a row per line and a column per key, also where no row of the table tells anything."""

from datetime import date
from decimal import Decimal

import polars as pl

from exports.printed_sheet import Column, Formula, Kind
from exports.table_layout import Field
from exports.turned_rows import at, total, turned

FEBRUARY, MARCH = date(2031, 2, 1), date(2031, 3, 1)
ROWS = pl.DataFrame(
    {
        "region_code": ["03", "01", "01", "09"],
        "month": [MARCH, FEBRUARY, MARCH, date(2031, 4, 1)],
        "level": ["a", "b", None, "c"],
        "earned_kr_exact": [Decimal("0.50"), Decimal(1), Decimal(2), Decimal(3)],
    },
    schema_overrides={"earned_kr_exact": pl.Decimal(18, 2)},
)


def test_lines_and_keys_stand_in_the_order_asked_for_and_what_is_not_asked_for_is_left_out() -> None:
    found = turned(ROWS, "region_code", ["01", "03"], "month", [MARCH, FEBRUARY], "level")
    assert found.columns == ["region_code", at("level", MARCH), at("level", FEBRUARY)]
    assert found.rows() == [("01", None, "b"), ("03", "a", None)]


def test_several_values_of_a_key_stand_beside_one_another() -> None:
    found = turned(ROWS, "month", [FEBRUARY], "region_code", ["01", "03"], "level", "earned_kr_exact")
    assert found.rows() == [(FEBRUARY, "b", Decimal(1), None, None)]


def test_lines_without_rows_are_there_and_columns_keep_type_and_format() -> None:
    found = turned(ROWS.clear(), "region_code", ["01"], "month", [MARCH], "earned_kr_exact")
    assert found.rows() == [("01", None)]
    name = at("earned_kr_exact", MARCH)
    assert Field(name, 9, "Mars").column(found.schema) == Column("Mars", 9, Kind.EXACT_KRONOR)


def test_a_total_is_a_formula_over_the_columns_of_the_line_with_the_value_it_gives() -> None:
    fields = [Field(at("amount_kr", key), 9, key) for key in "abc"]
    field = total(fields, 12, "Allt")
    assert field.column({}) == Column("Allt", 12, Kind.AMOUNT, is_summed=True)
    row = {at("amount_kr", "a"): 3, at("amount_kr", "b"): None, at("amount_kr", "c"): 4}
    assert field.cell(row) == Formula("=SUM(B{row}:D{row})", 7)
