"""What the result of a month rests on: which regions have reported, and who is missing."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from rules.monthly_pot import Outcome, Route
from rules.regions import BY_CODE, CODES
from rules.swedish import listing, month_name


@dataclass(frozen=True)
class MonthStatus:
    """One month's reports; `missing` are the regions that lack something the month is decided on, by code."""

    month: date
    missing: tuple[str, ...]

    @property
    def reported_count(self) -> int:
        """Regions that have reported all that the month is decided on."""
        return len(CODES) - len(self.missing)

    @property
    def is_complete(self) -> bool:
        """Whether all regions have."""
        return not self.missing

    @property
    def missing_regions(self) -> str:
        """The missing regions by name, as in a sentence; empty when there are none."""
        return listing([BY_CODE[code].official_name for code in self.missing])

    @property
    def sentence(self) -> str:
        """What the month rests on and who is missing, as one Swedish sentence."""
        month = month_name(self.month)
        if self.is_complete:
            return f"Resultatet för {month} vilar på uppgifter från alla {len(CODES)} regioner."
        if not self.reported_count:
            return f"Ingen region har lämnat alla uppgifter för {month}."
        return (
            f"Resultatet för {month} vilar på uppgifter från {self.reported_count} av {len(CODES)} regioner; uppgifter "
            f"saknas helt eller delvis från {self.missing_regions}."
        )


def month_statuses(outcomes: Iterable[Outcome]) -> tuple[MonthStatus, ...]:
    """One per month that has outcomes, in order; a region must have reported for every requirement."""
    lacking: dict[date, set[str]] = {}
    for outcome in outcomes:
        codes = lacking.setdefault(outcome.month, set())
        if outcome.assessment.route is Route.NOT_REPORTED:
            codes.add(outcome.region_code)
    return tuple(
        MonthStatus(month, tuple(code for code in CODES if code in codes)) for month, codes in sorted(lacking.items())
    )


def months_in(outcomes: Collection[Outcome]) -> set[date]:
    """The months that at least one region has reported something for."""
    return {outcome.month for outcome in outcomes if outcome.assessment.route is not Route.NOT_REPORTED}
