"""How tables show themselves: text from deliveries stays text in Dagster's Markdown."""

from decimal import Decimal

import polars as pl
import pytest

from assets.descriptions import inert, markdown


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
