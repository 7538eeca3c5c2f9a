from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.apportionment import Method, NoProportionError, apportion, method_in_use
from rules.readings import AS_DECIDED, Readings

HAMILTON, RESIDUAL = Method.LARGEST_REMAINDER, Method.RESIDUAL_ON_LARGEST
both_methods = pytest.mark.parametrize("method", list(Method))

amounts = st.integers(0, 10**10)
weights = st.dictionaries(st.sampled_from([f"{n:02}" for n in range(1, 26)]), st.integers(0, 3 * 10**6), min_size=1)
FEW = settings(max_examples=60, deadline=None)


def test_the_largest_remainders_get_the_kronor_left_over():
    assert apportion(100, {"01": 505, "03": 304, "04": 191}, method=HAMILTON) == {"01": 51, "03": 30, "04": 19}


def test_the_largest_part_gets_what_half_up_leaves():
    assert apportion(10, {"01": 34, "03": 33, "04": 33}, method=RESIDUAL) == {"01": 4, "03": 3, "04": 3}


def test_the_largest_part_gives_what_half_up_takes_too_much():
    assert apportion(10, {"01": 35, "03": 35, "04": 30}, method=RESIDUAL) == {"01": 3, "03": 4, "04": 3}


def test_the_methods_differ_where_another_part_has_the_largest_remainder():
    shares = {"01": 524, "03": 338, "04": 138}
    assert apportion(10, shares, method=HAMILTON) == {"01": 5, "03": 4, "04": 1}
    assert apportion(10, shares, method=RESIDUAL) == {"01": 6, "03": 3, "04": 1}


@pytest.mark.parametrize(
    ("population", "first", "second"),
    [
        pytest.param({"01": 5, "03": 6}, "03", "01", id="larger population"),
        pytest.param({"01": 6, "03": 6}, "01", "03", id="same population: lowest code"),
        pytest.param({"03": 1}, "03", "01", id="one in no population: it comes last"),
        pytest.param(None, "01", "03", id="no population: lowest code"),
    ],
)
def test_equal_weights_are_told_apart_by_population_and_then_by_code(population, first, second):
    equal = {"03": 1, "01": 1}
    gets_what_is_over = apportion(3, equal, method=HAMILTON, population=population)
    gives_what_is_too_much = apportion(3, equal, method=RESIDUAL, population=population)
    assert gets_what_is_over == {first: 2, second: 1}
    assert gives_what_is_too_much == {first: 1, second: 2}


def test_equal_remainders_go_to_the_larger_weight():
    assert apportion(2, {"01": 1, "03": 3}, method=HAMILTON) == {"01": 0, "03": 2}


def test_the_parts_stand_in_the_order_of_the_weights():
    assert list(apportion(10, {"12": 1, "01": 1, "09": 1}, method=HAMILTON)) == ["12", "01", "09"]


@both_methods
def test_weights_that_are_all_zero_give_no_proportion(method):
    with pytest.raises(NoProportionError, match=r"^no weight is above zero$"):
        apportion(10, {"01": 0, "03": 0}, method=method)
    with pytest.raises(NoProportionError, match=r"^no weight is above zero$"):
        apportion(10, {}, method=method)


@pytest.mark.parametrize(("amount", "weight"), [(-1, 1), (1, -1)], ids=["amount", "weight"])
def test_what_is_below_zero_is_refused(amount, weight):
    with pytest.raises(ValueError, match=r"^amounts and weights cannot be negative$"):
        apportion(amount, {"01": weight, "03": 5}, method=HAMILTON)


@both_methods
@FEW
@given(amount=amounts, shares=weights)
def test_the_parts_sum_to_the_amount(method, amount, shares):
    shares = shares | {"25": 1}
    assert sum(apportion(amount, shares, method=method).values()) == amount


@both_methods
@FEW
@given(amount=amounts, shares=weights)
def test_the_order_of_the_weights_changes_no_part(method, amount, shares):
    shares = shares | {"25": 1}
    backwards = dict(reversed(shares.items()))
    assert apportion(amount, shares, method=method) == apportion(amount, backwards, method=method)


@FEW
@given(amount=amounts, shares=weights)
def test_with_the_largest_remainder_every_part_is_within_a_krona_of_its_share(amount, shares):
    shares = shares | {"25": 1}
    total = sum(shares.values())
    for code, part in apportion(amount, shares, method=HAMILTON).items():
        assert abs(part - Fraction(amount * shares[code], total)) < 1


@FEW
@given(amount=amounts, shares=weights)
def test_with_the_residual_on_the_largest_all_other_parts_are_half_up(amount, shares):
    shares = shares | {"25": 1}
    total = sum(shares.values())
    off = [
        code
        for code, part in apportion(amount, shares, method=RESIDUAL).items()
        if not -Fraction(1, 2) < part - Fraction(amount * shares[code], total) <= Fraction(1, 2)
    ]
    assert len(off) <= 1


def test_a_programme_shares_by_its_own_method_unless_a_reading_says_otherwise():
    assert [method_in_use(own, AS_DECIDED) for own in Method] == list(Method)
    assert [method_in_use(own, Readings(t03="residual_on_largest")) for own in Method] == [RESIDUAL, RESIDUAL]
