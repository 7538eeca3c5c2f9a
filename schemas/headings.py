"""What a column of a result is called where people read it, by the column's name.

The same quantity has the same name in all tables, and so the same heading; what it means is in the tables' models. A
sheet that says something narrower has a heading of its own.
"""

from collections.abc import Mapping
from types import MappingProxyType

HEADINGS: Mapping[str, str] = MappingProxyType(
    {
        "amount_kr": "Kronor",
        "cap_kr": "Tak, kronor",
        "cap_used_percent": "Använd del av taket, procent",
        "cause": "På grund av",
        "cell": "Cell",
        "change_percent": "Ändring, procent",
        "code": "Slag",
        "compared_month": "Jämförd månad",
        "decided_on": "Beslutad",
        "difference_kr": "Skillnad",
        "distance": "Avstånd",
        "earned_kr_exact": "Intjänat, kronor",
        "file": "Fil",
        "fulfilled_percent": "Uppfyllt, procent",
        "indicator": "Uppgift",
        "is_qualified": "Får del",
        "item": "Del av utbetalningen",
        "mark": "Märkning",
        "message_sv": "Iakttagelse",
        "metric": "Mått",
        "missing_count": "Saknade uppgifter",
        "month": "Månad",
        "month_count": "Antal månader",
        "month_reached": "Taket nåddes",
        "months_measured": "Månader mätta",
        "months_met": "Månader uppfyllda",
        "operation": "Slag av operation",
        "operation_count": "Operationer",
        "part": "Del av potten",
        "parts_earned": "Intjänade månadspotter",
        "per_100_000": "Per 100 000 invånare",
        "performer": "Utförare",
        "rank": "Plats",
        "reason": "Skäl",
        "reason_sv": "Jämförelse",
        "received": "Mottagen",
        "reference": "Diarienummer",
        "region_code": "Region",
        "remark_sv": "Iakttagelse",
        "report_count": "Jämförda rapporter",
        "reported_value": "Utfall",
        "requirement": "Krav",
        "reserved_kr": "Reserverat, kronor",
        "route": "Väg",
        "row_count": "Rader",
        "section": "Avsnitt",
        "sentence_sv": "Vad som saknas",
        "sha256": "SHA-256",
        "sheet": "Blad",
        "target_value": "Målvärde",
        "unit": "Enhet",
        "valid_from": "Gäller från",
        "valid_to": "Gäller till",
        "value_name": "Uppgift",
    }
)
"""Swedish headings, with the unit where the numbers do not show it."""
