"""Writes the final report of one programme to the government: what its decree asks for, in the decree's order.

Which sheets there are and what asks for each; what no other workbook has is in the modules beside this one, the others
are the ones of the follow-up. What no table can tell, such as why, is for the agency to write.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from xlsxwriter import Workbook

from exports.final_report.development_sheets import write_nation, write_regions
from exports.final_report.money_sheets import write_accounts, write_payouts, write_received_accounts
from exports.final_report.remarks_sheet import write_remarks
from exports.final_report.summary_sheet import Part, write_summary
from exports.follow_up.document import FollowUpDocument
from exports.follow_up.monthly_sheets import write_fulfilment
from exports.follow_up.reporting_sheets import write_basic_requirement
from exports.follow_up.tariff_sheets import write_caps, write_operations, write_remaining
from exports.workbook_file import workbook_at
from rules.appropriations import appropriation as appropriation_of
from rules.declaration import Decree


@dataclass(frozen=True)
class Kept:
    """A sheet that a final report can have: its name, what it shows in Swedish, what writes it, from which tables.

    `shows` may hold `{before}`, the year before the decree's.
    """

    name: str
    shows: str
    write: Callable[[Workbook, FollowUpDocument], None]
    tables: tuple[str, ...] = ()


SHEETS = {
    "payouts": Kept("Utbetalningar", "vad varje region har rätt till, del för del", write_payouts),
    "accounts": Kept("Medel per region", "hur långt pengarna har kommit", write_accounts),
    "fulfilment": Kept(
        "Uppfyllnad",
        "hur långt varje region uppfyllde prestationskraven",
        write_fulfilment,
        ("qualification", "fulfilment"),
    ),
    "nation": Kept(
        "Utveckling i riket", "utvecklingen mot samma månader {before}", write_nation, ("final_development",)
    ),
    "regions": Kept("Utveckling per region", "detsamma för varje region", write_regions, ("final_development",)),
    "received_accounts": Kept(
        "Inkomna redovisningar", "regionernas redovisningar", write_received_accounts, ("redovisning",)
    ),
    "basic_requirement": Kept(
        "Grundkrav",
        "vilka regioner som inte har rapporterat allt och är återbetalningsskyldiga",
        write_basic_requirement,
        ("reporting_gap", "repayment_liability"),
    ),
    "operations": Kept(
        "Redovisning",
        "operationer i hemregionen, annan region och hos privata vårdgivare, mot föregående år",
        write_operations,
        ("operation_development",),
    ),
    "caps": Kept("Tak", "hur stor del av taket varje region använde", write_caps, ("cap_line", "preliminary_payout")),
    "remaining": Kept(
        "Kvarstående medel", "hur de fördelades", write_remaining, ("remaining_line", "preliminary_payout")
    ),
}
"""By the ids that decrees declare."""

_EVERY = (
    "payout",
    "undistributed",
    "withheld",
    "adjustment",
    "ledger",
    "appropriation",
    "final_account",
    "month_status",
)


def tables_of(programme: Decree) -> tuple[str, ...]:
    """The tables that the workbook is made from, without schema."""
    sheets = programme.final_report.sheets if programme.final_report else ()
    return tuple(dict.fromkeys((*_EVERY, *(table for sheet in sheets for table in SHEETS[sheet.id].tables))))


def _parts(programme: Decree) -> tuple[Part, ...]:
    """The sheets between summary and remarks."""
    before = appropriation_of(programme.id).budget_year - 1
    sheets = programme.final_report.sheets if programme.final_report else ()
    return tuple(
        Part(kept.name, sheet.section, kept.shows.format(before=before), kept.write)
        for sheet in sheets
        for kept in (SHEETS[sheet.id],)
    )


def write_final_report(programme: Decree, tables: Mapping[str, pl.DataFrame], path: Path) -> None:
    """Write the final report of a programme to `path`, in a folder that exists; see `workbook_at`.

    `tables` has the rows of each of `tables_of` the programme, in whatever order; those of other programmes are passed
    over.
    """
    own = {name: tables[name].filter(pl.col("programme") == programme.id) for name in tables_of(programme)}
    parts = _parts(programme)
    document = FollowUpDocument(programme, own, "Slutredovisning", {part.name: part.section for part in parts})
    with workbook_at(path, title=f"{programme.short_title}: slutredovisning", subject=programme.title) as book:
        write_summary(book, document, parts)
        for part in parts:
            part.write(book, document)
        write_remarks(book, document)
