"""The sheets of the final report that no other workbook has: the money in all, what came of it, and remarks."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import polars as pl
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from exports.follow_up.document import FollowUpDocument
from exports.payment.document import marks
from exports.printed_sheet import Cell, Column, Formula, Kind
from exports.skr_lines import AMOUNTS, TITLE, skr_lines
from exports.table_layout import Field, Layout
from rules.appropriations import appropriation as appropriation_of
from rules.development import PERCENT
from rules.instructions import referred
from rules.ledger import WHOLE_PROGRAMME
from rules.recipients import RECIPIENTS
from rules.regions import BY_CODE, CODES
from rules.swedish import day, month_span
from schemas.deliveries import KIND_BY_ID

NATION = "Riket"
CLAIMED = "reclaimed_kr"


@dataclass(frozen=True)
class Part:
    """One sheet: its name, the section that asks for it, what it shows in Swedish, and what writes it."""

    name: str
    section: str
    shows: str
    write: Callable[[Workbook, FollowUpDocument], None]


def write_summary(book: Workbook, document: FollowUpDocument, parts: Sequence[Part]) -> None:
    """The appropriation to the krona, how far the regions' money has come, and what the other sheets show."""
    programme, appropriation = document.programme, appropriation_of(document.programme.id)
    columns = [Column("Anslaget", 56), Column("Kronor", 20, Kind.AMOUNT), Column("Avsnitt", 60)]
    money = [document.tables[name].select("mark") for name in ("payout", "final_account")]
    sheet = document.sheet(
        book, "Sammanfattning", title="Slutredovisning", columns=columns, rests_on=pl.concat(money), is_one_page=True
    )
    sheet.line(f"{referred(programme.title, programme.reference)}.")
    if report := programme.final_report:
        sheet.line(report.asked_for.format(day=day(report.by.value)))
    sheet.line(
        f"Medlen redovisas mot utgiftsområde {appropriation.expenditure_area}, budgetåret {appropriation.budget_year}, "
        f"anslag {appropriation.name}, anslagspost {appropriation.item}."
    )
    sheet.table(columns, _appropriation(document))
    sheet.blank_row()
    accounts = document.tables["final_account"]
    sheet.table(
        [Column("Regionernas medel", 56), Column("Kronor", 20, Kind.AMOUNT)],
        [[heading, _sum(accounts[name].drop_nulls())] for name, heading in _money_columns(document).items()],
    )
    if appropriation.account_by:
        accounted = accounts["cost_kr"].count()
        sheet.line(f"Ekonomisk redovisning med kostnader har kommit in från {accounted} av {len(CODES)} regioner.")
    if lines := list(skr_lines(document.tables["ledger"].iter_rows(named=True))):
        sheet.blank_row()
        sheet.table(
            [Column(TITLE, 56), Column("Kronor", 20, Kind.AMOUNT)],
            [[line.title, line.row[line.column]] for line in lines if line.column in AMOUNTS],
        )
        for line in lines:
            if line.column not in AMOUNTS:
                sheet.line(f"{line.title}: {line.row[line.column]}")
    sheet.blank_row()
    for part in parts:
        sheet.line(f"Fliken {part.name}: {part.shows} ({part.section}).")


def _appropriation(document: FollowUpDocument) -> list[tuple[Cell, ...]]:
    """What may be used, all that it is used for, and what is left, which must be 0."""
    programme, payouts = document.programme, document.tables["payout"]
    section = programme.final_report.scope_section if programme.final_report else ""
    (account,) = document.tables["appropriation"].iter_rows(named=True)
    used = [
        (payment.title, _sum(payouts.filter(payment=payment.id)["amount_kr"]), payment.section)
        for payment in programme.payments
    ]
    used.append(("Medel som ingen region får", account["undistributed_kr"], "se fliken Anmärkningar"))
    used += [
        (title, account[name], section)
        for name, title in (("skr_kr", "Medel till SKR"), ("own_costs_kr", "Myndighetens egna kostnader, högst"))
        if account[name]
    ]
    total = account["appropriation_kr"]
    left = Formula(f"=B{{0}}-SUM(B{{1}}:B{{{len(used)}}})", total - sum(amount or 0 for _, amount, _ in used))
    return [("Får användas, högst", total, section), *used, ("Återstår att redovisa (ska vara 0)", left, "")]


def _sum(amounts: pl.Series) -> int | None:
    """None where there are no amounts, as for a payment that is withheld, which is not zero."""
    return None if amounts.is_empty() else sum(amounts)


def _money_columns(document: FollowUpDocument) -> dict[str, str]:
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


def write_payouts(book: Workbook, document: FollowUpDocument) -> None:
    """What each region is entitled to from every component of every payment; empty columns for one that is withheld."""
    payouts, payments = document.tables["payout"], document.programme.payments
    parts = [(payment, component) for payment in payments for component in payment.components]
    columns = [
        Column("Region", 18),
        *(
            Column(component.heading, 18, Kind.AMOUNT, group=payment.title, is_summed=True)
            for payment, component in parts
        ),
        Column("Totalt", 18, Kind.AMOUNT, is_summed=True),
    ]
    sheet = document.sheet(
        book,
        "Utbetalningar",
        title="Utbetalningar till regionerna",
        columns=columns,
        rests_on=payouts,
        is_one_page=True,
    )
    amounts = {
        (row["payment"], row["component"], row["region_code"]): row["amount_kr"]
        for row in payouts.iter_rows(named=True)
    }
    last = xl_col_to_name(len(parts))
    rows: list[list[Cell]] = []
    for code in CODES:
        own = [amounts.get((payment.id, component.id, code)) for payment, component in parts]
        total = Formula(f"=SUM(B{{row}}:{last}{{row}})", sum(amount or 0 for amount in own))
        rows.append([BY_CODE[code].name, *own, total])
    sheet.table(columns, rows, sum_label=NATION, is_main=True)


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
            *(Field(name, 16, heading, is_summed=True) for name, heading in _money_columns(document).items()),
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
    columns = [
        Column("Region", 30),
        Column("Inkom", 16, Kind.DAY),
        Column("Godkänd", 34),
        *(
            Column(f"{column.header}, kronor", 18, Kind.AMOUNT, is_summed=True)
            if column.name == CLAIMED
            else Column(column.header, 18)
            for column in told
        ),
    ]
    sheet = document.sheet(
        book, "Inkomna redovisningar", title="Regionernas redovisningar", columns=columns, rests_on=_unmarked(rows)
    )
    found = {row["region_code"]: row for row in rows.iter_rows(named=True)}
    words = {True: "ja", False: "nej", None: "inte bedömd"}
    sheet.table(
        columns,
        [
            [
                BY_CODE[code].name,
                found[code]["received_date"],
                words[found[code]["is_approved"]],
                *(_told(found[code][column.name]) for column in told),
            ]
            if code in found
            else [BY_CODE[code].name, None, "ingen redovisning har kommit in", *(None for _ in told)]
            for code in CODES
        ],
        is_main=True,
        sum_label="Alla" if any(column.name == CLAIMED for column in told) else "",
    )


def _told(value: bool | int | None) -> Cell:
    """Yes, no or nothing, or kronor."""
    return {True: "ja", False: "nej"}[value] if isinstance(value, bool) else value


def _unmarked(rows: pl.DataFrame) -> pl.DataFrame:
    """Delivered rows without a mark have none at all, results an empty one."""
    return rows.with_columns(pl.col("mark").fill_null(""))


def write_nation(book: Workbook, document: FollowUpDocument) -> None:
    """The nation's value of every indicator: all months together, then month by month."""
    rows = document.tables["final_development"].filter(pl.col("region_code").is_null())
    _write_development(book, document, "Utveckling i riket", rows, has_regions=False)


def write_regions(book: Workbook, document: FollowUpDocument) -> None:
    """Every region's value of every indicator, all months together."""
    rows = document.tables["final_development"].filter(pl.col("region_code").is_not_null())
    of_all = rows.filter(
        (pl.col("first_month") == pl.col("first_month").min().over("indicator"))
        & (pl.col("last_month") == pl.col("last_month").max().over("indicator"))
    )
    _write_development(book, document, "Utveckling per region", of_all, has_regions=True)


def _write_development(
    book: Workbook, document: FollowUpDocument, name: str, rows: pl.DataFrame, *, has_regions: bool
) -> None:
    indicators = {indicator.id: indicator for indicator in document.programme.indicators}
    has_percent_change = any(indicator.unit != PERCENT for indicator in indicators.values())
    year = appropriation_of(document.programme.id).budget_year
    layout = Layout(
        name,
        name,
        (
            Field("indicator", 68, value=lambda row: indicators[row["indicator"]].title),
            *([Field("region_code", 18)] if has_regions else []),
            Field("months", 24, "Månader", lambda row: month_span(row["first_month"], row["last_month"])),
            Field("unit", 20, value=lambda row: indicators[row["indicator"]].unit),
            Field("value", 13, str(year)),
            Field("value_year_before", 13, str(year - 1)),
            Field("change", 12, "Ändring"),
            *([Field("change_percent", 12)] if has_percent_change else []),
            Field("report_count", 13),
        ),
        lines=(
            "Båda åren vilar på samma regioner och månader: de som är rapporterade båda åren. Riket är vägt med "
            "antalet vårdplatser eller patienter; antal vårdplatser är summan av regionernas medeltal.",
            "Ändringen av en andel är i procentenheter. Små tal är inte dolda; tabellen får inte publiceras (T19).",
        ),
        has_filter=True,
    )
    order = list(indicators)
    document.write(
        book,
        layout,
        rows,
        lambda row: (
            order.index(row["indicator"]),
            row["region_code"] or "",
            row["first_month"],
            -row["last_month"].toordinal(),
        ),
    )


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
            amount = _sum(tables["payout"].filter(payment=payment.id)["amount_kr"])
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
