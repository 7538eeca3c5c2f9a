"""The first sheet of the final report: the money in all, and what the other sheets show."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl
from xlsxwriter import Workbook

from exports.final_report.money_sheets import money_columns, sum_if_any
from exports.follow_up.document import FollowUpDocument
from exports.printed_sheet import Formula, Kind
from exports.skr_lines import AMOUNTS, TITLE, skr_lines
from exports.table_layout import Field, Layout
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


class Line(NamedTuple):
    """Kronor, what they are for, and the section that says so."""

    about: str
    amount_kr: int | Formula | None
    section: str = ""


def _layout(heading: str, *more: Field) -> Layout:
    """How lines under a heading are shown."""
    fields = (Field("about", 56, heading), Field("amount_kr", 20, kind=Kind.AMOUNT), *more)
    return Layout("Sammanfattning", "Slutredovisning", fields, is_one_page=True)


def write_summary(book: Workbook, document: FollowUpDocument, parts: Sequence[Part]) -> None:
    """The appropriation to the krona, how far the regions' money has come, and what the other sheets show."""
    programme, appropriation = document.programme, appropriation_of(document.programme.id)
    layout = _layout("Anslaget", Field("section", 60))
    money = [document.tables[name].select("mark") for name in ("payout", "final_account")]
    sheet = document.open(book, layout, pl.concat(money))
    sheet.line(f"{referred(programme.title, programme.reference)}.")
    if report := programme.final_report:
        sheet.line(report.asked_for.format(day=day(report.by.value)))
    sheet.line(
        f"Medlen redovisas mot utgiftsområde {appropriation.expenditure_area}, budgetåret {appropriation.budget_year}, "
        f"anslag {appropriation.name}, anslagspost {appropriation.item}."
    )
    layout.table(sheet, _appropriation(document), is_main=False)
    sheet.blank_row()
    accounts = document.tables["final_account"]
    columns = money_columns(document).items()
    regions = [Line(heading, sum_if_any(accounts[name].drop_nulls())) for name, heading in columns]
    _layout("Regionernas medel").table(sheet, regions, is_main=False)
    if appropriation.account_by:
        accounted = accounts["cost_kr"].count()
        sheet.line(f"Ekonomisk redovisning med kostnader har kommit in från {accounted} av {len(CODES)} regioner.")
    if lines := list(skr_lines(document.tables["ledger"].iter_rows(named=True))):
        sheet.blank_row()
        amounts = [Line(line.title, line.row[line.column]) for line in lines if line.column in AMOUNTS]
        _layout(TITLE).table(sheet, amounts, is_main=False)
        for line in lines:
            if line.column not in AMOUNTS:
                sheet.line(f"{line.title}: {line.row[line.column]}")
    sheet.blank_row()
    for part in parts:
        sheet.line(f"Fliken {part.name}: {part.shows} ({part.section}).")


def _appropriation(document: FollowUpDocument) -> list[Line]:
    """What may be used, all that it is used for, and what is left, which must be 0."""
    programme, payouts = document.programme, document.tables["payout"]
    section = programme.final_report.scope_section if programme.final_report else ""
    (account,) = document.tables["appropriation"].iter_rows(named=True)
    others = [("skr_kr", "Medel till SKR"), ("own_costs_kr", "Myndighetens egna kostnader, högst")]
    used = [
        *(
            Line(payment.title, sum_if_any(payouts.filter(payment=payment.id)["amount_kr"]), payment.section)
            for payment in programme.payments
        ),
        Line("Medel som ingen region får", account["undistributed_kr"], "se fliken Anmärkningar"),
        *(Line(title, account[name], section) for name, title in others if account[name]),
    ]
    total = account["appropriation_kr"]
    spent = sum(line.amount_kr for line in used if isinstance(line.amount_kr, int))
    left = Formula(f"=B{{0}}-SUM(B{{1}}:B{{{len(used)}}})", total - spent)
    return [Line("Får användas, högst", total, section), *used, Line("Återstår att redovisa (ska vara 0)", left)]
