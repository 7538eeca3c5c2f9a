"""The payment order as a text file that Kammarkollegiet takes in as it is, and the description that lies beside it.

The columns are those of `schemas.payment_order`, which every file is held against before it is written; the
description says the same in CSV on the Web (w3.org/TR/tabular-metadata), under the name where its readers look.
"""

import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from exports.payment.order import PaymentOrder, control_total
from exports.whole_file import whole_file
from rules.instructions import NOT_TOLD
from schemas.declared import fields
from schemas.payment_order import DECIDED, DRAFT, HEADINGS, LINE, SUM, PaymentOrderRow
from schemas.tables import frame, polars_schema

DELIMITER = ";"
DESCRIPTION_ENDING = "-metadata.json"
"""What the name of the description ends with; the whole name of the text file stands before it."""

_COLUMNS = fields(PaymentOrderRow)
_TYPES: dict[type[pl.DataType], str] = {pl.String: "string", pl.Int64: "integer", pl.Date: "date"}
_LIMITS = {"ge": "minimum", "le": "maximum"}


def order_rows(order: PaymentOrder) -> pl.DataFrame:
    """The rows of the file, held against `PaymentOrderRow`: the complete lines, then their sums."""
    lines, appropriation, seal = order.lines, order.appropriation, order.seal
    of_all: dict[str, object] = {
        "state": DECIDED if order.is_decided else DRAFT,
        "expenditure_area": appropriation.expenditure_area,
        "appropriation": appropriation.name,
        "item": appropriation.item,
        "budget_year": appropriation.budget_year,
        "version": order.version,
        "decree_reference": order.programme.reference or NOT_TOLD,
    }
    if seal:
        of_all |= {
            "decided_on": seal.decided_on,
            "decided_by": " och ".join(seal.decided_by),
            "pay_on": seal.pay_on,
            "contact": seal.contact or None,
            "seal_number": seal.number,
            "seal_hash": seal.hash,
        }
    amounts = ("amount_kr", "entitled_kr", "unrequested_kr")
    rows: list[dict[str, object]] = [
        {"row_kind": LINE, **of_all, **{name: value if value != "" else None for name, value in vars(line).items()}}
        for line in lines
    ]
    sums = {name: sum(getattr(line, name) for line in lines) for name in amounts}
    controls = {"line_count": len(lines), "control_total": control_total(lines)}
    rows.append({"row_kind": SUM, **of_all, **sums, **controls})
    return PaymentOrderRow.validate(frame(PaymentOrderRow, rows), lazy=True)


def write_payment_order_csv(order: PaymentOrder, path: Path) -> Path:
    """Write the complete lines as text (UTF-8 with byte-order mark, semicolons), then one row of sums.

    The description of the file is written beside it, and its path returned. Each file appears whole or not at all.
    Raises `OSError` when one cannot be written.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=DELIMITER, lineterminator="\r\n")
    writer.writerow(HEADINGS.values())
    writer.writerows([_written(cell) for cell in row] for row in order_rows(order).iter_rows())
    with whole_file(path) as unfinished:
        unfinished.write_bytes(text.getvalue().encode("utf-8-sig"))
    described = path.with_name(path.name + DESCRIPTION_ENDING)
    with whole_file(described) as unfinished:
        content = json.dumps(description(order, path.name), ensure_ascii=False, indent=2)
        unfinished.write_text(f"{content}\n", encoding="utf-8", newline="\n")
    return described


def description(order: PaymentOrder, file: str) -> dict[str, Any]:
    """What a text file of an order with this name holds, as CSV on the Web has it."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "sv"}],
        "url": file,
        "dc:title": order.title,
        "dialect": {"delimiter": DELIMITER, "encoding": "utf-8", "lineTerminators": ["\r\n"], "header": True},
        "tableSchema": {"columns": list(_described())},
    }


def _described() -> Iterator[dict[str, Any]]:
    types = polars_schema(PaymentOrderRow)
    for name, heading in HEADINGS.items():
        field, limits = _COLUMNS[name], _COLUMNS[name].metadata or {}
        datatype: dict[str, Any] = {"base": _TYPES[type(types[name])]}
        pattern = limits["pattern"] or "|".join(limits.get("isin", ()))
        datatype |= {"format": pattern} if pattern else {}
        datatype |= {word: limits[name] for name, word in _LIMITS.items() if name in limits}
        yield {
            "name": name,
            "titles": heading,
            "dc:description": field.description,
            "datatype": datatype,
            "required": not field.nullable,
        }


def _written(cell: object) -> str | int:
    match cell:
        case None:
            return ""
        case date():
            return cell.isoformat()
        case int():
            return cell
        case _:
            return plain(str(cell))


def plain(cell: str) -> str:
    """A cell that a spreadsheet program cannot take for a formula: `=1+1` becomes `'=1+1`.

    Blanks in front do not help, since some programs pass over them.
    """
    return f"'{cell}" if cell.lstrip(" \u00a0")[:1] in _STARTS_FORMULA else cell


_STARTS_FORMULA = frozenset({"=", "+", "-", "@", "\t", "\r", "\n"})
