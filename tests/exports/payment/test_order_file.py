"""The text file of an order is what the description beside it says, read as CSV on the Web reads it."""

import csv
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from pandera.errors import SchemaErrors

from exports.payment.order import PaymentOrder
from exports.payment.order_file import order_rows, write_payment_order_csv
from schemas.payment_order import HEADINGS, PaymentOrderRow
from tests.exports.payment.test_order import DUE, SEAL, order

PAGE = Path(__file__).parents[3] / "docs" / "payment-order.md"
FULL_SEAL = replace(SEAL, pay_on=date(2024, 12, 20), contact="Statsbidrag, statsbidrag@example.se")
ORDERS = {
    "a draft": order(),
    "decided": order(decided=True),
    "decided with day and contact": replace(order(decided=True), seal=FULL_SEAL),
    "asked for in part": order(decided=True, asked={"01": DUE - 1}),
    "to a plusgiro": order(plusgiro={"01": "2865434"}),
    "marked": order(mark="exempel"),
    "with a reference like a formula": order(reference="=1+1"),
}


def faults(path: Path) -> list[str]:
    """Where a file is not as its description says: headings, missing values, and values of another type."""
    about = json.loads(path.with_name(f"{path.name}-metadata.json").read_text(encoding="utf-8"))
    assert about["url"] == path.name
    columns = about["tableSchema"]["columns"]
    with path.open(encoding="utf-8-sig", newline="") as file:
        headings, *rows = csv.reader(file, delimiter=about["dialect"]["delimiter"], strict=True)
    found = [] if headings == [column["titles"] for column in columns] else [f"headings {headings}"]
    for number, row in enumerate(rows, start=2):
        found += [
            f"row {number}: {column['titles']} is {cell!r}"
            for column, cell in zip(columns, row, strict=True)
            if not (fits(cell, column["datatype"]) if cell else not column["required"])
        ]
    return found


def fits(cell: str, datatype: dict[str, Any]) -> bool:
    match datatype["base"]:
        case "integer":
            is_number = re.fullmatch("[0-9]+", cell) is not None
            return is_number and datatype.get("minimum", 0) <= int(cell) <= datatype.get("maximum", int(cell))
        case "date":
            return date.fromisoformat(cell).isoformat() == cell
        case "string":
            return re.fullmatch(datatype.get("format", "(?s).*"), cell) is not None
    raise AssertionError(datatype)


@pytest.mark.parametrize("name", ORDERS)
def test_every_file_is_as_the_description_beside_it_says(name: str, tmp_path: Path) -> None:
    path = tmp_path / "order.csv"
    described = write_payment_order_csv(ORDERS[name], path)
    assert described == tmp_path / "order.csv-metadata.json"
    assert faults(path) == []


@pytest.mark.parametrize(
    ("before", "after", "column"),
    [
        ("rad;", "rader;", "Posttyp"),
        (";5050-1055;", ";50501055;", "Bankgiro"),
        (";232100-0016;", ";232100;", "Organisationsnummer"),
        (";1000;ref;", ";1000,00;ref;", "Belopp"),
        (";1000;ref;", ";;ref;", "Belopp"),
        (";2024-08-31;", ";240831;", "Beslutsdag"),
    ],
)
def test_a_file_that_is_otherwise_is_found_by_the_description(
    before: str, after: str, column: str, tmp_path: Path
) -> None:
    path = tmp_path / "order.csv"
    write_payment_order_csv(order(decided=True), path)
    text = path.read_text(encoding="utf-8-sig")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    if column == "Beslutsdag":
        with pytest.raises(ValueError, match="240831"):
            faults(path)
    else:
        assert [fault for fault in faults(path) if column in fault]


def test_what_is_not_asked_for_stands_on_its_line_and_in_the_sums() -> None:
    first, *_, sums = order_rows(order(asked={"01": DUE - 1})).to_dicts()
    assert (first["entitled_kr"], first["amount_kr"], first["unrequested_kr"]) == (DUE, DUE - 1, 1)
    assert (sums["entitled_kr"], sums["amount_kr"], sums["unrequested_kr"]) == (19 * DUE, 19 * DUE - 1, 1)


def test_a_decided_order_says_who_decided_when_and_the_day_to_pay_and_a_draft_none_of_it() -> None:
    told = ("decided_on", "decided_by", "pay_on", "contact", "seal_number", "seal_hash")
    decided = {order_rows(ORDERS["decided with day and contact"]).select(told).rows()[0]}
    assert decided == {
        (
            date(2024, 8, 31),
            "Anna Ek och Bo Alm",
            date(2024, 12, 20),
            "Statsbidrag, statsbidrag@example.se",
            4,
            FULL_SEAL.hash,
        )
    }
    assert order_rows(order()).select(told).unique().rows() == [(None,) * 6]


def test_the_version_is_another_when_a_line_is_another_and_the_same_otherwise() -> None:
    versions = {name: version(each) for name, each in ORDERS.items() if "decided" in name or "draft" in name}
    assert len(set(versions.values())) == len(versions)
    assert version(order(decided=True)) == versions["decided"] != version(ORDERS["asked for in part"])


def version(document: PaymentOrder) -> str:
    (told,) = order_rows(document)["version"].unique()
    return str(told)


@pytest.mark.parametrize(
    ("check", "row", "column", "value"),
    [
        ("one_account_per_line", 0, "plusgiro", "28 65 43-4"),
        ("one_account_per_line", 0, "bankgiro", None),
        ("one_account_per_line", 19, "bankgiro", "5050-1055"),
        ("one_account_per_line", 0, "payment_reference", None),
        ("entitled_is_paid_or_not_asked_for", 0, "unrequested_kr", 1),
        ("last_row_sums", 19, "line_count", 18),
        ("last_row_sums", 19, "amount_kr", 18_999),
        ("last_row_sums", 19, "row_kind", "rad"),
        ("decided_names_its_decision", 0, "seal_hash", None),
        ("decided_names_its_decision", 0, "state", "UTKAST"),
    ],
)
def test_an_order_that_does_not_hold_together_is_not_written(check: str, row: int, column: str, value: object) -> None:
    rows = order_rows(order(decided=True))
    cells = rows[column].to_list()
    cells[row] = value
    changed = rows.with_columns(pl.Series(column, cells, rows[column].dtype))
    with pytest.raises(SchemaErrors) as raised:
        PaymentOrderRow.validate(changed, lazy=True)
    assert check in set(raised.value.failure_cases["check"])


def test_the_page_about_the_order_names_every_column_in_order_and_no_other() -> None:
    told = re.findall(r"^\| `([^`]+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert told == list(HEADINGS.values())
