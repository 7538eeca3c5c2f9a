"""Text and tables within the width of the screen: words are wrapped, numbers and regions are never broken or cut.

A table that is wider than the screen is shown in several parts below each other, each with its first columns.
"""

import os
import shutil
import sys
from collections.abc import Sequence
from textwrap import TextWrapper

from rules.regions import BY_CODE
from rules.swedish import NO_BREAK_SPACE, number

GAP = "  "
LEAST_TEXT = 12
"""How narrow a column of words may become before a table is shown in parts."""
WITHOUT_SCREEN = 80
"""Columns where nobody says how wide the screen is, as in a file."""

Cell = str | int


def columns() -> int:
    """How many columns there are to write in."""
    return shutil.get_terminal_size((WITHOUT_SCREEN, 24)).columns


def fitted(text: str) -> str:
    """A text within the screen, line by line; in a file or a pipe as it is."""
    if not sys.stdout.isatty() and "COLUMNS" not in os.environ:
        return text
    lines = []
    for line in text.split("\n"):
        told = line.lstrip(" ")
        lines += wrapped(told, columns(), " " * (len(line) - len(told)))
    return "\n".join(lines)


def wrapped(text: str, width: int, indent: str = "", hanging: str | None = None) -> list[str]:
    """A text within `width`, continued lines set in by `hanging`, else two blanks more than the first.

    Only a single word that is longer than the line stays longer. Names of regions are one word.
    """
    kept = text
    for name in _NAMES:
        kept = kept.replace(name, name.replace(" ", _JOINED))
    wrapper = TextWrapper(
        width,
        initial_indent=indent,
        subsequent_indent=f"{indent}  " if hanging is None else hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace(_JOINED, " ") for line in wrapper.wrap(kept)] or [""]


_JOINED = "\N{WORD JOINER}"
_NAMES = tuple(region.name for region in BY_CODE.values() if " " in region.name)


def table_lines(
    headings: Sequence[str], rows: Sequence[Sequence[Cell]], width: int, *, has_sum: bool = False, keys: int = 1
) -> list[str]:
    """A table within `width`; integers are shown with blanks between thousands, and columns of numbers to the right.

    With `has_sum` the last row is set off. The first `keys` columns are repeated in every part.
    """
    texts = [[number(cell) if isinstance(cell, int) else cell for cell in row] for row in rows]
    is_right = [_is_numeric([row[place] for row in rows]) for place in range(len(headings))]
    lines: list[str] = []
    for part in _parts(headings, texts, is_right, width, keys):
        if lines:
            lines.append("")
        own = [[row[place] for place in part] for row in texts]
        lines += _drawn([headings[place] for place in part], own, [is_right[place] for place in part], width, has_sum)
    return lines


def _is_numeric(cells: Sequence[Cell]) -> bool:
    """Whether a column holds numbers; a text is one when it is digits, signs, blanks, a comma and perhaps per cent."""
    told = [cell for cell in cells if cell != ""]
    return bool(told) and all(
        isinstance(cell, int)
        or (cell[-1] in "0123456789%" and not set(cell) - set(f"0123456789 ,+−-%{NO_BREAK_SPACE}"))
        for cell in told
    )


def _least(heading: str, cells: Sequence[str], is_right: bool) -> int:
    """The narrowest that a column can be: numbers whole, texts at their longest word."""
    if is_right:
        return max([_longest_word(heading), *map(len, cells)])
    words = max(map(_longest_word, [heading, *cells]))
    return max(words, min(LEAST_TEXT, max(map(len, cells), default=0)))


def _longest_word(text: str) -> int:
    return max(map(len, wrapped(text, 1, hanging="")))


def _parts(
    headings: Sequence[str], texts: Sequence[Sequence[str]], is_right: Sequence[bool], width: int, keys: int
) -> list[list[int]]:
    """The places of the columns of each part, so that every part fits where its columns one by one do."""
    least = [_least(heading, [row[at] for row in texts], is_right[at]) for at, heading in enumerate(headings)]
    first = list(range(min(keys, len(headings))))
    parts, part = [], list(first)
    for place in range(len(first), len(headings)):
        wanted = [*part, place]
        if len(part) > len(first) and sum(least[at] + len(GAP) for at in wanted) - len(GAP) > width:
            parts.append(part)
            wanted = [*first, place]
        part = wanted
    return [*parts, part]


def _drawn(
    headings: Sequence[str], rows: Sequence[Sequence[str]], is_right: Sequence[bool], width: int, has_sum: bool
) -> list[str]:
    widths = _widths(headings, rows, is_right, width)
    rule = GAP.join("─" * each for each in widths)
    lines = [*_row(headings, widths, is_right), rule]
    for place, row in enumerate(rows):
        if has_sum and place == len(rows) - 1:
            lines.append(rule)
        lines += _row(row, widths, is_right)
    return lines


def _widths(headings: Sequence[str], rows: Sequence[Sequence[str]], is_right: Sequence[bool], width: int) -> list[int]:
    """The width of each column: as wide as its cells where that fits, else the widest texts give way first."""
    cells = [[row[at] for row in rows] for at in range(len(headings))]
    least = [_least(*each) for each in zip(headings, cells, is_right, strict=True)]
    widths = [
        low if right else max([low, len(heading), *map(len, own)])
        for low, right, heading, own in zip(least, is_right, headings, cells, strict=True)
    ]
    while sum(widths) + len(GAP) * (len(widths) - 1) > width:
        can_give = [at for at in range(len(widths)) if widths[at] > least[at]]
        if not can_give:
            break
        widths[max(can_give, key=lambda at: widths[at])] -= 1
    return widths


def _row(cells: Sequence[str], widths: Sequence[int], is_right: Sequence[bool]) -> list[str]:
    """The lines of one row, as many as its highest cell needs; a cell goes on as far in as it begins."""
    high = []
    for cell, each in zip(cells, widths, strict=True):
        text = cell.lstrip(" ")
        inset = " " * (len(cell) - len(text))
        high.append(wrapped(text, each, inset, hanging=inset))
    lines = []
    for at in range(max(map(len, high))):
        own = [cell[at] if at < len(cell) else "" for cell in high]
        padded = [
            text.rjust(each) if right else text.ljust(each)
            for text, each, right in zip(own, widths, is_right, strict=True)
        ]
        lines.append(GAP.join(padded).rstrip())
    return lines
