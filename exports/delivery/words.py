"""How a delivery is told in Swedish: what has become of it, what came instead of it, and for whom it counts."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from rules.found_decrees import decrees
from rules.recipients import RECIPIENTS
from rules.regions import BY_CODE, CODES, NATION
from rules.swedish import counted, day, listing, month_spans, number
from schemas.columns import ValueKind
from schemas.deliveries import KIND_BY_ID
from schemas.delivery_overview import Counting, DeliveryState

STATUS = {
    "read": "läst",
    "refused": "avvisad",
    "later": "inkommen efter räknedagen",
    "removed": "borttagen",
}
"""What the statuses of `raw.delivery` are called."""

MOST_EXCEPTED = 3
"""So many regions at most are named as exceptions; when more are missing, those that are there are named."""

NO_KIND = "Filer som inte ligger i mappen för något slag"


def kind_title(kind: str) -> str:
    """The heading above the deliveries of a kind."""
    return KIND_BY_ID[kind].title if kind else NO_KIND


def state_words(state: DeliveryState) -> str:
    """Whether a file is read, and how much of it counts: `läst, 28 av 30 rader räknas`."""
    if state.status != "read":
        return STATUS[state.status]
    if state.counting is None:
        return f"{STATUS['read']}, {counted(state.row_count, 'post', 'poster')}"
    return f"{STATUS['read']}, {number(state.counting)} av {counted(state.row_count, 'rad', 'rader')} räknas"


def replaced_words(state: DeliveryState) -> list[str]:
    """What came instead of a file or its rows, one sentence part per later file."""
    return [
        f"ersatt av {file}" if rows == state.row_count else f"{counted(rows, 'rad ersatt', 'rader ersatta')} av {file}"
        for file, rows in state.replaced_by
    ]


def counting_lines(counting: Iterable[Counting]) -> list[tuple[str, str, str]]:
    """For whom, for what time and by which file: regions that a file counts for in the same time share a line."""
    times: dict[tuple[str, str, str], list[date | str]] = defaultdict(list)
    for item in counting:
        times[item.kind, item.file, item.region_code].append(item.about)
    regions: dict[tuple[str, str, tuple[date | str, ...]], list[str]] = defaultdict(list)
    for (kind, file, code), abouts in times.items():
        regions[kind, file, tuple(sorted(abouts, key=str))].append(code)
    ordered = sorted(regions.items(), key=lambda item: (str(item[0][2][0]), sorted(item[1]), item[0][1]))
    return [(region_words(codes), _time_words(kind, abouts), file) for (kind, file, abouts), codes in ordered]


def region_words(codes: Collection[str]) -> str:
    """Regions by name; most of them as all but the others."""
    missing = [BY_CODE[code].name for code in CODES if code not in codes]
    others = [
        recipient.name
        for code, recipient in (RECIPIENTS | {NATION.code: NATION}).items()
        if code in codes and code not in CODES
    ]
    if not missing:
        return listing(["alla regioner", *others])
    if len(missing) <= MOST_EXCEPTED:
        return listing([f"alla regioner utom {listing(missing)}", *others])
    return listing([*(BY_CODE[code].name for code in CODES if code in codes), *others])


def _time_words(kind: str, abouts: Collection[date | str]) -> str:
    days = [about for about in abouts if isinstance(about, date)]
    if not days:
        titles = {decree.id: decree.short_title for decree in decrees()}
        return listing([titles.get(str(about), str(about)) for about in abouts])
    is_monthly = any(column.kind is ValueKind.MONTH for column in KIND_BY_ID[kind].columns)
    return month_spans(days) if is_monthly else listing([day(each) for each in days])
