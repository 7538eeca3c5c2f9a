"""The Swedish sentences of `tillganglighet_2024`: why a region earned what it did, why kronor are kept or held back.

Only wording of values that have been decided elsewhere; no rule and no number of the agreement stands here.
"""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from rules.months import year_before
from rules.regions import BY_CODE
from rules.swedish import about, day, kronor, listing, month_name, month_spans, number

COMPLETED = {"besök": "första besök", "utredning": "utredningar", "behandling": "behandlingar"}
"""What is completed, by measure."""

T06_ROUNDING = {
    "difference_rounded": " (avrundat till en decimal)",
    "exact": "",
    "shares_rounded": " (räknat på andelar avrundade till en decimal)",
}
T07_ROUNDING = {
    "exact": "",
    "whole_percent": " (andelen avrundad till hela procent)",
    "one_decimal": " (andelen avrundad till en decimal)",
}


def not_reported(measure: str, month: date) -> str:
    """No report, or a report without the counts of completed."""
    return f"Giltig uppgift om genomförda {COMPLETED[measure]} inom 30 dagar i {month_name(month)} saknas"


def none_completed(measure: str, month: date) -> str:
    """A report of zero completed."""
    return (
        f"Inga {COMPLETED[measure]} genomfördes i {month_name(month)}, och därför går det inte att pröva "
        "hur stor andel som skedde inom 30 dagar"
    )


def completed(measure: str, month: date, within: int, count: int) -> str:
    """The fact that both routes start from."""
    return (
        f"Av {number(count)} genomförda {COMPLETED[measure]} i {month_name(month)} skedde {number(within)} "
        f"inom 30 dagar ({_percent(within, count)})"
    )


def not_comparable(measure: str, month: date, *, is_reported: bool) -> str:
    """The improvement route is closed: nothing reported, or none completed, the year before."""
    before = month_name(year_before(month))
    why = "inga genomfördes då" if is_reported else f"uppgift om genomförda {COMPLETED[measure]} saknas"
    return f", vilket inte kan jämföras med {before} eftersom {why}"


def compared(month: date, within: int, count: int, change: Fraction, limit: int, t06: str) -> str:
    """The change since the year before, in percentage points, and the limit it is held to."""
    if change > 0:
        said, asked = f"en förbättring med {_points(change)}", "där det krävs"
    else:
        said = f"en försämring med {_points(-change)}" if change else "ingen förändring"
        asked = "medan det krävs en förbättring med"
    return (
        f" mot {_percent(within, count)} i {month_name(year_before(month))}, "
        f"{said}{T06_ROUNDING[t06]}, {asked} minst {_points(Fraction(limit))}"
    )


def below_threshold(percent: int, t07: str) -> str:
    """Too few of the completed within 30 days."""
    return f"{_level(percent, t07)} är inte uppfyllt"


def threshold_few_waiting(percent: int, waiting: int, most: int, t07: str) -> str:
    """Enough of the completed, and so few waiting that their waits are not tested (T08)."""
    return (
        f"{_level(percent, t07)} är uppfyllt, och med {number(waiting)} väntande, alltså inte fler än {most}, "
        "prövas inte hur länge de har väntat"
    )


def threshold_waiting_unknown(percent: int, waiting: int | None, t07: str) -> str:
    """Enough of the completed, but the waiting cannot be tested."""
    untested = (
        "de väntande eftersom antalet saknas"
        if waiting is None
        else f"de {number(waiting)} väntande eftersom antalet som har väntat högst 30 dagar saknas"
    )
    return f"{_level(percent, t07)} är uppfyllt för de genomförda men kan inte prövas för {untested}"


def threshold_waiting(percent: int, within: int, waiting: int, t07: str, *, is_met: bool) -> str:
    """Enough of the completed; the waiting decide."""
    joined = "och även" if is_met else "men inte"
    return (
        f"{_level(percent, t07)} är uppfyllt för de genomförda {joined} för de {number(waiting)} väntande, varav "
        f"{number(within)} har väntat högst 30 dagar ({_percent(within, waiting)})"
    )


def population_missing(population: str) -> str:
    """No population figures have been delivered."""
    return f"{population} är inte levererad. Lämna den som en leverans av slaget befolkning."


def population_faulty(population: str, gaps: str) -> str:
    """Population figures that cannot be paid by."""
    return f"{population} går inte att fördela efter: {gaps}. Lämna en ny leverans av slaget befolkning."


def reports_missing(months: Sequence[date]) -> str:
    """Months that no region has reported for."""
    return (
        f"Ingen region har rapporterat väntetider inom barn- och ungdomspsykiatrin för {month_spans(months)}. "
        "Lämna rapporterna som leveranser av slaget bup."
    )


def accounts_missing() -> str:
    """No account at all has been delivered."""
    return (
        "Ingen uppgift finns om regionernas redovisningar enligt avsnitt 5. "
        "Lämna uppgifterna som en leverans av slaget redovisning."
    )


def accounts_unassessed(region_codes: Sequence[str]) -> str:
    """Why December waits while an account that came in in time is not assessed."""
    names = listing([BY_CODE[code].official_name for code in region_codes])
    return (
        f"Redovisningen från {names} har kommit in i tid men är varken godkänd eller underkänd. Ange ja eller nej i "
        "kolumnen Godkänd i en ny leverans av slaget redovisning."
    )


def none_approved(amount_kr: int, last_day: date) -> str:
    """Nobody met section 5."""
    return (
        f"Ingen region har en godkänd redovisning som kom in senast den {day(last_day)} (avsnitt 5), så det finns "
        f"ingen att fördela {kronor(amount_kr)} på. Kontrollera leveranserna av slaget redovisning."
    )


def account_not_counted(received: date | None, last_day: date) -> str:
    """A region that does not meet section 5: what it lacks and what follows; `received` is None without an account."""
    if received is None:
        why = "Ingen redovisning har kommit in"
    elif received > last_day:
        why = f"Redovisningen kom in den {day(received)}, efter den {day(last_day)}"
    else:
        why = "Redovisningen är inte godkänd"
    return f"{why} (avsnitt 5), så regionen får inget här och dess medel fördelas på de andra (avsnitt 6, T17)."


def nobody_earned(amount_kr: int) -> str:
    """A bonus pot without any paid amount to share it by (T04)."""
    return (
        f"Ingen region har fått betalt för uppfyllda krav, så det finns inget att fördela bonuspotten på "
        f"{kronor(amount_kr)} efter (avsnitt 3.7). Beloppet blir kvar; begär besked om vad som ska ske med det."
    )


def _level(percent: int, t07: str) -> str:
    return f"kravet på minst {percent} procent{T07_ROUNDING[t07]}"


def _percent(part: int, whole: int) -> str:
    return f"{about(Fraction(part, whole) * 100, 2)} procent"


def _points(change: Fraction) -> str:
    text = about(change, 4)
    return f"{text if ',' in text else f'{text},0'} procentenheter"
