"""Months as the decrees count them. A month is the `date` of its first day."""

from datetime import date


def months(year: int, first: int, last: int) -> tuple[date, ...]:
    """The months `first` to `last` of a year, both included."""
    return tuple(date(year, month, 1) for month in range(first, last + 1))


def year_before(month: date) -> date:
    """The same month the year before."""
    return month.replace(year=month.year - 1)


def next_month(month: date) -> date:
    """The month that follows."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
