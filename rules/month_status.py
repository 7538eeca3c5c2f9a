"""What a month is decided on: who has reported, who is awaited, and who is without a report when it is closed (T24)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from rules.monthly_pot import UNREPORTED, Outcome
from rules.regions import BY_CODE, CODES
from rules.swedish import day, listing, month_name


@dataclass(frozen=True)
class MonthStatus:
    """One month's reports; `missing` are the regions that lack something they are to report, by code.

    `open_until` is the last report day of a month that is not closed: until it has passed the missing are awaited and
    what has come out is preliminary. `decided_anyhow` are those of the missing that lack nothing the month is decided
    on.
    """

    month: date
    missing: tuple[str, ...]
    open_until: date | None = None
    decided_anyhow: tuple[str, ...] = ()

    @property
    def reported_count(self) -> int:
        """Regions that have reported all that they are to."""
        return len(CODES) - len(self.missing)

    @property
    def is_complete(self) -> bool:
        """Whether all regions have."""
        return not self.missing

    @property
    def is_closed(self) -> bool:
        """Whether what has come out stands unless something delivered is changed."""
        return self.open_until is None

    @property
    def missing_regions(self) -> str:
        """The missing regions by name, as in a sentence; empty when there are none."""
        return listing([BY_CODE[code].official_name for code in self.missing])

    @property
    def sentence(self) -> str:
        """What the month rests on and who is missing, as one Swedish sentence."""
        month = month_name(self.month)
        if self.is_complete and self.is_closed:
            return f"Resultatet för {month} vilar på uppgifter från alla {len(CODES)} regioner."
        if self.open_until:
            until = f"till och med den {day(self.open_until)}"
            if not self.reported_count:
                return f"Rapporter för {month} inväntas {until} från alla regioner."
            have = f"{self.reported_count} av {len(CODES)} regioner har rapporterat"
            awaited = f"; uppgifter inväntas från {self.missing_regions}" if self.missing else ""
            return f"Resultatet för {month} är preliminärt {until}: {have}{awaited}."
        if not self.reported_count:
            return f"Ingen region har lämnat alla uppgifter för {month}, och månaden är stängd."
        if self.decided_anyhow:
            have = f"{self.reported_count} av {len(CODES)} regioner"
            return f"Hela rapporter för {month} finns från {have}, inte från {self.missing_regions}."
        return (
            f"Resultatet för {month} vilar på uppgifter från {self.reported_count} av {len(CODES)} regioner; uppgifter "
            f"saknas helt eller delvis från {self.missing_regions}."
        )


def month_statuses(
    outcomes: Iterable[Outcome], not_whole: Collection[tuple[str, date]] = ()
) -> tuple[MonthStatus, ...]:
    """One per month that has outcomes, in order; a region must have reported for every requirement.

    `not_whole` are the region codes and months that lack a value which a requirement to report asks for.
    """
    undecided: dict[date, set[str]] = {}
    open_until: dict[date, date | None] = {}
    for outcome in outcomes:
        codes = undecided.setdefault(outcome.month, set())
        if outcome.assessment.route in UNREPORTED:
            codes.add(outcome.region_code)
        open_until[outcome.month] = outcome.open_until or open_until.get(outcome.month)
    return tuple(
        MonthStatus(
            month,
            tuple(code for code in CODES if code in codes or (code, month) in not_whole),
            open_until[month],
            tuple(code for code in CODES if code not in codes and (code, month) in not_whole),
        )
        for month, codes in sorted(undecided.items())
    )
