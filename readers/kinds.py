"""Of which kind a single file is, when the folder that it lies in does not say, or says otherwise."""

from pathlib import Path

from readers.headings import closest, layouts
from readers.opened import checked_bytes, open_sheets
from readers.pxweb_table import find
from readers.records import is_records
from readers.rejections import Code, Refused, Rejection, refusal
from schemas.deliveries import KIND_BY_ID, KINDS, Kind


def detect_kind(path: Path) -> Kind | Rejection:
    """The kind of the nearest folder above that is named as one, else the only kind whose headings the file has."""
    for folder in path.absolute().parents:
        if folder.name in KIND_BY_ID:
            return KIND_BY_ID[folder.name]
    try:
        fitting = fitting_kinds(path)
    except Refused as refused:
        return refusal(str(path), refused.code, refused.message)
    if len(fitting) == 1:
        return fitting[0]
    fact = "rubrikerna passar flera slag av leverans" if fitting else "rubrikerna passar inget slag av leverans"
    ids = ", ".join(kind.id for kind in fitting or KINDS)
    remedy = f"Lägg filen i en mapp med slagets namn ({ids}) och försök igen."
    return refusal(str(path), Code.OKANT_SLAG, f"{fact}. {remedy}")


def fitting_kinds(path: Path) -> list[Kind]:
    """The kinds that a file may be of by what it holds. Raises `Refused`."""
    return [kind for kind in KINDS if is_records(path, kind)] or _with_all_headings(path)


def _with_all_headings(path: Path) -> list[Kind]:
    """The kinds for which some row of the file has all required headings."""
    kind_by_layout = [(layout, kind) for kind in KINDS for layout in layouts(kind) if not layout.is_pxweb]
    found: list[Kind] = []
    for sheet in open_sheets(checked_bytes(path, path.name), path.name, [layout for layout, _ in kind_by_layout]):
        for _, cells in sheet.rows:
            matching = [
                kind for layout, kind in kind_by_layout if closest(cells.values(), [layout])[1] == layout.required
            ]
            if matching:
                found += [kind for kind in matching if kind not in found]
                break
    return found or [kind for kind in KINDS if len(layouts(kind)) > 1 and _has_export(path, kind)]


def _has_export(path: Path, kind: Kind) -> bool:
    """Whether some sheet is a table as the statistics office exports it."""
    data = checked_bytes(path, path.name)
    return any(find(list(sheet.rows)) is not None for sheet in open_sheets(data, path.name, layouts(kind)))
