"""What a decision on a payment seals, and the chain that makes a later change visible.

A seal holds everything a payment rested on when it was decided, and the hash of the seal before it.
Where seals are kept and who may make them belongs elsewhere.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256

FIRST_PREVIOUS = "0" * 64
"""The `previous` of the first seal in a chain."""


@dataclass(frozen=True)
class SealedAmount:
    """Whole kronor decided for one region from one component."""

    component: str
    region_code: str
    amount_kr: int


@dataclass(frozen=True)
class SealedUndistributed:
    """Whole kronor that nobody got when the payment was decided, and why."""

    component: str
    amount_kr: int
    reason: str


@dataclass(frozen=True)
class SealedInput:
    """One delivered file that the payment rested on, by content."""

    file: str
    sha256: str


@dataclass(frozen=True)
class Seal:
    """One decided payment, or one decided adjustment of it: then `adjusts` is the hash of the payment's seal.

    The amounts of an adjustment are further payments, above 0, and claims, below. `number` counts from 1 along the
    chain; `previous` is the hash of the seal before.

    `parameters` and `readings` are name and value as text, `code` a fingerprint of the rules, `marks` what
    was not real among the inputs, `decided_by` two different people.
    """

    number: int
    programme: str
    payment: str
    reference: str
    decided_by: tuple[str, ...]
    decided_on: date
    amounts: tuple[SealedAmount, ...]
    undistributed: tuple[SealedUndistributed, ...]
    inputs: tuple[SealedInput, ...]
    parameters: Mapping[str, str]
    readings: Mapping[str, str]
    code: str
    marks: tuple[str, ...]
    previous: str
    adjusts: str = ""

    @property
    def hash(self) -> str:
        """SHA-256 of the seal's content in its one canonical form."""
        return sha256(self.canonical().encode()).hexdigest()

    def canonical(self) -> str:
        """The content as JSON with sorted keys: the same content is always the same text."""
        content = asdict(self) | {"decided_on": self.decided_on.isoformat()}
        if not self.adjusts:
            del content["adjusts"]  # seals of payments read as they did before there were adjustments
        return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def by_component(self) -> dict[str, dict[str, int]]:
        """Kronor by component and region code."""
        sorted_out: dict[str, dict[str, int]] = {}
        for amount in self.amounts:
            sorted_out.setdefault(amount.component, {})[amount.region_code] = amount.amount_kr
        return sorted_out


def to_text(seal: Seal) -> str:
    """A seal as kept: its content and, for comparison, its hash."""
    return json.dumps(
        {"seal": json.loads(seal.canonical()), "hash": seal.hash}, ensure_ascii=False, indent=1, sort_keys=True
    )


def from_text(text: str) -> tuple[Seal, str]:
    """A kept seal and the hash that was written beside it; they agree unless something was changed.

    Raises `ValueError` for a text that is not a seal.
    """
    try:
        kept = json.loads(text)
        content = dict(kept["seal"])
        content["decided_by"] = tuple(content["decided_by"])
        content["decided_on"] = date.fromisoformat(content["decided_on"])
        content["amounts"] = tuple(SealedAmount(**amount) for amount in content["amounts"])
        content["undistributed"] = tuple(SealedUndistributed(**row) for row in content["undistributed"])
        content["inputs"] = tuple(SealedInput(**item) for item in content["inputs"])
        content["marks"] = tuple(content["marks"])
        return Seal(**content), str(kept["hash"])
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"not a seal: {error}") from error


def chain_faults(kept: Sequence[tuple[Seal, str]]) -> list[str]:
    """What is wrong with a chain of seals in its order, as Swedish sentences; empty when all is as it was sealed."""
    faults = []
    previous = FIRST_PREVIOUS
    for number, (seal, written_hash) in enumerate(kept, start=1):
        name = f"Sigill {seal.number} ({seal.programme}, {seal.payment})"
        if seal.hash != written_hash:
            faults.append(f"{name} har ändrats sedan det skrevs: innehållet stämmer inte med dess kontrollsumma.")
        if seal.number != number:
            faults.append(f"{name} borde ha nummer {number}; ett sigill är borttaget eller tillagt.")
        if seal.previous != previous:
            faults.append(f"{name} hänger inte ihop med sigillet före; ett av dem är ändrat, borttaget eller tillagt.")
        previous = written_hash
    return faults


@dataclass(frozen=True)
class Change:
    """What is different now from when a payment was sealed, as Swedish phrases."""

    new_files: tuple[str, ...] = ()
    gone_files: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    is_other_code: bool = False

    @property
    def cause(self) -> str:
        """The change as one Swedish sentence."""
        parts = []
        if self.new_files:
            parts.append(f"nya eller ändrade leveranser ({', '.join(self.new_files)})")
        if self.gone_files:
            parts.append(f"leveranser som inte längre räknas ({', '.join(self.gone_files)})")
        if self.parameters:
            parts.append(f"ändrade villkor ({', '.join(self.parameters)})")
        if self.is_other_code:
            parts.append("ändrade beräkningsregler")
        return f"Sedan beslutet: {' och '.join(parts)}." if parts else "Ingen skillnad i underlaget är känd."


def changes_since(seal: Seal, inputs: Iterable[SealedInput], parameters: Mapping[str, str], code: str) -> Change:
    """Compare what a payment would rest on now with what it was sealed on."""
    now, then = set(inputs), set(seal.inputs)
    return Change(
        new_files=tuple(sorted({item.file for item in now - then})),
        gone_files=tuple(sorted({item.file for item in then - now} - {item.file for item in now})),
        parameters=tuple(
            sorted(
                name
                for name in parameters.keys() | seal.parameters.keys()
                if parameters.get(name) != seal.parameters.get(name)
            )
        ),
        is_other_code=code != seal.code,
    )
