"""The agreement between the State and SKR on accessibility in health care 2024 (S2023/03331), section by section.

Its numbers and what its three payments are made of are in `tillganglighet_2024_payments`, the published outcome in
`tillganglighet_2024_facit`.
"""

from datetime import date

from rules.apportionment import Method
from rules.deadlines import REPORT, Who
from rules.declaration import (
    AccountPart,
    Appropriation,
    Decree,
    Duty,
    FinalReport,
    MonthEndDuty,
    Paragraph,
    ReportDuty,
    ReportSheet,
    RequisitionDuties,
    Section,
    SetAside,
)
from rules.decrees.tillganglighet_2024_facit import CARRIED_OUT, DECISION, RECOVERED_POPULATION
from rules.decrees.tillganglighet_2024_payments import (
    DAYS,
    FIRST,
    IN_AUGUST,
    IN_DECEMBER,
    REQUIREMENTS,
    UNTIL_JUNE,
    UNTIL_NOVEMBER,
    N,
)
from rules.development import PERCENT, Indicator, PercentOf
from rules.followed_rates import Explanation, FollowedRate
from rules.numbers import numbers_of
from rules.reports import BUP
from rules.standard_terms import CONTENTS_OF_ACCOUNTS, each_month, economic_account, repayment, requisition

TOLD_IN_ACCOUNTS = "Vad regionerna ska göra; att det är gjort sägs i redovisningen (avsnitt 5)."

SECTION_2 = Section(
    "avsnitt 2",
    heading="Överenskommelsens syfte och ekonomiska omfattning",
    paragraphs=(
        Paragraph("Syftet", "Räknar inget."),
        Paragraph("Omfattning", "Beloppen upprepas i avsnitt 3.7 och 6.", numbers=(N.total_kr,)),
        Paragraph(
            "Medel för barn- och ungdomspsykiatrin och övriga medel",
            "Beloppen är summor av dem i avsnitt 3.7 och 6.",
            readings=("T21",),
        ),
        Paragraph("Medel kvar när alla har redovisat", "Betalas med `december` som `kvarstaende`.", readings=("T17",)),
        Paragraph("Medel till SKR", numbers=(N.skr_kr,), tables=("out.appropriation",)),
    ),
)
SECTION_3_4 = Section(
    "avsnitt 3.4",
    followed_rates=(
        FollowedRate(
            "Svarsfrekvens",
            BUP,
            "response_rate_percent",
            tuple(requirement.measure.item for requirement in REQUIREMENTS),
            N.least_response_percent,
            N.database_months,
            "avsnitt 3.4",
            (
                Explanation("unreported", "vilka uppgifter som inte är rapporterade"),
                Explanation("unreported_plan", "planen för att de ska ingå i rapporteringen"),
            ),
        ),
    ),
    heading="Förvaltning av register, modeller för datainsamling, dess data och informationsinnehåll",
    paragraphs=(
        Paragraph(
            "Rapportering senast tre veckor efter månaden",
            "Bara barn- och ungdomspsykiatrins väntetider tas emot här.",
            numbers=(N.report_weeks, N.database_months),
            duties=("bup",),
            deliveries=("bup",),
            readings=("T12", "T24", "T25"),
        ),
        Paragraph("Riktlinjer och samma vårdutbud", "Sköts i väntetidsdatabasen; räknar inget."),
        Paragraph("Patientvald och medicinskt orsakad väntan", "Sköts i väntetidsdatabasen; räknar inget."),
        Paragraph(
            "Svarsfrekvens minst 95 procent varje månad",
            "Följs upp, men är inget villkor för en utbetalning.",
            numbers=(N.least_response_percent,),
            deliveries=("bup",),
            tables=("out.reported_rate",),
        ),
        Paragraph(
            "Ange vad som inte rapporteras och planen för det",
            "Två frivilliga kolumner; saknas de under gränsen sägs det. Inget belopp beror på dem.",
            deliveries=("bup",),
            tables=("out.reported_rate", "core.finding"),
        ),
    ),
    duties=(
        ReportDuty(
            BUP.id,
            "väntetidsdatabasen",
            each_month("väntetider i barn- och ungdomspsykiatrin", N.database_months.value),
            N.report_weeks,
            payment_of=dict.fromkeys(UNTIL_JUNE, "augusti") | dict.fromkeys(UNTIL_NOVEMBER, "december"),
        ),
    ),
)


def _indicators() -> tuple[Indicator, ...]:
    """Completed and waiting in time, for each measure."""
    return tuple(
        Indicator(
            f"{each.id}_{name}",
            f"{each.title}: {words} inom {DAYS} dagar",
            PERCENT,
            each.section,
            each.months,
            PercentOf(BUP, each.measure.item, f"{name}_within_count", f"{name}_count"),
        )
        for each in REQUIREMENTS
        for name, words in (("completed", "genomförda"), ("waiting", "väntande"))
    )


SECTION_3_7 = Section(
    "avsnitt 3.7",
    heading="Barn- och ungdomspsykiatri",
    paragraphs=(
        Paragraph("De två måtten", tables=("out.final_development",), readings=("T26",)),
        Paragraph("Belopp per del", numbers=(N.measure_kr,), readings=("T01", "T02", "T05")),
        Paragraph(
            "80 miljoner för insatser",
            "Betalas efter befolkning 0–18 år i första och andra utbetalningen.",
            numbers=(N.first_0_18_kr, N.second_0_18_kr),
        ),
        Paragraph(
            "Förbättring i tre steg",
            numbers=(
                N.lowest_band_points,
                N.lowest_band_percent,
                N.middle_band_points,
                N.middle_band_percent,
                N.highest_band_points,
                N.highest_band_percent,
            ),
            readings=("T06", "T10"),
        ),
        Paragraph(
            "Hög andel inom 30 dagar",
            numbers=(N.threshold_percent, N.threshold_gives_percent, N.untested_waiting),
            readings=("T07", "T08", "T22"),
        ),
        Paragraph("Bonuspotten", "Betalas med `december`.", tables=("out.bonus_pot",), readings=("T04",)),
    ),
    requirements=REQUIREMENTS,
    indicators=_indicators(),
)
SECTION_4 = Section(
    "avsnitt 4",
    heading="Insatser som SKR ska genomföra",
    paragraphs=(
        Paragraph("Förvalta väntetidsdatabasen", "SKR:s uppgift; räknar inget."),
        Paragraph(
            "Röjanderisk vid publicering",
            "Gäller SKR:s statistik; små tal i det som publiceras härifrån döljs också.",
            readings=("T19",),
        ),
        Paragraph("Visa databasen för befolkningen", "SKR:s uppgift; räknar inget."),
        Paragraph("Vad SKR även ska göra under 2024", "SKR:s uppgifter; räknar inget."),
        Paragraph(
            "Lämna ut data senast den sista i varje månad",
            "Att det är gjort sägs inte av någon leverans.",
            duties=("skr_data",),
        ),
    ),
    duties=(
        MonthEndDuty(
            "skr_data", "lämna ut data ur väntetidsdatabasen till berörda myndigheter", Who.SKR, N.database_months
        ),
    ),
)

ACCOUNT = Duty(
    "redovisning",
    "lämna redovisning av hur medlen har använts och av handlingsplanen till Regeringskansliet",
    Who.REGION,
    N.last_account_day,
    payment="december",
    delivery_kind="redovisning",
)
SKR_INTERIM_REPORT = Duty(
    "skr_delrapport",
    "lämna delrapport till Regeringskansliet",
    Who.SKR,
    N.last_skr_interim_report_day,
    delivery_kind=REPORT,
    about=(
        "den verksamhet som har bedrivits under första delen av året",
        "vilka insatser som kan vara aktuella för en överenskommelse nästa år",
    ),
)
SKR_REPORT = Duty(
    "skr_verksamhetsrapport",
    "lämna verksamhetsrapport till Regeringskansliet",
    Who.SKR,
    N.last_skr_report_day,
    delivery_kind=REPORT,
    about=(
        "den verksamhet som har bedrivits med bidraget och resultatet av den",
        "jämställdhetsperspektivet (om inte särskilda skäl talar mot det)",
        "hur insatserna har bidragit till jämställd hälsa",
    ),
)
SECTION_5 = Section(
    "avsnitt 5",
    account_parts=(
        AccountPart("tells_use", "hur medlen har använts och kommer att användas för varje prestationskrav"),
        AccountPart("tells_results", "resultatet av de genomförda insatserna"),
        AccountPart("tells_plan", "hur arbetet enligt handlingsplanen fortlöper, med revideringar, status och mål"),
        AccountPart("has_plan", "handlingsplanen som bilaga"),
        AccountPart("tells_use_for_waits", "hur medlen används för att minska väntetiderna inom BUP"),
        AccountPart("tells_results_for_waits", "resultatet av insatserna för väntetiderna inom BUP"),
    ),
    heading="Redovisning och rapportering",
    paragraphs=(
        Paragraph.on(ACCOUNT, "Regionens redovisning"),
        CONTENTS_OF_ACCOUNTS,
        Paragraph(
            "Handlingsplanen ska bifogas",
            "En kolumn i leveransen; saknas planen sägs det.",
            deliveries=("redovisning",),
            tables=("core.finding",),
        ),
        Paragraph("Krav för den andra utbetalningen", "Villkor för `december`.", readings=("T17",)),
        Paragraph.on(SKR_INTERIM_REPORT, "SKR:s delrapport"),
        Paragraph.on(SKR_REPORT, "SKR:s verksamhetsrapport"),
        Paragraph(
            "Vad SKR:s rapporter ska innehålla",
            "Står i fristernas ord; vad en rapport saknar säger leveransen, och det visas.",
            deliveries=(REPORT,),
            tables=("core.finding",),
        ),
        Paragraph("Socialstyrelsens uppföljning", tables=("out.fulfilment", "out.national_development")),
    ),
    duties=(ACCOUNT, SKR_INTERIM_REPORT, SKR_REPORT),
)
SECTION_6 = Section(
    "avsnitt 6",
    heading="Ekonomiska villkor",
    paragraphs=(
        Paragraph(
            "Separata regeringsbeslut till Kammarkollegiet",
            "Ett belopp betalas ut först när det är beslutat.",
            tables=("out.decision",),
        ),
        Paragraph(
            "Den första utbetalningen, efter rekvisition",
            numbers=(N.first_0_18_kr, N.first_population_kr, N.last_requisition_day),
            duties=("region_rekvisition",),
            payments=("forsta",),
            deliveries=("rekvisition",),
            readings=("T18", "T21"),
        ),
        Paragraph(
            "Den andra utbetalningen, utan rekvisition",
            numbers=(N.second_0_18_kr, N.second_population_kr, N.december_payment_day),
            payments=("december",),
            readings=("T17", "T21"),
        ),
        Paragraph(
            "Medel för väntetider i augusti och december",
            "December betalas med den andra utbetalningen.",
            numbers=(N.august_payment_day, N.december_payment_day),
            payments=("augusti",),
            readings=("T05",),
        ),
        Paragraph("SKR:s rekvisition", numbers=(N.last_skr_requisition_day,), duties=("skr_rekvisition",)),
        Paragraph(
            "SKR:s rätt förfaller utan rekvisition i tid",
            deliveries=("rekvisition",),
            tables=("out.ledger",),
            readings=("T18",),
        ),
        Paragraph(
            "SKR:s återbetalning och ekonomiska redovisning",
            numbers=(N.last_skr_repayment_day,),
            duties=("skr_aterbetalning", "skr_ekonomisk_redovisning"),
        ),
        Paragraph(
            "SKR:s belopp från rekvisition till redovisning",
            deliveries=("rekvisition", "ekonomisk_redovisning", "aterbetalning"),
            tables=("out.ledger",),
        ),
        Paragraph("Hänvisning till diarienumret", "Numret är tryckt och står på underlagen för utbetalning."),
        Paragraph("Rätt att begära räkenskaper från SKR", "En rätt som staten har; räknar inget."),
    ),
    appropriation=Appropriation(
        2024,
        "9 Hälsovård, sjukvård och social omsorg",
        "1:11 Prestationsbundna insatser för att korta vårdköerna",
        "1 Insatser för att korta vårdköerna",
        N.total_kr,
        N.last_skr_requisition_day,
        skr=N.skr_kr,
        skr_account_by=N.last_skr_repayment_day,
    ),
    duties=(
        RequisitionDuties(),
        requisition(Who.SKR, N.last_skr_requisition_day),
        repayment(Who.SKR, N.last_skr_repayment_day),
        economic_account(Who.SKR, N.last_skr_repayment_day),
    ),
    payments=(FIRST, IN_AUGUST, IN_DECEMBER),
    set_aside=(
        SetAside.for_all_of(FIRST, FIRST.title),
        SetAside(
            "Prestationskrav och bonuspott",
            (N.measure_kr,) * len(REQUIREMENTS),
            (("augusti", "bup"), ("december", "bup"), ("december", "bonuspott")),
        ),
        SetAside(
            "Andra utbetalningen",
            (N.second_0_18_kr, N.second_population_kr),
            (("december", "befolkning_0_18"), ("december", "befolkning"), ("december", "kvarstaende")),
        ),
    ),
)
APPENDIX_1 = Section(
    "bilaga 1",
    heading="Fördelning av medlen inom ramen för överenskommelsen",
    paragraphs=(
        Paragraph("Tabell 1, efter del", "Summerar beloppen ovan.", numbers=(N.total_kr, N.skr_kr)),
        Paragraph("Tabell 2, efter utbetalning", "Summerar beloppen ovan."),
    ),
)
APPENDIX_2 = Section(
    "bilaga 2",
    heading="Information som ska ingå i rekvisition och ekonomisk redovisning",
    paragraphs=(
        Paragraph("Rekvisition: belopp, bankgiro eller plusgiro och betalningsreferens", deliveries=("rekvisition",)),
        Paragraph(
            "Ekonomisk redovisning: bidrag, kostnader och medel som inte har förbrukats",
            deliveries=("ekonomisk_redovisning",),
            tables=("out.ledger",),
        ),
        Paragraph(
            "Ekonomisk redovisning: större kostnadsposter och ekonomichefens granskning",
            "Kostnadsposterna står på handlingen; en redovisning som granskningen underkänner ska utredas.",
            deliveries=("ekonomisk_redovisning",),
            tables=("out.ledger",),
        ),
        Paragraph("Kontaktuppgifter och underskrifter", "Står på handlingarna, som prövas av handläggaren."),
    ),
)

DECREE = Decree(
    id="tillganglighet_2024",
    title="Överenskommelsen om ökad tillgänglighet i hälso- och sjukvården 2024",
    short_title="Tillgänglighet 2024",
    reference="S2023/03331",
    population_date=date(2023, 11, 1),
    numbers=numbers_of(N),
    method=Method.RESIDUAL_ON_LARGEST,
    readings_besides=("T21",),
    uses_published_names=True,
    further_decisions=(CARRIED_OUT,),
    sections=(
        Section(
            "missivet, Förbundsstyrelsens beslut",
            note="SKR:s beslut att godkänna överenskommelsen och informera regionerna; räknar inget.",
        ),
        Section("missivet, Bakgrund", note="Sammanfattar överenskommelsen; allt återkommer i avsnitt 2–6."),
        Section("Innehåll", note="Innehållsförteckning; räknar inget."),
        Section("avsnitt 1", heading="Inledning", note="Bakgrund; räknar inget."),
        SECTION_2,
        Section(
            "avsnitt 3",
            heading="Insatser för stärkt tillgänglighet och ökad kapacitet inom 2024 års överenskommelse",
            note="Fokusområdena; insatserna sägs i redovisningen (avsnitt 5).",
        ),
        Section("avsnitt 3.1", heading="Nationell vårdförmedling för kortare köer", note=TOLD_IN_ACCOUNTS),
        Section("avsnitt 3.2", heading="Vårdplatser överbeläggningar och utlokaliseringar", note=TOLD_IN_ACCOUNTS),
        Section("avsnitt 3.3", heading="Kompetensförsörjning och arbetsmiljö", note=TOLD_IN_ACCOUNTS),
        SECTION_3_4,
        Section("avsnitt 3.5", heading="Innovativa arbetssätt och försöksverksamhet", note=TOLD_IN_ACCOUNTS),
        Section("avsnitt 3.6", heading="Regionala handlingsplaner för ökad tillgänglighet", note=TOLD_IN_ACCOUNTS),
        SECTION_3_7,
        SECTION_4,
        SECTION_5,
        SECTION_6,
        Section("avsnitt 7", heading="Godkännande av överenskommelsen", note="Underskrifter; räknar inget."),
        APPENDIX_1,
        APPENDIX_2,
    ),
    facits=(DECISION,),
    printed_populations=(RECOVERED_POPULATION,),
    final_report=FinalReport(
        "Överenskommelsen begär ingen slutredovisning av staten. Tabellerna är underlag för att följa upp den "
        "(avsnitt 5). SKR lämnar sin verksamhetsrapport senast den {day} (avsnitt 5).",
        N.last_skr_report_day,
        "avsnitt 2 och bilaga 1",
        (
            ReportSheet("fulfilment", "avsnitt 3.7 och 5"),
            ReportSheet("nation", "avsnitt 3.7 och 5"),
            ReportSheet("regions", "avsnitt 3.7 och 5"),
            ReportSheet("received_accounts", "avsnitt 5"),
            ReportSheet("payouts", "avsnitt 6 och bilaga 1"),
            ReportSheet("accounts", "avsnitt 6"),
        ),
    ),
)
