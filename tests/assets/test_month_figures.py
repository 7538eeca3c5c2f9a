"""What a month says of itself: figures from its outcomes, and the files it rests on."""

import polars as pl
import pytest

from assets.basis import Input
from assets.descriptions import figures, shown
from assets.month_figures import files_behind, month_figures


def outcomes(*routes: str) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "region_code": [f"{place:02d}" for place in range(len(routes))],
            "route": list(routes),
            "reserved_kr": [100] * len(routes),
            "earned_kr_exact": [100.0 if route in ("threshold", "improvement") else 0.0 for route in routes],
        }
    )


@pytest.mark.parametrize(
    ("routes", "earned", "left", "reported", "share"),
    [
        (("threshold", "improvement"), 200, 0, 2, 100.0),
        (("threshold", "none"), 100, 100, 2, 50.0),
        (("none", "not_reported"), 0, 200, 1, 0.0),
        (("awaited", "not_reported"), 0, 200, 0, 0.0),
        ((), 0, 0, 0, 0.0),
    ],
)
def test_a_month_counts_what_was_earned_and_who_reported(
    routes: tuple[str, ...], earned: int, left: int, reported: int, share: float
) -> None:
    rows = outcomes(*routes) if routes else outcomes("none").clear()
    found = [value.value for value in month_figures(rows).values()]
    assert found == [earned, left, reported, share]


def test_a_region_that_lacks_one_of_its_outcomes_has_not_reported() -> None:
    twice = pl.concat([outcomes("threshold", "threshold"), outcomes("threshold", "not_reported")])
    assert month_figures(twice)["regioner som har rapporterat"].value == 1


def test_a_month_names_each_file_once_and_as_text() -> None:
    rows = pl.DataFrame({"file": ["b/x.xlsx", "a/[y](z).csv", "b/x.xlsx"]})
    assert files_behind([Input("", rows)])["vilar på"].value == "- `a/[y](z).csv`\n- `b/x.xlsx`"
    assert files_behind([])["vilar på"].value == "Inget levererat."


def test_kronor_are_summed_and_regions_counted() -> None:
    rows = pl.DataFrame({"region_code": ["01", "01", None], "amount_kr": [1, 2, None], "beds": [1, 2, 3]})
    assert {name: value.value for name, value in figures(rows).items()} == {"amount_kr": 3, "regioner": 1}


def test_the_preview_has_the_names_of_the_regions() -> None:
    preview = shown(pl.DataFrame({"region_code": ["12", "00", None], "x": [1, 2, 3]}))["preview"].value
    assert "Skåne" in preview and "Riket" in preview and "| 12 |" not in preview


def test_kronor_that_are_still_text_as_delivered_are_not_summed() -> None:
    assert not figures(pl.DataFrame({"requested_kr": ["1 000", "x"]}))
