"""How tables show themselves: text from deliveries stays text in Dagster's Markdown."""

from decimal import Decimal

import polars as pl
import pytest

from assets.descriptions import SHOWN_AT_ONCE, inert, markdown, shown


def cell(value: object) -> str:
    """The one cell of a table of one row."""
    return markdown(pl.DataFrame({"a": [value]})).splitlines()[2].removeprefix("| ").removesuffix(" |")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Skåne", "Skåne"),
        ("Västra Götaland, 2024-02", "Västra Götaland, 2024-02"),
        (12, "12"),
        (Decimal("12.50"), "12.5"),
        (None, ""),
        ("", ""),
        ("bup/2024-03-18_skane.xlsx", "`bup/2024-03-18_skane.xlsx`"),
    ],
)
def test_ordinary_values_are_shown_as_they_are(value: object, shown: str) -> None:
    assert cell(value) == shown


@pytest.mark.parametrize(
    "text",
    [
        "[klicka](https://evil.example)",
        "![bild](https://evil.example/x.png)",
        "<img src=x onerror=alert(1)>",
        "<script>alert(1)</script>",
        "https://evil.example",
        "www.evil.example",
        "evil.example",
        "person@evil.example",
        "[ref]: https://evil.example",
        "# rubrik",
        "- punkt",
        "**fet**",
        "_lutad_",
        "&lt;b&gt;",
        "rad\\nrad",
        "~~struken~~",
    ],
)
def test_nothing_in_a_delivered_text_has_a_meaning(text: str) -> None:
    assert cell(text) == f"`{text}`"


@pytest.mark.parametrize(
    "text", ["a | b", "`a` | [x](https://evil.example)", "``", "\\`[x](y)", "a\n| b |\n# c", "\r\n\x0b`"]
)
def test_no_text_ends_its_cell_its_line_or_its_code(text: str) -> None:
    shown = cell(text)
    assert shown.startswith("`") and shown.endswith("`")
    assert "|" not in shown and "`" not in shown[1:-1] and "\n" not in shown


def test_a_long_text_is_cut_before_it_is_made_inert() -> None:
    assert cell("." * 200) == f"`{'.' * 120}`"
    assert inert("") == ""


def test_a_preview_has_as_many_rows_as_are_shown_at_once_and_leaves_out_what_they_have_in_common() -> None:
    wide = pl.DataFrame({"same": ["x"] * 9, "text": [f"rad {place} {'a' * 100}" for place in range(9)]})
    shown_rows = shown(wide)["preview"].value.splitlines()
    assert shown_rows[0] == "| text |"
    assert 2 < len(shown_rows) < 2 + 9 and sum(map(len, shown_rows)) < SHOWN_AT_ONCE
    assert shown(pl.DataFrame({"only": ["x"]}))["preview"].value.splitlines()[2] == "| x |"
