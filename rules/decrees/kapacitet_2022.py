"""The planning assignment 2022 (S2022/01373): support for capacity planning, proposed targets for the number of beds.

Reads in the decree's order: the decision, Bakgrund, Närmare om uppdraget. No region is paid anything, so all that
can be declared are the agency's own appropriation and days, and an occupancy to compare with. The targets that
regions report are deliveries, compared in `rules.targets` and `rules.capacity`.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rules.parameters import parameter
from rules.programme import Programme

# --- Regeringens beslut: what the assignment comprises and whom to consult compute nothing ---------------------


@dataclass(frozen=True)
class Parameters:
    """Every number of the decision, and the two of its background that the follow-up compares with."""

    first_report_day: date = parameter(
        date(2022, 9, 30),
        unit="datum",
        section="Regeringens beslut",
        meaning="Sista dag för den första delredovisningen: vilken information om vårdkapacitet som bör visas publikt",
    )
    second_report_day: date = parameter(
        date(2023, 5, 31),
        unit="datum",
        section="Regeringens beslut",
        meaning="Sista dag för den andra delredovisningen: metodstöd, samordning och målvärden",
    )
    third_report_day: date = parameter(
        date(2024, 3, 31),
        unit="datum",
        section="Regeringens beslut",
        meaning="Sista dag för den tredje delredovisningen",
    )
    last_report_day: date = parameter(
        date(2025, 3, 31),
        unit="datum",
        section="Regeringens beslut",
        meaning="Sista dag för slutredovisning till Regeringskansliet",
    )
    total_kr: int = parameter(
        7_000_000,
        unit="kronor",
        section="Regeringens beslut",
        meaning="Belopp som får användas för uppdraget 2022",
    )
    last_requisition_day: date = parameter(
        date(2022, 12, 1),
        unit="datum",
        section="Regeringens beslut",
        meaning="Sista dag för myndighetens rekvisition hos Kammarkollegiet",
    )
    last_repayment_day: date = parameter(
        date(2023, 3, 31),
        unit="datum",
        section="Regeringens beslut",
        meaning="Sista dag för återbetalning och ekonomisk redovisning till Kammarkollegiet",
    )
    planned_from_percent: Decimal = parameter(
        Decimal(85),
        unit="procent",
        section="Bakgrund",
        meaning="Lägsta genomsnittliga beläggningsgrad att planera akutsjukvård efter enligt en utredning (SOU 2016:2)",
    )
    planned_to_percent: Decimal = parameter(
        Decimal(90),
        unit="procent",
        section="Bakgrund",
        meaning="Högsta genomsnittliga beläggningsgrad att planera akutsjukvård efter enligt en utredning (SOU 2016:2)",
    )


PARAMETERS = Parameters()

PROGRAMME = Programme(
    id="kapacitet_2022",
    title="Regionernas produktions- och kapacitetsplanering och målvärden för antalet vårdplatser 2022",
    short_title="Kapacitetsplanering 2022",
    reference="S2022/01373",
    population_date=date(2021, 11, 1),  # the 1 November before, as in T20; nothing is shared by it
    requirements=(),
    payments=(),
)

# --- Bakgrund: computes nothing. The occupancy named there is an inquiry's for clinics and units, not a target --

# --- Närmare om uppdraget: targets for clinics and units, and whether there should be regional and national ones,
# --- are for the agency to propose; computes nothing -----------------------------------------------------------
