"""The tree of a delivered cell: what it moved, in kronor, for whom; and why it moved nothing."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from rules.attribution import DEFINITION, Role
from rules.explanation import Link, Node, Results, total
from rules.region_explanation import cell_words, decides, outcome_words, requirement_title
from rules.regions import BY_CODE
from rules.swedish import kronor, month_name

_ZERO = {
    Role.COMPARISON: "cellen jämfördes med; det avgjorda räknas på årets uppgifter",
    Role.WEIGHT: "befolkningen som det räknades efter; det avgjorda räknas på det som rapporterades",
    Role.CONDITION: "villkor för beloppet, som räknas på befolkningen",
}


def cell_tree(
    about: str,
    fate: Iterable[str],
    own: Sequence[Link],
    others: Iterable[Link],
    results: Mapping[str, Results],
) -> Node:
    """The kronor of one cell.

    `about` names the cell and its value, `fate` says in Swedish what became of the row; `own` are the cell's links,
    `others` all links of the same decisions (`Link.decision`), `results` the stored results by programme id.
    """
    beside: dict[object, list[Link]] = {}
    for link in others:
        beside.setdefault(link.decision, []).append(link)
    children = tuple(
        _decision_node(link, beside.get(link.decision, []), results[link.programme])
        for link in sorted(own, key=lambda link: -abs(link.share_kr))
    )
    said = [Node(sentence) for sentence in fate]
    if not children:
        return Node(about, 0, (*said, Node("Inget belopp vilar på cellen.")))
    return Node(about, total(children), (*said, Node(f"Så räknas kronorna: {DEFINITION}"), *children))


def _decision_node(link: Link, decided: Sequence[Link], results: Results) -> Node:
    """What the cell was for one decision: how many kronor, with which other cells, and why."""
    programme, payment = results.programme, results.programme.payment(link.payment)
    component = next(part for part in payment.components if part.id == link.component)
    name = BY_CODE[link.region_code].official_name
    place = [name, programme.short_title, payment.title, component.heading]
    if link.month:
        place.append(month_name(link.month))
    if link.requirement and link.requirement != link.component:
        place.append(requirement_title(results, link.requirement))
    heading = ", ".join(place)
    if link.role is not Role.VALUE:
        heading += f": {_ZERO[link.role]}"
    children = list(_reasons(link, results))
    values = [other for other in decided if other.role is Role.VALUE]
    together = [other for other in values if _same_row(other, link) and other.source != link.source]
    if link.role is Role.VALUE and together:
        in_all = sum((other.share_kr for other in together), link.share_kr)
        children.append(Node(f"avgjorde tillsammans med {_named(together)}; tillsammans {kronor(in_all)}"))
    elif link.role is not Role.VALUE and values:
        in_all = sum((other.share_kr for other in values), Fraction(0))
        children.append(Node(f"beloppet, {kronor(in_all)}, räknas på {_named(values)}"))
    if compared := [other for other in decided if other.role is Role.COMPARISON and other.source != link.source]:
        children.append(Node(f"jämfördes med {_named(compared)}"))
    return Node(heading, link.share_kr, tuple(children))


def _reasons(link: Link, results: Results) -> Iterable[Node]:
    if reason := results.withheld.get(link.payment):
        yield Node(f"utbetalningen hålls inne: {reason}")
    if not (link.requirement and link.month):
        return
    outcome = results.outcomes.get((link.requirement, link.month, link.region_code))
    if outcome is None:
        return
    if not decides(results, link.payment, link.component, (link.requirement, link.month, link.region_code)):
        yield Node(f"andel av bonuspotten för utfallet, som gav {kronor(outcome.earned_kr)}")
    else:
        yield Node(f"{outcome_words(results, link.requirement, outcome)}: {outcome.reason}")


def _same_row(one: Link, other: Link) -> bool:
    return (one.source.file, one.source.sheet, one.row) == (other.source.file, other.source.sheet, other.row)


def _named(links: Sequence[Link]) -> str:
    return ", ".join(f"{link.source.address} ({cell_words(link)})" for link in links)
