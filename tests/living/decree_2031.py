"""A decree that nobody has issued: every mechanism once, other years, months and limits than any real one.

It is what next year's decree is to the project: one module of declarations. See docs/next-decree.md.
"""

from datetime import date
from decimal import Decimal

from rules.deadlines import Who
from rules.declaration import (
    Appropriation,
    Asking,
    Component,
    Decree,
    Duty,
    FinalReport,
    Payment,
    ReportDuty,
    ReportSheet,
    RequisitionDuties,
    Section,
    SetAside,
)
from rules.development import PERCENT, Indicator, PercentOf, WeightedRate
from rules.development import Number as Counted
from rules.mechanisms.bands import Band, Bands
from rules.mechanisms.capped_tariff import CappedTariff, Tariffed
from rules.mechanisms.complete_reporting import CompleteReporting
from rules.mechanisms.condition import ApprovedAccount, OnCondition, Redistributed
from rules.mechanisms.measures import Rate, ShareWithin
from rules.mechanisms.monthly_pots import BonusPot, Earned
from rules.mechanisms.relative_change import RelativeChange
from rules.mechanisms.remaining_funds import RemainingFunds
from rules.mechanisms.requirement import Requirement
from rules.mechanisms.shares import EqualShare, PopulationShare, PrintedAmounts
from rules.mechanisms.threshold import Threshold
from rules.mechanisms.top_places import TopPlaces
from rules.months import months
from rules.numbers import Number, kr, last_day, numbers_of, percent, percent_of_pot, points
from rules.regions import CODES
from rules.reports import BUP, OPERATIONER, VARDPLATSER
from rules.standard_terms import each_month, economic_account, final_report, repayment

YOUNG = "0-18"
PRINTED_KR = {code: 1_000_000 + 10_000 * int(code) for code in CODES}
CAPS_KR = {code: 900_000 + 20_000 * int(code) for code in CODES}


class N:
    """Every number of the decree."""

    total_kr = kr(400_000_000, "§ 1", "Får högst användas under 2031")
    own_costs_kr = kr(400_000_000 - 2_000_000 - sum(PRINTED_KR.values()) - 340_000_000, "§ 1", "Myndighetens kostnader")
    last_requisition_day = last_day(date(2031, 12, 1), "§ 1", "Sista dag för rekvisition")
    last_repayment_day = last_day(date(2032, 3, 31), "§ 1", "Sista dag för återbetalning och ekonomisk redovisning")
    report_weeks = Number(4, "veckor efter månadens slut", "§ 2", "Sista dag för rapport")
    equal_kr = kr(2_000_000, "§ 2", "Lika till alla", cell="Belopp_lika")
    printed_kr = kr(sum(PRINTED_KR.values()), "§ 2", "Enligt tabellen", cell="Belopp_tabell")
    crowding_kr = kr(120_000_000, "§ 3", "Belopp för överbeläggningar", cell="Belopp_overbelaggningar")
    change_percent = percent(Decimal(1), "§ 3", "Minsta minskning jämfört med året före", cell="Minskning_procent")
    top_places = Number(3, "regioner", "§ 3", "Regioner med lägst värde", cell="Antal_platser")
    waits_kr = kr(80_000_000, "§ 4", "Belopp för första besök", cell="Belopp_besok")
    high_points = points(8, "§ 4", "Minsta förbättring för hela potten", cell="Hogt_steg")
    high_percent = percent_of_pot(100, "§ 4", "Det höga steget ger", cell="Hogt_ger")
    low_points = points(2, "§ 4", "Minsta förbättring för en del av potten", cell="Lagt_steg")
    low_percent = percent_of_pot(40, "§ 4", "Det låga steget ger", cell="Lagt_ger")
    threshold_percent = percent(85, "§ 4", "Minsta andel i tid", cell="Andel_procent")
    threshold_gives_percent = percent_of_pot(90, "§ 4", "Hög måluppfyllelse ger", cell="Andel_ger")
    untested_waiting = Number(10, "barn och unga", "§ 4", "Högsta antal väntande utan krav", cell="Utan_krav")
    account_day = last_day(date(2031, 8, 31), "§ 5", "Sista dag för redovisning", cell="Sista_dag")
    young_kr = kr(30_000_000, "§ 5", "Efter befolkning 0–18 år", cell="Belopp_unga")
    people_kr = kr(60_000_000, "§ 5", "Efter befolkning", cell="Belopp_alla")
    counted_months = Number(months(2031, 4, 6), "månader", "§ 6", "Månader som räknas")
    hips_kr = Number(50_000, "kronor per operation", "§ 6", "Höftledsprotes", cell="Ersattning_hoft")
    cataracts_kr = Number(9_000, "kronor per operation", "§ 6", "Grå starr", cell="Ersattning_starr")
    operations_kr = kr(50_000_000, "§ 6", "Belopp för operationer", cell="Belopp_operationer")
    hips_percent = percent(70, "§ 6", "Del av det som blir kvar: höft", cell="Del_hoft")
    cataracts_percent = percent(30, "§ 6", "Del av det som blir kvar: starr", cell="Del_starr")
    best_places = Number(4, "regioner", "§ 6", "Regioner som delar på det som blir kvar", cell="Antal_bast")


SPRING, SUMMER = months(2031, 3, 4), months(2031, 5, 6)
MEASURED = SPRING + SUMMER

REPORTING = CompleteReporting(
    VARDPLATSER,
    dict.fromkeys(("beds", "overbelaggningar_per_100", "utlokaliseringar_per_100"), MEASURED),
    outcome_months=MEASURED,
    amounts_kr=PRINTED_KR,
    printed_in="§ 2",
)
BASIC = Payment(
    "grund",
    "Grundbelopp",
    "§ 2",
    (
        EqualShare(Component("lika_for_alla", "Lika"), N.equal_kr, "§ 2 (T14)"),
        PrintedAmounts(Component("tabell", "Enligt tabell"), N.printed_kr, PRINTED_KR, "§ 2"),
    ),
    (N.equal_kr, N.printed_kr),
    Asking.ASKED_FOR,
    N.last_requisition_day,
)
CROWDING = Requirement(
    "trangsel",
    "Överbeläggningar per 100 vårdplatser",
    "trängsel",
    "§ 3",
    Rate(VARDPLATSER, "overbelaggningar_per_100"),
    N.crowding_kr,
    MEASURED,
    (TopPlaces(N.top_places), RelativeChange(N.change_percent)),
)
WAITS = Requirement(
    "vantan",
    "Första besök inom 30 dagar",
    "väntan",
    "§ 4",
    ShareWithin(BUP, "besök", "första besök", "besöken", "väntetider inom barn- och ungdomspsykiatrin", 30),
    N.waits_kr,
    SUMMER,
    (
        Bands((Band(N.high_points, N.high_percent), Band(N.low_points, N.low_percent))),
        Threshold(N.threshold_percent, N.threshold_gives_percent, N.untested_waiting),
    ),
    YOUNG,
)
EARNED_CROWDING = Earned(Component("trangsel_kr", "Trängsel", "Krav"), (CROWDING,), SPRING)
EARNED_CROWDING_LATER = Earned(Component("trangsel_kr", "Trängsel", "Krav"), (CROWDING,), SUMMER)
EARNED_WAITS = Earned(Component("vantan_kr", "Väntan", "Krav"), (WAITS,), SUMMER)
ON_TIME = ApprovedAccount(N.account_day, section="§ 5", shared_in="§ 5")
YOUNG_SHARE = OnCondition(PopulationShare(Component("unga", "0–18 år"), N.young_kr, YOUNG), ON_TIME)
ALL_SHARE = OnCondition(PopulationShare(Component("alla_invanare", "Alla"), N.people_kr), ON_TIME)
OPERATIONS = CappedTariff(
    OPERATIONER,
    (
        Tariffed(Component("hoftledsprotes", "Höft"), "höftledsprotes", N.hips_kr),
        Tariffed(Component("gra_starr", "Starr"), "grå starr", N.cataracts_kr),
    ),
    N.counted_months,
    CAPS_KR,
    "§ 6",
)
BEST = RemainingFunds(
    Component("resten", "Det som blir kvar"),
    OPERATIONS,
    N.operations_kr,
    (N.hips_percent, N.cataracts_percent),
    N.best_places,
)
BY_OPERATIONS = Payment("operationer", "Operationer", "§ 6", (OPERATIONS, BEST), (N.operations_kr,))

DECREE = Decree(
    id="prov_2031",
    title="Prestationsbaserade medel på prov 2031",
    short_title="Prov 2031",
    reference=None,
    population_date=date(2030, 11, 1),
    numbers=numbers_of(N),
    sections=(
        Section(
            "§ 1",
            appropriation=Appropriation(
                2031,
                "9 Hälsovård, sjukvård och social omsorg",
                "1:99 Prov",
                "1 Prov",
                N.total_kr,
                N.last_requisition_day,
                own_costs=N.own_costs_kr,
                account_by=N.last_repayment_day,
            ),
            duties=(
                final_report(N.last_repayment_day),
                RequisitionDuties(),
                repayment(Who.REGION, N.last_repayment_day),
                economic_account(Who.REGION, N.last_repayment_day),
            ),
        ),
        Section(
            "§ 2",
            reporting=REPORTING,
            payments=(BASIC,),
            set_aside=(SetAside.for_all_of(BASIC, BASIC.title),),
            duties=(
                ReportDuty(
                    VARDPLATSER.id,
                    "Socialstyrelsen",
                    each_month("vårdplatsdata", MEASURED),
                    N.report_weeks,
                    payment="grund",
                ),
            ),
        ),
        Section(
            "§ 3",
            requirements=(CROWDING,),
            indicators=(
                Indicator(
                    "trangsel",
                    "Överbeläggningar",
                    "per 100 vårdplatser",
                    "§ 3",
                    MEASURED,
                    WeightedRate(VARDPLATSER, "overbelaggningar_per_100", "beds"),
                    requirement="trangsel",
                ),
                Indicator("beds", "Vårdplatser", "vårdplatser", "§ 3", MEASURED, Counted(VARDPLATSER, "beds"), True),
            ),
            payments=(Payment("var", "Vårens utbetalning", "§ 3", (EARNED_CROWDING,)),),
        ),
        Section(
            "§ 4",
            requirements=(WAITS,),
            indicators=(
                Indicator(
                    "vantan_completed",
                    "Genomförda i tid",
                    PERCENT,
                    "§ 4",
                    SUMMER,
                    PercentOf(BUP, "besök", "completed_within_count", "completed_count"),
                ),
            ),
        ),
        Section(
            "§ 5",
            payments=(
                Payment(
                    "sommar",
                    "Sommarens utbetalning",
                    "§§ 3–5",
                    (
                        EARNED_CROWDING_LATER,
                        EARNED_WAITS,
                        BonusPot(
                            Component("pott", "Bonuspott", "Krav"),
                            (EARNED_CROWDING, EARNED_CROWDING_LATER, EARNED_WAITS),
                        ),
                        YOUNG_SHARE,
                        ALL_SHARE,
                        Redistributed(Component("omfordelat", "Omfördelat"), (YOUNG_SHARE, ALL_SHARE)),
                    ),
                ),
            ),
            set_aside=(
                SetAside(
                    "Krav och bonuspott",
                    (N.crowding_kr, N.waits_kr),
                    (
                        ("var", "trangsel_kr"),
                        ("sommar", "trangsel_kr"),
                        ("sommar", "vantan_kr"),
                        ("sommar", "pott"),
                    ),
                ),
                SetAside(
                    "Efter befolkning",
                    (N.young_kr, N.people_kr),
                    (("sommar", "unga"), ("sommar", "alla_invanare"), ("sommar", "omfordelat")),
                ),
            ),
            duties=(
                Duty(
                    "redovisning",
                    "lämna redovisning till Socialstyrelsen",
                    Who.REGION,
                    N.account_day,
                    payment="sommar",
                    delivery_kind="redovisning",
                ),
            ),
        ),
        Section(
            "§ 6",
            payments=(BY_OPERATIONS,),
            set_aside=(SetAside.for_all_of(BY_OPERATIONS, "Operationer"),),
        ),
        Section("§ 7", note="Hur provet utvärderas; räknar inget."),
    ),
    final_report=FinalReport(
        "Slutredovisningen lämnas senast den {day} (§ 1).",
        N.last_repayment_day,
        "§ 1",
        (
            ReportSheet("payouts", "§§ 2–6"),
            ReportSheet("fulfilment", "§§ 3 och 4"),
            ReportSheet("nation", "§§ 3 och 4"),
            ReportSheet("regions", "§§ 3 och 4"),
            ReportSheet("accounts", "§ 1"),
            ReportSheet("received_accounts", "§ 5"),
            ReportSheet("basic_requirement", "§ 2"),
            ReportSheet("operations", "§ 6"),
            ReportSheet("caps", "§ 6"),
            ReportSheet("remaining", "§ 6"),
        ),
    ),
)
