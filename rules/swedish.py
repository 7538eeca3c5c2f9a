"""How numbers, months and lists are written in Swedish sentences. Only writing; nothing is computed or rounded."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from rules.months import next_month

MONTH_NAMES = "januari februari mars april maj juni juli augusti september oktober november december".split()
COUNT_WORDS = "noll en två tre fyra fem sex sju åtta nio tio elva tolv".split()
ORDINAL_WORDS = "nollte första andra tredje fjärde femte sjätte sjunde åttonde nionde tionde elfte tolfte".split()
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
MOST_DECIMALS = 40


def kronor(amount: int | Fraction) -> str:
    """`1 234 567 kronor` or `1 krona`, with öre only where the exact amount has them: `1 000,50 kronor`."""
    return f"{amount_text(amount)} {'krona' if abs(amount) == 1 else 'kronor'}"


def counted(count: int | Fraction, one: str, many: str) -> str:
    """How many of something: `1 fil`, but `0 filer` and `1 234 filer`."""
    return f"{number(count)} {one if abs(count) == 1 else many}"


def count_word(count: int) -> str:
    """A small number in words, as in running text: `fem`, and digits above twelve."""
    return COUNT_WORDS[count] if 0 <= count < len(COUNT_WORDS) else number(count)


def ordinal_word(place: int) -> str:
    """A small place in words: `femte`, and digits above twelve: `13:e`."""
    return ORDINAL_WORDS[place] if 0 <= place < len(ORDINAL_WORDS) else f"{place}:e"


def number(value: int | Fraction | Decimal) -> str:
    """All digits of an exact decimal, with decimal comma and no-break spaces between thousands.

    >>> number(Decimal("1234.50")).replace(NO_BREAK_SPACE, " ")
    '1 234,5'

    Raises `ValueError` for a fraction without a finite decimal form; write those with `about`.
    """
    exact = value if isinstance(value, int) else Fraction(value)
    decimals = 0
    while 10**decimals % exact.denominator:
        decimals += 1
        if decimals > MOST_DECIMALS:
            raise ValueError(f"{exact} has no finite decimal form")
    scaled = abs(exact.numerator) * 10**decimals // exact.denominator
    whole, rest = divmod(scaled, 10**decimals)
    text = f"{whole:,}".replace(",", NO_BREAK_SPACE)
    if decimals and rest:
        text += f",{rest:0{decimals}d}".rstrip("0")
    return f"−{text}" if exact < 0 else text


def amount_text(amount: int | Fraction | Decimal) -> str:
    """An amount as `1 000`, or `1 000,50` with öre."""
    text = number(amount)
    return with_decimals(text, 2) if "," in text else text


def with_decimals(text: str, least: int) -> str:
    """A written number with at least so many decimals: `1,4` with two is `1,40`."""
    whole, _, decimals = text.partition(",")
    return f"{whole},{decimals:0<{least}}" if least else text


def about(value: int | Fraction | Decimal, decimals: int) -> str:
    """A value cut (towards zero) to `decimals` decimals, for sentences only.

    A cut value never claims that a limit was reached which was not.

    >>> about(Fraction(1, 3), 2)
    '0,33'
    """
    exact = Fraction(value)
    cut = Fraction(int(exact * 10**decimals), 10**decimals)
    return number(cut)


def month_name(month: date) -> str:
    """`februari 2024`."""
    return f"{MONTH_NAMES[month.month - 1]} {month.year}"


def month_abbreviation(month: date) -> str:
    """`feb`."""
    return MONTH_NAMES[month.month - 1][:3]


def month_span(first: date, last: date) -> str:
    """`mars 2024`, `mars–maj 2024`, `november 2023–februari 2024`."""
    if first == last:
        return month_name(first)
    start = MONTH_NAMES[first.month - 1] if first.year == last.year else month_name(first)
    return f"{start}–{month_name(last)}"


def month_spans(months: Iterable[date]) -> str:
    """Months in order, those that follow on one another written together: `mars 2024 och maj–juli 2024`."""
    spans: list[tuple[date, date]] = []
    for month in sorted(months):
        if spans and month == next_month(spans[-1][1]):
            spans[-1] = (spans[-1][0], month)
        else:
            spans.append((month, month))
    return listing([month_span(first, last) for first, last in spans])


def day(value: date) -> str:
    """`16 december 2024`."""
    return f"{value.day} {MONTH_NAMES[value.month - 1]} {value.year}"


def listing(items: Sequence[str], last: str = "och") -> str:
    """`a`, `a och b`, `a, b och c`; `last` is the word before the last."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"
