"""How the table of a payment is laid out: what its decree declares of groups, titles and names of regions.

What is paid is decided by the mechanisms.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from exports.table_layout import Field
from rules.declaration import Decree, Payment
from rules.mechanisms.monthly_pots import BonusPot, Earned
from rules.regions import REGIONS

APPENDIX_NAMES = {region.code: region.name for region in REGIONS}
"""Regions as the appendices of the decrees print them: Södermanland, Jönköping."""

# The decision writes out "län" for Jönköping and Kalmar, but not for Örebro.
DECISION_NAMES = {region.code: region.official_name.removeprefix("Region ") for region in REGIONS} | {"18": "Örebro"}
"""Regions as the published decision prints them: Sörmland, Jönköpings län."""


@dataclass(frozen=True)
class PaymentLayout:
    """The layout of one payment.

    `title` may hold `{amount}`, the kronor of the whole table; empty gives a title of the payment's own
    names. `groups` is the heading above a component's own, by component id. A component in
    `left_out_when_zero` has no column when no region gets anything of it. `earned` are the components that
    requirements earn, as (payment, component), also those of earlier payments that share the bonus pot, which is
    the component `bonus`; `set_aside` is a requirement's kronor by requirement id, where the payment has a bonus pot.
    """

    title: str = ""
    groups: Mapping[str, str] = field(default_factory=dict)
    left_out_when_zero: tuple[str, ...] = ()
    region_names: Mapping[str, str] = field(default_factory=lambda: APPENDIX_NAMES)
    earned: tuple[tuple[str, str], ...] = ()
    bonus: str = ""
    set_aside: Mapping[str, int] = field(default_factory=dict)

    def region(self, width: int) -> Field:
        """The column of the regions' names."""
        return Field("region_code", width, value=lambda row: self.region_names[row["region_code"]])


def layout_of(programme: Decree, payment: Payment) -> PaymentLayout:
    """The layout of a payment."""
    bonus = next((part for part in payment.parts if isinstance(part, BonusPot)), None)
    earned = bonus.earned if bonus else tuple(part for part in payment.parts if isinstance(part, Earned))
    return PaymentLayout(
        payment.table_title,
        {component.id: component.group for component in payment.components if component.group},
        tuple(component.id for component in payment.components if component.is_left_out_when_zero),
        DECISION_NAMES if programme.uses_published_names else APPENDIX_NAMES,
        tuple((programme.payment_of(part).id, part.component.id) for part in earned),
        bonus.component.id if bonus else "",
        {each.id: each.amount.value for each in bonus.requirements} if bonus else {},
    )
