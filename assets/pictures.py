"""Pictures in the user interface: a table's rows drawn by `exports.pictures`, as metadata of its materialization."""

from base64 import b64encode
from collections.abc import Callable, Mapping

import dagster as dg
import polars as pl

from assets.grants import Grant
from assets.warehouse import Connection
from exports.glances import money_lines, outcome_letters
from exports.pictures import development, money_flow, outcome_map
from rules.declaration import Monthly
from schemas.results import Qualification

Pictures = Mapping[str, dg.MarkdownMetadataValue]
"""Pictures by the name that they are shown under."""

Draw = Callable[[Connection, pl.DataFrame], Pictures]
"""What draws the rows of a table."""


def outcome_maps(grant: Grant) -> Draw:
    """A map per requirement of what every region earned every month, from the stored outcomes."""

    def draw(connection: Connection, _: pl.DataFrame) -> Pictures:
        outcomes = connection.read(Qualification, "programme = ?", [grant.programme.id])
        return {
            name: shown
            for requirement in grant.programme.requirements
            if requirement.id in outcomes["requirement"]
            for name, shown in _outcomes_of(requirement, outcomes).items()
        }

    return draw


def _outcomes_of(requirement: Monthly, outcomes: pl.DataFrame) -> Pictures:
    lines, signs = outcome_letters(requirement, outcomes)
    return {
        f"karta_{requirement.id}": _at_once(lines),
        f"tecken_{requirement.id}": _at_once(signs),
        f"bild_{requirement.id}": _shown(outcome_map(requirement, outcomes), requirement.title),
    }


def money_picture(grant: Grant, payouts: pl.DataFrame, undistributed: pl.DataFrame) -> Pictures:
    """Where the programme's pots go; no picture while nothing is paid."""
    if payouts.is_empty():
        return {}
    told = (grant.programme, sum(pot.amount_kr for pot in grant.pots), payouts, undistributed)
    return {"vart_pengarna_går": _at_once(money_lines(*told)), "bild": _shown(money_flow(*told), "Vart pengarna går")}


def rate_developments(grant: Grant) -> Draw:
    """The national rate of each requirement; from rows of `NationalDevelopment`."""

    def draw(_: Connection, rows: pl.DataFrame) -> Pictures:
        compared = rows.select("requirement", "month", now="rate", year_before="rate_year_before", mark="mark")
        return {
            f"bild_{requirement.id}": _shown(
                development(requirement.title, "Riket", compared.filter(requirement=requirement.id)), requirement.title
            )
            for requirement in grant.programme.requirements
            if requirement.id in rows["requirement"]
        }

    return draw


def operation_developments(grant: Grant) -> Draw:
    """The nation's operations of each kind; from rows of `OperationDevelopment`."""
    headings = {
        component.id: component.heading for payment in grant.programme.payments for component in payment.components
    }

    def draw(_: Connection, rows: pl.DataFrame) -> Pictures:
        national = rows.filter(pl.col("region_code").is_null() & pl.col("performer").is_null())
        compared = national.select(
            "operation", "month", now="month_count", year_before="year_before_month_count", mark="mark"
        )
        return {
            f"bild_{operation}": _shown(
                development(headings[operation], "Operationer i riket", compared.filter(operation=operation)),
                headings[operation],
            )
            for operation in compared["operation"].unique(maintain_order=True)
        }

    return draw


def _at_once(text: str) -> dg.MarkdownMetadataValue:
    """Lines as they are, which the user interface shows without a click as long as they are short."""
    return dg.MarkdownMetadataValue(f"```\n{text}\n```")


def _shown(svg: bytes, title: str) -> dg.MarkdownMetadataValue:
    """Inside the text itself, so that it shows without any other file; the user interface allows that for pictures."""
    return dg.MarkdownMetadataValue(f"![{title}](data:image/svg+xml;base64,{b64encode(svg).decode()})")
