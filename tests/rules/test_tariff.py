"""Tariff x number up to a cap."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.apportionment import Method
from rules.tariff import by_tariff, month_reached, up_to_cap

FEBRUARY, MARCH, APRIL = date(2025, 2, 1), date(2025, 3, 1), date(2025, 4, 1)
HAMILTON = Method.LARGEST_REMAINDER


def test_each_kind_is_worth_tariff_times_number():
    assert by_tariff({"b": 0, "a": 3}, {"a": 7, "b": 5}) == {"a": 21, "b": 0}


def test_a_kind_without_a_count_is_refused():
    with pytest.raises(KeyError):
        by_tariff({"a": 1}, {"a": 7, "b": 5})


@pytest.mark.parametrize(
    ("cap_kr", "paid"),
    [
        pytest.param(101, {"a": 60, "b": 40}, id="one krona under the cap"),
        pytest.param(100, {"a": 60, "b": 40}, id="exactly the cap"),
        pytest.param(99, {"a": 59, "b": 40}, id="one krona over the cap"),
        pytest.param(50, {"a": 30, "b": 20}, id="twice the cap"),
        pytest.param(0, {"a": 0, "b": 0}, id="a cap of nothing"),
    ],
)
def test_the_cap_binds_only_above_itself(cap_kr, paid):
    assert up_to_cap({"a": 60, "b": 40}, cap_kr, method=HAMILTON) == paid


def test_nothing_done_is_paid_nothing():
    assert up_to_cap({"a": 0, "b": 0}, 100, method=HAMILTON) == {"a": 0, "b": 0}


def test_the_split_follows_the_method_asked_for():
    thirds = {"a": 10, "b": 10, "c": 10}
    assert up_to_cap(thirds, 11, method=HAMILTON) == {"a": 4, "b": 4, "c": 3}
    assert up_to_cap(thirds, 11, method=Method.RESIDUAL_ON_LARGEST) == {"a": 3, "b": 4, "c": 4}


@settings(max_examples=100, deadline=None)
@given(
    gross=st.dictionaries(st.sampled_from("abc"), st.integers(0, 10**8), min_size=1),
    cap_kr=st.integers(0, 10**8),
    method=st.sampled_from(Method),
)
def test_the_kinds_sum_to_the_smaller_of_cap_and_gross(gross, cap_kr, method):
    paid = up_to_cap(gross, cap_kr, method=method)
    assert sum(paid.values()) == min(cap_kr, sum(gross.values()))
    assert paid.keys() == gross.keys()


@pytest.mark.parametrize(
    ("cap_kr", "month"),
    [
        pytest.param(9, FEBRUARY, id="passed in the first month"),
        pytest.param(10, FEBRUARY, id="exactly reached in the first month"),
        pytest.param(11, APRIL, id="one krona more waits for the next operation"),
        pytest.param(15, APRIL, id="exactly reached in the last month"),
        pytest.param(16, None, id="one krona short"),
    ],
)
def test_the_cap_is_reached_in_the_first_month_that_adds_up_to_it(cap_kr, month):
    assert month_reached({APRIL: 5, FEBRUARY: 10, MARCH: 0}, cap_kr) == month


def test_without_months_no_cap_is_reached():
    assert month_reached({}, 1) is None
