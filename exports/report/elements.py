"""What a page holds ten thousand of, as elements: figures, links and the rows of tables.

Written here and not by a macro, which takes several times as long. The rest of a page belongs to the templates.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from markupsafe import Markup, escape

from exports.report.addresses import inside
from exports.report.blocks import Item, Line, Link, Table
from exports.report.tables import Figure

NUMBER = ' class="number"'


def figure_element(figure: Figure, within: str = "", element: str = "span", at: str = "") -> Markup:
    """A figure that says which cell it is: its row, without what an element around it already says, and its column.

    Its value stands there too, where that is not what the text says. `within` is the address that the element around it
    has said, `element` what the figure stands in, with its attributes `at`.
    """
    return Markup(_figure(figure, within, element, at))


def item_element(item: Item, within: str = "") -> Markup:
    """A figure, a link, or a text as it is."""
    return Markup(_item(item, within))


def row_elements(table: Table, rows: Iterable[tuple[str, Line]], around: str) -> Markup:
    """Rows of a table inside an element that says `around`, each with the address that all its figures share."""
    ats = [NUMBER if table.is_number(place) else "" for place in range(1, len(table.headings))]
    written = []
    for own, row in rows:
        said = f' data-row="{_escaped(inside(own, around))}"' if own and own != around else ""
        written.append(f"<tr{said}>{_cells(row, own or around, ats)}</tr>\n")
    return Markup("".join(written))


def total_element(table: Table) -> Markup:
    """The row of sums."""
    return Markup(f"<tr>{_cells(table.sums, table.shared, [NUMBER] * (len(table.sums) - 1))}</tr>")


def _cells(row: Line, within: str, ats: Sequence[str]) -> str:
    """The first says what the row is about; `ats` are the attributes of the others."""
    others = (_cell(item, within, "td", at) for item, at in zip(row[1:], ats, strict=True))
    return "".join([_cell(row[0], within, "th", ' scope="row"'), *others])


def _cell(item: Item, within: str, element: str, at: str) -> str:
    if isinstance(item, Figure):
        return _figure(item, within, element, at)
    return f"<{element}{at}>{_item(item, '')}</{element}>"


def _figure(figure: Figure, within: str, element: str, at: str) -> str:
    row = "" if figure.row == within else f' data-row="{_escaped(inside(figure.row, within))}"'
    cell = f'{row} data-column="{_escaped(figure.column)}"'
    if figure.says_value:
        return f"<{element}{at}{cell}>{_escaped(figure.text)}</{element}>"
    data = f'<data value="{_escaped(figure.value)}"{cell}>{_escaped(figure.text)}</data>'
    return data if element == "span" else f"<{element}{at}>{data}</{element}>"


def _item(item: Item, within: str) -> str:
    if isinstance(item, Figure):
        return _figure(item, within, "span", "")
    if isinstance(item, Link):
        return f'<a href="{_escaped(item.href)}">{_escaped(item.text)}</a>'
    return _escaped(item)


@lru_cache(maxsize=4096)  # columns, months, files and addresses are said again and again
def _escaped(text: str) -> str:
    return str(escape(text))
