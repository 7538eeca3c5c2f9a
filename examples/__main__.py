"""Writes all example deliveries into a folder: `python -m examples raw`."""

import argparse
from pathlib import Path

from examples import (
    anvisningar,
    aterbetalning,
    befolkning,
    bup,
    ekonomisk_redovisning,
    malvarden,
    operationer,
    rapporter,
    redovisning,
    rekvisition,
    vardplatser,
)

KINDS = {
    "anvisningar": anvisningar,
    "aterbetalning": aterbetalning,
    "befolkning": befolkning,
    "bup": bup,
    "ekonomisk_redovisning": ekonomisk_redovisning,
    "malvarden": malvarden,
    "operationer": operationer,
    "rapporter": rapporter,
    "redovisning": redovisning,
    "rekvisition": rekvisition,
    "vardplatser": vardplatser,
}


def write_all(folder: Path) -> None:
    """Write the deliveries of every kind into its folder below `folder`; what is there by the same name is replaced."""
    for kind, module in KINDS.items():
        module.write(folder / kind)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m examples", description=__doc__)
    parser.add_argument("folder", type=Path, help="where to write them, such as raw")
    write_all(parser.parse_args().folder)
