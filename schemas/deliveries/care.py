"""What the regions report of their care, and the populations and targets that it is held against."""

import polars as pl

from rules.reports import OUTCOME, PLAN
from rules.swedish import listing
from rules.targets import Care
from rules.tariffs import kind_words
from schemas.columns import (
    Rate,
    ValueKind,
    choice,
    count,
    date_,
    delivered,
    month,
    rate,
    region,
    region_or_nation,
    text,
)
from schemas.declared import Rows, rule
from schemas.deliveries.delivered import Delivered, holds


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
        return holds(data, pl.col("completed_within_count") <= pl.col("completed_count"))

    @rule("waiting_within_at_most_waiting")
    def waiting_within_at_most_waiting(cls, data: Rows) -> pl.LazyFrame:
        """Those who waited 30 days at most are among the waiting."""
        return holds(data, pl.col("waiting_within_count") <= pl.col("waiting_count"))

    @rule("completed_at_most_all_completed")
    def completed_at_most_all_completed(cls, data: Rows) -> pl.LazyFrame:
        """Those without patients' own wish to wait are among all completed."""
        return holds(data, pl.col("completed_count") <= pl.col("all_completed_count"))

    @rule("all_within_at_most_all_completed")
    def all_within_at_most_all_completed(cls, data: Rows) -> pl.LazyFrame:
        """Those within 30 days are among all completed."""
        return holds(data, pl.col("all_completed_within_count") <= pl.col("all_completed_count"))

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
