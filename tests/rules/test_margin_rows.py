from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from rules.comparison import Comparison
from rules.found_decrees import grants
from rules.margin_rows import Change, margin_row, sentence
from rules.margins import Flip, Margin
from rules.monthly_pot import Assessment, Outcome, Route
from rules.regions import CODES

MARCH = date(2024, 3, 1)
GAIN = Comparison(dict.fromkeys(CODES, 0), dict.fromkeys(CODES, -2) | {"12": 40, "01": 0}, (0, 0), ())
LOSS = Comparison(GAIN.other_kr, GAIN.baseline_kr, (0, 0), ())


def margin(
    part: Fraction | int,
    flip_part: Fraction | int | None,
    *,
    value: Decimal | int | None = Decimal("4.28"),
    flip_value: Decimal | int = Decimal("3.98"),
    value_name: str = "overbelaggningar_per_100",
    requirement: str = "overbelaggningar",
    comparison: Comparison | None = None,
) -> Margin:
    """Skåne's margin in March, of a pot of 1 001 kronor."""
    outcome = Outcome(requirement, MARCH, "12", 1001, Assessment(Route.NONE, Fraction(part), ""))
    flip = None if flip_part is None else Flip(flip_value, Decimal("0.01"), Fraction(flip_part), comparison)
    measure = next(each.measure for decree in grants() for each in decree.requirements if each.id == requirement)
    column = value_name if value_name in measure.kind.values else f"{value_name}_count"
    return Margin(outcome, value_name, measure.kind.values[column], measure.step_words(value_name), value, flip)


def bup(part: Fraction | int, flip_part: Fraction | int, value_name: str, requirement: str, step: int) -> str:
    found = margin(
        part,
        flip_part,
        value=20,
        flip_value=20 + step,
        value_name=value_name,
        requirement=requirement,
        comparison=GAIN if flip_part > part else LOSS,
    )
    return plain(sentence(found))


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("part", "flip_part", "change"),
    [(0, 1, Change.BETTER), (Fraction(3, 4), 1, Change.BETTER), (1, Fraction(1, 2), Change.WORSE), (0, None, "none")],
    ids=["from nothing to all", "from three quarters to all", "from all to half", "no other outcome"],
)
def test_a_change_is_better_worse_or_none_by_the_part_it_gives(part, flip_part, change) -> None:
    assert margin_row(margin(part, flip_part)).change == change


def test_a_row_has_what_the_margin_has_in_decimals() -> None:
    row = margin_row(margin(Fraction(1, 2), Fraction(3, 4), comparison=GAIN))
    assert (row.value, row.flip_value) == (Decimal("4.28"), Decimal("3.98"))
    assert (row.part, row.flip_part) == (Decimal("0.50"), Decimal("0.75"))
    assert row.earned_difference_kr_exact == Decimal("250.25")
    assert row.distance == "0,3 färre överbeläggningar per 100 vårdplatser"


def test_the_others_are_summed_and_kept_one_by_one_without_the_region_itself() -> None:
    row = margin_row(margin(0, 1, comparison=GAIN))
    assert (row.worth_kr, row.others_kr) == (40, -38)
    assert set(row.differences_kr) == set(CODES) - {"12"}
    assert sum(row.differences_kr.values()) == row.others_kr


def test_while_the_payment_is_withheld_no_kronor_are_told_but_those_of_the_own_pot() -> None:
    row = margin_row(margin(0, 1))
    assert (row.worth_kr, row.others_kr, row.differences_kr) == (None, None, {})
    assert row.earned_difference_kr_exact == 1001
    assert plain(row.sentence_sv).endswith("värt 1 001 kronor före bonus.")


def test_what_was_near_is_told_with_its_worth() -> None:
    assert plain(sentence(margin(0, 1, comparison=GAIN))) == (
        "0,3 färre överbeläggningar per 100 vårdplatser i mars 2024 hade gett hela månadspotten i stället för "
        "ingenting, värt 40 kronor med bonus."
    )


def test_what_was_nearly_lost_is_told_as_a_loss() -> None:
    found = margin(1, 0, flip_value=Decimal("4.29"), comparison=LOSS)
    assert plain(sentence(found)) == (
        "0,01 fler överbeläggningar per 100 vårdplatser i mars 2024 hade inte gett något av månadspotten i stället för "
        "hela, en förlust på 40 kronor med bonus."
    )


@pytest.mark.parametrize(
    ("value_name", "requirement", "step", "words"),
    [
        ("completed_within", "bup_besok", 1, "1 fler inom 30 dagar av de genomförda besöken"),
        ("completed_within", "bup_utredning", 3, "3 fler inom 30 dagar av de genomförda utredningarna"),
        ("waiting_within", "bup_behandling", 2, "2 fler inom 30 dagar av dem som väntade på behandling"),
    ],
)
def test_patients_are_told_by_measure_and_by_whether_they_wait(value_name, requirement, step, words) -> None:
    assert bup(Fraction(1, 2), Fraction(3, 4), value_name, requirement, step) == (
        f"{words} i mars 2024 hade gett 75 procent av månadspotten i stället för 50 procent, värt 40 kronor med bonus."
    )


def test_without_a_report_the_sentence_says_that_nothing_can_be_said() -> None:
    assert sentence(margin(0, None, value=None)).startswith("Utan rapport för mars 2024")


def test_the_sentence_of_a_report_that_is_awaited_says_that_it_has_not_come_in_yet() -> None:
    found = margin(0, None, value=None)
    awaited = replace(found, outcome=replace(found.outcome, open_until=date(2024, 4, 21)))
    assert sentence(awaited).startswith("Rapporten för mars 2024 har inte kommit in än")


def test_where_nothing_changes_the_outcome_the_sentence_says_so() -> None:
    row = margin_row(margin(1, None))
    assert row.sentence_sv == "Inget annat värde i rapporten för mars 2024 hade ensamt gett ett annat utfall."
    assert (row.earned_difference_kr_exact, row.flip_part) == (0, None)
