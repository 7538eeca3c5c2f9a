"""What each table is, in Swedish words for whoever looks at it in the user interface: one sentence per table.

What one row is, for whoever writes a query, is in the table's model; the columns are told there.
"""

from collections.abc import Mapping
from types import MappingProxyType

from schemas.deliveries import KIND_BY_ID

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "adjustment": "Justeringar: beslutade belopp som skulle bli andra med dagens uppgifter. Beslutet står fast.",
        "appropriation": "Anslag: vart varje anslag går, till sista kronan.",
        "bonus_pot": "Bonuspott: vad varje krav och månad lade i potten, det vill säga kronor som ingen region nådde.",
        "cap_line": "Tak: hur varje region ligger till mot sitt tak i de månader som är inne.",
        "capacity": "Vårdplatser och beläggning per region och månad, bredvid befolkning och målvärden.",
        "capacity_gap": "Saknade uppgifter om vårdplatser och beläggning, per region.",
        "change": "Ändringar: belopp och utfall som flyttades senast något ändrades, och av vilken orsak.",
        "deadline": "Kalender: vad som ska göras, av vem och senast när, och om det är gjort.",
        "decided_adjustment": "Beslutade justeringar: ytterligare utbetalningar och återkrav.",
        "decided_line": "Beslutade rader: det som kunde betalas när utbetalningen beslutades, med konto och referens.",
        "decision": "Beslut: de beslutade beloppen. De ändras aldrig.",
        "delivery": "Leveranser: alla filer som har kommit in, med kontrollsumma och mottagningsdag.",
        "final_account": "Slutredovisning: hur varje regions medel har använts, alla utbetalningar tillsammans.",
        "final_development": "Slutredovisning: utvecklingen av indikatorerna jämfört med året innan.",
        "finding": "Iakttagelser: värden som räknas men är värda en titt. Inget belopp beror på dem.",
        "fulfilment": "Uppfyllelse: hur långt varje region nådde i varje krav, i de månader som är inne.",
        "interval": "Intervall: vad varje region har säkert, kan få minst och kan få mest.",
        "ledger": "Pengarnas väg: beslutat, rekvirerat, betalat och återbetalat, per utbetalning och mottagare.",
        "lineage": "Spår: varje levererad cell och vilket belopp den ligger bakom.",
        "margin": "Marginaler: hur långt varje rapporterat värde var från ett annat utfall.",
        "margin_effect": "Marginalernas följder: vad ett annat utfall hade betytt i kronor för andra regioner.",
        "month_basis": "Månadernas underlag: vilka leveranser varje mätmånad vilar på nu.",
        "month_status": "Månadernas läge: vad resultatet av varje månad vilar på.",
        "national_development": "Utveckling i riket: varje krav månad för månad, jämfört med året innan.",
        "occupancy_months": "Månader över gränserna för beläggning, per region och år.",
        "operation_development": "Utveckling av operationerna, månad för månad, jämfört med året innan.",
        "operation_difference": "Skillnader mellan rapporterade antal operationer och patientregistrets poster.",
        "payout": "Utbetalningar: vad varje region får ur varje del av varje utbetalning.",
        "planned_capacity": "Planerade vårdplatser och mål för beläggning, per region och månad.",
        "preliminary_payout": "Preliminära utbetalningar: vad de skulle bli om inget mer kom in.",
        "qualification": "Utfall per månad: vad varje region fick för varje krav, och varför.",
        "region_reason": "Skäl i ord, per region, för den del som betalas efter antal.",
        "rejected": "Fel i leveranserna: celler, rader och filer som inte kunde tas emot, och vad som ska rättas.",
        "remaining_line": "Återstående medel: hur de fördelas mellan regionerna.",
        "remark": "Upplysningar om filer, utan att något är fel.",
        "repayment_liability": "Återbetalningsskyldighet för rapporter vars sista dag har passerat.",
        "reported_rate": "Rapporterade andelar bredvid gränsen de ska nå. Inget betalas på dem.",
        "reporting_gap": "Saknade uppgifter: värden som ett krav på rapportering frågar efter.",
        "row_outcome": "Radernas öde: vad det blev av varje levererad rad.",
        "signal": "Signaler: rapporterade värden som är värda en titt. Inga pengar beror på dem.",
        "source": "Underlag: de levererade filer som varje utbetalning vilar på.",
        "target": "Målvärden per region och enhet, med utfallet bredvid.",
        "tariff_line": "Ersättning per operation: vad varje slag har gett varje region i de månader som är inne.",
        "undistributed": "Ofördelat: kronor av anslaget som ingen region får, och varför.",
        "withheld": "Innehållna utbetalningar, och vad de väntar på.",
    }
)
"""By the table's name without schema."""

REPLACED = "replaced_"


def words_of(key: list[str]) -> str:
    """What a table is, by its asset key; raises `KeyError` for one that nobody has put in words."""
    name = next((part for part in reversed(key) if part in WORDS), key[-1])
    if name in WORDS:
        return WORDS[name]
    kind = KIND_BY_ID[name.removeprefix(REPLACED)].title
    if key[0] == "raw":
        return f"{kind}: raderna som de levererades, med fil, blad och cell. Tidigare innehåll finns kvar."
    if name.startswith(REPLACED):
        return f"{kind}: rader som en senare leverans har ersatt."
    return f"{kind}: granskade rader som räknas nu, den senaste för varje region och tid."
