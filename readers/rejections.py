"""What could not be taken from a delivery: the codes, one record per rejection, and how its message is put together.

Which values are refused is decided by the modules that read them; here is only how it is said.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from rules.swedish import counted

SHOWN_LENGTH = 60
"""Longer delivered texts are cut in messages, so that a pasted document does not hide the sentence around it."""
KEPT_LENGTH = 200
"""What of a rejected text, or of a file's path, is kept beside or in the message."""
MOST_KEPT = 1_000
"""How many faults of one file are kept with their cell, the others as counts by cause: nobody corrects more by hand."""


class Code(StrEnum):
    """Why something was not taken. The codes are stable: lists and statistics are kept by them."""

    # The file as a whole
    OKAND_MAPP = "okand_mapp"
    FEL_MAPP = "fel_mapp"
    FILNAMN = "filnamn"
    LANK = "lank"
    OLASBAR = "olasbar"
    TOM_FIL = "tom_fil"
    TRASIG_FIL = "trasig_fil"
    LOSENORD = "losenord"
    FEL_FORMAT = "fel_format"
    FOR_STOR = "for_stor"
    OKANT_SLAG = "okant_slag"
    INGET_SVAR = "inget_svar"
    # The table
    SAKNAD_KOLUMN = "saknad_kolumn"
    DUBBEL_RUBRIK = "dubbel_rubrik"
    INGA_RADER = "inga_rader"
    FOR_MANGA_FALT = "for_manga_falt"
    FOR_FA_FALT = "for_fa_falt"
    FLERA_VARDEKOLUMNER = "flera_vardekolumner"
    OKANT_REFERENSDATUM = "okant_referensdatum"
    # The cell
    TOM_CELL = "tom_cell"
    FELCELL = "felcell"
    FORMEL_UTAN_VARDE = "formel_utan_varde"
    OKAND_REGION = "okand_region"
    OKAND_MANAD = "okand_manad"
    INTE_DATUM = "inte_datum"
    INTE_TAL = "inte_tal"
    INTE_HELTAL = "inte_heltal"
    FOR_MANGA_DECIMALER = "for_manga_decimaler"
    UTANFOR_GRANS = "utanfor_grans"
    OKANT_VAL = "okant_val"
    OKAND_ALDER = "okand_alder"
    PERSONNUMMER = "personnummer"
    # The row among the others
    MOTSAGELSE = "motsagelse"
    DUBBEL_NYCKEL = "dubbel_nyckel"
    OFULLSTANDIG = "ofullstandig"
    SUMMARAD = "summarad"

    @property
    def is_error(self) -> bool:
        """False for a row that is rightly kept out, such as the total of the country."""
        return self is not Code.SUMMARAD


@dataclass(frozen=True, slots=True)
class Rejection:
    """One cell, row, sheet or file that was not taken; what does not apply is an empty text, and no row is None.

    `file` is the delivery's path below the folder of deliveries, `cell` an address such as `B7`,
    `column_name` the heading as the contract writes it, `value` the text as delivered (shortened),
    `message_sv` what the sender is told: fact, place, remedy.
    `key` is what a row was about, where that is known already while the file is read.
    """

    file: str
    sheet: str
    cell: str
    column_name: str
    value: str
    code: Code
    message_sv: str
    row: int | None = None
    key: tuple[str | int | bool | date | Decimal | None, ...] | None = None


class Refused(Exception):  # noqa: N818 - a delivery is refused; nothing has gone wrong in the program
    """A whole file is not taken. `message` is a Swedish sentence or two without the file's name."""

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Unreadable(Exception):  # noqa: N818 - as above
    """A text is not a value of its column. `message` goes on after "värdet … i kolumnen …"."""

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def refusal(file: str, code: Code, message: str, *, sheet: str = "", row: int | None = None) -> Rejection:
    """A whole file, sheet or row that is not taken."""
    return Rejection(file, sheet, "", "", "", code, f"{place(file, sheet, row=row)}: {message}", row)


def cell_rejection(
    file: str, sheet: str, letter: str, row: int, header: str, value: str | None, code: Code, message: str
) -> Rejection:
    """One cell that is not taken; `message` goes on after the value and its column."""
    cell = f"{letter}{row}"
    fact = f"värdet ”{shown(value)}” i kolumnen {header}" if value else f"cellen i kolumnen {header}"
    return Rejection(
        file,
        sheet,
        cell,
        header,
        shown(value or "", KEPT_LENGTH),
        code,
        f"{place(file, sheet, cell=cell)}: {fact} {message}",
        row,
    )


def few(rejections: Iterable[Rejection]) -> list[Rejection]:
    """The first of one file's rejections, and of those beyond `MOST_KEPT` how many there are of each cause."""
    kept: list[Rejection] = []
    further: Counter[Code] = Counter()
    for rejection in rejections:
        if len(kept) < MOST_KEPT:
            kept.append(rejection)
        else:
            further[rejection.code] += 1
    return [*kept, *counts_of(kept[0].file if kept else "", further)]


def counts_of(file: str, further: Mapping[Code, int]) -> list[Rejection]:
    """One rejection for each cause, of which a file has so many more than are kept one by one."""
    return [
        refusal(
            file,
            code,
            f"{counted(count, 'fel', 'fel')} till av slaget {code.value} visas inte ett för ett. Rätta felen i hela "
            "kolumnen och lämna filen på nytt.",
        )
        for code, count in sorted(further.items())
    ]


def place(file: str, sheet: str, *, cell: str = "", row: int | None = None) -> str:
    """`bup/2024-03-18_skane.xlsx, blad Data, cell B7`."""
    parts = [shown(file, KEPT_LENGTH)]
    if sheet:
        parts.append(f"blad {shown(sheet)}")
    if cell:
        parts.append(f"cell {cell}")
    elif row is not None:
        parts.append(f"rad {row}")
    return ", ".join(parts)


def shown(text: str, length: int = SHOWN_LENGTH) -> str:
    """A delivered text on one line, without control characters, cut to `length` characters."""
    start = text[: 4 * length]
    visible = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in start)
    line = " ".join(visible.split())
    return line if len(line) <= length and len(start) == len(text) else f"{line[:length]}…"
