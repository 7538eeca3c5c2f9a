"""Example requisitions for two payments of 2024, among them one too late, one too high and one to a wrong bankgiro."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from random import Random

from examples.workbooks import Row, delivery_workbook
from rules.case import Case, Given
from rules.decrees.tillganglighet_2024 import DECREE
from rules.decrees.tillganglighet_2024_facit import POPULATION, POPULATION_0_18
from rules.decrees.tillganglighet_2024_payments import YOUNG, N
from rules.decrees.vardplatser_2024_appendix import TABLE
from rules.identity_numbers import check_digit, written_bankgiro
from rules.recipients import RECIPIENTS, SKR
from rules.regions import CODES

REMARKS = (
    "Exempel: dagar, bankgironummer och referenser är påhittade. Numren har rätt kontrollsiffra men tillhör ingen.",
    "Källa: exempelgeneratorn; beloppen är dem som regionerna har rätt till, utom där det prövas att de avviker.",
)

LATE = "22"
"""Västernorrland asks the day after the last day (T18)."""
ON_LAST_DAY = "09"
"""Gotland asks on the last day."""
ABOVE = "18"
"""Örebro asks for one krona more than it is entitled to."""
WRONG_BANKGIRO = "08"
"""Kalmar's bankgiro has a wrong check digit in the first requisition and the right one in the second."""
BELOW = "13"
"""Halland asks for a million kronor less than it is entitled to."""
SKRS_DIGITS = "99"
"""What SKR's invented bankgiro has in the place of a region's code."""
WITHOUT = ("10", "25")
"""Blekinge and Norrbotten do not ask for the basic requirement's money."""


def write(folder: Path) -> None:
    """Write the agreement's first payment as one early workbook and two on the last days, SKR's, and the beds'."""
    first = dict.fromkeys(CODES, 0)
    for row in Case(DECREE, Given({"totalt": POPULATION, YOUNG: POPULATION_0_18})).settle(()).payouts:
        if row.payment == "forsta":
            first[row.region_code] += row.amount_kr
    first[ABOVE] += 1
    last_day = N.last_requisition_day.value
    received = _days("forsta", date(2024, 1, 15), 30) | {ON_LAST_DAY: last_day, LATE: last_day + timedelta(days=1)}
    accounts = {code: bankgiro(code) for code in CODES}
    wrong_digit = (int(accounts[WRONG_BANKGIRO][-1]) + 1) % 10
    accounts[WRONG_BANKGIRO] = accounts[WRONG_BANKGIRO][:-1] + str(wrong_digit)

    rows = _rows("tillganglighet_2024", "forsta", first, received, accounts)
    title = "Rekvisitioner av den första utbetalningen, överenskommelsen om tillgänglighet 2024"
    early = [rows[code] for code in CODES if code not in (ON_LAST_DAY, LATE)]
    delivery_workbook(folder / "2024-02-15_tillganglighet_forsta.xlsx", "rekvisition", (title, *REMARKS), early)
    for code in (ON_LAST_DAY, LATE):
        name = f"{received[code]}_tillganglighet_forsta.xlsx"
        delivery_workbook(folder / name, "rekvisition", (title, *REMARKS), [rows[code]])

    own = {SKR.code: N.skr_kr.value}
    skr = _rows(DECREE.id, SKR.code, own, {SKR.code: date(2024, 11, 25)}, {SKR.code: bankgiro(SKRS_DIGITS)})
    title = "Rekvisition av medel till SKR, överenskommelsen om tillgänglighet 2024"
    delivery_workbook(folder / "2024-11-25_tillganglighet_skr.xlsx", "rekvisition", (title, *REMARKS), [skr[SKR.code]])

    basic = {code: row.amount_kr for code, row in TABLE.items()}
    basic[BELOW] -= 1_000_000
    received = _days("grundkrav", date(2024, 9, 2), 60)
    right = {code: bankgiro(code) for code in CODES}
    rows = _rows("vardplatser_2024", "grundkrav", basic, received, right)
    title = "Rekvisitioner av medel för det grundläggande kravet, vårdplatser 2024"
    asked = [rows[code] for code in CODES if code not in WITHOUT]
    delivery_workbook(folder / "2024-11-15_vardplatser_grundkrav.xlsx", "rekvisition", (title, *REMARKS), asked)


def bankgiro(region_code: str) -> str:
    """An invented bankgiro number for a region, with the right check digit."""
    digits = f"99990{region_code}"
    return written_bankgiro(f"{digits}{check_digit(digits)}")


def _days(name: str, first: date, days: int) -> dict[str, date]:
    """A weekday for every region, within `days` days from `first`."""
    rng = Random(f"rekvisition {name}")
    weekdays = [day for ahead in range(days) if (day := first + timedelta(days=ahead)).weekday() < 5]
    return {code: rng.choice(weekdays) for code in CODES}


def _rows(
    programme: str,
    payment: str,
    amounts: Mapping[str, int],
    received: Mapping[str, date],
    accounts: Mapping[str, str],
) -> dict[str, Row]:
    return {
        code: {
            "region_code": RECIPIENTS[code].official_name,
            "programme": programme,
            "payment": payment,
            "requested_kr": amounts[code],
            "received_date": received[code],
            "bankgiro": accounts[code],
            "payment_reference": f"{code}-{payment}-2024",
            "mark": "exempel",
        }
        for code in amounts
    }
