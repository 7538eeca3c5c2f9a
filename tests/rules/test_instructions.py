from datetime import date

import pytest

from rules.instructions import DECREE_NUMBER, NONE, Instruction, decree_number, set_for

DAY, REFERENCE = date(2024, 4, 30), "4.1-1/2024"
MARCH = date(2024, 3, 1)


@pytest.mark.parametrize(
    ("deadline", "month", "expected"),
    [
        pytest.param("bup_2024-03", None, "bup_2024-03", id="named with its month"),
        pytest.param("bup", MARCH, "bup_2024-03", id="named by kind and month"),
        pytest.param("bup_2024-03", MARCH, "bup_2024-03", id="named twice"),
        pytest.param("bup_2024-04", MARCH, "bup_2024-04_2024-03", id="named with two months, which is nothing"),
        pytest.param("redovisning", None, "redovisning", id="without a month"),
    ],
)
def test_a_report_is_named_with_its_month_or_by_kind_and_month(
    deadline: str, month: date | None, expected: str
) -> None:
    assert Instruction(deadline, DAY, REFERENCE, month).id == expected


def test_an_instruction_is_found_by_the_deadline_it_sets() -> None:
    one, other = Instruction("bup", DAY, REFERENCE, MARCH), Instruction("redovisning", DAY, REFERENCE)
    assert set_for((one, other), "bup_2024-03") is one
    assert set_for((one, other), "bup") is None
    assert set_for(NONE, "redovisning") is None


def test_the_number_of_a_decree_is_told_as_a_reference_without_a_day() -> None:
    told = Instruction(DECREE_NUMBER, None, "S2024/00001")
    assert decree_number((Instruction("redovisning", DAY, REFERENCE), told)) == "S2024/00001"
    assert decree_number(NONE) is None
