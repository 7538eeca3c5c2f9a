"""A day by which a decree wants something done: how it is said in Swedish, and how it stands on a given day.

The days themselves are in the decrees' modules and are made deadlines in `rules.duties`. What has come in, and when, is
for the caller to find out.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from rules.months import next_month
from rules.recipients import RECIPIENTS, SKR
from rules.regions import CODES
from rules.swedish import day as day_text
from rules.swedish import listing

REPORT = "rapporter"
"""The kind of delivery that says that a report of SKR's or the agency's own has been handed in."""


class Who(StrEnum):
    """Whose duty it is; the values are the Swedish words shown to people."""

    REGION = "region"
    """Each of the 21 regions."""
    SKR = "SKR"
    AGENCY = "Socialstyrelsen"
    PAYER = "Kammarkollegiet"


@dataclass(frozen=True)
class Deadline:
    """One day by which one thing is to be done.

    `id` is unique within `programme`; `what` is the Swedish words that follow on "ska"; `day` is the last day, still
    in time, None while the agency has set none. `payment` is the payment that hangs on it, None when none does.
    `months` are the months that a report is about, in order. `delivery_kind` is the kind of delivery that fulfils it,
    None when nothing delivered here tells. `parts` are what a report is to tell about. `is_agencys` says that the
    decree leaves the day to the agency (T23), and `reference` is the agency's number of its decision on it, empty while
    there is none.
    """

    programme: str
    id: str
    what: str
    who: Who
    day: date | None
    section: str
    payment: str | None = None
    months: tuple[date, ...] = ()
    delivery_kind: str | None = None
    is_agencys: bool = False
    reference: str = ""
    parts: tuple[str, ...] = ()

    @property
    def is_default_day(self) -> bool:
        """Whether the day is only the default that stands until the agency sets one (T23)."""
        return self.is_agencys and not self.reference

    @property
    def month(self) -> date | None:
        """The month that a monthly report is about, None for everything else."""
        return self.months[0] if len(self.months) == 1 else None

    @property
    def by(self) -> tuple[str, ...]:
        """The codes of those who are to do it: SKR, or the regions, each its part; none for the agency itself."""
        return {Who.SKR: (SKR.code,), Who.REGION: CODES}.get(self.who, ())

    @property
    def document(self) -> str:
        """What a report is called: `delrapport till Regeringskansliet`."""
        return self.what.removesuffix(f" om {listing(list(self.parts))}").removeprefix("lämna ")

    @property
    def sentence(self) -> str:
        """Who is to do what by when, and where that is said, as one Swedish sentence."""
        who = "Regionen" if self.who is Who.REGION else self.who.value
        if self.day is None:
            return f"{who} ska {self.what} ({self.section}); myndigheten har inte angett någon sista dag."
        ending = ""
        if self.is_agencys:
            set_in = f"myndighetens beslut {self.reference}" if self.reference else ""
            ending = f"; dagen enligt {set_in}" if set_in else "; dagen är ett förval tills myndigheten anger ett datum"
        return f"{who} ska {self.what} senast den {day_text(self.day)} ({self.section}){ending}."


class DeadlineStatus(StrEnum):
    """How a deadline stands on one day."""

    UPCOMING = "upcoming"
    SOON = "soon"
    DUE_TODAY = "due_today"
    PASSED = "passed"
    """The day has passed and it was not done in time, or nobody can tell."""
    MET = "met"
    NO_DAY = "no_day"
    """The agency has set no last day yet, so that nothing can be late."""


def status(deadline: Deadline, today: date, fulfilled: bool | None, warn_days: int) -> DeadlineStatus:
    """How the deadline stands on `today`; `fulfilled` None means that it cannot be told.

    `soon` begins `warn_days` days before the day. On the day itself it is still in time: a deadline of 30 September
    that is not fulfilled is `due_today` on 30 September and `passed` on 1 October.
    """
    if fulfilled:
        return DeadlineStatus.MET
    if deadline.day is None:
        return DeadlineStatus.NO_DAY
    days_left = (deadline.day - today).days
    if days_left < 0:
        return DeadlineStatus.PASSED
    if days_left == 0:
        return DeadlineStatus.DUE_TODAY
    return DeadlineStatus.SOON if days_left <= warn_days else DeadlineStatus.UPCOMING


def in_time(deadline: Deadline, received: date | None) -> bool:
    """Whether what came in on `received` (None: has not come in) was there by the day; the day itself counts.

    Without a day whatever has come in is in time.
    """
    return received is not None and (deadline.day is None or received <= deadline.day)


def notice(
    deadline: Deadline, today: date, missing: Collection[str] = (), late: Collection[str] = (), own: date | None = None
) -> str:
    """The deadline in Swedish with how it stands on `today` and which regions it is about.

    `missing` are the codes of those that have not done it, `late` of those that did it after the day. Neither is given
    when nothing tells, nor for the agency's own reports, where `own` is the day that one was handed in.
    """
    if deadline.day is None:
        return deadline.sentence
    days_left = (deadline.day - today).days
    when = {0: "Dagen är i dag.", 1: "Dagen är i morgon."}.get(days_left, f"Det är {days_left} dagar kvar.")
    parts = [deadline.sentence, when if days_left >= 0 else "Dagen har passerat."]
    if missing:
        parts.append(f"Har inte kommit in från {_names(missing, every='någon region')}.")
    if late:
        parts.append(f"Kom in för sent från {_names(late, every='alla regioner')}.")
    if deadline.delivery_kind and not deadline.by:
        parts.append(f"Lämnades den {day_text(own)}." if own else "Ingen leverans säger att den är lämnad.")
    elif days_left < 0 and not missing and not late:
        parts.append("Om det är gjort går inte att se här.")
    return " ".join(parts)


def weeks_after(month: date, weeks: int) -> date:
    """The day `weeks` weeks after the last day of a month: three weeks after February 2024 is 21 March 2024."""
    return last_day(month) + timedelta(weeks=weeks)


def last_day(month: date) -> date:
    """The last day of a month."""
    return next_month(month) - timedelta(days=1)


def _names(codes: Collection[str], *, every: str) -> str:
    if len(codes) == len(CODES):
        return every
    return listing([RECIPIENTS[code].official_name for code in codes])
