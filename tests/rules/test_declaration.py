"""What a declaration refuses."""

from dataclasses import replace

import pytest

from rules.decrees import kapacitet_2022, vardplatser_2024


def test_a_decree_pays_regions_or_follows_capacity_but_not_both() -> None:
    pays, follows = vardplatser_2024.DECREE, kapacitet_2022.DECREE
    assert pays.payments and follows.capacity
    with pytest.raises(ValueError, match="declare the follow-up as a decree of its own"):
        replace(pays, sections=(*pays.sections, *follows.sections))
