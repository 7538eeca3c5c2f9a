import pytest

from exports.payment.layouts import APPENDIX_NAMES, DECISION_NAMES, PaymentLayout, layout_of
from rules.declaration import Decree, Payment
from rules.found_decrees import decree, grants
from rules.regions import CODES

PAYMENTS = [(decree, payment) for decree in grants() for payment in decree.payments]


@pytest.mark.parametrize(("programme", "payment"), PAYMENTS, ids=[f"{each.id}-{own.id}" for each, own in PAYMENTS])
def test_a_layout_names_only_what_its_decree_has(programme: Decree, payment: Payment):
    layout = layout_of(programme, payment)
    components = {component.id for component in payment.components}
    assert {*layout.groups, *layout.left_out_when_zero} <= components
    assert set(layout.set_aside) <= {requirement.id for requirement in programme.requirements}
    assert all(kronor > 0 for kronor in layout.set_aside.values())
    for earlier, component in layout.earned:
        assert component in {found.id for found in programme.payment(earlier).components}


def test_a_bonus_pot_shows_what_was_set_aside_and_all_that_was_earned_of_it():
    agreement = decree("tillganglighet_2024")
    layout = layout_of(agreement, agreement.payment("december"))
    assert layout.earned == (("augusti", "bup"), ("december", "bup"))
    assert (layout.bonus, set(layout.set_aside.values())) == ("bonuspott", {150_000_000})


def test_a_payment_that_declares_nothing_of_its_table_gets_the_plain_one():
    queues = decree("vardkoer_2025")
    assert layout_of(queues, queues.payment("block1")) == PaymentLayout()


def test_both_ways_to_name_regions_name_them_all():
    assert tuple(APPENDIX_NAMES) == tuple(DECISION_NAMES) == CODES
    assert (APPENDIX_NAMES["04"], DECISION_NAMES["04"]) == ("Södermanland", "Sörmland")
