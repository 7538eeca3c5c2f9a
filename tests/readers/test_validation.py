from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readers.rejections import Code, Rejection
from readers.rows import FileContent, SheetRows, TextRow
from readers.table import read_file
from readers.validation import Outcome, Validated, validate, validate_all
from schemas.columns import MOST_COUNT
from schemas.deliveries import KIND_BY_ID, KINDS, Kind
from schemas.tables import polars_schema

Write = Callable[..., Path]
RECEIVED = date(2024, 3, 18)
BUP = ("Skåne", "2024-02", "besök", "100", "80", "50", "40")


def validated(kind_id: str, *rows: tuple[str | None, ...], sheets: int = 1) -> Validated:
    """Rows of texts in the order of the kind's columns, spread over one or more sheets."""
    return validate(delivery(kind_id, *rows, sheets=sheets), KIND_BY_ID[kind_id], RECEIVED)


def delivery(kind_id: str, *rows: tuple[str | None, ...], name: str = "a.xlsx", sheets: int = 1) -> FileContent:
    names = [column.name for column in KIND_BY_ID[kind_id].columns]
    content = FileContent(f"{kind_id}/{name}")
    for sheet in range(sheets):
        texts = [
            TextRow(number, dict(zip(names, row, strict=False)))
            for number, row in enumerate(rows[sheet::sheets], start=5)
        ]
        letters = dict(zip(names, "BCDEFGHIJ", strict=False))
        content.sheets.append(SheetRows(f"Blad{sheet + 1}", 4, letters, texts))
    return content


def codes(result: Validated) -> list[tuple[str, Code]]:
    return [(item.cell, item.code) for item in result.rejections]


def outcomes(result: Validated) -> list[Outcome]:
    return [row.outcome for row in result.rows]


def changed(**texts: str | None) -> tuple[str | None, ...]:
    names = [column.name for column in KIND_BY_ID["bup"].columns]
    return tuple(texts.get(name, value) for name, value in zip(names, BUP, strict=False))


def test_a_valid_row_has_the_types_of_its_table_and_its_address() -> None:
    result = validated("bup", BUP)
    assert result.rejections == []
    assert dict(result.frame.schema) == dict(polars_schema(KIND_BY_ID["bup"].model))
    assert result.frame.row(0, named=True) == {
        "region_code": "12",
        "month": date(2024, 2, 1),
        "measure": "besök",
        "completed_count": 100,
        "completed_within_count": 80,
        "waiting_count": 50,
        "waiting_within_count": 40,
        "response_rate_percent": None,
        "unreported": None,
        "unreported_plan": None,
        "all_completed_count": None,
        "all_completed_within_count": None,
        "mark": None,
        "received": RECEIVED,
        "file": "bup/a.xlsx",
        "sheet": "Blad1",
        "row": 5,
    }
    assert [(row.sheet, row.row, row.outcome) for row in result.rows] == [("Blad1", 5, Outcome.VALID)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_no_rows_are_an_empty_table(kind: Kind) -> None:
    result = validated(kind.id)
    assert (result.frame.height, result.rejections, result.rows) == (0, [], [])


def test_a_rate_keeps_every_decimal() -> None:
    result = validated("vardplatser", ("12", "202402", "1 234,5", "3.98", "0.30000000000000004", "91,5 %"))
    assert result.frame.select(pl.col(pl.Decimal)).row(0)[:4] == (
        Decimal("1234.5"),
        Decimal("3.98"),
        Decimal("0.30000000000000004"),
        Decimal("91.5"),
    )


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("region_code", "Malmö", Code.OKAND_REGION),
        ("region_code", None, Code.TOM_CELL),
        ("month", "mars", Code.OKAND_MANAD),
        ("month", None, Code.TOM_CELL),
        ("measure", "samtal", Code.OKANT_VAL),
        ("measure", "", Code.TOM_CELL),
        ("completed_count", "många", Code.INTE_TAL),
        ("completed_count", "100.5", Code.INTE_HELTAL),
        ("completed_count", "=50+50", Code.FORMEL_UTAN_VARDE),
        ("completed_count", "#DIV/0!", Code.FELCELL),
        ("waiting_within_count", "-1", Code.UTANFOR_GRANS),
        ("waiting_count", str(MOST_COUNT + 1), Code.UTANFOR_GRANS),
        ("completed_within_count", "101", Code.MOTSAGELSE),
        ("waiting_within_count", "51", Code.MOTSAGELSE),
    ],
)
def test_an_invalid_cell_rejects_its_row_and_is_named(name: str, text: str | None, code: Code) -> None:
    result = validated("bup", changed(**{name: text}), changed(month="2024-03"))
    letter = dict(zip([column.name for column in KIND_BY_ID["bup"].columns], "BCDEFGH", strict=False))[name]
    (item,) = result.rejections
    assert (item.sheet, item.cell, item.row, item.code) == ("Blad1", f"{letter}5", 5, code)
    assert item.value == (text or "")
    assert item.message_sv.startswith(f"bup/a.xlsx, blad Blad1, cell {letter}5: ")
    assert item.message_sv.endswith(".")
    assert result.frame["month"].to_list() == [date(2024, 3, 1)]
    assert outcomes(result) == [Outcome.REJECTED, Outcome.VALID]


def test_each_invalid_cell_of_a_row_has_its_own_line() -> None:
    result = validated("bup", changed(region_code="Malmö", month="mars", completed_count="x"))
    assert codes(result) == [("B5", Code.OKAND_REGION), ("C5", Code.OKAND_MANAD), ("E5", Code.INTE_TAL)]


@pytest.mark.parametrize(
    ("completed", "within", "is_valid"),
    [
        ("80", "79", True),
        ("80", "80", True),
        ("80", "81", False),
        ("0", "0", True),
        (None, "81", True),
        ("80", None, True),
    ],
)
def test_those_within_are_among_the_completed(completed: str | None, within: str | None, is_valid: bool) -> None:
    result = validated("bup", changed(completed_count=completed, completed_within_count=within))
    assert (result.frame.height == 1) is is_valid
    if not is_valid:
        assert codes(result) == [("F5", Code.MOTSAGELSE)]
        assert "är fler än antalet i kolumnen Genomförda" in result.rejections[0].message_sv


@pytest.mark.parametrize(("percent", "is_valid"), [("0", True), ("100", True), ("100.1", False), ("-0.1", False)])
def test_a_limit_is_held_under_at_and_over(percent: str, is_valid: bool) -> None:
    result = validated("bup", (*BUP, percent))
    assert (result.frame.height == 1) is is_valid
    if not is_valid:
        assert "ligger utanför gränserna 0 till 100. Rätta" in result.rejections[0].message_sv


def test_empty_values_are_valid_and_withdraw() -> None:
    result = validated("bup", changed(completed_count=None, completed_within_count="..", waiting_count="-"))
    assert result.rejections == []
    assert result.frame.select("completed_count", "completed_within_count", "waiting_count").row(0) == (None,) * 3


def test_the_total_of_the_country_is_kept_out_without_being_an_error() -> None:
    result = validated("bup", changed(region_code="Riket", completed_count="x"), BUP)
    assert codes(result) == [("B5", Code.SUMMARAD)]
    assert outcomes(result) == [Outcome.SUMMARY, Outcome.VALID]


def test_the_same_key_twice_with_equal_values_counts_once() -> None:
    result = validated("bup", BUP, changed(region_code="12", month="februari 2024", completed_count="100.0"), BUP)
    assert result.rejections == []
    assert result.frame["row"].to_list() == [5]
    assert outcomes(result) == [Outcome.VALID, Outcome.REPEATED, Outcome.REPEATED]


@pytest.mark.parametrize(
    "other", [changed(completed_count="101"), changed(completed_count=None), (*BUP, *[None] * 5, "exempel")], ids=str
)
def test_the_same_key_twice_with_different_values_rejects_both_and_names_the_other(other: tuple[str, ...]) -> None:
    result = validated("bup", BUP, changed(month="2024-03"), other)
    assert codes(result) == [("B5", Code.DUBBEL_NYCKEL), ("B7", Code.DUBBEL_NYCKEL)]
    assert "som cell B7" in result.rejections[0].message_sv
    assert "som cell B5" in result.rejections[1].message_sv
    assert outcomes(result) == [Outcome.REJECTED, Outcome.VALID, Outcome.REJECTED]


def test_the_same_key_on_two_sheets_names_the_other_sheet() -> None:
    result = validated("bup", BUP, changed(completed_count="101"), sheets=2)
    assert "som cell B5 på bladet Blad2" in result.rejections[0].message_sv
    assert "som cell B5 på bladet Blad1" in result.rejections[1].message_sv


def test_no_unit_is_a_key_of_its_own() -> None:
    row = ("Skåne", None, "vårdplatser", None, "10", "2025-01-01")
    assert validated("malvarden", row, ("Skåne", "IVA", *row[2:])).frame.height == 2
    assert codes(validated("malvarden", row, (*row[:4], "11", row[5]))) == [
        ("B5", Code.DUBBEL_NYCKEL),
        ("B6", Code.DUBBEL_NYCKEL),
    ]


def test_a_rejected_row_does_not_make_a_valid_one_with_its_key_a_double() -> None:
    result = validated("bup", changed(completed_count="x"), BUP)
    assert outcomes(result) == [Outcome.REJECTED, Outcome.VALID]


def test_an_objection_no_sender_can_have_caused_is_our_own_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Kind, "row_rules", ())
    kind = KIND_BY_ID["bup"]
    content = FileContent("bup/a.csv")
    texts = dict(zip([column.name for column in kind.columns], changed(completed_within_count="101"), strict=False))
    content.sheets.append(SheetRows("", 1, dict.fromkeys(texts, "A"), [TextRow(2, texts)]))
    with pytest.raises(RuntimeError, match="no message"):
        validate(content, Kind(kind.id, kind.title, kind.model, kind.key), RECEIVED)


def test_a_delivery_is_read_and_validated_from_end_to_end(book: Write) -> None:
    columns = KIND_BY_ID["redovisning"].columns
    header = [column.header for column in columns if column.is_required or column.name == "mark"]
    rows: list[list[Any]] = [
        [1, "tillganglighet_2024", date(2024, 9, 30), "Ja", "exempel"],
        ["Region Skåne", "Tillganglighet_2024", "2024-09-30", "nej", None],
        [3, "tillganglighet_2023", "30/9", True, None],
    ]
    kind = KIND_BY_ID["redovisning"]
    result = validate(read_file(book([header, *rows]), "redovisning/a.xlsx", kind), kind, RECEIVED)
    assert result.frame.select("region_code", "received_date", "is_approved", "mark").rows() == [
        ("01", date(2024, 9, 30), True, "exempel"),
        ("12", date(2024, 9, 30), False, None),
    ]
    assert codes(result) == [("B4", Code.OKANT_VAL), ("C4", Code.INTE_DATUM), ("D4", Code.OKANT_VAL)]


def test_messages_are_whole_sentences_without_line_breaks() -> None:
    result = validated("bup", tuple("x\ny\x00" for _ in BUP))
    messages = [item.message_sv for item in result.rejections]
    assert len(messages) == len(BUP)
    assert all(message.isprintable() and "  " not in message and message.endswith(".") for message in messages)


CELLS = st.one_of(st.none(), st.text(max_size=12), st.sampled_from([*BUP, "Riket", "101", "-1", "9" * 30, "#N/A", "="]))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(*[CELLS] * 7), max_size=4), st.sampled_from(KINDS))
def test_no_texts_make_validation_fail_and_every_row_has_its_outcome(
    rows: list[tuple[str | None, ...]], kind: Kind
) -> None:
    result = validated(kind.id, *rows)
    assert len(result.rows) == len(rows)
    assert result.frame.height == outcomes(result).count(Outcome.VALID)
    rejected = {row.row for row in result.rows if row.outcome in (Outcome.REJECTED, Outcome.SUMMARY)}
    assert rejected == {item.row for item in result.rejections}
    assert all(isinstance(item, Rejection) and item.message_sv for item in result.rejections)


def test_the_same_key_in_two_deliveries_is_no_conflict() -> None:
    deliveries = [
        (delivery("bup", BUP, name="a.xlsx"), date(2024, 3, 18)),
        (delivery("bup", changed(completed_count="x"), name="b.xlsx"), date(2024, 3, 19)),
        (delivery("bup", name="c.xlsx"), date(2024, 3, 20)),
        (delivery("bup", changed(completed_count="101"), name="d.xlsx"), date(2024, 3, 21)),
    ]
    results = validate_all(deliveries, KIND_BY_ID["bup"])
    assert [outcomes(result) for result in results] == [[Outcome.VALID], [Outcome.REJECTED], [], [Outcome.VALID]]
    assert [result.frame["received"].to_list() for result in results] == [
        [date(2024, 3, 18)],
        [],
        [],
        [date(2024, 3, 21)],
    ]


ROWS = st.sampled_from(
    [
        BUP,
        changed(completed_count="101"),
        changed(completed_count="1", waiting_count="1"),
        changed(completed_within_count="-1", waiting_count=str(MOST_COUNT + 1)),
        changed(region_code="Riket"),
        changed(month="mars", measure="samtal"),
        changed(month="2024-03"),
    ]
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(ROWS, max_size=5), max_size=4))
def test_deliveries_validated_together_become_what_each_does_alone(files: list[list[tuple[str | None, ...]]]) -> None:
    kind = KIND_BY_ID["bup"]
    deliveries = [
        (delivery(kind.id, *rows, name=f"{number}.xlsx", sheets=2), date(2024, 3, 18 + number))
        for number, rows in enumerate(files)
    ]
    together = validate_all(deliveries, kind)
    for (content, received), result in zip(deliveries, together, strict=True):
        alone = validate(content, kind, received)
        assert result.frame.equals(alone.frame)
        assert (result.rejections, result.rows) == (alone.rejections, alone.rows)


def test_a_payment_is_asked_for_by_its_name_in_any_case_and_no_other_is_taken() -> None:
    known, unknown = (("Gotland", "vardplatser_2024", payment, "1") for payment in (" Slut", "slutlig"))
    result = validated("rekvisition", known, unknown)
    assert result.frame["payment"].to_list() == ["slut"]
    assert codes(result) == [("D6", Code.OKANT_VAL)]


def test_of_a_thousand_faults_each_is_kept_and_of_more_only_how_many_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("readers.validation.MOST_KEPT", 4)
    faulty = changed(completed_count="många", waiting_count="få")
    at_limit, over = (validate(delivery("bup", *[faulty] * rows), KIND_BY_ID["bup"], RECEIVED) for rows in (2, 3))
    assert len(codes(at_limit)) == 4 and all(cell for cell, _ in codes(at_limit))
    assert codes(over)[:4] and [cell for cell, _ in codes(over)[4:]] == [""]
    assert "2 fel till av slaget inte_tal" in over.rejections[-1].message_sv
    assert outcomes(over) == [Outcome.REJECTED] * 3


def test_faults_of_one_file_take_no_room_from_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("readers.validation.MOST_KEPT", 2)
    faulty = changed(region_code="Atlantis")
    files = [(delivery("bup", *[faulty] * rows, name=f"{rows}.xlsx"), RECEIVED) for rows in (5, 1)]
    many, one = validate_all(files, KIND_BY_ID["bup"])
    assert [len(many.rejections), len(one.rejections)] == [3, 1]
    assert "bup/5.xlsx: 3 fel till" in many.rejections[-1].message_sv


def test_skr_is_taken_where_the_programme_has_money_for_it_and_rejected_elsewhere() -> None:
    known, other = (
        ("SKR", programme, "100", "90", "2025-03-31") for programme in ("tillganglighet_2024", "vardkoer_2025")
    )
    result = validated("ekonomisk_redovisning", known, other)
    assert result.frame["region_code"].to_list() == ["skr"]
    assert [item.message_sv for item in result.rejections] == [
        "ekonomisk_redovisning/a.xlsx, blad Blad1, cell B6: värdet ”SKR” i kolumnen Region får inga medel av "
        "statsbidraget på samma rad. Rätta Region eller Statsbidrag."
    ]


@pytest.mark.parametrize(
    ("region", "payment", "is_valid"),
    [("SKR", "skr", True), ("SKR", "forsta", False), ("Gotland", "skr", False), ("Gotland", "forsta", True)],
)
def test_skr_asks_for_its_own_payment_and_a_region_for_another(region: str, payment: str, is_valid: bool) -> None:
    result = validated("rekvisition", (region, "tillganglighet_2024", payment, "1", "2024-03-01", "9999-0012", "ref"))
    assert result.frame.height == is_valid
    assert codes(result) == ([] if is_valid else [("D5", Code.MOTSAGELSE)])
