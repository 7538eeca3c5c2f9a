"""The last sheet of the final report: what the reader must know of the amounts."""

from collections.abc import Iterator

import polars as pl
from xlsxwriter import Workbook

from exports.final_report.money_sheets import sum_if_any
from exports.follow_up.document import FollowUpDocument
from exports.payment.document import marks
from exports.printed_sheet import Cell, Column, Kind
from rules.ledger import WHOLE_PROGRAMME
from rules.recipients import RECIPIENTS
from rules.regions import BY_CODE


def write_remarks(book: Workbook, document: FollowUpDocument) -> None:
    """What the reader must know of the amounts: withheld, undistributed, stopped, changed since, marked."""
    columns = [
        Column("Gäller", 44),
        Column("Region", 22),
        Column("Läge", 20),
        Column("Kronor", 18, Kind.AMOUNT),
        Column("Anmärkning", 100),
    ]
    told_of = [document.tables[name].select("mark") for name in ("payout", "ledger")]
    sheet = document.sheet(book, "Anmärkningar", title="Anmärkningar", columns=columns, rests_on=pl.concat(told_of))
    rows = list(_remarks(document))
    if not rows:
        sheet.line("Det finns inget att anmärka.")
        return
    sheet.table(columns, rows, is_main=True, has_filter=True)


def _remarks(document: FollowUpDocument) -> Iterator[list[Cell]]:
    tables, programme = document.tables, document.programme
    for row in tables["withheld"].iter_rows(named=True):
        yield [programme.payment(row["payment"]).title, "", "hålls inne", None, row["reason"]]
    for row in tables["undistributed"].iter_rows(named=True):
        yield [programme.payment(row["payment"]).title, "", "ofördelat", row["amount_kr"], row["reason"]]
    for payment in programme.payments:
        if found := marks(tables["payout"].filter(payment=payment.id)):
            amount = sum_if_any(tables["payout"].filter(payment=payment.id)["amount_kr"])
            remark = f"Beloppen vilar helt eller delvis på uppgifter med märkningen {' och '.join(sorted(found))}."
            yield [payment.title, "", "märkt", amount, remark]
    for row in tables["adjustment"].sort("payment", "component", "region_code").iter_rows(named=True):
        title = programme.payment(row["payment"]).title
        yield [title, BY_CODE[row["region_code"]].name, "ändrat efter beslutet", row["difference_kr"], row["cause"]]
    titles = {own.id: own.title for own in (*programme.payments, programme.payment_to_skr) if own}
    for row in tables["ledger"].filter(pl.col("reason") != "").sort("payment", "recipient").iter_rows(named=True):
        is_account = row["payment"] == WHOLE_PROGRAMME
        title = "Ekonomisk redovisning" if is_account else titles[row["payment"]]
        amount = row["to_repay_kr"] if is_account else row["entitled_kr"]
        yield [title, RECIPIENTS[row["recipient"]].name, row["status"], amount, row["reason"]]
