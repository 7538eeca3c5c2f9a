"""Where things stand in a table as the statistics office exports it (PxWeb): labels to the left, numbers to the right.

Its text files have a header row; its workbooks have a title, one row for each thing that stands across, no headings for
what stands down, and each label only in its first row. What the labels mean together belongs to `readers.pxweb`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from readers.characters import visible
from readers.headings import AGE, SEX, normal
from readers.numbers import NO_VALUE
from readers.region_names import is_region
from readers.rejections import Code, Refused, shown
from readers.rows import GridRow

REGION, CODE, YEAR, CONTENTS, MARK = "region_code", "region_number", "year", "contents", "mark"
_LABELS = {
    "region": REGION,
    "regionkod": CODE,
    "kod": CODE,
    "ålder": AGE,
    "kön": SEX,
    "år": YEAR,
    "tabellinnehåll": CONTENTS,
    "märkning": MARK,
}
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")
_YEAR_LAST = re.compile(r"(?:^|[^0-9])([0-9]{4})\s*$")
_NUMBER = re.compile(r"[-−]?[0-9][0-9 ]*(?:[.,][0-9]+)?")
_ANY_LEVEL = re.compile(r"(?:[0-9]{2}|[0-9]{4})(?: .+)?")
_EVERYTHING = re.compile(r"total|samtliga|alla\b|båda\b|män och kvinnor")
SEX_WORDS = re.compile(r"(\bmän och kvinnor\b|\bsamtliga kön\b|\btotalt kön\b)|(\bkvinnor\b)|(\bmän\b)", re.IGNORECASE)
AGE_WORDS = re.compile(
    r"(\bsamtliga åldrar\b|\btotalt,? ålder\b|\balla åldrar\b)|(?<![0-9–-])([0-9]{1,2}) år\b|(100)\+ år\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Across:
    """One column of numbers: the texts above it, and what they say of year, sex and age; None for nothing."""

    column: int
    heading: str
    year: int | None
    sex: str | None
    age: str | None


@dataclass(frozen=True)
class PxTable:
    """A table that was found: its header row, the columns of its labels, its columns of numbers, rows and texts around.

    `unknown` are columns after the numbers that are not read.
    """

    header_row: int
    labels: dict[str, int]
    numbers: tuple[Across, ...]
    rows: list[GridRow]
    titles: list[str]
    notes: list[int]
    unknown: list[str]


def is_value_heading(heading: str) -> bool:
    """Whether a heading ends in a year, as `Folkmängd 1 november 2023`."""
    return _YEAR_LAST.search(heading) is not None


def find(rows: Sequence[GridRow]) -> PxTable | None:
    """The table in a sheet, None when there is none. Raises `Refused` for one that is divided by other things too."""
    for place, (_, cells) in enumerate(rows):
        if _is_header(cells):
            return _headed(rows, place)
    return _bare(rows)


def _is_header(cells: dict[int, str]) -> bool:
    names = {normal(text) for text in cells.values()}
    return "region" in names and ("år" in names or any(map(is_value_heading, cells.values())))


def _headed(rows: Sequence[GridRow], place: int) -> PxTable:
    header_row, header = rows[place]
    labels: dict[str, int] = {}
    others: dict[int, str] = {}
    for column, heading in header.items():
        name = _LABELS.get(normal(heading))
        if name == REGION and name in labels:  # codes and texts, both under the same heading
            labels[CODE] = labels[REGION]
            labels[REGION] = column
        elif name and name not in labels:
            labels[name] = column
        elif not name:
            others[column] = heading
    numbers = {column for column, heading in others.items() if is_value_heading(heading)}
    first = next((cells for _, cells in rows[place + 1 :] if len(cells) > 1), {})
    if not numbers:
        after = max((column for name, column in labels.items() if name != MARK), default=0)
        numbers = {column for column in others if column > after and _is_number(first.get(column, ""))}
    if not numbers:
        raise Refused(
            Code.SAKNAD_KOLUMN,
            "ingen kolumn har en rubrik som slutar med ett år, till exempel Folkmängd 1 november 2023. "
            "Rätta rubriken och lämna filen på nytt.",
        )
    body = list(rows[place + 1 :])
    for column in sorted(set(others) - numbers):
        if column < min(numbers) and normal(others[column]) != "ålderskod":
            _refuse_further(others[column], [cells.get(column, "") for _, cells in body if len(cells) > 1])
    titles = [text for _, cells in rows[:place] for text in cells.values()]
    across = tuple(_across(column, header[column]) for column in sorted(numbers))
    unknown = [shown(others[column]) for column in sorted(set(others) - numbers)]
    return _with_notes(header_row, labels, across, body, titles, unknown)


def _bare(rows: Sequence[GridRow]) -> PxTable | None:
    title = next((visible(cells[1]) for _, cells in rows[:5] if 1 in cells and len(cells) == 1), "")
    if " efter " not in title.casefold() or "region" not in title.casefold():
        return None
    start = next(
        (at for at, (_, cells) in enumerate(rows) if len(cells) > 1 and _is_any_region(cells.get(1, ""))), None
    )
    above = [cells for _, cells in rows[:start] if min(cells) > 1]
    if start is None or not above:
        return None
    numbers = sorted(above[-1])
    first = rows[start][1]
    labels: dict[str, int] = {}
    for column in sorted(column for column in first if column < numbers[0]):
        name = _label_of(first[column], labels, title.casefold())
        if name == REGION and REGION in labels:
            labels[CODE] = labels[REGION]
        if name:
            labels[name] = column
        elif not _is_code_column(column, first, numbers[0]):
            further = [part.strip() for part in re.split(r",| och ", title.partition(" efter ")[2])]
            named = [part for part in further if normal(part) not in _LABELS]
            _refuse_further(named[0] if named else "något mer", [cells.get(column, "") for _, cells in rows[start:]])
    across = tuple(_across(column, " ".join(_filled(cells, column) for cells in above)) for column in numbers)
    body = list(_filled_down(rows[start:], sorted(labels.values()), numbers))
    return _with_notes(rows[start][0] - 1, labels, across, body, [title], [])


def _label_of(text: str, labels: dict[str, int], title: str) -> str | None:
    text = visible(text)
    if _is_any_region(text) and (REGION not in labels or (CODE not in labels and not text[:1].isdigit())):
        return REGION
    if (
        AGE not in labels
        and "ålder" in title
        and (text.isdigit() or AGE_WORDS.search(text) or _EVERYTHING.search(text))
    ):
        return AGE
    if SEX not in labels and "kön" in title and (SEX_WORDS.search(text) or _EVERYTHING.search(text.casefold())):
        return SEX
    return YEAR if YEAR not in labels and _YEAR.fullmatch(text) else None


def _is_code_column(column: int, first: dict[int, str], end: int) -> bool:
    """Whether a column has the codes of the texts in the next, or the texts of the codes before."""
    return (visible(first[column]).isalnum() and column + 1 < end) or AGE_WORDS.search(first[column]) is not None


def _with_notes(
    header_row: int,
    labels: dict[str, int],
    across: tuple[Across, ...],
    body: list[GridRow],
    titles: list[str],
    unknown: list[str],
) -> PxTable:
    columns = {item.column for item in across}
    notes = [row for row, cells in body if len(cells) == 1 or (len(cells) <= 2 and not columns & cells.keys())]
    noted = set(notes)
    rows = [item for item in body if item[0] not in noted]
    return PxTable(header_row, labels, across, rows, titles, notes, unknown)


def _across(column: int, heading: str) -> Across:
    years = _YEAR.findall(heading)
    sex, age = SEX_WORDS.search(heading), AGE_WORDS.search(heading)
    return Across(column, heading, int(years[-1]) if years else None, sex[0] if sex else None, age[0] if age else None)


def _filled(cells: dict[int, str], column: int) -> str:
    """The text above a column: its own, or the nearest to the left, which stands for several."""
    return next((cells[at] for at in range(column, 0, -1) if at in cells), "")


def _filled_down(rows: Sequence[GridRow], labels: list[int], numbers: list[int]) -> Iterator[GridRow]:
    above: dict[int, str] = {}
    for row, cells in rows:
        if any(column in cells for column in numbers):
            given = [column for column in labels if column in cells]
            # A new outer label begins anew all that stands to the right of it.
            above = {column: text for column, text in above.items() if (given and column < given[0]) or not given}
            above |= {column: cells[column] for column in given}
            yield row, dict(sorted((_inherited(above, labels) | cells).items()))
        else:
            yield row, cells


def _inherited(above: dict[int, str], labels: list[int]) -> dict[int, str]:
    return {column: above[column] for column in labels if column in above}


def _refuse_further(heading: str, texts: Sequence[str]) -> None:
    """Refuse a table that is divided further, unless all its rows are of everyone."""
    if all(_EVERYTHING.search(text.casefold()) for text in texts if text):
        return
    raise Refused(
        Code.FEL_FORMAT,
        f"tabellen är uppdelad på {shown(heading)}. Välj bort {shown(heading)} i Statistikdatabasen (välj inget värde, "
        "eller bara totalt), så att det blir en rad för varje region, ålder och kön, och lämna filen på nytt.",
    )


def _is_any_region(text: str) -> bool:
    text = visible(text)
    return is_region(text) or _ANY_LEVEL.fullmatch(text) is not None


def _is_number(text: str) -> bool:
    text = visible(text)
    return text.casefold() in NO_VALUE or _NUMBER.fullmatch(text) is not None
