"""A programme's basis in the warehouse as a case that can be computed otherwise. Only reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from assets.grants import Grant
from assets.warehouse import Connection
from rules.case import Case
from rules.swedish import day
from schemas.decisions import DecidedAdjustment, Decision


@dataclass(frozen=True)
class Stored:
    """A case as the warehouse has it, and the marks of what it rests on, which go with all that is told of it.

    `decided` says of each payment that is decided when and under what number, a Swedish clause; `adjusted` are kronor
    decided on top, by payment, component and region code.
    """

    case: Case
    marks: tuple[str, ...]
    decided: Mapping[str, str] = field(default_factory=dict)
    adjusted: Mapping[tuple[str, str, str], int] = field(default_factory=dict)


def load_case(connection: Connection, grant: Grant) -> Stored:
    """The case with the decree's own numbers and the readings decided on.

    What has been decided for a payment is left out: it is asked what the rules give, and not what was paid.
    """
    basis = grant.load(connection)
    inputs = [
        part
        for payment in grant.programme.payments
        for component in payment.components
        for part in grant.payment_inputs(basis, payment.id, component.id)
    ]
    marks = sorted(set().union(*(part.marks for part in inputs)))
    return Stored(grant.case(basis), tuple(marks), decided_words(connection, grant))


def decided_words(connection: Connection, grant: Grant) -> dict[str, str]:
    """Of each payment that is decided, when and under what number; a Swedish clause."""
    decisions = connection.read(Decision, "programme = ?", [grant.programme.id])
    told = decisions.select("payment", "decided_on", "reference", "number").unique(maintain_order=True)
    return {
        payment: f"{grant.programme.payment(payment).title} är beslutad den {day(on)} ({reference}, sigill {number})"
        for payment, on, reference, number in told.iter_rows()
    }


def as_decided(connection: Connection, grant: Grant) -> Stored:
    """The same with what payments have been decided to, and what has been decided on top of them."""
    stored = load_case(connection, grant)
    decided: dict[str, dict[str, dict[str, int]]] = {}
    for row in connection.read(Decision, "programme = ?", [grant.programme.id]).iter_rows(named=True):
        decided.setdefault(row["payment"], {}).setdefault(row["component"], {})[row["region_code"]] = row["amount_kr"]
    adjusted: dict[tuple[str, str, str], int] = {}
    for row in connection.read(DecidedAdjustment, "programme = ?", [grant.programme.id]).iter_rows(named=True):
        key = (row["payment"], row["component"], row["region_code"])
        adjusted[key] = adjusted.get(key, 0) + row["amount_kr"]
    case = replace(stored.case, given=replace(stored.case.given, decided=decided))
    return replace(stored, case=case, adjusted=adjusted)
