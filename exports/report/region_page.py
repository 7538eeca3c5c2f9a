"""The pages of one region: what it gets and why, and for each grant what would have been needed, and where it stands.

Written for someone at the region who was not paid and wants to know why without asking anyone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from exports.report.addresses import shared
from exports.report.blocks import Chart, Item, Link, Sentence, Series, Table
from exports.report.capacity_page import region_capacity
from exports.report.charts import month_chart
from exports.report.days import by_day
from exports.report.decision_notes import ADJUSTED, adjusted, adjustment_notes, decision_notes
from exports.report.development import operation_developments
from exports.report.followed_rates import explained_rates
from exports.report.lines import tariff_tables
from exports.report.outcomes import MonthOutcome, outcomes_of
from exports.report.places import cells_href, programme_href, region_grant_href, region_href
from exports.report.sources import cells_id
from exports.report.tables import MISSING, Figure, Tables, around, figure, total
from rules.appropriations import appropriation as appropriation_of
from rules.case import Account, Case, Given
from rules.declaration import Component, Decree, Payment
from rules.explanation_terms import component_terms, requirement_terms
from rules.found_decrees import decree as decree_of
from rules.found_decrees import grants
from rules.ledger import WHOLE_PROGRAMME
from rules.mechanisms.condition import ApprovedAccount, OnCondition, Redistributed
from rules.mechanisms.monthly_pots import BonusPot
from rules.numbers import Values
from rules.regions import BY_CODE, Region
from rules.swedish import day, listing
from rules.tariffs import pays_by_tariff
from schemas.deadlines import Deadline
from schemas.decisions import Adjustment, DecidedAdjustment, Decision
from schemas.deliveries import KIND_BY_ID, Redovisning
from schemas.follow_up import Fulfilment, RegionReason, RepaymentLiability
from schemas.ledger import Ledger
from schemas.lineage import Lineage
from schemas.received import Delivery, Rejected
from schemas.results import Payout, Withheld
from schemas.what_if import Interval


@dataclass(frozen=True)
class RegionComponent:
    """One part of a payment: its kronor, the decree's numbers behind it and what else is to be known of it."""

    heading: str
    amount: Figure | None
    terms: tuple[str, ...]
    notes: tuple[Sentence, ...]


@dataclass(frozen=True)
class RegionRequirement:
    """A requirement that the payment pays for, with the outcome of each of its months."""

    id: str
    title: str
    outcomes: tuple[MonthOutcome, ...]

    @cached_property
    def shared(self) -> str:
        """What the addresses of the outcomes have in common."""
        return shared(outcome.month.row for outcome in self.outcomes)


@dataclass(frozen=True)
class RegionPayment:
    """One payment to the region.

    `amount` is empty while the payment is `withheld`; `status` and `hindrance` are how far the money has come and why
    it has come no further; one that `is_decided` has no margins any more; `notes` are sentences on the whole payment;
    `cells` leads to what it rests on.
    """

    id: str
    title: str
    section: str
    amount: Figure | None
    withheld: Figure | None
    status: Figure | None
    hindrance: Figure | None
    is_decided: bool
    notes: tuple[Sentence, ...]
    components: tuple[RegionComponent, ...]
    requirements: tuple[RegionRequirement, ...]
    lines: tuple[Table, ...]
    cells: Link | None


@dataclass(frozen=True)
class RegionGrant:
    """One grant: the sum of its payments, how its requirements are met, each payment, and the account to be given.

    `page` is where all of it is told, month by month, `row` is what the addresses of its rows have in common, `why`
    what the sum is made of, in short. `account` is empty where the grant asks for none.
    """

    programme: Decree
    page: Link
    row: str
    href: str
    amount: Figure | None
    why: tuple[Sentence, ...]
    marks: tuple[str, ...]
    interval: Table | None
    fulfilment: Table | None
    rates: tuple[Table, ...]
    terms: tuple[str, ...]
    charts: tuple[Chart, ...]
    payments: tuple[RegionPayment, ...]
    account: Sentence


@dataclass(frozen=True)
class RegionPage:
    """What the page shows; a table without anything to show is None. `rejected` are sentences."""

    region: Region
    summary: Table
    grants: tuple[RegionGrant, ...]
    capacity: tuple[Table, ...]
    rejected: tuple[str, ...]
    days: Table | None
    files: Table | None


@dataclass(frozen=True)
class RegionGrantPage:
    """What the page of one grant shows; `back` leads to the region, `has_margins` says whether any are computed."""

    region: Region
    grant: RegionGrant
    back: Link
    has_margins: bool


def region_grant_pages(page: RegionPage) -> Iterator[RegionGrantPage]:
    """The pages of a region's grants."""
    has_margins = any(
        outcome.margins
        for grant in page.grants
        for payment in grant.payments
        for requirement in payment.requirements
        for outcome in requirement.outcomes
    )
    back = Link(page.region.official_name, region_href(page.region.code))
    return (RegionGrantPage(page.region, grant, back, has_margins) for grant in page.grants)


def region_page(tables: Tables, code: str) -> RegionPage:
    """The page of the region with this county code."""
    of_grants = tuple(_grant(tables, decree, code) for decree in grants())
    return RegionPage(
        region=BY_CODE[code],
        summary=_summary(tables, of_grants, code),
        grants=of_grants,
        capacity=region_capacity(tables, code),
        rejected=tuple(
            row["message_sv"]
            for row in tables.rows(Rejected)
            if row["corrected_by"] is None
            and tables.region_of_rejected.get((row["file"], row["sheet"], row["row"])) == code
        ),
        days=_days(tables, code),
        files=_files(tables, code),
    )


def _summary(tables: Tables, grants: Sequence[RegionGrant], code: str) -> Table:
    def line(grant: RegionGrant, payment: RegionPayment) -> tuple[Item, ...]:
        status = "hålls inne" if payment.withheld else payment.status or MISSING
        link = Link(f"{grant.programme.short_title}: {payment.title}", f"{grant.page.href}#{payment.id}")
        key = {"programme": grant.programme.id, "payment": payment.id, "region_code": code}
        on_top = (adjusted(tables, **key) or MISSING,) if is_adjusted else ()
        return (link, payment.amount or MISSING, status, *on_top)

    is_adjusted = tables.has(DecidedAdjustment, region_code=code)
    in_all = (adjusted(tables, region_code=code) or MISSING,) if is_adjusted else ()
    paid = tables.rows(Payout, region_code=code)
    return Table(
        "i-korthet",
        "Vad regionen får, utbetalning för utbetalning, kronor",
        ("Utbetalning", "Kronor", "Läge", *([ADJUSTED] if is_adjusted else [])),
        tuple(line(grant, payment) for grant in grants for payment in grant.payments),
        ("Allt som är framräknat", total(Payout, paid, "amount_kr", region_code=code), "", *in_all) if paid else (),
    )


def _grant(tables: Tables, decree: Decree, code: str) -> RegionGrant:
    programme = decree
    key = {"programme": programme.id, "region_code": code}
    paid = tables.rows(Payout, **key)
    outcomes = outcomes_of(tables, programme, code)
    marks = {mark for row in paid for mark in row["mark"].split(", ") if mark}
    return RegionGrant(
        programme=programme,
        page=Link("Skälen, utbetalning för utbetalning och månad för månad", region_grant_href(programme.id, code)),
        row=around(**key),
        href=programme_href(programme.id),
        amount=total(Payout, paid, "amount_kr", **key) if paid else None,
        why=tuple(_why(tables, decree, code)),
        marks=tuple(sorted(marks)),
        interval=_interval(tables, programme, code),
        fulfilment=_fulfilment(tables, programme, code),
        rates=tuple(explained_rates(tables, programme, code)),
        terms=tuple(requirement_terms(decree, Values())) if programme.requirements else (),
        charts=(*_earned_charts(programme, outcomes), *operation_developments(tables, programme, code)),
        payments=tuple(_payment(tables, decree, payment, code, outcomes) for payment in programme.payments),
        account=_account(tables, programme, code),
    )


def _why(tables: Tables, decree: Decree, code: str) -> Iterator[Sentence]:
    """What the region's kronor of a grant are made of, how far its requirements were met, and what is not computed."""
    key = {"programme": decree.id, "region_code": code}
    paid = tables.rows(Payout, **key)
    amounts: list[str | Figure] = []
    for heading, own in _headed(decree):
        rows = [row for row in paid if own.items() <= row.items()]
        if any(row["amount_kr"] for row in rows):
            amounts += ["; " if amounts else "", f"{heading}: ", total(Payout, rows, "amount_kr", **key, **own)]
    if amounts:
        yield (*amounts, ".")
    elif paid:
        yield ("Regionen får inget.",)
    for payment in decree.payments:
        for note in adjustment_notes(tables, **key, payment=payment.id):
            yield (f"{payment.title}. ", *note)
    if met := tables.rows(Fulfilment, **key):
        months = [total(Fulfilment, met, column, **key) for column in ("months_met", "months_measured")]
        yield ("Kraven var uppfyllda, helt eller delvis, ", months[0], " av ", months[1], " gånger.")
    computed = {row["payment"] for row in paid}
    if waiting := [payment.title for payment in decree.payments if payment.id not in computed]:
        yield (f"Inte framräknat: {listing(waiting)}.",)


def _headed(decree: Decree) -> Iterator[tuple[str, dict[str, str]]]:
    """The parts of the payments by heading: one that several payments have under one heading is told once."""
    headings: dict[str, dict[str, str]] = {}
    for payment in decree.payments:
        for part in payment.components:
            headings.setdefault(part.id, {})[payment.id] = part.heading
    for component, by_payment in headings.items():
        if len(set(by_payment.values())) == 1:
            yield next(iter(by_payment.values())), {"component": component}
        else:
            yield from ((heading, {"payment": at, "component": component}) for at, heading in by_payment.items())


def _account(tables: Tables, programme: Decree, code: str) -> Sentence:
    """How far the region's economic account has come, and what is to be paid back."""
    by = appropriation_of(programme.id).account_by
    rows = tables.rows(Ledger, programme=programme.id, payment=WHOLE_PROGRAMME, recipient=code)
    if by is None or not rows:
        return ()
    (row,) = rows
    told = figure(Ledger, row, "status"), *((". ", figure(Ledger, row, "reason")) if row["reason"] else (".",))
    return (f"Ekonomisk redovisning och återbetalning till Kammarkollegiet, senast den {day(by)}: ", *told)


def _interval(tables: Tables, programme: Decree, code: str) -> Table | None:
    """What the region can come to get, while something that decides it has not come in."""
    columns = {
        "sure_kr": "Säkert, utan bonus och kvarstående medel",
        "least_kr": "Minst, om alla andra lyckas med allt som återstår",
        "most_kr": "Högst, om regionen lyckas med allt som återstår",
    }
    rows = [
        row
        for row in tables.rows(Interval, programme=programme.id, region_code=code)
        if row["least_kr"] != row["most_kr"]
    ]
    lines = tuple((title, figure(Interval, row, column)) for row in rows for column, title in columns.items())
    title = f"{programme.short_title}: vad regionen har säkert och kan få av prestationsmedlen, kronor"
    return Table(f"{programme.id}-intervall", title, ("Vad", "Kronor"), lines) if lines else None


def _fulfilment(tables: Tables, programme: Decree, code: str) -> Table | None:
    columns = {
        "months_measured": "Månader mätta",
        "months_met": "Uppfyllda, helt eller delvis",
        "months_none": "Inte uppfyllda",
        "months_not_reported": "Utan giltig rapport",
        "parts_earned": "Intjänade hela potter",
        "reserved_kr": "Reserverat, kronor",
        "earned_kr_exact": "Intjänat, kronor",
    }
    titles = {requirement.id: requirement.title for requirement in programme.requirements}
    order = list(titles)
    rows = sorted(
        tables.rows(Fulfilment, programme=programme.id, region_code=code),
        key=lambda row: order.index(row["requirement"]),
    )
    if not rows:
        return None
    return Table(
        f"{programme.id}-uppfyllelse",
        f"{programme.short_title}: så långt uppfyllde regionen kraven",
        ("Krav", *columns.values()),
        tuple((titles[row["requirement"]], *(figure(Fulfilment, row, column) for column in columns)) for row in rows),
    )


def _earned_charts(programme: Decree, outcomes: dict[str, list[MonthOutcome]]) -> Iterator[Chart]:
    for requirement in programme.requirements:
        if own := outcomes.get(requirement.id):
            chart = month_chart(
                f"intjanat-{requirement.id}",
                f"{requirement.title}: reserverat och intjänat, kronor",
                "Staplar parvis, ett par per månad: vad som var reserverat för regionen och vad den tjänade in. "
                "Beloppen står vid varje månad längre ned.",
                [outcome.date for outcome in own],
                [
                    Series("Reserverat", [outcome.reserved for outcome in own]),
                    Series("Intjänat", [outcome.earned for outcome in own]),
                ],
            )
            yield replace(chart, table=None)  # the months below say the same


def _payment(
    tables: Tables, decree: Decree, payment: Payment, code: str, outcomes: dict[str, list[MonthOutcome]]
) -> RegionPayment:
    programme = decree
    key = {"programme": programme.id, "payment": payment.id}
    own = key | {"region_code": code}
    paid, held = tables.rows(Payout, **own), tables.rows(Withheld, **key)
    ledger = next(iter(tables.rows(Ledger, **key, recipient=code)), None)
    months = set(decree.paid_months.get(payment.id, ()))
    return RegionPayment(
        id=payment.id,
        title=payment.title,
        section=payment.section,
        amount=total(Payout, paid, "amount_kr", **own) if paid else None,
        withheld=figure(Withheld, held[0], "reason") if held else None,
        status=figure(Ledger, ledger, "status") if ledger else None,
        hindrance=figure(Ledger, ledger, "reason") if ledger and ledger["reason"] else None,
        is_decided=tables.has(Decision, **own),
        notes=tuple(_notes(tables, programme, payment, code)),
        components=tuple(_component(tables, decree, payment, part, code) for part in payment.components),
        requirements=tuple(
            RegionRequirement(
                requirement.id,
                requirement.title,
                tuple(outcome for outcome in outcomes[requirement.id] if outcome.date in months),
            )
            for requirement in programme.requirements
            if months and requirement.id in outcomes
        ),
        lines=tuple(tariff_tables(tables, programme, code)) if pays_by_tariff(payment) else (),
        cells=Link("Alla celler som beloppet vilar på", f"{cells_href(decree.id, code)}#{cells_id(decree, payment)}")
        if paid and tables.has(Lineage, **own)
        else None,
    )


def _component(tables: Tables, decree: Decree, payment: Payment, part: Component, code: str) -> RegionComponent:
    programme = decree.id
    rows = tables.rows(Payout, programme=programme, payment=payment.id, component=part.id, region_code=code)
    return RegionComponent(
        part.heading,
        figure(Payout, rows[0], "amount_kr") if rows else None,
        tuple(component_terms(decree, payment.id, part.id, Values())),
        tuple(_component_notes(tables, programme, payment, part, code)),
    )


def _notes(tables: Tables, programme: Decree, payment: Payment, code: str) -> Iterator[Sentence]:
    key = {"programme": programme.id, "payment": payment.id, "region_code": code}
    yield from decision_notes(tables, **key)
    if tables.has(Decision, **key) and any(paying == payment.id for paying, _ in programme.component_of.values()):
        yield ("Inget som rapporteras nu ändrar utbetalningen, så dess månader har inga marginaler kvar.",)
    if payment in programme.reported_for:
        for row in tables.rows(RepaymentLiability, programme=programme.id, region_code=code):
            yield (figure(RepaymentLiability, row, "reason"),)
    if pays_by_tariff(payment):
        for row in tables.rows(RegionReason, programme=programme.id, region_code=code):
            yield (figure(RegionReason, row, "reason"),)


def _component_notes(
    tables: Tables, programme: str, payment: Payment, part: Component, code: str
) -> Iterator[Sentence]:
    key = {"programme": programme, "payment": payment.id, "component": part.id}
    paid_by = payment.part(part.id)
    if isinstance(paid_by, BonusPot) and (shared := tables.rows(Payout, **key)):
        yield (
            "Bonuspotten är det som var reserverat men inte tjänades in, ",
            total(Payout, shared, "amount_kr", **key),
            " kronor, och delas i proportion till vad varje region fick för uppfyllda krav (T04).",
        )
    if isinstance(paid_by, OnCondition | Redistributed) and tables.rows(Payout, **key):
        yield from _condition(tables, decree_of(programme), paid_by.condition, code)
    for row in tables.rows(Adjustment, **key, region_code=code):
        decided, today, cause = (figure(Adjustment, row, name) for name in ("decided_kr", "recomputed_kr", "cause"))
        yield ("Beslutat är ", decided, " kronor; dagens underlag ger ", today, " kronor. ", cause)
    for row in tables.rows(DecidedAdjustment, **key, region_code=code):
        told = f"Justering beslutad den {day(row['decided_on'])} ({row['reference']}): "
        yield (told, figure(DecidedAdjustment, row, "amount_kr"), " kronor; under noll ska betalas tillbaka.")


def _condition(tables: Tables, decree: Decree, condition: ApprovedAccount, code: str) -> Iterator[Sentence]:
    """Why a region that does not meet a condition gets nothing of what is paid on it."""
    accounts = {
        row["region_code"]: Account(row["received_date"], row["is_approved"])
        for row in tables.rows(Redovisning, programme=decree.id, region_code=code)
    }
    case = Case(decree, Given(accounts=accounts))
    if code not in condition.met_by(case):
        yield (condition.not_met_reason(case, accounts.get(code)),)


NOT_YET = "inte än"
"""What has not come in is not late before somebody has looked at its day."""


def _days(tables: Tables, code: str) -> Table | None:
    rows = sorted(tables.rows(Deadline, region_code=code), key=by_day)
    if not rows:
        return None
    return Table(
        "datum",
        "Vad regionen ska lämna, och när det kom in",
        ("Senast", "Regionen ska", "Kom in", "I tid", "Enligt"),
        tuple(
            (
                figure(Deadline, row, "day"),
                row["what"],
                figure(Deadline, row, "received"),
                figure(Deadline, row, "is_met") if row["received"] else NOT_YET,
                row["section"],
            )
            for row in rows
        ),
    )


def _files(tables: Tables, code: str) -> Table | None:
    """The files that any payment to the region rests on."""
    named = {row["file"] for row in tables.rows(Lineage, region_code=code) if row["file"]}
    rows = [row for row in tables.rows(Delivery, status="read") if row["file"] in named]
    if not rows:
        return None
    return Table(
        "filer",
        "Filer som regionens belopp vilar på",
        ("Fil", "Slag", "Inkom", "Kontrollsumma (SHA-256)"),
        tuple(
            (
                row["file"],
                KIND_BY_ID[row["kind"]].title,
                figure(Delivery, row, "received"),
                figure(Delivery, row, "sha256"),
            )
            for row in rows
        ),
    )
