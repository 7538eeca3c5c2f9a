from collections.abc import Callable
from datetime import datetime
from typing import Any


def test_accounts_leave_nothing_less_than_nothing_and_something_and_one_is_late(
    rows: Callable[[str], list[dict[str, Any]]],
) -> None:
    on_time = rows("ekonomisk_redovisning/2025-03-31_vardplatser_2024.xlsx")
    unused = {row["Region"]: row["Erhållet"] - row["Kostnader"] for row in on_time}
    assert unused == {
        "Region Uppsala": 0,
        "Region Östergötland": -250_000,
        "Region Jönköpings län": 400_000,
        "Region Skåne": 1_500_000,
        "Region Värmland": 1_250_000,
    }
    assert all(row["Inkom"] <= datetime(2025, 3, 31) for row in on_time)
    (late,) = rows("ekonomisk_redovisning/2025-04-02_vardplatser_2024_dalarna.xlsx")
    assert (late["Region"], late["Inkom"]) == ("Region Dalarna", datetime(2025, 4, 2))
