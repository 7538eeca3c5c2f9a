"""The tables of validated deliveries (`core`), one model per kind, and the register of kinds.

One row is one delivered row that counts: the newest valid one for its key. Each model is also the
contract with senders: headings, limits and the rules that hold within a row.
"""

from schemas.deliveries.agency import REPORT_IDS, SETTABLE, Anvisningar, Rapporter
from schemas.deliveries.care import Befolkning, Bup, Malvarden, Operationer, Vardplatser
from schemas.deliveries.delivered import MARKS, PROGRAMME_IDS, PROGRAMMES_OF_SKR, Delivered, RowRule
from schemas.deliveries.kinds import KIND_BY_ID, KINDS, Kind
from schemas.deliveries.money import PAYMENT_IDS, Aterbetalning, EkonomiskRedovisning, Redovisning, Rekvisition

__all__ = [
    "KINDS",
    "KIND_BY_ID",
    "MARKS",
    "PAYMENT_IDS",
    "PROGRAMMES_OF_SKR",
    "PROGRAMME_IDS",
    "REPORT_IDS",
    "SETTABLE",
    "Anvisningar",
    "Aterbetalning",
    "Befolkning",
    "Bup",
    "Delivered",
    "EkonomiskRedovisning",
    "Kind",
    "Malvarden",
    "Operationer",
    "Rapporter",
    "Redovisning",
    "Rekvisition",
    "RowRule",
    "Vardplatser",
]
