"""Checks a package of evidence: `python3 verify.py PAKET.zip [--sha256 KONTROLLSUMMA]`, exit code 0 when all is right.

It needs Python 3.11 and nothing else (`ssh-keygen` where signatures are to be checked), and lies as `verify.py` in
every package. First the bytes of the package are checked; only then are the rules that lie in it run. The form of the
zip file and of its manifest stand here, since whoever writes a package must write exactly what is checked. What a
package contains is in `exports.evidence.package`.
"""

from __future__ import annotations  # an older Python must get as far as being told that it is too old

import argparse
import io
import json
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

MANIFEST = "manifest.json"
DELIVERED = "raw/"
"""Where the delivered files lie in the package, below this as below the folder of deliveries."""
SEALS = "seals/"
RULES = "rules/"
DECIDED, DRAFT = "beslutad", "UTKAST"
"""`status` in results.json."""

# --- The form of the zip file ----------------------------------------------------------------------------------

_HOW_STORED = struct.pack("<5H", 20, 0x800, 0, 0, 33)
"""Version 2.0, names in UTF-8, uncompressed, midnight, 1980-01-01 (the first day that a zip file can tell)."""
_MADE_ON_UNIX, _PLAIN_FILE = 3 << 8 | 20, 0o100644 << 16
_LOCAL_HEADER_SIZE = 30


def pack(members: Mapping[str, bytes]) -> bytes:
    """The only zip file there is of some members: uncompressed, by name, without times.

    Written out byte by byte, so that every version of Python makes the same file.
    """
    body, directory = bytearray(), bytearray()
    for name in sorted(members):
        data, encoded = members[name], name.encode()
        about = _HOW_STORED + struct.pack("<3L2H", zlib.crc32(data), len(data), len(data), len(encoded), 0)
        directory += b"PK\1\2" + struct.pack("<H", _MADE_ON_UNIX) + about
        directory += struct.pack("<3H2L", 0, 0, 0, _PLAIN_FILE, len(body)) + encoded
        body += b"PK\3\4" + about + encoded + data
    end = struct.pack("<4H2LH", 0, 0, len(members), len(members), len(directory), len(body), 0)
    return bytes(body + directory + b"PK\5\6" + end)


def unpack(raw: bytes) -> dict[str, bytes]:
    """The members of a zip file that `pack` made, also when they have been changed since."""
    members = {}
    with zipfile.ZipFile(io.BytesIO(raw)) as file:
        for item in file.infolist():
            start = item.header_offset + _LOCAL_HEADER_SIZE + len(item.filename.encode())
            members[item.filename] = raw[start : start + item.file_size]
    return members


def manifest(members: Mapping[str, bytes]) -> bytes:
    """The manifest of all other members of a package."""
    return _manifest({name: sha256(data).hexdigest() for name, data in members.items()})


def _manifest(hashes: Mapping[str, str]) -> bytes:
    """`own` is the hash of the list itself, so that a change in the manifest is not blamed on the file it names."""
    own = sha256(json.dumps(hashes, sort_keys=True).encode()).hexdigest()
    return json.dumps({"files": hashes, "own": own}, ensure_ascii=False, indent=1, sort_keys=True).encode()


# --- What can be wrong, as Swedish sentences -------------------------------------------------------------------


@dataclass(frozen=True)
class Package:
    """The members of a package whose bytes are as they were written."""

    members: Mapping[str, bytes]

    def content(self, name: str) -> Any:
        """A JSON member as Python values."""
        return json.loads(self.members[name])

    def below(self, folder: str) -> dict[str, bytes]:
        """The members of a folder by their path below it, in order."""
        return {
            name.removeprefix(folder): self.members[name] for name in sorted(self.members) if name.startswith(folder)
        }

    @property
    def is_decided(self) -> bool:
        """Whether the package says that its payment is decided."""
        return bool(self.content("results.json")["status"] == DECIDED)


def byte_faults(raw: bytes) -> list[str]:
    """What has changed among the bytes of a package, naming the files in it."""
    try:
        members = unpack(raw)
    except Exception:  # a damaged list of contents can fail in any way
        return ["Zip-filens innehållsförteckning är skadad, eller så är filen inget bevispaket."]
    faults = _member_faults(members)
    if not faults and (whole := pack(members)) != raw:
        at = next((place for place, (is_, was) in enumerate(zip(raw, whole, strict=False)) if is_ != was), len(whole))
        faults.append(f"Zip-filens egna uppgifter har ändrats (byte {at}); filerna i den är oförändrade.")
    return faults


def _member_faults(members: Mapping[str, bytes]) -> list[str]:
    if MANIFEST not in members:
        return [f"Filen {MANIFEST} saknas i paketet."]
    try:
        hashes = json.loads(members[MANIFEST])["files"]
        is_whole = _manifest(hashes) == members[MANIFEST]
    except (ValueError, KeyError, TypeError):
        is_whole = False
    if not is_whole:
        return [f"Filen {MANIFEST} har ändrats sedan paketet skrevs."]
    return [
        *(f"Filen {name} saknas i paketet." for name in sorted(hashes.keys() - members.keys())),
        *(
            f"Filen {name} hör inte till paketet; den är tillagd efteråt."
            for name in sorted(members.keys() - hashes.keys() - {MANIFEST})
        ),
        *(
            f"Filen {name} har ändrats sedan paketet skrevs."
            for name in sorted(hashes.keys() & members.keys())
            if sha256(members[name]).hexdigest() != hashes[name]
        ),
    ]


def fingerprint(package: Package) -> str:
    """SHA-256 over the source of the packaged rules, as a seal has it."""
    digest = sha256()
    sources = package.below(RULES)
    for name in sorted(sources, key=lambda name: name.split("/")):
        digest.update(f"{name}\n".encode() + sources[name])
    return digest.hexdigest()


def head(kept: Sequence[tuple[Any, str]]) -> dict[str, Any] | None:
    """Number and hash of the last of some seals; None when there are none."""
    return {"number": kept[-1][0].number, "hash": kept[-1][1]} if kept else None


def code_faults(package: Package) -> list[str]:
    """Whether the packaged rules are those that computed the amounts; this is asked before they are run."""
    stated = [package.content("results.json")["code"]]
    if package.is_decided:
        stated += [json.loads(seal)["seal"]["code"] for seal in list(package.below(SEALS).values())[-1:]]
    return [] if set(stated) == {fingerprint(package)} else ["Reglerna i paketet är inte de som beloppen räknades med."]


def delivery_faults(package: Package) -> list[str]:
    """Whether the delivered files are those that the values were read from."""
    inputs = package.content("inputs.json")
    stated = {item["file"]: item["sha256"] for item in inputs["files"]}
    there = {name: sha256(data).hexdigest() for name, data in package.below(DELIVERED).items()}
    addresses = {row["file"] for rows in inputs["rows"].values() for row in rows}
    return [
        *(
            f"Leveransen {name} är inte den som inputs.json anger, eller saknas på ena stället."
            for name in sorted(stated.keys() | there.keys())
            if stated.get(name) != there.get(name)
        ),
        *(
            f"Värden i inputs.json sägs komma från {name}, som inte är med."
            for name in sorted(addresses - there.keys())
        ),
    ]


def seal_faults(package: Package) -> list[str]:
    """Whether the chain of seals is whole and the payment's own seal says the same as the package."""
    from rules.seals import chain_faults, from_text

    inputs, results = package.content("inputs.json"), package.content("results.json")
    payment = (inputs["programme"], inputs["payment"])
    kept = [from_text(text.decode()) for text in package.below(SEALS).values()]
    faults = chain_faults(kept)
    if head(kept) != results.get("head", head(kept)):  # not told in packages of earlier versions
        faults.append("Kedjan slutar inte med det sigill som paketet anger; ett sigill är borttaget eller omskrivet.")
    own = [seal for seal, _ in kept if (seal.programme, seal.payment) == payment]
    before = {seal.payment: seal.by_component() for seal, _ in kept if seal.programme == payment[0] and seal not in own}
    if before != inputs["decided"]:
        faults.append("De belopp som inputs.json säger är beslutade tidigare är inte sigillens.")
    if not package.is_decided:
        return [*faults, "Paketet är ett utkast, men utbetalningen har ett sigill."] if own else faults
    if not own or own[-1] != kept[-1][0]:
        return [*faults, "Utbetalningen ska vara beslutad, men dess sigill är inte det sista i kedjan."]
    seal = own[-1]
    compared = (
        ("Beloppen", _amounts(results["payouts"]), {(a.component, a.region_code): a.amount_kr for a in seal.amounts}),
        ("Det ofördelade", results["undistributed"], [vars(row) for row in seal.undistributed]),
        ("Märkningen", results["marks"], list(seal.marks)),
        ("Leveranserna", inputs["files"], [vars(item) for item in seal.inputs]),
        ("Villkoren", _values(package.content("parameters.json")), seal.parameters),
        ("Tolkningarna", package.content("readings.json")["settings"], seal.readings),
    )
    return [
        *faults,
        *(f"{what} i paketet är inte de som sigillet anger." for what, here, sealed in compared if here != sealed),
    ]


def signature_faults(package: Package, allowed: Path) -> list[str]:
    """Whether the payment's own seal, and those before it that say so, are signed by people who may sign."""
    from rules.seals import from_text
    from rules.signatures import signature_faults as faults_of

    seals = [from_text(text.decode())[0] for text in package.below(SEALS).values()]
    must = seals[-1:] if package.is_decided else []
    return [fault for seal in seals if seal.signatures or seal in must for fault in faults_of(seal, allowed)]


def parameter_faults(package: Package) -> list[str]:
    """Whether the conditions and readings that are shown are those that the packaged rules compute with."""
    from rules.found_decrees import decree
    from rules.readings import AS_DECIDED

    programme = decree(package.content("inputs.json")["programme"])
    used = {number.name: str(number.value) for number in programme.numbers}
    readings = {name.upper(): chosen for name, chosen in vars(AS_DECIDED).items()}
    faults = []
    if _values(package.content("parameters.json")) != used:
        faults.append("Villkoren i parameters.json är inte de som reglerna räknar med.")
    if package.content("readings.json")["settings"] != readings:
        faults.append("Tolkningarna i readings.json är inte de som reglerna räknar med.")
    return faults


def result_faults(package: Package) -> list[str]:
    """Whether the packaged rules give the same qualification and payouts, to the krona, from the packaged inputs."""
    from rules.regions import BY_CODE
    from rules.replay import replay, results
    from rules.swedish import kronor

    inputs, stated = package.content("inputs.json"), package.content("results.json")
    computed = results(inputs["payment"], replay(inputs))
    faults = [
        f"{about} i results.json är inte {who} som omräkningen ger."
        for table, about, who in (
            ("payouts", "Beloppen", "de"),
            ("undistributed", "Det ofördelade", "det"),
            ("qualification", "Utfallen", "de"),
        )
        if computed[table] != stated[table]
    ]
    now, then = _amounts(computed["payouts"]), _amounts(stated["payouts"])
    faults += [
        f"{BY_CODE[code].official_name}, {component}: paketet säger {kronor(then.get((component, code), 0))}, men "
        f"omräkningen ger {kronor(now.get((component, code), 0))}."
        for component, code in sorted(now.keys() | then.keys())
        if now.get((component, code)) != then.get((component, code))
    ]
    faults += [
        f"{BY_CODE[row['region_code']].official_name}, {row['requirement']}, {row['month'][:7]}: omräkningen ger ett "
        "annat utfall."
        for row in computed["qualification"]
        if row not in stated["qualification"]
    ]
    return faults


def _amounts(payouts: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], int]:
    return {(row["component"], row["region_code"]): row["amount_kr"] for row in payouts}


def _values(parameters: Sequence[Mapping[str, str]]) -> dict[str, str]:
    return {item["name"]: item["value"] for item in parameters}


# --- The command -----------------------------------------------------------------------------------------------

CHECKS = (
    ("Reglerna är de som beloppen räknades med", code_faults),
    ("De levererade filerna är de som värdena lästes ur", delivery_faults),
    ("Sigillen hänger ihop och säger detsamma som paketet", seal_faults),
    ("Villkor och tolkningar är de som reglerna räknar med", parameter_faults),
    ("Utfall och belopp blir desamma när de räknas om, till varje krona", result_faults),
)


def verify(file: Path, expected_sha256: str | None = None, allowed_signers: Path | None = None) -> bool:
    """Print what is checked and what is found, in Swedish; True when all is right.

    Signatures are checked against `allowed_signers`, in the form of `ssh-keygen`, when it is given.
    """
    try:
        raw = file.read_bytes()
    except OSError as error:
        return _said(f"Filen {file} går inte att läsa", [str(error)])
    found = sha256(raw).hexdigest()
    print(f"Paketets kontrollsumma (SHA-256): {found}")
    if expected_sha256 is not None:
        other = [] if found == expected_sha256.strip().lower() else [f"Kontrollsumman är inte {expected_sha256}."]
        if not _said("Paketet är det som kontrollsumman gäller", other):
            return False
    if not _said("Varje byte i paketet är som när det skrevs", byte_faults(raw)):
        return False
    package = Package(unpack(raw))
    print(f"Reglernas fingeravtryck: {fingerprint(package)}")
    sys.path.insert(0, str(file.resolve()))  # the packaged rules are read straight from the zip file
    is_right = True
    checks: list[tuple[str, Callable[[Package], list[str]]]] = list(CHECKS)
    if allowed_signers:
        allowed = allowed_signers
        checks.append(("Sigillet är signerat av två som får signera", lambda given: signature_faults(given, allowed)))
    for about, check in checks:
        try:
            faults = check(package)
        except Exception as error:  # whatever lies in a package that somebody has rewritten
            faults = [f"Kontrollen gick inte att göra; en fil har inte den form den ska ha ({error!r})."]
        is_right &= _said(about, faults)
        if faults and check is code_faults:
            return False
    if is_right:
        _say_what_it_is(package)
        if not allowed_signers and any("signatures" in json.loads(seal) for seal in package.below(SEALS).values()):
            print("OBS   Sigill i paketet är signerade. Kontrollera signaturerna med --allowed-signers FIL.")
    return is_right


def _said(about: str, faults: Sequence[str]) -> bool:
    print(f"FEL   {about} – stämmer inte:" if faults else f"Rätt  {about}.")
    for fault in faults:
        print(f"      {fault}")
    return not faults


def _say_what_it_is(package: Package) -> None:
    results = package.content("results.json")
    if marks := results["marks"]:
        print(f"OBS   Beloppen vilar på uppgifter märkta {', '.join(marks)}.")
    if package.is_decided:
        print(f"Paketet stämmer. Jämför också sigillets kontrollsumma med beslutets: {results['seal']}")
    else:
        print(f"Paketet stämmer, men är ett {DRAFT}: utbetalningen är inte beslutad och har inget sigill.")


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0 when all is right, else 1."""
    parser = argparse.ArgumentParser(prog="verify.py", description="Kontrollerar ett bevispaket från Bonuspott.")
    parser.add_argument("file", metavar="PAKET.zip", type=Path)
    parser.add_argument("--sha256", metavar="KONTROLLSUMMA", help="den kontrollsumma som paketet ska ha")
    parser.add_argument(
        "--allowed-signers", metavar="FIL", type=Path, help="de som får signera, i den form som ssh-keygen använder"
    )
    given = parser.parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal that lacks å, ä and ö must not stop the check
    if sys.version_info < (3, 11):  # noqa: UP036 - the package is checked by whoever has it, with what they have
        print("FEL   Kontrollen behöver Python 3.11 eller senare.")
        return 1
    return 0 if verify(given.file, given.sha256, given.allowed_signers) else 1


if __name__ == "__main__":
    sys.exit(main())
