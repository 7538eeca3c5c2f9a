"""The planning assignment 2022 (S2022/01373): support for capacity planning, proposed targets for the number of beds.

Reads in the decree's order: the decision, Bakgrund, Närmare om uppdraget. No region is paid anything, so all that
can be declared are the agency's own appropriation and days, and an occupancy to compare with. The targets that
regions report are deliveries, compared in `rules.targets` and `rules.capacity`.
"""

from datetime import date
from decimal import Decimal

from rules.deadlines import REPORT, Who
from rules.declaration import Appropriation, CapacityFollowUp, Decree, Duty, Paragraph, Section
from rules.months import months
from rules.numbers import kr, last_day, numbers_of, percent
from rules.reports import VARDPLATSER
from rules.standard_terms import (
    CLOSING,
    DECISION,
    economic_account,
    final_report,
    final_report_day,
    repayment,
    repayment_day,
    requisition,
)

WHOLE = ("uppdraget (beslutet anger inga delar)",)
"""What the last two reports are about."""


class N:
    """Every number of the decision, and the two of its background that the follow-up compares with."""

    first_report_day = last_day(
        date(2022, 9, 30),
        DECISION,
        "Sista dag för den första delredovisningen: vilken information om vårdkapacitet som bör visas publikt",
    )
    second_report_day = last_day(
        date(2023, 5, 31), DECISION, "Sista dag för den andra delredovisningen: metodstöd, samordning och målvärden"
    )
    third_report_day = last_day(date(2024, 3, 31), DECISION, "Sista dag för den tredje delredovisningen")
    last_report_day = final_report_day(date(2025, 3, 31))
    total_kr = kr(7_000_000, DECISION, "Belopp som får användas för uppdraget 2022")
    last_requisition_day = last_day(
        date(2022, 12, 1), DECISION, "Sista dag för myndighetens rekvisition hos Kammarkollegiet"
    )
    last_repayment_day = repayment_day(date(2023, 3, 31))
    planned_from_percent = percent(
        Decimal(85),
        "Bakgrund",
        "Lägsta genomsnittliga beläggningsgrad att planera akutsjukvård efter enligt en utredning (SOU 2016:2)",
    )
    planned_to_percent = percent(
        Decimal(90),
        "Bakgrund",
        "Högsta genomsnittliga beläggningsgrad att planera akutsjukvård efter enligt en utredning (SOU 2016:2)",
    )


DECREE = Decree(
    id="kapacitet_2022",
    title="Regionernas produktions- och kapacitetsplanering och målvärden för antalet vårdplatser 2022",
    short_title="Kapacitetsplanering 2022",
    reference="S2022/01373",
    population_date=date(2021, 11, 1),  # the 1 November before, as in T20; nothing is shared by it
    numbers=numbers_of(N),
    sections=(
        Section(
            DECISION,
            paragraphs=(
                Paragraph("Vad uppdraget omfattar", "De fyra punkterna; utvecklas under Närmare om uppdraget."),
                Paragraph("Dialog med andra", "Vilka som ska höras; räknar inget."),
                Paragraph("Den första delredovisningen", numbers=(N.first_report_day,), duties=("delredovisning_1",)),
                Paragraph("Den andra delredovisningen", numbers=(N.second_report_day,), duties=("delredovisning_2",)),
                Paragraph("Den tredje delredovisningen", numbers=(N.third_report_day,), duties=("delredovisning_3",)),
                Paragraph("Slutredovisningen", numbers=(N.last_report_day,), duties=("slutredovisning",)),
                Paragraph(
                    "Vad de fyra redovisningarna ska innehålla",
                    "Står i fristernas ord (bonuspott calendar); vad en rapport saknar säger leveransen.",
                    deliveries=(REPORT,),
                    tables=("core.finding",),
                ),
                Paragraph("Belopp som får användas", numbers=(N.total_kr,), tables=("out.appropriation",)),
                Paragraph("Myndighetens rekvisition", numbers=(N.last_requisition_day,), duties=("rekvisition",)),
                Paragraph(
                    "Återbetalning och ekonomisk redovisning",
                    "Medlen är myndighetens egna.",
                    numbers=(N.last_repayment_day,),
                    duties=("aterbetalning", "ekonomisk_redovisning"),
                ),
                Paragraph("Hänvisning till diarienumret", "Inget dokument till Kammarkollegiet skrivs för uppdraget."),
            ),
            appropriation=Appropriation(
                2022,
                "9 Hälsovård, sjukvård och social omsorg",
                "1:6 Bidrag till folkhälsa och sjukvård",
                "45 Utökad vårdkapacitet",
                N.total_kr,
                N.last_requisition_day,
                own_costs=N.total_kr,
            ),
            duties=(
                Duty(
                    "delredovisning_1",
                    "lämna den första delredovisningen till Regeringskansliet",
                    Who.AGENCY,
                    N.first_report_day,
                    delivery_kind=REPORT,
                    about=(
                        "vilken information om tillgänglig vårdkapacitet som är lämplig att visa publikt",
                        "hur myndigheten säkerställer tillgång till expertkompetens",
                    ),
                ),
                Duty(
                    "delredovisning_2",
                    "lämna den andra delredovisningen till Regeringskansliet",
                    Who.AGENCY,
                    N.second_report_day,
                    delivery_kind=REPORT,
                    about=(
                        "metodstöd och stöd till regionerna i att införa produktions- och kapacitetsplanering",
                        "samordning av regionernas planering",
                        "målvärden för antalet vårdplatser och genomsnittlig beläggningsgrad",
                    ),
                ),
                Duty(
                    "delredovisning_3",
                    "lämna den tredje delredovisningen till Regeringskansliet",
                    Who.AGENCY,
                    N.third_report_day,
                    delivery_kind=REPORT,
                    about=WHOLE,
                ),
                final_report(N.last_report_day, about=WHOLE),
                requisition(Who.AGENCY, N.last_requisition_day),
                repayment(Who.AGENCY, N.last_repayment_day),
                economic_account(Who.AGENCY, N.last_repayment_day),
            ),
        ),
        Section("Bakgrund", note="Den beläggningsgrad som nämns är en utrednings och inget målvärde; räknar inget."),
        Section(
            "Närmare om uppdraget",
            paragraphs=(
                Paragraph(
                    "Somatisk och psykiatrisk vård",
                    "Var för sig där regionen har lämnat dem åtskilda; annars för all vård.",
                    deliveries=("vardplatser", "malvarden"),
                    tables=("out.capacity", "out.target"),
                ),
                Paragraph("Metodstöd, samordning och lärande", "Stöd till regionerna; räknar inget."),
                Paragraph(
                    "Målvärden på klinik- och enhetsnivå och för regionen",
                    "Föreslås av myndigheten och jämförs när de har levererats.",
                    deliveries=("malvarden",),
                    tables=("out.target",),
                ),
                Paragraph(
                    "Nationella målvärden",
                    "Levereras med Riket som region och visas bredvid regionernas.",
                    deliveries=("malvarden",),
                    tables=("out.target",),
                ),
                Paragraph("Genomlysning av kunskapsområde och regelverk", "En utredning; räknar inget."),
                Paragraph("Information som visas publikt", "Ett förslag som ska lämnas; räknar inget."),
            ),
            capacity=CapacityFollowUp(
                VARDPLATSER,
                outcome_months=months(2023, 1, 12) + months(2024, 1, 12),
                planned_months=months(2025, 1, 12),
                planned_occupancy=(N.planned_from_percent, N.planned_to_percent),
            ),
        ),
        *CLOSING,
    ),
)
