"""The documents of each payment as assets: read the results, hand them to the writer."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg

from assets.descriptions import spec
from assets.grants import Grant
from assets.warehouse import Warehouse


def build_documents(grant: Grant) -> dg.AssetsDefinition:
    """The workbooks of one programme, one asset per payment."""

    @dg.multi_asset(
        name=f"{grant.programme.id}_workbooks",
        specs=[
            spec(
                ["exports", grant.programme.id, payment.id],
                about=f"The Swedish workbook of the payment `{payment.id}`.",
                group=grant.programme.id,
                kinds={"excel"},
                deps=[grant.key("payout"), grant.key("source")],
            )
            for payment in grant.programme.payments
        ],
    )
    def workbooks(
        warehouse: dg.ResourceParam[Warehouse], exports_folder: dg.ResourceParam[Path]
    ) -> Iterator[dg.MaterializeResult[None]]:
        for payment in grant.programme.payments:
            yield dg.MaterializeResult(asset_key=["exports", grant.programme.id, payment.id])

    return workbooks
