"""The first sheet of the final report: the money in all, and what the other sheets show."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl
from xlsxwriter import Workbook

from exports.final_report.money_sheets import money_columns, sum_if_any
from exports.follow_up.document import FollowUpDocument
from exports.printed_sheet import Cell, Column, Formula, Kind
from exports.skr_lines import AMOUNTS, TITLE, skr_lines
from rules.appropriations import appropriation as appropriation_of
from rules.instructions import referred
from rules.regions import CODES
from rules.swedish import day


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
        [[heading, sum_if_any(accounts[name].drop_nulls())] for name, heading in money_columns(document).items()],
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
        (payment.title, sum_if_any(payouts.filter(payment=payment.id)["amount_kr"]), payment.section)
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
