"""The asset of lineage: for each payout the delivered cells that it rests on, with the kronor laid on each.

Which values decide is for the mechanisms to say, how kronor are laid on them in `rules.attribution`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import dagster as dg

from assets.basis import Basis, Row
from assets.cells import cell_of, plain
from assets.decisions import Decisions
from assets.follow_up import FollowUpTable, Frames, build_follow_up, rows_of
from assets.grants import Grant, read_outcomes
from assets.result_tables import LINEAGE
from assets.told_from import Ground as ToldGround
from assets.told_from import Told, told
from assets.warehouse import Connection
from rules.apportionment import NoProportionError
from rules.attribution import Ground, Role, attributed, split_equally
from rules.money import Exact, two_decimals
from rules.regions import CODES
from schemas.deliveries import KIND_BY_ID
from schemas.lineage import Lineage
from schemas.received import raw_columns
from schemas.results import Payout

TextRows = Mapping[tuple[str, str, int], Mapping[str, str | None]]
"""Delivered rows as text, by file, sheet and row."""


@dataclass(frozen=True)
class Laid:
    """A ground with the core row that it is, None where the payout rests on no delivery, and its weight."""

    ground: Ground
    row: Row | None
    weight: Exact


def lineage_step(grant: Grant) -> dg.AssetsDefinition:
    """The step that stores the lineage of one programme."""

    def compute(connection: Connection, decisions: Decisions) -> Frames:
        rows = lineage_rows(grant, connection, told(connection, grant, decisions))
        return {"lineage": rows_of(grant.programme, Lineage, list(rows))}

    tables = {table: FollowUpTable(model, [grant.key("payout")]) for table, model in LINEAGE.items()}
    return build_follow_up(grant.programme, "lineage", tables, compute)


def lineage_rows(grant: Grant, connection: Connection, rests_on: Told) -> Iterator[dict[str, object]]:
    """The rows of `out.lineage` without the programme."""
    outcomes = read_outcomes(connection, grant)
    delivered = _delivered_texts(grant, connection, rests_on)
    paid = {
        (row["payment"], row["component"], row["region_code"]): row["amount_kr"]
        for row in connection.read(Payout, "programme = ?", [grant.programme.id]).iter_rows(named=True)
    }
    for payment in grant.programme.payments:
        ground = rests_on.of(payment.id)
        texts = delivered(ground)
        for component in payment.components:
            part = payment.part(component.id)
            for code in CODES:
                grounds = [
                    laid
                    for each in part.grounds(ground.case, outcomes, component.id, code)
                    for laid in resolved(ground.basis, each)
                ]
                for laid, share in _shared(paid.get((payment.id, component.id, code), 0), grounds):
                    key = {"payment": payment.id, "component": component.id, "region_code": code}
                    for cell in _cells(laid, share, texts):
                        yield key | cell


def resolved(basis: Basis, ground: Ground) -> Iterator[Laid]:
    """The core rows of a ground; none where nothing was delivered."""
    if ground.cell is None:
        yield Laid(ground, None, ground.weight)
        return
    for row in basis.at(ground.cell):
        each = row[ground.columns[0]] or 0  # a withdrawn count is named and carries nothing
        yield Laid(ground, row, ground.weight * each if ground.is_each else ground.weight)


def _shared(amount_kr: int, grounds: Sequence[Laid]) -> Iterator[tuple[Laid, Fraction]]:
    """Each ground with its kronor; a decided amount that no ground carries any more stands by itself."""
    try:
        shares = attributed(amount_kr, [laid.weight for laid in grounds])
    except NoProportionError:
        yield Laid(Ground(Role.DECIDED, None), None, 0), Fraction(amount_kr)
        shares = [Fraction(0)] * len(grounds)
    yield from zip(grounds, shares, strict=True)


def _cells(laid: Laid, kronor: Fraction, texts: TextRows) -> Iterator[dict[str, object]]:
    ground, row = laid.ground, laid.row
    about = {"requirement": ground.requirement, "month": ground.month, "role": ground.role.value}
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


def _delivered_texts(grant: Grant, connection: Connection, rests_on: Told) -> Callable[[ToldGround], TextRows]:
    """The delivered rows of a ground as text; also those of a file that has been changed or taken away since."""
    by_version: dict[tuple[str, str], dict[tuple[str, str, int], Mapping[str, str | None]]] = defaultdict(dict)
    for kind in grant.kinds:
        columns = raw_columns(KIND_BY_ID[kind])
        rows = connection.read_text(f"raw.{kind}", columns, is_any_version=bool(rests_on.sealed))
        for row in rows.iter_rows(named=True):
            by_version[row["file"], row["sha256"]][row["file"], row["sheet"], row["row"]] = row

    def of(ground: ToldGround) -> TextRows:
        versions = by_version.keys() & ground.sha_of.items()
        return {place: row for version in versions for place, row in by_version[version].items()}

    return of
