from fractions import Fraction

from rules.comparison import compared, paid_by_region
from rules.payouts import Cause, Payout, Settlement, Undistributed, Withheld
from rules.regions import CODES


def settlement(amounts, undistributed=0, withheld=()):
    return Settlement(
        tuple(Payout("slut", "bonuspott", code, amount) for code, amount in amounts.items()),
        (Undistributed("slut", "bonuspott", undistributed, "skäl"),),
        tuple(Withheld(payment, Cause.AWAITING, "väntar") for payment in withheld),
    )


def test_one_regions_loss_is_anothers_gain_and_counts_once() -> None:
    comparison = compared(settlement({"01": 100, "03": 50}), settlement({"01": 90, "03": 60}))
    assert comparison.differences_kr == dict.fromkeys(CODES, 0) | {"01": -10, "03": 10}
    assert comparison.moved_kr == 10


def test_what_no_region_gets_is_a_party_too() -> None:
    comparison = compared(settlement({"01": 100}, undistributed=16), settlement({"01": 116}))
    assert comparison.moved_kr == 16
    assert comparison.undistributed_kr == (16, 0)


def test_the_difference_in_per_cent_is_of_the_baseline() -> None:
    comparison = compared(settlement({"01": 300, "03": 0}), settlement({"01": 299, "03": 5}))
    assert comparison.percent("01") == Fraction(-1, 3)
    assert comparison.percent("03") is None


def test_a_payment_that_one_of_them_withholds_is_in_no_sum() -> None:
    comparison = compared(settlement({"01": 100}, undistributed=3), settlement({}, withheld=["slut"]))
    assert comparison.left_out == ("slut",)
    assert comparison.moved_kr == 0
    assert comparison.undistributed_kr == (0, 0)


def test_payments_and_components_of_a_region_add_up() -> None:
    paid = Settlement((Payout("a", "x", "25", 3), Payout("b", "y", "25", 4)))
    assert paid_by_region(paid)["25"] == 7
    assert paid_by_region(paid, {"a"})["25"] == 4
