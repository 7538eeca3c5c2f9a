"""The agreement 2024: the amounts of the decision of 2024-12-16, and those of the agreement."""

from dataclasses import replace

import pytest

from rules.decrees.tillganglighet_2024_facit import AUGUST_TOTAL_KR, COLUMNS, DECISION, TABLE_1, TABLE_1_TOTALS
from rules.readings import Readings
from rules.regions import BY_CODE, CODES
from rules.swedish import NO_BREAK_SPACE
from tests.rules.decrees.bup import DECREE, N, bup_case
from tests.rules.decrees.reported_bup import (
    INPUTS,
    POTS,
    amounts,
    decoded_reports,
    decoded_settlement,
    same_for_all,
    settled,
)


def differences_of(settlement):
    return DECISION.differences(bup_case({}, INPUTS), settlement)


# The decision of 2024-12-16


@pytest.mark.parametrize("code", [pytest.param(code, id=BY_CODE[code].name) for code in CODES])
def test_the_published_amounts_of_a_region_come_out_to_the_krona(code):
    computed = [amounts(decoded_settlement(), "december", column)[code] for column in COLUMNS]
    assert (*computed, sum(computed)) == TABLE_1[code]
    assert amounts(decoded_settlement(), "december", "kvarstaende")[code] == 0


def test_the_published_totals_come_out_to_the_krona():
    december = [sum(amounts(decoded_settlement(), "december", column).values()) for column in COLUMNS]
    assert (*december, sum(december)) == TABLE_1_TOTALS
    assert sum(amounts(decoded_settlement(), "augusti", "bup").values()) == AUGUST_TOTAL_KR


def test_the_published_table_sums_to_its_own_last_row():
    assert tuple(map(sum, zip(*TABLE_1.values(), strict=True))) == TABLE_1_TOTALS


def test_the_comparison_finds_nothing_when_all_published_amounts_come_out():
    assert differences_of(decoded_settlement()) == []


def test_the_comparison_names_each_amount_that_differs():
    first = next(row for row in decoded_settlement().payouts if row.payment == "december")
    other = replace(
        decoded_settlement(),
        payouts=tuple(
            replace(row, amount_kr=row.amount_kr + 1) if row is first else row for row in decoded_settlement().payouts
        ),
    )
    found = [text.replace(NO_BREAK_SPACE, " ") for text in differences_of(other)]
    assert found[0] == ("Region Stockholm, Befolkning 0–18 år: beräknat 9 540 487 kronor, publicerat 9 540 486 kronor.")
    assert len(found) == 4  # the amount, its row, its column and the whole


def test_the_comparison_leaves_out_payments_that_are_held_back():
    held = settled(decoded_reports(), replace(INPUTS, accounts=None))
    assert differences_of(held) == []


def test_the_comparison_finds_a_payment_that_is_neither_paid_nor_held_back():
    without = tuple(row for row in decoded_settlement().payouts if row.payment != "augusti")
    assert len(differences_of(replace(decoded_settlement(), payouts=without))) == 1


@pytest.mark.parametrize(
    "rejected",
    [
        Readings(t01="exact"),
        Readings(t03="largest_remainder"),
        Readings(t04="per_requirement"),
        Readings(t05="ten"),
    ],
    ids=["T01 exact", "T03 largest remainder", "T04 per requirement", "T05 ten months"],
)
def test_these_reports_do_not_give_the_published_amounts_with_another_reading(rejected):
    settlement = settled(decoded_reports(), readings=rejected)
    assert differences_of(settlement)
    assert [settlement.accounted_kr(pot) for pot in POTS] == [pot.amount_kr for pot in POTS]


def test_a_payment_is_rounded_once_and_per_month_with_the_other_reading():
    """Stockholm earns 18 halves of 3 252 439 kronor: 1 626 219,5 each."""
    once, per_month = (settled(same_for_all(51), readings=Readings(t02=t02)) for t02 in ("per_payment", "per_month"))
    assert amounts(once, "augusti", "bup")["01"] == 29_271_951
    assert amounts(per_month, "augusti", "bup")["01"] == 29_271_960


# The agreement's amounts


def test_the_payments_and_the_funds_of_skr_make_up_the_agreement():
    assert sum(pot.amount_kr for pot in POTS) + N.skr_kr.value == N.total_kr.value


def test_the_first_payment_is_all_by_population():
    first = settled({})
    assert sum(amounts(first, "forsta", "befolkning_0_18").values()) == 40_000_000
    assert sum(amounts(first, "forsta", "befolkning").values()) == 1_197_500_000
    assert amounts(first, "forsta", "befolkning_0_18")["01"] == TABLE_1["01"][0]


def test_every_parameter_says_in_swedish_what_it_is_and_where_it_stands():
    assert all(one.meaning and one.unit and one.section.startswith("avsnitt") for one in DECREE.numbers)
