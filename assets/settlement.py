"""The assets of what a programme pays: payouts, bonus pot, what is left or held, adjustments, and the sources."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl

from assets.adjusting import causes
from assets.basis import Basis, joined_marks
from assets.changes import Settled, change_rows, is_other, keep_changes, keep_settled, last_settled, settled_now
from assets.checks import FITS, check, shape_faults
from assets.column_lineage import result_lineage
from assets.decisions import Decisions, adjustments, sealed_inputs, with_decided
from assets.descriptions import shown, table_spec
from assets.grants import Grant, read_outcomes
from assets.pictures import money_picture
from assets.result_tables import settled as settled_tables
from assets.told_from import Told, told
from assets.warehouse import Connection, Warehouse
from rules.case import Case
from rules.money import two_decimals
from rules.monthly_pot import Outcome, forfeited_by_month
from rules.payouts import Cause, Settlement
from rules.preliminary import so_far
from rules.seals import Seal, SealedInput
from rules.swedish import kronor
from schemas.changes import Change
from schemas.decisions import Adjustment, DecidedAdjustment, DecidedLine, Decision
from schemas.follow_up import PreliminaryPayout
from schemas.lineage import Lineage
from schemas.results import BonusPot, Payout, Qualification, Source, Undistributed, Withheld
from schemas.tables import TableModel, empty, frame


@dataclass(frozen=True)
class _Settling:
    """One settlement as it was computed, before it is known to hold together.

    `before` and `changed_before` are the last one and what it moved, `broken` what is wrong with the seals.
    """

    rests_on: Told
    outcomes: Sequence[Outcome]
    marks: Mapping[tuple[str, date], str]
    settled: Settlement
    differing: list[dict[str, object]]
    now: Settled
    before: Settled | None
    changed_before: pl.DataFrame
    seals: Mapping[str, Seal]
    adjusting: Sequence[Seal]
    broken: list[str]


def settlement_asset(grant: Grant) -> dg.AssetsDefinition:
    """The step that settles one programme and stores it if, and only if, all of it holds together."""
    tables, payout = settled_tables(grant), grant.key("payout")

    @dg.multi_asset(
        name=f"{grant.programme.id}_settlement",
        specs=_specs(grant, tables),
        check_specs=[
            dg.AssetCheckSpec(name, asset=payout, blocking=name != "basis_usable", description=about)
            for name, about in CHECKS.items()
        ],
    )
    def settlement(
        context: dg.AssetExecutionContext,
        warehouse: dg.ResourceParam[Warehouse],
        exports_folder: dg.ResourceParam[Path],
        decisions: dg.ResourceParam[Decisions],
    ) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        with warehouse.reading() as connection:
            made = _settle(connection, grant, decisions)
        changed = change_rows(grant, made.before, made.now, context.run.run_id, datetime.now())
        frames = _frames(grant, made) | {"change": made.changed_before if changed.is_empty() else changed}
        facits = list(grant.facit(made.rests_on.now.basis, made.settled))
        faults = {
            "shape": [fault for name, rows in frames.items() for fault in shape_faults(tables[name], rows)],
            "money_conserved": _unbalanced(grant, made.settled),
            "facit": [difference for facit in facits for difference in facit.differences],
            "seals": made.broken,
        }
        is_held = any(faults.values())
        if is_held:
            frames = {name: rows.clear() for name, rows in frames.items()} | {"change": made.changed_before}
        with warehouse.writing(grant.programme.id) as connection:
            for name, model in tables.items():
                connection.replace(model, frames[name], "programme = ?", [grant.programme.id])
            if is_held:
                connection.replace(Lineage, empty(Lineage), "programme = ?", [grant.programme.id])
            else:
                _keep(connection, grant, made, changed)
        if is_held:
            _take_away_workbooks(grant, exports_folder)
        yield from _shown(grant, frames)
        notes = {"facit": " ".join(facit.about for facit in facits)}
        faults["basis_usable"] = [row.reason for row in made.settled.withheld if row.cause is Cause.FAULTY]
        for name in CHECKS:
            yield check(payout, name, faults[name], note=notes.get(name, ""))

    return settlement


def _specs(grant: Grant, tables: Mapping[str, TableModel]) -> list[dg.AssetSpec]:
    """What each table rests on: deliveries and outcomes, the payouts, or seals alone."""
    payout = grant.key("payout")
    upstream = [dg.AssetKey(["core", kind]) for kind in grant.kinds]
    if grant.is_monthly:
        upstream.append(grant.key("qualification"))
    return [
        table_spec(
            list(grant.key(name).path),
            model,
            group=grant.programme.id,
            deps=[payout] if name in ("source", "adjustment", "change") else [] if name in DECIDED else upstream,
            lineage=result_lineage(grant, name),
        )
        for name, model in tables.items()
    ]


def _settle(connection: Connection, grant: Grant, decisions: Decisions) -> _Settling:
    """The settlement on what counts now, with the decided amounts as they were sealed."""
    programme, broken = grant.programme.id, decisions.faults()
    seals = {} if broken else decisions.of(programme)
    adjusting = () if broken else decisions.adjusting(programme)
    rests_on = told(connection, grant, decisions)
    case = rests_on.now.case
    outcomes = read_outcomes(connection, grant)
    settled = with_decided(case.settle(outcomes), seals)
    outcomes_today = case.outcomes() if rests_on.sealed else outcomes
    today = case.settle(outcomes_today)
    because = causes(connection, rests_on, today, decisions)
    return _Settling(
        rests_on,
        outcomes,
        _month_marks(connection, grant),
        settled,
        adjustments(grant, today, seals, _inputs_now(rests_on, today), adjusting, because),
        settled_now(connection, grant, rests_on.now.basis, case.given.decided, (settled, outcomes_today)),
        last_settled(connection, programme),
        connection.read(Change, "programme = ?", [programme]),
        seals,
        adjusting,
        broken,
    )


def _frames(grant: Grant, made: _Settling) -> dict[str, pl.DataFrame]:
    """The rows of each table but `out.change`."""
    settled = made.settled
    pots = {"bonus_pot": _bonus_pot_rows(grant, made.outcomes, made.marks)} if grant.is_monthly else {}
    return pots | {
        "payout": _payout_rows(made.rests_on, settled, made.seals),
        "undistributed": _rows(Undistributed, grant, [vars(row) for row in settled.undistributed]),
        "withheld": _rows(Withheld, grant, [vars(row) | {"cause": row.cause.value} for row in settled.withheld]),
        "decision": decision_rows(made.seals),
        "decided_adjustment": decided_adjustment_rows(made.adjusting),
        "decided_line": decided_line_rows(made.seals.values()),
        "adjustment": frame(Adjustment, made.differing),
        "source": _source_rows(made.rests_on, settled),
        "preliminary_payout": _preliminary_rows(
            grant, made.rests_on.now.basis, made.rests_on.now.case, made.outcomes, settled
        ),
    }


def _keep(connection: Connection, grant: Grant, made: _Settling, changed: pl.DataFrame) -> None:
    """Keep what moved, and this settlement for the next one to be compared with."""
    keep_changes(connection, changed)
    if is_other(made.before, made.now):
        keep_settled(connection, grant.programme.id, made.now)


def _take_away_workbooks(grant: Grant, exports_folder: Path) -> None:
    """The steps that make the lineage and the workbooks do not run; earlier amounts are not to be left in them."""
    for payment in grant.programme.payments:
        for ending in ("", "_kalkyl"):
            (exports_folder / f"{grant.programme.id}_{payment.id}{ending}.xlsx").unlink(missing_ok=True)


def _shown(grant: Grant, frames: Mapping[str, pl.DataFrame]) -> Iterator[dg.MaterializeResult[None]]:
    """What the user interface shows of each table."""
    pictures = {"payout": money_picture(grant, frames["payout"], frames["undistributed"])}
    for name in settled_tables(grant):
        metadata = {**pictures.get(name, {}), **shown(frames[name])}
        yield dg.MaterializeResult(asset_key=grant.key(name), metadata=metadata)


DECIDED = ("decision", "decided_adjustment", "decided_line")
"""The tables that rest on seals alone."""
CHECKS = {
    "shape": FITS,
    "money_conserved": "Det som betalas och det som är ofördelat blir tillsammans varje pott, på kronan.",
    "facit": "De belopp som staten har tryckt kommer ut, när körningen vilar på deras underlag.",
    "seals": "De beslutade utbetalningarnas sigill är orörda.",
    "basis_usable": "Ingen utbetalning hålls inne för att det levererade inte går att betala på.",
}


def decision_rows(seals: Mapping[str, Seal]) -> pl.DataFrame:
    """The decided payments of one programme as rows of `out.decision`."""
    return frame(
        Decision,
        [
            {
                "programme": seal.programme,
                "payment": payment,
                "component": amount.component,
                "region_code": amount.region_code,
                "amount_kr": amount.amount_kr,
                "reference": seal.reference,
                "decided_on": seal.decided_on,
                "seal": seal.hash,
                "number": seal.number,
                "decided_by": ", ".join(seal.decided_by),
                "has_kept_rows": seal.has_kept_rows,
                "mark": ", ".join(seal.marks),
            }
            for payment, seal in seals.items()
            for amount in seal.amounts
        ],
    )


def decided_adjustment_rows(adjusting: Iterable[Seal]) -> pl.DataFrame:
    """The decided adjustments of one programme as rows of `out.decided_adjustment`."""
    return frame(
        DecidedAdjustment,
        [
            {
                "programme": seal.programme,
                "payment": seal.payment,
                "component": amount.component,
                "region_code": amount.region_code,
                "amount_kr": amount.amount_kr,
                "reference": seal.reference,
                "decided_on": seal.decided_on,
                "seal": seal.hash,
                "adjusts": seal.adjusts,
                "mark": ", ".join(seal.marks),
            }
            for seal in adjusting
            for amount in seal.amounts
        ],
    )


def decided_line_rows(seals: Iterable[Seal]) -> pl.DataFrame:
    """The lines that could be paid when the payments of one programme were decided, as rows of `out.decided_line`."""
    return frame(
        DecidedLine,
        [
            {
                "programme": seal.programme,
                "payment": seal.payment,
                "region_code": line.region_code,
                "payable_kr": line.amount_kr,
                "requested_kr": line.requested_kr,
                "requested_on": line.requested_on,
                "bankgiro": line.bankgiro,
                "plusgiro": line.plusgiro,
                "payment_reference": line.payment_reference,
                "payee_from": line.payee_from,
                "seal": seal.hash,
                "mark": line.mark,
            }
            for seal in seals
            for line in seal.lines
        ],
    )


def _inputs_now(rests_on: Told, today: Settlement) -> dict[str, set[SealedInput]]:
    """The delivered files that each payment would rest on if it were decided today."""
    grant, now = rests_on.grant, rests_on.now
    return {
        payment: {
            item
            for component in {row.component for row in today.payouts if row.payment == payment}
            for item in sealed_inputs(grant.payment_inputs(now.basis, payment, component), now.sha_of)
        }
        for payment in {row.payment for row in today.payouts}
    }


def _month_marks(connection: Connection, grant: Grant) -> dict[tuple[str, date], str]:
    """The mark of each requirement and month."""
    rows = connection.read(Qualification, "programme = ?", [grant.programme.id])
    return {(row["requirement"], row["month"]): row["mark"] for row in rows.iter_rows(named=True)}


def _unbalanced(grant: Grant, settled: Settlement) -> list[str]:
    accounts = [(pot, settled.accounted_kr(pot)) for pot in grant.pots]
    return [
        f"{pot.title}: {kronor(found)} är fördelade eller redovisade av {kronor(pot.amount_kr)}."
        for pot, found in accounts
        if found is not None and found != pot.amount_kr
    ]


def _payout_rows(rests_on: Told, settled: Settlement, seals: Mapping[str, Seal]) -> pl.DataFrame:
    grant = rests_on.grant
    marks = {
        (payment, component): ", ".join(seals[payment].marks)
        if payment in seals and payment not in rests_on.sealed
        else joined_marks(grant.payment_inputs(rests_on.of(payment).basis, payment, component))
        for payment, component in {(row.payment, row.component) for row in settled.payouts}
    }
    rows = [vars(row) | {"mark": marks[row.payment, row.component]} for row in settled.payouts]
    return _rows(Payout, grant, rows)


def _bonus_pot_rows(grant: Grant, outcomes: Sequence[Outcome], marks: Mapping[tuple[str, date], str]) -> pl.DataFrame:
    rows = [
        {
            "requirement": requirement,
            "month": month,
            "forfeited_kr_exact": two_decimals(forfeited),
            "mark": marks[requirement, month],
        }
        for (requirement, month), forfeited in forfeited_by_month(outcomes).items()
    ]
    return _rows(BonusPot, grant, rows)


def _preliminary_rows(
    grant: Grant, basis: Basis, case: Case, outcomes: Sequence[Outcome], settled: Settlement
) -> pl.DataFrame:
    """What payments whose months are open would be if no more came in (T24); never paid on."""
    waits = {row.payment: row.reason for row in settled.withheld}
    rows = [row for row in so_far(case, outcomes).payouts if row.payment in waits]
    marks = {
        (payment, component): joined_marks(grant.payment_inputs(basis, payment, component))
        for payment, component in {(row.payment, row.component) for row in rows}
    }
    return _rows(
        PreliminaryPayout,
        grant,
        [vars(row) | {"rests_on": waits[row.payment], "mark": marks[row.payment, row.component]} for row in rows],
    )


def _source_rows(rests_on: Told, settled: Settlement) -> pl.DataFrame:
    grant = rests_on.grant
    seen: dict[tuple[str, str, str], dict[str, object]] = {}
    for payment, component in dict.fromkeys((row.payment, row.component) for row in settled.payouts):
        ground = rests_on.of(payment)
        for part in grant.payment_inputs(ground.basis, payment, component):
            for (file,), rows in part.rows.group_by("file", maintain_order=True):
                seen[payment, part.name, str(file)] = {
                    "payment": payment,
                    "input": part.name,
                    "file": file,
                    "sha256": ground.sha_of[str(file)],
                    "received": rows["received"][0],
                    "row_count": rows.height,
                    "mark": ", ".join(sorted(set(rows["mark"].drop_nulls()))),
                }
    order = {payment.id: place for place, payment in enumerate(grant.programme.payments)}
    return _rows(Source, grant, [seen[key] for key in sorted(seen, key=lambda key: (order[key[0]], *key))])


def _rows(model: TableModel, grant: Grant, rows: list[dict[str, Any]]) -> pl.DataFrame:
    return frame(model, [{"programme": grant.programme.id, **row} for row in rows])
