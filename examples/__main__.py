"""Writes all example deliveries into a folder: `python -m examples raw`."""

import sys
from pathlib import Path

from examples import (
    aterbetalning,
    befolkning,
    bup,
    ekonomisk_redovisning,
    malvarden,
    operationer,
    redovisning,
    rekvisition,
    vardplatser,
)

KINDS = {
    "aterbetalning": aterbetalning,
    "befolkning": befolkning,
    "bup": bup,
    "ekonomisk_redovisning": ekonomisk_redovisning,
    "malvarden": malvarden,
    "operationer": operationer,
    "redovisning": redovisning,
    "rekvisition": rekvisition,
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
