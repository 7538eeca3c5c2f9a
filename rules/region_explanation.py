"""The tree of a region: its payouts, their parts, months, outcomes and limits, down to file, sheet and cell."""

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from rules.attribution import Role
from rules.declaration import Component, Payment
from rules.explanation import Link, Node, Results, Stated, total
from rules.explanation_terms import component_terms, route_terms
from rules.regions import BY_CODE
from rules.swedish import kronor, month_name, number

_ROLE_WORDS = {
    Role.VALUE: "",
    Role.COMPARISON: "jämfört med ",
    Role.WEIGHT: "räknat efter ",
    Role.CONDITION: "villkor: ",
}


def region_tree(results: Results, region_code: str, *, payment: str | None = None, month: date | None = None) -> Node:
    """What one region gets of a programme and why, or why it gets nothing.

    With `payment` only that payment, with `month` only what was decided for that month.
    """
    chosen = [each for each in results.programme.payments if payment in (None, each.id)]
    nodes = [_payment_node(results, each, region_code, month) for each in chosen]
    children = tuple(node for node in nodes if node is not None)
    about = f"{BY_CODE[region_code].official_name}, {results.programme.title}"
    return Node(f"{about}, {month_name(month)}" if month else about, total(children), children)


def _payment_node(results: Results, payment: Payment, code: str, month: date | None) -> Node | None:
    remarks = _texts(results.remarks.get((payment.id, "", code), ()))
    reason = results.withheld.get(payment.id)
    heading = f"{payment.title} ({payment.section})"
    parts = [_component_node(results, payment, component, code, month) for component in payment.components]
    children = tuple(part for part in parts if part is not None)
    if month and not children and not (reason and _pays(results, payment, month)):
        return None
    if reason is not None:
        return Node(f"{heading}: hålls inne. {reason}", 0, (*remarks, *children))
    return Node(heading, total(children), (*remarks, *children))


def _pays(results: Results, payment: Payment, month: date) -> bool:
    return any(at == month and paid == payment.id for (_, at), (paid, _) in results.component_of.items())


def _component_node(
    results: Results, payment: Payment, component: Component, code: str, month: date | None
) -> Node | None:
    own = [
        link
        for link in results.links
        if (link.payment, link.component, link.region_code) == (payment.id, component.id, code)
    ]
    decided = _decided(results, payment, component, code, own)
    if month:
        decided = {key for key in decided if key[0] == month}
        if not decided:
            return None
    at_once = () if month else tuple(_cell(link, payment) for link in own if link.month is None)
    months = tuple(
        _month_node(results, payment, component, code, at, sorted(kind for when, kind in decided if when == at), own)
        for at in sorted({when for when, _ in decided})
    )
    terms = component_terms(results.programme, payment.id, component.id, results.values)
    remarks = results.remarks.get((payment.id, component.id, code), ())
    return Node(component.heading, total((*at_once, *months)), (*_texts(terms), *_texts(remarks), *at_once, *months))


def _decided(
    results: Results, payment: Payment, component: Component, code: str, own: Iterable[Link]
) -> Collection[tuple[date, str]]:
    """What was decided month by month: also what no cell was delivered for."""
    from_outcomes = {
        (month, requirement)
        for requirement, month, region in results.outcomes
        if region == code and results.component_of[requirement, month] == (payment.id, component.id)
    }
    counted = {(month, component.id) for month in results.programme.counted_months.get((payment.id, component.id), ())}
    return from_outcomes | counted | {(link.month, link.requirement) for link in own if link.month and link.requirement}


def _month_node(
    results: Results,
    payment: Payment,
    component: Component,
    code: str,
    month: date,
    requirements: Sequence[str],
    own: Sequence[Link],
) -> Node:
    nodes = [
        _requirement_node(
            results,
            payment,
            component,
            (requirement, month, code),
            [link for link in own if (link.month, link.requirement) == (month, requirement)],
        )
        for requirement in requirements
    ]
    if requirements == [component.id] and not results.outcomes:
        only = nodes[0]
        text = month_name(month) if only.children else f"{month_name(month)}: inget har rapporterats"
        return Node(text, only.amount_kr, only.children)
    return Node(month_name(month), total(nodes), tuple(nodes))


def _requirement_node(
    results: Results, payment: Payment, component: Component, key: tuple[str, date, str], links: Sequence[Link]
) -> Node:
    """One outcome, or one kind of operation, of one month."""
    outcome = results.outcomes.get(key)
    cells = tuple(_cell(link, payment) for link in links)
    title = requirement_title(results, key[0])
    refused = _texts(results.refused.get(key, ()))
    if outcome is None:
        return Node(title, total(cells), (*refused, *cells))
    if not decides(results, payment.id, component.id, key):
        return Node(f"{title}: för utfallet, som gav {kronor(outcome.earned_kr)}", total(cells), cells)
    terms = route_terms(results.programme, key[0], outcome.route, outcome.part, results.values)
    return Node(
        f"{title}: {outcome_words(results, key[0], outcome)}",
        total(cells),
        (Node(outcome.reason), *_texts(terms), *refused, *cells),
    )


def requirement_title(results: Results, requirement: str) -> str:
    """The Swedish name of a requirement, or of a kind of operation."""
    names = {each.id: each.title for each in results.programme.requirements}
    names |= {part.id: part.heading for each in results.programme.payments for part in each.components} | names
    return names[requirement]


def decides(results: Results, payment: str, component: str, key: tuple[str, date, str]) -> bool:
    """Whether a component pays for an outcome itself, and does not only share a rest by it."""
    return results.component_of.get((key[0], key[1])) == (payment, component)


def outcome_words(results: Results, requirement: str, outcome: Stated) -> str:
    """Route and part: `förbättring, 75 procent av månadspotten`."""
    words = results.programme.requirement(requirement).route_words(outcome.route, results.values)
    return f"{words}, {number(outcome.part * 100)} procent av månadspotten" if outcome.part else words


def _cell(link: Link, payment: Payment) -> Node:
    if link.role is Role.PRINTED:
        section = payment.part(link.component).printed_in
        return Node(f"Följer av beslutet ({section}) och vilar inte på någon leverans", link.share_kr)
    if link.role is Role.DECIDED:
        return Node("Beloppet är beslutat; det som är levererat i dag ger inget att lägga det på", link.share_kr)
    share = link.share_kr if link.role is Role.VALUE else None
    return Node(f"{_ROLE_WORDS[link.role]}{cell_words(link)}", share, source=link.source)


def cell_words(link: Link) -> str:
    """`Genomförda: 1444 (märkt rekonstruerad)`."""
    mark = f" (märkt {link.mark})" if link.mark else ""
    # A number stands in a workbook with a point whatever language the workbook is in.
    value = re.sub(r"^(-?\d+)\.(\d+)$", r"\1,\2", link.source.value or "tom cell")
    return f"{link.heading}: {value}{mark}"


def _texts(sentences: Iterable[str]) -> tuple[Node, ...]:
    return tuple(Node(sentence) for sentence in sentences)
