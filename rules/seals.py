"""What a decision on a payment seals, and the chain that makes a later change visible.

A seal holds everything a payment rested on when it was decided, and the hash of the seal before it.
Where seals are kept and who may make them belongs elsewhere.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Any

from rules.swedish import day, kronor, listing

FIRST_PREVIOUS = "0" * 64
"""The `previous` of the first seal in a chain."""
PROPOSED = 0
"""The number of a seal that is only proposed."""
NO_KEPT_ROWS = (
    "Sigillet har inga bevarade uppgifter, så allt utom de beslutade beloppen visas med de uppgifter som räknas i dag "
    "och kan skilja sig från det som beslutet vilade på."
)
"""What is said of a decided payment whose seal is from before rows were kept."""
_OF_THE_ACT = {"number", "previous", "decided_by", "decided_on", "accounts"}
"""What of a seal is not known until it is made."""
_LATER = ("adjusts", "pay_on", "contact", "rows", "lines")
"""What seals did not have from the beginning."""


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
class SealedLine:
    """One line that could be paid when the payment was decided: kronor, where they go, and what had been asked for.

    `payee_from` is `programme/payment` of the requisition that says where. What was asked for, and when that came in,
    is None where the region had asked for nothing. `mark` has the marks of it all, separated by comma.
    """

    region_code: str
    amount_kr: int
    bankgiro: str | None
    plusgiro: str | None
    payment_reference: str
    payee_from: str
    requested_kr: int | None
    requested_on: date | None
    mark: str = ""


@dataclass(frozen=True)
class Account:
    """An account of the operating system from which a decision was proposed or made."""

    uid: int
    name: str


class Purpose(StrEnum):
    """What somebody signs: that a payment is to be decided, or the seal of the decision."""

    PROPOSAL = "proposal"
    SEAL = "seal"


@dataclass(frozen=True)
class Signature:
    """One person's signature of a seal, as `ssh-keygen -Y sign` writes it; of what text is told by `Seal.signed`."""

    purpose: Purpose
    armored: str


@dataclass(frozen=True)
class Seal:
    """One decided payment, or one decided adjustment of it: then `adjusts` is the hash of the payment's seal.

    The amounts of an adjustment are further payments, above 0, and claims, below. `number` counts from 1 along the
    chain; `previous` is the hash of the seal before.

    `parameters` and `readings` are name and value as text, `code` a fingerprint of the rules, `marks` what
    was not real among the inputs, `decided_by` two different people. `accounts` are those it was made from: two
    when one proposed and another approved, one when both names were given in one command, none in seals from before
    they were kept. `signatures` stand beside the content and are no part of its hash. `rows` is the SHA-256 of the
    delivered rows that it rested on, as they are kept beside it; empty when none are. `lines` are those of the payment
    order that could be paid when the payment was decided; seals from before they were kept have none.

    `pay_on` is the day that Kammarkollegiet is asked to pay, None where none was named, and `contact` who answers
    questions about the payment; seals from before they were kept have neither.

    A proposal is a seal with the number `PROPOSED`, one name and one account.
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
    accounts: tuple[Account, ...] = ()
    signatures: tuple[Signature, ...] = ()
    adjusts: str = ""
    pay_on: date | None = None
    contact: str = ""
    rows: str = ""
    lines: tuple[SealedLine, ...] = ()

    @property
    def has_kept_rows(self) -> bool:
        """Whether the payment can be told from what it was decided on; one that rests on no delivery needs no rows."""
        return bool(self.rows) or not self.inputs

    @property
    def hash(self) -> str:
        """SHA-256 of the seal's content in its one canonical form."""
        return sha256(self.canonical().encode()).hexdigest()

    def canonical(self) -> str:
        """The content as JSON with sorted keys: the same content is always the same text."""
        return _canonical({name: value for name, value in self._content().items() if name != "accounts" or value})

    def basis(self) -> str:
        """What is decided, in the same form: all but by whom, when, and the place in the chain."""
        return _canonical({name: value for name, value in self._content().items() if name not in _OF_THE_ACT})

    @property
    def basis_hash(self) -> str:
        """SHA-256 of what is decided."""
        return sha256(self.basis().encode()).hexdigest()

    def signed(self, purpose: Purpose) -> str:
        """The text that is signed for a purpose: who proposes does not know the place in the chain."""
        return self.basis() if purpose is Purpose.PROPOSAL else self.canonical()

    @property
    def protection(self) -> str:
        """How it was seen to that two people decided, as Swedish words."""
        names = [account.name for account in self.accounts]
        if len(names) < 2:
            return "två namn angivna i ett kommando" + (f", från kontot {names[0]}" if names else "")
        words = f"föreslaget från kontot {names[0]} och godkänt från kontot {names[1]}"
        return f"{words}, signerat" if self.signatures else words

    def _content(self) -> dict[str, Any]:
        content = asdict(self) | {"decided_on": self.decided_on.isoformat()}
        del content["signatures"]
        if self.pay_on:
            content["pay_on"] = self.pay_on.isoformat()
        content["lines"] = [asdict(line) | {"requested_on": _iso(line.requested_on)} for line in self.lines]
        for name in _LATER:
            if not content[name]:
                del content[name]  # a seal without them reads as it did before they were kept
        return content

    def kr_of(self, region_code: str) -> int:
        """Kronor of one region, of all components together."""
        return sum(amount.amount_kr for amount in self.amounts if amount.region_code == region_code)

    @property
    def further_and_claimed_kr(self) -> tuple[int, int]:
        """What an adjustment gives the regions further, and what it claims back, each as a sum above 0."""
        of_regions = [self.kr_of(code) for code in {amount.region_code for amount in self.amounts}]
        return sum(kr for kr in of_regions if kr > 0), -sum(kr for kr in of_regions if kr < 0)

    def by_component(self) -> dict[str, dict[str, int]]:
        """Kronor by component and region code."""
        sorted_out: dict[str, dict[str, int]] = {}
        for amount in self.amounts:
            sorted_out.setdefault(amount.component, {})[amount.region_code] = amount.amount_kr
        return sorted_out


def adjusted_words(further_kr: int, claimed_kr: int) -> str:
    """What decided adjustments come to, in Swedish."""
    return f"{kronor(further_kr)} betalas ytterligare och {kronor(claimed_kr)} ska återbetalas"


def decided_words(title: str, seal: Seal) -> str:
    """What every document of a decided payment says of it, in Swedish; `title` is the payment's."""
    told_from = (
        "Det som rör den är gjort av de uppgifter som låg till grund för beslutet; vad senare leveranser skulle ändra "
        "visas som justeringar."
        if seal.has_kept_rows
        else NO_KEPT_ROWS
    )
    return (
        f"BESLUTAD – {title}: beslutad den {day(seal.decided_on)} av {listing(seal.decided_by)}, diarienummer "
        f"{seal.reference}, sigill {seal.number}. {told_from}"
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _canonical(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def to_text(seal: Seal) -> str:
    """A seal as kept: its content, for comparison its hash, and the signatures when it has any."""
    kept: dict[str, Any] = {"seal": json.loads(seal.canonical()), "hash": seal.hash}
    if seal.signatures:
        kept["signatures"] = [asdict(signature) for signature in seal.signatures]
    return json.dumps(kept, ensure_ascii=False, indent=1, sort_keys=True)


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
        content["lines"] = tuple(_line(line) for line in content.get("lines", ()))
        if "pay_on" in content:
            content["pay_on"] = date.fromisoformat(content["pay_on"])
        content["accounts"] = tuple(Account(**account) for account in content.get("accounts", ()))
        content["signatures"] = tuple(
            Signature(Purpose(signature["purpose"]), str(signature["armored"]))
            for signature in kept.get("signatures", ())
        )
        return Seal(**content), str(kept["hash"])
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"not a seal: {error}") from error


def _line(kept: Mapping[str, Any]) -> SealedLine:
    on = kept["requested_on"]
    return SealedLine(**{**kept, "requested_on": date.fromisoformat(on) if on else None})


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
class Attested:
    """A seal by number and hash, as somebody outside the folder of seals has it; `witness` names the document."""

    witness: str
    number: int
    hash: str


def unlike_attested(kept: Sequence[tuple[Seal, str]], attested: Iterable[Attested]) -> list[str]:
    """Where a chain is shorter or other than documents say that it was, as Swedish sentences, one per document."""
    faults: dict[str, str] = {}
    for seen in sorted(attested, key=lambda seen: (seen.witness, seen.number)):
        name = f"{seen.witness} anger sigill {seen.number} med kontrollsumman {seen.hash[:12]}…"
        if not 1 <= seen.number <= len(kept):
            faults.setdefault(seen.witness, f"{name}, men det sigillet finns inte; kedjan har {len(kept)}.")
        elif kept[seen.number - 1][1] != seen.hash:
            found = kept[seen.number - 1][1]
            faults.setdefault(
                seen.witness, f"{name}, men det som ligger där har {found[:12]}…; det är omskrivet eller utbytt."
            )
    return list(faults.values())


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
        parts = self.parts
        return f"Sedan beslutet: {' och '.join(parts)}." if parts else "Ingen skillnad i underlaget är känd."

    @property
    def parts(self) -> list[str]:
        """The change as Swedish phrases."""
        parts = []
        if self.new_files:
            parts.append(f"nya eller ändrade leveranser ({', '.join(self.new_files)})")
        if self.gone_files:
            parts.append(f"leveranser som inte längre räknas ({', '.join(self.gone_files)})")
        if self.parameters:
            parts.append(f"ändrade villkor ({', '.join(self.parameters)})")
        if self.is_other_code:
            parts.append("ändrade beräkningsregler")
        return parts


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
