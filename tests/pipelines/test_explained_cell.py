import pytest

from pipelines.explained_cell import covers


@pytest.mark.parametrize(
    ("cells", "cell", "expected"),
    [
        ("D5:D23, D40", "D4", False),
        ("D5:D23, D40", "D5", True),
        ("D5:D23, D40", "D23", True),
        ("D5:D23, D40", "D24", False),
        ("D5:D23, D40", "D40", True),
        ("D5:D23, D40", "E7", False),
        ("AB7", "AB7", True),
        ("", "D5", False),
        ("D5", "", False),
    ],
)
def test_a_cell_is_found_among_those_that_a_value_is_a_sum_of(cells: str, cell: str, expected: bool) -> None:
    assert covers(cells, cell) is expected
