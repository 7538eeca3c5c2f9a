"""What a delivered file's bytes are, before anything opens it: the limits that keep a hostile file from doing harm.

Only the outside is looked at: first bytes, sizes, the archive's list of parts. Reading rows belongs in
`readers.workbook` and `readers.textfile`.
"""

import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path, PurePath

from readers.rejections import Code, Refused
from rules.swedish import number

MOST_FILE_BYTES = 100 * 2**20
"""A delivery of 200 000 rows is 6 MB as a workbook and 12 MB as text; ten times that is no report by a region."""
MOST_UNPACKED_BYTES = 400 * 2**20
"""200 000 rows of 7 columns unpack to 60 MB, and a full sheet of a million rows to 300 MB."""
MOST_PARTS = 2_000
"""A part is a sheet, a picture, a table; a report has tens of them."""
MOST_RATIO = 200
"""Rows of a workbook pack 10 to 30 times; only constructed data packs hundreds of times."""
MOST_SHEETS = 200
"""21 regions with a sheet each for half a year are 126."""
MOST_ROWS = 250_000
"""21 regions that report every month, measure and performer make some 15 000 rows in ten years."""
MOST_LINES = 2**20
"""A spreadsheet program writes no more; blank ones and titles are lines too."""
MOST_COLUMNS = 2**14
"""No spreadsheet program has more."""
MOST_LINE_BYTES = 2**20
"""A line of a delivery is some hundred bytes; one of a text that was saved wrong may be the whole file."""
RATIO_COUNTS_FROM_BYTES = 2**20
"""Small parts may pack as well as they like."""

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")

SAVE_AS_XLSX = "Öppna filen i Excel, spara den som Excel-arbetsbok (.xlsx) och lämna den på nytt."
DELIVER_AGAIN = "Öppna och spara om filen där den gjordes och lämna den på nytt."

_STATISTICS_FORMATS = frozenset({".px", ".json", ".html", ".htm", ".sdmx"})
"""What else the statistics office's database can save a table as."""

_OTHER_FORMATS = {
    ".xls": "det äldre Excelformatet .xls",
    ".xlsb": "det binära Excelformatet .xlsb",
    ".xlsm": "en arbetsbok med makron (.xlsm)",
    ".xltx": "en mall (.xltx)",
    ".xltm": "en mall med makron (.xltm)",
    ".ods": "ett kalkylark i formatet .ods",
}


def check_suffix(name: str, accepted: tuple[str, ...] = (".xlsx", ".csv")) -> str:
    """The file name's ending in small letters; raises `Refused` when deliveries do not have it."""
    suffix = PurePath(name).suffix.lower()
    if suffix in accepted:
        return suffix
    if suffix in _OTHER_FORMATS:
        raise Refused(Code.FEL_FORMAT, f"filen är {_OTHER_FORMATS[suffix]} och kan inte läsas. {SAVE_AS_XLSX}")
    if suffix in _STATISTICS_FORMATS:
        raise Refused(
            Code.FEL_FORMAT,
            f"formatet {suffix} läses inte. Välj Excel (xlsx) eller semikolonavgränsad text med rubrik (csv) när "
            "tabellen sparas i Statistikdatabasen, och lämna den filen.",
        )
    what = f"filändelsen {suffix}" if suffix else "en fil utan filändelse"
    raise Refused(Code.FEL_FORMAT, f"{what} kan inte läsas. Lämna uppgifterna som .xlsx eller .csv.")


def load(path: Path) -> bytes:
    """All bytes of a delivered file; raises `Refused` when it cannot be read, is empty or too large."""
    try:
        if not path.is_file():
            raise Refused(Code.OLASBAR, "filen finns inte eller är inte en vanlig fil. Kontrollera sökvägen.")
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            data = file.read(min(size, MOST_FILE_BYTES) + 1)
            is_growing = len(data) != size and len(data) <= MOST_FILE_BYTES
    except (OSError, ValueError) as error:
        raise Refused(
            Code.OLASBAR, "filen går inte att läsa. Kontrollera att den finns kvar och att rättigheterna räcker."
        ) from error
    if is_growing:
        raise Refused(Code.OLASBAR, "filen skrivs just nu. Vänta tills den är färdig och kör igen.")
    if len(data) > MOST_FILE_BYTES:
        raise Refused(
            Code.FOR_STOR,
            f"filen är större än {MOST_FILE_BYTES // 2**20} MB. Dela upp uppgifterna på flera filer.",
        )
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise Refused(Code.TOM_FIL, f"filen är tom. {DELIVER_AGAIN}")
    return data


def check_content(data: bytes, suffix: str) -> None:
    """Raises `Refused` unless the bytes are what the file name's ending says, and harmless to open."""
    if data.startswith(_OLE):
        raise _refused_ole(data)
    if suffix == ".csv":
        _check_text(data)
    elif data.startswith(_ZIP):
        _check_workbook(data)
    else:
        raise Refused(
            Code.FEL_FORMAT,
            "filen heter .xlsx men är inte en Excel-arbetsbok, eller så är början av den skadad. " + SAVE_AS_XLSX,
        )


def refuse_too_many(count: int, most: int, what: str) -> None:
    """Raises `Refused` for more than any delivery needs; `what` is the Swedish plural of what is counted."""
    if count > most:
        raise Refused(
            Code.FOR_STOR,
            f"filen har fler än {number(most)} {what}; så många har ingen leverans. Lämna en fil med bara de "
            "efterfrågade uppgifterna, eller dela upp dem på flera filer.",
        )


@contextmanager
def refusing_broken() -> Iterator[None]:
    """Whatever the libraries stumble on in a damaged file becomes a refusal.

    The list of what openpyxl and zipfile raise on hostile bytes has no end (BadZipFile, KeyError,
    ParseError, IndexError, TypeError, zlib.error, RecursionError ...), so everything is caught; only
    their work is done inside.
    """
    try:
        yield
    except (Refused, MemoryError):  # the file is whole, there was no room for it
        raise
    except Exception as error:
        raise Refused(
            Code.TRASIG_FIL, f"filen är skadad eller ofullständig och kan inte läsas. {DELIVER_AGAIN}"
        ) from error


def _refused_ole(data: bytes) -> Refused:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return Refused(
            Code.LOSENORD, "filen är skyddad med lösenord. Ta bort lösenordet, spara filen och lämna den på nytt."
        )
    return Refused(
        Code.FEL_FORMAT, f"innehållet är ett äldre Officeformat (till exempel .xls) och kan inte läsas. {SAVE_AS_XLSX}"
    )


def _check_text(data: bytes) -> None:
    if data.startswith(_ZIP):
        raise Refused(
            Code.FEL_FORMAT,
            "filen heter .csv men innehållet är en Excel-arbetsbok. Ändra ändelsen till .xlsx och lämna den på nytt.",
        )
    if data.startswith(_UTF_16):
        raise Refused(Code.FEL_FORMAT, "texten är kodad som UTF-16. Spara filen som CSV UTF-8 och lämna den på nytt.")
    if b"\x00" in data:
        raise Refused(
            Code.FEL_FORMAT,
            "filen heter .csv men innehållet är inte text. Spara uppgifterna som CSV UTF-8 och lämna filen på nytt.",
        )
    _check_lines(data)


def _check_lines(data: bytes) -> None:
    """Raises `Refused` for more or longer lines than any delivery has; nothing of the text is unpacked for it."""
    refuse_too_many(max(data.count(b"\n"), data.count(b"\r")), MOST_LINES, "rader")
    start = 0
    while len(data) - start > MOST_LINE_BYTES:
        end = max(data.rfind(mark, start, start + MOST_LINE_BYTES) for mark in (b"\n", b"\r"))
        if end < 0:
            raise Refused(
                Code.FOR_STOR,
                f"filen har en rad som är längre än {MOST_LINE_BYTES // 2**20} MB. Skriv varje rad för sig och lämna "
                "filen på nytt.",
            )
        start = end + 1


def _check_workbook(data: bytes) -> None:
    with refusing_broken(), zipfile.ZipFile(BytesIO(data)) as archive:
        parts = archive.infolist()
        _check_sizes(parts)
        names = {part.filename for part in parts}
        if any(part.flag_bits & 1 for part in parts):
            raise Refused(Code.LOSENORD, "filen är krypterad. Ta bort lösenordet, spara filen och lämna den på nytt.")
        if len(names) < len(parts):
            raise Refused(Code.TRASIG_FIL, f"filen har flera delar med samma namn. {DELIVER_AGAIN}")
        if "xl/workbook.xml" not in names or "[Content_Types].xml" not in names:
            raise Refused(Code.FEL_FORMAT, f"filen heter .xlsx men är inte en Excel-arbetsbok. {SAVE_AS_XLSX}")
        if "xl/vbaProject.bin" in names or b"macroEnabled" in archive.read("[Content_Types].xml"):
            raise Refused(Code.FEL_FORMAT, f"filen heter .xlsx men är en arbetsbok med makron. {SAVE_AS_XLSX}")
        if b"purl.oclc.org/ooxml" in archive.read("xl/workbook.xml"):
            raise Refused(
                Code.FEL_FORMAT, f"filen är sparad som ”Strict Open XML-kalkylblad” och kan inte läsas. {SAVE_AS_XLSX}"
            )


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    # The declared sizes can be relied on: zipfile never unpacks more of a part than was declared.
    if (
        len(parts) > MOST_PARTS
        or sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES
        or any(
            part.file_size > RATIO_COUNTS_FROM_BYTES and part.file_size > MOST_RATIO * part.compress_size
            for part in parts
        )
    ):
        raise Refused(
            Code.FOR_STOR,
            "filens innehåll blir orimligt stort när det packas upp och har inte öppnats. "
            "Lämna en arbetsbok med bara de efterfrågade uppgifterna.",
        )
