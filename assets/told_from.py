"""What a payment is told from: the delivered rows that it was decided on, and until it is decided those that count now.

Every document, table and command that tells why a payment is what it is takes its basis from here, so that what has
been decided is told from what was sealed. What later deliveries would make of it belongs to `assets.adjusting`.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

import duckdb
import polars as pl

from assets.basis import Basis
from assets.decisions import Decisions, decided_amounts
from assets.evidence import evidence_rows
from assets.grants import Grant
from assets.programmes import GRANT_BY_ID
from assets.warehouse import Connection
from rules.case import Case
from rules.monthly_pot import Outcome
from rules.seals import Seal, decided_words
from schemas.deliveries import KIND_BY_ID
from schemas.received import Delivery
from schemas.tables import frame, polars_schema


@dataclass(frozen=True)
class Ground:
    """What one payment is told from: the basis, the case on it, and the SHA-256 of each delivered file by name.

    `seal` is what the payment was decided by, None while it is not, or when what it rested on is not kept.
    """

    basis: Basis
    case: Case
    sha_of: Mapping[str, str]
    seal: Seal | None = None


@dataclass(frozen=True)
class Told:
    """What each payment of a programme is told from, and what decided it.

    `now` is for those that are not decided, and for those whose seal is from before rows were kept, which
    `words_of` says of them.
    """

    grant: Grant
    now: Ground
    sealed: Mapping[str, Ground]
    seals: Mapping[str, Seal]

    def words_of(self, payment: str) -> str:
        """By whom and when a payment was decided, one Swedish sentence; empty while it is not."""
        seal = self.seals.get(payment)
        return decided_words(self.grant.programme.payment(payment).title, seal) if seal else ""

    def of(self, payment: str) -> Ground:
        """What a payment is told from."""
        return self.sealed.get(payment, self.now)

    def grounds_of(self, month: date) -> list[Ground]:
        """What the outcomes of a measured month are told from, each once."""
        paying = [payment for (_, at), (payment, _) in self.grant.programme.component_of.items() if at == month]
        return list({id(ground): ground for ground in map(self.of, paying)}.values()) or [self.now]

    def qualify(self, month: date) -> tuple[Outcome, ...]:
        """The outcomes of one month, each from what the payment that it is paid by is told from."""
        paid_by = self.grant.programme.component_of
        return tuple(
            outcome
            for ground in self.grounds_of(month)
            for outcome in self.grant.qualify(month, ground.basis)
            if (outcome.requirement, month) not in paid_by or self.of(paid_by[outcome.requirement, month][0]) is ground
        )

    def outcomes(self) -> tuple[Outcome, ...]:
        """The outcomes of all months."""
        return tuple(outcome for month in self.grant.months for outcome in self.qualify(month))


def told(connection: Connection, grant: Grant, decisions: Decisions) -> Told:
    """What each payment of a programme is told from, as warehouse and seals stand; while seals are broken, from now."""
    seals = {} if decisions.faults() else decisions.of(grant.programme.id)
    basis = grant.load(connection)
    sha_of = dict(connection.read(Delivery, "status = 'read'").select("file", "sha256").iter_rows())
    now = Ground(basis, grant.case(basis, decided_amounts(seals)), sha_of)
    sealed = {payment: sealed_ground(grant, seal, seals, decisions) for payment, seal in seals.items()}
    return Told(grant, now, {payment: ground for payment, ground in sealed.items() if ground}, seals)


def sealed_ground(grant: Grant, seal: Seal, seals: Mapping[str, Seal], decisions: Decisions) -> Ground | None:
    """What a seal rested on; None when it is not kept. `seals` are those of the programme's payments.

    All months of what was decided were closed, so the day does not matter any more.
    """
    kept = decisions.rows_of(seal)
    if kept is None:
        return None
    basis = _basis_of(grant.programme.id, kept)
    before = {
        payment: other for payment, other in seals.items() if other.number < seal.number and payment != seal.payment
    }
    case = grant.case(basis, decided_amounts(before))
    return Ground(basis, case, {item.file: item.sha256 for item in seal.inputs}, seal)


@lru_cache(maxsize=32)  # every step of a run asks for the same
def _basis_of(programme: str, text: str) -> Basis:
    kept: dict[str, list[dict[str, Any]]] = json.loads(text)
    with duckdb.connect() as duck:
        duck.execute("CREATE SCHEMA core")
        connection = Connection(duck)
        for kind_id, rows in kept.items():
            connection.replace(KIND_BY_ID[kind_id].model, _frame(kind_id, rows))
        basis = GRANT_BY_ID[programme].load(connection)
    return replace(basis, given=replace(basis.given, on=date.max))


def kept_rows(decisions: Decisions, seal: Seal) -> dict[str, list[dict[str, Any]]]:
    """The delivered rows that a seal rested on, by kind; none when they are not kept."""
    kept: dict[str, list[dict[str, Any]]] = json.loads(decisions.rows_of(seal) or "{}")
    return kept


def _frame(kind_id: str, rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    model = KIND_BY_ID[kind_id].model
    types = polars_schema(model)
    return frame(model, [{name: _value(row.get(name), kept_as) for name, kept_as in types.items()} for row in rows])


def _value(value: Any, kept_as: pl.DataType) -> Any:
    if isinstance(value, str) and isinstance(kept_as, pl.Date):
        return date.fromisoformat(value)
    if isinstance(value, str) and isinstance(kept_as, pl.Decimal):
        return Decimal(value)
    return value


def kept_text(grant: Grant, basis: Basis, payment: str) -> str:
    """The delivered rows behind a payment as they are kept beside its seal; empty when it rests on none."""
    rows = evidence_rows(grant, basis, payment)
    return json.dumps(rows, ensure_ascii=False, sort_keys=True, indent=0) if rows else ""
