"""The route of being among the best of all regions in a month; who shares the last place (T11)."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from rules.mechanisms.requirement import MonthOf
from rules.money import Exact
from rules.monthly_pot import Route
from rules.numbers import Number, Values
from rules.swedish import count_word


@dataclass(frozen=True)
class TopPlaces:
    """The whole pot for one of the first `places` places among all regions with a value."""

    places: Number[int]

    route = Route.TOP_FIVE
    readings = ("T11",)
    compares = True  # told with the comparison that was not enough
    stands_alone = False

    def tested(self, at: MonthOf, code: str) -> "_Place":
        """A region's place."""
        return _Place(self, at, code)

    def ranked(self, at: MonthOf) -> set[str]:
        """Who has one of the places."""
        return at.top(at.case.values[self.places])

    def terms(self, part: Exact, values: Values) -> tuple[Number[Any], ...]:
        """The number of places."""
        return values.among((self.places,))

    def limits(self, values: Values) -> tuple[Number[Any], ...]:
        """All that it asks and gives."""
        return values.among((self.places,))

    def words(self, values: Values) -> str:
        """`bland de fem bästa`."""
        return f"bland de {count_word(values[self.places])} bästa"

    def short(self, values: Values) -> str:
        """Its name in a narrow column."""
        return f"topp {count_word(values[self.places])}"

    def looks_at(self, at: MonthOf, code: str) -> tuple[str, ...]:
        """Nothing but the value."""
        return ()


@dataclass(frozen=True)
class _Place:
    by: TopPlaces
    at: MonthOf
    code: str

    @property
    def places(self) -> int:
        return self.at.case.values[self.by.places]

    @property
    def place(self) -> int:
        return self.at.place[self.code]

    @property
    def part(self) -> Fraction:
        return Fraction(self.code in self.at.top(self.places))

    @property
    def rank(self) -> str:
        return f"plats {self.place} av {len(self.at.measured)}"

    def taken(self) -> str:
        return f", men kom på {self.rank} (plats 1–{self.places} räcker)"

    def failed(self) -> str:
        closed = f"plats 1–{self.places} krävs"
        if self.place <= self.places:
            closed = "delad av fler regioner än platserna räcker till"
        return f", och kom på {self.rank} ({closed})"
