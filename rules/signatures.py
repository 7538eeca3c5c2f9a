"""SSH signatures of seals: made and checked by `ssh-keygen -Y`, with the agency's own keys.

It calls that program and nothing else does; it stands among the rules since a package of evidence is checked by the
rules that lie in it. Whose key is whose is told by a file of allowed signers in the form of `ssh-keygen`.
"""

import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rules.seals import Purpose, Seal, Signature

PROGRAM = "ssh-keygen"
NAMESPACES = {Purpose.PROPOSAL: "bonuspott-proposal", Purpose.SEAL: "bonuspott-seal"}
"""What a signature is good for, so that one made for another purpose, or by another program, is not taken for it."""
_SECONDS = 120
"""How long somebody may take to enter a passphrase or touch a key."""


class SignatureError(Exception):
    """A text cannot be signed, or a signature not be believed; the message is a Swedish clause without a full stop."""


@dataclass(frozen=True)
class Signers:
    """Who may sign seals: a file in the form of `ssh-keygen`, and the number of the first seal that must be signed."""

    allowed: Path
    first: int = 1


def signed(seal: Seal, purpose: Purpose, key: Path) -> Signature:
    """The signature of a seal by a private key, or by a public key whose private one the agent has.

    Raises `SignatureError`.
    """
    said = _said(["-Y", "sign", "-f", str(key), "-n", NAMESPACES[purpose]], seal.signed(purpose))
    if said.returncode:
        raise SignatureError(
            f"det gick inte att signera med nyckeln {key} ({_last_line(said.stderr)}); kontrollera att filen är en "
            "SSH-nyckel som du får läsa, och att lösenfrasen är rätt"
        )
    return Signature(purpose, said.stdout)


def signer(seal: Seal, signature: Signature, allowed: Path) -> str:
    """Who made a signature, as named in the file of allowed signers on the day of the decision.

    Raises `SignatureError`.
    """
    if not allowed.is_file():
        raise SignatureError(f"filen {allowed} med dem som får signera finns inte")
    on = f"-Overify-time={_end_of(seal.decided_on)}"
    with tempfile.NamedTemporaryFile("w", suffix=".sig", encoding="utf-8") as file:
        file.write(signature.armored)
        file.flush()
        given = ["-f", str(allowed), "-s", file.name, on]
        found = _said(["-Y", "find-principals", *given])
        names = found.stdout.splitlines()
        if found.returncode or not names:
            raise SignatureError(f"en signatur är inte gjord med någon av nycklarna i {allowed}")
        said = _said(
            ["-Y", "verify", "-I", names[0], "-n", NAMESPACES[signature.purpose], *given],
            seal.signed(signature.purpose),
        )
    if said.returncode:
        raise SignatureError(f"signaturen av {names[0]} gäller inte innehållet")
    return names[0]


def signature_faults(seal: Seal, allowed: Path) -> list[str]:
    """Why a seal is not signed by one who proposed it and another who decided it, as Swedish sentences."""
    name = f"Sigill {seal.number} ({seal.programme}, {seal.payment})"
    try:
        by = {purpose: _signers_for(seal, purpose, allowed) for purpose in Purpose}
    except SignatureError as error:
        return [f"{name}: {error}."]
    if missing := [_WHO[purpose] for purpose, names in by.items() if not names]:
        return [f"{name} saknar signatur av {' och av '.join(missing)}."]
    if len(by[Purpose.PROPOSAL] | by[Purpose.SEAL]) < 2:
        return [f"{name} är inte signerat av två olika personer."]
    return []


def unsigned(chain: Sequence[Seal], signers: Signers) -> list[str]:
    """What is wrong with the signatures of those seals of a chain that must be signed, as Swedish sentences."""
    return [
        fault for seal in chain if seal.number >= signers.first for fault in signature_faults(seal, signers.allowed)
    ]


_WHO = {Purpose.PROPOSAL: "den som föreslog", Purpose.SEAL: "den som godkände"}


def _signers_for(seal: Seal, purpose: Purpose, allowed: Path) -> set[str]:
    return {signer(seal, signature, allowed) for signature in seal.signatures if signature.purpose is purpose}


def _said(arguments: Sequence[str], text: str = "") -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            [PROGRAM, *arguments], input=text, capture_output=True, encoding="utf-8", timeout=_SECONDS, check=False
        )
    except FileNotFoundError:
        raise SignatureError(f"programmet {PROGRAM} finns inte på datorn; installera OpenSSH") from None
    except subprocess.TimeoutExpired:
        raise SignatureError(f"{PROGRAM} svarade inte inom {_SECONDS} sekunder") from None


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["inget svar"])[-1]


def _end_of(on: date) -> str:
    return f"{on:%Y%m%d}235959"
