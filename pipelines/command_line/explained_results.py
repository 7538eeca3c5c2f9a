"""The stored results of a programme as the plain values that explanations are built from. Nothing is computed anew."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

from assets.grants import Grant
from assets.warehouse import Connection
from pipelines.command_line.explained_remarks import remarks
from readers.rejections import Unreadable
from readers.statements import statement_of
from readers.values import value_of
from rules.attribution import Role
from rules.declaration import Decree
from rules.explanation import Link, Results, Source, Stated
from rules.monthly_pot import Route
from rules.plans import planned_months
from rules.regions import CODES
from rules.reports import KINDS as REPORT_KINDS
from rules.swedish import kronor
from schemas.deliveries import KIND_BY_ID, Kind
from schemas.lineage import Lineage
from schemas.received import Rejected, raw_columns
from schemas.results import Payout, Qualification, Withheld


class ExplainError(Exception):
    """What was asked for cannot be explained; the message is Swedish and says what to do."""


def read_results(connection: Connection, grant: Grant, codes: Collection[str] = CODES) -> Results:
    """The stored results of one programme for some regions.

    Raises `ExplainError` when there are none, or when they and the lineage are not from the same run.
    """
    own = [grant.programme.id]
    payouts = {
        (row["payment"], row["component"], row["region_code"]): row["amount_kr"]
        for row in connection.read(Payout, "programme = ?", own).iter_rows(named=True)
        if row["region_code"] in codes
    }
    withheld = dict(connection.read(Withheld, "programme = ?", own).select("payment", "reason").iter_rows())
    if not payouts and not withheld:
        raise ExplainError(
            f"Databasen har inga resultat för {grant.programme.short_title}. Kör bonuspott run och läs vad den säger."
        )
    qualification = connection.read(Qualification, "programme = ?", own)
    results = Results(
        programme=grant.programme,
        payouts=payouts,
        links=links_of(connection, grant, codes),
        outcomes={
            (row["requirement"], row["month"], row["region_code"]): Stated(
                Route(row["route"]), Fraction(row["part"]), Fraction(row["earned_kr_exact"]), row["reason"]
            )
            for row in qualification.iter_rows(named=True)
            if row["region_code"] in codes
        },
        component_of=grant.programme.component_of,
        withheld=withheld,
        refused=_refused(connection, grant),
        remarks=remarks(connection, grant),
    )
    _require_resolved(results)
    return results


def links_of(connection: Connection, grant: Grant, codes: Collection[str]) -> list[Link]:
    """The stored lineage of one programme for some regions."""
    rows = connection.read(
        Lineage, "programme = ? AND list_contains(?::VARCHAR[], region_code)", [grant.programme.id, list(codes)]
    )
    return [link_of(row) for row in rows.iter_rows(named=True)]


def link_of(row: dict[str, Any]) -> Link:
    """One row of `out.lineage`."""
    return Link(
        row["programme"],
        row["payment"],
        row["component"],
        row["region_code"],
        row["requirement"],
        row["month"],
        Role(row["role"]),
        Source(row["file"], row["sheet"], row["cell"], row["value"]),
        row["row"],
        heading_of(row["kind"], row["column_name"]),
        row["mark"],
        Fraction(row["share_kr"]),
    )


@cache
def heading_of(kind: str, column_name: str) -> str:
    """The Swedish heading of a column of a kind of delivery; empty for no delivery."""
    return (
        next((column.header for column in KIND_BY_ID[kind].columns if column.name == column_name), "") if kind else ""
    )


def key_of(kind: Kind, texts: Mapping[str, str | None]) -> dict[str, Any] | None:
    """What a delivered row is about; None when that itself cannot be read."""
    try:
        key = {column.name: value_of(texts[column.name], column) for column in kind.columns if column.name in kind.key}
    except Unreadable:
        return None
    if kind.statement and key[kind.statement] is None:
        key[kind.statement] = statement_of(kind, key["month"], texts, planned_months(REPORT_KINDS[kind.id]))
    return key


def _refused(connection: Connection, grant: Grant) -> dict[tuple[str, date, str], list[str]]:
    """What was delivered for an outcome, or for the operations of a month, but was not taken."""
    said: dict[tuple[str, date, str], list[str]] = defaultdict(list)
    for kind in (KIND_BY_ID[kind_id] for kind_id in grant.kinds if kind_id in REPORT_KINDS):
        rejected = connection.read(Rejected, "kind = ? AND code <> 'summarad' AND row IS NOT NULL", [kind.id])
        if rejected.is_empty():
            continue
        delivered = {
            (row["file"], row["sheet"], row["row"]): row
            for row in connection.read_text(f"raw.{kind.id}", raw_columns(kind)).iter_rows(named=True)
        }
        for row in rejected.iter_rows(named=True):
            texts = delivered.get((row["file"], row["sheet"], row["row"]))
            if texts and (key := key_of(kind, texts)):
                for requirement in _requirements(grant.programme, kind.id, key):
                    said[requirement, key["month"], key["region_code"]].append(f"Avvisad uppgift: {row['message_sv']}")
    return said


def _requirements(decree: Decree, kind: str, key: Mapping[str, Any]) -> Iterator[str]:
    """The requirements, or what is counted one by one, that a delivered row is about."""
    at = (key["region_code"], key["month"], REPORT_KINDS[kind].item_of(key))
    for requirement in decree.requirements:
        if any(measured.is_at(kind, at) for measured in requirement.measured()):
            yield requirement.id
    for _, part in decree.parts:
        yield from (measured.item for measured in part.measured() if measured.is_at(kind, at))


def _require_resolved(results: Results) -> None:
    laid: dict[tuple[str, str, str], Fraction] = defaultdict(Fraction)
    for link in results.links:
        laid[link.payment, link.component, link.region_code] += link.share_kr
    for key, amount_kr in results.payouts.items():
        if laid[key] != amount_kr:
            raise ExplainError(
                f"Spårningen av {results.programme.short_title} svarar inte mot utbetalningarna: {key[0]}/{key[1]} för "
                f"länskod {key[2]} är {kronor(amount_kr)} men spårad till {kronor(laid[key])}. Kör bonuspott run."
            )
