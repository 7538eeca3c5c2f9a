"""The payment orders to Kammarkollegiet as assets: a workbook and the same as CSV, one pair per payment."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg

from assets.day import numbered
from assets.decisions import BrokenChainError, Decisions
from assets.descriptions import spec
from assets.ledger import LEDGER
from assets.programmes import GRANTS
from assets.warehouse import Warehouse
from exports.payment.order import PaymentOrder
from exports.payment.order_file import write_payment_order_csv
from exports.payment.order_workbook import write_payment_order
from rules.appropriations import appropriation
from schemas.ledger import Ledger

GROUP = "pengarnas_vag"
PAYMENTS = [(grant.programme, payment) for grant in GRANTS for payment in grant.programme.payments]


@dg.multi_asset(
    name="payment_orders",
    specs=[
        spec(
            ["exports", programme.id, f"{payment.id}_betalningsunderlag"],
            about=f"{payment.title}: betalningsunderlaget till Kammarkollegiet, som utkast eller beslutat.",
            group=GROUP,
            kinds={"excel"},
            deps=[LEDGER],
        )
        for programme, payment in PAYMENTS
    ],
)
def payment_orders(
    warehouse: dg.ResourceParam[Warehouse],
    exports_folder: dg.ResourceParam[Path],
    decisions: dg.ResourceParam[Decisions],
) -> Iterator[dg.MaterializeResult[None]]:
    """Write every payment order anew from the ledger; none while the chain of seals is not whole.

    An order names its seal, so those that lie there are what a chain that was changed is held against.
    """
    if faults := decisions.faults():
        raise BrokenChainError("\n".join(["Betalningsunderlagen är inte skrivna om.", *faults]))
    seals = {programme.id: decisions.of(programme.id) for programme, _ in PAYMENTS}
    adjusting = {programme.id: decisions.adjusting(programme.id) for programme, _ in PAYMENTS}
    with warehouse.reading() as connection:
        ledger = connection.read(Ledger)
        decrees = {programme.id: numbered(connection, programme) for programme, _ in PAYMENTS}
    exports_folder.mkdir(parents=True, exist_ok=True)
    for programme, payment in PAYMENTS:
        order = PaymentOrder(
            decrees[programme.id],
            payment,
            appropriation(programme.id),
            ledger,
            seals[programme.id].get(payment.id),
            [seal for seal in adjusting[programme.id] if seal.payment == payment.id],
        )
        path = exports_folder / f"{programme.id}_{payment.id}_betalningsunderlag.xlsx"
        write_payment_order(order, path)
        described = write_payment_order_csv(order, path.with_suffix(".csv"))
        yield dg.MaterializeResult(
            asset_key=["exports", programme.id, f"{payment.id}_betalningsunderlag"],
            metadata={
                "file": dg.MetadataValue.path(path),
                "csv": dg.MetadataValue.path(path.with_suffix(".csv")),
                "csv_description": dg.MetadataValue.path(described),
            },
        )
