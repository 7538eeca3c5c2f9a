"""Writes all example deliveries into a folder: `python -m examples raw`."""

import sys
from pathlib import Path

from examples import befolkning, bup, operationer, redovisning, vardplatser

KINDS = {
    "befolkning": befolkning,
    "bup": bup,
    "operationer": operationer,
    "redovisning": redovisning,
    "vardplatser": vardplatser,
}


def write_all(folder: Path) -> None:
    """Write the deliveries of every kind into its folder below `folder`; what is there by the same name is replaced."""
    for kind, module in KINDS.items():
        module.write(folder / kind)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Ange mappen som leveranserna ska skrivas i: python -m examples raw")
    write_all(Path(sys.argv[1]))
