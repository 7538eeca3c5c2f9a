"""A package of evidence for one payment: all it rests on in one zip file that can be checked without the project.

What is put in is chosen by the caller; the form of the zip file, and how it is checked, is in
`exports.evidence.verify`.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import rules
from exports.evidence import bill_of_materials
from exports.evidence import verify as evidence_verify
from exports.evidence.readme import readme
from exports.whole_file import whole_file
from rules.declaration import Decree, Payment
from rules.numbers import Number
from rules.readings import AS_DECIDED
from rules.register_of_readings import BY_ID
from rules.seals import Seal, to_text

_RULES = Path(rules.__file__).parent


@dataclass(frozen=True)
class Evidence:
    """What is known of one payment.

    `inputs` is what `rules.replay.replay` takes, and `files` (file and sha256 of each delivery); `results` what
    `rules.replay.results` gives; `checks` rows with check, passed and a Swedish sentence. `deliveries` has the
    contents of files by name. `chain` ends with `seal`, the payment's own, which is None while it is not decided.
    """

    programme: Decree
    payment: Payment
    numbers: tuple[Number[Any], ...]
    reading_ids: Sequence[str]
    inputs: Mapping[str, Any]
    results: Mapping[str, Any]
    checks: Sequence[Mapping[str, Any]]
    marks: Sequence[str]
    code: str
    deliveries: Mapping[str, bytes]
    chain: Sequence[Seal]
    seal: Seal | None


def package(evidence: Evidence) -> bytes:
    """The zip file; the same evidence always gives the same bytes."""
    seal = evidence.seal
    members = {
        "LÄSMIG.txt": readme(evidence.programme, evidence.payment, seal, evidence.marks, evidence.chain).encode(),
        "inputs.json": _json(evidence.inputs),
        "parameters.json": _json(_parameters(evidence.numbers)),
        "readings.json": _json(_readings(evidence.reading_ids)),
        "results.json": _json(
            {
                "status": evidence_verify.DECIDED if seal else evidence_verify.DRAFT,
                "seal": seal.hash if seal else None,
                "head": evidence_verify.head([(sealed, sealed.hash) for sealed in evidence.chain]),
                "marks": list(evidence.marks),
                "code": evidence.code,
                **evidence.results,
            }
        ),
        "checks.json": _json(evidence.checks),
        bill_of_materials.FILE: bill_of_materials.bill_of_materials(),
        "verify.py": Path(evidence_verify.__file__).read_bytes(),
        **{f"{evidence_verify.DELIVERED}{name}": content for name, content in evidence.deliveries.items()},
        **{
            f"{evidence_verify.SEALS}{sealed.number:04d}_{sealed.programme}_{sealed.payment}.json": to_text(
                sealed
            ).encode()
            for sealed in evidence.chain
        },
        **{
            f"{evidence_verify.RULES}{module.relative_to(_RULES).as_posix()}": module.read_bytes()
            for module in _RULES.rglob("*.py")
        },
    }
    return evidence_verify.pack(members | {evidence_verify.MANIFEST: evidence_verify.manifest(members)})


def checksum_file(out: Path) -> Path:
    """Where the checksum of a package is kept: beside it."""
    return out.with_name(f"{out.name}.sha256")


def write_package(evidence: Evidence, out: Path) -> None:
    """Write a package to `out` and its checksum beside it, whole or not at all. Raises `OSError`."""
    content = package(evidence)
    checksum = f"{sha256(content).hexdigest()}  {out.name}\n"
    for path, data in ((out, content), (checksum_file(out), checksum.encode())):
        with whole_file(path) as unfinished:
            unfinished.write_bytes(data)


def _parameters(numbers: Iterable[Number[Any]]) -> list[dict[str, str]]:
    return [
        {
            "name": item.name,
            "meaning": item.meaning,
            "value": str(item.value),
            "unit": item.unit,
            "section": item.section,
        }
        for item in numbers
    ]


def _readings(reading_ids: Sequence[str]) -> dict[str, Any]:
    """`settings` as a seal has them; `points` the readings that the grant rests on, for people."""
    return {
        "settings": {name.upper(): chosen for name, chosen in vars(AS_DECIDED).items()},
        "points": [
            {
                "id": reading.id,
                "point": reading.point,
                "chosen": reading.chosen.text,
                "others": [alternative.text for alternative in reading.alternatives[1:]],
                "evidence": reading.told_by,
                "support": reading.support,
            }
            for reading in (BY_ID[reading_id] for reading_id in reading_ids)
        ],
    }


def _json(content: object) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
