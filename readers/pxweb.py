"""The population as the statistics office exports it (PxWeb): one row per region, age and sex, summed to ordinary rows.

The sums are `totalt` and `0-18` per region. Nothing is estimated: an age that is missing refuses the sum it belongs to.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from openpyxl.utils import get_column_letter

from readers.dates import FIRST_YEAR, LAST_YEAR, MONTH_NUMBERS
from readers.headings import AGE, SEX, normal
from readers.rejections import Code, Refused, Rejection, Unreadable, cell_rejection, place
from readers.rows import GridRow, TextRow
from readers.values import value_of
from rules.regions import BY_CODE
from rules.swedish import listing
from schemas.deliveries import KIND_BY_ID

REGION, VALUE, MARK = "region_code", "population_count", "mark"
CHILDREN = range(19)
"""The ages 0 to 18, both included."""
EVERY_AGE = range(101)
"""The last of them, `100+ år`, is everyone of 100 years and more."""
TOTAL = "totalt"
MEN, WOMEN = "män", "kvinnor"

_COLUMNS = {column.name: column for column in KIND_BY_ID["befolkning"].columns}
_HEADINGS = {name: column.header for name, column in _COLUMNS.items()} | {AGE: "ålder", SEX: "kön"}
_YEAR_LAST = re.compile(r"(?:^|[^0-9])([0-9]{4})\s*$")
_DAY = re.compile(rf"\b([0-9]{{1,2}})\s+({'|'.join(MONTH_NUMBERS)})\b(?:\s+([0-9]{{4}}))?", re.IGNORECASE)
_AGE = re.compile(r"([0-9]{1,2})(?:år)?|(100)\+(?:år)?")
_TOTAL_AGES = frozenset({"totalt", "totaltålder"})
_SEXES = {"män": MEN, "kvinnor": WOMEN, "totalt": TOTAL, "mänochkvinnor": TOTAL}


def is_value_heading(heading: str) -> bool:
    """Whether a heading ends in a year, as `Folkmängd 1 november 2023`."""
    return _YEAR_LAST.search(heading) is not None


def value_column(header: dict[int, str]) -> int:
    """The one column whose heading ends in the year. Raises `Refused` when there is none or several."""
    found = [column for column, heading in header.items() if is_value_heading(heading)]
    if not found:
        raise Refused(
            Code.SAKNAD_KOLUMN,
            "ingen kolumn har en rubrik som slutar med ett år, till exempel Folkmängd 1 november 2023. "
            "Rätta rubriken och lämna filen på nytt.",
        )
    if len(found) > 1:
        letters = listing([get_column_letter(column) for column in found])
        raise Refused(
            Code.FLERA_VARDEKOLUMNER,
            f"flera kolumner ({letters}) har en rubrik som slutar med ett år. Lämna ett referensdatum per fil.",
        )
    return found[0]


def reference_date(heading: str, titles: Iterable[str]) -> date:
    """The day the population refers to: in the heading, or the heading's year with the day said in a title above.

    Raises `Refused` when no day is said, or when different ones are.
    """
    match = _YEAR_LAST.search(heading)
    year = int(match[1]) if match else 0
    days = _days(heading, year) or {day for title in titles for day in _days(title, year)}
    day = days.pop() if len(days) == 1 else None
    if day is None or day.year != year or not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(
            Code.OKANT_REFERENSDATUM,
            "det framgår inte entydigt vilken dag befolkningen avser. "
            "Skriv dagen i rubriken, till exempel Folkmängd 1 november 2023, och lämna filen på nytt.",
        )
    return day


@dataclass
class Sums:
    """Ordinary rows of the population, and what could not become part of them."""

    rows: list[TextRow] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def summed(rows: Iterable[GridRow], columns: dict[str, int], reference: date, file: str, sheet: str) -> Sums:
    """The sums of delivered rows.

    `columns` gives the column numbers of region, age and value, and of sex and mark where there are any.
    """
    export = _Export(columns, reference, file, sheet)
    for number, cells in rows:
        export.take(number, cells)
    export.sum_up()
    return export.result


@dataclass(frozen=True)
class _Figure:
    """One delivered number, and where it stands."""

    value: int | None
    mark: str | None
    row: int


@dataclass
class _Region:
    """What was delivered about one region, by age (or total) and sex, and the ages that cannot be used."""

    figures: dict[int | str, dict[str, _Figure]] = field(default_factory=dict)
    unusable: set[int | str] = field(default_factory=set)

    def has_any(self, ages: Iterable[int | str]) -> bool:
        return any(age in self.figures or age in self.unusable for age in ages)

    def used(self, age: int | str) -> list[_Figure]:
        """The figures that make up an age: both sexes together as delivered, else men and women; none if incomplete."""
        if age in self.unusable:
            return []
        figures = {sex: figure for sex, figure in self.figures.get(age, {}).items() if figure.value is not None}
        if TOTAL in figures:
            return [figures[TOTAL]]
        return [figures[MEN], figures[WOMEN]] if MEN in figures and WOMEN in figures else []


class _Export:
    """The rows of one sheet on their way to sums."""

    def __init__(self, columns: dict[str, int], reference: date, file: str, sheet: str) -> None:
        self.columns = columns
        self.letters = {name: get_column_letter(column) for name, column in columns.items()}
        self.reference = reference
        self.file = file
        self.sheet = sheet
        self.regions: dict[str, _Region] = {}
        self.result = Sums()

    def take(self, number: int, cells: dict[int, str]) -> None:
        """Understand one row; what cannot be understood makes its age of its region unusable."""
        if len(cells) == 1:
            where = place(self.file, self.sheet, row=number)
            self.result.remarks.append(f"{where}: raden har bara en ifylld cell och läses som fotnot.")
            return
        values: dict[str, Any] = {SEX: TOTAL, MARK: None}
        unreadable = False
        for name, column in self.columns.items():
            text = cells.get(column)
            try:
                values[name] = _read(name, text)
            except Unreadable as error:
                self._reject(name, number, text, error.code, error.message)
                if error.code is Code.SUMMARAD:
                    return
                unreadable = True
        if REGION not in values or AGE not in values:
            return
        region, age, sex = self.regions.setdefault(values[REGION], _Region()), values[AGE], values[SEX]
        if unreadable:
            region.unusable.add(age)
            return
        figure = _Figure(values[VALUE], values[MARK], number)
        earlier = region.figures.setdefault(age, {}).setdefault(sex, figure)
        if (earlier.value, earlier.mark) != (figure.value, figure.mark):
            region.unusable.add(age)
            for one, other in ((figure, earlier), (earlier, figure)):
                fact = f"gäller samma region, ålder och kön som rad {other.row} men skiljer sig"
                message = f"{fact}. Ta bort den rad som är fel."
                self._reject(VALUE, one.row, str(one.value), Code.DUBBEL_NYCKEL, message)

    def sum_up(self) -> None:
        """The sums of every region, or why there is none."""
        for code, region in self.regions.items():
            for age, figures in region.figures.items():
                self._check_sexes(age, region, figures)
            if region.has_any(CHILDREN):
                self._sum(code, "0-18", CHILDREN, region)
            if region.has_any([TOTAL]):
                self._check_total(region)
                self._sum(code, TOTAL, [TOTAL], region)
            elif region.has_any(age for age in EVERY_AGE if age not in CHILDREN):
                self._sum(code, TOTAL, EVERY_AGE, region)

    def _check_sexes(self, age: int | str, region: _Region, figures: dict[str, _Figure]) -> None:
        total, men, women = (figures[sex].value if sex in figures else None for sex in (TOTAL, MEN, WOMEN))
        if None not in (total, men, women) and total != (men or 0) + (women or 0):
            region.unusable.add(age)
            message = "är inte summan av män och kvinnor. Rätta det tal som är fel."
            self._reject(VALUE, figures[TOTAL].row, str(total), Code.MOTSAGELSE, message)

    def _check_total(self, region: _Region) -> None:
        ages = [region.used(age) for age in EVERY_AGE]
        total = region.used(TOTAL)
        if total and all(ages) and _total(total) != sum(map(_total, ages)):
            region.unusable.add(TOTAL)
            message = "är inte summan av alla åldrar. Rätta det tal som är fel."
            self._reject(VALUE, total[0].row, str(_total(total)), Code.MOTSAGELSE, message)

    def _sum(self, code: str, group: str, ages: Sequence[int | str], region: _Region) -> None:
        missing = [age for age in ages if not region.used(age)]
        delivered = [figure for age in ages for figure in region.figures.get(age, {}).values()]
        if missing:
            first = min((figure.row for figure in delivered), default=None)
            which = (
                "totalt" if missing == [TOTAL] else f"{_age_list([age for age in missing if isinstance(age, int)])} år"
            )
            sought = f"befolkningen {group} för {BY_CODE[code].official_name}"
            fact = f"{sought} kan inte räknas, fullständig uppgift saknas för {which}"
            where = place(self.file, self.sheet, row=first)
            message = f"{where}: {fact}. Lämna alla åldrar, för båda könen eller totalt."
            self.result.rejections.append(
                Rejection(self.file, self.sheet, "", "", "", Code.OFULLSTANDIG, message, first)
            )
            return
        used = [figure for age in ages for figure in region.used(age)]
        taken = {row.number for row in self.result.rows}
        texts = {
            REGION: code,
            "reference_date": self.reference.isoformat(),
            "age_group": group,
            VALUE: str(_total(used)),
            MARK: min((figure.mark for figure in used if figure.mark), default=None),
        }
        cells = ", ".join(
            f"{self.letters[VALUE]}{first}"
            if first == last
            else f"{self.letters[VALUE]}{first}:{self.letters[VALUE]}{last}"
            for first, last in _runs(figure.row for figure in used)
        )
        self.result.rows.append(TextRow(min(figure.row for figure in used if figure.row not in taken), texts, cells))

    def _reject(self, name: str, row: int, text: str | None, code: Code, message: str) -> None:
        self.result.rejections.append(
            cell_rejection(self.file, self.sheet, self.letters[name], row, _HEADINGS[name], text, code, message)
        )


def _read(name: str, text: str | None) -> Any:
    if name == AGE:
        return _age(text or "")
    if name == SEX:
        return _sex(text or "")
    value = value_of(text, _COLUMNS[name])
    if isinstance(value, int) and value < 0:
        raise Unreadable(Code.UTANFOR_GRANS, "är mindre än noll. Rätta talet.")
    return value


def _age(text: str) -> int | str:
    if normal(text) in _TOTAL_AGES:
        return TOTAL
    match = _AGE.fullmatch(normal(text))
    if match is None:
        raise Unreadable(
            Code.OKAND_ALDER, "är ingen ettårsålder. Lämna 0 år, 1 år och så vidare till 100+ år, eller totalt ålder."
        )
    return int(match[1] or match[2])


def _sex(text: str) -> str:
    if normal(text) not in _SEXES:
        raise Unreadable(Code.OKANT_VAL, "är varken män, kvinnor eller totalt. Rätta stavningen.")
    return _SEXES[normal(text)]


def _days(text: str, year: int) -> set[date]:
    """The days a text says, those without year in `year`; a day that does not exist is none."""
    days = set()
    for number, month, own_year in _DAY.findall(text):
        try:
            days.add(date(int(own_year or year), MONTH_NUMBERS[month.lower()], int(number)))
        except ValueError:
            continue
    return days


def _total(figures: Iterable[_Figure]) -> int:
    return sum(figure.value or 0 for figure in figures)


def _age_list(ages: Sequence[int]) -> str:
    names = {100: "100+"}
    return listing(
        [
            names.get(first, str(first)) if first == last else f"{first}–{names.get(last, last)}"
            for first, last in _runs(ages)
        ]
    )


def _runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """First and last of each unbroken run: 1, 2, 3, 7 gives (1, 3) and (7, 7)."""
    runs: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs
