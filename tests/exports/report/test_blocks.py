from dataclasses import replace

import pytest

from exports.report.blocks import Table
from exports.report.tables import Figure


def number(text: str) -> Figure:
    return Figure(text, text.replace(",", "."), "tabell?id=1", "kolumn", is_number=True)


@pytest.mark.parametrize(
    ("texts", "written"),
    [
        (["1", "22"], ["1", "22"]),
        (["1", "1,5", "1,25"], ["1,00", "1,50", "1,25"]),
        (["−0,5", "1 000"], ["−0,5", "1 000,0"]),
    ],
    ids=["whole numbers", "as many as the longest", "negative and thousands"],
)
def test_numbers_of_a_column_have_equally_many_decimals(texts, written) -> None:
    table = Table("id", "Tabell", ("Rad", "Tal"), tuple(("rad", number(text)) for text in texts), ("alla", number("0")))
    shown = [row[1].text for row in table.lines]
    assert shown == written
    assert table.sums[1].text.partition(",")[2] == "0" * len(shown[0].partition(",")[2])
    assert [row[1].value for row in table.lines] == [text.replace(",", ".") for text in texts]


def test_texts_and_other_columns_are_left_as_they_are() -> None:
    text = Figure("1,5", "1,5", "tabell?id=1", "kolumn", is_number=False)
    table = Table("id", "Tabell", ("Rad", "Tal", "Text"), (("a", number("1"), text), ("b", number("2,5"), "2")))
    assert table.lines == (("a", replace(number("1"), text="1,0"), text), ("b", number("2,5"), "2"))
    assert [table.is_number(place) for place in range(3)] == [False, True, False]


def test_rows_that_differ_in_the_last_part_of_their_address_stand_together_and_each_knows_its_own() -> None:
    def cell(row: str) -> Figure:
        return Figure("1", "1", row, "kolumn", is_number=True)

    addresses = ("t?a=1&b=1", "t?a=1&b=2", "t?a=2&b=1")
    table = Table("id", "Tabell", ("Rad", "Tal"), tuple(("rad", cell(row)) for row in addresses), is_grouped=True)
    assert [(around, [own for own, _ in rows]) for around, rows in table.groups] == [
        ("t?a=1", ["t?a=1&b=1", "t?a=1&b=2"]),
        ("t?a=2&b=1", ["t?a=2&b=1"]),
    ]
    mixed = Table("id", "Tabell", ("Ett", "Två"), ((cell("t?a=1"), cell("u?b=1")),))
    assert [[own for own, _ in rows] for _, rows in mixed.groups] == [[""]]
