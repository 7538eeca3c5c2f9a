"""The workbook of the readings: what the texts leave open, how it is read, and what each other way would move."""

from collections.abc import Sequence
from pathlib import Path

from exports.printed_sheet import Cell, Kind
from exports.table_layout import YES_OR_NO, Field, Layout, Rows
from exports.table_workbook import write_tables
from rules.comparison import Comparison
from rules.declaration import Decree
from rules.open_points import Alternative, Reading
from rules.price_readings import PricedAlternative
from rules.regions import BY_CODE, CODES
from rules.swedish import listing

NO_PRICE = "kan inte räknas"
ONE_WAY = "ingen annan läsning står i registret"
NOBODY = ""
"""Stands in the place of a region code for what no region gets."""
AS_MODEL = (
    "Beloppen är skillnaden mot de läsningar som gäller, räknade om på de uppgifter som finns nu, med en läsning bytt "
    "i taget. Ingenting i boken ändrar någon utbetalning."
)


def write_readings_workbook(
    path: Path,
    programme: Decree,
    readings: Sequence[Reading],
    priced: Sequence[PricedAlternative],
    marks: Sequence[str],
) -> None:
    """Write the readings of a programme and its priced alternatives to `path`; see `workbook_at`.

    `marks` are those of what the prices rest on.
    """
    write_tables(
        path,
        f"{programme.short_title}: läsningar",
        programme.title,
        [_summary(priced), _by_region(priced), _register(readings, priced)],
        marks,
    )


def _summary(priced: Sequence[PricedAlternative]) -> tuple[Layout, Rows]:
    layout = Layout(
        "Priser",
        "Vad andra läsningar skulle flytta",
        (
            Field("id", 6, "Nr", lambda row: row.reading.id),
            Field("point", 36, "Fråga", lambda row: row.reading.point),
            Field("alternative", 60, "Annan läsning", lambda row: row.alternative.text),
            Field("chosen", 60, "Vald läsning", lambda row: row.reading.chosen.text),
            Field("told_by", 20, "Stöd", lambda row: row.reading.told_by),
            Field("moved_kr", 18, "Flyttas, kronor", _moved, Kind.AMOUNT),
            Field("no_price", 44, "Varför inget pris"),
        ),
        lines=(
            AS_MODEL,
            "Det som flyttas är hälften av alla skillnader, eftersom det som en region får är det som andra mister. "
            "Läsningarna står i ordning efter hur mycket de flyttar.",
        ),
    )
    return layout, priced


def _by_region(priced: Sequence[PricedAlternative]) -> tuple[Layout, Rows]:
    computed = [(row, row.comparison) for row in priced if row.comparison is not None]
    lines = [AS_MODEL, "Kronor mer, eller med minustecken färre, för varje region."]
    if left_out := sorted({payment for _, comparison in computed for payment in comparison.left_out}):
        lines.append(f"Utbetalningar som inte kan räknas ännu är inte med: {listing(left_out)}.")
    layout = Layout(
        "Regioner",
        "Skillnad för varje region",
        (
            Field("region", 18, "Region", lambda code: BY_CODE[code].name if code else "Ofördelat"),
            *(
                Field(
                    "kr",
                    16,
                    f"{row.reading.id} {row.alternative.id}",
                    _differences(comparison).__getitem__,
                    Kind.AMOUNT,
                    is_summed=True,
                )
                for row, comparison in computed
            ),
        ),
        lines=lines,
        sum_label="Summa",
    )
    return layout, [*CODES, NOBODY]


def _differences(comparison: Comparison) -> dict[str, int]:
    """Kronor by region code, and what more or less nobody gets."""
    before, after = comparison.undistributed_kr
    return {**comparison.differences_kr, NOBODY: after - before}


def _register(readings: Sequence[Reading], priced: Sequence[PricedAlternative]) -> tuple[Layout, Rows]:
    prices = {(row.reading.id, row.alternative.id): _moved(row) for row in priced}

    def price(row: tuple[Reading, Alternative]) -> Cell:
        reading, alternative = row
        return prices.get((reading.id, alternative.id), "" if len(reading.alternatives) > 1 else ONE_WAY)

    layout = Layout(
        "Register",
        "Det som texterna lämnar öppet och hur det läses",
        (
            Field("id", 6, "Nr", lambda row: row[0].id),
            Field("point", 36, "Fråga", lambda row: row[0].point),
            Field("alternative", 70, "Läsning", lambda row: row[1].text),
            Field("is_chosen", 12, "Används", lambda row: YES_OR_NO[row[1] is row[0].chosen]),
            Field("told_by", 20, "Stöd", lambda row: row[0].told_by),
            Field("support", 44, "Skäl", lambda row: row[0].support),
            Field("decided_by", 32, "Avgjort av", lambda row: row[0].decided_by),
            Field("moved_kr", 18, "Flyttas, kronor", price, Kind.AMOUNT),
        ),
    )
    return layout, [(reading, alternative) for reading in readings for alternative in reading.alternatives]


def _moved(row: PricedAlternative) -> Cell:
    if row.comparison is None:
        return NO_PRICE
    return int(row.comparison.moved_kr)
