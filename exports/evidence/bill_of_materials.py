"""What the program is made of, as a CycloneDX bill of materials: every package it runs with, its version and licence.

Told from what is installed here and now, so that it holds for the numbers made with it. `python -m
exports.evidence.bill_of_materials` writes it for a release. The format: https://cyclonedx.org/docs/1.6/json/.
"""

import json
import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from typing import Any, NamedTuple

PROGRAM = "bonuspott"
FILE = "bom.cdx.json"
_REQUIREMENT = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[([^\]]*)\])?")
_EXTRA = re.compile(r"""extra\s*==\s*["']([^"']+)["']""")
_CLASSIFIED = "License :: OSI Approved :: "
_LONGEST_NAME = 100
"""Some packages give the whole text of their licence as its name."""


def bill_of_materials() -> bytes:
    """The bill as JSON, the same bytes for the same packages."""
    needed = packages()
    program = distribution(PROGRAM)
    refs = {name: f"pkg:pypi/{name}@{found.version}" for name, found in needed.items()}
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": PROGRAM,
                "name": PROGRAM,
                "version": program.version,
            }
        },
        "components": [
            {
                "type": "library",
                "bom-ref": refs[name],
                "name": name,
                "version": found.version,
                "purl": refs[name],
                "licenses": [_licence_entry(found)],
            }
            for name, found in needed.items()
        ],
        "dependencies": [
            {"ref": ref, "dependsOn": sorted({refs[other] for other, _ in _required(found, "") if other in refs})}
            for ref, found in [(PROGRAM, program), *((refs[name], found) for name, found in needed.items())]
        ],
    }
    return json.dumps(bill, ensure_ascii=False, indent=1).encode()


def packages() -> dict[str, Distribution]:
    """Every installed package that the program needs to run, by its normal name, in the order of the names."""
    found: dict[str, Distribution] = {}
    seen: set[_Needed] = set()
    unseen = _required(distribution(PROGRAM), "")
    while unseen:
        needed = unseen.pop()
        seen.add(needed)
        try:
            found[needed.name] = distribution(needed.name)
        except PackageNotFoundError:
            continue  # needed on another system or by another Python
        unseen |= _required(found[needed.name], needed.extra) - seen
    return dict(sorted(found.items()))


def licence(package: Distribution) -> str:
    """The name of a package's licence as the package gives it, empty when it gives none."""
    if spdx := _expression(package):
        return spdx
    named = _told(package, "License")
    if named and len(named) <= _LONGEST_NAME and "\n" not in named and named != "UNKNOWN":
        return named
    classified = package.metadata.get_all("Classifier") or []
    return ", ".join(text.removeprefix(_CLASSIFIED) for text in classified if text.startswith(_CLASSIFIED))


def _licence_entry(package: Distribution) -> dict[str, Any]:
    if spdx := _expression(package):
        return {"expression": spdx}
    return {"license": {"name": licence(package) or "not told by the package"}}


def _expression(package: Distribution) -> str:
    return _told(package, "License-Expression")


def _told(package: Distribution, field: str) -> str:
    """A field of a package's description; `importlib_metadata`, once imported, raises for one that is missing."""
    told: list[str] = package.metadata.get_all(field) or [""]
    return told[0].strip()


class _Needed(NamedTuple):
    """A package by its normal name, with one of the extras it is wanted with, empty for the package itself."""

    name: str
    extra: str


def _required(package: Distribution, extra: str) -> set[_Needed]:
    """What a package needs by itself, or for one of its extras."""
    needed = set()
    for line in package.requires or []:
        requirement, _, marker = line.partition(";")
        match, of_extra = _REQUIREMENT.match(requirement), _EXTRA.search(marker)
        if match and (of_extra[1] if of_extra else "") == extra:
            name = re.sub(r"[-_.]+", "-", match[1]).lower()
            wanted = (match[2] or "").split(",")
            needed |= {_Needed(name, ""), *(_Needed(name, other.strip()) for other in wanted)}
    return needed


if __name__ == "__main__":
    print(bill_of_materials().decode())
