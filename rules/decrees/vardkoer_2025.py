"""The 2025 decree on healthcare queues: equal shares (block 1) and operations by tariff up to a cap (block 2).

Reads in the decree's order: the decision, Ärendet, bilaga 1 with its two blocks, bilaga 2. The caps of
bilaga 2 are in `vardkoer_2025_appendix`.
"""

from datetime import date

from rules.deadlines import Who
from rules.declaration import (
    AccountPart,
    Component,
    Decree,
    Duty,
    Paragraph,
    Payment,
    ReportDuty,
    ReportSheet,
    Section,
    SetAside,
)
from rules.decrees.vardkoer_2025_appendix import CAPS_KR
from rules.mechanisms.capped_tariff import CappedTariff, Tariffed
from rules.mechanisms.complete_reporting import CompleteReporting
from rules.mechanisms.remaining_funds import RemainingFunds
from rules.mechanisms.shares import EqualShare
from rules.months import months, year_before
from rules.numbers import Number, kr, last_day, numbers_of, percent
from rules.reports import OPERATIONER
from rules.standard_terms import (
    CLOSING,
    CONTENTS_OF_ACCOUNTS,
    DECISION,
    Assignment,
    each_month,
    final_report_day,
    repayment_day,
)

BLOCK1, BLOCK2 = "bilaga 1, Block 1", "bilaga 1, Block 2"
REMAINING = "bilaga 1, Kvarstående medel"
EACH = "kronor per operation"


class N:
    """Every number of the decree but the caps of bilaga 2."""

    grants_kr = kr(497_000_000, DECISION, "Betalas ut till regionerna under 2025")
    total_kr = kr(500_000_000, DECISION, "Får högst användas under 2025")
    own_costs_kr = kr(3_000_000, DECISION, "Högst för myndighetens egna kostnader")
    last_requisition_day = last_day(date(2025, 12, 1), DECISION, "Sista dag för rekvisition hos Kammarkollegiet")
    last_repayment_day = repayment_day(date(2026, 3, 31))
    last_report_day = final_report_day(date(2026, 3, 31))
    block1_kr = kr(100_000_000, BLOCK1, "Fördelas lika mellan regionerna", cell="Belopp_block_1")
    block2_kr = kr(397_000_000, BLOCK2, "Fördelas efter antalet operationer", cell="Belopp_block_2")
    measured_months = Number(months(2025, 2, 10), "månader", BLOCK2, "Månader som operationer räknas för")
    hoftledsprotes_kr = Number(108_000, EACH, BLOCK2, "Ersättning för höftledsprotes", cell="Ersattning_hoftledsprotes")
    framfall_kr = Number(39_000, EACH, BLOCK2, "Ersättning för framfall", cell="Ersattning_framfall")
    gra_starr_kr = Number(19_000, EACH, BLOCK2, "Ersättning för grå starr", cell="Ersattning_gra_starr")
    procedure_codes: Number[tuple[tuple[str, str], ...]] = Number(
        (
            ("NFB", "hoftledsprotes"),
            ("LEF", "framfall"),
            ("CJC", "gra_starr"),
            ("CJD", "gra_starr"),
            ("CJE", "gra_starr"),
        ),
        "början av åtgärdskod (KVÅ) och slag av operation",
        BLOCK2,
        "Åtgärdskoder som räknas till varje slag; står inte i beslutet, förval som myndigheten ska bekräfta",
    )
    best_places = Number(
        5,
        "regioner",
        REMAINING,
        "Regioner med flest operationer per invånare som delar på kvarstående medel",
        cell="Antal_basta",
    )
    hoftledsprotes_percent = percent(
        65, REMAINING, "Del av kvarstående medel: höftledsprotes", cell="Del_hoftledsprotes_procent"
    )
    framfall_percent = percent(23, REMAINING, "Del av kvarstående medel: framfall", cell="Del_framfall_procent")
    gra_starr_percent = percent(12, REMAINING, "Del av kvarstående medel: grå starr", cell="Del_gra_starr_procent")


ASSIGNMENT = Assignment(
    2025,
    "9 Hälsovård, sjukvård och social omsorg",
    "1:11 Prestationsbundna medel för att korta vårdköerna",
    "1 Insatser för att korta vårdköerna",
    N.total_kr,
    N.own_costs_kr,
    N.last_requisition_day,
    account_by=N.last_repayment_day,
    report_by=N.last_report_day,
    is_asked_for=False,
)
MEASURED = N.measured_months.value
YEAR_BEFORE = tuple(year_before(month) for month in MEASURED)

OPERATIONS = CappedTariff(
    OPERATIONER,
    (
        Tariffed(Component("hoftledsprotes", "Höftledsprotes"), "höftledsprotes", N.hoftledsprotes_kr),
        Tariffed(Component("framfall", "Framfall"), "framfall", N.framfall_kr),
        Tariffed(Component("gra_starr", "Grå starr"), "grå starr", N.gra_starr_kr),
    ),
    N.measured_months,
    CAPS_KR,
    "bilaga 2",
    N.procedure_codes,
)
REPORTING = CompleteReporting(
    OPERATIONER, {"operation_count": YEAR_BEFORE + MEASURED}, YEAR_BEFORE + MEASURED, {}, BLOCK1, OPERATIONS.ids
)
"""What block 2's follow-up asks for, the year before with it; a region without it is to repay block 1."""
BEST = RemainingFunds(
    Component("kvarstaende", "Kvarstående medel"),
    OPERATIONS,
    N.block2_kr,
    (N.hoftledsprotes_percent, N.framfall_percent, N.gra_starr_percent),
    N.best_places,
)
EQUAL = Payment(
    "block1",
    "Block 1: regionernas vårdgarantifunktion",
    BLOCK1,
    (EqualShare(Component("lika", "Lika fördelning"), N.block1_kr, "bilaga 1, Block 1 (T14)"),),
    (N.block1_kr,),
)
BY_OPERATIONS = Payment("block2", "Block 2: kortare vårdköer", BLOCK2, (OPERATIONS, BEST), (N.block2_kr,))
ACCOUNT = Duty(
    "redovisning",
    "lämna redovisning av hur medlen i block 1 har använts till Socialstyrelsen",
    Who.REGION,
    None,
    payment="block1",
    delivery_kind="redovisning",
)

DECREE = Decree(
    id="vardkoer_2025",
    title="Prestationsbaserade medel för att korta vårdköerna 2025",
    short_title="Vårdköer 2025",
    reference=None,
    population_date=date(2024, 11, 1),
    numbers=numbers_of(N),
    sections=(
        ASSIGNMENT.section(
            Paragraph("Belopp till regionerna", numbers=(N.grants_kr,)),
            Paragraph("Uppföljning av resultaten", tables=("out.tariff_line", "out.cap_line")),
            Paragraph(
                "Regelbunden redovisning av operationer och av var de är gjorda",
                "Följs upp per region och i riket jämfört med året före; inget betalas på den.",
                deliveries=("operationer",),
                tables=("out.operation_development",),
            ),
        ),
        Section("Ärendet", note="Regeringens skäl; räknar inget."),
        *CLOSING,
        Section(
            "bilaga 1",
            heading="Villkor för prestationsbaserade medel i syfte att korta vårdköerna",
            note="Rubrik; villkoren står under de följande rubrikerna.",
        ),
        Section(
            BLOCK1,
            heading="Stärka förutsättningarna för regionernas vårdgarantifunktion",
            paragraphs=(
                Paragraph("Lika fördelning", numbers=(N.block1_kr,), payments=("block1",), readings=("T14",)),
                Paragraph(
                    "Insatser som medlen ska användas till",
                    "Sägs i redovisningen av hur medlen har använts; räknar inget.",
                    deliveries=("redovisning",),
                ),
                Paragraph(
                    "Rapportera de uppgifter som block 2 kräver",
                    duties=("operationer",),
                    deliveries=("operationer",),
                    tables=("out.reporting_gap", "out.repayment_liability"),
                ),
                Paragraph.on(ACCOUNT, "Redovisning av använda medel"),
                CONTENTS_OF_ACCOUNTS,
                Paragraph(
                    "Återbetalning av medel som inte har använts",
                    deliveries=("ekonomisk_redovisning", "aterbetalning"),
                    tables=("out.ledger",),
                ),
                Paragraph(
                    "Återbetalning när ändamålet eller resultatet inte har nåtts",
                    "Bedömningen och beloppet är myndighetens och sägs i redovisningens kolumn Återkrävs.",
                    deliveries=("redovisning", "aterbetalning"),
                    tables=("out.ledger",),
                ),
                Paragraph("Betalas ut så snart som möjligt", "Ingen dag är satt; beloppet väntar inte på något."),
            ),
            account_parts=(
                AccountPart("tells_use", "hur de mottagna medlen har använts"),
                AccountPart("tells_results", "vilka resultat som har uppnåtts av de genomförda insatserna"),
                AccountPart("tells_purpose", "hur resultaten förhåller sig till syftet med bidraget"),
            ),
            reporting=REPORTING,
            payments=(EQUAL,),
            set_aside=(SetAside.for_all_of(EQUAL, "Block 1"),),
            # Paid as soon as possible, so the duty to report is no condition that the amount waits for. The year
            # before, which the operations are compared with, is reported with the first measured month.
            duties=(
                ReportDuty(
                    OPERATIONER.id,
                    "Socialstyrelsen",
                    (("operationer", YEAR_BEFORE, MEASURED[0]), *each_month("operationer", MEASURED)),
                    payment="block1",
                ),
                ACCOUNT,
            ),
        ),
        Section(
            BLOCK2,
            heading="Medel för att stimulera till kortare vårdköer",
            paragraphs=(
                Paragraph("Hemregionen får ersättningen", deliveries=("operationer",), readings=("T15",)),
                Paragraph("Upphandling från privata vårdgivare", "Kostnaden påverkar inte ersättningen; räknar inget."),
                Paragraph(
                    "Månatlig uppföljning jämfört med året före",
                    tables=("out.operation_development", "core.operation_difference"),
                    readings=("T27",),
                ),
                Paragraph("Ersättning upp till ett tak", tables=("out.cap_line",)),
            ),
            payments=(BY_OPERATIONS,),
            set_aside=(SetAside.for_all_of(BY_OPERATIONS, "Block 2"),),
        ),
        Section(
            REMAINING,
            note="Betalas med block 2 som `kvarstaende`.",
            paragraphs=(
                Paragraph("De fem främsta inom varje slag", tables=("out.remaining_line",), readings=("T16",)),
            ),
        ),
        Section(
            "bilaga 2",
            heading="Utbetalning av medel till regionerna",
            note="Taken per region; hur de är uträknade räknas inte om, beloppen är beslutet.",
        ),
    ),
    final_report=ASSIGNMENT.final_report(
        ReportSheet("payouts", "bilaga 1 och 2"),
        ReportSheet("operations", DECISION),
        ReportSheet("accounts", DECISION),
        ReportSheet("received_accounts", BLOCK1),
        ReportSheet("caps", "bilaga 1, Block 2 och bilaga 2"),
        ReportSheet("remaining", REMAINING),
    ),
)
