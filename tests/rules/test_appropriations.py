import pytest

from rules.appropriations import Appropriation, appropriations
from rules.found_decrees import decrees


@pytest.mark.parametrize(
    ("programme", "appropriation", "regions", "skr", "own"),
    [
        ("kapacitet_2022", 7_000_000, 0, 0, 7_000_000),
        ("tillganglighet_2024", 2_937_000_000, 2_925_000_000, 12_000_000, 0),
        ("vardplatser_2024", 1_993_200_000, 1_990_000_000, 0, 3_200_000),
        ("vardkoer_2025", 500_000_000, 497_000_000, 0, 3_000_000),
    ],
)
def test_an_appropriation_is_what_the_regions_skr_and_the_agency_get(
    programme: str, appropriation: int, regions: int, skr: int, own: int
) -> None:
    (found,) = (item for item in appropriations() if item.programme == programme)
    assert (found.amount_kr, found.skr_kr, found.own_costs_kr) == (appropriation, skr, own)
    assert found.amount_kr - found.skr_kr - found.own_costs_kr == regions


def test_every_programme_has_its_appropriation() -> None:
    assert {item.programme for item in appropriations()} == {programme.id for programme in decrees()}


@pytest.mark.parametrize("appropriation", appropriations(), ids=lambda item: item.programme)
def test_an_appropriation_is_asked_for_and_accounted_for_around_its_budget_year(appropriation: Appropriation) -> None:
    assert appropriation.requisition_by.year == appropriation.budget_year
    assert appropriation.account_by is None or appropriation.account_by.year == appropriation.budget_year + 1
