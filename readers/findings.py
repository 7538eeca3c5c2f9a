"""What is worth a look in a delivery though all of it counts: one Swedish sentence each. No amount depends on it."""

from dataclasses import dataclass
from enum import StrEnum


class FindingCode(StrEnum):
    """What sort of thing was noticed. The codes are stable."""

    OVANLIGT_VARDE = "ovanligt_varde"
    TRYCKT_BEFOLKNING = "tryckt_befolkning"
    INDRAGEN = "indragen"
    SUMMA = "summa"
    OFULLSTANDIG_REDOVISNING = "ofullstandig_redovisning"
    OFORKLARAD_ANDEL = "oforklarad_andel"
    OFULLSTANDIG_RAPPORT = "ofullstandig_rapport"
    OLAST_MANAD = "olast_manad"
    AVVIKANDE_ANTAL = "avvikande_antal"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing noticed in `file`, a path below the folder of deliveries."""

    code: FindingCode
    file: str
    message_sv: str
