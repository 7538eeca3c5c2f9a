"""What `bonuspott changes` shows and the end of a run says: what moved, by how much, for whom, because of what."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import polars as pl

from assets.programmes import GRANT_BY_ID
from assets.warehouse import Warehouse
from exports.changes.words import cause_words, part_words
from rules.regions import BY_CODE
from rules.swedish import counted, kronor, listing, month_name, number
from schemas.changes import AMOUNT, OUTCOME, KeptChange, LastSettled
from schemas.tables import column_names

HEADINGS = ("Utbetalning", "Region", "Före, kronor", "Efter, kronor", "Skillnad, kronor", "På grund av")
"""Headings of `shown_amount`."""
OUTCOME_HEADINGS = ("Krav", "Månad", "Region", "Del före", "Del efter", "På grund av")
"""Headings of `shown_outcome`."""
CSV_HEADINGS = tuple(column_names(KeptChange))
"""Headings of the rows as they are kept."""
SHOWN_MOVES = 3
MOST_NAMED = 4
"""Regions that are named in one line; more are counted."""


class UnknownRunError(Exception):
    """There is no such run or day to look from; the message is Swedish."""


class Known(NamedTuple):
    """What had been told before a run: the runs that moved something, and the programmes that had been settled."""

    runs: frozenset[str]
    programmes: frozenset[str]


def known(warehouse: Warehouse) -> Known:
    """What has been told until now."""
    with warehouse.reading() as connection:
        runs = connection.read(KeptChange)["run_id"]
        return Known(frozenset(runs), frozenset(connection.read(LastSettled)["programme"]))


def changes(
    warehouse: Warehouse, since: str = "", programmes: Collection[str] = (), regions: Collection[str] = ()
) -> pl.DataFrame:
    """The rows of `log.change` in the order they were made, from a run or a day on, both included.

    `since` is a day or the beginning of a run's id. Raises `UnknownRunError`.
    """
    with warehouse.reading() as connection:
        rows = connection.read(KeptChange).sort("changed_at", "programme", "link")
    if since:
        rows = rows.filter(pl.col("changed_at") >= _beginning(rows, since))
    if programmes:
        rows = rows.filter(pl.col("programme").is_in(list(programmes)))
    return rows.filter(pl.col("region_code").is_in(list(regions))) if regions else rows


def _beginning(rows: pl.DataFrame, since: str) -> str:
    try:
        return date.fromisoformat(since).isoformat()
    except ValueError:
        own = rows.filter(pl.col("run_id").str.starts_with(since))
    if own["run_id"].n_unique() != 1:
        problem = "har flyttat något belopp eller utfall" if own.is_empty() else "är den enda som börjar så"
        raise UnknownRunError(
            f"Ingen körning {since} {problem}. Ange en dag, till exempel 2024-08-31, eller en körning som den står i "
            "kolumnen run_id i tabellen log.change."
        )
    return str(own["changed_at"].min())


def runs(rows: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """The rows run by run and programme by programme, each with a Swedish title."""
    for (at, run_id, programme), own in rows.group_by("changed_at", "run_id", "programme", maintain_order=True):
        title = GRANT_BY_ID[str(programme)].programme.short_title
        yield f"{title}, körningen {str(at)[:16]} ({str(run_id)[:8]})", own


def shown_amount(row: Mapping[str, Any]) -> tuple[str | int, ...]:
    """A row about an amount under `HEADINGS`."""
    payment = GRANT_BY_ID[row["programme"]].programme.payment(row["payment"])
    heading = {part.id: part.heading for part in payment.components}[row["item"]]
    region = BY_CODE[row["region_code"]].name
    amounts = (row["before_kr"], row["after_kr"], row["difference_kr"])
    return f"{payment.title}: {heading}", region, *amounts, cause_words(row)


def shown_outcome(row: Mapping[str, Any]) -> tuple[str, ...]:
    """A row about an outcome under `OUTCOME_HEADINGS`."""
    title = {each.id: each.title for each in GRANT_BY_ID[row["programme"]].programme.requirements}[row["item"]]
    parts = (part_words(row["before_part"]), part_words(row["after_part"]))
    return title, month_name(row["month"]), BY_CODE[row["region_code"]].name, *parts, cause_words(row)


def told(warehouse: Warehouse, before: Known, programmes: Collection[str]) -> list[str]:
    """What moved since `before`, in a few Swedish lines; none for programmes that were settled for the first time."""
    compared = [programme for programme in programmes if programme in before.programmes]
    if not compared:
        return []
    rows = changes(warehouse, programmes=compared).filter(~pl.col("run_id").is_in(list(before.runs)))
    if rows.is_empty():
        return ["Inget belopp och inget utfall har flyttats sedan förra körningen."]
    return [line for programme in compared for line in _lines(programme, rows.filter(programme=programme))]


def _lines(programme: str, rows: pl.DataFrame) -> list[str]:
    title = GRANT_BY_ID[programme].programme.short_title
    of_region = (
        rows.filter(what=AMOUNT)
        .group_by("cause", "file", "region_code", maintain_order=True)
        .agg(pl.col("difference_kr").sum())
    )
    lines = []
    for (cause, file), own in of_region.group_by("cause", "file", maintain_order=True):
        words = cause_words({"cause": cause, "file": file})
        more, less = own.filter(pl.col("difference_kr") > 0), own.filter(pl.col("difference_kr") < 0)
        sides = [
            f"{kronor(abs(int(side['difference_kr'].sum())))} {word} till {_regions(side['region_code'].to_list())}"
            for side, word in ((more, "mer"), (less, "mindre"))
            if not side.is_empty()
        ]
        if sides:
            lines.append(f"Ändrat: {title}, på grund av {words}: {' och '.join(sides)}.")
        else:
            whose = _regions(own["region_code"].to_list())
            lines.append(
                f"Ändrat: {title}, på grund av {words}: kronor har bytt del, men summan är densamma för {whose}."
            )
    outcomes = rows.filter(what=OUTCOME).select("item", "month", "region_code").unique().height
    if outcomes:
        told = counted(outcomes, "utfall är ett annat", "utfall är andra")
        lines = [*lines[:-1], f"{lines[-1]} {told}."] if lines else [f"Ändrat: {title}: {told} än förut."]
    if len(lines) > SHOWN_MOVES:
        lines = [*lines[:SHOWN_MOVES], f"… och {len(lines) - SHOWN_MOVES} till; alla visas av bonuspott changes."]
    return lines


def _regions(codes: Sequence[str]) -> str:
    if len(codes) > MOST_NAMED:
        return "alla regioner" if len(codes) == len(BY_CODE) else f"{number(len(codes))} regioner"
    return listing([BY_CODE[code].name for code in sorted(codes)])


def signed(amount_kr: int) -> str:
    """Kronor with their sign: `+1 000`, `−1 000`."""
    return f"+{number(amount_kr)}" if amount_kr > 0 else number(amount_kr)
