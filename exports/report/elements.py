"""What a page holds ten thousand of, as elements: figures, links and the cells of tables.

Written here and not by a macro, which takes several times as long. The rest of a page belongs to the templates.
"""

from markupsafe import Markup, escape

from exports.report.addresses import inside
from exports.report.blocks import Item, Link
from exports.report.tables import Figure


def figure_element(figure: Figure, within: str = "", element: str = "span", at: str = "") -> Markup:
    """A figure that says which cell it is: its row, without what an element around it already says, and its column.

    Its value stands there too, where that is not what the text says. `within` is the address that the element around it
    has said, `element` what the figure stands in, with its attributes `at`.
    """
    row = "" if figure.row == within else f' data-row="{escape(inside(figure.row, within))}"'
    cell = f'{row} data-column="{escape(figure.column)}"'
    if figure.says_value:
        return Markup(f"<{element}{at}{cell}>{escape(figure.text)}</{element}>")
    data = f'<data value="{escape(figure.value)}"{cell}>{escape(figure.text)}</data>'
    return Markup(data if element == "span" else f"<{element}{at}>{data}</{element}>")


def item_element(item: Item, within: str = "") -> Markup:
    """A figure, a link, or a text as it is."""
    if isinstance(item, Figure):
        return figure_element(item, within)
    if isinstance(item, Link):
        return Markup(f'<a href="{escape(item.href)}">{escape(item.text)}</a>')
    return escape(item)


def cell_element(item: Item, within: str, element: str, at: str) -> Markup:
    """The cell of a table with an item in it."""
    if isinstance(item, Figure):
        return figure_element(item, within, element, at)
    return Markup(f"<{element}{at}>{item_element(item)}</{element}>")
