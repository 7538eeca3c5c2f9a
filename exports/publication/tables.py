"""What is published as open data: each table, its columns, and what identifies a row.

A column that is not named here is not published. Left out are addresses of deliveries, accounts, and every sentence
that tells numbers of people, such as the reasons of `out.qualification`. That the outcome itself gives no hidden number
away is seen to in `exports.publication.bup` and `exports.publication.operations`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from rules.declaration import Decree
from rules.regions import REGIONS
from rules.tariffs import kind_words
from schemas.decisions import DecidedAdjustment, Decision
from schemas.deliveries import Vardplatser
from schemas.follow_up import Fulfilment, MonthStatus, NationalDevelopment
from schemas.open_data import HIDDEN, MISSING, NATION, SHOWN, OpenBup, OpenCode, OpenOperations, OpenRegion
from schemas.results import BonusPot, Payout, Qualification, Undistributed
from schemas.tables import TableModel, frame


@dataclass(frozen=True)
class OpenTable:
    """One published table: `columns` are those published of `model`, `key` identifies a row; no key is no promise."""

    name: str
    title: str
    model: TableModel
    columns: tuple[str, ...]
    key: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        """Name of the file."""
        return f"{self.name}.csv"

    @property
    def has_regions(self) -> bool:
        """Whether the rows refer to the list of regions."""
        return "region_code" in self.columns and self.model is not OpenRegion


STORED = (
    OpenTable(
        "utbetalningar",
        "Framräknade utbetalningar",
        Payout,
        ("programme", "payment", "component", "region_code", "amount_kr", "mark"),
        ("programme", "payment", "component", "region_code"),
    ),
    OpenTable(
        "beslut",
        "Beslutade belopp",
        Decision,
        ("programme", "payment", "component", "region_code", "amount_kr", "reference", "decided_on", "mark"),
        ("programme", "payment", "component", "region_code"),
    ),
    OpenTable(
        "justeringar",
        "Beslutat efter utbetalningen, utöver de beslutade beloppen; under noll ska betalas tillbaka",
        DecidedAdjustment,
        (
            "programme",
            "payment",
            "component",
            "region_code",
            "amount_kr",
            "reference",
            "decided_on",
            "seal",
            "mark",
        ),
        ("seal", "component", "region_code"),
    ),
    OpenTable(
        "ofordelat",
        "Kronor som ingen region får",
        Undistributed,
        ("programme", "payment", "component", "amount_kr", "reason"),
    ),
    OpenTable(
        "kvalificering",
        "Vad varje krav gav varje region, månad för månad",
        Qualification,
        (
            "programme",
            "requirement",
            "month",
            "region_code",
            "reserved_kr",
            "part",
            "earned_kr_exact",
            "route",
            "mark",
        ),
        ("programme", "requirement", "month", "region_code"),
    ),
    OpenTable(
        "bonuspott",
        "Vad varje krav och månad lade i bonuspotten",
        BonusPot,
        ("programme", "requirement", "month", "forfeited_kr_exact", "mark"),
        ("programme", "requirement", "month"),
    ),
    OpenTable(
        "maluppfyllelse",
        "Hur väl regionerna uppfyllde de månadsvisa kraven",
        Fulfilment,
        (
            "programme",
            "requirement",
            "region_code",
            "months_met",
            "months_measured",
            "parts_earned",
            "fulfilled_percent",
            "months_improvement",
            "months_top_five",
            "months_threshold",
            "months_none",
            "months_not_reported",
            "reserved_kr",
            "earned_kr_exact",
            "mark",
        ),
        ("programme", "requirement", "region_code"),
    ),
    OpenTable(
        "manadslage",
        "Vilka regioner varje månads resultat vilar på",
        MonthStatus,
        ("programme", "month", "reported_count", "missing_regions", "is_complete"),
        ("programme", "month"),
    ),
    OpenTable(
        "nationell_utveckling",
        "Överbeläggningar och utlokaliseringar i riket jämfört med året före",
        NationalDevelopment,
        ("programme", "requirement", "month", "region_count", "rate", "rate_year_before", "change_percent", "mark"),
        ("programme", "requirement", "month"),
    ),
    OpenTable(
        "vardplatser",
        "Vårdplatser, överbeläggningar, utlokaliseringar och beläggningsgrad",
        Vardplatser,
        (
            "region_code",
            "month",
            "statement",
            "beds",
            "overbelaggningar_per_100",
            "utlokaliseringar_per_100",
            "occupancy_percent",
            "mark",
        ),
        ("region_code", "month", "statement"),
    ),
)
"""The tables that are published as they stand in the warehouse."""

BUP = OpenTable(
    "bup",
    "Genomförda och väntande inom barn- och ungdomspsykiatrin",
    OpenBup,
    (
        "region_code",
        "month",
        "measure",
        "completed_count",
        "completed_within_count",
        "completed_status",
        "waiting_count",
        "waiting_within_count",
        "waiting_status",
        "mark",
    ),
    ("region_code", "month", "measure"),
)
OPERATIONS = OpenTable(
    "operationer",
    "Operationer efter hemregion, per månad och per utförare",
    OpenOperations,
    ("region_code", "period", "operation", "performer", "operation_count", "status", "mark"),
    ("region_code", "period", "operation", "performer"),
)
REGION_LIST = OpenTable(
    "regioner",
    "Regioner",
    OpenRegion,
    ("region_code", "name", "official_name", "organisation_number"),
    ("region_code",),
)
CODE_LIST = OpenTable(
    "koder", "Vad koderna står för", OpenCode, ("column_name", "programme", "payment", "code", "title_sv")
)

TITLES = {
    "amount_kr": "Belopp, kronor",
    "beds": "Disponibla vårdplatser",
    "change_percent": "Förändring från året före, procent",
    "code": "Kod",
    "column_name": "Kolumn",
    "completed_count": "Genomförda",
    "completed_status": "Genomförda: redovisat, dolt eller saknas",
    "completed_within_count": "Genomförda inom 30 dagar",
    "component": "Del av utbetalningen",
    "decided_on": "Beslutsdag",
    "earned_kr_exact": "Intjänat före avrundning, kronor",
    "forfeited_kr_exact": "Till bonuspotten, kronor",
    "fulfilled_percent": "Intjänade delar av de mätta månaderna, procent",
    "is_complete": "Alla regioner har rapporterat",
    "mark": "Märkning (exempel eller rekonstruerad)",
    "measure": "Insats",
    "missing_regions": "Regioner som inte har rapporterat allt",
    "month": "Månad (första dagen)",
    "months_improvement": "Månader uppfyllda genom förbättring",
    "months_measured": "Mätta månader",
    "months_met": "Uppfyllda månader",
    "months_none": "Månader som inte uppfylldes",
    "months_not_reported": "Månader utan rapport",
    "months_threshold": "Månader uppfyllda genom hög måluppfyllelse",
    "months_top_five": "Månader uppfyllda genom plats bland de bästa",
    "name": "Namn i besluten",
    "occupancy_percent": "Beläggningsgrad, procent",
    "official_name": "Regionens namn",
    "operation": "Slag av operation",
    "operation_count": "Operationer",
    "organisation_number": "Organisationsnummer",
    "overbelaggningar_per_100": "Överbeläggningar per 100 disponibla vårdplatser",
    "part": "Intjänad del av månadspotten",
    "parts_earned": "Intjänade delar, summa",
    "payment": "Utbetalning",
    "performer": "Utförare",
    "period": "Månad eller period",
    "programme": "Statsbidrag",
    "rate": "Per 100 disponibla vårdplatser",
    "rate_year_before": "Per 100 disponibla vårdplatser året före",
    "reason": "Skäl",
    "reference": "Beslutets diarienummer",
    "region_code": "Länskod",
    "region_count": "Regioner som värdena vilar på",
    "reported_count": "Regioner som har rapporterat allt",
    "requirement": "Krav",
    "reserved_kr": "Reserverad månadspott, kronor",
    "route": "Hur kravet uppfylldes",
    "seal": "Beslutets sigill, kontrollsumma",
    "statement": "Uppgift (utfall eller plan)",
    "status": "Redovisat, dolt eller saknas",
    "title_sv": "Betydelse",
    "utlokaliseringar_per_100": "Utlokaliseringar per 100 disponibla vårdplatser",
    "waiting_count": "Väntande",
    "waiting_status": "Väntande: redovisat, dolt eller saknas",
    "waiting_within_count": "Väntande högst 30 dagar",
}
"""The Swedish heading of each published column."""

_STATUS = {
    SHOWN: "antalet är redovisat",
    HIDDEN: "antalet är dolt, för att det eller ett annat antal är litet",
    MISSING: "antalet är inte rapporterat i sin helhet",
}
_WORDS = {
    "operation": kind_words(),
    "performer": {
        "egen_region": "patientens hemregion",
        "annan_region": "annan region",
        "privat": "privat vårdgivare",
        "alla": "alla utförare",
    },
    "route": {
        "improvement": "förbättring jämfört med året före",
        "top_five": "bland de bästa",
        "threshold": "hög måluppfyllelse",
        "none": "inte uppfyllt",
        "not_reported": "inte rapporterat",
        "awaited": "inväntas",
    },
    **dict.fromkeys(("status", "completed_status", "waiting_status"), _STATUS),
    "mark": {"exempel": "påhittad uppgift, ett exempel", "rekonstruerad": "återskapad ur publicerade resultat"},
}


def region_list() -> pl.DataFrame:
    """The regions, the nation first."""
    nation: dict[str, object] = {
        "region_code": NATION,
        "name": "Riket",
        "official_name": "Riket",
        "organisation_number": None,
    }
    columns = REGION_LIST.columns[1:]
    return frame(
        OpenRegion,
        [nation, *({"region_code": r.code, **{name: getattr(r, name) for name in columns}} for r in REGIONS)],
    )


def code_list(programmes: tuple[Decree, ...]) -> pl.DataFrame:
    """The codes of the other tables."""
    return frame(OpenCode, [dict(zip(CODE_LIST.columns, row, strict=True)) for row in _codes(programmes)])


def _codes(programmes: tuple[Decree, ...]) -> Iterator[tuple[str | None, ...]]:
    for programme in programmes:
        yield "programme", None, None, programme.id, programme.title
        for requirement in programme.requirements:
            yield "requirement", programme.id, None, requirement.id, requirement.title
        for payment in programme.payments:
            yield "payment", programme.id, None, payment.id, payment.title
            for component in payment.components:
                yield "component", programme.id, payment.id, component.id, component.heading
    for column, words in _WORDS.items():
        for code, title in words.items():
            yield column, None, None, code, title
