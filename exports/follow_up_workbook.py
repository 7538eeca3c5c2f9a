"""Writes the follow-up workbook of one programme: how far the requirements are met, and what else is to be told.

Which sheets there are and in what order; each sheet's content is in the modules named `*_follow_up_sheets`.
What is decided on and paid is in the workbooks of the payments.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

import polars as pl
from xlsxwriter import Workbook

from exports.beds_follow_up_sheets import write_basic_requirement, write_nation, write_signals
from exports.follow_up_document import FollowUpDocument
from exports.monthly_follow_up_sheets import write_fulfilment, write_heat_maps
from exports.queues_follow_up_sheets import (
    write_caps,
    write_operations,
    write_preliminary,
    write_reasons,
    write_remaining,
)
from exports.workbook_file import workbook_at
from rules.programme import Programme

Sheet = Callable[[Workbook, FollowUpDocument], None]

MONTHLY_SHEETS: tuple[Sheet, ...] = (write_fulfilment, write_heat_maps)
SHEETS: dict[str, tuple[Sheet, ...]] = {
    "tillganglighet_2024": MONTHLY_SHEETS,
    "vardplatser_2024": (*MONTHLY_SHEETS, write_nation, write_basic_requirement, write_signals),
    "vardkoer_2025": (write_operations, write_caps, write_remaining, write_preliminary, write_reasons),
}
"""The sheets by programme id."""

MONTHLY_TABLES = ("qualification", "fulfilment", "month_status")
TABLES: dict[str, tuple[str, ...]] = {
    "tillganglighet_2024": MONTHLY_TABLES,
    "vardplatser_2024": (
        *MONTHLY_TABLES,
        "national_development",
        "reporting_gap",
        "repayment_liability",
        "signal",
    ),
    "vardkoer_2025": (
        "month_status",
        "operation_development",
        "cap_line",
        "remaining_line",
        "preliminary_payout",
        "region_reason",
    ),
}
"""The result tables that the workbook is made from, without schema, by programme id."""


def write_follow_up_workbook(programme: Programme, tables: Mapping[str, pl.DataFrame], path: Path) -> None:
    """Write the follow-up of a programme to `path`, in a folder that exists; see `workbook_at`.

    `tables` has the rows of each of the programme's `TABLES`, in whatever order; those of other programmes
    are passed over.
    """
    own = {name: tables[name].filter(pl.col("programme") == programme.id) for name in TABLES[programme.id]}
    document = FollowUpDocument(programme, own)
    with workbook_at(path, title=f"{programme.short_title}: uppföljning", subject=programme.title) as book:
        for write in SHEETS[programme.id]:
            write(book, document)
