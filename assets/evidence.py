"""What a payment rests on, read anew from the delivered files alone and turned into plain values.

How those values are computed on is in `rules.replay`, what a package of evidence looks like in `exports`.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import duckdb

from assets.basis import Basis
from assets.grants import Grant
from assets.records_elsewhere import from_receipt
from assets.warehouse import Connection
from readers.files import find_deliveries
from schemas.deliveries import KIND_BY_ID, KINDS

if TYPE_CHECKING:
    from assets.intake import Registered


@contextmanager
def core_of(files: Mapping[str, bytes], registered: "Registered") -> Iterator[Connection]:
    """The `core` tables that some deliveries give when nothing else has come in, in memory.

    `files` has the content by path below the folder of deliveries, of a pointer its receipt; `registered` the day of
    files whose name has none.
    """
    from assets.intake import take_in  # with all that reads files; most who come here have rows already

    with TemporaryDirectory() as folder, duckdb.connect() as duck:
        for name, content in files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        core = take_in(find_deliveries(Path(folder)), registered, date.today(), elsewhere=from_receipt).core
        duck.execute("CREATE SCHEMA core")
        connection = Connection(duck)
        for kind in KINDS:
            connection.replace(kind.model, core[kind.id])
        yield connection


def evidence_rows(grant: Grant, basis: Basis, payment: str) -> dict[str, list[dict[str, object]]]:
    """The core rows behind one payment by kind of delivery, each once and with its address, as JSON can hold them."""
    rows: dict[str, dict[tuple[object, ...], dict[str, object]]] = {}
    for component in grant.programme.payment(payment).components:
        for part in grant.payment_inputs(basis, payment, component.id):
            for row in part.rows.iter_rows(named=True):
                kind = KIND_BY_ID[row["file"].partition("/")[0]]
                told = {name: plain(value) for name, value in row.items()}
                rows.setdefault(kind.id, {})[tuple(row[name] for name in kind.key)] = told
    return {kind: [of_kind[key] for key in sorted(of_kind)] for kind, of_kind in sorted(rows.items())}


def months_behind(grant: Grant, payment: str) -> list[date]:
    """The measured months that one payment rests on: those it pays for and, for the bonus pot, those paid before."""
    if payment not in grant.programme.paid_months:
        return []
    order = [candidate.id for candidate in grant.programme.payments]
    until = order[: order.index(payment) + 1]
    return sorted(month for paid, months in grant.programme.paid_months.items() if paid in until for month in months)


def plain(value: object) -> object:
    """A value of a row as JSON can hold it: days and decimals as text."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value
