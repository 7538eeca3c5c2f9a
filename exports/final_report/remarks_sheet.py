"""The last sheet of the final report: what the reader must know of the amounts."""

from collections.abc import Iterator
from typing import NamedTuple

import polars as pl
from xlsxwriter import Workbook

from exports.final_report.money_sheets import sum_if_any
from exports.follow_up.document import FollowUpDocument
from exports.payment.document import marks
from exports.printed_sheet import Kind
from exports.table_layout import Field, Layout
from rules.ledger import WHOLE_PROGRAMME
from rules.recipients import RECIPIENTS
from rules.regions import BY_CODE


class Remark(NamedTuple):
    """What is said of an amount: what and whom it is about, and how it stands with it."""

    about: str
    region: str
    state: str
    amount_kr: int | None
    remark: str


LAYOUT = Layout(
    "Anmärkningar",
    "Anmärkningar",
    (
        Field("about", 44, "Gäller"),
        Field("region", 22, "Region"),
        Field("state", 20, "Läge"),
        Field("amount_kr", 18, kind=Kind.AMOUNT),
        Field("remark", 100, "Anmärkning"),
    ),
    if_empty="Det finns inget att anmärka.",
    has_filter=True,
)


def write_remarks(book: Workbook, document: FollowUpDocument) -> None:
    """What the reader must know of the amounts: withheld, undistributed, stopped, changed since, marked."""
    told_of = [document.tables[name].select("mark") for name in ("payout", "ledger")]
    LAYOUT.write(document.open(book, LAYOUT, pl.concat(told_of)), list(_remarks(document)))


def _remarks(document: FollowUpDocument) -> Iterator[Remark]:
    tables, programme = document.tables, document.programme
    for row in tables["withheld"].iter_rows(named=True):
        yield Remark(programme.payment(row["payment"]).title, "", "hålls inne", None, row["reason"])
    for row in tables["undistributed"].iter_rows(named=True):
        yield Remark(programme.payment(row["payment"]).title, "", "ofördelat", row["amount_kr"], row["reason"])
    for payment in programme.payments:
        if found := marks(tables["payout"].filter(payment=payment.id)):
            amount = sum_if_any(tables["payout"].filter(payment=payment.id)["amount_kr"])
            remark = f"Beloppen vilar helt eller delvis på uppgifter med märkningen {' och '.join(sorted(found))}."
            yield Remark(payment.title, "", "märkt", amount, remark)
    for row in tables["adjustment"].sort("payment", "component", "region_code").iter_rows(named=True):
        title, region = programme.payment(row["payment"]).title, BY_CODE[row["region_code"]].name
        yield Remark(title, region, "ändrat efter beslutet", row["difference_kr"], row["cause"])
    titles = {own.id: own.title for own in (*programme.payments, programme.payment_to_skr) if own}
    for row in tables["ledger"].filter(pl.col("reason") != "").sort("payment", "recipient").iter_rows(named=True):
        is_account = row["payment"] == WHOLE_PROGRAMME
        title = "Ekonomisk redovisning" if is_account else titles[row["payment"]]
        amount = row["to_repay_kr"] if is_account else row["entitled_kr"]
        yield Remark(title, RECIPIENTS[row["recipient"]].name, row["status"], amount, row["reason"])
