"""The workbook of the readings: what the texts leave open, how it is read, and what each other way would move."""

from collections.abc import Sequence
from pathlib import Path

from exports.printed_sheet import Cell, Column, Kind
from exports.table_workbook import Sheet, write_tables
from rules.declaration import Decree
from rules.open_points import Reading
from rules.price_readings import PricedAlternative
from rules.regions import BY_CODE, CODES
from rules.swedish import listing

NO_PRICE = "kan inte räknas"
ONE_WAY = "ingen annan läsning står i registret"
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


def _summary(priced: Sequence[PricedAlternative]) -> Sheet:
    columns = [
        Column("Nr", 6),
        Column("Fråga", 36),
        Column("Annan läsning", 60),
        Column("Vald läsning", 60),
        Column("Stöd", 20),
        Column("Flyttas, kronor", 18, Kind.AMOUNT),
        Column("Varför inget pris", 44),
    ]
    rows: list[list[Cell]] = [
        [
            row.reading.id,
            row.reading.point,
            row.alternative.text,
            row.reading.chosen.text,
            row.reading.told_by,
            _moved(row),
            row.no_price,
        ]
        for row in priced
    ]
    lines = [
        AS_MODEL,
        "Det som flyttas är hälften av alla skillnader, eftersom det som en region får är det som andra mister. "
        "Läsningarna står i ordning efter hur mycket de flyttar.",
    ]
    return Sheet("Priser", "Vad andra läsningar skulle flytta", lines, columns, rows)


def _by_region(priced: Sequence[PricedAlternative]) -> Sheet:
    computed = [(row, row.comparison) for row in priced if row.comparison is not None]
    columns = [
        Column("Region", 18),
        *(Column(f"{row.reading.id} {row.alternative.id}", 16, Kind.AMOUNT, is_summed=True) for row, _ in computed),
    ]
    rows: list[list[Cell]] = [
        [BY_CODE[code].name, *(comparison.differences_kr[code] for _, comparison in computed)] for code in CODES
    ]
    kept = [comparison.undistributed_kr for _, comparison in computed]
    rows.append(["Ofördelat", *(after - before for before, after in kept)])
    lines = [AS_MODEL, "Kronor mer, eller med minustecken färre, för varje region."]
    if left_out := sorted({payment for _, comparison in computed for payment in comparison.left_out}):
        lines.append(f"Utbetalningar som inte kan räknas ännu är inte med: {listing(left_out)}.")
    return Sheet("Regioner", "Skillnad för varje region", lines, columns, rows, sum_label="Summa")


def _register(readings: Sequence[Reading], priced: Sequence[PricedAlternative]) -> Sheet:
    prices = {(row.reading.id, row.alternative.id): _moved(row) for row in priced}
    columns = [
        Column("Nr", 6),
        Column("Fråga", 36),
        Column("Läsning", 70),
        Column("Används", 12),
        Column("Stöd", 20),
        Column("Skäl", 44),
        Column("Avgjort av", 32),
        Column("Flyttas, kronor", 18, Kind.AMOUNT),
    ]
    rows: list[list[Cell]] = [
        [
            reading.id,
            reading.point,
            alternative.text,
            "ja" if alternative is reading.chosen else "nej",
            reading.told_by,
            reading.support,
            reading.decided_by,
            prices.get((reading.id, alternative.id), "" if len(reading.alternatives) > 1 else ONE_WAY),
        ]
        for reading in readings
        for alternative in reading.alternatives
    ]
    return Sheet("Register", "Det som texterna lämnar öppet och hur det läses", [], columns, rows)


def _moved(row: PricedAlternative) -> Cell:
    if row.comparison is None:
        return NO_PRICE
    return int(row.comparison.moved_kr)
