import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.ranking import ranks, top_placed
from rules.readings import Readings

NONE_TIED = Readings(t11="none_tied")
SIX = {"01": 1, "03": 2, "04": 3, "05": 4, "06": 5, "07": 6}


def test_equal_values_share_the_better_place():
    assert ranks({"01": 3, "03": 1, "04": 2, "05": 2}, fewest_first=True) == {"01": 4, "03": 1, "04": 2, "05": 2}


def test_the_most_can_be_the_best():
    assert ranks({"01": 3, "03": 1}, fewest_first=False) == {"01": 1, "03": 2}


@pytest.mark.parametrize(
    ("values", "inside", "without_ties"),
    [
        pytest.param(SIX, "01 03 04 05 06", "01 03 04 05 06", id="no tie: five"),
        pytest.param(SIX | {"07": 5}, "01 03 04 05 06 07", "01 03 04 05", id="two share the fifth place"),
        pytest.param(SIX | {"06": 4}, "01 03 04 05 06", "01 03 04 05 06", id="a tie that fits"),
        pytest.param(dict.fromkeys(SIX, 0), "01 03 04 05 06 07", "", id="all the same"),
        pytest.param({"01": 1, "03": 1}, "01 03", "01 03", id="fewer than five"),
        pytest.param({}, "", "", id="nobody"),
    ],
)
def test_all_who_share_the_fifth_place_are_in_unless_none_of_them_is(values, inside, without_ties):
    assert top_placed(values, fewest_first=True, places=5) == set(inside.split())
    assert top_placed(values, fewest_first=True, places=5, readings=NONE_TIED) == set(without_ties.split())


@given(st.dictionaries(st.sampled_from([f"{n:02}" for n in range(1, 26)]), st.integers(0, 9)), st.booleans())
def test_nobody_outside_is_better_than_anybody_inside(values, fewest_first):
    inside = top_placed(values, fewest_first=fewest_first, places=5)
    sign = 1 if fewest_first else -1
    assert len(inside) >= min(5, len(values))
    assert all(sign * values[out] > sign * values[among] for out in set(values) - inside for among in inside)
