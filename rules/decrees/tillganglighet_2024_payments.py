"""What the payments of the agreement on accessibility 2024 are made of: its numbers, measures and conditions.

What each section of the text lays down, and which payments it orders, is in `tillganglighet_2024`.
"""

from datetime import date

from rules.declaration import Asking, Component, Payment
from rules.mechanisms.bands import Band, Bands
from rules.mechanisms.condition import ApprovedAccount, OnCondition, Redistributed
from rules.mechanisms.measures import ShareWithin
from rules.mechanisms.monthly_pots import BonusPot, Earned
from rules.mechanisms.requirement import Requirement
from rules.mechanisms.shares import PopulationShare
from rules.mechanisms.threshold import Threshold
from rules.months import months
from rules.numbers import Number, kr, last_day, percent, percent_of_pot, points
from rules.reports import BUP

YOUNG = "0-18"
DAYS = 30
"""Within so many days is in time (section 3.7)."""


class N:
    """Every number of the agreement, once."""

    total_kr = kr(2_937_000_000, "avsnitt 2; bilaga 1", "Överenskommelsens omfattning")
    skr_kr = kr(12_000_000, "avsnitt 2 och 6; bilaga 1", "Medel till SKR")
    report_weeks = Number(
        3, "veckor efter månadens slut", "avsnitt 3.4", "Sista dag för regionens rapportering till väntetidsdatabasen"
    )
    database_months = Number(
        months(2024, 1, 12),
        "månader",
        "avsnitt 3.4 och 4",
        "Månader som regionerna rapporterar till väntetidsdatabasen och SKR lämnar ut data, senast den sista",
    )
    least_response_percent = percent(
        95, "avsnitt 3.4", "Lägsta svarsfrekvens för rapporteringen varje månad under året"
    )
    measure_kr = kr(
        150_000_000,
        "avsnitt 3.7",
        "Medel för prestationskrav per mått (besök, utredning, behandling)",
        cell="Belopp_per_matt",
    )
    lowest_band_points = points(
        1, "avsnitt 3.7", "Minsta förbättring för det lägsta steget", cell="Lagsta_steget_procentenheter"
    )
    lowest_band_percent = percent_of_pot(50, "avsnitt 3.7", "Det lägsta steget ger", cell="Lagsta_steget_procent")
    middle_band_points = points(
        5, "avsnitt 3.7", "Minsta förbättring för det mellersta steget", cell="Mellersta_steget_procentenheter"
    )
    middle_band_percent = percent_of_pot(75, "avsnitt 3.7", "Det mellersta steget ger", cell="Mellersta_steget_procent")
    highest_band_points = points(
        10, "avsnitt 3.7", "Minsta förbättring för det högsta steget", cell="Hogsta_steget_procentenheter"
    )
    highest_band_percent = percent_of_pot(100, "avsnitt 3.7", "Det högsta steget ger", cell="Hogsta_steget_procent")
    threshold_percent = percent(
        75, "avsnitt 3.7", "Minsta andel inom 30 dagar, av de genomförda och av de väntande", cell="Hog_andel_procent"
    )
    threshold_gives_percent = percent_of_pot(100, "avsnitt 3.7", "Hög måluppfyllelse ger", cell="Hog_andel_ger_procent")
    untested_waiting = Number(
        20, "barn och unga", "avsnitt 3.7", "Högsta antal väntande utan krav på de väntande", cell="Vantande_utan_krav"
    )
    last_account_day = last_day(
        date(2024, 9, 30), "avsnitt 5", "Sista dag för regionens redovisning", cell="Sista_dag_redovisning"
    )
    last_skr_interim_report_day = last_day(date(2024, 9, 30), "avsnitt 5", "Sista dag för SKR:s delrapport")
    last_skr_report_day = last_day(date(2025, 3, 31), "avsnitt 5", "Sista dag för SKR:s verksamhetsrapport")
    last_requisition_day = last_day(
        date(2024, 12, 1), "avsnitt 6", "Sista dag för rekvisition av den första utbetalningen"
    )
    last_skr_requisition_day = last_day(date(2024, 12, 1), "avsnitt 6", "Sista dag för SKR:s rekvisition")
    last_skr_repayment_day = last_day(
        date(2025, 3, 31),
        "avsnitt 6",
        "Sista dag för SKR:s återbetalning och ekonomiska redovisning till Kammarkollegiet",
    )
    august_payment_day = last_day(date(2024, 8, 31), "avsnitt 6", "Sista dag i månaden för utbetalningen i augusti")
    december_payment_day = last_day(date(2024, 12, 31), "avsnitt 6", "Sista dag i månaden för utbetalningen i december")
    first_0_18_kr = kr(40_000_000, "avsnitt 6", "Första utbetalningen, efter befolkning 0–18 år", cell="Belopp_0_18")
    first_population_kr = kr(
        1_197_500_000, "avsnitt 6, T21", "Första utbetalningen, efter befolkning totalt", cell="Belopp_befolkning"
    )
    second_0_18_kr = kr(40_000_000, "avsnitt 6", "Andra utbetalningen, efter befolkning 0–18 år", cell="Belopp_0_18")
    second_population_kr = kr(
        1_197_500_000, "avsnitt 6, T21", "Andra utbetalningen, efter befolkning totalt", cell="Belopp_befolkning"
    )


# Section 3.7. The months follow from section 6 (T05).
UNTIL_JUNE, UNTIL_NOVEMBER = months(2024, 1, 6), months(2024, 7, 11)
MEASURED = UNTIL_JUNE + UNTIL_NOVEMBER
ROUTES = (
    Bands(
        (
            Band(N.highest_band_points, N.highest_band_percent),
            Band(N.middle_band_points, N.middle_band_percent),
            Band(N.lowest_band_points, N.lowest_band_percent),
        )
    ),
    Threshold(N.threshold_percent, N.threshold_gives_percent, N.untested_waiting),
)


def _requirement(id_: str, title: str, measure: str, words: str, of_done: str) -> Requirement:
    """The three measures are alike."""
    share = ShareWithin(BUP, measure, words, of_done, "väntetider inom barn- och ungdomspsykiatrin", DAYS)
    short_title, title = f"BUP {measure}", f"{title} inom barn- och ungdomspsykiatrin"
    without_january = {"t05": {"ten": MEASURED[1:]}}
    return Requirement(
        id_,
        title,
        short_title,
        "avsnitt 3.7",
        share,
        N.measure_kr,
        MEASURED,
        ROUTES,
        YOUNG,
        other_months=without_january,
    )


REQUIREMENTS = (
    _requirement("bup_besok", "Första besök", "besök", "första besök", "besöken"),
    _requirement("bup_utredning", "Utredningar", "utredning", "utredningar", "utredningarna"),
    _requirement("bup_behandling", "Behandlingar", "behandling", "behandlingar", "behandlingarna"),
)

# Sections 2, 5 and 6: the payments, the second of them on an approved account (T17).
ACCOUNT_5 = ApprovedAccount(N.last_account_day, section="avsnitt 5", shared_in="avsnitt 6")
AUGUST = Earned(Component("bup", "Prestationskrav januari–juni", "BUP"), REQUIREMENTS, UNTIL_JUNE)
DECEMBER = Earned(Component("bup", "Prestationskrav juli–november", "BUP"), REQUIREMENTS, UNTIL_NOVEMBER)
_BY_YOUNG = Component("befolkning_0_18", "Befolkning 0–18 år", "BUP")
_BY_POPULATION = Component("befolkning", "Befolkning totalt", "Exkl. BUP")
_SECOND_YOUNG = OnCondition(PopulationShare(_BY_YOUNG, N.second_0_18_kr, YOUNG), ACCOUNT_5)
_SECOND = OnCondition(PopulationShare(_BY_POPULATION, N.second_population_kr), ACCOUNT_5)
_REMAINING = Component("kvarstaende", "Kvarstående medel", "Exkl. BUP", is_left_out_when_zero=True)
FIRST = Payment(
    "forsta",
    "Första utbetalningen",
    "avsnitt 6",
    (PopulationShare(_BY_YOUNG, N.first_0_18_kr, YOUNG), PopulationShare(_BY_POPULATION, N.first_population_kr)),
    (N.first_0_18_kr, N.first_population_kr),
    Asking.ASKED_FOR,
    N.last_requisition_day,
)
IN_AUGUST = Payment(
    "augusti",
    "Utbetalningen i augusti",
    "avsnitt 3.7 och 6",
    (AUGUST,),
    asking=Asking.PAID_WITHOUT,
    paid_by=N.august_payment_day,
)
IN_DECEMBER = Payment(
    "december",
    "Utbetalningen i december",
    "avsnitt 2, 3.7, 5 och 6",
    (
        _SECOND_YOUNG,
        DECEMBER,
        BonusPot(Component("bonuspott", "Bonuspott", "BUP"), (AUGUST, DECEMBER)),
        _SECOND,
        Redistributed(_REMAINING, (_SECOND_YOUNG, _SECOND)),
    ),
    asking=Asking.PAID_WITHOUT,
    paid_by=N.december_payment_day,
    table_title=(
        "Tabell 1. Fördelning av {amount} kronor till regionerna enligt överenskommelsen om ökad "
        "tillgänglighet i hälso- och sjukvården 2024. Medel för BUP: efter befolkning 0–18 år och "
        "uppfyllda prestationskrav. Övriga medel: efter befolkning."
    ),
)
