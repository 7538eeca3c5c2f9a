"""Pages read back, a small set of tables with made-up rows, and the pages made from it."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import pytest

from exports.report.site import pages
from exports.report.tables import MODELS, Tables
from rules.decrees.vardplatser_2024 import DECREE, MEASURED
from rules.regions import CODES
from schemas.lineage import Lineage
from schemas.received import Delivery, Rejected
from schemas.results import Payout, Qualification, Withheld
from schemas.tables import TableModel, empty, frame
from schemas.what_if import Margin

VOID = {"meta", "br", "link", "img", "input", "hr", "path", "rect"}
HOSTILE = "<script>alert('x')</script>"


@dataclass(frozen=True)
class Shown:
    """A figure on a page."""

    row: str
    column: str
    value: str
    text: str


def address(table: str, key: Iterable[str]) -> str:
    """An address with the parts of its key in the order of the alphabet, so that equal ones look equal."""
    return f"{table}?{'&'.join(sorted(key))}"


def said(text: str) -> str:
    """The value that a text says by itself: a number in Swedish, or the text."""
    if re.fullmatch("−?[0-9\N{NO-BREAK SPACE}]+(,[0-9]+)?", text):
        return text.replace("\N{NO-BREAK SPACE}", "").replace(",", ".").replace("−", "-")
    return text


@dataclass
class Read(HTMLParser):
    """What of a page the tests look at."""

    text: str
    ids: list[str] = field(default_factory=list)
    hrefs: list[str] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)
    figures: list[Shown] = field(default_factory=list)
    words: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[dict[str, str | None]] = []
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.add(tag)
        self.attributes |= given.keys()
        self.ids += [given["id"] or ""] if "id" in given else []
        self.hrefs += [given["href"] or ""] if "href" in given else []
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self._open.append(given | {"": ""})

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.words += data
        if self._open and "data-column" in self._open[-1]:
            self._open[-1][""] = f"{self._open[-1]['']}{data}"

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        closed = self._open.pop()
        if tag in ("td", "th"):
            self.words += " "
        if "data-column" in closed:
            text = closed[""] or ""
            value = closed["value"] or "" if "value" in closed else said(text)
            self.figures.append(Shown(self._row(closed), closed["data-column"] or "", value, text))

    def _row(self, element: dict[str, str | None]) -> str:
        """The whole address of an element, put together from the outermost address that it goes on from."""
        told = [each["data-row"] or "" for each in (*self._open, element) if "data-row" in each]
        table, parts = "", list[str]()
        for row in told:
            named, mark, key = row.partition("?") if "?" in row else row.partition("&")
            table = named or ("" if mark == "?" else table)
            parts = [*([] if mark == "?" else parts), *(key.split("&") if key else [])]
        assert table and len({part.partition("=")[0] for part in parts}) == len(parts), told
        return address(table, parts)


@pytest.fixture(scope="session")
def read() -> Callable[[str], Read]:
    return Read


def lineage(month: date, value: str, file: str) -> dict[str, Any]:
    return {
        "programme": DECREE.id,
        "payment": "slut",
        "component": "overbelaggningar",
        "region_code": "21",
        "requirement": "overbelaggningar",
        "month": month,
        "role": "value",
        "kind": "vardplatser",
        "file": file,
        "sheet": HOSTILE,
        "row": 2,
        "cell": "D2",
        "column_name": "overbelaggningar_per_100",
        "value": value,
        "mark": HOSTILE,
        "share_kr": Decimal(0),
    }


def unmet_year() -> dict[TableModel, list[dict[str, Any]]]:
    """Gävleborg reports one month and meets nothing, the others nothing at all; file names and values are hostile."""
    key = {"programme": DECREE.id, "mark": ""}
    return {
        Payout: [
            key | {"payment": "slut", "component": part.id, "region_code": code, "amount_kr": 0}
            for part in DECREE.payment("slut").components
            for code in CODES
        ],
        Withheld: [
            {"programme": DECREE.id, "payment": "grundkrav", "cause": "faulty", "reason": f"Rätta {HOSTILE} först."}
        ],
        Qualification: [
            key
            | {
                "requirement": "overbelaggningar",
                "month": month,
                "region_code": code,
                "reserved_kr": 1000,
                "part": Decimal(0),
                "earned_kr_exact": Decimal(0),
                "route": "awaited" if month != MEASURED[0] else "none" if code == "21" else "not_reported",
                "reason": f"Regionen {code} fick ingenting, {month}, enligt {HOSTILE}.",
            }
            for month in MEASURED
            for code in CODES
        ],
        Margin: [
            key
            | {
                "requirement": "overbelaggningar",
                "month": MEASURED[0],
                "region_code": "21",
                "value_name": "overbelaggningar_per_100",
                "change": "better",
                "value": Decimal("3.5"),
                "part": Decimal(0),
                "distance": "0,1 lägre",
                "flip_value": Decimal("3.4"),
                "flip_part": Decimal(1),
                "earned_difference_kr_exact": Decimal(1000),
                "worth_kr": 1000,
                "others_kr": 0,
                "sentence_sv": "0,1 lägre i februari hade gett hela månadspotten.",
            }
        ],
        Lineage: [lineage(MEASURED[0], HOSTILE, f"vardplatser/{HOSTILE}.xlsx")],
        Delivery: [
            {
                "file": f"vardplatser/{HOSTILE}.xlsx",
                "sha256": "a" * 64,
                "kind": "vardplatser",
                "received": date(2024, 11, 20),
                "is_dated": True,
                "status": "read",
                "row_count": 1,
            }
        ],
        Rejected: [
            {
                "file": f"vardplatser/{HOSTILE}.xlsx",
                "sheet": "Blad",
                "cell": "D3",
                "column_name": "Överbeläggningar per 100",
                "value": HOSTILE,
                "code": "inte_tal",
                "message_sv": f"Värdet {HOSTILE} är inte ett tal.",
                "row": 3,
                "kind": "vardplatser",
            }
        ],
    }


@pytest.fixture
def unmet_rows() -> dict[TableModel, list[dict[str, Any]]]:
    """The rows of a year in which nobody met anything, to be changed."""
    return unmet_year()


@pytest.fixture(scope="session")
def tables_of() -> Callable[..., Tables]:
    """Tables with the rows given by model, all others empty."""

    def build(rows: Mapping[TableModel, list[dict[str, Any]]], regions: Mapping[Any, str] | None = None) -> Tables:
        frames = {model: frame(model, rows[model]) if model in rows else empty(model) for model in MODELS}
        return Tables(frames, regions or {})

    return build


@pytest.fixture(scope="session")
def unmet(tables_of) -> dict[str, str]:
    """The pages of a year in which nobody met anything."""
    regions = {(f"vardplatser/{HOSTILE}.xlsx", "Blad", 3): "21"}
    return dict(pages(tables_of(unmet_year(), regions), "regler"))


@pytest.fixture(scope="session")
def nothing(tables_of) -> dict[str, str]:
    """The pages of an empty warehouse."""
    return dict(pages(tables_of({}), "regler"))


@pytest.fixture(params=["unmet", "nothing"])
def some_pages(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """The pages of each made-up year in turn."""
    yield request.getfixturevalue(request.param)
