from collections.abc import Callable
from datetime import datetime
from typing import Any


def test_all_regions_have_an_approved_account_in_time_and_one_came_on_the_last_day(
    rows: Callable[[str], list[dict[str, Any]]],
) -> None:
    delivered = rows("redovisning/2024-10-15_redovisningar_tillganglighet_2024.xlsx")
    assert len({row["Region"] for row in delivered}) == len(delivered) == 21
    assert {(row["Godkänd"], row["Märkning"]) for row in delivered} == {("ja", "rekonstruerad")}
    days = [row["Inkom"] for row in delivered]
    assert datetime(2024, 9, 1) <= min(days)
    assert max(days) == datetime(2024, 9, 30)
