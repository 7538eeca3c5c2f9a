import pytest

from exports.report.blocks import Link
from exports.report.elements import cell_element, figure_element, item_element
from exports.report.tables import Figure

ROW = "out.payout?programme=a&payment=b"
AMOUNT = Figure("1\N{NO-BREAK SPACE}200", "1200", ROW, "amount_kr", True)
MONTH = Figure("mars 2024", "2024-03-01", ROW, "month", False)


def test_a_figure_says_its_cell_and_no_value_that_its_text_says() -> None:
    said = 'data-row="out.payout?programme=a&amp;payment=b" data-column="amount_kr"'
    assert figure_element(AMOUNT) == f"<span {said}>1\N{NO-BREAK SPACE}200</span>"


def test_a_value_that_the_text_does_not_say_stands_beside_it() -> None:
    data = '<data value="2024-03-01" data-column="month">mars 2024</data>'
    assert figure_element(MONTH, ROW) == data
    assert figure_element(MONTH, ROW, "td") == f"<td>{data}</td>"


@pytest.mark.parametrize(
    ("within", "said"),
    [
        (ROW, ""),
        ("out.payout?programme=a", ' data-row="&amp;payment=b"'),
        ("out.payout?programme=c", f' data-row="{ROW.replace("&", "&amp;")}"'),
    ],
    ids=["all", "some", "nothing"],
)
def test_what_the_element_around_a_figure_says_is_not_said_again(within: str, said: str) -> None:
    assert figure_element(AMOUNT, within, "p") == f'<p{said} data-column="amount_kr">1\N{NO-BREAK SPACE}200</p>'


def test_nothing_that_is_shown_is_taken_for_an_element() -> None:
    assert item_element("<b>") == "&lt;b&gt;"
    assert item_element(Link("<b>", '"x.html')) == '<a href="&#34;x.html">&lt;b&gt;</a>'
    shown = Figure("<b>", '"', 'out.payout?part="', 'a"', False)
    assert figure_element(shown) == (
        '<data value="&#34;" data-row="out.payout?part=&#34;" data-column="a&#34;">&lt;b&gt;</data>'
    )


def test_a_cell_of_a_table_holds_a_figure_itself_and_anything_else_inside() -> None:
    assert cell_element(AMOUNT, ROW, "td", ' class="number"') == (
        '<td class="number" data-column="amount_kr">1\N{NO-BREAK SPACE}200</td>'
    )
    assert cell_element("Gotland", ROW, "th", ' scope="row"') == '<th scope="row">Gotland</th>'
