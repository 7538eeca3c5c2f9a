"""The mechanism of a tariff with a cap: a fixed amount for each thing done, up to a most per region.

What is counted, what it is worth and how high the cap is belong to the decree's own module.
"""

from collections.abc import Mapping
from datetime import date

from rules.apportionment import Method, apportion


def by_tariff(counts: Mapping[str, int], tariffs_kr: Mapping[str, int]) -> dict[str, int]:
    """Kronor by kind before the cap: tariff x number, in the order of `tariffs_kr`.

    Raises `KeyError` when a kind of the tariff has no count.
    """
    return {kind: tariff_kr * counts[kind] for kind, tariff_kr in tariffs_kr.items()}


def up_to_cap(gross_kr: Mapping[str, int], cap_kr: int, *, method: Method) -> dict[str, int]:
    """Kronor by kind after the cap, summing to the smaller of the cap and all of `gross_kr`.

    Where the cap binds it is split in proportion to `gross_kr` (T03); kinds that tie go by larger
    amount, then by id.

    >>> up_to_cap({"a": 60, "b": 40}, 100, method=Method.LARGEST_REMAINDER)
    {'a': 60, 'b': 40}
    >>> up_to_cap({"a": 60, "b": 40}, 99, method=Method.LARGEST_REMAINDER)
    {'a': 59, 'b': 40}
    """
    if sum(gross_kr.values()) <= cap_kr:
        return dict(gross_kr)
    return apportion(cap_kr, gross_kr, method=method)


def month_reached(gross_kr_by_month: Mapping[date, int], cap_kr: int) -> date | None:
    """The first month at whose end the kronor by tariff, added up from the first month, are at least the cap.

    None when they never are.
    """
    so_far_kr = 0
    for month in sorted(gross_kr_by_month):
        so_far_kr += gross_kr_by_month[month]
        if so_far_kr >= cap_kr:
            return month
    return None
