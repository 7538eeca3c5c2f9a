from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from assets.cells import cell_of, plain
from assets.decisions import Decisions
from assets.lineage import lineage_rows
from assets.programmes import GRANT_BY_ID
from assets.told_from import told
from assets.warehouse import Warehouse
from rules.decrees.vardkoer_2025 import DECREE, MEASURED
from rules.regions import CODES
from schemas.deliveries import Befolkning, Operationer
from schemas.follow_up import RemainingLine
from schemas.results import Payout
from schemas.tables import TableModel, frame

FEBRUARY, MARCH = MEASURED[:2]
ADDRESS = {"mark": None, "received": date(2025, 3, 20), "file": "operationer/2025-03-20_a.xlsx", "sheet": "Rapport"}
GOTLAND = "09"


def operations(month: date, performer: str, count: int | None, row: int) -> dict[str, object]:
    key = {"region_code": GOTLAND, "month": month, "operation": "framfall", "performer": performer}
    return {**key, "operation_count": count, **ADDRESS, "row": row}


def payout(component: str, amount_kr: int, payment: str = "block2") -> dict[str, object]:
    key = {"programme": DECREE.id, "payment": payment, "component": component, "region_code": GOTLAND}
    return {**key, "amount_kr": amount_kr, "mark": ""}


def remaining(amount_kr: int) -> dict[str, object]:
    return {
        "programme": DECREE.id, "operation": "framfall", "region_code": GOTLAND, "operation_count": 4,
        "per_100_000": Decimal(8), "rank": 1, "is_qualified": amount_kr > 0, "cap_kr": 1, "amount_kr": amount_kr,
        "mark": "",
    }  # fmt: skip


def lineage(place: Path, tables: dict[TableModel, list[dict[str, object]]]) -> pl.DataFrame:
    warehouse = Warehouse(place / "w.duckdb")
    with warehouse.writing() as connection:
        for model, rows in tables.items():
            connection.replace(model, frame(model, rows))
    with warehouse.reading() as connection:
        rests_on = told(connection, GRANT_BY_ID[DECREE.id], Decisions(place / "decisions"))
        rows = lineage_rows(GRANT_BY_ID[DECREE.id], connection, rests_on)
        return pl.DataFrame(list(rows), infer_schema_length=None)


REPORTED: dict[TableModel, list[dict[str, object]]] = {
    Operationer: [
        operations(FEBRUARY, "egen_region", 3, 7),
        operations(MARCH, "privat", 1, 8),
        operations(MARCH, "egen_region", None, 9),
    ],
    Befolkning: [
        {"region_code": code, "reference_date": DECREE.population_date, "age_group": "totalt"}
        | {"population_count": 50_000, **ADDRESS, "file": "befolkning/2024-12-20_b.xlsx", "row": 7}
        for code in CODES
    ],
    RemainingLine: [remaining(400)],
}


def test_kronor_by_tariff_are_laid_on_the_numbers_in_proportion_after_the_cap(tmp_path: Path) -> None:
    rows = lineage(tmp_path, REPORTED | {Payout: [payout("framfall", 101)]})
    laid = rows.filter(component="framfall", region_code=GOTLAND, role="value").select("month", "value", "share_kr")
    assert laid.rows() == [
        (FEBRUARY, "3", Decimal("75.75")),
        (MARCH, "", Decimal(0)),
        (MARCH, "1", Decimal("25.25")),
    ]


def test_remaining_funds_are_laid_on_the_operations_that_gave_the_place(tmp_path: Path) -> None:
    rows = lineage(tmp_path, REPORTED | {Payout: [payout("kvarstaende", 400)]})
    own = rows.filter(component="kvarstaende", region_code=GOTLAND)
    assert own.select("role", "requirement", "share_kr").rows() == [
        ("weight", None, Decimal(0)),
        ("value", "framfall", Decimal(300)),
        ("value", "framfall", Decimal(0)),
        ("value", "framfall", Decimal(100)),
    ]


def test_a_withheld_payment_has_its_cells_with_no_kronor(tmp_path: Path) -> None:
    rows = lineage(tmp_path, REPORTED | {Payout: []})
    assert rows.filter(component="framfall", role="value").height == 3
    assert set(rows["share_kr"]) == {Decimal(0)}


def test_a_decided_amount_without_any_value_left_stands_by_itself(tmp_path: Path) -> None:
    rows = lineage(tmp_path, {Payout: [payout("framfall", 39_000)]})
    own = rows.filter(component="framfall", region_code=GOTLAND)
    assert own.select("role", "file", "share_kr").rows() == [("decided", "", Decimal(39_000))]


def test_equal_shares_rest_on_no_delivery(tmp_path: Path) -> None:
    rows = lineage(tmp_path, {Payout: [payout("lika", 4_761_904, "block1")]})
    assert rows.filter(payment="block1", region_code=GOTLAND).select("role", "cell", "share_kr").rows() == [
        ("printed", "", Decimal(4_761_904))
    ]


def test_a_file_of_records_has_no_cells_but_the_number_counted(tmp_path: Path) -> None:
    rows = lineage(tmp_path, REPORTED | {Payout: []})
    assert set(rows.filter(component="framfall", role="value")["cell"]) == {""}


@pytest.mark.parametrize(
    ("delivered", "cell"),
    [
        ({"columns": "region_code=A population_count=D", "summed_from": ""}, "D7"),
        ({"columns": "region_code=A population_count=AB", "summed_from": ""}, "AB7"),
        ({"columns": "region_code=A population_count=D", "summed_from": "D5:D23, D40"}, "D5:D23, D40"),
        ({"columns": "region_code=A", "summed_from": ""}, ""),
    ],
    ids=["one cell", "two letters", "a sum", "no such column"],
)
def test_a_value_has_the_address_of_its_cell(delivered: dict[str, str | None], cell: str) -> None:
    assert cell_of(delivered, "population_count", 7) == cell


@pytest.mark.parametrize(
    ("value", "text"), [(None, ""), (3, "3"), (Decimal("3.9800"), "3.98"), (date(2024, 9, 30), "2024-09-30")], ids=str
)
def test_a_value_without_delivered_text_is_written_plainly(value: object, text: str) -> None:
    assert plain(value) == text
