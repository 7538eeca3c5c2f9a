"""Which of a decree's numbers each component and route rests on, and where the decree says so. Only wording."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from rules.monthly_pot import Route
from rules.parameters import Described, describe
from rules.swedish import day, number

_BANDS = ("highest_band", "middle_band", "lowest_band")
_BUP = ("measure_kr",)
_BEDS_BONUS = ("overbelaggningar_kr", "utlokaliseringar_kr")
_QUEUES = ("best_places", "hoftledsprotes_percent", "framfall_percent", "gra_starr_percent")

COMPONENT_PARAMETERS: dict[tuple[str, str, str], tuple[str, ...]] = {
    ("tillganglighet_2024", "forsta", "befolkning_0_18"): ("first_0_18_kr",),
    ("tillganglighet_2024", "forsta", "befolkning"): ("first_population_kr",),
    ("tillganglighet_2024", "augusti", "bup"): _BUP,
    ("tillganglighet_2024", "december", "befolkning_0_18"): ("second_0_18_kr", "last_account_day"),
    ("tillganglighet_2024", "december", "bup"): _BUP,
    ("tillganglighet_2024", "december", "bonuspott"): _BUP,
    ("tillganglighet_2024", "december", "befolkning"): ("second_population_kr", "last_account_day"),
    ("tillganglighet_2024", "december", "kvarstaende"): ("last_account_day",),
    ("vardplatser_2024", "grundkrav", "befolkning"): ("basic_kr",),
    ("vardplatser_2024", "slut", "overbelaggningar"): ("overbelaggningar_kr",),
    ("vardplatser_2024", "slut", "utlokaliseringar"): ("utlokaliseringar_kr",),
    ("vardplatser_2024", "slut", "bonuspott"): _BEDS_BONUS,
    ("vardkoer_2025", "block1", "lika"): ("block1_kr",),
    ("vardkoer_2025", "block2", "hoftledsprotes"): ("hoftledsprotes_kr",),
    ("vardkoer_2025", "block2", "framfall"): ("framfall_kr",),
    ("vardkoer_2025", "block2", "gra_starr"): ("gra_starr_kr",),
    ("vardkoer_2025", "block2", "kvarstaende"): _QUEUES,
}
"""Names of parameters by programme, payment and component."""

_ROUTE_PARAMETERS: dict[tuple[str, Route], tuple[str, ...]] = {
    ("tillganglighet_2024", Route.THRESHOLD): ("threshold_percent", "untested_waiting", "threshold_gives_percent"),
    ("tillganglighet_2024", Route.NONE): ("lowest_band_points", "threshold_percent", "untested_waiting"),
    ("vardplatser_2024", Route.IMPROVEMENT): ("improvement_percent",),
    ("vardplatser_2024", Route.TOP_FIVE): ("top_places", "improvement_percent"),
    ("vardplatser_2024", Route.NONE): ("improvement_percent", "top_places"),
}

PRINTED_IN = {
    ("vardplatser_2024", "grundkrav"): "bilaga 2",
    ("vardkoer_2025", "block1"): "bilaga 1, Block 1 (T14)",
}
"""Where the amount of a payment that rests on no delivery follows from."""

ROUTES = {
    Route.IMPROVEMENT: "förbättring",
    Route.TOP_FIVE: "bland de fem bästa",
    Route.THRESHOLD: "hög måluppfyllelse",
    Route.NONE: "inte uppfyllt",
    Route.NOT_REPORTED: "inte rapporterat",
}


def component_terms(programme: str, payment: str, component: str, parameters: Any) -> list[str]:
    """The decree's numbers behind a component, as `Meaning: value unit (section)`."""
    return _said(parameters, COMPONENT_PARAMETERS[programme, payment, component])


def route_terms(programme: str, route: Route, part: Fraction, parameters: Any) -> list[str]:
    """The limits that an outcome was held to, in the same form."""
    if programme == "tillganglighet_2024" and route is Route.IMPROVEMENT:
        names = next(
            (f"{name}_points", f"{name}_percent")
            for name, (_, gives) in zip(_BANDS, parameters.bands, strict=True)
            if gives == part
        )
        return _said(parameters, names)
    return _said(parameters, _ROUTE_PARAMETERS.get((programme, route), ()))


def _said(parameters: Any, names: Iterable[str]) -> list[str]:
    by_name = {item.name: item for item in describe(parameters)}
    return [_sentence(by_name[name]) for name in names]


def _sentence(item: Described) -> str:
    if isinstance(item.value, date):
        value = day(item.value)
    else:
        unit = "procentenhet" if item.value == 1 and item.unit == "procentenheter" else item.unit
        value = f"{number(item.value)} {unit}"
    return f"{item.meaning}: {value} ({item.section})"
