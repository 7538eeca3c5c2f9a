"""Whether the seals beside the warehouse are those that it has seen: one restored without the other is noticed.

What a seal holds and whether a chain is whole belongs to `rules.seals`.
"""

from assets.decisions import BrokenChainError, Decisions
from assets.warehouse import Connection
from rules.swedish import listing
from schemas.layout import SeenSeal
from schemas.tables import frame


def unseen(connection: Connection, decisions: Decisions) -> list[str]:
    """The decisions that lie beside the warehouse and that it has not seen, as Swedish words.

    Raises `BrokenChainError` when one that it has seen is gone. A folder that cannot be read is told of elsewhere.
    """
    try:
        chain = decisions.chain()
    except BrokenChainError:
        return []
    seen = {seal: (programme, payment) for seal, programme, payment in connection.read(SeenSeal).iter_rows()}
    lying = {written: (seal.programme, seal.payment) for seal, written in chain}
    if gone := sorted(seen[seal] for seal in seen.keys() - lying.keys()):
        raise BrokenChainError(
            f"Databasen har sett beslut som inte längre finns i mappen {decisions.folder}: {_words(gone)}. Mappen är "
            "ändrad eller återställd från en äldre säkerhetskopia. Återställ mappen och databasen från samma, senaste "
            "säkerhetskopia. Var det ett övningsbeslut som ska bort, flytta undan också databasen och kör igen."
        )
    return [_words([lying[seal]]) for seal in lying if seal not in seen]


def remember(connection: Connection, decisions: Decisions) -> None:
    """Keep which seals lie beside the warehouse."""
    try:
        chain = decisions.chain()
    except BrokenChainError:
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


def _words(decided: list[tuple[str, str]]) -> str:
    return listing([f"{programme} {payment}" for programme, payment in decided])
