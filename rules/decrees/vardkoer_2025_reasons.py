"""What a region is told about block 2 of the 2025 decree on healthcare queues. Only wording; nothing is computed."""

from rules.decrees.vardkoer_2025 import OPERATION_NAMES, Block2Lines
from rules.regions import BY_CODE
from rules.swedish import kronor, listing, month_name, month_spans, number


def reason(region_code: str, lines: Block2Lines) -> str:
    """Block 2 for one region as one Swedish sentence: operations, tariff, cap, paid, remaining funds."""
    name, period = BY_CODE[region_code].official_name, month_spans(lines.months)
    silent = tuple(month for month, codes in lines.not_reported.items() if region_code in codes)
    if silent == lines.months:
        return f"{name} har inte rapporterat operationer för {period} och får därför ingen ersättning i block 2."

    cap = next(line for line in lines.cap if line.region_code == region_code)
    done = listing(
        [
            f"{number(line.count)} av {OPERATION_NAMES[line.operation]}"
            for line in lines.tariff
            if line.region_code == region_code and line.count
        ]
    )
    operations = f"operationer, {done}, för {period}" if done else f"noll operationer för {period}"
    if cap.month_reached:
        against_cap = f"taket på {kronor(cap.cap_kr)} nåddes i {month_name(cap.month_reached)}"
    else:
        against_cap = f"det ryms under taket på {kronor(cap.cap_kr)}"
    sentence = (
        f"{name} har rapporterat {operations}, vilket ger {kronor(cap.gross_kr)} enligt ersättningen per operation; "
        f"{against_cap}, så regionen får {kronor(cap.paid_kr)} för operationerna{_of_remaining(region_code, lines)}"
    )
    if silent:
        sentence += f"; för {month_spans(silent)} har regionen inte rapporterat och får ingen ersättning"
    return f"{sentence}."


def _of_remaining(region_code: str, lines: Block2Lines) -> str:
    """The end of the sentence: what the region gets of the remaining funds, and for what."""
    if not lines.remaining_kr:
        return ", och det finns inga kvarstående medel att fördela"
    won = [line for line in lines.remaining if line.region_code == region_code and line.is_qualified]
    if not won:
        return (
            ", men inget av kvarstående medel, eftersom den inte hör till de regioner som har genomfört flest "
            "operationer per invånare"
        )
    places = listing([f"plats {line.rank} för {OPERATION_NAMES[line.operation]}" for line in won])
    amount_kr = sum(line.amount_kr for line in won)
    return f" och {kronor(amount_kr)} av kvarstående medel ({places}, räknat i operationer per invånare)"
