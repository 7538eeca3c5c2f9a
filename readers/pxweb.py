"""The population as the statistics office exports it (PxWeb): one row per region, age and sex, summed to ordinary rows.

The sums are `totalt` and `0-18` per region. Nothing is estimated: an age that is missing refuses the sum it belongs to.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from openpyxl.utils import get_column_letter

from readers.characters import visible
from readers.dates import FIRST_YEAR, LAST_YEAR, MONTH_NUMBERS
from readers.headings import AGE, SEX, normal
from readers.pxweb_table import CODE, CONTENTS, MARK, REGION, YEAR, Across, PxTable
from readers.rejections import Code, Refused, Rejection, Unreadable, cell_rejection, place
from readers.rows import TextRow
from readers.values import value_of
from rules.regions import BY_CODE
from rules.swedish import listing
from schemas.deliveries import KIND_BY_ID

VALUE = "population_count"
_YEAR_OF_ROW = re.compile(r"\.0$")
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
_TOTAL_AGES = frozenset(
    {"totalt", "totaltålder", "totalt,ålder", "totalt,samtligaåldrar", "samtligaåldrar", "allaåldrar", "tot"}
)
_SEXES = {"män": MEN, "kvinnor": WOMEN, "1": MEN, "2": WOMEN} | dict.fromkeys(
    [
        "totalt",
        "mänochkvinnor",
        "totalt,samtligamänochkvinnor",
        "samtligamänochkvinnor",
        "samtligakön",
        "totaltkön",
        "1+2",
    ],
    TOTAL,
)
MOST_PERTURBED = 10
"""How far a published number may be from the sum of its parts, for each part: tables from 2025 are perturbed (cell key
method) so that parts do not add up by design. More than that is a mistake."""
_OTHER_LEVEL = re.compile(r"[0-9]{4}(?: .*)?|SE[0-9]*(?: .*)?|riksområde.*", re.IGNORECASE)
_COUNTY = re.compile(r"\blän\b", re.IGNORECASE)


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


def summed(table: PxTable, file: str, sheet: str) -> Sums:
    """The sums of the rows of a table. Raises `Refused` when it does not say what its numbers are."""
    numbers = _inhabitants(table)
    columns = table.labels | {VALUE: numbers[0].column}
    export = _Export(columns, file, sheet)
    has_counties = _names_counties(table)
    days: dict[tuple[str, int], date] = {}
    for row, cells in table.rows:
        if not _counts_people(table, cells):
            continue
        for across in numbers:
            year = _YEAR_OF_ROW.sub("", visible(cells.get(table.labels.get(YEAR, 0), ""))) or str(across.year or 0)
            at = (across.heading, int(year) if year.isdigit() else 0)
            if at not in days:
                days[at] = reference_date(f"{across.heading} {at[1]}", table.titles)
            export.take(row, cells, across, days[at], has_counties)
    export.sum_up()
    return export.result


def _inhabitants(table: PxTable) -> list[Across]:
    """The columns of numbers that count inhabitants. Raises `Refused` when there are several for the same."""
    numbers = list(table.numbers)
    if len({(item.year, item.sex, item.age) for item in numbers}) < len(numbers):
        numbers = [item for item in numbers if "folkmängd" in item.heading.casefold()] or numbers
    if len({(item.year, item.sex, item.age) for item in numbers}) < len(numbers):
        letters = listing([get_column_letter(item.column) for item in numbers])
        raise Refused(
            Code.FLERA_VARDEKOLUMNER,
            f"flera kolumner ({letters}) har tal för samma år. Välj bara folkmängd i Statistikdatabasen.",
        )
    return numbers


def _counts_people(table: PxTable, cells: dict[int, str]) -> bool:
    contents = cells.get(table.labels.get(CONTENTS, 0), "")
    return not contents or normal(contents).startswith(("folkmängd", "antal"))


def _names_counties(table: PxTable) -> bool:
    """Whether counties are told by the word, so that a name without it is a municipality's."""
    column = table.labels[REGION]
    return CODE not in table.labels and any(_COUNTY.search(cells.get(column, "")) for _, cells in table.rows)


@dataclass(frozen=True)
class _Figure:
    """One delivered number, and where it stands."""

    value: int | None
    mark: str | None
    row: int
    column: int


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

    def __init__(self, columns: dict[str, int], file: str, sheet: str) -> None:
        self.columns = columns
        self.letters = {name: get_column_letter(column) for name, column in columns.items()}
        self.file = file
        self.sheet = sheet
        self.regions: dict[tuple[str, date], _Region] = {}
        self.passed: dict[str, int] = {}
        self.told: dict[tuple[str, str, Code], list[int]] = {}
        self.differing: Counter[str] = Counter()
        self.reference = date.min
        self.result = Sums()

    def take(self, number: int, cells: dict[int, str], across: Across, reference: date, has_counties: bool) -> None:
        """Understand one number; what cannot be understood makes its age of its region unusable."""
        texts = {name: cells.get(column) for name, column in self.columns.items()}
        texts |= {VALUE: cells.get(across.column)}
        if CODE in texts:
            texts[REGION] = texts[CODE]
        if across.age:
            texts[AGE] = across.age if across.age[0].isdigit() else TOTAL
        if across.sex:
            texts[SEX] = TOTAL if " " in across.sex else across.sex
        region_text = visible(texts[REGION] or "")
        if _OTHER_LEVEL.fullmatch(region_text) or (has_counties and _is_municipality(region_text)):
            self.passed[region_text] = number
            return
        values: dict[str, Any] = {AGE: TOTAL, SEX: TOTAL, MARK: None}
        unreadable = False
        for name in (REGION, AGE, SEX, VALUE, MARK):
            if name not in texts:
                continue
            try:
                values[name] = _read(name, texts[name])
            except Unreadable as error:
                if error.code is Code.SUMMARAD:
                    self._reject_once(name, number, texts[name], error, across)
                    return
                self._reject_once(name, number, texts[name], error, across)
                unreadable = True
                if name == AGE:
                    del values[AGE]
        if REGION not in values or AGE not in values:
            return
        region = self.regions.setdefault((values[REGION], reference), _Region())
        age, sex = values[AGE], values[SEX]
        if unreadable:
            region.unusable.add(age)
            return
        figure = _Figure(values[VALUE], values[MARK], number, across.column)
        earlier = region.figures.setdefault(age, {}).setdefault(sex, figure)
        if (earlier.value, earlier.mark) != (figure.value, figure.mark):
            region.unusable.add(age)
            for one, other in ((figure, earlier), (earlier, figure)):
                fact = f"gäller samma region, ålder och kön som rad {other.row} men skiljer sig"
                message = f"{fact}. Ta bort den rad som är fel."
                self._reject(VALUE, one.row, str(one.value), Code.DUBBEL_NYCKEL, message, one.column)

    def sum_up(self) -> None:
        """The sums of every region, or why there is none."""
        for (code, reference), region in self.regions.items():
            self.reference = reference
            for age, figures in region.figures.items():
                self._check_sexes(age, region, figures)
            if region.has_any(CHILDREN):
                self._sum(code, "0-18", CHILDREN, region)
            if region.has_any([TOTAL]):
                self._check_total(region)
                self._sum(code, TOTAL, [TOTAL], region)
            elif region.has_any(age for age in EVERY_AGE if age not in CHILDREN):
                self._sum(code, TOTAL, EVERY_AGE, region)
        for places in self.told.values():
            first = self.result.rejections[places[0]]
            if len(places) > 1:
                message = f"{first.message_sv} Detsamma gäller {len(places) - 1} ställen till."
                self.result.rejections[places[0]] = replace(first, message_sv=message)
        if self.differing:
            self.result.remarks.append(
                f"{place(self.file, self.sheet)}: publicerade summor skiljer sig något från sina delar på "
                f"{self.differing.total()} ställen, som i tabeller med skyddade celler. Den publicerade summan räknas."
            )
        if self.passed:
            where = place(self.file, self.sheet)
            what = f"{len(self.passed)} områden på andra nivåer än län (kommuner, riksområden)"
            self.result.remarks.append(f"{where}: {what} läses inte.")

    def _check_sexes(self, age: int | str, region: _Region, figures: dict[str, _Figure]) -> None:
        total, men, women = (figures[sex].value if sex in figures else None for sex in (TOTAL, MEN, WOMEN))
        if None not in (total, men, women) and total != (men or 0) + (women or 0):
            difference = (total or 0) - (men or 0) - (women or 0)
            if abs(difference) <= MOST_PERTURBED * 2:
                self.differing[TOTAL if age == TOTAL else "ålder"] += 1
                return
            region.unusable.add(age)
            message = "är inte summan av män och kvinnor. Rätta det tal som är fel."
            self._reject(VALUE, figures[TOTAL].row, str(total), Code.MOTSAGELSE, message, figures[TOTAL].column)

    def _check_total(self, region: _Region) -> None:
        ages = [region.used(age) for age in EVERY_AGE]
        total = region.used(TOTAL)
        if total and all(ages) and _total(total) != sum(map(_total, ages)):
            difference = _total(total) - sum(map(_total, ages))
            if abs(difference) <= MOST_PERTURBED * len(ages):
                self.differing["åldrar"] += 1
                return
            region.unusable.add(TOTAL)
            message = "är inte summan av alla åldrar. Rätta det tal som är fel."
            self._reject(VALUE, total[0].row, str(_total(total)), Code.MOTSAGELSE, message, total[0].column)

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
            key = (code, self.reference, group)
            self.result.rejections.append(
                Rejection(self.file, self.sheet, "", "", "", Code.OFULLSTANDIG, message, first, key)
            )
            return
        used = [figure for age in ages for figure in region.used(age)]
        if not _total(used):
            message = f"ger 0 invånare i befolkningen {group} för {BY_CODE[code].official_name}. Rätta talet."
            self._reject(VALUE, used[0].row, str(used[0].value), Code.UTANFOR_GRANS, message, used[0].column)
            return
        taken = {row.number for row in self.result.rows}
        texts = {
            REGION: code,
            "reference_date": self.reference.isoformat(),
            "age_group": group,
            VALUE: str(_total(used)),
            MARK: min((figure.mark for figure in used if figure.mark), default=None),
        }
        by_column: dict[int, list[int]] = {}
        for figure in used:
            by_column.setdefault(figure.column, []).append(figure.row)
        cells = ", ".join(
            f"{letter}{first}" if first == last else f"{letter}{first}:{letter}{last}"
            for column, rows in sorted(by_column.items())
            for letter in [get_column_letter(column)]
            for first, last in _runs(rows)
        )
        own = [figure.row for figure in used if figure.row not in taken]
        # Where ages stand across, one row gives both sums.
        self.result.rows.append(TextRow(min(own or [figure.row for figure in used]), texts, cells))

    def _reject_once(self, name: str, row: int, text: str | None, error: Unreadable, across: Across) -> None:
        """Tell the same text in the same column once; the export of a whole country has it on every row."""
        if name == VALUE:
            self._reject(name, row, text, error.code, error.message, across.column)
            return
        places = self.told.setdefault((name, text or "", error.code), [])
        if not places:
            places.append(len(self.result.rejections))
            column = self.columns.get(CODE if name == REGION and CODE in self.columns else name, across.column)
            self._reject(name, row, text, error.code, error.message, column)
        else:
            places.append(row)

    def _reject(self, name: str, row: int, text: str | None, code: Code, message: str, column: int) -> None:
        letter = get_column_letter(column)
        self.result.rejections.append(
            cell_rejection(self.file, self.sheet, letter, row, _HEADINGS[name], text, code, message)
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


def _is_municipality(text: str) -> bool:
    return not _COUNTY.search(text) and not text[:2].isdigit() and normal(text) not in ("riket", "helariket")


def _age(text: str) -> int | str:
    if normal(text) in _TOTAL_AGES:
        return TOTAL
    match = _AGE.fullmatch(normal(text))
    if match is None:
        raise Unreadable(
            Code.OKAND_ALDER,
            "är ingen ettårsålder. Välj ettårsklasser i Statistikdatabasen (0 år till 100+ år) eller totalt ålder.",
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
