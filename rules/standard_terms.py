"""What decree after decree lays down in the same way, so that each declares only what is its own.

Duties whose words are always the same, the paragraphs that the assignments to the agency share, and the closing lines
of a decision. Days and amounts are the decree's own, and so is everything that decides a payment.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rules.deadlines import REPORT, Who
from rules.declaration import Appropriation, Duty, FinalReport, Paragraph, ReportSheet, RequisitionDuties, Section
from rules.numbers import Number, last_day

DECISION = "Regeringens beslut"
"""What the decision itself is called, before its appendices."""

CLOSING = (
    Section("På regeringens vägnar", note="Underskrifter; räknar inget."),
    Section("Kopia till", note="Sändlista; räknar inget."),
)
"""How a decision ends."""

_WHAT_IS_ASSIGNED = Paragraph("Uppdraget", "Säger vad uppdraget är; räknar inget.")
_FURTHER_CONDITIONS = Paragraph(
    "Ytterligare villkor som myndigheten får ange",
    "Dagar och om en utbetalning ska rekvireras kan anges; andra villkor prövas utanför programmet.",
    deliveries=("anvisningar",),
    readings=("T23",),
)
_RUNNING_INFORMATION = Paragraph("Löpande information till Regeringskansliet", "Ingen dag är satt; räknar inget.")
CONTENTS_OF_ACCOUNTS = Paragraph(
    "Vad redovisningen ska innehålla",
    "Punkt för punkt i frivilliga kolumner; det som saknas sägs, och helheten godkänns.",
    deliveries=("redovisning",),
    tables=("core.finding",),
)

_WHOSE = {Who.AGENCY: "", Who.SKR: "skr_", Who.REGION: "region_"}
"""What the id of a duty begins with."""


def repayment_day(day: date) -> Number[date]:
    """The last day to repay and to account to Kammarkollegiet, as decisions set it."""
    return last_day(day, DECISION, "Sista dag för återbetalning och ekonomisk redovisning till Kammarkollegiet")


def final_report_day(day: date) -> Number[date]:
    """The last day of the final report, as decisions set it."""
    return last_day(day, DECISION, "Sista dag för slutredovisning till Regeringskansliet")


def requisition(who: Who, by: Number[date]) -> Duty:
    """To ask Kammarkollegiet for one's money; the regions' is `RequisitionDuties`, one for each payment."""
    return _duty("rekvisition", "rekvirera sina medel hos Kammarkollegiet", who, by, {Who.SKR})


def repayment(who: Who, by: Number[date]) -> Duty:
    """To repay what was not used. A region only delivers one where something is to be repaid, so none tells nothing."""
    return _duty("aterbetalning", "återbetala medel som inte har använts till Kammarkollegiet", who, by, {Who.SKR})


def economic_account(who: Who, by: Number[date]) -> Duty:
    """To account for received and used kronor."""
    words = "lämna ekonomisk redovisning till Kammarkollegiet"
    return _duty("ekonomisk_redovisning", words, who, by, {Who.SKR, Who.REGION})


def _duty(kind: str, words: str, who: Who, by: Number[date], delivered_by: set[Who]) -> Duty:
    return Duty(f"{_WHOSE[who]}{kind}", words, who, by, delivery_kind=kind if who in delivered_by else None)


def final_report(by: Number[date], about: tuple[str, ...] = ()) -> Duty:
    """The agency's final report to the Government Offices."""
    words = "lämna slutredovisning till Regeringskansliet"
    return Duty("slutredovisning", words, Who.AGENCY, by, delivery_kind=REPORT, about=about)


def each_month(what: str, months: Sequence[date]) -> tuple[tuple[str, tuple[date, ...], date], ...]:
    """The `reports` of a `ReportDuty` on months that are each reported by themselves; `what` is Swedish words."""
    return tuple((what, (month,), month) for month in months)


@dataclass(frozen=True)
class Assignment:
    """A decision that gives the agency money to pay to the regions, and what it then says of the money.

    The first fields are as in `Appropriation`, and `report_by` is the last day for the final report. The regions ask
    for their payments, or with `is_asked_for` false only if the agency says so (T23).
    """

    budget_year: int
    expenditure_area: str
    name: str
    item: str
    amount: Number[int]
    own_costs: Number[int]
    requisition_by: Number[date]
    account_by: Number[date]
    report_by: Number[date]
    is_asked_for: bool = True

    @property
    def appropriation(self) -> Appropriation:
        """Where the money is accounted for."""
        return Appropriation(
            self.budget_year,
            self.expenditure_area,
            self.name,
            self.item,
            self.amount,
            self.requisition_by,
            own_costs=self.own_costs,
            account_by=self.account_by,
        )

    @property
    def duties(self) -> tuple[Duty | RequisitionDuties, ...]:
        """The agency's, then the regions'."""
        return (
            final_report(self.report_by),
            requisition(Who.AGENCY, self.requisition_by),
            repayment(Who.AGENCY, self.account_by),
            economic_account(Who.AGENCY, self.account_by),
            RequisitionDuties(),
            repayment(Who.REGION, self.account_by),
            economic_account(Who.REGION, self.account_by),
        )

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """Those that the decision ends with, from the final report on."""
        return (
            Paragraph("Slutredovisning", numbers=(self.report_by,), duties=("slutredovisning",)),
            Paragraph("Belopp som får användas", numbers=(self.amount,), tables=("out.appropriation",)),
            Paragraph(
                "Myndighetens rekvisition och egna kostnader",
                numbers=(self.requisition_by, self.own_costs),
                duties=("rekvisition",),
                readings=("T18",),
            ),
            Paragraph(
                "Regionernas rekvisitioner",
                "" if self.is_asked_for else "Ska begäras bara om myndigheten anger det.",
                duties=("region_rekvisition",),
                deliveries=("rekvisition",) if self.is_asked_for else ("rekvisition", "anvisningar"),
                readings=("T18", "T23"),
            ),
            self._on_account("Återbetalning", "aterbetalning"),
            self._on_account("Ekonomisk redovisning", "ekonomisk_redovisning"),
            Paragraph(
                "Hänvisning till diarienumret",
                "Numret står inte i avskriften och anges av myndigheten (diarienummer).",
                deliveries=("anvisningar",),
            ),
        )

    def section(self, amounts: Paragraph, followed_up: Paragraph, *also: Paragraph) -> Section:
        """The decision itself: what regions are paid, how the results are followed up and what else is its own."""
        return Section(
            DECISION,
            appropriation=self.appropriation,
            duties=self.duties,
            paragraphs=(
                _WHAT_IS_ASSIGNED,
                amounts,
                _FURTHER_CONDITIONS,
                followed_up,
                _RUNNING_INFORMATION,
                *also,
                *self.paragraphs,
            ),
        )

    def _on_account(self, about: str, kind: str) -> Paragraph:
        """One that binds the agency and each region by the same day."""
        duties = (kind, f"{_WHOSE[Who.REGION]}{kind}")
        return Paragraph(about, numbers=(self.account_by,), duties=duties, deliveries=(kind,), tables=("out.ledger",))

    def final_report(self, *sheets: ReportSheet) -> FinalReport:
        """The final report, with the sheets that show what the decree wants told."""
        asked_for = "Slutredovisningen lämnas till Regeringskansliet (Socialdepartementet) senast den {day}"
        return FinalReport(f"{asked_for} ({DECISION}).", self.report_by, DECISION, sheets)
