"""The folder of seals: reading the chain, adding to it, and what a decided payment does to a settlement.

What a seal holds and how a chain is judged belongs to `rules.seals`.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from assets.basis import Input
from assets.grants import Grant
from rules.case import Decided
from rules.numbers import Number
from rules.payouts import Payout, Settlement, Undistributed
from rules.readings import AS_DECIDED
from rules.seals import FIRST_PREVIOUS, PROPOSED, Seal, SealedInput, chain_faults, changes_since, from_text, to_text
from rules.signatures import Signers, unsigned

PROPOSALS = "proposals"
"""The folder of what is proposed, below that of the seals."""
BASIS = "basis"
"""The folder of the delivered rows that payments were decided on, below that of the seals."""
RULES = Path(__file__).resolve().parent.parent / "rules"


class BrokenChainError(Exception):
    """The seals are not as they were written; the message is Swedish."""


@dataclass(frozen=True)
class Decisions:
    """All decided payments, one file per seal in `folder`, numbered in the order they were made.

    Who looks back from a day sees those decided until then; the chain is judged as a whole all the same. `anchors` are
    files and folders with documents that say what the chain was (`assets.seal_anchors`). With `signers` a seal that
    they have not signed is a fault.
    """

    folder: Path
    until: date | None = None
    anchors: tuple[Path, ...] = field(default=(), kw_only=True)
    signers: Signers | None = field(default=None, kw_only=True)

    def chain(self) -> list[tuple[Seal, str]]:
        """The seals with the hash written beside each, in order. Raises `BrokenChainError` for what is no seal."""
        kept = []
        for path in sorted(self.folder.glob("*.json")):
            try:
                kept.append(from_text(path.read_text(encoding="utf-8")))
            except (OSError, ValueError) as error:
                raise BrokenChainError(
                    f"Sigillet {path} går inte att läsa. Återställ mappen {self.folder} från en säkerhetskopia."
                ) from error
        return kept

    def faults(self) -> list[str]:
        """What is wrong with the chain, as Swedish sentences."""
        try:
            chain = self.chain()
        except BrokenChainError as error:
            return [str(error)]
        return chain_faults(chain) + self._changed_rows(chain) + self._unsigned(chain)

    def unsigned(self) -> list[str]:
        """The seals that are not signed as they must be, as Swedish sentences. Raises `BrokenChainError`."""
        return self._unsigned(self.chain())

    def _unsigned(self, chain: Iterable[tuple[Seal, str]]) -> list[str]:
        return unsigned([seal for seal, _ in chain], self.signers) if self.signers else []

    def keep_rows(self, text: str) -> str:
        """Keep the delivered rows that something is decided on, and return their SHA-256. Raises `OSError`."""
        digest = sha256(text.encode()).hexdigest()
        path = self._rows(digest)
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            with _written(path, text) as unfinished:
                unfinished.replace(path)
        return digest

    def rows_of(self, seal: Seal) -> str | None:
        """The delivered rows that a seal rested on, None when they are not kept."""
        if not seal.rows:
            return None
        try:
            return self._rows(seal.rows).read_text(encoding="utf-8")
        except OSError:
            return None

    def _rows(self, digest: str) -> Path:
        return self.folder / BASIS / f"{digest}.json"

    def _changed_rows(self, chain: Iterable[tuple[Seal, str]]) -> list[str]:
        faults = []
        for seal, _ in chain:
            if not seal.rows:
                continue  # decided before rows were kept
            rows = self.rows_of(seal)
            if rows is None or sha256(rows.encode()).hexdigest() != seal.rows:
                what = "finns inte kvar" if rows is None else "har ändrats sedan beslutet"
                faults.append(
                    f"Uppgifterna som sigill {seal.number} ({seal.programme}, {seal.payment}) vilar på {what}: "
                    f"{self._rows(seal.rows)}. Återställ filen från en säkerhetskopia."
                )
        return faults

    def of(self, programme_id: str) -> dict[str, Seal]:
        """The seals of one programme's payments, by payment; adjustments apart."""
        return {seal.payment: seal for seal in self._seen(programme_id) if not seal.adjusts}

    def adjusting(self, programme_id: str) -> tuple[Seal, ...]:
        """The seals of one programme that adjust a payment, in order."""
        return tuple(seal for seal in self._seen(programme_id) if seal.adjusts)

    def _seen(self, programme_id: str) -> list[Seal]:
        seen = [seal for seal, _ in self.chain() if not self.until or seal.decided_on <= self.until]
        return [seal for seal in seen if seal.programme == programme_id]

    def next_link(self) -> tuple[int, str]:
        """The number and the previous hash of the next seal."""
        chain = self.chain()
        return len(chain) + 1, chain[-1][1] if chain else FIRST_PREVIOUS

    def add(self, seal: Seal) -> Path:
        """Write a seal for good. Raises `OSError`; `FileExistsError` when another decision took its number."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{seal.number:04d}_{seal.programme}_{seal.payment}.json"
        if any(self.folder.glob(f"{seal.number:04d}_*.json")):
            raise FileExistsError(path)
        with _written(path, to_text(seal)) as unfinished:
            os.link(unfinished, path)
        return path

    def propose(self, seal: Seal) -> Path:
        """Keep a proposed seal in the place of an earlier proposal of the same payment. Raises `OSError`."""
        path = self._proposal(seal.programme, seal.payment)
        path.parent.mkdir(parents=True, exist_ok=True)
        with _written(path, to_text(seal)) as unfinished:
            unfinished.replace(path)
        return path

    def proposal(self, programme_id: str, payment_id: str) -> Seal | None:
        """What is proposed of a payment, None when nothing is. Raises `BrokenChainError` when it was changed since."""
        path = self._proposal(programme_id, payment_id)
        try:
            seal, written = from_text(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise BrokenChainError(f"Förslaget {path} går inte att läsa. Föreslå beslutet igen.") from error
        if seal.hash != written or (seal.number, seal.programme, seal.payment) != (PROPOSED, programme_id, payment_id):
            raise BrokenChainError(f"Förslaget {path} har ändrats sedan det skrevs. Föreslå beslutet igen.")
        return seal

    def withdraw(self, programme_id: str, payment_id: str) -> None:
        """Take away what is proposed of a payment."""
        self._proposal(programme_id, payment_id).unlink(missing_ok=True)

    def clear_away(self) -> None:
        """Take away what commands that were killed left half written; only for who holds the lock of decisions."""
        for left in self.folder.rglob("*.unfinished"):
            left.unlink(missing_ok=True)
        if not self.faults():
            for seal, _ in self.chain():
                proposal = self.proposal(seal.programme, seal.payment) if not seal.adjusts else None
                if proposal and not proposal.adjusts:
                    self.withdraw(seal.programme, seal.payment)

    def _proposal(self, programme_id: str, payment_id: str) -> Path:
        return self.folder / PROPOSALS / f"{programme_id}_{payment_id}.json"


@contextmanager
def _written(path: Path, text: str) -> Iterator[Path]:
    """A file beside `path` with the text, safe on the disk, to be moved or linked there."""
    unfinished = path.with_suffix(".unfinished")
    try:
        with unfinished.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        yield unfinished
    finally:
        unfinished.unlink(missing_ok=True)


def decided_amounts(seals: Mapping[str, Seal]) -> Decided:
    """Kronor decided, by payment, component and region code."""
    return {payment: seal.by_component() for payment, seal in seals.items()}


def with_decided(settled: Settlement, seals: Mapping[str, Seal]) -> Settlement:
    """The settlement in which decided payments stand as they were sealed, also when they would be withheld today."""
    kept = replace(
        settled,
        payouts=tuple(row for row in settled.payouts if row.payment not in seals),
        undistributed=tuple(row for row in settled.undistributed if row.payment not in seals),
        withheld=tuple(row for row in settled.withheld if row.payment not in seals),
    )
    return kept + Settlement(
        payouts=tuple(
            Payout(payment, amount.component, amount.region_code, amount.amount_kr)
            for payment, seal in seals.items()
            for amount in seal.amounts
        ),
        undistributed=tuple(
            Undistributed(payment, row.component, row.amount_kr, row.reason)
            for payment, seal in seals.items()
            for row in seal.undistributed
        ),
    )


def adjustments(
    grant: Grant,
    settled: Settlement,
    seals: Mapping[str, Seal],
    inputs: Mapping[str, Iterable[SealedInput]],
    adjusting: Iterable[Seal] = (),
    causes: Mapping[tuple[str, str, str], str] | None = None,
) -> list[dict[str, object]]:
    """What decided amounts would be today, where that differs; `inputs` is what each payment would rest on now.

    What has been decided is the payment's seal with those `adjusting` it. `causes` say why by payment, component and
    region; where they do not, the files and conditions that are others are named.
    """
    rows: list[dict[str, object]] = []
    adjusted = adjusted_amounts(adjusting)
    parameters = parameter_texts(grant.numbers)
    for payment, seal in seals.items():
        now = {(row.component, row.region_code): row.amount_kr for row in settled.payouts if row.payment == payment}
        cause = changes_since(seal, inputs.get(payment, ()), parameters, code_fingerprint()).cause
        for amount in seal.amounts:
            key = (amount.component, amount.region_code)
            decided = amount.amount_kr + adjusted.get((payment, *key), 0)
            if (recomputed := now.get(key, decided)) != decided:
                rows.append(
                    {
                        "programme": grant.programme.id,
                        "payment": payment,
                        "component": amount.component,
                        "region_code": amount.region_code,
                        "decided_kr": decided,
                        "recomputed_kr": recomputed,
                        "difference_kr": recomputed - decided,
                        "cause": (causes or {}).get((payment, *key), cause),
                    }
                )
    return rows


def adjusted_amounts(adjusting: Iterable[Seal]) -> dict[tuple[str, str, str], int]:
    """Kronor decided on top of payments, by payment, component and region code; below 0 is a claim."""
    found: dict[tuple[str, str, str], int] = {}
    for seal in adjusting:
        for amount in seal.amounts:
            key = (seal.payment, amount.component, amount.region_code)
            found[key] = found.get(key, 0) + amount.amount_kr
    return found


def sealed_inputs(parts: Iterable[Input], sha_of: Mapping[str, str]) -> set[SealedInput]:
    """The delivered files behind some core rows, by content."""
    return {SealedInput(file, sha_of[file]) for part in parts for file in part.rows["file"].unique()}


def parameter_texts(numbers: Iterable[Number[Any]]) -> dict[str, str]:
    """The numbers of a decree as name and value."""
    return {number.name: str(number.value) for number in numbers}


def reading_texts() -> dict[str, str]:
    """The readings that results rest on, by T-number."""
    return {name.upper(): str(chosen) for name, chosen in vars(AS_DECIDED).items()}


@cache
def code_fingerprint() -> str:
    """SHA-256 over the source of the rules."""
    digest = sha256()
    for module in sorted(RULES.rglob("*.py")):
        digest.update(f"{module.relative_to(RULES).as_posix()}\n".encode() + module.read_bytes())
    return digest.hexdigest()
