from datetime import date
from decimal import Decimal

import pandera.errors
import polars as pl
import pytest

from rules.capacity import occupancy_limits
from rules.decrees.kapacitet_2022 import DECREE
from schemas.capacity import Capacity, CapacityGap, OccupancyMonths, PlannedCapacity, Target
from schemas.tables import TableModel, column_names, descriptions, frame, meaning, table_name

MODELS = (Capacity, PlannedCapacity, OccupancyMonths, Target, CapacityGap)
YEAR = {"programme": "kapacitet_2022", "region_code": "12", "year": 2024, "months_reported": 12, "months_missing": 0}
MONTHS = YEAR | {"months_from_85": 12, "months_from_90": 1, "months_from_100": 0, "mark": ""}


def rows_of(**values: object) -> pl.DataFrame:
    return frame(OccupancyMonths, [MONTHS | values])


@pytest.mark.parametrize("model", MODELS, ids=[model.__name__ for model in MODELS])
def test_every_table_says_what_one_row_is_and_what_each_column_holds(model: TableModel) -> None:
    assert table_name(model).startswith("out.")
    assert meaning(model).startswith("One row is")
    assert all(descriptions(model).values())


def test_there_is_a_column_for_every_limit_and_for_no_other() -> None:
    assert DECREE.capacity
    named = [name for name in column_names(OccupancyMonths) if name.startswith("months_from_")]
    assert named == [f"months_from_{limit}" for limit in occupancy_limits(DECREE.capacity)]


@pytest.mark.parametrize(("months", "fits"), [(-1, False), (0, True), (12, True), (13, False)])
def test_a_year_has_none_to_twelve_months(months: int, fits: bool) -> None:
    rows = rows_of(months_from_85=months)
    if fits:
        OccupancyMonths.validate(rows, lazy=True)
    else:
        with pytest.raises(pandera.errors.SchemaErrors):
            OccupancyMonths.validate(rows, lazy=True)


def test_a_plan_has_the_columns_of_an_outcome_in_the_same_order() -> None:
    assert column_names(PlannedCapacity) == column_names(Capacity)
    assert column_names(Capacity)[:4] == ["programme", "region_code", "month", "beds"]


def test_a_month_without_any_value_fits_and_a_negative_number_of_beds_does_not() -> None:
    key = {"programme": "kapacitet_2022", "region_code": "12", "month": date(2024, 3, 1), "mark": ""}
    without = dict.fromkeys(set(column_names(Capacity)) - set(key))
    Capacity.validate(frame(Capacity, [without | key]), lazy=True)
    with pytest.raises(pandera.errors.SchemaErrors):
        Capacity.validate(frame(Capacity, [without | key | {"beds": Decimal(-1)}]), lazy=True)
