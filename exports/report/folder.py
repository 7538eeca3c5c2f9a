"""Writing the pages into a folder: each whole or not at all, and no page of an earlier report left behind."""

from collections.abc import Iterable
from pathlib import Path

from exports.report.site import GENERATOR
from exports.whole_file import whole_file


def write_pages(folder: Path, pages: Iterable[tuple[str, str]]) -> list[Path]:
    """Write pages by name and content, remove pages of ours that are no longer made, and return what was written.

    Other files in the folder are left alone. A page is replaced in one step; raises `OSError` when that cannot be done.
    """
    written = []
    for name, content in pages:
        path = folder / name
        with whole_file(path) as unfinished:
            unfinished.write_text(content, encoding="utf-8", newline="\n")
        written.append(path)
    for path in _ours(folder):
        if path not in written:
            path.unlink()
    return written


def copy_pages(folder: Path, other: Path) -> None:
    """Write the pages in `folder` into another one too, as they are. Raises `OSError` as `write_pages` does."""
    write_pages(other, ((path.name, path.read_text(encoding="utf-8")) for path in _ours(folder)))


def _ours(folder: Path) -> list[Path]:
    return [path for path in folder.glob("*.html") if GENERATOR in path.read_text(encoding="utf-8", errors="replace")]
