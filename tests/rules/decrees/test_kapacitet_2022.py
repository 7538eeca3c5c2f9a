"""The planning assignment 2022."""

from datetime import date
from decimal import Decimal

from rules.decrees.kapacitet_2022 import DECREE


def test_the_decree_is_the_one_of_its_reference_and_pays_no_region() -> None:
    assert (DECREE.id, DECREE.reference) == ("kapacitet_2022", "S2022/01373")
    assert (DECREE.payments, DECREE.requirements) == ((), ())


def test_every_number_of_the_decision_is_there_and_the_occupancy_that_the_background_names() -> None:
    assert {described.name: described.value for described in DECREE.numbers} == {
        "first_report_day": date(2022, 9, 30),
        "second_report_day": date(2023, 5, 31),
        "third_report_day": date(2024, 3, 31),
        "last_report_day": date(2025, 3, 31),
        "total_kr": 7_000_000,
        "last_requisition_day": date(2022, 12, 1),
        "last_repayment_day": date(2023, 3, 31),
        "planned_from_percent": Decimal(85),
        "planned_to_percent": Decimal(90),
    }


def test_every_number_says_its_meaning_unit_and_section() -> None:
    assert all(d.meaning and d.unit for d in DECREE.numbers)
    assert {d.section for d in DECREE.numbers if not d.name.startswith("planned")} == {"Regeringens beslut"}
    assert {d.section for d in DECREE.numbers if d.name.startswith("planned")} == {"Bakgrund"}
