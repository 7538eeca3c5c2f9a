from datetime import date
from decimal import Decimal
from random import Random

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from readers.replacement import replace
from schemas.deliveries import KIND_BY_ID
from schemas.tables import frame

KIND = KIND_BY_ID["malvarden"]
EARLY, LATE = date(2024, 3, 1), date(2024, 4, 1)


def delivery(received: date, file: str, *values: tuple[str | None, str | None], sheet: str = "Data") -> pl.DataFrame:
    """Target values of Skåne: one row per (unit, value)."""
    rows = [
        {
            "region_code": "12",
            "unit": unit,
            "metric": "vardplatser",
            "target_value": None if value is None else Decimal(value),
            "valid_from": date(2025, 1, 1),
            "mark": None,
            "received": received,
            "file": file,
            "sheet": sheet,
            "row": number,
        }
        for number, (unit, value) in enumerate(values, start=2)
    ]
    return frame(KIND.model, rows)


def current(*frames: pl.DataFrame) -> dict[str | None, Decimal | None]:
    rows = replace(frames, KIND.key).current.iter_rows(named=True)
    return {row["unit"]: row["target_value"] for row in rows}


def test_the_later_received_delivery_wins_key_by_key() -> None:
    old = delivery(EARLY, "malvarden/b.xlsx", ("IVA", "1"), ("Akut", "2"))
    new = delivery(LATE, "malvarden/a.xlsx", ("Akut", "3"), ("BB", "4"))
    assert current(old, new) == current(new, old) == {"IVA": 1, "Akut": 3, "BB": 4}


def test_a_replaced_row_says_what_replaced_it() -> None:
    old = delivery(EARLY, "malvarden/b.xlsx", ("IVA", "1"), ("Akut", "2"))
    new = delivery(LATE, "malvarden/a.csv", ("Akut", "3"), sheet="")
    assert replace([new, old], KIND.key).replaced.rows(named=True) == [
        {
            "received": EARLY,
            "file": "malvarden/b.xlsx",
            "sheet": "Data",
            "row": 3,
            "by_received": LATE,
            "by_file": "malvarden/a.csv",
            "by_sheet": "",
            "by_row": 2,
        }
    ]


def test_on_the_same_day_the_file_name_that_sorts_last_wins_before_its_folder() -> None:
    by_name = delivery(EARLY, "malvarden/a/2.xlsx", ("IVA", "2")), delivery(EARLY, "malvarden/b/1.xlsx", ("IVA", "1"))
    assert current(*by_name) == {"IVA": 2}
    by_folder = delivery(EARLY, "malvarden/b/1.xlsx", ("IVA", "2")), delivery(EARLY, "malvarden/a/1.xlsx", ("IVA", "1"))
    assert current(*by_folder) == {"IVA": 2}


def test_an_empty_value_withdraws_an_earlier_one() -> None:
    assert current(delivery(EARLY, "a", ("IVA", "1")), delivery(LATE, "b", ("IVA", None))) == {"IVA": None}


def test_no_unit_is_a_key_of_its_own() -> None:
    old, new = delivery(EARLY, "a", (None, "1"), ("IVA", "2")), delivery(LATE, "b", (None, "3"))
    assert current(old, new) == {None: 3, "IVA": 2}


def test_the_same_file_delivered_twice_counts_once() -> None:
    first, again = delivery(EARLY, "a.xlsx", ("IVA", "1")), delivery(LATE, "b.xlsx", ("IVA", "1"))
    result = replace([first, again], KIND.key)
    assert result.current["file"].to_list() == ["b.xlsx"]
    assert result.replaced["file"].to_list() == ["a.xlsx"]


def test_no_rows_stay_no_rows_in_the_columns_of_the_table() -> None:
    empty = delivery(EARLY, "a")
    result = replace([empty], KIND.key)
    assert_frame_equal(result.current, empty)
    assert result.replaced.is_empty()


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([EARLY, LATE]), st.sets(st.sampled_from([None, "IVA", "Akut", "BB"]), min_size=1)),
        min_size=1,
        max_size=5,
    ),
    st.randoms(use_true_random=False),
)
def test_every_row_counts_or_is_replaced_whatever_the_order(
    deliveries: list[tuple[date, set[str | None]]], random: Random
) -> None:
    frames = [
        delivery(received, f"{number}.xlsx", *[(unit, str(number)) for unit in sorted(units, key=str)])
        for number, (received, units) in enumerate(deliveries)
    ]
    result = replace(frames, KIND.key)
    assert result.current.height + result.replaced.height == sum(map(len, frames))
    assert result.current.select(KIND.key).is_unique().all()
    random.shuffle(frames)
    assert_frame_equal(replace(frames, KIND.key).current, result.current)
