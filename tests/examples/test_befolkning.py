from collections.abc import Callable
from typing import Any

from rules.regions import CODES

Read = Callable[[str], list[dict[str, Any]]]


def test_2023_has_the_printed_total_and_the_recovered_children(rows: Read) -> None:
    delivered = rows("befolkning/2023-12-20_befolkning_2023-11-01.xlsx")
    sums = {(row["Åldersgrupp"], row["Märkning"]): 0 for row in delivered}
    for row in delivered:
        sums[row["Åldersgrupp"], row["Märkning"]] += row["Antal"]
    assert sums == {("totalt", None): 10_557_682, ("0-18", "rekonstruerad"): 2_283_179}


def test_2024_is_laid_out_as_by_statistics_sweden_and_marked_as_example(rows: Read) -> None:
    delivered = rows("befolkning/2024-12-20_befolkning_2024-11-01.xlsx")
    assert [row["region"][:2] for row in delivered] == list(CODES)
    assert [delivered[at]["region"] for at in (0, 1, 11)] == [
        "01 Stockholms län",
        "03 Uppsala län",
        "14 Västra Götalands län",
    ]
    assert {(row["ålder"], row["Märkning"]) for row in delivered} == {("totalt ålder", "exempel")}
    assert 10_580_000 < sum(row["Folkmängd 1 november 2024"] for row in delivered) < 10_595_000
