"""A programme's basis in the warehouse as a case that can be computed otherwise. Only reads."""

from dataclasses import dataclass, replace

from assets.grants import Grant
from assets.warehouse import Connection
from rules.case import Case
from schemas.decisions import Decision


@dataclass(frozen=True)
class Stored:
    """A case as the warehouse has it, and the marks of what it rests on, which go with all that is told of it."""

    case: Case
    marks: tuple[str, ...]


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
    return Stored(grant.case(basis), tuple(marks))


def as_decided(connection: Connection, grant: Grant) -> Stored:
    """The same with what payments have been decided to."""
    stored = load_case(connection, grant)
    decided: dict[str, dict[str, dict[str, int]]] = {}
    for row in connection.read(Decision, "programme = ?", [grant.programme.id]).iter_rows(named=True):
        decided.setdefault(row["payment"], {}).setdefault(row["component"], {})[row["region_code"]] = row["amount_kr"]
    return replace(stored, case=replace(stored.case, given=replace(stored.case.given, decided=decided)))
