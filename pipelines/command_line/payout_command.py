"""What `bonuspott payout` shows: a payment region by region, and the lines of it that are not paid."""

from collections.abc import Collection, Iterator, Sequence

from assets.programmes import GRANT_BY_ID
from assets.warehouse import Warehouse
from pipelines.command_line.decision_view import stopped_lines
from pipelines.command_line.summary import say_payment, say_table, say_text
from rules.regions import CODES
from schemas.decisions import DecidedAdjustment
from schemas.ledger import Ledger
from schemas.results import Payout, Withheld
from schemas.tables import column_names

CSV_HEADINGS = tuple(column_names(Payout))
"""Headings of `payout_rows`."""


def payout_rows(
    warehouse: Warehouse, programme: str, payments: Sequence[str], regions: Collection[str]
) -> Iterator[tuple[object, ...]]:
    """The rows of `out.payout` of some payments, in their order; of all regions when none is told."""
    with warehouse.reading() as connection:
        rows = connection.read(Payout, "programme = ?", [programme]).sort("payment", "component", "region_code")
    for payment in payments:
        own = rows.filter(payment=payment)
        yield from (row for row in own.iter_rows() if not regions or row[3] in regions)


def say_payouts(warehouse: Warehouse, programme: str, payments: Sequence[str], regions: Collection[str]) -> None:
    """Print some payments of a programme; of all regions when none is told. The sum is always the nation's."""
    with warehouse.reading() as connection:
        payouts = connection.read(Payout, "programme = ?", [programme])
        adjusted = connection.read(DecidedAdjustment, "programme = ?", [programme])
        withheld = connection.read(Withheld, "programme = ?", [programme])
        ledger = connection.read(Ledger, "programme = ?", [programme])
    decree = GRANT_BY_ID[programme].programme
    say_text(decree.title)
    for payment in (decree.payment(id_) for id_ in payments):
        say_text("")
        rows, held = payouts.filter(payment=payment.id), withheld.filter(payment=payment.id)
        if not rows.is_empty():
            say_payment(payment, rows, regions or CODES, adjusted.filter(payment=payment.id))
        elif held.is_empty():
            say_text(f"{payment.title} är inte framräknad. Kör bonuspott run.")
        for reason in held["reason"]:
            say_text(f"{payment.title} hålls inne. {reason}")
        stopped = [
            (row["recipient_name"], row["status"], row["left_kr"] or 0, row["reason"])
            for row in stopped_lines(ledger.filter(payment=payment.id)).iter_rows(named=True)
            if not regions or row["recipient"] in regions
        ]
        if stopped:
            total = ("Summa", "", sum(kr for _, _, kr, _ in stopped), "")
            headings = ("Mottagare", "Läge", "Kronor", "Skäl")
            say_table("Betalas inte som läget är:", headings, [*stopped, total], has_sum=True)
