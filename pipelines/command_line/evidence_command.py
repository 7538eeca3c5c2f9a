"""Writing a package of evidence for one payment: its deliveries found again byte for byte, and its amounts recomputed.

A decided payment is proved from the deliveries that its seal names, whatever has come in since; one that is not
decided from those of the latest run, as a draft.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from assets.decisions import code_fingerprint, decided_amounts, with_decided
from assets.evidence import core_of, evidence_rows, months_behind
from assets.grants import Grant
from assets.programmes import GRANT_BY_ID
from assets.records_elsewhere import receipt_texts
from assets.seal_memory import lost
from assets.warehouse import Connection
from exports.evidence.package import Evidence, write_package
from pipelines.decisions.decided import decisions_of
from pipelines.open_warehouse import open_to
from pipelines.settings import Settings
from rules.declaration import Payment
from rules.payouts import Settlement
from rules.replay import replay, results
from rules.seals import Seal, SealedInput
from rules.swedish import counted, kronor, listing
from schemas.received import Delivery
from schemas.results import Payout, Source, Withheld


class NoEvidenceError(Exception):
    """No package can be written for the payment; the message is Swedish and says what to do."""


def write_evidence(settings: Settings, programme: str, payment: str, out: Path) -> Path:
    """Write the package to `out` and its SHA-256 to a file beside it, and return `out`.

    The same payment gives the same bytes as long as nothing it rests on has changed. Raises `NoEvidenceError`
    and `OSError`.
    """
    write_package(evidence_of(settings, programme, payment), out)
    return out


def evidence_of(settings: Settings, programme: str, payment: str) -> Evidence:
    """All that a payment rests on, and that it gives its amounts. Raises `NoEvidenceError`."""
    grant = GRANT_BY_ID[programme]
    paid = _payment(grant, payment)
    chain = _chain_until(settings, programme, payment)
    seals = {seal.payment: seal for seal in chain if seal.programme == programme}
    seal = seals.pop(payment, None)
    if seal and seal.code != code_fingerprint():
        raise NoEvidenceError(
            f"{paid.title} beslutades med andra beräkningsregler än de som är installerade nu. Skriv bevispaketet med "
            "den version av Bonuspott som beslutet fattades med."
        )
    with open_to(settings).reading() as connection:
        stands = _sealed(seal) if seal else _as_it_stands(connection, grant, paid)
        registered = {
            (row["file"], row["sha256"]): row["received"] for row in connection.read(Delivery).iter_rows(named=True)
        }
        receipts = receipt_texts(connection)
    deliveries = _found_again(settings.raw, stands.files, receipts, is_decided=seal is not None)
    with core_of(deliveries, registered) as core:
        basis = grant.load(core)
    inputs = {
        "programme": programme,
        "payment": payment,
        "months": [month.isoformat() for month in months_behind(grant, payment)],
        "decided": decided_amounts(seals),
        "files": [vars(item) for item in stands.files],
        "rows": evidence_rows(grant, basis, payment),
    }
    replayed = replay(inputs)
    computed = results(payment, replayed)
    if {(row["component"], row["region_code"]): row["amount_kr"] for row in computed["payouts"]} != stands.amounts:
        raise NoEvidenceError(
            f"De levererade filerna ger inte de belopp som {'beslutades' if seal else 'senast räknades fram'} för "
            f"{paid.title}. {'Anmäl felet.' if seal else 'Kör bonuspott run och försök igen.'}"
        )
    checks = [
        _check(
            "deliveries",
            True,
            f"{counted(len(deliveries), 'levererad fil', 'levererade filer')} har rätt kontrollsumma.",
        ),
        _check("recomputation", True, "Beloppen blir desamma när de räknas om ur inputs.json."),
        *([_check("seals", True, f"Kedjan till och med sigill {chain[-1].number} hänger ihop.")] if chain else []),
        *_balance(grant, payment, with_decided(replayed.settlement, seals)),
        *_comparison(grant, basis, with_decided(replayed.settlement, seals)),
    ]
    return Evidence(
        programme=grant.programme,
        payment=paid,
        numbers=grant.numbers,
        reading_ids=grant.readings,
        inputs=inputs,
        results=computed,
        checks=checks,
        marks=stands.marks,
        code=code_fingerprint(),
        deliveries=deliveries,
        chain=chain,
        seal=seal,
    )


@dataclass(frozen=True)
class _Stands:
    """A payment as it stands: its amounts by component and region code, and the deliveries and marks behind them."""

    amounts: Mapping[tuple[str, str], int]
    files: Sequence[SealedInput]
    marks: Sequence[str]


def _payment(grant: Grant, payment_id: str) -> Payment:
    try:
        return grant.programme.payment(payment_id)
    except KeyError:
        known = listing([payment.id for payment in grant.programme.payments])
        raise NoEvidenceError(
            f"{grant.programme.id} har ingen utbetalning {payment_id!r}; det finns {known}."
        ) from None


def _chain_until(settings: Settings, programme: str, payment: str) -> list[Seal]:
    """The seals in order, up to and including the payment's own; all of them while it has none."""
    decisions = decisions_of(settings)
    with open_to(settings).reading() as connection:
        faults = decisions.faults() or lost(connection, decisions)
    if faults:
        raise NoEvidenceError("\n".join(faults))
    chain = [seal for seal, _ in decisions.chain()]
    last = next((seal.number for seal in chain if (seal.programme, seal.payment) == (programme, payment)), len(chain))
    return chain[:last]


def _sealed(seal: Seal) -> _Stands:
    amounts = {(amount.component, amount.region_code): amount.amount_kr for amount in seal.amounts}
    return _Stands(amounts, seal.inputs, seal.marks)


def _as_it_stands(connection: Connection, grant: Grant, payment: Payment) -> _Stands:
    where, key = "programme = ? AND payment = ?", [grant.programme.id, payment.id]
    payouts = connection.read(Payout, where, key)
    if payouts.is_empty():
        withheld = connection.read(Withheld, where, key)
        reason = withheld["reason"][0] if withheld.height else "Den är inte framräknad; kör bonuspott run först."
        raise NoEvidenceError(f"Det finns inget att bevisa för {payment.title}. {reason}")
    files = connection.read(Source, where, key).select("file", "sha256").unique().sort("file")
    return _Stands(
        {(row["component"], row["region_code"]): row["amount_kr"] for row in payouts.iter_rows(named=True)},
        [SealedInput(file, digest) for file, digest in files.iter_rows()],
        sorted({mark for joined in payouts["mark"] for mark in joined.split(", ") if mark}),
    )


def _found_again(
    raw: Path, files: Sequence[SealedInput], receipts: Mapping[tuple[str, str], bytes], *, is_decided: bool
) -> dict[str, bytes]:
    """The content of each delivered file by its path below `raw`; every one that is gone or changed is told."""
    found, faults = {}, []
    for item in files:
        if receipt := receipts.get((item.file, item.sha256)):
            found[item.file] = receipt
            continue
        try:
            found[item.file] = (raw / item.file).read_bytes()
        except OSError:
            faults.append(f"Leveransen {item.file} finns inte i {raw} eller går inte att läsa.")
            continue
        if sha256(found[item.file]).hexdigest() != item.sha256:
            since = "beslutet" if is_decided else "den senaste körningen"
            faults.append(f"Leveransen {item.file} har ändrats sedan {since}.")
    if faults:
        what_to_do = (
            "Lägg tillbaka filerna som de var, till exempel från en säkerhetskopia."
            if is_decided
            else "Kör bonuspott run och försök igen."
        )
        raise NoEvidenceError("\n".join([*faults, what_to_do]))
    return found


def _check(name: str, passed: bool, text: str) -> dict[str, Any]:
    return {"check": name, "passed": passed, "text": text}


def _balance(grant: Grant, payment: str, settled: Settlement) -> list[dict[str, Any]]:
    """Whether what is paid and what is left sums to each pot that the payment draws on alone or last."""
    pots = [pot for pot in grant.pots if payment in {at for at, _ in pot.parts}]
    return [
        _check(
            "money_conserved",
            accounted_kr == pot.amount_kr,
            f"{pot.title}: {kronor(accounted_kr)} är fördelade eller redovisade av {kronor(pot.amount_kr)}.",
        )
        for pot in pots
        if (accounted_kr := settled.accounted_kr(pot)) is not None
    ]


def _comparison(grant: Grant, basis: Any, settled: Settlement) -> list[dict[str, Any]]:
    """The comparison with amounts that the state has printed, where it applies to this basis."""
    return [
        _check("facit", not facit.differences, " ".join(facit.differences) or facit.about)
        for facit in grant.facit(basis, settled)
        if facit.applies
    ]
