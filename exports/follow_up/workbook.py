"""Writes the follow-up workbook of one programme: how far the requirements are met, and what else is to be told.

Which sheets there are and in what order; each sheet's content is in the modules named `*_follow_up_sheets`.
What is decided on and paid is in the workbooks of the payments.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from xlsxwriter import Workbook

from exports.follow_up.document import FollowUpDocument
from exports.follow_up.monthly_sheets import write_fulfilment, write_heat_maps
from exports.follow_up.rates_sheets import write_rates
from exports.follow_up.reporting_sheets import write_basic_requirement, write_nation, write_signals
from exports.follow_up.tariff_sheets import write_caps, write_operations, write_reasons, write_remaining
from exports.payment.preliminary_sheet import write_preliminary
from exports.workbook_file import workbook_at
from rules.declaration import Decree
from rules.tariffs import tariffs

Sheet = Callable[[Workbook, FollowUpDocument], None]


@dataclass(frozen=True)
class Told:
    """Sheets that belong together and the result tables, without schema, that they are made from."""

    sheets: tuple[Sheet, ...]
    tables: tuple[str, ...]


MONTHLY = Told((write_fulfilment, write_heat_maps), ("qualification", "fulfilment", "month_status"))
NATION = Told((write_nation,), ("national_development",))
REPORTING = Told((write_basic_requirement,), ("reporting_gap", "repayment_liability"))
SIGNALS = Told((write_signals,), ("signal",))
TARIFF = Told(
    (write_operations, write_caps, write_remaining, write_reasons),
    (
        "month_status",
        "operation_development",
        "cap_line",
        "remaining_line",
        "preliminary_payout",
        "region_reason",
    ),
)

RATES = Told((write_rates,), ("reported_rate", "month_status"))
PRELIMINARY = Told((write_preliminary,), ("month_status", "preliminary_payout"))


def told_of(programme: Decree) -> list[Told]:
    """What there is to tell of a programme: monthly requirements, reporting, tariffs, followed rates, open payments."""
    reporting = programme.reporting
    has_rates = bool(reporting and reporting.has_rates)
    found = (
        (MONTHLY, programme.requirements),
        (NATION, has_rates),
        (TARIFF, tariffs(programme)),
        (REPORTING, reporting),
        (SIGNALS, has_rates),
        (RATES, programme.followed_rates),
        (PRELIMINARY, True),
    )
    return [told for told, is_there in found if is_there]


def tables_of(programme: Decree) -> tuple[str, ...]:
    """The result tables that the workbook is made from, without schema."""
    return tuple(dict.fromkeys(table for told in told_of(programme) for table in told.tables))


def write_follow_up_workbook(programme: Decree, tables: Mapping[str, pl.DataFrame], path: Path) -> None:
    """Write the follow-up of a programme to `path`, in a folder that exists; see `workbook_at`.

    `tables` has the rows of each of `tables_of` the programme, in whatever order; those of other programmes
    are passed over.
    """
    own = {name: tables[name].filter(pl.col("programme") == programme.id) for name in tables_of(programme)}
    document = FollowUpDocument(programme, own)
    with workbook_at(path, title=f"{programme.short_title}: uppföljning", subject=programme.title) as book:
        for told in told_of(programme):
            for write in told.sheets:
                write(book, document)
