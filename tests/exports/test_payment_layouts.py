import pytest

from exports.payment_layouts import APPENDIX_NAMES, DECISION_NAMES, LAYOUTS, Layout, layout_of
from rules.decrees import tillganglighet_2024, vardplatser_2024
from rules.regions import CODES

DECREES = {decree.PROGRAMME.id: decree for decree in (tillganglighet_2024, vardplatser_2024)}


@pytest.mark.parametrize(("programme_id", "payment_id"), LAYOUTS)
def test_a_layout_names_only_what_its_decree_has(programme_id, payment_id):
    decree, layout = DECREES[programme_id], LAYOUTS[programme_id, payment_id]
    components = {component.id for component in decree.PROGRAMME.payment(payment_id).components}
    assert {*layout.groups, *layout.left_out_when_zero} <= components
    assert set(layout.set_aside) <= {requirement.id for requirement in decree.PROGRAMME.requirements}
    assert all(getattr(decree.PARAMETERS, parameter) > 0 for parameter in layout.set_aside.values())
    for payment, component in layout.earned:
        assert component in {found.id for found in decree.PROGRAMME.payment(payment).components}


def test_a_payment_without_a_layout_gets_the_plain_one():
    assert layout_of("vardkoer_2025", "block1") == Layout()


def test_both_ways_to_name_regions_name_them_all():
    assert tuple(APPENDIX_NAMES) == tuple(DECISION_NAMES) == CODES
    assert (APPENDIX_NAMES["04"], DECISION_NAMES["04"]) == ("Södermanland", "Sörmland")
