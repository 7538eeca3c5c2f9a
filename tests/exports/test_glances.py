"""The lines that the user interface shows at once: every region and month, every krona, within what it shows."""

from decimal import Decimal

import polars as pl
import pytest

from assets.descriptions import SHOWN_AT_ONCE
from assets.programmes import GRANTS
from exports.glances import BAR, money_lines, outcome_letters
from rules.monthly_pot import Route
from rules.regions import BY_CODE, CODES
from rules.swedish import NO_BREAK_SPACE

ROUTES = [
    (Route.IMPROVEMENT.value, "1"),
    (Route.IMPROVEMENT.value, "0.5"),
    (Route.NONE.value, "0"),
    (Route.NOT_REPORTED.value, "0"),
]
MONTHLY = [grant for grant in GRANTS if grant.is_monthly]


def outcomes(grant, requirement) -> pl.DataFrame:
    """Every route and part in turn, over all regions and months."""
    return pl.DataFrame(
        [
            {
                "requirement": requirement.id,
                "month": month,
                "region_code": code,
                "route": route,
                "part": Decimal(part),
            }
            for at, code in enumerate(CODES)
            for place, month in enumerate(requirement.months)
            for route, part in [ROUTES[(at + place) % len(ROUTES)]]
        ],
        schema_overrides={"part": pl.Decimal(3, 2)},
    )


@pytest.mark.parametrize("grant", MONTHLY, ids=lambda grant: grant.programme.id)
def test_every_region_has_a_code_for_every_month_and_all_of_it_is_shown_at_once(grant) -> None:
    for requirement in grant.programme.requirements:
        map_, signs = outcome_letters(requirement, outcomes(grant, requirement))
        assert max(len(map_), len(signs)) + len("```\n\n```") < SHOWN_AT_ONCE
        lines = map_.splitlines()
        assert [line[:15].rstrip() for line in lines[2:]] == [BY_CODE[code].name for code in CODES]
        assert {len(line[16:]) for line in lines[1:]} == {len(requirement.months)}
        told = [line[0] for line in signs.splitlines()]
        assert set("".join(line[16:] for line in lines[2:])) == set(told) and len(told) == len(set(told)) == 4


def test_the_lines_of_the_money_account_for_every_krona() -> None:
    (grant,) = [each for each in MONTHLY if len(each.programme.payments) == 2]
    first, last = (payment.id for payment in grant.programme.payments)
    paid = pl.DataFrame({"payment": [first, last, last], "amount_kr": [500, 200, 100]})
    lines = money_lines(grant.programme, 1_000, paid, pl.DataFrame({"amount_kr": [50]})).splitlines()
    assert lines[0] == f"Av 1{NO_BREAK_SPACE}000 kronor går"
    assert [line.split()[-2:] for line in lines[1:]] == [
        ["500", "█" * (BAR // 2)],
        ["300", "█" * 6],
        ["50", "█"],
        ["150", "█" * 3],
    ]


def test_what_is_nothing_has_no_line() -> None:
    programme = MONTHLY[0].programme
    paid = pl.DataFrame({"payment": [programme.payments[0].id], "amount_kr": [7]})
    lines = money_lines(programme, 7, paid, pl.DataFrame({"amount_kr": []}, schema={"amount_kr": pl.Int64}))
    assert len(lines.splitlines()) == 2
