"""Beds 2024: the assignment to pay the regions 1 990 000 000 kronor for more available hospital beds.

Reads in the decree's order: the government's decision, bilaga 1 (conditions) and bilaga 2 (amounts).
"""

from datetime import date
from decimal import Decimal

from rules.declaration import Asking, Component, Decree, Paragraph, Payment, ReportDuty, ReportSheet, Section, SetAside
from rules.decrees.vardplatser_2024_appendix import POPULATION, TABLE
from rules.development import PERCENT, Indicator, WeightedRate
from rules.development import Number as Counted
from rules.facit import PrintedTable
from rules.mechanisms.complete_reporting import CompleteReporting
from rules.mechanisms.measures import Rate
from rules.mechanisms.monthly_pots import BonusPot, Earned
from rules.mechanisms.relative_change import RelativeChange
from rules.mechanisms.requirement import Requirement
from rules.mechanisms.shares import PrintedAmounts
from rules.mechanisms.top_places import TopPlaces
from rules.months import months
from rules.numbers import Number, kr, last_day, numbers_of, percent
from rules.reports import VARDPLATSER
from rules.standard_terms import CLOSING, DECISION, Assignment, each_month, final_report_day, repayment_day

BASIC, PERFORMANCE = "bilaga 1, Grundläggande krav", "bilaga 1, Krav på prestation"


class N:
    """Every number of the decree, once."""

    total_kr = kr(1_993_200_000, DECISION, "Högsta belopp som får användas för uppdraget 2024")
    own_costs_kr = kr(3_200_000, DECISION, "Högsta belopp för myndighetens egna kostnader 2024")
    last_requisition_day = last_day(
        date(2024, 12, 1), DECISION, "Sista dag för myndighetens rekvisition hos Kammarkollegiet"
    )
    last_repayment_day = repayment_day(date(2025, 3, 31))
    last_report_day = final_report_day(date(2025, 3, 31))
    bonus_payment_day = last_day(
        date(2024, 12, 31), "bilaga 1, Kvarstående medel", "Sista dag i månaden då bonuspotten betalas ut"
    )
    basic_kr = kr(
        750_000_000, BASIC, "Belopp för det grundläggande kravet att rapportera vårdplatsdata", cell="Belopp_grundkrav"
    )
    overbelaggningar_kr = kr(
        620_000_000, PERFORMANCE, "Belopp för prestationskravet överbeläggningar", cell="Belopp_overbelaggningar"
    )
    utlokaliseringar_kr = kr(
        620_000_000, PERFORMANCE, "Belopp för prestationskravet utlokaliseringar", cell="Belopp_utlokaliseringar"
    )
    improvement_percent = percent(
        Decimal("0.5"),
        "bilaga 1, Förbättring jämfört med 2023",
        "Minsta minskning jämfört med samma månad året före (T09)",
        cell="Forbattring_procent",
    )
    top_places = Number(
        5,
        "platser",
        "bilaga 1, Placerar sig i topp 5 under 2024",
        "Antal platser som kvalificerar (T11)",
        cell="Antal_platser_topp",
    )


ASSIGNMENT = Assignment(
    2024,
    "9 Hälsovård, sjukvård och social omsorg",
    "1:11 Prestationsbundna medel för att korta vårdköerna",
    "1 Insatser för att korta vårdköerna",
    N.total_kr,
    N.own_costs_kr,
    N.last_requisition_day,
    account_by=N.last_repayment_day,
    report_by=N.last_report_day,
)
MEASURED = months(2024, 2, 10)
YEAR_BEFORE, YEAR, PLANNED = months(2023, 1, 12), months(2024, 1, 12), months(2025, 1, 12)

REPORTING = CompleteReporting(
    VARDPLATSER,
    {
        "overbelaggningar_per_100": YEAR_BEFORE + YEAR,
        "utlokaliseringar_per_100": YEAR_BEFORE + YEAR,
        "beds": YEAR_BEFORE + YEAR + PLANNED,
        "occupancy_percent": YEAR_BEFORE + YEAR + PLANNED,
    },
    YEAR_BEFORE + YEAR,
    {code: row.amount_kr for code, row in TABLE.items()},
    "bilaga 2",
)
"""The four points of the basic requirement: 120 values per region."""


def _requirement(id_: str, words: str, column: str, amount: Number[int]) -> Requirement:
    """Both performance requirements are alike; improvement is named first (T22)."""
    routes = (RelativeChange(N.improvement_percent), TopPlaces(N.top_places))
    title = f"{words.capitalize()} per 100 disponibla vårdplatser"
    return Requirement(id_, title, words, PERFORMANCE, Rate(VARDPLATSER, column), amount, MEASURED, routes)


OVERBELAGGNINGAR = _requirement(
    "overbelaggningar", "överbeläggningar", "overbelaggningar_per_100", N.overbelaggningar_kr
)
UTLOKALISERINGAR = _requirement(
    "utlokaliseringar", "utlokaliseringar", "utlokaliseringar_per_100", N.utlokaliseringar_kr
)
EARNED = (
    Earned(Component("overbelaggningar", "Överbeläggningar", "Prestationskrav"), (OVERBELAGGNINGAR,), MEASURED),
    Earned(Component("utlokaliseringar", "Utlokaliseringar", "Prestationskrav"), (UTLOKALISERINGAR,), MEASURED),
)
BASIC_REQUIREMENT = Payment(
    "grundkrav",
    "Grundläggande krav: rapportera vårdplatsdata",
    BASIC,
    (PrintedAmounts(Component("befolkning", "Efter befolkning"), N.basic_kr, REPORTING.amounts_kr, "bilaga 2"),),
    (N.basic_kr,),
    Asking.ASKED_FOR,
)
FINAL = Payment(
    "slut",
    "Prestationer och bonuspott",
    "bilaga 1, Krav på prestation och Kvarstående medel",
    (*EARNED, BonusPot(Component("bonuspott", "Bonuspott"), EARNED)),
    (N.overbelaggningar_kr, N.utlokaliseringar_kr),
    paid_by=N.bonus_payment_day,
)


def _rate(id_: str, title: str, unit: str, section: str, requirement: Requirement | None = None) -> Indicator:
    """A rate per bed is weighted by beds."""
    column = requirement.measure.columns[0] if requirement else id_
    of, at = WeightedRate(VARDPLATSER, column, "beds"), requirement.months if requirement else YEAR
    return Indicator(id_, title, unit, section, at, of, requirement=requirement.id if requirement else None)


DECREE = Decree(
    id="vardplatser_2024",
    title="Prestationsbaserade medel för att öka antalet disponibla vårdplatser 2024",
    short_title="Vårdplatser 2024",
    reference=None,
    population_date=date(2023, 11, 1),
    numbers=numbers_of(N),
    sections=(
        ASSIGNMENT.section(
            Paragraph(
                "Belopp till regionerna",
                "1 990 000 000 kronor är summan av beloppen i bilaga 1.",
                numbers=(N.basic_kr, N.overbelaggningar_kr, N.utlokaliseringar_kr),
            ),
            Paragraph("Uppföljning av resultaten", tables=("out.fulfilment", "out.national_development")),
        ),
        Section("Ärendet", note="Bakgrund; räknar inget. De två andra redovisningar som nämns hör till andra uppdrag."),
        *CLOSING,
        Section(
            "bilaga 1",
            heading="Villkor för prestationsbaserade medel i syfte att öka antalet disponibla vårdplatser under 2024",
            note="Summan och syftet; beloppen står under de följande rubrikerna.",
        ),
        Section(
            BASIC,
            heading="Rapportera vårdplatsdata",
            paragraphs=(
                Paragraph("Rapportering via en mellanhand", "Vem som lämnar en fil har ingen betydelse; räknar inget."),
                Paragraph(
                    "De fyra uppgifterna varje månad",
                    deliveries=("vardplatser",),
                    tables=("out.reporting_gap",),
                    readings=("T12", "T24"),
                ),
                Paragraph(
                    "Återbetalningsskyldighet", tables=("out.repayment_liability", "out.ledger"), readings=("T13",)
                ),
            ),
            reporting=REPORTING,
            payments=(BASIC_REQUIREMENT,),
            set_aside=(SetAside.for_all_of(BASIC_REQUIREMENT, "Grundläggande krav"),),
            # The year before is reported with the first month of 2024, and the plan for the year after with the last.
            duties=(
                ReportDuty(
                    VARDPLATSER.id,
                    "Socialstyrelsen",
                    (
                        ("vårdplatsdata", YEAR_BEFORE, YEAR[0]),
                        *each_month("vårdplatsdata", YEAR),
                        ("planerade vårdplatser och målvärden för beläggningsgraden", PLANNED, YEAR[-1]),
                    ),
                    payment="grundkrav",
                ),
            ),
        ),
        Section(
            PERFORMANCE,
            paragraphs=(
                Paragraph("Mätperioden februari–oktober", tables=("out.qualified_month", "out.month_status")),
                Paragraph("Utbetalning engångsvis efter mätperioden", payments=("slut",), readings=("T18",)),
                Paragraph(
                    "Reserverad månadspott efter befolkning",
                    deliveries=("befolkning",),
                    readings=("T01", "T02", "T03", "T20"),
                ),
                Paragraph("Båda vägarna ger bara en ersättning", readings=("T22",)),
            ),
            requirements=(OVERBELAGGNINGAR, UTLOKALISERINGAR),
            indicators=(
                *(
                    _rate(each.id, each.title, "per 100 vårdplatser", PERFORMANCE, each)
                    for each in (OVERBELAGGNINGAR, UTLOKALISERINGAR)
                ),
                Indicator(
                    "beds",
                    "Disponibla vårdplatser",
                    "vårdplatser",
                    BASIC,
                    YEAR,
                    Counted(VARDPLATSER, "beds"),
                    is_summed=True,
                ),
                _rate("occupancy_percent", "Beläggningsgrad", PERCENT, BASIC),
            ),
        ),
        Section(
            "bilaga 1, Förbättring jämfört med 2023",
            paragraphs=(Paragraph("Värde för 2023 att jämföra med", readings=("T09", "T10")),),
        ),
        Section(
            "bilaga 1, Placerar sig i topp 5 under 2024", paragraphs=(Paragraph("Lika värden", readings=("T11",)),)
        ),
        Section(
            "bilaga 1, Kvarstående medel",
            paragraphs=(Paragraph("Bonuspotten", tables=("out.bonus_pot", "out.undistributed"), readings=("T04",)),),
            payments=(FINAL,),
            set_aside=(SetAside.for_all_of(FINAL, FINAL.title),),
        ),
        Section(
            "bilaga 2",
            heading="Fördelning av 750 000 000 kronor",
            note="Beloppen för det grundläggande kravet, som betalas som de är tryckta (T13).",
        ),
    ),
    facits=(
        PrintedTable(
            "Bilaga 2",
            "grundkrav",
            N.basic_kr,
            REPORTING.amounts_kr,
            {code: row.population for code, row in TABLE.items()},
        ),
    ),
    printed_populations=(POPULATION,),
    final_report=ASSIGNMENT.final_report(
        ReportSheet("payouts", "bilaga 1 och 2"),
        ReportSheet("fulfilment", DECISION),
        ReportSheet("nation", DECISION),
        ReportSheet("regions", DECISION),
        ReportSheet("accounts", DECISION),
        ReportSheet("basic_requirement", BASIC),
    ),
)
