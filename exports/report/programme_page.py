"""The page of one grant: its payments region by region, how its requirements are met, and its days."""

from collections.abc import Iterator
from dataclasses import dataclass

from exports.report.blocks import Chart, Item, Link, Sentence, Series, Table
from exports.report.charts import region_chart, stacked_month_chart
from exports.report.days import days_table
from exports.report.decision_notes import ADJUSTED, adjusted, decision_notes
from exports.report.development import development_table, developments
from exports.report.lines import tariff_tables
from exports.report.maps import programme_map, requirement_map
from exports.report.months import months_in
from exports.report.places import follow_up_href, programme_href, region_href
from exports.report.pots import pots_table
from exports.report.tables import MISSING, Figure, Tables, figure, total
from exports.report.tile_map import TileMap
from exports.skr_lines import TITLE, skr_lines
from rules.declaration import Decree, Payment
from rules.explanation_terms import component_terms, requirement_terms
from rules.followed_rates import NOT_TOLD
from rules.numbers import Values
from rules.regions import BY_CODE, CODES
from rules.swedish import month_abbreviation, number
from schemas.decisions import Adjustment, DecidedAdjustment
from schemas.follow_up import Fulfilment, MonthStatus, ReportedRate
from schemas.ledger import Appropriation, Ledger
from schemas.results import BonusPot, Payout, Undistributed, Withheld


@dataclass(frozen=True)
class ProgrammePayment:
    """One payment: what it gives, or why it is held back, and where each component stands in the decree."""

    id: str
    title: str
    section: str
    amount: Figure | None
    withheld: Figure | None
    notes: tuple[Sentence, ...]
    undistributed: tuple[tuple[Figure, Figure], ...]
    terms: tuple[tuple[str, tuple[str, ...]], ...]
    table: Table | None
    chart: Chart | None


@dataclass(frozen=True)
class ProgrammePage:
    """What the page shows; a table, map or chart without anything to show is None or left out."""

    programme: Decree
    money: Table | None
    payments: tuple[ProgrammePayment, ...]
    terms: tuple[str, ...]
    maps: tuple[TileMap, ...]
    fulfilment: tuple[Table, ...]
    pots: Table | None
    bonus_pot: Chart | None
    months: Table | None
    rates: tuple[Table, ...]
    lines: tuple[Table, ...]
    development: Table | None
    developments: tuple[Chart, ...]
    ledger: Table | None
    skr: Table | None
    adjustments: Table | None
    days: Table | None

    @property
    def followed(self) -> tuple[Table, ...]:
        """What stands on a page of its own: how the requirements were met, region by region and month by month."""
        return (*self.fulfilment, *([self.months] if self.months else []), *self.rates)

    @property
    def href(self) -> str:
        """Where the page is."""
        return programme_href(self.programme.id)

    @property
    def follow_up_href(self) -> str:
        """Where the page of what is `followed` is."""
        return follow_up_href(self.programme.id)


def programme_page(tables: Tables, decree: Decree) -> ProgrammePage:
    """The page of `decree`."""
    programme = decree
    maps = [requirement_map(tables, programme, each) for each in programme.requirements]
    return ProgrammePage(
        programme=programme,
        money=money_table(tables, programme),
        payments=tuple(_payment(tables, decree, payment) for payment in programme.payments),
        terms=tuple(requirement_terms(decree, Values())) if programme.requirements else (),
        maps=tuple(each for each in maps or [programme_map(tables, decree)] if each),
        fulfilment=tuple(_fulfilment(tables, programme)),
        pots=pots_table(tables, [programme]),
        bonus_pot=_bonus_pot(tables, programme),
        months=_months(tables, programme),
        rates=tuple(_rates(tables, programme)),
        lines=tuple(tariff_tables(tables, programme)),
        development=development_table(tables, programme),
        developments=tuple(developments(tables, programme)),
        ledger=_ledger(tables, programme),
        skr=_skr(tables, programme),
        adjustments=_adjustments(tables, programme),
        days=days_table(tables, programme),
    )


def money_table(tables: Tables, programme: Decree) -> Table | None:
    """Where the appropriation is, line by line."""
    columns = {
        "appropriation_kr": "Anslag",
        "entitled_kr": "Till regionerna",
        "skr_kr": "Till SKR",
        "own_costs_kr": "Myndighetens egna kostnader",
        "undistributed_kr": "Ofördelat",
        "lapsed_kr": "Förfallet, av det som går till regionerna",
        "difference_kr": "Inte framräknat eller oförklarat",
    }
    rows = tables.rows(Appropriation, programme=programme.id)
    lines = tuple((title, figure(Appropriation, row, column)) for row in rows for column, title in columns.items())
    return Table("anslag", "Anslaget och vart det går", ("Post", "Kronor"), lines) if lines else None


def _payment(tables: Tables, decree: Decree, payment: Payment) -> ProgrammePayment:
    key = {"programme": decree.id, "payment": payment.id}
    rows, held = tables.rows(Payout, **key), tables.rows(Withheld, **key)
    return ProgrammePayment(
        id=payment.id,
        title=payment.title,
        section=payment.section,
        amount=total(Payout, rows, "amount_kr", **key) if rows else None,
        withheld=figure(Withheld, held[0], "reason") if held else None,
        notes=tuple(decision_notes(tables, **key)),
        undistributed=tuple(
            (figure(Undistributed, row, "amount_kr"), figure(Undistributed, row, "reason"))
            for row in tables.rows(Undistributed, **key)
        ),
        terms=tuple(
            (part.heading, tuple(component_terms(decree, payment.id, part.id, Values()))) for part in payment.components
        ),
        table=_payouts(tables, decree, payment) if rows else None,
        chart=_payout_chart(tables, decree, payment) if rows else None,
    )


def _payouts(tables: Tables, programme: Decree, payment: Payment) -> Table:
    key = {"programme": programme.id, "payment": payment.id}

    def sums(**more: object) -> tuple[Item, ...]:
        keys = [key | more, *(key | more | {"component": part.id} for part in payment.components)]
        found = [(tables.rows(Payout, **each), each) for each in keys]
        whole, *parts = (total(Payout, rows, "amount_kr", **each) if rows else MISSING for rows, each in found)
        on_top = (adjusted(tables, **key, **more) or MISSING,) if is_adjusted else ()
        return (*parts, whole, *on_top) if len(parts) > 1 else (whole, *on_top)

    is_adjusted = tables.has(DecidedAdjustment, **key)
    headings = [part.heading for part in payment.components]
    return Table(
        f"{payment.id}-tabell",
        f"{payment.title}: vad varje region får, kronor",
        ("Region", *headings, *(["Summa"] if len(headings) > 1 else []), *([ADJUSTED] if is_adjusted else [])),
        tuple((_region(code), *sums(region_code=code)) for code in CODES),
        ("Alla regioner", *sums()),
    )


def _payout_chart(tables: Tables, programme: Decree, payment: Payment) -> Chart:
    series = []
    for part in payment.components:
        rows = tables.rows(Payout, programme=programme.id, payment=payment.id, component=part.id)
        by_region = {row["region_code"]: figure(Payout, row, "amount_kr") for row in rows}
        series.append(Series(part.heading, [by_region.get(code) for code in CODES]))
    return region_chart(
        f"{payment.id}-bild",
        f"{payment.title}, kronor per region",
        "Liggande staplar, en per region, delade efter vad beloppet består av. Siffrorna finns i tabellen bredvid.",
        series,
    )


def _region(code: str) -> Link:
    return Link(BY_CODE[code].name, region_href(code))


def _fulfilment(tables: Tables, programme: Decree) -> Iterator[Table]:
    columns = {
        "months_measured": "Månader mätta",
        "months_met": "Uppfyllda, helt eller delvis",
        "months_not_reported": "Utan giltig rapport",
        "parts_earned": "Intjänade hela potter",
        "fulfilled_percent": "Uppfyllt, procent",
        "reserved_kr": "Reserverat, kronor",
        "earned_kr_exact": "Intjänat, kronor",
    }
    for requirement in programme.requirements:
        if rows := tables.rows(Fulfilment, programme=programme.id, requirement=requirement.id):
            yield Table(
                f"uppfyllelse-{requirement.id}",
                f"{requirement.title}: så långt uppfyllde varje region kravet",
                ("Region", *columns.values()),
                tuple(
                    (_region(row["region_code"]), *(figure(Fulfilment, row, column) for column in columns))
                    for row in rows
                ),
            )


def _bonus_pot(tables: Tables, programme: Decree) -> Chart | None:
    months = sorted(months_in(tables, programme.id))
    rows = tables.rows(BonusPot, programme=programme.id)
    if not months or not rows:
        return None
    found = {(row["requirement"], row["month"]): figure(BonusPot, row, "forfeited_kr_exact") for row in rows}
    return stacked_month_chart(
        "bonuspott-bild",
        "Vad som lades i bonuspotten, kronor",
        "Staplar, en per månad, delade efter krav: medel som var reserverade men inte tjänades in.",
        months,
        [
            Series(requirement.title, [found.get((requirement.id, month)) for month in months])
            for requirement in programme.requirements
        ],
    )


def _months(tables: Tables, programme: Decree) -> Table | None:
    rows = tables.rows(MonthStatus, programme=programme.id)
    if not rows:
        return None
    return Table(
        "manader",
        "Vad varje månads resultat vilar på",
        ("Månad", "Regioner som har rapporterat allt", "Läge"),
        tuple(
            tuple(figure(MonthStatus, row, column) for column in ("month", "reported_count", "sentence_sv"))
            for row in rows
        ),
    )


def _rates(tables: Tables, programme: Decree) -> Iterator[Table]:
    """Rates of the reports that are to reach a limit every month: what is told, or why nothing is."""
    for followed in programme.followed_rates:
        rows = tables.rows(ReportedRate, programme=programme.id, rate=followed.column)
        found = {(row["region_code"], row["month"]): row for row in rows}
        if not found:
            continue
        months = followed.months.value
        yield Table(
            f"andel-{followed.column}",
            f"{followed.title} i procent, som ska vara minst {number(followed.least.value)} varje månad",
            ("Region", *(month_abbreviation(month) for month in months)),
            tuple(
                (
                    _region(code),
                    *(
                        figure(ReportedRate, row, "level" if row["level"] in NOT_TOLD else "lowest_percent")
                        for row in (found[code, month] for month in months)
                    ),
                )
                for code in CODES
            ),
        )


def _ledger(tables: Tables, programme: Decree) -> Table | None:
    rows = {
        (row["payment"], row["recipient"]): row
        for row in tables.rows(Ledger, programme=programme.id)
        if row["recipient"] in CODES
    }
    if not rows:
        return None
    return Table(
        "pengarnas-vag",
        "Så långt har pengarna kommit",
        ("Region", *(payment.title for payment in programme.payments)),
        tuple(
            (
                _region(code),
                *(
                    figure(Ledger, row, "status") if (row := rows.get((payment.id, code))) else MISSING
                    for payment in programme.payments
                ),
            )
            for code in CODES
        ),
    )


def _skr(tables: Tables, programme: Decree) -> Table | None:
    """SKR's money line by line; None where there is none."""
    lines = tuple(
        (line.title, figure(Ledger, line.row, line.column))
        for line in skr_lines(tables.rows(Ledger, programme=programme.id))
    )
    return Table("skr", TITLE, ("Post", "Uppgift"), lines) if lines else None


def _adjustments(tables: Tables, programme: Decree) -> Table | None:
    """What decided amounts would be today, where that differs."""
    rows = tables.rows(Adjustment, programme=programme.id)
    if not rows:
        return None
    kronor = ("decided_kr", "recomputed_kr", "difference_kr")
    titles = {payment.id: payment.title for payment in programme.payments}
    return Table(
        "justeringar",
        "Beslutade belopp som skulle vara andra i dag; det beslutade ändras inte",
        ("Region", "Utbetalning", "Beslutat, kronor", "I dag, kronor", "Skillnad, kronor", "På grund av"),
        tuple(
            (
                _region(row["region_code"]),
                titles[row["payment"]],
                *(figure(Adjustment, row, name) for name in kronor),
                figure(Adjustment, row, "cause"),
            )
            for row in sorted(rows, key=lambda row: (row["payment"], row["region_code"], row["component"]))
        ),
    )
