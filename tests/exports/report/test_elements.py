import pytest

from exports.report.blocks import Link, Table
from exports.report.elements import figure_element, item_element, row_elements, total_element
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


def table(*rows, total=()) -> Table:
    return Table("id", "Tabell", ("Rad", "Tal"), rows, total)


def test_a_cell_of_a_table_holds_a_figure_itself_and_anything_else_inside() -> None:
    shown = table(("Gotland", AMOUNT), (Link("Skåne", "12.html"), "–"), total=("Alla", AMOUNT))
    number = '<td class="number" data-column="amount_kr">1\N{NO-BREAK SPACE}200</td>'
    assert row_elements(shown, [("", row) for row in shown.rows], ROW) == (
        f'<tr><th scope="row">Gotland</th>{number}</tr>\n'
        '<tr><th scope="row"><a href="12.html">Skåne</a></th><td class="number">–</td></tr>\n'
    )
    assert total_element(shown) == f'<tr><th scope="row">Alla</th>{number}</tr>'


def test_a_row_of_a_table_says_the_address_of_its_figures_once_and_as_far_as_it_is_not_said_around() -> None:
    shown = table(("Gotland", AMOUNT))
    rows = [(ROW, shown.rows[0])]
    assert row_elements(shown, rows, "out.payout?programme=a").startswith('<tr data-row="&amp;payment=b"><th')
    assert row_elements(shown, rows, ROW).startswith("<tr><th")


def test_texts_in_a_table_are_written_to_the_left() -> None:
    shown = table(("Gotland", MONTH))
    assert "<td><data" in row_elements(shown, [(ROW, shown.rows[0])], ROW)
