from dataclasses import replace
from datetime import date
from fractions import Fraction

from rules.attribution import DEFINITION, Role
from rules.cell_explanation import cell_tree
from rules.explanation import Link, Node, Results, Source, Stated
from rules.found_decrees import decree
from rules.monthly_pot import Route

JANUARY = date(2024, 1, 1)
NOW, BEFORE = "bup/2024-02-20_skr.xlsx", "bup/2024-01-22_skr.csv"


def link(file: str, cell: str, share_kr: int, role: Role = Role.VALUE) -> Link:
    source = Source(file, "Rapport", cell, "77")
    return Link(
        "tillganglighet_2024", "augusti", "bup", "03", "bup_besok", JANUARY, role, source, int(cell[1:]), "Genomförda",
        "", Fraction(share_kr),
    )  # fmt: skip


DECISION = [link(NOW, "D12", 60), link(NOW, "E12", 40), link(BEFORE, "D7", 0, Role.COMPARISON)]
RESULTS = {
    "tillganglighet_2024": Results(
        decree("tillganglighet_2024"),
        payouts={},
        links=DECISION,
        outcomes={
            ("bup_besok", JANUARY, "03"): Stated(Route.IMPROVEMENT, Fraction(1, 2), Fraction(100), "Andelen ökade.")
        },
        component_of=decree("tillganglighet_2024").component_of,
    )
}


def tree(*own: Link) -> Node:
    return cell_tree("cellen", ["Raden räknas."], own, DECISION, RESULTS)


def test_a_value_names_the_outcome_the_cells_beside_it_and_what_it_was_compared_with() -> None:
    (decided,) = (child for child in tree(DECISION[0]).children if child.amount_kr is not None)
    assert decided.amount_kr == 60
    assert decided.text.startswith("Region Uppsala, Tillgänglighet 2024, Utbetalningen i augusti")
    reason, together, compared = (child.text for child in decided.children)
    assert reason == "förbättring, 50 procent av månadspotten: Andelen ökade."
    assert "!E12" in together and "tillsammans 100" in together
    assert "!D7" in compared


def test_what_was_compared_with_counts_zero_and_names_where_the_kronor_are() -> None:
    node = tree(DECISION[2])
    assert node.amount_kr == 0
    said = [child.text for child in node.children[-1].children]
    assert any(text.startswith("beloppet, 100") and "!D12" in text and "!E12" in text for text in said)


def test_the_kronor_of_all_cells_are_those_of_the_decision() -> None:
    assert sum(Fraction(tree(own).amount_kr or 0) for own in DECISION) == 100


def test_the_attribution_is_said_wherever_kronor_are() -> None:
    assert any(DEFINITION in child.text for child in tree(DECISION[0]).children)


def test_a_cell_that_decided_nothing_says_what_became_of_its_row_and_that_no_krona_rests_on_it() -> None:
    node = cell_tree("cellen", ["Raden är avvisad."], [], [], {})
    assert (node.amount_kr, [child.text for child in node.children]) == (
        0,
        ["Raden är avvisad.", "Inget belopp vilar på cellen."],
    )


def test_a_withheld_payment_is_named_as_such() -> None:
    held = {"tillganglighet_2024": replace(RESULTS["tillganglighet_2024"], withheld={"augusti": "Juni saknas."})}
    node = cell_tree("cellen", [], [replace(DECISION[0], share_kr=Fraction(0))], DECISION, held)
    assert "utbetalningen hålls inne: Juni saknas." in [child.text for child in node.children[-1].children]
