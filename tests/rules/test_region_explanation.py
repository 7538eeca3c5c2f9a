from dataclasses import replace
from datetime import date
from fractions import Fraction

from rules.attribution import Role
from rules.explanation import Link, Node, Results, Source, Stated
from rules.found_decrees import decree
from rules.monthly_pot import Route
from rules.region_explanation import region_tree

MARCH, APRIL = date(2024, 3, 1), date(2024, 4, 1)
RATE = "overbelaggningar"
FILE = "vardplatser/2024-11-20_skane.xlsx"


def link(
    cell: str, share_kr: int, *, role: Role = Role.VALUE, component: str = RATE, month: date | None = MARCH
) -> Link:
    requirement = RATE if month else None
    source = Source(FILE, "Rapport", cell, "3.98")
    return Link(
        "vardplatser_2024", "slut", component, "12", requirement, month, role, source, 7, "Överbeläggningar per 100",
        "exempel", Fraction(share_kr),
    )  # fmt: skip


RESULTS = Results(
    decree("vardplatser_2024"),
    payouts={("slut", RATE, "12"): 100, ("slut", "bonuspott", "12"): 40},
    links=[
        link("D7", 100),
        link("D3", 0, role=Role.COMPARISON),
        link("D2", 0, role=Role.WEIGHT, month=None),
        link("D7", 40, component="bonuspott"),
    ],
    outcomes={
        (RATE, MARCH, "12"): Stated(Route.IMPROVEMENT, Fraction(1), Fraction(100), "Skåne minskade."),
        (RATE, APRIL, "12"): Stated(Route.NOT_REPORTED, Fraction(0), Fraction(0), "Skåne har inte rapporterat."),
    },
    component_of={(RATE, MARCH): ("slut", RATE), (RATE, APRIL): ("slut", RATE)},
    refused={(RATE, APRIL, "12"): ["Avvisad uppgift: cell D8 är inte ett tal."]},
)


def texts(node: Node) -> list[str]:
    return [node.text, *(text for child in node.children for text in texts(child))]


def test_the_leaves_are_the_cells_and_sum_to_the_root() -> None:
    tree = region_tree(RESULTS, "12", payment="slut")
    assert tree.amount_kr == 140
    leaves = [leaf for leaf in tree.leaves() if leaf.amount_kr]
    assert [(leaf.amount_kr, leaf.source.address if leaf.source else "") for leaf in leaves] == [
        (100, f"{FILE}!Rapport!D7"),
        (40, f"{FILE}!Rapport!D7"),
    ]


def test_an_outcome_says_route_reason_limit_value_and_what_it_was_compared_with() -> None:
    said = texts(region_tree(RESULTS, "12", payment="slut", month=MARCH))
    assert "Överbeläggningar per 100 disponibla vårdplatser: förbättring, 100 procent av månadspotten" in said
    assert "Skåne minskade." in said
    assert any("0,5 procent (bilaga 1, Förbättring jämfört med 2023)" in text for text in said)
    assert "jämfört med Överbeläggningar per 100: 3,98 (märkt exempel)" in said


def test_a_month_without_a_report_says_so_and_what_was_refused() -> None:
    tree = region_tree(RESULTS, "12", month=APRIL)
    assert tree.amount_kr == 0
    said = texts(tree)
    assert "Skåne har inte rapporterat." in said
    assert "Avvisad uppgift: cell D8 är inte ett tal." in said
    assert not [text for text in said if "Bonuspott" in text]


def test_a_month_leaves_out_what_was_not_decided_for_it() -> None:
    assert not [text for text in texts(region_tree(RESULTS, "12", month=MARCH)) if "Grundläggande krav:" in text]


def test_a_payment_that_is_held_back_says_why_also_for_a_month_without_outcomes() -> None:
    held = replace(RESULTS, payouts={}, links=[], outcomes={}, withheld={"slut": "Befolkningen saknas."})
    for month in (None, MARCH):
        tree = region_tree(held, "12", payment="slut", month=month)
        assert tree.amount_kr == 0
        assert [text for text in texts(tree) if text.endswith("hålls inne. Befolkningen saknas.")]


def test_an_amount_that_rests_on_no_delivery_names_its_section() -> None:
    nowhere = Source("", "", "", "")
    printed = replace(link("", 750), payment="grundkrav", component="befolkning", requirement=None, month=None)
    printed = replace(printed, role=Role.PRINTED, source=nowhere)
    tree = region_tree(replace(RESULTS, links=[printed]), "12", payment="grundkrav")
    assert [leaf.text for leaf in tree.leaves()] == ["Följer av beslutet (bilaga 2) och vilar inte på någon leverans"]
    assert tree.amount_kr == 750


def test_a_decided_amount_that_nothing_carries_any_more_says_so() -> None:
    sealed = replace(link("", 90), role=Role.DECIDED, source=Source("", "", "", ""), requirement=None, month=None)
    (leaf,) = (leaf for leaf in region_tree(replace(RESULTS, links=[sealed]), "12").leaves() if leaf.amount_kr)
    assert leaf.text.startswith("Beloppet är beslutat")


def test_a_month_without_operations_says_that_nothing_was_reported() -> None:
    results = Results(decree("vardkoer_2025"), payouts={}, links=[])
    assert "februari 2025: inget har rapporterats" in texts(region_tree(results, "09", payment="block2"))
