"""The tables of validated deliveries (`core`), one model per kind, and the register of kinds.

One row is one delivered row that counts: the newest valid one for its key. Each model is also the
contract with senders: headings, limits and the rules that hold within a row.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from rules.deadlines import REPORT
from rules.duties import settable
from rules.found_decrees import decrees
from rules.recipients import SKR
from rules.reports import KINDS as REPORT_KINDS
from rules.reports import OUTCOME, PLAN
from rules.swedish import listing
from rules.targets import Care
from rules.tariffs import kind_words
from schemas.columns import (
    DeliveredColumn,
    Rate,
    ValueKind,
    choice,
    column,
    count,
    date_,
    delivered,
    kronor,
    month,
    rate,
    recipient,
    region,
    region_or_nation,
    text,
    yes_no,
)
from schemas.declared import Rows, Table, fields, rule
from schemas.tables import column_names

MARKS = ("exempel", "rekonstruerad")
PROGRAMME_IDS = tuple(decree.id for decree in decrees())
PROGRAMMES_OF_SKR = tuple(decree.id for decree in decrees() if decree.payment_to_skr)
"""The programmes that have money for SKR."""
PAYMENT_IDS = tuple(
    dict.fromkeys(
        payment.id for decree in decrees() for payment in (*decree.payments, decree.payment_to_skr) if payment
    )
)

REPORT_IDS = tuple(dict.fromkeys(report for decree in decrees() for report in decree.reports))


@dataclass(frozen=True)
class RowRule:
    """A rule between cells of one row.

    `check` is the name of the model's check, `column` the column pointed out and `message` what the
    sender is told, in Swedish, after the value.
    """

    check: str
    column: str
    message: str


class Delivered(Table):
    """What every delivered table has besides its own columns: the mark and the address of the row."""

    mark: str = delivered(
        "Märkning",
        ValueKind.CHOICE,
        meaning="exempel, rekonstruerad eller tom.",
        description="`exempel` or `rekonstruerad` when the row is not a real report; travels to every result.",
        required=False,
        empty=True,
        choices={mark: mark for mark in MARKS},
    )
    received: pl.Date = column("The day the delivery was received.")
    file: str = column("The delivery, as path below the folder of deliveries.")
    sheet: str = column("Sheet of the workbook; empty for a text file.")
    row: int = column("Row number in the sheet, as the spreadsheet program shows it.", ge=1)

    class Config:
        strict = True


class Befolkning(Delivered):
    """One row is the population of one region on one reference date in one age group."""

    region_code: str = region()
    reference_date: pl.Date = date_(
        "Referensdatum", meaning="Dagen befolkningen avser.", description="The day the population refers to."
    )
    age_group: str = choice(
        "Åldersgrupp",
        {"totalt": "totalt", "0-18": "0-18", "0–18": "0-18", "0-18 år": "0-18", "0–18 år": "0-18"},
        meaning="totalt eller 0-18.",
        description="`totalt`, or `0-18` for those of 0 to 18 years.",
    )
    population_count: int = count(
        "Antal", meaning="Antal invånare.", description="Inhabitants.", unit="inhabitants", least=1
    )

    class Config:
        name = "core.befolkning"
        strict = True


class Vardplatser(Delivered):
    """One row is one region's hospital beds in one month: what came out, or what was planned and aimed at."""

    region_code: str = region()
    month: pl.Date = month()
    beds: Rate = rate(
        "Disponibla vårdplatser",
        meaning="Genomsnittligt antal disponibla vårdplatser; i en plan planerat antal.",
        description="Available beds (mean of the month); planned number in a plan.",
        unit="beds",
        also=("Antal disponibla vårdplatser", "Antal planerade disponibla vårdplatser", "Vårdplatser"),
        usual=("20", "10000"),
    )
    overbelaggningar_per_100: Rate = rate(
        "Överbeläggningar per 100",
        meaning="Antal överbeläggningar per 100 disponibla vårdplatser; tomt i en plan.",
        description="Overcrowded patients per 100 available beds; empty in a plan.",
        unit="per 100 beds",
        also=(
            "Antal överbeläggningar per 100 disponibla vårdplatser",
            "Överbeläggningar per 100 disponibla vårdplatser",
            "Antal överbeläggningar per 100 vårdplatser",
            "Överbeläggningar per 100 vårdplatser",
        ),
        usual=("0.1", "50"),
    )
    utlokaliseringar_per_100: Rate = rate(
        "Utlokaliseringar per 100",
        meaning="Antal utlokaliserade patienter per 100 disponibla vårdplatser; tomt i en plan.",
        description="Outlying patients per 100 available beds; empty in a plan.",
        unit="per 100 beds",
        also=(
            "Antal utlokaliseringar per 100 disponibla vårdplatser",
            "Utlokaliseringar per 100 disponibla vårdplatser",
            "Antal utlokaliserade patienter per 100 disponibla vårdplatser",
            "Utlokaliserade patienter per 100 disponibla vårdplatser",
            "Antal utlokaliseringar per 100 vårdplatser",
            "Utlokaliseringar per 100 vårdplatser",
        ),
        usual=("0.05", "50"),
    )
    occupancy_percent: Rate = rate(
        "Beläggningsgrad",
        meaning="Genomsnittlig beläggningsgrad i procent; i en plan målvärde.",
        description="Mean occupancy; target in a plan.",
        unit="per cent",
        also=("Genomsnittlig beläggningsgrad", "Målvärde för genomsnittlig beläggningsgrad", "Beläggning"),
        usual=("10", "200"),
    )
    statement: str = delivered(
        "Uppgift",
        ValueKind.CHOICE,
        meaning="utfall eller plan. Utan uppgift är en rad utan båda talen per 100 en plan i de månader som en plan "
        "begärs för, annars ett utfall.",
        description="`utfall` or `plan`; both of one month stand beside each other.",
        required=False,
        choices={said: said for said in (OUTCOME, PLAN)},
    )
    somatic_beds: Rate = rate(
        "Vårdplatser somatisk vård",
        meaning="Av de disponibla vårdplatserna: i somatisk vård.",
        description="Of the beds: in somatic care.",
        unit="beds",
        required=False,
        usual=("10", "10000"),
    )
    psychiatric_beds: Rate = rate(
        "Vårdplatser psykiatrisk vård",
        meaning="Av de disponibla vårdplatserna: i psykiatrisk vård.",
        description="Of the beds: in psychiatric care.",
        unit="beds",
        required=False,
        usual=("2", "5000"),
    )
    somatic_occupancy_percent: Rate = rate(
        "Beläggning somatisk vård",
        meaning="Genomsnittlig beläggningsgrad i somatisk vård, i procent.",
        description="Mean occupancy in somatic care.",
        unit="per cent",
        required=False,
        usual=("10", "200"),
    )
    psychiatric_occupancy_percent: Rate = rate(
        "Beläggning psykiatrisk vård",
        meaning="Genomsnittlig beläggningsgrad i psykiatrisk vård, i procent.",
        description="Mean occupancy in psychiatric care.",
        unit="per cent",
        required=False,
        usual=("10", "200"),
    )

    class Config:
        name = "core.vardplatser"
        strict = True


class Bup(Delivered):
    """One row is one region's waits in child and adolescent psychiatry for one month and measure."""

    region_code: str = region()
    month: pl.Date = month()
    measure: str = choice(
        "Insats",
        {"besök": "besök", "utredning": "utredning", "behandling": "behandling"},
        meaning="besök, utredning eller behandling.",
        description="What was waited for: `besök`, `utredning` or `behandling`.",
    )
    completed_count: int = count(
        "Genomförda",
        meaning="Antal genomförda under månaden, utan patientvald väntan.",
        description="Completed, without those with patients' own wish to wait (T26).",
        unit="patients",
        also=("Antal genomförda", "Genomförda utan patientvald väntan"),
    )
    completed_within_count: int = count(
        "Genomförda inom 30 dagar",
        meaning="Antal av de genomförda som skedde inom 30 dagar.",
        description="Completed within 30 days.",
        unit="patients",
        also=("Antal genomförda inom 30 dagar", "Genomförda inom 30 dagar utan patientvald väntan"),
    )
    waiting_count: int = count(
        "Väntande",
        meaning="Antal som väntar vid månadens slut.",
        description="Waiting.",
        unit="patients",
        also=("Antal väntande",),
    )
    waiting_within_count: int = count(
        "Väntande inom 30 dagar",
        meaning="Antal av de väntande som har väntat högst 30 dagar.",
        description="Waiting 30 days at most.",
        unit="patients",
        also=("Antal väntande inom 30 dagar",),
    )
    response_rate_percent: Rate = rate(
        "Svarsfrekvens",
        meaning="Rapporteringens svarsfrekvens i procent.",
        description="Response rate of the reporting.",
        unit="per cent",
        most=100,
        required=False,
        usual=("2", "100"),
    )
    unreported: str = text(
        "Inte rapporterat",
        meaning="Vilka uppgifter som inte är rapporterade, när svarsfrekvensen är lägre än den ska vara.",
        description="Which data are not reported, in the region's own words.",
        required=False,
    )
    unreported_plan: str = text(
        "Plan för rapporteringen",
        meaning="Hur och när de uppgifter som inte är rapporterade ska kunna ingå i rapporteringen.",
        description="The plan for reporting what is not reported, in the region's own words.",
        required=False,
    )
    all_completed_count: int = count(
        "Genomförda totalt",
        meaning="Antal genomförda under månaden, också de med patientvald väntan.",
        description="Completed, those with patients' own wish to wait included (T26).",
        unit="patients",
        required=False,
        also=("Samtliga genomförda",),
    )
    all_completed_within_count: int = count(
        "Genomförda totalt inom 30 dagar",
        meaning="Antal av alla genomförda, också de med patientvald väntan, som skedde inom 30 dagar.",
        description="Completed within 30 days, those with patients' own wish to wait included (T26).",
        unit="patients",
        required=False,
        also=("Samtliga genomförda inom 30 dagar",),
    )

    @rule("completed_within_at_most_completed")
    def completed_within_at_most_completed(cls, data: Rows) -> pl.LazyFrame:
        """Those within 30 days are among the completed."""
        return _holds(data, pl.col("completed_within_count") <= pl.col("completed_count"))

    @rule("waiting_within_at_most_waiting")
    def waiting_within_at_most_waiting(cls, data: Rows) -> pl.LazyFrame:
        """Those who waited 30 days at most are among the waiting."""
        return _holds(data, pl.col("waiting_within_count") <= pl.col("waiting_count"))

    @rule("completed_at_most_all_completed")
    def completed_at_most_all_completed(cls, data: Rows) -> pl.LazyFrame:
        """Those without patients' own wish to wait are among all completed."""
        return _holds(data, pl.col("completed_count") <= pl.col("all_completed_count"))

    @rule("all_within_at_most_all_completed")
    def all_within_at_most_all_completed(cls, data: Rows) -> pl.LazyFrame:
        """Those within 30 days are among all completed."""
        return _holds(data, pl.col("all_completed_within_count") <= pl.col("all_completed_count"))

    class Config:
        name = "core.bup"
        strict = True


class Operationer(Delivered):
    """One row is the number of operations of one kind in one month for one home region and kind of performer."""

    region_code: str = region("Hemregion", description="County code of the patients' home region.")
    month: pl.Date = month()
    operation: str = choice(
        "Insats",
        {words: kind for kind, words in kind_words().items()},
        meaning=f"{listing(list(kind_words().values()), last='eller')}.",
        description="A kind of operation that a decree pays for, as `gra_starr`.",
    )
    performer: str = choice(
        "Utförare",
        {"egen region": "egen_region", "annan region": "annan_region", "privat": "privat"},
        meaning="egen region, annan region eller privat.",
        description="Who operated: `egen_region`, `annan_region` or `privat`.",
    )
    operation_count: int = count("Antal", meaning="Antal operationer.", description="Operations.", unit="operations")

    class Config:
        name = "core.operationer"
        strict = True


def _programme() -> Any:
    return choice(
        "Statsbidrag",
        {programme: programme for programme in PROGRAMME_IDS},
        meaning=f"Statsbidragets beteckning: {', '.join(PROGRAMME_IDS)}.",
        description="Programme id.",
    )


class Redovisning(Delivered):
    """One row is a region's account of how a programme's money was used, as received and assessed."""

    region_code: str = region()
    programme: str = _programme()
    received_date: pl.Date = date_(
        "Inkom", meaning="Dagen redovisningen kom in.", description="The day the account came in.", empty=True
    )
    is_approved: bool = yes_no("Godkänd", meaning="ja eller nej.", description="Whether the account was approved.")
    tells_use: bool = yes_no(
        "Medlens användning",
        meaning="Om redovisningen säger hur medlen har använts och ska användas: ja eller nej.",
        description="Whether the account tells how the money has been and will be used.",
        required=False,
    )
    tells_results: bool = yes_no(
        "Resultat",
        meaning="Om redovisningen säger resultatet av insatserna: ja eller nej.",
        description="Whether the account tells the results.",
        required=False,
    )
    tells_plan: bool = yes_no(
        "Handlingsplanens genomförande",
        meaning="Om redovisningen säger hur arbetet enligt handlingsplanen fortlöper: ja eller nej.",
        description="Whether the account tells how the work by the plan of action goes.",
        required=False,
    )
    has_plan: bool = yes_no(
        "Handlingsplan bifogad",
        meaning="Om handlingsplanen är bifogad: ja eller nej.",
        description="Whether the plan of action was enclosed.",
        required=False,
    )
    tells_use_for_waits: bool = yes_no(
        "Användning för väntetider",
        meaning="Om redovisningen säger hur medlen används för att minska väntetiderna inom BUP: ja eller nej.",
        description="Whether the account tells how the money is used to shorten waits.",
        required=False,
    )
    tells_results_for_waits: bool = yes_no(
        "Resultat för väntetider",
        meaning="Om redovisningen säger resultatet av insatserna för väntetiderna inom BUP: ja eller nej.",
        description="Whether the account tells the results for waits.",
        required=False,
    )

    tells_purpose: bool = yes_no(
        "Resultat mot syftet",
        meaning="Om redovisningen säger hur resultaten förhåller sig till bidragets syfte: ja eller nej.",
        description="Whether the account tells how the results stand to the purpose.",
        required=False,
    )
    reclaimed_kr: int = kronor(
        "Återkrävs",
        meaning="Belopp som myndigheten återkräver för att medlen inte har använts för ändamålet eller avsett resultat "
        "inte har nåtts, utöver det som regionen själv redovisar som oanvänt.",
        description="What the agency claims back besides what the region says it has not used.",
        required=False,
    )

    class Config:
        name = "core.redovisning"
        strict = True


class Rapporter(Delivered):
    """One row is one report that SKR or the agency has handed in, and what it lacks."""

    programme: str = _programme()
    deadline: str = choice(
        "Rapport",
        {report: report for report in REPORT_IDS},
        meaning=f"Rapportens beteckning, som bonuspott calendar visar den: {', '.join(REPORT_IDS)}.",
        description="Id of the deadline of the report.",
    )
    received_date: pl.Date = date_(
        "Inkom", meaning="Dagen rapporten lämnades.", description="The day the report was handed in.", empty=True
    )
    lacking: str = text(
        "Saknar",
        meaning="Vad rapporten saknar av det som den ska innehålla; tom när inget saknas.",
        description="What the report lacks of what it is to tell; empty for nothing.",
        required=False,
    )

    @rule("report_is_of_the_programme")
    def report_is_of_the_programme(cls, data: Rows) -> pl.LazyFrame:
        """Each programme has its own reports."""
        known = [f"{decree.id}/{report}" for decree in decrees() for report in decree.reports]
        return _holds(data, pl.concat_str("programme", pl.lit("/"), "deadline").is_in(known))

    class Config:
        name = "core.rapporter"
        strict = True


class Rekvisition(Delivered):
    """One row is a region's or SKR's request to be paid one payment."""

    region_code: str = recipient()
    programme: str = _programme()
    payment: str = choice(
        "Utbetalning",
        {payment: payment for payment in PAYMENT_IDS},
        meaning=f"Utbetalningens beteckning: {', '.join(PAYMENT_IDS)}.",
        description="Payment id.",
    )
    requested_kr: int = kronor("Belopp", meaning="Begärt belopp.", description="Amount requested.")
    received_date: pl.Date = date_(
        "Inkom", meaning="Dagen rekvisitionen kom in.", description="The day the request came in.", empty=True
    )
    bankgiro: str = text("Bankgiro", meaning="Bankgironummer.", description="Bankgiro number.")
    payment_reference: str = text(
        "Referens", meaning="Önskad betalningsreferens.", description="Payment reference asked for."
    )
    plusgiro: str = text(
        "Plusgiro",
        meaning="Plusgironummer, för den som inte har bankgiro.",
        description="Plusgiro number; paid to only where no bankgiro is told.",
        required=False,
    )

    @rule("recipient_is_of_the_programme")
    def recipient_is_of_the_programme(cls, data: Rows) -> pl.LazyFrame:
        """SKR gets money of some programmes only."""
        return _holds(data, (pl.col("region_code") != SKR.code) | pl.col("programme").is_in(list(PROGRAMMES_OF_SKR)))

    @rule("payment_is_of_the_recipient")
    def payment_is_of_the_recipient(cls, data: Rows) -> pl.LazyFrame:
        """SKR asks for its own payment and the regions for theirs."""
        return _holds(data, (pl.col("region_code") == SKR.code) == (pl.col("payment") == SKR.code))

    class Config:
        name = "core.rekvisition"
        strict = True


class EkonomiskRedovisning(Delivered):
    """One row is a region's or SKR's economic account of a programme: received and used."""

    region_code: str = recipient()
    programme: str = _programme()
    accounted_received_kr: int = kronor(
        "Erhållet", meaning="Erhållet bidrag.", description="Amount the region says it received."
    )
    cost_kr: int = kronor("Kostnader", meaning="Summa kostnader.", description="Costs.")
    received_date: pl.Date = date_(
        "Inkom", meaning="Dagen redovisningen kom in.", description="The day the account came in.", empty=True
    )
    is_confirmed: bool = yes_no(
        "Granskad",
        meaning="Ekonomichefens granskning: ja om redovisningen är riktig, nej om den inte är det.",
        description="Whether the chief financial officer found the account right.",
        required=False,
    )

    @rule("recipient_is_of_the_programme")
    def recipient_is_of_the_programme(cls, data: Rows) -> pl.LazyFrame:
        """SKR gets money of some programmes only."""
        return _holds(data, (pl.col("region_code") != SKR.code) | pl.col("programme").is_in(list(PROGRAMMES_OF_SKR)))

    class Config:
        name = "core.ekonomisk_redovisning"
        strict = True


class Aterbetalning(Delivered):
    """One row is money that a region or SKR paid back on one day."""

    region_code: str = recipient()
    programme: str = _programme()
    repaid_kr: int = kronor("Belopp", meaning="Återbetalt belopp.", description="Amount paid back.")
    repaid_date: pl.Date = date_("Datum", meaning="Dagen för återbetalningen.", description="Day of repayment.")

    @rule("recipient_is_of_the_programme")
    def recipient_is_of_the_programme(cls, data: Rows) -> pl.LazyFrame:
        """SKR gets money of some programmes only."""
        return _holds(data, (pl.col("region_code") != SKR.code) | pl.col("programme").is_in(list(PROGRAMMES_OF_SKR)))

    class Config:
        name = "core.aterbetalning"
        strict = True


class Malvarden(Delivered):
    """One row is a target value for the nation, one region or one of its units, valid from a day."""

    region_code: str = region_or_nation()
    unit: str = text(
        "Enhet",
        meaning="Klinik eller enhet; tom för hela regionen.",
        description="Clinic or unit; empty for the whole region.",
        required=False,
    )
    metric: str = choice(
        "Mått",
        {"vårdplatser": "vardplatser", "beläggningsgrad": "belaggningsgrad", "IVA-platser": "iva_platser"},
        meaning="vårdplatser, beläggningsgrad eller IVA-platser.",
        description="`vardplatser`, `belaggningsgrad` or `iva_platser`.",
    )
    care: str = delivered(
        "Vårdform",
        ValueKind.CHOICE,
        meaning="somatisk eller psykiatrisk vård; tom för all vård.",
        description="`somatisk` or `psykiatrisk`; empty for all care.",
        required=False,
        empty=True,
        choices={spelling: care.value for care in Care for spelling in (care.value, f"{care.value} vård")},
    )
    target_value: Rate = rate(
        "Målvärde", meaning="Målvärdet.", description="Target.", unit="beds, or per cent for occupancy"
    )
    valid_from: pl.Date = date_("Gäller från", meaning="Första dagen.", description="First day it applies.")

    class Config:
        name = "core.malvarden"
        strict = True


SETTABLE = frozenset((decree.id, deadline) for decree in decrees() for deadline in settable(decree))
"""Programme and deadline of all that the agency can set (T23)."""


class Anvisningar(Delivered):
    """One row is a day that the agency has set where a decree leaves it to the agency, or a decree's number (T23)."""

    programme: str = _programme()
    deadline: str = delivered(
        "Frist",
        ValueKind.TEXT,
        meaning="Fristens beteckning, som bonuspott calendar visar den.",
        description="Id of the deadline; with a month, the part of it before the month.",
    )
    month: pl.Date = delivered(
        "Månad",
        ValueKind.MONTH,
        meaning="Månaden, om beteckningen inte redan har den.",
        description="First day of the month that the deadline is about, where its id does not say so.",
        required=False,
        empty=True,
    )
    day: pl.Date = date_("Datum", meaning="Den sista dagen.", description="The last day, still in time.", empty=True)
    reference: str = text(
        "Beslut", meaning="Myndighetens diarienummer för beslutet.", description="The agency's reference."
    )

    @rule("deadline_is_the_agencys")
    def deadline_is_the_agencys(cls, data: Rows) -> pl.LazyFrame:
        """What the agency sets is left to it by the decree."""
        ending = pl.lit("_") + pl.col("month").dt.strftime("%Y-%m")
        told = pl.when(pl.col("deadline").str.ends_with(ending)).then(pl.lit("")).otherwise(ending).fill_null("")
        name = pl.concat_str("programme", pl.lit("/"), "deadline", told)
        return _holds(data, name.is_in([f"{programme}/{deadline}" for programme, deadline in sorted(SETTABLE)]))

    class Config:
        name = "core.anvisningar"
        strict = True


@dataclass(frozen=True)
class Kind:
    """One kind of delivery: its folder below the deliveries, its Swedish title, its table and its key."""

    id: str
    title: str
    model: type[Delivered]
    key: tuple[str, ...]
    row_rules: tuple[RowRule, ...] = ()

    @property
    def statement(self) -> str | None:
        """The column that says whether a row is a plan or an outcome, where it may; an empty cell has a meaning."""
        return REPORT_KINDS[self.id].statement if self.id in REPORT_KINDS else None

    @cached_property
    def columns(self) -> tuple[DeliveredColumn, ...]:
        """The columns senders fill in, in the order of the contract, the mark last."""
        said = fields(self.model)
        specs = [
            DeliveredColumn(
                name=name,
                header=said[name].metadata["header"],
                kind=said[name].metadata["kind"],
                meaning=said[name].metadata["meaning"],
                unit=said[name].metadata["unit"],
                is_required=said[name].metadata["required"],
                may_be_empty=said[name].nullable or name == self.statement,
                least=said[name].metadata["least"],
                most=said[name].metadata["most"],
                choices=said[name].metadata["choices"],
                also=said[name].metadata["also"],
                usual=said[name].metadata["usual"],
            )
            for name in column_names(self.model)
            if "header" in said[name].metadata
        ]
        return tuple(specs)


_RECIPIENT_OF_PROGRAMME = RowRule(
    "recipient_is_of_the_programme",
    "region_code",
    "får inga medel av statsbidraget på samma rad. Rätta Region eller Statsbidrag.",
)

KINDS = (
    Kind("befolkning", "Befolkning", Befolkning, ("region_code", "reference_date", "age_group")),
    Kind("vardplatser", "Vårdplatser", Vardplatser, ("region_code", "month", "statement")),
    Kind(
        "bup",
        "Barn- och ungdomspsykiatri",
        Bup,
        ("region_code", "month", "measure"),
        (
            RowRule(
                "completed_within_at_most_completed",
                "completed_within_count",
                "är fler än antalet i kolumnen Genomförda på samma rad. Rätta det tal som är fel.",
            ),
            RowRule(
                "waiting_within_at_most_waiting",
                "waiting_within_count",
                "är fler än antalet i kolumnen Väntande på samma rad. Rätta det tal som är fel.",
            ),
            RowRule(
                "completed_at_most_all_completed",
                "completed_count",
                "är fler än antalet i kolumnen Genomförda totalt på samma rad. Genomförda anges utan patientvald "
                "väntan och Genomförda totalt med. Rätta det tal som är fel.",
            ),
            RowRule(
                "all_within_at_most_all_completed",
                "all_completed_within_count",
                "är fler än antalet i kolumnen Genomförda totalt på samma rad. Rätta det tal som är fel.",
            ),
        ),
    ),
    Kind("operationer", "Operationer", Operationer, ("region_code", "month", "operation", "performer")),
    Kind("redovisning", "Redovisning", Redovisning, ("region_code", "programme")),
    Kind(
        "rekvisition",
        "Rekvisition",
        Rekvisition,
        ("region_code", "programme", "payment"),
        (
            _RECIPIENT_OF_PROGRAMME,
            RowRule(
                "payment_is_of_the_recipient",
                "payment",
                f"är ingen utbetalning till mottagaren på samma rad: {SKR.name} begär {SKR.code} och ingen annan gör "
                "det. Rätta Region eller Utbetalning.",
            ),
        ),
    ),
    Kind(
        "ekonomisk_redovisning",
        "Ekonomisk redovisning",
        EkonomiskRedovisning,
        ("region_code", "programme"),
        (_RECIPIENT_OF_PROGRAMME,),
    ),
    Kind(
        "aterbetalning",
        "Återbetalning",
        Aterbetalning,
        ("region_code", "programme", "repaid_date"),
        (_RECIPIENT_OF_PROGRAMME,),
    ),
    Kind("malvarden", "Målvärden", Malvarden, ("region_code", "unit", "metric", "care", "valid_from")),
    Kind(
        REPORT,
        "Rapport",
        Rapporter,
        ("programme", "deadline"),
        (
            RowRule(
                "report_is_of_the_programme",
                "deadline",
                "är ingen rapport om statsbidraget på samma rad. Rätta Rapport eller Statsbidrag.",
            ),
        ),
    ),
    Kind(
        "anvisningar",
        "Anvisningar",
        Anvisningar,
        ("programme", "deadline", "month"),
        (
            RowRule(
                "deadline_is_the_agencys",
                "deadline",
                "är inget som myndigheten kan ange för statsbidraget på samma rad. Skriv en av de beteckningar som "
                "bonuspott calendar visar som myndighetens.",
            ),
        ),
    ),
)

KIND_BY_ID = {kind.id: kind for kind in KINDS}


def _holds(data: Rows, rule: pl.Expr) -> pl.LazyFrame:
    """A rule between columns, kept where either side lacks a value."""
    return data.lazyframe.select(rule.fill_null(True))
