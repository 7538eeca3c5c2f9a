"""Whether the seals beside the warehouse are those that it, and documents made from it, have seen.

A seal that was taken away or rewritten, and one restored without the other, are noticed. What a seal holds and whether
a chain is whole belongs to `rules.seals`.
"""

from assets.day import as_of
from assets.decisions import BrokenChainError, Decisions
from assets.seal_anchors import attested_in
from assets.warehouse import Connection
from rules.seals import Seal, unlike_attested
from rules.swedish import listing
from schemas.layout import SeenSeal
from schemas.tables import frame

REMEDY = (
    "Inget beslutas och inget räknas förrän det är utrett. Återställ mappen och databasen från samma, senaste "
    "säkerhetskopia. Var det ett övningsbeslut som ska bort, flytta undan också databasen och de dokument som anger "
    "beslutet, och kör igen."
)


def unseen(connection: Connection, decisions: Decisions) -> list[str]:
    """The decisions that lie beside the warehouse and that it has not seen, as Swedish words.

    Who looks back from a day has not missed those of later days.
    Raises `BrokenChainError` for what `lost` tells, and for a seal that must be signed and is not. A folder that cannot
    be read is told of elsewhere.
    """
    chain = _chain(decisions)
    if chain is None:
        return []
    if faults := lost(connection, decisions) or decisions.unsigned():
        raise BrokenChainError("\n".join(faults))
    seen = set(connection.read(SeenSeal)["seal"])
    return [
        _words([(seal.programme, seal.payment)])
        for seal, written in chain
        if written not in seen and not (decisions.until and seal.decided_on > decisions.until)
    ]


def lost(connection: Connection, decisions: Decisions) -> list[str]:
    """The seals that the warehouse or a document has seen and that are gone or rewritten, as Swedish sentences.

    Who looks back from a place without seals of its own has seen those of the warehouse that counts.
    """
    chain = _chain(decisions)
    if chain is None or (not chain and as_of(connection)):
        return []
    seen = {seal: (programme, payment) for seal, programme, payment in connection.read(SeenSeal).iter_rows()}
    hashes, decided = {written for _, written in chain}, {(seal.programme, seal.payment) for seal, _ in chain}
    missed = [seen[seal] for seal in seen.keys() - hashes]
    faults = []
    if gone := sorted(payment for payment in missed if payment not in decided):
        faults.append(
            f"Databasen har sett beslut som inte längre finns i mappen {decisions.folder}: {_words(gone)}. Mappen är "
            "ändrad eller återställd från en äldre säkerhetskopia."
        )
    if rewritten := sorted(payment for payment in missed if payment in decided):
        faults.append(
            f"Sigill i mappen {decisions.folder} är inte de som databasen har sett: {_words(rewritten)}. De är "
            "omskrivna sedan beslutet."
        )
    faults += unlike_attested(chain, attested_in(decisions.anchors))
    return [*faults, REMEDY] if faults else []


def remember(connection: Connection, decisions: Decisions) -> None:
    """Keep which seals lie beside the warehouse."""
    chain = _chain(decisions)
    if chain is None:
        return
    rows: list[dict[str, object]] = [
        {"seal": written, "programme": seal.programme, "payment": seal.payment} for seal, written in chain
    ]
    hashes = [row["seal"] for row in rows]
    connection.replace(SeenSeal, frame(SeenSeal, rows), "seal IN (SELECT unnest(?))", [hashes])


def newer_than_the_warehouse(decisions: Decisions, words: list[str]) -> str:
    """What to say of decisions that the warehouse has not seen."""
    return (
        f"Mappen {decisions.folder} har beslut som databasen inte har sett: {listing(words)}. Databasen är äldre än "
        "besluten, till exempel återställd från en säkerhetskopia. Besluten gäller och räknas med; kontrollera att "
        "också leveranserna är återställda."
    )


def _chain(decisions: Decisions) -> list[tuple[Seal, str]] | None:
    """The seals as they lie; None when they cannot be read, which `Decisions.faults` tells."""
    try:
        return decisions.chain()
    except BrokenChainError:
        return None


def _words(decided: list[tuple[str, str]]) -> str:
    return listing([f"{programme} {payment}" for programme, payment in decided])
