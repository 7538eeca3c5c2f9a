"""A monthly requirement: a pot reserved for every region each month, and the routes by which it is earned.

What each route asks is in its own module, the measure in `measures`; here they are put together for all regions.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any, Protocol

from rules.case import Case
from rules.declaration import Measured
from rules.mechanisms.measures import Measure
from rules.money import Exact
from rules.monthly_pot import UNREPORTED, Assessment, Outcome, Route, reserved_pots
from rules.months import year_before
from rules.numbers import Number, Values
from rules.ranking import ranks, top_placed
from rules.readings import Readings
from rules.regions import BY_CODE, CODES
from rules.reports import Report
from rules.swedish import month_name


@dataclass(frozen=True)
class MonthOf:
    """What all regions reported for one requirement in one month and in the same month the year before.

    `changed` and `changed_before` are reports that stand in the place of delivered ones, by region code.
    """

    case: Case
    measure: Measure
    month: date
    changed: Mapping[str, Report] = field(default_factory=dict)
    changed_before: Mapping[str, Report] = field(default_factory=dict)
    _top: dict[int, set[str]] = field(default_factory=dict, init=False, compare=False, repr=False)
    _before: dict[str, Fraction | None] = field(default_factory=dict, init=False, compare=False, repr=False)

    def report(self, code: str) -> Report:
        """The report of the month."""
        if code in self.changed:
            return self.changed[code]
        return self.case.report(self.measure.kind.id, code, self.month, self.measure.item)

    def report_before(self, code: str) -> Report:
        """The report of the same month the year before."""
        if code in self.changed_before:
            return self.changed_before[code]
        return self.case.report(self.measure.kind.id, code, year_before(self.month), self.measure.item)

    @cached_property
    def measured(self) -> dict[str, Fraction]:
        """The values of the regions that have one."""
        values = {code: self.measure.value(self.report(code)) for code in CODES}
        return {code: value for code, value in values.items() if value is not None}

    @cached_property
    def unreported(self) -> tuple[str, ...]:
        """The regions that have not reported what is measured."""
        return tuple(code for code in CODES if not self.measure.is_reported(self.report(code)))

    def before(self, code: str) -> Fraction | None:
        """The value of the year before."""
        if code not in self._before:
            self._before[code] = self.measure.value(self.report_before(code))
        return self._before[code]

    def otherwise(self, changed: Mapping[str, Report], changed_before: Mapping[str, Report] | None = None) -> "MonthOf":
        """The month as it would be with other values in some reports; what is the same is not read again."""
        reports = {code: {**self.report(code), **report} for code, report in changed.items()}
        at = replace(self, changed={**self.changed, **reports}, changed_before=changed_before or self.changed_before)
        values = {code: self.measure.value(report) for code, report in reports.items()}
        at.__dict__["measured"] = {
            code: value for code, value in {**self.measured, **values}.items() if value is not None
        }
        if not changed_before:
            at.__dict__["_before"] = self._before
        return at

    @cached_property
    def place(self) -> dict[str, int]:
        """The place of each region with a value, 1 for the best."""
        return ranks(self.measured, fewest_first=self.measure.is_fewer_better)

    def top(self, places: int) -> set[str]:
        """The regions within the first places (T11)."""
        if places not in self._top:
            self._top[places] = top_placed(
                self.measured,
                fewest_first=self.measure.is_fewer_better,
                places=places,
                readings=self.case.readings,
            )
        return self._top[places]


class Tested(Protocol):
    """One route as tested for one region: the part of the pot it gives, and its words.

    `taken` follows on the fact when this route gives the pot, `failed` when it does not.
    """

    @property
    def part(self) -> Fraction:
        """From 0 to 1."""

    def taken(self) -> str:
        """Its words when it gives the pot."""

    def failed(self) -> str:
        """Its words when it gives nothing, or is told before another."""


class RouteTo(Protocol):
    """A way to earn a monthly pot."""

    @property
    def route(self) -> Route:
        """Its id in `out.qualification.route`."""

    @property
    def readings(self) -> tuple[str, ...]:
        """The T-numbers that it rests on."""

    @property
    def compares(self) -> bool:
        """Whether it holds a value against the year before."""

    @property
    def stands_alone(self) -> bool:
        """Whether it is told without the routes before it."""

    def ranked(self, at: MonthOf) -> set[str]:
        """The regions that it gives something by what all have reported; nobody where each stands for itself."""

    def tested(self, at: MonthOf, code: str) -> Tested:
        """The route tested for a region with a value."""

    def terms(self, part: Exact, values: Values) -> tuple[Number[Any], ...]:
        """The limits behind what it gave; with part 0 those that were not reached."""

    def limits(self, values: Values) -> tuple[Number[Any], ...]:
        """All that it asks and gives."""

    def words(self, values: Values) -> str:
        """Its name in Swedish: `förbättring`."""

    def short(self, values: Values) -> str:
        """Its name in a narrow column: `topp fem`."""

    def looks_at(self, at: MonthOf, code: str) -> tuple[str, ...]:
        """Columns that it looks at besides those of the measure."""


@dataclass(frozen=True, eq=False)
class Requirement:
    """One monthly requirement.

    `amount` is set aside for all its months and reserved by the population of `age_group` (T01, T20). `routes` are in
    the order of the decree. `other_months` are the months under alternatives of a reading, by its field and
    alternative: `{"t05": {"ten": ...}}`.
    """

    id: str
    title: str
    short_title: str
    section: str
    measure: Measure
    amount: Number[int]
    months: tuple[date, ...]
    routes: tuple[RouteTo, ...]
    age_group: str = "totalt"
    other_months: Mapping[str, Mapping[str, tuple[date, ...]]] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """The kind of delivery that it is measured on."""
        return self.measure.kind.id

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that decide an outcome."""
        return self.measure.all_columns

    @property
    def readings(self) -> tuple[str, ...]:
        """The T-numbers that its outcomes rest on."""
        own = {"T01", "T12", "T20", "T22", "T23", "T24", "T25", *self.measure.readings} | {
            reading.upper() for reading in self.other_months
        }
        return tuple(sorted(own.union(*(route.readings for route in self.routes))))

    def measured(self) -> tuple[Measured, ...]:
        """What regions perform that it measures."""
        return (Measured(self.measure.kind, self.measure.item, self.months, self.measure.performed),)

    def months_in(self, readings: Readings) -> tuple[date, ...]:
        """The measured months under some readings (T05)."""
        for reading, by_alternative in self.other_months.items():
            if (chosen := getattr(readings, reading)) in by_alternative:
                return by_alternative[chosen]
        return self.months

    def reserved(self, case: Case) -> dict[str, Exact]:
        """The pot of each region in one month."""
        months = len(self.months_in(case.readings))
        return reserved_pots(case.values[self.amount], months, case.weights(self.age_group), case.readings)

    def qualify(self, case: Case, month: date) -> tuple[Outcome, ...]:
        """One outcome per region; none for a month that a reading leaves out or without a usable population."""
        if month not in self.months_in(case.readings) or case.whole(self.age_group) is None:
            return ()
        reserved, at = self.reserved(case), MonthOf(case, self.measure, month)
        until = None if self.is_closed(case, month) else case.last_report_day(self.kind, month)
        assessed = {code: self.assess(at, code) for code in CODES}
        if until:
            assessed = {code: self._awaited(at, code, assessment) for code, assessment in assessed.items()}
        return tuple(Outcome(self.id, month, code, reserved[code], assessed[code], until) for code in CODES)

    def is_closed(self, case: Case, month: date) -> bool:
        """Whether the last report day has passed, or all regions have reported the month whole (T24)."""
        return case.is_over(self.kind, month) or all(
            case.value(self.kind, code, month, column, self.measure.item) is not None
            for code in CODES
            for column in self.columns
        )

    def _awaited(self, at: MonthOf, code: str, assessment: Assessment) -> Assessment:
        """Who has not reported an open month is awaited and has not failed it."""
        if assessment.route is not Route.NOT_REPORTED:
            return assessment
        name = BY_CODE[code].official_name
        because = f"Rapport om {self.measure.about} för {month_name(at.month)} inväntas från {name}"
        return Assessment(Route.AWAITED, Fraction(0), because)

    def assess(self, at: MonthOf, code: str) -> Assessment:
        """What one region earns of its pot: the route that gives most, the first at equal parts (T22)."""
        name, report = BY_CODE[code].official_name, at.report(code)
        if unassessed := self.measure.unassessed(report, name, at.month):
            return unassessed
        tested = [route.tested(at, code) for route in self.routes]
        parts = [each.part for each in tested]
        best = max(parts)
        place = parts.index(best)
        return Assessment(
            self.routes[place].route if best else Route.NONE,
            best,
            lambda: self.measure.fact(report, name, at.month) + self._told(tested, place, best),
        )

    def _told(self, tested: list[Tested], place: int, best: Fraction) -> str:
        """The best route with what is to be said of the others."""
        if not best:
            return "".join(each.failed() for each in tested)
        before = [] if self.routes[place].stands_alone else tested[:place]
        after = [each for each in tested[place + 1 :] if not each.part] if best < 1 else []
        return "".join([*(each.failed() for each in before), tested[place].taken(), *(each.failed() for each in after)])

    def part(self, at: MonthOf, code: str) -> Fraction:
        """The part of the pot alone, without words: much faster."""
        if code not in at.measured:
            return Fraction(0)
        return max(route.tested(at, code).part for route in self.routes)

    def moved(self, at: MonthOf, then: MonthOf, code: str) -> set[str]:
        """Who can earn something else when one region reported something else: itself, and whom a ranking moves."""
        return {code}.union(*(route.ranked(at) ^ route.ranked(then) for route in self.routes))

    def parts(self, case: Case, month: date) -> dict[str, Fraction]:
        """The parts of all regions in one month."""
        at = MonthOf(case, self.measure, month)
        return {code: self.part(at, code) for code in CODES}

    def range(self, at: MonthOf, outcome: Outcome) -> tuple[Fraction, Fraction]:
        """The least and the most part that an outcome can come to, whatever is still to be reported.

        Who has not reported may come to everything. Others lose at worst what all missing reports, at their best, can
        take; and win at best what the values they lack themselves can give.
        """
        code = outcome.region_code
        if outcome.assessment.route in UNREPORTED:
            return Fraction(0), Fraction(1)
        crowded = {other: self.measure.at_best(at.report(other)) for other in at.unreported if other != code}
        before = {} if self.measure.is_reported(at.report_before(code)) else {code: self.measure.worst()}
        own = self.measure.at_best(at.report(code))
        least = most = outcome.assessment.part
        if crowded:
            least = self.part(at.otherwise(crowded), code)
        if before or own != at.report(code):
            most = self.part(at.otherwise({code: own}, before), code)
        return least, most

    def terms(self, route: Route, part: Exact, values: Values) -> tuple[Number[Any], ...]:
        """The limits that an outcome was held to: those of its route, or of all routes that were not reached."""
        if route in UNREPORTED:
            return ()
        if route is Route.NONE:
            return tuple(number for tested in self.routes for number in tested.terms(0, values))
        place = [tested.route for tested in self.routes].index(route)
        own = self.routes[place]
        before = () if own.stands_alone else self.routes[:place]
        return (*own.terms(part, values), *(number for each in before for number in each.terms(0, values)))

    def limits(self, values: Values) -> tuple[Number[Any], ...]:
        """All that its routes ask and give, in the decree's order."""
        return tuple(number for route in self.routes for number in route.limits(values))

    def route_words(self, route: Route, values: Values) -> str:
        """A route in Swedish."""
        words = {tested.route: tested.words(values) for tested in self.routes}
        return words.get(route) or NO_ROUTE[route]

    def route_short(self, route: Route, values: Values) -> str:
        """A route in a narrow column."""
        words = {tested.route: tested.short(values) for tested in self.routes}
        return words.get(route) or SHORT_NO_ROUTE[route]

    def looked_at(self, case: Case, outcome: Outcome) -> tuple[str, ...]:
        """The columns of the region's own report that an outcome looked at."""
        at, code = MonthOf(case, self.measure, outcome.month), outcome.region_code
        further = tuple(
            column
            for route in self.routes
            if outcome.assessment.route in (route.route, Route.NONE)
            for column in route.looks_at(at, code)
        )
        return self.measure.columns + further

    def compares(self, route: Route) -> bool:
        """Whether an outcome by this route was held against the year before."""
        if route is Route.NONE:
            return any(tested.compares for tested in self.routes)
        alone = [tested for tested in self.routes if tested.route is route]
        return bool(alone) and alone[0].compares


SHORT_NO_ROUTE = {Route.NONE: "ej uppfyllt", Route.NOT_REPORTED: "ingen rapport", Route.AWAITED: "inväntas"}
"""The same in a narrow column."""
NO_ROUTE = {Route.NONE: "inte uppfyllt", Route.NOT_REPORTED: "inte rapporterat", Route.AWAITED: "inväntas"}
"""What an outcome without a route is called."""
