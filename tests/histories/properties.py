"""What holds after every act of a history, whatever was done before it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb

from assets.decisions import adjusted_amounts, decided_amounts
from assets.warehouse import Warehouse
from exports.changes.workbook import NAME as CHANGES
from pipelines.settings import Settings
from rules.regions import CODES
from rules.seals import Seal
from schemas.ledger import Ledger
from tests.histories.documents import told_adjustments, told_amounts

if TYPE_CHECKING:
    from tests.histories.history import History

Key = tuple[str, str, str]
"""Payment, component, region code."""
Rows = list[tuple[Any, ...]]
TELLS_HOW = {"out.change", "out.standing", "out.standing_file"}
"""The tables that tell how results were reached."""
OF_THE_DAY = (
    "payout",
    "qualification",
    "bonus_pot",
    "undistributed",
    "withheld",
    "decision",
    "decided_adjustment",
    "decided_line",
    "adjustment",
    "ledger",
)
"""The results in which an as-of run agrees with the run of its day."""


@dataclass(frozen=True)
class Snapshot:
    """All results at one time.

    Tables of `core` and `out` with their rows, documents by name, kronor paid by the programme, what differs today from
    what was decided, and what runs have moved: run and link with payment, component, region code and kronor.
    """

    tables: dict[str, Rows]
    documents: dict[str, bytes]
    paid: dict[Key, int]
    adjustments: dict[Key, int]
    moved: dict[tuple[str, int], tuple[Key, int]]

    def require_same(self, other: "Snapshot", when: str, names: Iterable[str] = ()) -> None:
        """No table and no document is another; of tables only those that are named, if any."""
        for name in sorted(names or self.tables.keys() | other.tables.keys()):
            assert self.tables.get(name, []) == other.tables.get(name, []), f"{name} is another {when}"
        if not names:
            assert self.documents.keys() == other.documents.keys(), when
            differing = [name for name, content in self.documents.items() if other.documents[name] != content]
            assert not differing, f"{differing} are others {when}"


def snapshot(settings: Settings, programme: str) -> Snapshot:
    """All results as they lie in the places of the settings."""
    with duckdb.connect(str(settings.warehouse), read_only=True) as duck:
        names = [
            name for (name,) in duck.execute("SELECT schema_name || '.' || table_name FROM duckdb_tables()").fetchall()
        ]
        told = [name for name in names if name.partition(".")[0] in ("core", "out") and name not in TELLS_HOW]
        tables = {name: duck.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall() for name in told}
        key, own = "SELECT payment, component, region_code", "WHERE programme = ?"
        paid = duck.execute(f"{key}, amount_kr FROM out.payout {own}", [programme]).fetchall()
        adjustments = duck.execute(f"{key}, difference_kr FROM out.adjustment {own}", [programme]).fetchall()
        moved = duck.execute(
            "SELECT run_id, link, payment, item, region_code, difference_kr FROM log.change "
            "WHERE programme = ? AND what = 'belopp'", [programme]
        ).fetchall() if "log.change" in names else []  # fmt: skip
    documents = {
        path.name: path.read_bytes()
        for path in settings.exports.iterdir()
        if path.is_file() and not path.stem.endswith(CHANGES)
    }
    return Snapshot(
        tables,
        documents,
        {(payment, component, code): kr for payment, component, code, kr in paid},
        {(payment, component, code): kr for payment, component, code, kr in adjustments},
        {(run, link): ((payment, item, code), kr) for run, link, payment, item, code, kr in moved},
    )


def check_decisions(history: "History") -> None:
    """A decided krona never changes: the seals are those that were made, and what is paid is what they say."""
    assert history.decisions.faults() == []
    assert [seal for seal, _ in history.decisions.chain()] == history.decided
    if not history.settled:
        return
    columns, own = "payment, component, region_code, amount_kr", [history.grant.programme.id]
    with duckdb.connect(str(history.settings.warehouse), read_only=True) as duck:
        paid, decided = (
            set(duck.execute(f"SELECT {columns} FROM out.{table} WHERE programme = ?", own).fetchall())
            for table in ("payout", "decision")
        )
    assert decided == {
        (seal.payment, each.component, each.region_code, each.amount_kr)
        for seal in history.decided
        if not seal.adjusts
        for each in seal.amounts
    }
    assert decided <= paid


def check_run(history: "History", before: Snapshot | None, after: Snapshot) -> None:
    """All that holds when a run is done; `before` is how it was when the run before it was done."""
    if before:
        _changes_sum_to_the_difference(before, after)
    _decided_with_adjustments_is_todays(history, after)
    _documents_agree(history, after)
    _orders_stand(history)


def _orders_stand(history: "History") -> None:
    """Every decided adjustment is a line of its order for ever, and what could be paid at a decision is paid so."""
    decisions, programme = history.decisions, history.grant.programme
    adjusting, seals = decisions.adjusting(programme.id), decisions.of(programme.id)
    for payment in programme.payments:
        told = told_adjustments(history.settings.exports, programme.id, payment.id)
        assert told == [
            (str(seal.number), code, seal.kr_of(code))
            for seal in adjusting
            for code in CODES
            if seal.payment == payment.id and seal.kr_of(code)
        ]
    with Warehouse(history.settings.warehouse).reading() as connection:
        ledger = connection.read(Ledger, "programme = ?", [programme.id])
    rows = {(row["payment"], row["recipient"]): row for row in ledger.iter_rows(named=True)}
    for seal in seals.values():
        for line in seal.lines:
            row = rows[seal.payment, line.region_code]
            assert (row["paid_kr"], row["bankgiro"]) == (line.amount_kr, line.bankgiro)


def _documents_agree(history: "History", after: Snapshot) -> None:
    paid: dict[str, dict[str, int]] = {}
    for (payment, _, code), kr in after.paid.items():
        own = paid.setdefault(payment, {})
        own[code] = own.get(code, 0) + kr
    settings = history.settings
    for payment, document, told in told_amounts(settings.exports, history.grant.programme, settings.warehouse):
        assert told == paid.get(payment, {}), f"{document}, {payment}"


def _changes_sum_to_the_difference(before: Snapshot, after: Snapshot) -> None:
    summed = dict(before.paid)
    for at, (key, kr) in after.moved.items():
        if at not in before.moved:
            summed[key] = summed.get(key, 0) + kr
    assert before.moved.items() <= after.moved.items()
    assert {key: kr for key, kr in summed.items() if kr} == {key: kr for key, kr in after.paid.items() if kr}


def _decided_with_adjustments_is_todays(history: "History", after: Snapshot) -> None:
    """What was decided, what was decided on top of it, and what differs still, are what the rules give today."""
    grant, decisions = history.grant, history.decisions
    seals = decisions.of(grant.programme.id)
    with Warehouse(history.settings.warehouse).reading() as connection:
        _, settled = grant.case(grant.load(connection), decided_amounts(seals)).computed()
    still = dict(after.adjustments)
    today = {(row.payment, row.component, row.region_code): row.amount_kr for row in settled.payouts}
    adjusted = adjusted_amounts(decisions.adjusting(grant.programme.id))
    for key, kr in _sealed(seals.values()).items():
        assert after.paid[key] == kr, key
        decided = kr + adjusted.get(key, 0)
        assert decided + still.pop(key, 0) == today.get(key, decided), key
    assert still == {}
    undecided = [{key: kr for key, kr in of.items() if key[0] not in seals} for of in (today, after.paid)]
    assert undecided[0] == undecided[1]


def _sealed(seals: Iterable[Seal]) -> dict[Key, int]:
    return {(seal.payment, each.component, each.region_code): each.amount_kr for seal in seals for each in seal.amounts}


def check_as_of(then: Snapshot | None, now: Snapshot, of_the_day: Snapshot | None) -> None:
    """An earlier day gives the same bytes however often it is looked back from, and what the run of that day gave."""
    if then:
        then.require_same(now, "when the same day is looked back from again")
    if of_the_day:
        of_the_day.require_same(now, "than on the day itself", [f"out.{name}" for name in OF_THE_DAY])
