"""What the follow-up workbook of one programme is made from, and how each of its sheets begins."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl
from xlsxwriter import Workbook

from exports.payment.document import marks
from exports.printed_sheet import Placed, PrintedSheet
from exports.table_layout import Layout, Row
from rules.declaration import Decree
from rules.mechanisms.complete_reporting import CompleteReporting
from rules.swedish import month_spans


@dataclass(frozen=True)
class FollowUpDocument:
    """One programme and the rows of its result tables, by table name without schema.

    `name` is told on top of every page, and under the title of a sheet which of the decree's `sections` (by sheet)
    asks for it, if any is given.
    """

    programme: Decree
    tables: Mapping[str, pl.DataFrame]
    name: str = "Uppföljning"
    sections: Mapping[str, str] = field(default_factory=dict)

    @property
    def reporting(self) -> CompleteReporting:
        """The requirement to report of a programme that has one."""
        assert self.programme.reporting, "only a programme with such a requirement is told of it"
        return self.programme.reporting

    def open(self, book: Workbook, layout: Layout, rests_on: pl.DataFrame) -> PrintedSheet:
        """A new sheet with the banners of what it rests on, and lines on the months that lack regions."""
        sheet = layout.sheet(
            book,
            title=f"{layout.title}. {self.programme.short_title}.",
            header=f"&L{self.programme.short_title}&R{self.name}",
            marks=marks(rests_on),
        )
        if layout.name in self.sections:
            sheet.line(f"Redovisas enligt {self.sections[layout.name]}.")
        for sentence in self._lacking():
            sheet.line(sentence)
        return sheet

    def write(
        self, book: Workbook, layout: Layout, rows: pl.DataFrame, order: Callable[[Row], Any] | None = None
    ) -> Placed | None:
        """The whole of such a sheet; where the table came to stand, None without one."""
        return layout.write(self.open(book, layout, rows), rows, order)

    def _lacking(self) -> list[str]:
        lacking = self.tables["month_status"].filter(~pl.col("is_complete")).sort("month")
        sentences: list[str] = lacking.filter(pl.col("reported_count") > 0)["sentence_sv"].to_list()
        silent = lacking.filter(pl.col("reported_count") == 0)
        if months := silent.filter("is_closed")["month"].to_list():
            sentences.append(f"Ingen region har lämnat alla uppgifter för {month_spans(months)}.")
        if months := silent.filter(~pl.col("is_closed"))["month"].to_list():
            sentences.append(f"Rapporter för {month_spans(months)} inväntas.")
        return sentences
