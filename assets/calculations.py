"""The calculation workbooks as assets: per payment one in which the spreadsheet program computes the result."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import dagster as dg

from assets.day import numbered
from assets.decisions import Decisions
from assets.descriptions import spec
from assets.grants import Grant
from assets.told_from import told
from assets.warehouse import Warehouse
from exports.calculation.workbook import CalculationInputs, write_calculation
from exports.holds_for import holding_as_decided
from rules.declaration import Payment
from rules.payouts import Payout
from schemas import results


def calculation_workbooks(grant: Grant) -> dg.AssetsDefinition:
    """The step that writes the calculation of every payment of a programme; none for a payment that is withheld."""
    programme = grant.programme

    def key(payment: Payment) -> dg.AssetKey:
        return dg.AssetKey(["exports", programme.id, f"{payment.id}_kalkyl"])

    @dg.multi_asset(
        name=f"{programme.id}_calculations",
        specs=[
            spec(
                list(key(payment).path),
                about=f"{payment.title}: kalkyl i Excel som räknar om varje belopp med formler.",
                group=programme.id,
                kinds={"excel"},
                deps=[grant.key("payout")],
            )
            for payment in programme.payments
        ],
    )
    def calculations(
        warehouse: dg.ResourceParam[Warehouse],
        exports_folder: dg.ResourceParam[Path],
        decisions: dg.ResourceParam[Decisions],
    ) -> Iterator[dg.MaterializeResult[None]]:
        with warehouse.reading() as connection:
            rests_on = told(connection, grant, decisions)
            rows = connection.read(results.Payout, "programme = ?", [programme.id])
            decree = numbered(connection, programme)
        payouts = [
            Payout(row["payment"], row["component"], row["region_code"], row["amount_kr"])
            for row in rows.sort("payment", "component", "region_code").iter_rows(named=True)
        ]
        exports_folder.mkdir(parents=True, exist_ok=True)
        for payment in programme.payments:
            path = exports_folder / f"{programme.id}_{payment.id}_kalkyl.xlsx"
            own = rows.filter(payment=payment.id)
            case = replace(rests_on.of(payment.id).case, decree=decree)
            can_be_computed = all(case.whole(group) for part in payment.parts for group in part.age_groups)
            if not can_be_computed or own.is_empty():
                path.unlink(missing_ok=True)
                yield dg.MaterializeResult(
                    asset_key=key(payment),
                    metadata={"file": "Utbetalningen hålls inne.", "taken_away": dg.MetadataValue.path(path)},
                )
                continue
            marks = {mark for joined in own["mark"] for mark in joined.split(", ") if mark}
            with holding_as_decided(rests_on.words_of(payment.id)):
                write_calculation(payment, CalculationInputs(case, payouts), path, marks)
            yield dg.MaterializeResult(asset_key=key(payment), metadata={"file": dg.MetadataValue.path(path)})

    return calculations
