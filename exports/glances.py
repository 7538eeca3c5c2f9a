"""Results as a few lines of plain text, for places that show text at once and a picture only when asked.

What is drawn in colour, with all of its words, belongs to `exports.pictures`.
"""

from collections.abc import Iterable

import polars as pl

from exports.follow_up.monthly_sheets import outcome_codes
from rules.declaration import Decree, Monthly
from rules.regions import BY_CODE, CODES
from rules.swedish import MONTH_NAMES, kronor, month_spans, number

BAR = 20
"""How many blocks the whole of an amount has; a bar has whole ones only, and at least one."""


def outcome_letters(requirement: Monthly, rows: pl.DataFrame) -> tuple[str, str]:
    """What every region earned every month: a line per region with a sign per month; and what the signs mean.

    `rows` are the programme's of `Qualification`.
    """
    outcomes, shown = outcome_codes(requirement, rows)
    signs = _signs([code.text for code in shown])
    months = sorted({month for _, month in outcomes})
    names = max(len(BY_CODE[code].name) for code in CODES)
    heads = "".join(MONTH_NAMES[month.month - 1][0] for month in months)
    lines = [month_spans(months), f"{'':{names}} {heads}"]
    for region in CODES:
        codes = "".join(signs[outcomes[region, month].text] for month in months)
        lines.append(f"{BY_CODE[region].name:{names}} {codes}")
    return "\n".join(lines), "\n".join(f"{signs[code.text]} {code.meaning}" for code in shown)


def _signs(texts: Iterable[str]) -> dict[str, str]:
    """One sign for each code: itself when it is one, else its first digit or letter that no other has."""
    signs: dict[str, str] = {}
    for text in sorted(texts, key=len):
        digits_first = sorted(text, key=lambda sign: not sign.isdigit())
        others = (chr(number) for number in range(ord("a"), ord("z") + 1))
        signs[text] = next(sign for sign in (*digits_first, *others) if sign not in signs.values())
    return signs


def money_lines(programme: Decree, appropriation_kr: int, payouts: pl.DataFrame, undistributed: pl.DataFrame) -> str:
    """Where a programme's pots go: kronor and a bar for every payment, for what nobody gets and what is not computed.

    The lines account for `appropriation_kr`, what the pots hold, to the krona.
    """
    parts = [
        (payment.title.partition(":")[0], int(payouts.filter(payment=payment.id)["amount_kr"].sum()))
        for payment in programme.payments
    ]
    left_kr = int(undistributed["amount_kr"].sum())
    waiting_kr = appropriation_kr - left_kr - sum(amount_kr for _, amount_kr in parts)
    parts += [("Ofördelat", left_kr), ("Inte framräknat än", waiting_kr)]
    shown = [(title, number(amount_kr), amount_kr) for title, amount_kr in parts if amount_kr]
    names = max((len(title) for title, *_ in shown), default=0)
    wide = max((len(text) for _, text, _ in shown), default=0)
    lines = [
        f"{title:{names}} {text:>{wide}} {'█' * max(1, BAR * amount_kr // appropriation_kr)}"
        for title, text, amount_kr in shown
    ]
    return "\n".join([f"Av {kronor(appropriation_kr)} går", *lines])
