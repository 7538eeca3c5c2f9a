"""The documents of each programme as assets: read the results, hand them to the writers, one file per asset."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl

from assets.basis import Basis
from assets.day import numbered
from assets.decisions import Decisions
from assets.descriptions import OWNERS, spec
from assets.grants import Grant
from assets.told_from import Told, told
from assets.warehouse import Warehouse
from exports.changes.adjustments import write_adjustments
from exports.changes.workbook import NAME as CHANGES
from exports.changes.workbook import write_changes
from exports.follow_up.workbook import tables_of, write_follow_up_workbook
from exports.holds_for import holding_as_decided
from exports.payment.document import PaymentDocument
from exports.payment.workbook import write_payment_workbook
from rules.declaration import Decree, Payment
from rules.seals import Seal, decided_words
from schemas import follow_up, results
from schemas.changes import Change
from schemas.decisions import Adjustment, DecidedAdjustment
from schemas.tables import TableModel, table_name

EXCEL = {"excel"}
FOLLOW_UP_MODELS: dict[str, TableModel] = {
    table_name(model).removeprefix("out."): model
    for model in (
        results.Qualification,
        follow_up.CapLine,
        follow_up.Fulfilment,
        follow_up.MonthStatus,
        follow_up.NationalDevelopment,
        follow_up.OperationDevelopment,
        follow_up.PreliminaryPayout,
        follow_up.RegionReason,
        follow_up.ReportedRate,
        follow_up.RemainingLine,
        follow_up.RepaymentLiability,
        follow_up.ReportingGap,
        follow_up.Signal,
    )
}
PAYMENT_MODELS: tuple[TableModel, ...] = (
    results.Payout,
    results.Qualification,
    results.BonusPot,
    results.Undistributed,
    results.Withheld,
    results.Source,
    Change,
    Adjustment,
    DecidedAdjustment,
)
"""What the workbooks of payments, and of what moved, are made from."""


def payment_workbooks(grant: Grant) -> dg.AssetsDefinition:
    """The step that writes the workbook of every payment of a programme."""
    programme = grant.programme

    def key(payment: Payment) -> dg.AssetKey:
        return dg.AssetKey(["exports", programme.id, payment.id])

    @dg.multi_asset(
        name=f"{programme.id}_workbooks",
        specs=[
            spec(
                list(key(payment).path),
                about=f"{payment.title}: arbetsbok med tabellen och vad varje belopp vilar på.",
                group=programme.id,
                kinds=EXCEL,
                deps=[grant.key(table) for table in ("payout", "source", "change", "adjustment", "decided_adjustment")],
            )
            for payment in programme.payments
        ],
    )
    def workbooks(
        warehouse: dg.ResourceParam[Warehouse],
        exports_folder: dg.ResourceParam[Path],
        decisions: dg.ResourceParam[Decisions],
    ) -> Iterator[dg.MaterializeResult[None]]:
        with warehouse.reading() as connection:
            rests_on = told(connection, grant, decisions)
            rows = {model: connection.read(model, "programme = ?", [programme.id]) for model in PAYMENT_MODELS}
            decree = numbered(connection, programme)
        seals = decisions.of(programme.id)
        exports_folder.mkdir(parents=True, exist_ok=True)
        also = _write_what_moved(decree, rows, exports_folder)
        for payment in programme.payments:
            path = exports_folder / f"{programme.id}_{payment.id}.xlsx"
            with holding_as_decided(rests_on.words_of(payment.id)):
                write_payment_workbook(_document(rests_on, decree, payment, rows, seals.get(payment.id)), path)
            yield dg.MaterializeResult(asset_key=key(payment), metadata={"file": dg.MetadataValue.path(path), **also})
            also = {}

    return workbooks


def _write_what_moved(
    programme: Decree, rows: Mapping[TableModel, pl.DataFrame], exports_folder: Path
) -> dict[str, dg.MetadataValue[Any]]:
    """Write what moved last and what differs from decided amounts; where the two workbooks are."""
    adjusted = exports_folder / f"{programme.id}_justeringar.xlsx"
    write_adjustments(programme, rows[Adjustment], rows[DecidedAdjustment], rows[results.Payout], adjusted)
    moved = exports_folder / f"{programme.id}_{CHANGES}.xlsx"
    write_changes(programme, rows[Change], rows[results.Payout], moved)
    return {"adjustments": dg.MetadataValue.path(adjusted), "changes": dg.MetadataValue.path(moved)}


def _document(
    rests_on: Told, programme: Decree, payment: Payment, rows: Mapping[TableModel, pl.DataFrame], seal: Seal | None
) -> PaymentDocument:
    """What the workbook of one payment is made from; of the outcomes only those of its own months."""
    grant = rests_on.grant
    months = list(programme.paid_months.get(payment.id, ()))
    return PaymentDocument(
        programme=programme,
        payment=payment,
        numbers=grant.numbers,
        readings=grant.readings,
        payouts=rows[results.Payout],
        qualification=rows[results.Qualification].filter(pl.col("month").is_in(months)),
        bonus_pot=rows[results.BonusPot],
        undistributed=rows[results.Undistributed],
        withheld=rows[results.Withheld],
        sources=rows[results.Source],
        weights=_weights(grant, rests_on.of(payment.id).basis, payment),
        seal=seal,
    )


def follow_up_workbook(grant: Grant) -> dg.AssetsDefinition:
    """The step that writes the follow-up of a programme."""
    programme = grant.programme

    @dg.asset(
        name="uppfoljning",
        key_prefix=["exports", programme.id],
        description="Uppföljning i Excel: uppfyllelse, utveckling, vad som saknas och vad som ser konstigt ut.",
        group_name=programme.id,
        owners=OWNERS,
        kinds=EXCEL,
        deps=[grant.key(table) for table in tables_of(programme)],
    )
    def uppfoljning(
        warehouse: dg.ResourceParam[Warehouse],
        exports_folder: dg.ResourceParam[Path],
        decisions: dg.ResourceParam[Decisions],
    ) -> dg.MaterializeResult[None]:
        with warehouse.reading() as connection:
            tables = {
                name: connection.read(FOLLOW_UP_MODELS[name], "programme = ?", [programme.id])
                for name in tables_of(programme)
            }
        words = [
            decided_words(programme.payment(payment).title, seal)
            for payment, seal in ({} if decisions.faults() else decisions.of(programme.id)).items()
        ]
        exports_folder.mkdir(parents=True, exist_ok=True)
        path = exports_folder / f"{programme.id}_uppfoljning.xlsx"
        with holding_as_decided(*words):
            write_follow_up_workbook(programme, tables, path)
        return dg.MaterializeResult(metadata={"file": dg.MetadataValue.path(path)})

    return uppfoljning


def _weights(grant: Grant, basis: Basis, payment: Payment) -> pl.DataFrame:
    """The populations that a payment is shared by: region, name and count, one row each."""
    parts = [
        part.rows.select("region_code", pl.lit(part.name).alias("name"), pl.col("population_count").alias("count"))
        for component in payment.components
        for part in grant.payment_inputs(basis, payment.id, component.id)
        if "population_count" in part.rows.columns
    ]
    empty = pl.DataFrame(schema={"region_code": pl.String, "name": pl.String, "count": pl.Int64})
    return pl.concat([empty, *parts]).unique(maintain_order=True)
