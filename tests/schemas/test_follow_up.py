from decimal import Decimal

import pandera.errors
import polars as pl
import pytest

from schemas import follow_up
from schemas.follow_up import Fulfilment
from schemas.tables import column_names, descriptions, frame, table_name

MODELS = [
    follow_up.Fulfilment,
    follow_up.MonthStatus,
    follow_up.ReportingGap,
    follow_up.RepaymentLiability,
    follow_up.NationalDevelopment,
    follow_up.Signal,
    follow_up.TariffLine,
    follow_up.CapLine,
    follow_up.RemainingLine,
    follow_up.OperationDevelopment,
    follow_up.PreliminaryPayout,
    follow_up.RegionReason,
]

SKANE = {
    "programme": "p",
    "requirement": "r",
    "region_code": "12",
    "months_met": 1,
    "months_measured": 1,
    "parts_earned": Decimal("1.00"),
    "fulfilled_percent": Decimal("100.00"),
    "months_improvement": 1,
    "months_top_five": 0,
    "months_threshold": 0,
    "months_none": 0,
    "months_not_reported": 0,
    "reserved_kr": 1000,
    "earned_kr_exact": Decimal("1000.00"),
    "mark": "",
}


@pytest.mark.parametrize("model", MODELS, ids=table_name)
def test_a_table_is_a_result_by_programme_whose_columns_say_what_they_hold(model):
    assert table_name(model).startswith("out.")
    assert column_names(model)[0] == "programme"
    assert all(descriptions(model).values())


def test_a_row_within_its_limits_fits():
    Fulfilment.validate(frame(Fulfilment, [SKANE]), lazy=True)


@pytest.mark.parametrize(
    "wrong",
    [{"fulfilled_percent": Decimal("100.01")}, {"months_measured": 0}, {"region_code": "02"}],
    ids=["over a hundred per cent", "no month measured", "no such region"],
)
def test_a_row_outside_its_limits_does_not_fit(wrong):
    with pytest.raises(pandera.errors.SchemaErrors):
        Fulfilment.validate(frame(Fulfilment, [SKANE | wrong]), lazy=True)


def test_a_region_has_one_row_per_requirement():
    twice = pl.concat([frame(Fulfilment, [SKANE])] * 2)
    with pytest.raises(pandera.errors.SchemaErrors):
        Fulfilment.validate(twice, lazy=True)
