"""The assets of the money's way: from payouts, decisions and deliveries to the ledger and the appropriations."""

from collections.abc import Iterable, Iterator

import dagster as dg
import polars as pl

from assets.books import PROGRAMMES, ledger_frame, read_books
from assets.checks import FITS, check, shape_faults
from assets.descriptions import shown, table_spec
from assets.programmes import GRANTS
from assets.result_tables import LEDGER_KINDS
from assets.warehouse import Warehouse
from rules.appropriation_account import AppropriationAccount, appropriation_account
from rules.appropriations import appropriations
from rules.books import (
    requisitions_astray,
)
from rules.ledger import FLAGGED, ledger
from rules.swedish import kronor
from schemas.ledger import Appropriation, Ledger
from schemas.results import Undistributed
from schemas.standing import LEDGER as LEDGER_PART
from schemas.tables import frame

GROUP = "pengarnas_vag"
LEDGER_TABLES = ("payout", "decision", "decided_adjustment", "decided_line")
LEDGER = dg.AssetKey(["out", "ledger"])
APPROPRIATION = dg.AssetKey(["out", "appropriation"])


@dg.multi_asset(
    name="ledger",
    specs=[
        table_spec(
            list(LEDGER.path),
            Ledger,
            group=GROUP,
            deps=[
                *(grant.key(table) for grant in GRANTS for table in LEDGER_TABLES),
                *(grant.key("repayment_liability") for grant in GRANTS if grant.programme.reporting),
                *(dg.AssetKey(["core", kind]) for kind in LEDGER_KINDS),
            ],
        ),
        table_spec(
            list(APPROPRIATION.path),
            Appropriation,
            group=GROUP,
            deps=[LEDGER, *(grant.key("undistributed") for grant in GRANTS)],
        ),
    ],
    check_specs=[
        dg.AssetCheckSpec("shape", asset=LEDGER, blocking=True, description=FITS),
        dg.AssetCheckSpec(
            "accounted_to_the_krona",
            asset=APPROPRIATION,
            blocking=True,
            description="Varje anslag med framräknade utbetalningar är redovisat på kronan.",
        ),
        dg.AssetCheckSpec(
            "nothing_held",
            asset=LEDGER,
            description="Ingen rekvisition, redovisning eller återbetalning ska utredas.",
        ),
    ],
)
def ledger_assets(
    warehouse: dg.ResourceParam[Warehouse],
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Keep the ledger anew from all that is known, and sum up the appropriations."""
    with warehouse.reading() as connection:
        books, marks = read_books(connection)
        undistributed = connection.read(Undistributed)
    rows = ledger(appropriations(), PROGRAMMES, books)
    accounts = [
        appropriation_account(
            appropriation,
            rows,
            sum(undistributed.filter(pl.col("programme") == appropriation.programme)["amount_kr"]),
        )
        for appropriation in appropriations()
    ]
    tables = {
        LEDGER: (Ledger, ledger_frame(rows, marks)),
        APPROPRIATION: (Appropriation, frame(Appropriation, [vars(account) for account in accounts])),
    }
    shape = [fault for model, table in tables.values() for fault in shape_faults(model, table)]
    off = unaccounted(accounts)
    with warehouse.writing(LEDGER_PART) as connection:
        for model, table in tables.values():
            connection.replace(model, table.clear() if shape or off else table)
    for key, (_, table) in tables.items():
        yield dg.MaterializeResult(asset_key=key, metadata=shown(table))
    yield check(LEDGER, "shape", shape)
    yield check(APPROPRIATION, "accounted_to_the_krona", off)
    held = [*requisitions_astray(PROGRAMMES, books), *(row.reason for row in rows if row.status in FLAGGED)]
    yield check(LEDGER, "nothing_held", list(dict.fromkeys(held)), severity=dg.AssetCheckSeverity.WARN)


def unaccounted(accounts: Iterable[AppropriationAccount]) -> list[str]:
    """The appropriations that are computed and do not come out, as Swedish sentences."""
    return [
        f"{account.title}: anslaget är {kronor(account.appropriation_kr)}, men fördelat, ofördelat, medel till SKR och "
        f"egna kostnader skiljer sig från det med {kronor(account.difference_kr)}."
        for account in accounts
        if account.difference_kr
    ]
