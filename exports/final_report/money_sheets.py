"""The sheets of the final report on the regions' money: what they get, how far it has come, what they tell of it."""

import polars as pl
from xlsxwriter import Workbook

from exports.follow_up.document import FollowUpDocument
from exports.table_layout import Field, Layout, Row
from exports.turned_rows import at, total, turned
from rules.appropriations import appropriation as appropriation_of
from rules.regions import CODES
from rules.swedish import day
from schemas.deliveries import KIND_BY_ID

NATION = "Riket"
CLAIMED = "reclaimed_kr"


def write_payouts(book: Workbook, document: FollowUpDocument) -> None:
    """What each region is entitled to from every component of every payment; empty columns for one that is withheld."""
    parts = {
        f"{payment.id} {each.id}": (payment, each)
        for payment in document.programme.payments
        for each in payment.components
    }
    amounts = [
        Field(at("amount_kr", part), 18, each.heading, group=payment.title, is_summed=True)
        for part, (payment, each) in parts.items()
    ]
    layout = Layout(
        "Utbetalningar",
        "Utbetalningar till regionerna",
        (Field("region_code", 18), *amounts, total(amounts, 18)),
        sum_label=NATION,
        is_one_page=True,
    )
    payouts = document.tables["payout"].with_columns(part=pl.format("{} {}", "payment", "component"))
    rows = turned(payouts, "region_code", CODES, "part", parts, "amount_kr")
    layout.write(document.open(book, layout, payouts), rows)


def write_accounts(book: Workbook, document: FollowUpDocument) -> None:
    """How far each region's money has come and, where it is to account for it, what it says that it has used."""
    account_by = appropriation_of(document.programme.id).account_by
    accounting = (
        "Ekonomisk redovisning och återbetalning av det som inte har använts ska ha kommit in till Kammarkollegiet "
        f"senast den {day(account_by)}. Tom ruta: regionen har inte redovisat."
        if account_by
        else "Regionerna ska inte lämna någon ekonomisk redovisning till Kammarkollegiet."
    )
    layout = Layout(
        "Medel per region",
        "Medel per region",
        (
            Field("region_code", 18),
            *(Field(name, 16, heading, is_summed=True) for name, heading in money_columns(document).items()),
            *([Field("account_status", 18, "Ekonomisk redovisning")] if account_by else []),
        ),
        lines=(
            "Rätt till är summan av utbetalt, inte beslutat eller stoppat, inte rekvirerat och förfallet. Skälen står "
            "på fliken Anmärkningar.",
            accounting,
        ),
        sum_label=NATION,
        is_one_page=True,
    )
    document.write(book, layout, document.tables["final_account"].sort("region_code"))


def write_received_accounts(book: Workbook, document: FollowUpDocument) -> None:
    """The accounts that have come in of what was done with the money, and whether they were approved.

    What an account tells of what it is to tell, and what is claimed back, have a column where some account says it.
    """
    rows = document.tables["redovisning"]
    asked = [part.column for part, _ in document.programme.account_parts]
    told = [column for column in KIND_BY_ID["redovisning"].columns if column.name in (*asked, CLAIMED)]
    told = [column for column in told if rows[column.name].is_not_null().any()]
    layout = Layout(
        "Inkomna redovisningar",
        "Regionernas redovisningar",
        (
            Field("region_code", 30),
            Field("received_date", 16, "Inkom"),
            Field("is_approved", 34, "Godkänd", _approved),
            *(
                Field(column.name, 18, f"{column.header}, kronor", is_summed=True)
                if column.name == CLAIMED
                else Field(column.name, 18, column.header)
                for column in told
            ),
        ),
        sum_label="Alla" if any(column.name == CLAIMED for column in told) else "",
    )
    regions = pl.DataFrame({"region_code": CODES})
    # Delivered rows without a mark have none at all, results an empty one.
    sheet = document.open(book, layout, rows.with_columns(pl.col("mark").fill_null("")))
    layout.write(sheet, regions.join(rows, on="region_code", how="left", maintain_order="left"))


def _approved(row: Row) -> str:
    """Whether an account that has come in is approved."""
    if row["programme"] is None:
        return "ingen redovisning har kommit in"
    return {True: "ja", False: "nej", None: "inte bedömd"}[row["is_approved"]]


def money_columns(document: FollowUpDocument) -> dict[str, str]:
    """Headings by column of `final_account`; the account's only where the decree asks the regions for one."""
    columns = {
        "entitled_kr": "Rätt till",
        "paid_kr": "Utbetalt",
        "pending_kr": "Inte beslutat, eller stoppat",
        "unrequested_kr": "Inte rekvirerat",
        "lapsed_kr": "Förfallet (T18)",
    }
    if appropriation_of(document.programme.id).account_by:
        columns |= {
            "accounted_received_kr": "Erhållet enligt regionen",
            "cost_kr": "Redovisade kostnader",
            "to_repay_kr": "Att återbetala",
            "repaid_kr": "Återbetalat",
            "left_kr": "Kvar att återbetala",
        }
    return columns


def sum_if_any(amounts: pl.Series) -> int | None:
    """None where there are no amounts, as for a payment that is withheld, which is not zero."""
    return None if amounts.is_empty() else sum(amounts)
