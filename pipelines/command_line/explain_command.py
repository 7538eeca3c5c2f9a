"""What `bonuspott explain` shows: the way of a region's kronor down to the cells, and what a cell moved.

What is read for it is in `pipelines.command_line.explained_results`, a cell's place and fate in
`pipelines.command_line.explained_cell`, the wording of the trees in `rules`.
"""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from assets.grants import Grant
from assets.programmes import GRANT_BY_ID
from pipelines.command_line.explained_results import ExplainError, read_results
from pipelines.command_line.summary import say_text
from pipelines.open_warehouse import open_to
from pipelines.settings import Settings
from rules.explanation import Node, Results
from rules.money import two_decimals
from rules.region_explanation import region_tree
from rules.swedish import kronor, listing, month_spans


def explain_region(
    settings: Settings, programme: str, code: str, month: date | None = None, payment: str | None = None
) -> Node:
    """The tree of the payouts of one programme to the region with a county code. Raises `ExplainError`."""
    grant = GRANT_BY_ID[programme]
    known = [each.id for each in grant.programme.payments]
    if payment is not None and payment not in known:
        raise ExplainError(f"{programme} har ingen utbetalning {payment!r}; det finns {listing(known)}.")
    with open_to(settings).reading() as connection:
        results = read_results(connection, grant, [code])
    if month is not None:
        _require_measured(grant, results, month, payment)
    return region_tree(results, code, payment=payment, month=month)


def explain_cell(settings: Settings, address: str) -> Node:
    """The tree of what one delivered cell, `FILE!SHEET!CELL`, moved. Raises `ExplainError`."""
    from pipelines.command_line.explained_cell import (
        cell_explained,  # which loads much that a region's tree does not need
    )

    with open_to(settings).reading() as connection:
        return cell_explained(connection, address)


def say_tree(node: Node) -> None:
    """Print a tree: drawn on a terminal, else as indented lines."""
    console = Console()
    if console.is_terminal:
        console.print(_drawn(node))
    else:
        for line in indented(node):
            say_text(line)


def indented(node: Node, depth: int = 0) -> Iterator[str]:
    """One line per node, two blanks further in for each step."""
    yield f"{'  ' * depth}{_line(node)}"
    for child in node.children:
        yield from indented(child, depth + 1)


def tree_as_json(node: Node) -> str:
    """A tree as JSON text, see `as_json`."""
    return json.dumps(as_json(node), ensure_ascii=False, indent=2)


def as_json(node: Node) -> dict[str, Any]:
    """A tree as JSON can hold it; kronor are texts of two decimals, so that no reader makes floats of them."""
    source = node.source
    return {
        "text": node.text,
        "amount_kr": None if node.amount_kr is None else f"{two_decimals(node.amount_kr):.2f}",
        "source": None if source is None else vars(source) | {"address": source.address},
        "children": [as_json(child) for child in node.children],
    }


def _drawn(node: Node) -> Tree:
    tree = Tree(Text(_line(node)))
    for child in node.children:
        tree.children.append(_drawn(child))
    return tree


def _line(node: Node) -> str:
    amount = "" if node.amount_kr is None else f" – {kronor(node.amount_kr)}"
    return f"{node.text}{amount}{f' [{node.source.address}]' if node.source else ''}"


def _require_measured(grant: Grant, results: Results, month: date, payment: str | None) -> None:
    """A month of no measured value has no tree of its own."""
    measured = {(month, payment) for (_, month), (payment, _) in results.component_of.items()} | {
        (link.month, link.payment) for link in results.links if link.month
    }
    of_payment = {at for at, paid in measured if payment in (None, paid) and at is not None}
    if not of_payment:
        what = grant.programme.payment(payment).title if payment else grant.programme.short_title
        raise ExplainError(f"{what} räknas inte månad för månad. Ta bort --month.")
    if month not in of_payment:
        raise ExplainError(
            f"{month:%Y-%m} är ingen månad som det betalas för där; det är {month_spans(of_payment)}. Ange en av dem."
        )
