import csv
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from exports.payment.order import PaymentOrder, control_total
from exports.payment.order_file import plain, write_payment_order_csv
from exports.payment.order_workbook import write_payment_order
from rules.appropriations import appropriation
from rules.books import Books, Decision, Requisition
from rules.decrees.tillganglighet_2024 import DECREE
from rules.ledger import ledger
from rules.regions import CODES
from rules.seals import Seal, SealedAmount
from rules.swedish import NO_BREAK_SPACE
from schemas.ledger import Ledger
from schemas.tables import frame

DUE = 1_000
IN_TIME = date(2024, 2, 1)
WITHOUT_REQUISITION, LATE = "25", "24"
FIRST = DECREE.payment("forsta")
LINES = {code: (DECREE.id, FIRST.id, code) for code in CODES}
APPROPRIATION = appropriation(DECREE.id)


SEAL = Seal(
    number=4,
    programme=DECREE.id,
    payment=FIRST.id,
    reference="S2024/123",
    decided_by=("Anna Ek", "Bo Alm"),
    decided_on=date(2024, 8, 31),
    amounts=(),
    undistributed=(),
    inputs=(),
    parameters={},
    readings={},
    code="",
    marks=(),
    previous="ab" * 32,
)


def order(
    *,
    decided: bool = False,
    reference: str = "ref",
    mark: str = "",
    asked: Mapping[str, int] | None = None,
    plusgiro: Mapping[str, str] | None = None,
) -> PaymentOrder:
    """A first payment with 19 complete lines, one late and one not asked for.

    `asked` is kronor and `plusgiro` the number of those without bankgiro, by region code.
    """
    without_bankgiro = plusgiro or {}
    books = Books(
        entitled=dict.fromkeys(LINES.values(), DUE),
        requisitions={
            line: Requisition(
                (asked or {}).get(code, DUE),
                date(2024, 12, 2) if code == LATE else IN_TIME,
                None if code in without_bankgiro else "50501055",
                reference,
                without_bankgiro.get(code),
            )
            for code, line in LINES.items()
            if code != WITHOUT_REQUISITION
        },
        decisions=dict.fromkeys(LINES.values(), Decision(DUE, "S2024/123")) if decided else {},
    )
    rows = [
        vars(row) | {"status": row.status.value, "payee_from": None, "mark": mark}
        for row in ledger([APPROPRIATION], {DECREE.id: DECREE}, books)
    ]
    return PaymentOrder(DECREE, FIRST, APPROPRIATION, frame(Ledger, rows), SEAL if decided else None)


@pytest.fixture
def book(tmp_path: Path):
    def written(document: PaymentOrder, *, data_only: bool = True) -> openpyxl.Workbook:
        write_payment_order(document, tmp_path / "order.xlsx")
        return openpyxl.load_workbook(tmp_path / "order.xlsx", data_only=data_only)

    return written


@pytest.fixture
def records(tmp_path: Path):
    def written(document: PaymentOrder) -> list[dict[str, str]]:
        write_payment_order_csv(document, tmp_path / "order.csv")
        with (tmp_path / "order.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file, delimiter=";"))

    return written


def texts(sheet: Any) -> list[Any]:
    return [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]


def beside(sheet: Any, label: str) -> Any:
    """The value of the cell to the right of a label."""
    return next(row[1].value for row in sheet.iter_rows() if row[0].value == label)


def table(sheet: Any) -> list[list[Any]]:
    """The rows between the headings and the sum."""
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    firsts = [line[0] for line in lines]
    return lines[firsts.index("Mottagare") + 1 : firsts.index("Summa")]


def test_complete_lines_are_ordered_with_all_that_is_needed_to_pay_them(book) -> None:
    rows = table(book(order(decided=True))["Utbetalning"])
    assert len(rows) == 19
    assert rows[0] == ["Region Stockholm", "232100-0016", "5050-1055", None, 1_000, "ref", "S2024/123", 1_000, 0]


def test_lines_that_are_not_paid_stand_on_a_sheet_of_their_own_with_the_reason(book) -> None:
    held = table(book(order())["Det som inte betalas"])
    assert [row[:2] for row in held] == [["Region Västerbotten", "förfallet"], ["Region Norrbotten", "ej rekvirerat"]]
    assert "2 december 2024" in held[0][5]
    assert "inte lämnat någon rekvisition" in held[1][5]


@pytest.mark.parametrize("decided", [False, True])
def test_what_was_not_asked_for_of_a_line_stands_among_what_is_not_paid(book, decided: bool) -> None:
    document = book(order(decided=decided, asked={"01": DUE - 1, "03": DUE}))
    assert table(document["Utbetalning"])[0][4] == DUE - 1
    (*_, partial) = table(document["Det som inte betalas"])
    assert partial[0] == "Region Stockholm"
    assert partial[2:5] == [DUE, DUE - 1, 1]
    assert (
        partial[5].replace(NO_BREAK_SPACE, " ")
        == "Region Stockholm har begärt 999 kronor av 1 000 kronor; 1 krona är inte begärd."
    )


@pytest.mark.parametrize("decided", [False, True])
def test_all_that_the_recipients_have_a_right_to_is_paid_or_named(book, decided: bool) -> None:
    sheet = book(order(decided=decided, asked={"01": DUE - 1, "03": DUE + 1}))["Utbetalning"]
    found = {label: beside(sheet, label) for label in ("Rätt till", "Betalas", "Inte begärt", "Stoppat", "Förfallet")}
    assert found == {
        "Rätt till": 21 * DUE,
        "Betalas": 18 * DUE - 1,
        "Inte begärt": DUE + 1,
        "Stoppat": DUE,
        "Förfallet": DUE,
    }
    assert beside(sheet, "Skillnad (ska vara 0)") == 0


def test_an_order_without_held_lines_has_one_sheet(book) -> None:
    full = order()
    complete = replace(full, ledger=full.ledger.filter(pl.col("payable_kr").is_not_null()))
    assert book(complete).sheetnames == ["Utbetalning"]


def test_an_order_without_complete_lines_says_so(book) -> None:
    full = order()
    nothing = replace(full, ledger=full.ledger.filter(pl.col("payable_kr").is_null()))
    assert "Ingen rad kan betalas. Skälen står på fliken Det som inte betalas." in texts(book(nothing)["Utbetalning"])


def test_sums_and_controls_are_formulas_with_their_values(book) -> None:
    document = order()
    sheet, formulas = book(document)["Utbetalning"], book(document, data_only=False)["Utbetalning"]
    labels = ("Antal rader", "Summa kronor", "Kontrolltal")
    assert [beside(sheet, label) for label in labels] == [19, 19_000, 19 * 50_501_055]
    assert all(str(beside(formulas, label)).startswith("=") for label in labels)


def test_the_control_total_changes_with_any_bankgiro() -> None:
    lines = order().lines
    changed = [replace(lines[0], bankgiro="5050-1063"), *lines[1:]]
    assert control_total(changed) != control_total(lines) == 19 * 50_501_055


def test_a_line_without_bankgiro_is_ordered_to_the_plusgiro_and_counts_in_the_control_total(book, records) -> None:
    document = order(plusgiro={"01": "2865434"})
    sheet = book(document)["Utbetalning"]
    assert table(sheet)[0][2:5] == [None, "28 65 43-4", DUE]
    assert beside(sheet, "Kontrolltal") == control_total(document.lines) == 18 * 50_501_055 + 2_865_434
    (first, *_) = records(document)
    assert (first["Bankgiro"], first["Plusgiro"], first["Belopp"]) == ("", "28 65 43-4", str(DUE))


def test_the_expenditure_area_and_appropriation_are_named_as_the_agreement_names_them(book) -> None:
    assert (
        "Redovisas mot utgiftsområde 9 Hälsovård, sjukvård och social omsorg, budgetåret 2024, anslag 1:11 "
        "Prestationsbundna insatser för att korta vårdköerna, anslagspost 1 Insatser för att korta vårdköerna."
    ) in texts(book(order())["Utbetalning"])


@pytest.mark.parametrize("name", ["Utbetalning", "Det som inte betalas"])
@pytest.mark.parametrize("decided", [False, True], ids=["before the decision", "decided"])
def test_every_page_is_a_draft_until_decided(book, name: str, decided: bool) -> None:
    sheet = book(order(decided=decided))[name]
    is_marked = [any("UTKAST" in str(text) for text in texts(sheet)), "UTKAST" in str(sheet.oddHeader.center.text)]
    assert is_marked == [not decided] * 2


@pytest.mark.parametrize("name", ["Utbetalning", "Det som inte betalas"])
def test_every_printed_page_of_a_decided_order_says_the_decision_and_the_version(book, name: str) -> None:
    document = order(decided=True)
    said = f"Beslutad den 31 augusti 2024, nummer 4, version {document.version}"
    assert book(document)[name].oddHeader.center.text.strip() == said


def test_a_draft_names_no_decision(book, records) -> None:
    assert {row[6] for row in table(book(order())["Utbetalning"])} == {"ej beslutat"}
    assert {row["Läge"] for row in records(order())} == {"UTKAST"}
    assert {row["Läge"] for row in records(order(decided=True))} == {"BESLUTAD"}


def test_a_decided_order_names_its_seal_and_a_draft_none(book, records) -> None:
    said = (
        "Beslutad den 31 augusti 2024 av Anna Ek och Bo Alm, diarienummer S2024/123. "
        f"Sigill 4, kontrollsumma {SEAL.hash}."
    )
    assert said in texts(book(order(decided=True))["Utbetalning"])
    assert not any("Sigill" in str(text) for text in texts(book(order())["Utbetalning"]))
    assert {(row["Sigill"], row["Sigillets kontrollsumma"]) for row in records(order(decided=True))} == {
        ("4", SEAL.hash)
    }
    assert {(row["Sigill"], row["Sigillets kontrollsumma"]) for row in records(order())} == {("", "")}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, "Begärd betalningsdag: ingen är angiven. Kontakt: ingen är angiven."),
        (
            {"pay_on": date(2024, 12, 20), "contact": "Enheten"},
            "Begärd betalningsdag: den 20 december 2024. Kontakt: Enheten.",
        ),
    ],
)
def test_a_decided_order_says_its_number_and_version_when_to_pay_and_whom_to_ask(
    book, change: dict[str, Any], said: str
) -> None:
    document = order(decided=True)
    document = replace(document, seal=replace(SEAL, **change))
    assert f"Underlag nummer 4, version {document.version}. {said}" in texts(book(document)["Utbetalning"])


def test_without_a_day_in_the_decision_the_last_day_of_the_text_is_asked_for(book) -> None:
    december = replace(order(), payment=DECREE.payment("december"))
    assert any(
        "Begärd betalningsdag: senast den 31 december 2024" in str(text)
        for text in texts(book(december)["Utbetalning"])
    )


@pytest.mark.parametrize(
    ("number", "said"),
    [("S2024/00001", "S2024/00001"), (None, "Regeringskansliets diarienummer är inte angivet")],
    ids=["told", "not told"],
)
def test_the_number_of_the_decree_stands_on_the_order_or_that_it_is_not_told(book, records, number, said) -> None:
    document = order()
    document = replace(document, programme=replace(document.programme, reference=number))
    assert any(f"({said})" in str(text) for text in texts(book(document)["Utbetalning"]))
    assert {row["Regeringskansliets diarienummer"] for row in records(document)} == {said}


def test_marks_stand_as_banners_and_on_each_record(book, records) -> None:
    assert any("EXEMPEL" in str(text) for text in texts(book(order(mark="exempel"))["Utbetalning"]))
    assert {row["Märkning"] for row in records(order(mark="exempel"))[:-1]} == {"exempel"}


def test_the_text_file_has_the_same_lines_and_a_row_of_sums(records) -> None:
    *lines, total = records(order(decided=True))
    assert [line["Posttyp"] for line in lines] == ["rad"] * 19
    assert (lines[0]["Mottagare"], lines[0]["Organisationsnummer"], lines[0]["Bankgiro"], lines[0]["Belopp"]) == (
        "Region Stockholm",
        "232100-0016",
        "5050-1055",
        "1000",
    )
    assert (lines[0]["Anslagspost"], lines[0]["Budgetår"]) == ("1 Insatser för att korta vårdköerna", "2024")
    assert lines[0]["Beslutets diarienummer"] == "S2024/123"
    assert (total["Posttyp"], total["Belopp"], total["Antal rader"], total["Kontrolltal"]) == (
        "summa",
        "19000",
        "19",
        str(19 * 50_501_055),
    )


def test_the_text_file_is_as_swedish_excel_opens_it(records, tmp_path: Path) -> None:
    records(order())
    content = (tmp_path / "order.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfPosttyp;")
    assert content.count(b"\r\n") == content.count(b"\n") == 21


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1", "\n=1", " =1+1", "\u00a0=1"])
def test_text_from_outside_never_becomes_a_formula(text: str, book, records) -> None:
    assert plain(text) == f"'{text}"
    sheet = book(order(reference=text), data_only=False)["Utbetalning"]
    cell = next(row[5] for row in sheet.iter_rows() if row[0].value == "Region Stockholm")
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert records(order(reference=text))[0]["Betalningsreferens"] == f"'{text}"


@pytest.mark.parametrize("cell", ["", "Kst 12-3", "a=1", "5"])
def test_other_cells_are_left_as_they_are(cell: str) -> None:
    assert plain(cell) == cell


def test_writing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_payment_order(order(), tmp_path / f"{name}.xlsx")
        write_payment_order_csv(order(), tmp_path / f"{name}.csv")
    for suffix in ("xlsx", "csv"):
        assert (tmp_path / f"one.{suffix}").read_bytes() == (tmp_path / f"two.{suffix}").read_bytes()


def test_a_text_file_that_cannot_be_written_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "order.csv"
    path.write_text("old")

    def refuse(*_: object) -> None:
        raise PermissionError("open in Excel")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(PermissionError):
        write_payment_order_csv(order(), path)
    assert [item.name for item in tmp_path.iterdir()] == ["order.csv"]
    assert path.read_text() == "old"


def adjusting(number: int, amounts: Mapping[str, int]) -> Seal:
    """A decision after the payment, of kronor by region code."""
    (component, *_) = FIRST.components
    sealed = tuple(SealedAmount(component.id, code, kr) for code, kr in amounts.items())
    return replace(SEAL, number=number, reference=f"S2024/{number}", amounts=sealed, adjusts=SEAL.hash)


def adjusted_rows(sheet: Any) -> tuple[list[tuple[Any, ...]], dict[str, tuple[Any, ...]]]:
    """The lines of the sheet of adjustments, and what all decisions come to for each region."""
    lines = [row for row in sheet.iter_rows(values_only=True) if row[0]]
    firsts = [row[0] for row in lines]
    first, second = firsts.index("Region") + 1, firsts.index("Alla beslut, per region") + 1
    in_all = {row[0]: row[1:4] for row in lines[second:]}
    return lines[first : firsts.index("Summa")], in_all


DAY = datetime(2024, 8, 31)


def test_each_decision_after_the_payment_is_a_line_of_its_own_to_be_paid_or_claimed_once(book) -> None:
    decided = order(decided=True)
    adjusted = replace(decided, adjusting=[adjusting(5, {"01": 30, "03": -20}), adjusting(6, {"01": 12})])
    lines, in_all = adjusted_rows(book(adjusted)["Justeringar"])
    assert [(row[0], *row[2:3], *row[4:]) for row in lines] == [
        ("Region Stockholm", "5050-1055", DAY, "5", "S2024/5", 30, None, "Betala med referensen ref, beslut 5."),
        ("Region Uppsala", "5050-1055", DAY, "5", "S2024/5", None, 20, "Kräv tillbaka beloppet av regionen."),
        ("Region Stockholm", "5050-1055", DAY, "6", "S2024/6", 12, None, "Betala med referensen ref, beslut 6."),
    ]
    assert in_all == {"Region Stockholm": (42, 0, 42), "Region Uppsala": (0, 20, -20), "Summa": (42, 20, 22)}
    assert adjusted.lines == decided.lines and adjusted.version == decided.version


def test_decisions_that_cancel_out_stand_on_the_sheet_with_nothing_in_all(book) -> None:
    back_and_forth = [adjusting(5, {"01": 30}), adjusting(6, {"01": -30})]
    lines, in_all = adjusted_rows(book(replace(order(decided=True), adjusting=back_and_forth))["Justeringar"])
    assert [row[7:9] for row in lines] == [(30, None), (None, 30)]
    assert in_all["Region Stockholm"] == in_all["Summa"] == (30, 30, 0)


def test_an_adjustment_is_paid_to_the_plusgiro_of_a_region_without_bankgiro(book) -> None:
    adjusted = replace(order(decided=True, plusgiro={"01": "2865434"}), adjusting=[adjusting(5, {"01": 30})])
    (line,), _ = adjusted_rows(book(adjusted)["Justeringar"])
    assert (line[2:4], line[9]) == ((None, "28 65 43-4"), "Betala med referensen ref, beslut 5.")


def test_an_adjustment_of_a_region_whose_account_is_not_known_says_what_is_missing(book) -> None:
    adjusted = replace(order(decided=True), adjusting=[adjusting(5, {WITHOUT_REQUISITION: 30})])
    (line,), _ = adjusted_rows(book(adjusted)["Justeringar"])
    assert (line[2:4], line[7]) == ((None, None), 30)
    assert line[9].startswith("Bankgiro saknas för Region Norrbotten.")


def test_there_is_no_sheet_of_adjustments_without_any(book) -> None:
    assert "Justeringar" not in book(order(decided=True)).sheetnames


def test_what_came_in_after_the_decision_stands_on_the_order(book) -> None:
    decided = order(decided=True)
    said = pl.when(pl.col("recipient") == "01").then(pl.lit("Rekvisition efter beslutet.")).otherwise("later")
    later = replace(decided, ledger=decided.ledger.with_columns(later=said))
    assert "Rekvisition efter beslutet." in texts(book(later)["Utbetalning"])
    assert later.version == decided.version
