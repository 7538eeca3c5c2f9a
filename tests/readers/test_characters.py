import pytest

from readers.characters import visible


@pytest.mark.parametrize(
    "text",
    [
        "Skåne",
        "Skåne\u200b",
        "\ufeffSkåne",
        "Ska\u030ane",
        "Sk\xadåne",
        "\u2060Skåne\u200e",
        "\u00a0Skåne\u2003",
        " Skåne\n",
    ],
)
def test_what_nobody_sees_does_not_count(text: str) -> None:
    assert visible(text) == "Skåne"


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\u2009", "\u202f", "\t", "\u3000"])
def test_every_blank_inside_a_text_is_an_ordinary_one(blank: str) -> None:
    assert visible(f"Region{blank}Skåne") == "Region Skåne"


def test_a_text_of_nothing_visible_is_empty() -> None:
    assert visible("\u200b\u00ad \ufeff") == ""
