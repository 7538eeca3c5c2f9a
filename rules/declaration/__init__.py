"""What a decree declares, in the order of its text; everything else in the project follows from it.

A `Decree` is sections that hold requirements, payments, duties and what else the text lays down. How anything is
computed, shown or stored is not known here: mechanisms are in `rules.mechanisms`.
"""

from rules.declaration.asked_of_mechanisms import Component, Measured, Monthly, Part, Rests
from rules.declaration.decree import Decree, FurtherDecision
from rules.declaration.sections import (
    AccountPart,
    Appropriation,
    Asking,
    CapacityFollowUp,
    Duty,
    FinalReport,
    MonthEndDuty,
    Paragraph,
    Payment,
    ReportDuty,
    ReportSheet,
    RequisitionDuties,
    Section,
    SetAside,
)

__all__ = [
    "AccountPart",
    "Appropriation",
    "Asking",
    "CapacityFollowUp",
    "Component",
    "Decree",
    "Duty",
    "FinalReport",
    "FurtherDecision",
    "Measured",
    "MonthEndDuty",
    "Monthly",
    "Paragraph",
    "Part",
    "Payment",
    "ReportDuty",
    "ReportSheet",
    "RequisitionDuties",
    "Rests",
    "Section",
    "SetAside",
]
