"""Populations that a decree prints, and whether a delivered one says otherwise. Nothing is computed from them here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rules.regions import BY_CODE
from rules.swedish import day, number


@dataclass(frozen=True)
class PrintedPopulation:
    """Inhabitants by region code on one day in one age group; `source` says in Swedish where the numbers stand."""

    reference_date: date
    age_group: str
    source: str
    inhabitants: Mapping[str, int]

    def contradiction(self, region_code: str, inhabitants: int | None) -> str | None:
        """One Swedish sentence with both numbers where they differ, None where they agree or one is not there."""
        printed = self.inhabitants.get(region_code)
        if printed is None or inhabitants is None or printed == inhabitants:
            return None
        group = "totalt" if self.age_group == "totalt" else f"{self.age_group.replace('-', '–')} år"
        return (
            f"Befolkningen ({group}) den {day(self.reference_date)} i {BY_CODE[region_code].official_name} är "
            f"{number(inhabitants)} i leveransen men {number(printed)} {self.source}. Leveransens tal räknas; "
            "är det fel rättas det med en ny leverans."
        )
