"""A delivered cell: where it is, what became of its row, and the stored kronor that rest on it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assets.cells import cell_of, column_number, letters, parted, plain
from assets.programmes import GRANT_BY_ID, GRANTS
from assets.warehouse import Connection
from pipelines.command_line.explained_results import ExplainError, heading_of, key_of, link_of, read_results
from rules.cell_explanation import cell_tree
from rules.explanation import Link, Node, Source
from rules.found_decrees import grants
from rules.swedish import listing
from schemas.deliveries import KIND_BY_ID, Kind
from schemas.lineage import Lineage
from schemas.received import Delivery, Rejected, RowOutcome, raw_columns

_CELL = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}")
_EXAMPLE = "bup/2024-03-20_skr_bup_2024-02.xlsx!Rapport!D12"
_FATES = {
    "counts": "Raden räknas.",
    "replaced": "Raden räknas inte: en senare leverans har ersatt den.",
    "repeated": "Raden räknas inte: samma uppgift finns på en annan rad i filen och räknas där.",
    "rejected": "Raden är avvisad och räknas inte.",
    "summary": "Raden är en summa och räknas inte; inget behöver göras.",
}


@dataclass(frozen=True)
class _Place:
    """A cell of a delivered file; `cell` is empty for a whole file of records."""

    file: str
    kind: Kind
    sheet: str
    cell: str

    @property
    def address(self) -> str:
        return Source(self.file, self.sheet, self.cell, "").address


def cell_explained(connection: Connection, address: str) -> Node:
    """The tree of one cell. Raises `ExplainError` for a cell that is not known, or when nothing is computed yet."""
    delivery, rest = _delivery(connection, address)
    if delivery["status"] == "refused":
        return cell_tree(delivery["file"], _refusals(connection, delivery["file"]), [], [], {})
    place = _place(connection, delivery, rest)
    delivered = _delivered_row(connection, place)
    own = [
        link
        for link in _links_of_file(connection, place)
        if link.source.cell == place.cell or covers(link.source.cell, place.cell)
    ]
    results = {
        programme: read_results(
            connection,
            GRANT_BY_ID[programme],
            sorted({link.region_code for link in own if link.programme == programme}),
        )
        for programme in sorted({link.programme for link in own})
    }
    others = [link for stored in results.values() for link in stored.links]
    if delivered is None:
        return cell_tree(f"{place.address}: alla poster i filen", ["Posterna räknas samman."], own, others, results)
    column = _column(delivered, place)
    fate = list(_fate(connection, place, delivered, column))
    return cell_tree(_about(place, delivered, column), fate, own, others, results)


def covers(cells: str, cell: str) -> bool:
    """Whether `cell` is one of `cells`, as `D5:D23, D40`."""
    if not cell or not cells:
        return False
    column, row = parted(cell)
    for part in cells.split(", "):
        first, _, last = part.partition(":")
        (left, top), (right, bottom) = parted(first), parted(last or first)
        if column_number(left) <= column_number(column) <= column_number(right) and top <= row <= bottom:
            return True
    return False


def _delivery(connection: Connection, address: str) -> tuple[dict[str, Any], list[str]]:
    """The delivery that an address names, with or without its folder, and the parts after the file."""
    deliveries = connection.read(Delivery, "status <> 'removed'").to_dicts()
    if not deliveries:
        raise ExplainError("Databasen har inga leveranser. Kör bonuspott run först.")
    parts = address.strip().split("!")
    for count in range(1, len(parts) + 1):
        named = "!".join(parts[:count])
        found = [
            row
            for row in deliveries
            if row["file"] == named or row["file"].endswith(f"/{named}") or named.endswith(f"/{row['file']}")
        ]
        if len(found) > 1:
            files = listing(sorted(row["file"] for row in found))
            raise ExplainError(f"Flera leveranser heter {named}: {files}. Skriv mappen också.")
        if found:
            break
    else:
        raise ExplainError(
            f"Leveransen {parts[0]!r} finns inte i databasen. Skriv cellen som FIL!BLAD!CELL, till exempel {_EXAMPLE}, "
            "och kör bonuspott run om filen är ny."
        )
    if found[0]["status"] == "later":
        raise ExplainError(
            f"{found[0]['file']} kom in efter den dag som den senaste körningen räknade till. Kör bonuspott run."
        )
    return found[0], parts[count:]


def _place(connection: Connection, delivery: Mapping[str, Any], rest: Sequence[str]) -> _Place:
    file, kind = delivery["file"], KIND_BY_ID[delivery["kind"]]
    sheets = sorted(connection.read(RowOutcome, "file = ?", [file])["sheet"].unique())
    if not sheets:
        return _Place(file, kind, "", "")  # records have no rows of their own
    cell = rest[-1].strip().upper().replace("$", "") if rest else ""
    if not _CELL.fullmatch(cell):
        raise ExplainError(
            f"{cell or 'Ingenting'} är ingen cell. Skriv den som FIL!BLAD!CELL, till exempel {_EXAMPLE}."
        )
    sheet = "!".join(rest[:-1]).strip("'")
    if not sheet and len(sheets) == 1:
        sheet = sheets[0]
    if sheet not in sheets and sheets == [""]:
        raise ExplainError(f"{file} är en textfil utan blad. Skriv cellen som {file}!{cell}.")
    if sheet not in sheets:
        raise ExplainError(f"{file} har inget läst blad {sheet!r}; det finns {listing(sheets)}.")
    return _Place(file, kind, sheet, cell)


def _delivered_row(connection: Connection, place: _Place) -> dict[str, Any] | None:
    """The delivered row as text; None for a whole file of records."""
    if not place.cell:
        return None
    number = parted(place.cell)[1]
    columns = raw_columns(place.kind)
    rows = connection.read_text(f"raw.{place.kind.id}", columns, "file = ? AND sheet = ?", [place.file, place.sheet])
    for row in rows.iter_rows(named=True):
        if covers(row["summed_from"] or "", place.cell) or (row["row"] == number and not row["summed_from"]):
            return row
    raise ExplainError(
        f"{place.address} är ingen uppgift: rad {number} är ingen läst rad under rubrikerna. Ange en cell i en rad med "
        "uppgifter."
    )


def _column(delivered: Mapping[str, Any], place: _Place) -> str:
    """The column of `core` that the cell became, empty for a column that is not read."""
    letter = parted(place.cell)[0]
    names = {at: name for name, at in letters(delivered["columns"]).items()}
    return names.get(letter, "")


def _about(place: _Place, delivered: Mapping[str, Any], column: str) -> str:
    """`bup/2024-02-20_skr.xlsx!Rapport!D7: Genomförda 77 (Region Uppsala, 2024-07, besök)`."""
    what = listing_of_key(place.kind, delivered)
    if not column:
        return f"{place.address}: en kolumn som inte läses ({what})"
    value = delivered[column] or "tom cell"
    summed = f" (summan av {delivered['summed_from']})" if delivered["summed_from"] else ""
    return f"{place.address}: {heading_of(place.kind.id, column)} {value}{summed} ({what})"


def listing_of_key(kind: Kind, delivered: Mapping[str, Any]) -> str:
    """What a row is about, as delivered: `Region Uppsala, 2024-07, besök`."""
    return ", ".join(
        str(delivered[name] or "tom cell") for name in kind.key if delivered[name] or name != kind.statement
    )


def _fate(connection: Connection, place: _Place, delivered: dict[str, Any], column: str) -> Iterator[str]:
    where, address = "file = ? AND sheet = ? AND row = ?", [place.file, place.sheet, delivered["row"]]
    outcome = connection.read(RowOutcome, where, address).row(0, named=True)
    yield _FATES[outcome["outcome"]]
    if outcome["outcome"] == "rejected":
        yield from connection.read(Rejected, where, address)["message_sv"].to_list()
    key = key_of(place.kind, delivered)
    if outcome["outcome"] in ("replaced", "repeated", "rejected") and key and column:
        yield _counts_instead(connection, place.kind, key, column, listing_of_key(place.kind, delivered))
    if outcome["outcome"] != "counts":
        return
    if column in place.kind.key:
        yield "Cellen säger vad raden gäller; kronorna räknas på radens värden."
    month = key.get("month") if key else None
    for section in (section for decree in grants() for section in decree.sections):
        reporting = section.reporting
        if not reporting or reporting.kind.id != place.kind.id or not key:
            continue
        if month in reporting.required.get(column, ()) and reporting.kind.item_of(key) in reporting.items_at(month):
            yield (
                f"Uppgiften ingår i det grundläggande kravet, som betalas efter {reporting.printed_in}; saknas den "
                f"blir regionen återbetalningsskyldig ({section.title})."
            )


def _counts_instead(connection: Connection, kind: Kind, key: Mapping[str, Any], column: str, what: str) -> str:
    """The cell that counts in place of one that does not."""
    where = " AND ".join(f"{name} IS NOT DISTINCT FROM ?" for name in key)
    rows = connection.read(kind.model, where, [str(value) for value in key.values()])
    if rows.is_empty():
        return f"Inget annat räknas för {what}; uppgiften saknas."
    row = rows.row(0, named=True)
    texts = connection.read_text(
        f"raw.{kind.id}",
        raw_columns(kind),
        "file = ? AND sheet = ? AND row = ?",
        [row["file"], row["sheet"], row["row"]],
    )
    cell = cell_of(texts.row(0, named=True), column, row["row"]) if texts.height else ""
    source = Source(row["file"], row["sheet"], cell, "")
    return f"I stället räknas {source.address}: {heading_of(kind.id, column)} {plain(row[column]) or 'tom cell'}."


def _refusals(connection: Connection, file: str) -> list[str]:
    return ["Filen är avvisad.", *connection.read(Rejected, "file = ?", [file])["message_sv"].to_list()]


def _links_of_file(connection: Connection, place: _Place) -> list[Link]:
    rows = connection.read(Lineage, "file = ? AND sheet = ?", [place.file, place.sheet])
    if rows.is_empty() and connection.read(Lineage).is_empty():
        names = listing([grant.programme.short_title for grant in GRANTS])
        raise ExplainError(f"Databasen har inga resultat för {names}. Kör bonuspott run och läs vad den säger.")
    return [link_of(row) for row in rows.iter_rows(named=True)]
