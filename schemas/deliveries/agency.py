"""What the agency itself tells: reports that have been handed in, and the days and numbers that it has set."""

import polars as pl

from rules.duties import settable
from rules.found_decrees import decrees
from schemas.columns import ValueKind, choice, date_, delivered, text
from schemas.declared import Rows, rule
from schemas.deliveries.delivered import Delivered, holds, programme

REPORT_IDS = tuple(dict.fromkeys(report for decree in decrees() for report in decree.reports))
SETTABLE = frozenset((decree.id, deadline) for decree in decrees() for deadline in settable(decree))
"""Programme and deadline of all that the agency can set (T23)."""


class Rapporter(Delivered):
    """One row is one report that SKR or the agency has handed in, and what it lacks."""

    programme: str = programme()
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
        return holds(data, pl.concat_str("programme", pl.lit("/"), "deadline").is_in(known))

    class Config:
        name = "core.rapporter"
        strict = True


class Anvisningar(Delivered):
    """One row is a day that the agency has set where a decree leaves it to the agency, or a decree's number (T23)."""

    programme: str = programme()
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
        return holds(data, name.is_in([f"{programme}/{deadline}" for programme, deadline in sorted(SETTABLE)]))

    class Config:
        name = "core.anvisningar"
        strict = True
