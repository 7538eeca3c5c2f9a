"""The asset of lineage: for each payout the delivered cells that it rests on, with the kronor laid on each.

Which rows decide is in `assets.grounds`, how kronor are laid on them in `rules.attribution`.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import dagster as dg

from assets.follow_up import FollowUpTable, Frames, build_follow_up, rows_of
from assets.grants import Grant, read_outcomes
from assets.grounds import GROUNDS, Ground
from assets.warehouse import Connection
from rules.apportionment import NoProportionError
from rules.attribution import Role, attributed, split_equally
from rules.money import two_decimals
from rules.regions import CODES
from schemas.deliveries import KIND_BY_ID
from schemas.lineage import Lineage
from schemas.received import raw_columns
from schemas.results import Payout

TextRows = Mapping[tuple[str, str, int], Mapping[str, str | None]]
"""Delivered rows as text, by file, sheet and row."""


def lineage_step(grant: Grant, *upstream: str) -> dg.AssetsDefinition:
    """The step that stores the lineage of one programme; `upstream` are result tables that it needs besides payouts."""

    def compute(connection: Connection) -> Frames:
        return {"lineage": rows_of(grant.programme, Lineage, list(lineage_rows(grant, connection)))}

    keys = [grant.key(table) for table in ("payout", *upstream)]
    return build_follow_up(grant.programme, "lineage", {"lineage": FollowUpTable(Lineage, keys)}, compute)


def lineage_rows(grant: Grant, connection: Connection) -> Iterator[dict[str, object]]:
    """The rows of `out.lineage` without the programme."""
    grounds_of = GROUNDS[grant.programme.id](grant.load(connection), read_outcomes(connection, grant), connection)
    texts = _delivered_texts(grant, connection)
    paid = {
        (row["payment"], row["component"], row["region_code"]): row["amount_kr"]
        for row in connection.read(Payout, "programme = ?", [grant.programme.id]).iter_rows(named=True)
    }
    for payment in grant.programme.payments:
        for component in payment.components:
            for code in CODES:
                grounds = grounds_of(payment.id, component.id, code)
                for ground, share in _laid(paid.get((payment.id, component.id, code), 0), grounds):
                    key = {"payment": payment.id, "component": component.id, "region_code": code}
                    for cell in _cells(ground, share, texts):
                        yield key | cell


def _laid(amount_kr: int, grounds: Sequence[Ground]) -> Iterator[tuple[Ground, Fraction]]:
    """Each ground with its kronor; a decided amount that no ground carries any more stands by itself."""
    try:
        shares = attributed(amount_kr, [ground.weight for ground in grounds])
    except NoProportionError:
        yield Ground(Role.DECIDED, None, ()), Fraction(amount_kr)
        shares = [Fraction(0)] * len(grounds)
    yield from zip(grounds, shares, strict=True)


def _cells(ground: Ground, kronor: Fraction, texts: TextRows) -> Iterator[dict[str, object]]:
    about = {"requirement": ground.requirement, "month": ground.month, "role": ground.role.value}
    row = ground.row
    if row is None:
        nowhere = {"kind": "", "file": "", "sheet": "", "row": None, "cell": "", "column_name": "", "value": ""}
        yield {**about, **nowhere, "mark": "", "share_kr": two_decimals(kronor)}
        return
    address = {"file": row["file"], "sheet": row["sheet"], "row": row["row"]}
    delivered = texts.get((row["file"], row["sheet"], row["row"]))
    for name, share in zip(ground.columns, split_equally(kronor, len(ground.columns)), strict=True):
        yield {
            **about,
            **address,
            "kind": row["file"].partition("/")[0],
            "cell": cell_of(delivered, name, row["row"]) if delivered else "",
            "column_name": name,
            "value": (delivered[name] or "") if delivered else plain(row[name]),
            "mark": row["mark"] or "",
            "share_kr": two_decimals(share),
        }


def cell_of(delivered: Mapping[str, str | None], name: str, row: int) -> str:
    """The address of one value of a delivered row, or of the cells that it is a sum of; empty without such a column."""
    if delivered["summed_from"]:
        return delivered["summed_from"]
    letter = letters(delivered["columns"] or "").get(name)
    return f"{letter}{row}" if letter else ""


@cache
def letters(columns: str) -> dict[str, str]:
    """Column letters by name, from the text of `raw.<kind>.columns`."""
    return dict(pair.split("=") for pair in columns.split())


def plain(value: Any) -> str:
    """A value of `core` as text; empty for none."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _delivered_texts(grant: Grant, connection: Connection) -> TextRows:
    return {
        (row["file"], row["sheet"], row["row"]): row
        for kind in grant.kinds
        for row in connection.read_text(f"raw.{kind}", raw_columns(KIND_BY_ID[kind])).iter_rows(named=True)
    }
