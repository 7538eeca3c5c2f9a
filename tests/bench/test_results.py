import pytest

from bench.measuring import Measure
from bench.results import BEGIN, END, Growth, Line, tables, with_measured


def line(ours: float, theirs: float, at_most: float = 1.2) -> Line:
    return Line("ours", "theirs", Measure(ours, 2 * ours), Measure(theirs, 2 * theirs), at_most)


def growth(*steps: tuple[int, float]) -> Growth:
    return Growth("rows", [(size, Measure(seconds)) for size, seconds in steps])


@pytest.mark.parametrize(("ours", "is_met"), [(1.19, True), (1.2, True), (1.21, False)])
def test_an_aim_is_met_under_and_at_it_and_not_over(ours: float, is_met: bool) -> None:
    assert line(ours, 1).is_met is is_met


def test_a_line_may_count_memory_instead_of_time() -> None:
    memory = Line("ours", "the limit", Measure(9, 9, 1_024), Measure(peak_mib=2_048), 1, "peak_mib")
    assert memory.ratio == 0.5
    assert memory.cells() == ["ours", "the limit", "1,024.00 / 2,048.00 MiB", "", "0.5", "1", "yes"]


@pytest.mark.parametrize(
    ("seconds", "is_linear"), [(0.5, True), (10.0, True), (10.99, True), (11.01, False), (100.0, False)]
)
def test_growth_is_linear_when_the_last_step_takes_no_more_time_than_its_size(seconds: float, is_linear: bool) -> None:
    assert growth((1, 5.0), (10, 1.0), (100, seconds)).is_linear is is_linear


@pytest.mark.parametrize(("seconds", "exponent"), [(1.0, 0), (10.0, 1), (100.0, 2)])
def test_the_exponent_is_the_power_of_the_size(seconds: float, exponent: int) -> None:
    assert growth((20, 1.0), (200, seconds)).exponent == pytest.approx(exponent)


def test_the_tables_are_markdown_with_a_row_per_result() -> None:
    first, second = tables([line(3, 2), growth((1, 1.0), (1_000, 10.0))]).split("\n\n")
    assert first.splitlines()[2] == "| ours | theirs | 3.00 / 2.00 s | 6.00 / 4.00 s | 1.5 | 1.2 | **no** |"
    assert second.splitlines()[2] == "| rows | 1 – 1,000 | 1.00 – 10.00 s | 0.33 | yes |"
    assert all(row.count("|") == 8 for row in first.splitlines())
    assert all(row.count("|") == 6 for row in second.splitlines())


def test_a_table_without_results_is_left_out() -> None:
    assert tables([line(1, 1)]).count("\n\n") == 0


def test_only_what_stands_between_the_markers_is_replaced() -> None:
    page = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    assert with_measured(page, "\nnew\n\n") == f"before\n{BEGIN}\nnew\n{END}\nafter\n"


@pytest.mark.parametrize("page", ["", BEGIN, END, f"{END} {BEGIN}"])
def test_a_page_without_both_markers_in_order_is_not_written(page: str) -> None:
    with pytest.raises(ValueError, match="measured"):
        with_measured(page, "new")
