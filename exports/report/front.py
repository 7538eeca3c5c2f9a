"""The front page: what the appropriations were used for, what every region gets, and how it goes."""

from collections.abc import Iterator
from dataclasses import dataclass

from exports.report.blocks import Chart, Item, Link, Series, Table
from exports.report.charts import region_chart
from exports.report.decision_notes import ADJUSTED, adjusted
from exports.report.development import development_table
from exports.report.maps import programme_map
from exports.report.months import months_in
from exports.report.places import programme_href, region_href
from exports.report.pots import pots_table
from exports.report.tables import MISSING, Figure, Tables, figure, total
from exports.report.tile_map import TileMap
from rules.declaration import Decree, Payment
from rules.found_decrees import decrees, grants
from rules.mechanisms.condition import Redistributed
from rules.mechanisms.monthly_pots import BonusPot
from rules.mechanisms.remaining_funds import RemainingFunds
from rules.regions import BY_CODE, CODES
from schemas.decisions import DecidedAdjustment, Decision
from schemas.final_report import FinalAccount
from schemas.follow_up import MonthStatus
from schemas.ledger import Appropriation
from schemas.results import Payout, Undistributed, Withheld

_APPROPRIATION = {
    "appropriation_kr": "Anslag",
    "entitled_kr": "Till regionerna",
    "skr_kr": "Till SKR",
    "own_costs_kr": "Myndighetens egna kostnader",
    "undistributed_kr": "Ofördelat",
    "difference_kr": "Inte framräknat eller oförklarat",
}
_PROGRESS = {
    "entitled_kr": "Regionerna har rätt till",
    "paid_kr": "Utbetalt",
    "pending_kr": "Inte beslutat, eller stoppat",
    "unrequested_kr": "Inte rekvirerat",
    "lapsed_kr": "Förfallet, rekvirerat för sent",
}
_PARTS: dict[str, tuple[type, ...]] = {
    "Därav bonuspott": (BonusPot,),
    "Därav kvarstående medel": (RemainingFunds, Redistributed),
}
"""The mechanisms whose kronor are told apart, by heading."""


@dataclass(frozen=True)
class Held:
    """A payment that is held back, and why."""

    title: str
    reason: Figure


@dataclass(frozen=True)
class FrontPage:
    """What the front page shows; a table or chart without anything to show is None.

    `undistributed` is by title of the payment: the amount, and why no region gets it. `incomplete` tells of months
    whose result rests on fewer than all regions, each with its grant. `adjusted` has been decided on top of the amount.
    """

    amount: Figure | None
    adjusted: Figure | None
    held: tuple[Held, ...]
    payments: Table | None
    progress: Table | None
    appropriations: Table | None
    undistributed: tuple[tuple[str, Figure, Figure], ...]
    payouts: Table | None
    chart: Chart | None
    pots: Table | None
    maps: tuple[TileMap, ...]
    incomplete: tuple[tuple[Link, Figure], ...]
    developments: tuple[tuple[Table, Link], ...]


def front_page(tables: Tables) -> FrontPage:
    """The front page."""
    amount = _sum(tables)
    return FrontPage(
        amount=amount,
        adjusted=adjusted(tables),
        held=tuple(
            Held(_title(decree, payment), figure(Withheld, row, "reason"))
            for decree in grants()
            for payment in decree.payments
            for row in tables.rows(Withheld, programme=decree.id, payment=payment.id)
        ),
        payments=_payments(tables) if amount else None,
        progress=_progress(tables),
        appropriations=_appropriations(tables),
        undistributed=tuple(
            (
                _title(decree, payment),
                figure(Undistributed, row, "amount_kr"),
                figure(Undistributed, row, "reason"),
            )
            for decree in grants()
            for payment in decree.payments
            for row in tables.rows(Undistributed, programme=decree.id, payment=payment.id)
        ),
        payouts=_payouts(tables) if amount else None,
        chart=_chart(tables) if amount else None,
        pots=pots_table(tables, list(grants())),
        maps=tuple(found for decree in grants() if (found := programme_map(tables, decree))),
        incomplete=tuple(
            (_page_of(decree), figure(MonthStatus, row, "sentence_sv"))
            for decree in grants()
            for row in tables.rows(MonthStatus, programme=decree.id, is_complete=False)
            if row["month"] in months_in(tables, decree.id)
        ),
        developments=tuple(_developments(tables)),
    )


def _title(programme: Decree, payment: Payment) -> str:
    return f"{programme.short_title}: {payment.title}"


def _payments(tables: Tables) -> Table:
    """What each payment gives all regions together, and how much of it is money that others did not earn."""

    def line(programme: Decree, payment: Payment) -> tuple[Item, ...]:
        key = {"programme": programme.id, "payment": payment.id}
        parts = (_part(tables, programme, payment, mechanisms) for mechanisms in _PARTS.values())
        days = {row["decided_on"]: row for row in tables.rows(Decision, **key)}
        undecided = "nej, hålls inne" if tables.rows(Withheld, **key) else "nej"
        decided = figure(Decision, days[max(days)], "decided_on") if days else undecided
        link = Link(_title(programme, payment), f"{programme_href(programme.id)}#{payment.id}")
        on_top = (adjusted(tables, **key) or MISSING,) if is_adjusted else ()
        return (link, _sum(tables, **key) or MISSING, *parts, decided, *on_top)

    is_adjusted = tables.has(DecidedAdjustment)
    return Table(
        "utbetalningarna",
        "Utbetalningarna till regionerna, kronor",
        ("Utbetalning", "Kronor", *_PARTS, "Beslutad", *([ADJUSTED] if is_adjusted else [])),
        tuple(line(decree, payment) for decree in grants() for payment in decree.payments),
    )


def _part(tables: Tables, programme: Decree, payment: Payment, mechanisms: tuple[type, ...]) -> Item:
    """What some mechanism pays in a payment."""
    own = next((part.components[0].id for part in payment.parts if isinstance(part, mechanisms)), None)
    return (own and _sum(tables, programme=programme.id, payment=payment.id, component=own)) or MISSING


def _progress(tables: Tables) -> Table | None:
    """How far the regions' money has come."""
    lines: list[tuple[Item, ...]] = []
    for decree in grants():
        key = {"programme": decree.id}
        rows = tables.rows(FinalAccount, **key)
        if rows and all(row["entitled_kr"] is not None for row in rows):
            sums = (total(FinalAccount, rows, column, **key) for column in _PROGRESS)
            lines.append((_page_of(decree), *sums))
    if not lines:
        return None
    return Table(
        "pengarnas-vag", "Så långt har pengarna kommit, kronor", ("Statsbidrag", *_PROGRESS.values()), tuple(lines)
    )


def _appropriations(tables: Tables) -> Table | None:
    lines: tuple[tuple[Item, ...], ...] = tuple(
        (_page_of(programme), *(figure(Appropriation, row, column) for column in _APPROPRIATION))
        for programme in (*grants(), *(decree for decree in decrees() if not decree.payments))
        for row in tables.rows(Appropriation, programme=programme.id)
    )
    headings = ("Statsbidrag", *_APPROPRIATION.values())
    return Table("anslag", "Anslagen och vart pengarna går, kronor", headings, lines) if lines else None


def _page_of(programme: Decree) -> Link:
    return Link(programme.short_title, programme_href(programme.id))


def _sum(tables: Tables, **key: object) -> Figure | None:
    rows = tables.rows(Payout, **key)
    return total(Payout, rows, "amount_kr", **key) if rows else None


def _payouts(tables: Tables) -> Table:
    programmes = list(grants())

    def sums(**key: object) -> tuple[Item, ...]:
        return (
            *(_sum(tables, programme=each.id, **key) or MISSING for each in programmes),
            _sum(tables, **key) or MISSING,
            *((adjusted(tables, **key) or MISSING,) if is_adjusted else ()),
        )

    is_adjusted = tables.has(DecidedAdjustment)
    return Table(
        "utbetalningar",
        "Alla utbetalningar som är framräknade, kronor",
        ("Region", *(each.short_title for each in programmes), "Alla", *([ADJUSTED] if is_adjusted else [])),
        tuple((Link(BY_CODE[code].name, region_href(code)), *sums(region_code=code)) for code in CODES),
        ("Alla regioner", *sums()),
    )


def _chart(tables: Tables) -> Chart:
    return region_chart(
        "utbetalningar-bild",
        "Utbetalningarna per region",
        "Liggande staplar, en per region, delade efter statsbidrag. Siffrorna finns i tabellen bredvid.",
        [
            Series(
                decree.short_title,
                [_sum(tables, programme=decree.id, region_code=code) for code in CODES],
            )
            for decree in grants()
        ],
    )


def _developments(tables: Tables) -> Iterator[tuple[Table, Link]]:
    """Each grant's development in all, and where it stands month by month."""
    for programme in (decree for decree in grants()):
        if found := development_table(tables, programme):
            yield found, Link(f"{programme.short_title}, månad för månad", f"{programme_href(programme.id)}#utveckling")
