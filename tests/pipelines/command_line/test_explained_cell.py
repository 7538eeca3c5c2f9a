from datetime import date
from pathlib import Path

import pytest

from assets.decisions import Decisions
from assets.follow_up import rows_of
from assets.intake import take_in
from assets.lineage import lineage_rows
from assets.programmes import GRANTS
from assets.told_from import told
from assets.warehouse import Warehouse
from pipelines.command_line.explained_cell import cell_explained, covers
from pipelines.command_line.explained_results import ExplainError
from readers.files import find_deliveries
from rules.explanation import Node
from rules.regions import CODES
from schemas.deliveries import KINDS
from schemas.lineage import Lineage
from schemas.received import Delivery, Rejected, RowOutcome, raw_columns
from schemas.results import Withheld
from schemas.tables import frame

PXWEB = "befolkning/2023-12-20_scb.csv"
RECORDS = "operationer/2025-03-20_register.csv"
REFUSED = "bup/2024-02-20_skr.csv"
REPEATED = "vardplatser/2024-11-20_skane.csv"
BEDS = "Region;Månad;Disponibla vårdplatser;Överbeläggningar per 100;Utlokaliseringar per 100;Beläggningsgrad\n"
SKANE = "Skåne;2024-02;1000;3,98;1,2;90\n"


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """Some deliveries of odd forms, taken in and traced; every payment waits for more."""
    place = tmp_path_factory.mktemp("cells")
    contents = {
        PXWEB: "region;ålder;Folkmängd 1 november 2023\n"
        + "".join(f"09 Gotlands län;{age}{'+' if age == 100 else ''} år;10\n" for age in range(101)),
        RECORDS: "hemregion;operationsdatum;kva_kod;utforarregion;driftsform\n"
        + "".join(f"{code};2025-02-03;NFB49;{code};offentlig\n" for code in CODES),
        REFUSED: "Region;Månad\nSkåne;2024-01\n",
        REPEATED: BEDS + SKANE + SKANE + "Riket;2024-02;1000;3,98;1,2;90\n",
        "vardplatser/2099-01-01_skane.csv": BEDS + SKANE,
    }
    for name, content in contents.items():
        path = place / "raw" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    taken = take_in(find_deliveries(place / "raw"), {}, date(2025, 4, 1), date(2025, 4, 1))
    warehouse = Warehouse(place / "w.duckdb")
    with warehouse.writing() as connection:
        connection.replace(Delivery, taken.deliveries)
        connection.replace(Rejected, taken.rejected)
        connection.replace(RowOutcome, taken.row_outcomes)
        for kind in KINDS:
            connection.replace_text(f"raw.{kind.id}", raw_columns(kind), taken.raw[kind.id], taken.deliveries)
            connection.replace(kind.model, taken.core[kind.id])
        held = [
            {"programme": grant.programme.id, "payment": payment.id, "cause": "awaiting", "reason": "Mer väntas."}
            for grant in GRANTS
            for payment in grant.programme.payments
        ]
        connection.replace(Withheld, frame(Withheld, held))
        for grant in GRANTS:
            rests_on = told(connection, grant, Decisions(place / "decisions"))
            rows = rows_of(grant.programme, Lineage, list(lineage_rows(grant, connection, rests_on)))
            connection.replace(Lineage, rows, "programme = ?", [grant.programme.id])
    return warehouse


def explained(warehouse: Warehouse, address: str) -> Node:
    with warehouse.reading() as connection:
        return cell_explained(connection, address)


def texts(node: Node) -> list[str]:
    return [node.text, *(text for child in node.children for text in texts(child))]


@pytest.mark.parametrize(
    ("cell", "groups"),
    [("C2", {"befolkning_0_18", "befolkning"}), ("C20", {"befolkning_0_18", "befolkning"}), ("C21", {"befolkning"})],
    ids=["0 years", "18 years", "19 years"],
)
def test_a_cell_of_one_age_is_part_of_the_sums_that_it_is_in(warehouse: Warehouse, cell: str, groups: set[str]) -> None:
    said = texts(explained(warehouse, f"{PXWEB}!{cell}"))
    named = {"Första utbetalningen, Befolkning 0–18 år": "befolkning_0_18"}
    named |= {"Första utbetalningen, Befolkning totalt": "befolkning"}
    assert {group for heading, group in named.items() if any(heading in text for text in said)} == groups
    assert "utbetalningen hålls inne: Mer väntas." in said


def test_a_file_of_records_is_explained_as_a_whole(warehouse: Warehouse) -> None:
    node = explained(warehouse, RECORDS)
    assert node.text == f"{RECORDS}: alla poster i filen"
    assert any("Region Gotland, Vårdköer 2025" in text for text in texts(node))


def test_a_refused_file_says_why(warehouse: Warehouse) -> None:
    said = texts(explained(warehouse, f"{REFUSED}!A2"))
    assert "Filen är avvisad." in said
    assert any("saknas på rad 1" in text for text in said)


def test_a_repeated_row_names_the_one_that_counts(warehouse: Warehouse) -> None:
    said = texts(explained(warehouse, f"{REPEATED}!D3"))
    assert any(text.startswith("Raden räknas inte: samma uppgift finns") for text in said)
    assert f"I stället räknas {REPEATED}!D2: Överbeläggningar per 100 3.98." in said


def test_a_sum_row_says_that_it_is_one(warehouse: Warehouse) -> None:
    assert any(text.startswith("Raden är en summa") for text in texts(explained(warehouse, f"{REPEATED}!D4")))


def test_the_cell_of_a_region_s_name_says_that_the_kronor_are_on_the_values(warehouse: Warehouse) -> None:
    assert any(
        text.startswith("Cellen säger vad raden gäller") for text in texts(explained(warehouse, f"{REPEATED}!A2"))
    )


def test_a_delivery_after_the_last_day_that_was_counted_says_so(warehouse: Warehouse) -> None:
    with pytest.raises(ExplainError, match="kom in efter den dag"):
        explained(warehouse, "2099-01-01_skane.csv!D2")


@pytest.mark.parametrize(
    "address",
    [f"{REPEATED}!D2", f"/hem/raw/{REPEATED}!D2", f"{Path(REPEATED).name}!d2", f"{REPEATED}!!$D$2"],
    ids=["as stored", "with a folder above", "without its folder", "as a spreadsheet writes it"],
)
def test_a_cell_may_be_written_in_several_ways(warehouse: Warehouse, address: str) -> None:
    assert explained(warehouse, address).text.startswith(f"{REPEATED}!D2: Överbeläggningar per 100 3,98")


@pytest.mark.parametrize(
    ("cells", "cell", "expected"),
    [
        ("D5:D23, D40", "D4", False),
        ("D5:D23, D40", "D5", True),
        ("D5:D23, D40", "D23", True),
        ("D5:D23, D40", "D24", False),
        ("D5:D23, D40", "D40", True),
        ("D5:D23, D40", "E7", False),
        ("AB7", "AB7", True),
        ("", "D5", False),
        ("D5", "", False),
    ],
)
def test_a_cell_is_found_among_those_that_a_value_is_a_sum_of(cells: str, cell: str, expected: bool) -> None:
    assert covers(cells, cell) is expected
