"""The front page: what the appropriations were used for, what every region gets, and how it goes."""

from collections.abc import Iterator
from dataclasses import dataclass

from exports.report.blocks import Chart, Item, Link, Series, Table
from exports.report.charts import region_chart
from exports.report.decrees import DECREES
from exports.report.development import developments
from exports.report.maps import programme_map
from exports.report.places import programme_href, region_href
from exports.report.tables import MISSING, Figure, Tables, figure, total
from exports.report.tile_map import TileMap
from rules.regions import BY_CODE, CODES
from schemas.ledger import Appropriation
from schemas.results import Payout, Undistributed, Withheld


@dataclass(frozen=True)
class Held:
    """A payment that is held back, and why."""

    title: str
    reason: Figure


@dataclass(frozen=True)
class FrontPage:
    """What the front page shows; a table or chart without anything to show is None."""

    appropriations: Table | None
    held: tuple[Held, ...]
    undistributed: Table | None
    payouts: Table | None
    chart: Chart | None
    maps: tuple[TileMap, ...]
    developments: tuple[Chart, ...]


def front_page(tables: Tables) -> FrontPage:
    """The front page."""
    payouts = tables.rows(Payout)
    return FrontPage(
        _appropriations(tables),
        tuple(_held(tables)),
        _undistributed(tables),
        _payouts(tables) if payouts else None,
        _chart(tables) if payouts else None,
        tuple(found for decree in DECREES if (found := programme_map(tables, decree))),
        tuple(chart for decree in DECREES for chart in developments(tables, decree.programme)),
    )


def _appropriations(tables: Tables) -> Table | None:
    columns = {
        "appropriation_kr": "Anslag",
        "entitled_kr": "Till regionerna",
        "skr_kr": "Till SKR",
        "own_costs_kr": "Egna kostnader",
        "undistributed_kr": "Ofördelat",
        "difference_kr": "Inte framräknat eller oförklarat",
    }
    rows = tables.rows(Appropriation)
    if not rows:
        return None
    return Table(
        "anslag",
        "Anslagen och vart pengarna går, kronor",
        ("Statsbidrag", *columns.values()),
        tuple(
            (
                Link(row["title"], programme_href(row["programme"])),
                *(figure(Appropriation, row, column) for column in columns),
            )
            for row in rows
        ),
    )


def _held(tables: Tables) -> Iterator[Held]:
    for decree in DECREES:
        reasons = {row["payment"]: row for row in tables.rows(Withheld, programme=decree.programme.id)}
        for payment in decree.programme.payments:
            if row := reasons.get(payment.id):
                title = f"{decree.programme.short_title}, {payment.title}"
                yield Held(title, figure(Withheld, row, "reason"))


def _undistributed(tables: Tables) -> Table | None:
    rows = tables.rows(Undistributed)
    names = {decree.programme.id: decree.programme.short_title for decree in DECREES}
    if not rows:
        return None
    return Table(
        "ofordelat",
        "Medel som ingen region får",
        ("Statsbidrag", "Kronor", "Varför"),
        tuple(
            (
                names[row["programme"]],
                figure(Undistributed, row, "amount_kr"),
                figure(Undistributed, row, "reason"),
            )
            for row in rows
        ),
    )


def _sum(tables: Tables, **key: object) -> Figure | None:
    rows = tables.rows(Payout, **key)
    return total(Payout, rows, "amount_kr", **key) if rows else None


def _payouts(tables: Tables) -> Table:
    programmes = [decree.programme for decree in DECREES]

    def sums(**key: object) -> tuple[Item, ...]:
        return (
            *(_sum(tables, programme=each.id, **key) or MISSING for each in programmes),
            _sum(tables, **key) or MISSING,
        )

    return Table(
        "utbetalningar",
        "Vad varje region får, kronor",
        ("Region", *(each.short_title for each in programmes), "Alla"),
        tuple((Link(BY_CODE[code].name, region_href(code)), *sums(region_code=code)) for code in CODES),
        ("Alla regioner", *sums()),
    )


def _chart(tables: Tables) -> Chart:
    return region_chart(
        "utbetalningar-bild",
        "Vad varje region får",
        "Liggande staplar, en per region, delade efter statsbidrag. Siffrorna finns i tabellen under bilden.",
        [
            Series(
                decree.programme.short_title,
                [_sum(tables, programme=decree.programme.id, region_code=code) for code in CODES],
            )
            for decree in DECREES
        ],
    )
