"""Target values for beds and occupancy: which one is in force in a month, how far the outcome is from it.

Whether a target is wise is not judged; a value that looks mistaken gets a remark that decides nothing. The
regions' figures month by month are in `rules.capacity`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from rules.case import Given
from rules.parameters import parameter
from rules.regions import BY_CODE, NATION
from rules.reports import VARDPLATSER
from rules.swedish import day, listing, month_name, number


class Metric(StrEnum):
    """What a target is about; the values are those of `core.malvarden.metric`."""

    BEDS = "vardplatser"
    OCCUPANCY = "belaggningsgrad"
    INTENSIVE_CARE = "iva_platser"


class Care(StrEnum):
    """The care that a target or a reported value is apart for; the values are those of `core.malvarden.care`."""

    SOMATIC = "somatisk"
    PSYCHIATRIC = "psykiatrisk"


APART = {Care.SOMATIC: "somatic_", Care.PSYCHIATRIC: "psychiatric_"}
"""What the columns of values that are reported apart begin with; the column for all care follows."""

METRIC_NAMES = {
    Metric.BEDS: "vårdplatser",
    Metric.OCCUPANCY: "beläggningsgrad",
    Metric.INTENSIVE_CARE: "intensivvårdsplatser",
}
VALUE_OF = {Metric.BEDS: "beds", Metric.OCCUPANCY: "occupancy_percent"}
"""The reported value that a region's target is compared with; beds for intensive care are not reported apart."""

Series = tuple[str, str, Metric, Care | None]
"""What a target is a target of: region code (`00` for the nation), unit (empty for the whole region), metric and care
(None for all care)."""


class TwoTargetsError(ValueError):
    """Several targets of the same series apply from the same day; the message is Swedish and says what to do."""


@dataclass(frozen=True)
class Target:
    """One target: a number of beds, or per cent for occupancy.

    `unit` is a clinic or unit, None for the whole region; `care` likewise, None for all care. A `value` of None ends
    the target before it: nothing is aimed at from `valid_from` on.
    """

    region_code: str
    unit: str | None
    metric: Metric
    value: Decimal | None
    valid_from: date
    care: Care | None = None

    @property
    def series(self) -> Series:
        """Targets of the same series follow on one another; case and blanks in a unit's name make no difference."""
        return self.region_code, " ".join((self.unit or "").split()).casefold(), self.metric, self.care

    @property
    def whose(self) -> str:
        """The region, and the unit and the care if it is one's, by name."""
        name = (NATION if self.region_code == NATION.code else BY_CODE[self.region_code]).official_name
        return ", ".join(filter(None, (name, self.unit, f"{self.care.value} vård" if self.care else None)))

    def column(self, metric: Metric) -> str:
        """The reported value of a metric for the care that the target is about."""
        return f"{APART[self.care] if self.care else ''}{VALUE_OF[metric]}"


@dataclass(frozen=True)
class SensibleTargets:
    """Between which limits a target is not remarked on; all are inclusive and our own choice, none is law."""

    least_occupancy_percent: Decimal = parameter(
        Decimal(50), unit="procent", section="eget val", meaning="Lägsta rimliga målvärde för beläggningsgrad"
    )
    most_occupancy_percent: Decimal = parameter(
        Decimal(100), unit="procent", section="eget val", meaning="Högsta rimliga målvärde för beläggningsgrad"
    )
    least_beds_percent: Decimal = parameter(
        Decimal(50),
        unit="procent av de rapporterade vårdplatserna",
        section="eget val",
        meaning="Lägsta rimliga målvärde för en regions vårdplatser",
    )
    most_beds_percent: Decimal = parameter(
        Decimal(200),
        unit="procent av de rapporterade vårdplatserna",
        section="eget val",
        meaning="Högsta rimliga målvärde för en regions vårdplatser",
    )


SENSIBLE = SensibleTargets()


@dataclass(frozen=True)
class ComparedTarget:
    """A target beside the latest outcome while it was in force.

    `valid_to` is its last day, None while nothing follows on it. `month` and `outcome` are None where there is
    nothing to compare with. `reason` is the comparison, or why there is none, and `remark` what looks mistaken
    (empty when nothing does); both are Swedish.
    """

    target: Target
    valid_to: date | None
    month: date | None
    outcome: Decimal | None
    reason: str
    remark: str

    @property
    def distance(self) -> Fraction | None:
        """Outcome minus target in beds or percentage points, None without an outcome."""
        return distance(self.outcome, self.target)


def by_series(targets: Iterable[Target]) -> dict[Series, list[Target]]:
    """The targets of each series, in whatever order they come."""
    found: dict[Series, list[Target]] = {}
    for target in targets:
        found.setdefault(target.series, []).append(target)
    return found


def target_in_force(own: Iterable[Target], month: date) -> Target | None:
    """The target of one series that a month is compared with: the latest that applies on the month's first day.

    One from 1 March is in force in March, one from 2 March from April on. None when no target has begun or what
    began on the latest day is without value. Raises `TwoTargetsError` when two with values begin on that day, also
    equal ones.
    """
    begun = [target for target in own if target.valid_from <= month]
    latest_day = max((target.valid_from for target in begun), default=None)
    latest = [target for target in begun if target.valid_from == latest_day and target.value is not None]
    if len(latest) > 1:
        raise TwoTargetsError(_two(latest))
    return latest[0] if latest else None


def distance(outcome: Decimal | None, target: Target | None) -> Fraction | None:
    """Outcome minus target, exact: 88 beds with the target 90 are -2. None without either."""
    if outcome is None or target is None or target.value is None:
        return None
    return Fraction(outcome) - Fraction(target.value)


def compared_targets(
    targets: Iterable[Target], given: Given, months: Sequence[date], sensible: SensibleTargets = SENSIBLE
) -> tuple[ComparedTarget, ...]:
    """Every target that has a value, in the order given, beside the regions' outcomes of some months."""
    every = tuple(targets)
    series = by_series(every)
    return tuple(
        _compared(target, series[target.series], given, months, sensible)
        for target in every
        if target.value is not None
    )


def _compared(
    target: Target, own: Sequence[Target], given: Given, outcomes: Sequence[date], sensible: SensibleTargets
) -> ComparedTarget:
    later = min((other.valid_from for other in own if other.valid_from > target.valid_from), default=None)
    months = [month for month in outcomes if target.valid_from <= month and (not later or month < later)]
    same_day = [other for other in own if other.valid_from == target.valid_from and other.value is not None]
    reason = _incomparable(target, same_day)
    found = None if reason else _latest(given, target.region_code, months, target.column(target.metric))
    month, outcome = found or (None, None)
    if not reason:
        reason = (
            _comparison(target, *found)
            if found
            else f"{target.whose}: inget utfall är rapporterat för någon månad som målvärdet gäller för."
        )
    beds = _latest(given, target.region_code, months, target.column(Metric.BEDS))
    remarks = [_two(same_day)] if len(same_day) > 1 else []
    return ComparedTarget(
        target,
        later - timedelta(days=1) if later else None,
        month,
        outcome,
        reason,
        " ".join([*remarks, *_remarks(target, beds, sensible)]),
    )


def _latest(given: Given, code: str, months: Sequence[date], value_name: str) -> tuple[date, Decimal] | None:
    """The last of the months for which a value is reported, and the value."""
    for month in reversed(months):
        if (value := given.value(VARDPLATSER.id, code, month, value_name)) is not None:
            return month, Decimal(value)
    return None


def _incomparable(target: Target, same_day: Sequence[Target]) -> str:
    """Why no outcome could ever be compared with a target; empty when one could."""
    if len(same_day) > 1:
        return f"{target.whose}: flera målvärden gäller från samma dag, så inget av dem jämförs."
    if target.region_code == NATION.code:
        return f"{target.whose}: ett nationellt målvärde jämförs inte med någon enskild regions utfall."
    if target.metric is Metric.INTENSIVE_CARE:
        return f"{target.whose}: intensivvårdsplatser rapporteras inte för sig, så det finns inget utfall att jämföra."
    if target.unit:
        return f"{target.whose}: {METRIC_NAMES[target.metric]} rapporteras bara för hela regionen."
    return ""


def _two(same_day: Sequence[Target]) -> str:
    first = same_day[0]
    values = listing([number(target.value) for target in same_day if target.value is not None])
    return (
        f"{first.whose}: {len(same_day)} målvärden för {METRIC_NAMES[first.metric]} ({values}) gäller från samma dag, "
        f"den {day(first.valid_from)}, så inget av dem används. Behåll ett och lämna övriga rader på nytt utan värde."
    )


def _comparison(target: Target, month: date, outcome: Decimal) -> str:
    apart = distance(outcome, target) or Fraction(0)
    size, aim, when = number(abs(apart)), number(target.value or Decimal(0)), month_name(month)
    if target.metric is Metric.BEDS:
        how = f"{size} {'fler' if apart > 0 else 'färre'} än" if apart else "lika många som"
        return f"{target.whose} hade {number(outcome)} disponibla vårdplatser i {when}, {how} målvärdet {aim}."
    how = f"{size} procentenheter {'över' if apart > 0 else 'under'}" if apart else "lika med"
    return f"{target.whose} hade beläggningsgraden {number(outcome)} procent i {when}, {how} målvärdet {aim} procent."


def _remarks(target: Target, beds: tuple[date, Decimal] | None, sensible: SensibleTargets) -> Iterator[str]:
    """What looks mistaken; numbers of beds are held against the region's latest reported ones while it is in force."""
    value = Fraction(target.value or 0)
    if target.metric is Metric.OCCUPANCY:
        least, most = sensible.least_occupancy_percent, sensible.most_occupancy_percent
        if not least <= value <= most:
            yield (
                f"Målvärdet {number(value)} procent ligger utanför {number(least)}–{number(most)} procent. Kontrollera "
                "att det är en beläggningsgrad i procent."
            )
    elif beds:
        month, latest = beds
        apart = f" i {target.care.value} vård" if target.care else ""
        whole = f"regionens {number(latest)} disponibla vårdplatser{apart} i {month_name(month)}"
        if target.unit or target.metric is Metric.INTENSIVE_CARE:
            if value > latest:
                yield f"Målvärdet {number(value)} är fler än {whole}. Kontrollera om det gäller hela regionen."
        elif not _share(sensible.least_beds_percent, latest) <= value <= _share(sensible.most_beds_percent, latest):
            yield f"Målvärdet {number(value)} ligger långt från {whole}. Kontrollera om det gäller hela regionen."


def _share(percent: Decimal, beds: Decimal) -> Fraction:
    return Fraction(percent) / 100 * Fraction(beds)
