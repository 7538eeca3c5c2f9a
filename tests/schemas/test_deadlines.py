"""The table of deadlines."""

import datetime as dt

import pandera.errors
import polars as pl
import pytest

from schemas.deadlines import Deadline
from schemas.tables import frame

ROW: dict[str, object] = {
    "programme": "tillganglighet_2024",
    "deadline": "redovisning",
    "what": "lämna redovisning",
    "who": "region",
    "day": dt.date(2024, 9, 30),
    "is_default_day": False,
    "reference": "",
    "section": "avsnitt 5",
    "payment": "december",
    "month": None,
    "region_code": "01",
    "received": None,
    "is_met": False,
    "sentence_sv": "Regionen ska lämna redovisning senast den 30 september 2024 (avsnitt 5).",
}


def rows(*changes: dict[str, object]) -> pl.DataFrame:
    return frame(Deadline, [ROW | change for change in changes])


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({}, id="one region's duty"),
        pytest.param({"region_code": None, "is_met": None, "payment": None}, id="told as a whole, if at all"),
        pytest.param({"day": None}, id="a day that the agency has not set"),
        pytest.param({"reference": "4.1-1/2024"}, id="a day that the agency has set"),
    ],
)
def test_a_duty_fits_the_table(change: dict[str, object]) -> None:
    assert Deadline.validate(rows(change), lazy=True).height == 1


@pytest.mark.parametrize(
    "change", [{"region_code": "02"}, {"who": "regionen"}, {"programme": "annat"}, {"reference": None}], ids=str
)
def test_what_is_not_a_duty_does_not_fit(change: dict[str, object]) -> None:
    with pytest.raises(pandera.errors.SchemaErrors):
        Deadline.validate(rows(change), lazy=True)


def test_a_deadline_has_one_row_per_region() -> None:
    with pytest.raises(pandera.errors.SchemaErrors):
        Deadline.validate(rows({}, {"is_met": True}), lazy=True)
