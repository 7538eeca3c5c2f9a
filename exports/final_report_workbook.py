"""Writes the final report of one programme to the government: what its decree asks for, in the decree's order.

Which sheets there are and what asks for each; those of the money are in `exports.final_report_sheets`, the others
are the ones of the follow-up. What no table can tell, such as why, is for the agency to write.
"""

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from exports.beds_follow_up_sheets import write_basic_requirement
from exports.final_report_sheets import (
    Part,
    write_accounts,
    write_nation,
    write_payouts,
    write_received_accounts,
    write_regions,
    write_remarks,
    write_summary,
)
from exports.follow_up_document import FollowUpDocument
from exports.monthly_follow_up_sheets import write_fulfilment
from exports.queues_follow_up_sheets import write_caps, write_operations, write_remaining
from exports.workbook_file import workbook_at
from rules.programme import Programme

_DECISION = "Regeringens beslut"

PARTS: dict[str, tuple[Part, ...]] = {
    "tillganglighet_2024": (
        Part("Uppfyllnad", "avsnitt 3.7 och 5", "hur långt varje region uppfyllde prestationskraven", write_fulfilment),
        Part("Utveckling i riket", "avsnitt 3.7 och 5", "väntetiderna mot samma månader 2023", write_nation),
        Part("Utveckling per region", "avsnitt 3.7 och 5", "detsamma för varje region", write_regions),
        Part("Inkomna redovisningar", "avsnitt 5", "regionernas redovisningar", write_received_accounts),
        Part("Utbetalningar", "avsnitt 6 och bilaga 1", "vad varje region har rätt till, del för del", write_payouts),
        Part("Medel per region", "avsnitt 6", "hur långt pengarna har kommit", write_accounts),
    ),
    "vardplatser_2024": (
        Part("Utbetalningar", "bilaga 1 och 2", "vad varje region har rätt till, del för del", write_payouts),
        Part("Uppfyllnad", _DECISION, "hur långt varje region uppfyllde prestationskraven", write_fulfilment),
        Part("Utveckling i riket", _DECISION, "resultaten mot samma månader 2023", write_nation),
        Part("Utveckling per region", _DECISION, "detsamma för varje region", write_regions),
        Part("Medel per region", _DECISION, "utbetalt, använt och återbetalt", write_accounts),
        Part(
            "Grundkrav",
            "bilaga 1, Grundläggande krav",
            "vilka regioner som inte har rapporterat allt och är återbetalningsskyldiga",
            write_basic_requirement,
        ),
    ),
    "vardkoer_2025": (
        Part("Utbetalningar", "bilaga 1 och 2", "vad varje region har rätt till, del för del", write_payouts),
        Part(
            "Redovisning",
            _DECISION,
            "operationer i hemregionen, annan region och hos privata vårdgivare, mot föregående år",
            write_operations,
        ),
        Part("Medel per region", _DECISION, "utbetalt, använt och återbetalt", write_accounts),
        Part("Inkomna redovisningar", "bilaga 1, Block 1", "regionernas redovisningar", write_received_accounts),
        Part("Tak", "bilaga 1, Block 2 och bilaga 2", "hur stor del av taket varje region använde", write_caps),
        Part("Kvarstående medel", "bilaga 1, Kvarstående medel", "hur de fördelades", write_remaining),
    ),
}
"""The sheets between summary and remarks, by programme id."""

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
TABLES: dict[str, tuple[str, ...]] = {
    "tillganglighet_2024": (*_EVERY, "qualification", "fulfilment", "final_development", "redovisning"),
    "vardplatser_2024": (
        *_EVERY,
        "qualification",
        "fulfilment",
        "final_development",
        "reporting_gap",
        "repayment_liability",
    ),
    "vardkoer_2025": (
        *_EVERY,
        "operation_development",
        "cap_line",
        "remaining_line",
        "preliminary_payout",
        "redovisning",
    ),
}
"""The tables that the workbook is made from, without schema, by programme id."""


def write_final_report(programme: Programme, tables: Mapping[str, pl.DataFrame], path: Path) -> None:
    """Write the final report of a programme to `path`, in a folder that exists; see `workbook_at`.

    `tables` has the rows of each of the programme's `TABLES`, in whatever order; those of other programmes are passed
    over.
    """
    own = {name: tables[name].filter(pl.col("programme") == programme.id) for name in TABLES[programme.id]}
    parts = PARTS[programme.id]
    document = FollowUpDocument(programme, own, "Slutredovisning", {part.name: part.section for part in parts})
    with workbook_at(path, title=f"{programme.short_title}: slutredovisning", subject=programme.title) as book:
        write_summary(book, document, parts)
        for part in parts:
            part.write(book, document)
        write_remarks(book, document)
