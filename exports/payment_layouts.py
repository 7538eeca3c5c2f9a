"""How the table of a payment is laid out where the decree or the decision has a layout of its own.

Title, headings over headings, names of regions, and which amounts lead to the bonus pot. A payment that is
not named here gets a plain table. What is paid is decided in `rules.decrees`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rules.regions import REGIONS

APPENDIX_NAMES = {region.code: region.name for region in REGIONS}
"""Regions as the appendices of the decrees print them: Södermanland, Jönköping."""

# The decision writes out "län" for Jönköping and Kalmar, but not for Örebro.
DECISION_NAMES = {region.code: region.official_name.removeprefix("Region ") for region in REGIONS} | {"18": "Örebro"}
"""Regions as the decision of 2024-12-16 (S2023/03331) prints them: Sörmland, Jönköpings län."""


@dataclass(frozen=True)
class Layout:
    """The layout of one payment.

    `title` may hold `{amount}`, the kronor of the whole table; empty gives a title of the payment's own
    names. `groups` is the heading above a component's own, by component id. A component in
    `left_out_when_zero` has no column when no region gets anything of it. `earned` are the components that
    requirements earn, as (payment, component), also those of earlier payments that share the bonus pot;
    `set_aside` is the name of the parameter that holds a requirement's kronor, by requirement id.
    """

    title: str = ""
    groups: Mapping[str, str] = field(default_factory=dict)
    left_out_when_zero: tuple[str, ...] = ()
    region_names: Mapping[str, str] = field(default_factory=lambda: APPENDIX_NAMES)
    earned: tuple[tuple[str, str], ...] = ()
    set_aside: Mapping[str, str] = field(default_factory=dict)


_BUP = "BUP"
_NOT_BUP = "Exkl. BUP"
_AUGUST_EARNED = ("augusti", "bup")
_DECEMBER_EARNED = ("december", "bup")

LAYOUTS = {
    ("tillganglighet_2024", "forsta"): Layout(
        groups={"befolkning_0_18": _BUP, "befolkning": _NOT_BUP}, region_names=DECISION_NAMES
    ),
    ("tillganglighet_2024", "augusti"): Layout(
        groups={"bup": _BUP}, region_names=DECISION_NAMES, earned=(_AUGUST_EARNED,)
    ),
    ("tillganglighet_2024", "december"): Layout(
        title="Tabell 1. Fördelning av {amount} kronor till regionerna enligt överenskommelsen om ökad tillgänglighet "
        "i hälso- och sjukvården 2024. Medel för BUP: efter befolkning 0–18 år och uppfyllda prestationskrav. Övriga "
        "medel: efter befolkning.",
        groups={
            "befolkning_0_18": _BUP,
            "bup": _BUP,
            "bonuspott": _BUP,
            "befolkning": _NOT_BUP,
            "kvarstaende": _NOT_BUP,
        },
        left_out_when_zero=("kvarstaende",),
        region_names=DECISION_NAMES,
        earned=(_AUGUST_EARNED, _DECEMBER_EARNED),
        set_aside={"bup_besok": "measure_kr", "bup_utredning": "measure_kr", "bup_behandling": "measure_kr"},
    ),
    ("vardplatser_2024", "slut"): Layout(
        groups={"overbelaggningar": "Prestationskrav", "utlokaliseringar": "Prestationskrav"},
        earned=(("slut", "overbelaggningar"), ("slut", "utlokaliseringar")),
        set_aside={"overbelaggningar": "overbelaggningar_kr", "utlokaliseringar": "utlokaliseringar_kr"},
    ),
}
"""Layouts by (programme id, payment id), in the order of the decrees."""


def layout_of(programme_id: str, payment_id: str) -> Layout:
    """The layout of a payment: its own, or the plain one."""
    return LAYOUTS.get((programme_id, payment_id), Layout())
