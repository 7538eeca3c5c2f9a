"""What each decree may use and where in the state budget it is accounted for.

How much of it goes to the regions is computed in the decrees' modules; here stands what goes to others.
"""

from dataclasses import dataclass
from datetime import date

from rules.decrees import kapacitet_2022, tillganglighet_2024, vardkoer_2025, vardplatser_2024

_HEALTH = "9 Hälsovård, sjukvård och social omsorg"
_QUEUES_ITEM = "1 Insatser för att korta vårdköerna"


@dataclass(frozen=True)
class Appropriation:
    """The money of one programme; names in the state budget as its decree prints them.

    `amount_kr` is all that may be used. Of it `skr_kr` goes to SKR and `own_costs_kr` covers the agency's own
    costs, both asked for by `requisition_by`; what is left is the regions'. `account_by` is the last day for a
    region's economic account and repayment, None where the text sets none.
    """

    programme: str
    title: str
    budget_year: int
    expenditure_area: str
    name: str
    item: str
    amount_kr: int
    skr_kr: int
    own_costs_kr: int
    requisition_by: date
    account_by: date | None


APPROPRIATIONS = (
    # Regeringens beslut, planning 2022. Nothing is paid to the regions: all of it is the agency's own costs.
    Appropriation(
        kapacitet_2022.PROGRAMME.id,
        kapacitet_2022.PROGRAMME.short_title,
        2022,
        _HEALTH,
        "1:6 Bidrag till folkhälsa och sjukvård",
        "45 Utökad vårdkapacitet",
        amount_kr=kapacitet_2022.PARAMETERS.total_kr,
        skr_kr=0,
        own_costs_kr=kapacitet_2022.PARAMETERS.total_kr,
        requisition_by=kapacitet_2022.PARAMETERS.last_requisition_day,
        account_by=None,
    ),
    # Avsnitt 6. The days of 31 March 2025 are for SKR's money only.
    Appropriation(
        tillganglighet_2024.PROGRAMME.id,
        tillganglighet_2024.PROGRAMME.short_title,
        2024,
        _HEALTH,
        "1:11 Prestationsbundna insatser för att korta vårdköerna",
        _QUEUES_ITEM,
        amount_kr=tillganglighet_2024.PARAMETERS.total_kr,
        skr_kr=tillganglighet_2024.PARAMETERS.skr_kr,
        own_costs_kr=0,
        requisition_by=tillganglighet_2024.PARAMETERS.last_skr_requisition_day,
        account_by=None,
    ),
    # Regeringens beslut, beds 2024
    Appropriation(
        vardplatser_2024.PROGRAMME.id,
        vardplatser_2024.PROGRAMME.short_title,
        2024,
        _HEALTH,
        "1:11 Prestationsbundna medel för att korta vårdköerna",
        _QUEUES_ITEM,
        amount_kr=vardplatser_2024.PARAMETERS.total_kr,
        skr_kr=0,
        own_costs_kr=vardplatser_2024.PARAMETERS.own_costs_kr,
        requisition_by=vardplatser_2024.PARAMETERS.last_requisition_day,
        account_by=vardplatser_2024.PARAMETERS.last_repayment_day,
    ),
    # Regeringens beslut, queues 2025
    Appropriation(
        vardkoer_2025.PROGRAMME.id,
        vardkoer_2025.PROGRAMME.short_title,
        2025,
        _HEALTH,
        "1:11 Prestationsbundna medel för att korta vårdköerna",
        _QUEUES_ITEM,
        amount_kr=vardkoer_2025.PARAMETERS.total_kr,
        skr_kr=0,
        own_costs_kr=vardkoer_2025.PARAMETERS.own_costs_kr,
        requisition_by=vardkoer_2025.PARAMETERS.last_requisition_day,
        account_by=vardkoer_2025.PARAMETERS.last_repayment_day,
    ),
)
"""By budget year."""

BY_PROGRAMME = {appropriation.programme: appropriation for appropriation in APPROPRIATIONS}
