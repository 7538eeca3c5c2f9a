from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from openpyxl import Workbook

from exports.final_report.workbook import SHEETS, tables_of, write_final_report
from rules.appropriations import appropriation as appropriation_of
from rules.declaration import Decree
from rules.found_decrees import decree, grants
from rules.regions import BY_CODE, CODES
from schemas import decisions, deliveries, final_report, follow_up, ledger, results
from schemas.tables import TableModel, frame

MODELS: dict[str, TableModel] = {
    "payout": results.Payout,
    "undistributed": results.Undistributed,
    "withheld": results.Withheld,
    "adjustment": decisions.Adjustment,
    "ledger": ledger.Ledger,
    "appropriation": ledger.Appropriation,
    "final_account": final_report.FinalAccount,
    "final_development": final_report.FinalDevelopment,
    "month_status": follow_up.MonthStatus,
    "qualification": results.Qualification,
    "fulfilment": follow_up.Fulfilment,
    "reporting_gap": follow_up.ReportingGap,
    "repayment_liability": follow_up.RepaymentLiability,
    "operation_development": follow_up.OperationDevelopment,
    "cap_line": follow_up.CapLine,
    "remaining_line": follow_up.RemainingLine,
    "preliminary_payout": follow_up.PreliminaryPayout,
    "redovisning": deliveries.Redovisning,
}
QUEUES, AGREEMENT = decree("vardkoer_2025"), decree("tillganglighet_2024")
INJECTION = '=HYPERLINK("http://example.org")'

Rows = dict[str, list[dict[str, Any]]]


def account(code: str, entitled: int, **other: object) -> dict[str, Any]:
    kronor = dict.fromkeys(("paid_kr", "pending_kr", "unrequested_kr", "lapsed_kr", "repaid_kr"), 0)
    unknown = dict.fromkeys(("accounted_received_kr", "cost_kr", "to_repay_kr", "left_kr"))
    told = {"region_code": code, "entitled_kr": entitled, "account_status": "ej redovisad", "mark": ""}
    return kronor | {"pending_kr": entitled} | unknown | told | other


def appropriation(programme: Decree, entitled: int, undistributed: int) -> dict[str, Any]:
    known = appropriation_of(programme.id)
    return {
        "title": known.title,
        "appropriation_kr": known.amount_kr,
        "entitled_kr": entitled,
        "undistributed_kr": undistributed,
        "skr_kr": known.skr_kr,
        "own_costs_kr": known.own_costs_kr,
        "lapsed_kr": 0,
        "difference_kr": None,
    }


def queues() -> Rows:
    """Block 1 is computed on an example, block 2 withheld; Skåne has accounted for nothing, Uppsala for all."""
    used = {"accounted_received_kr": 4_761_904, "cost_kr": 4_761_904, "to_repay_kr": 0, "left_kr": 0}
    return {
        "payout": [
            {"payment": "block1", "component": "lika", "region_code": code, "amount_kr": 4_761_904, "mark": "exempel"}
            for code in CODES
        ],
        "undistributed": [{"payment": "block1", "component": "lika", "amount_kr": 16, "reason": "Delas inte jämnt."}],
        "withheld": [{"payment": "block2", "cause": "awaiting", "reason": INJECTION}],
        "appropriation": [appropriation(QUEUES, 99_999_984, 16)],
        "final_account": [account(code, 4_761_904, **(used if code == "03" else {})) for code in CODES],
        "redovisning": [
            {"region_code": code, "received_date": date(2026, 2, 1), "is_approved": approved, "mark": None}
            | {"received": date(2026, 2, 1), "file": "f", "sheet": "s", "row": 1}
            for code, approved in (("03", True), ("12", False), ("14", None))
        ],
    }


def development(indicator: str, code: str | None, first: date, last: date, value: str | None) -> dict[str, Any]:
    return {
        "indicator": indicator,
        "region_code": code,
        "first_month": first,
        "last_month": last,
        "report_count": 1,
        "value": None if value is None else Decimal(value),
        "value_year_before": Decimal(50),
        "change": None if value is None else Decimal(value) - 50,
        "change_percent": None,
        "mark": "rekonstruerad",
    }


def agreement() -> Rows:
    january, march = date(2024, 1, 1), date(2024, 3, 1)
    return {
        "appropriation": [appropriation(AGREEMENT, 0, 0)],
        "final_account": [account(code, 0, mark="rekonstruerad") for code in CODES],
        "final_development": [
            development(indicator.id, code, first, last, value)
            for indicator in AGREEMENT.indicators
            for code in (None, *CODES)
            for first, last, value in ((january, march, "60.5"), (january, january, None), (march, march, "70"))
        ],
    }


@pytest.fixture
def written(tmp_path: Path) -> Callable[[Decree, Rows], Workbook]:
    def write(programme: Decree, rows: Rows) -> Workbook:
        tables = {
            name: frame(MODELS[name], [{"programme": programme.id, **row} for row in rows.get(name, [])])
            for name in tables_of(programme)
        }
        path = tmp_path / "bok.xlsx"
        write_final_report(programme, tables, path)
        return openpyxl.load_workbook(path, data_only=True)

    return write


def texts(book: Workbook, sheet: str) -> list[str]:
    return [str(cell) for row in book[sheet].iter_rows(values_only=True) for cell in row if cell is not None]


def row_of(book: Workbook, sheet: str, first: str) -> list[Any]:
    (found,) = [row for row in book[sheet].iter_rows(values_only=True) if row[0] == first]
    return list(found[1:])


@pytest.mark.parametrize(
    ("programme", "rows"), [(QUEUES, queues()), (AGREEMENT, agreement())], ids=["queues", "agreement"]
)
def test_the_sheets_follow_the_decree_and_each_cites_its_section(written, programme, rows) -> None:
    book = written(programme, rows)
    parts = [(SHEETS[sheet.id], sheet.section) for sheet in programme.final_report.sheets]
    assert book.sheetnames == ["Sammanfattning", *(part.name for part, _ in parts), "Anmärkningar"]
    for part, section in parts:
        shows = part.shows.format(before=2023)
        assert f"Redovisas enligt {section}." in texts(book, part.name)
        assert f"Fliken {part.name}: {shows} ({section})." in texts(book, "Sammanfattning")


def test_every_programme_that_pays_has_a_final_report() -> None:
    assert all(decree.final_report and decree.final_report.sheets for decree in grants())


def test_a_payment_that_is_withheld_is_empty_and_not_zero_and_its_money_is_left(written) -> None:
    book = written(QUEUES, queues())
    assert row_of(book, "Sammanfattning", "Block 2: kortare vårdköer")[0] is None
    assert row_of(book, "Sammanfattning", "Återstår att redovisa (ska vara 0)")[0] == 397_000_000
    assert row_of(book, "Utbetalningar", "Skåne")[:6] == [4_761_904, None, None, None, None, 4_761_904]


def test_what_is_withheld_undistributed_and_marked_is_remarked_as_text(written) -> None:
    rows = list(written(QUEUES, queues())["Anmärkningar"].iter_rows(values_only=True))
    assert ("Block 2: kortare vårdköer", None, "hålls inne", None, INJECTION) in [
        tuple(cell or None for cell in row) for row in rows
    ]
    found = {row[2]: row for row in rows}
    assert (found["ofördelat"][3], found["ofördelat"][4]) == (16, "Delas inte jämnt.")
    assert (found["märkt"][3], found["märkt"][4]) == (
        99_999_984,
        "Beloppen vilar helt eller delvis på uppgifter med märkningen exempel.",
    )


def test_without_anything_to_remark_the_sheet_says_so(written) -> None:
    assert "Det finns inget att anmärka." in texts(written(AGREEMENT, agreement()), "Anmärkningar")


def test_a_region_without_an_account_has_empty_cells_and_the_summary_counts_those_with_one(written) -> None:
    book = written(QUEUES, queues())
    assert row_of(book, "Medel per region", "Skåne")[5:8] == [None, None, None]
    assert row_of(book, "Medel per region", "Uppsala")[5:8] == [4_761_904, 4_761_904, 0]
    assert "Ekonomisk redovisning med kostnader har kommit in från 1 av 21 regioner." in texts(book, "Sammanfattning")


def test_where_no_region_has_accounted_the_costs_are_unknown_and_not_zero(written) -> None:
    rows = queues() | {"final_account": [account(code, 4_761_904) for code in CODES]}
    assert row_of(written(QUEUES, rows), "Sammanfattning", "Redovisade kostnader")[0] is None


def test_the_agreement_asks_no_region_for_an_economic_account(written) -> None:
    book = written(AGREEMENT, agreement())
    assert "Regionerna ska inte lämna någon ekonomisk redovisning till Kammarkollegiet." in texts(
        book, "Medel per region"
    )
    assert "Redovisade kostnader" not in texts(book, "Medel per region") + texts(book, "Sammanfattning")


def test_accounts_that_came_in_are_told_with_their_assessment(written) -> None:
    book = written(QUEUES, queues())
    words = {code: row_of(book, "Inkomna redovisningar", BY_CODE[code].name)[1] for code in ("03", "12", "14", "01")}
    assert words == {"03": "ja", "12": "nej", "14": "inte bedömd", "01": "ingen redovisning har kommit in"}


def test_skrs_money_is_told_to_the_end_where_the_decree_has_some(written) -> None:
    own = dict.fromkeys(ledger.Ledger.to_schema().columns) | {"recipient": "skr", "recipient_name": "SKR", "mark": ""}
    paid = own | {"payment": "skr", "status": "beslutad", "reason": "", "entitled_kr": 12, "paid_kr": 12}
    account = own | {"payment": "alla", "status": "återbetald", "reason": "", "to_repay_kr": 2, "repaid_kr": 2}
    del paid["programme"], account["programme"]
    book = written(AGREEMENT, agreement() | {"ledger": [account, paid]})
    assert row_of(book, "Sammanfattning", "Tilldelat")[0] == 12
    assert row_of(book, "Sammanfattning", "Återbetalt")[0] == 2
    assert "Läge, redovisningen: återbetald" in texts(book, "Sammanfattning")
    assert "Tilldelat" not in texts(written(QUEUES, queues()), "Sammanfattning")


def test_what_an_account_tells_and_what_is_claimed_back_have_columns_where_some_account_says_it(written) -> None:
    tables = queues()
    tables["redovisning"][0] |= {"tells_results": False, "reclaimed_kr": 5}
    book = written(QUEUES, tables)
    shown = texts(book, "Inkomna redovisningar")
    assert "Resultat" in shown and "Återkrävs, kronor" in shown and "Medlens användning" not in shown
    assert row_of(book, "Inkomna redovisningar", BY_CODE["03"].name)[1:] == ["ja", "nej", 5]
    assert row_of(book, "Inkomna redovisningar", "Alla")[-1] == 5


def test_the_nation_is_told_month_by_month_and_the_regions_over_all_months(written) -> None:
    book = written(AGREEMENT, agreement())
    title = AGREEMENT.indicators[0].title
    nation = [row[1:5] for row in book["Utveckling i riket"].iter_rows(values_only=True) if row[0] == title]
    assert nation == [
        ("januari–mars 2024", "procent", 60.5, 50),
        ("januari 2024", "procent", None, 50),
        ("mars 2024", "procent", 70, 50),
    ]
    regions = [row[1:5] for row in book["Utveckling per region"].iter_rows(values_only=True) if row[0] == title]
    assert regions == [(BY_CODE[code].name, "januari–mars 2024", "procent", 60.5) for code in CODES]


def test_the_mark_of_what_the_sheet_rests_on_is_its_banner(written) -> None:
    book = written(AGREEMENT, agreement())
    for sheet in ("Sammanfattning", "Utveckling i riket", "Medel per region"):
        assert any(text.startswith("REKONSTRUERADE UPPGIFTER") for text in texts(book, sheet))
    assert not any(text.startswith("REKONSTRUERADE") for text in texts(book, "Inkomna redovisningar"))


@pytest.mark.parametrize(
    ("programme", "is_shown"),
    [(AGREEMENT, False), (decree("vardplatser_2024"), True)],
    ids=["only percentages", "rates too"],
)
def test_a_change_in_per_cent_has_a_column_where_any_indicator_has_one(written, programme, is_shown) -> None:
    book = written(programme, {"appropriation": agreement()["appropriation"]})
    assert ("Ändring, procent" in texts(book, "Utveckling i riket")) == is_shown


def test_rows_of_other_programmes_are_passed_over(tmp_path) -> None:
    tables = {
        name: pl.concat(
            [
                frame(MODELS[name], [{"programme": other.id, **row} for row in rows.get(name, [])])
                for other, rows in ((QUEUES, queues()), (AGREEMENT, agreement()))
            ]
        )
        for name in tables_of(QUEUES)
    }
    write_final_report(QUEUES, tables, tmp_path / "bok.xlsx")
    book = openpyxl.load_workbook(tmp_path / "bok.xlsx", data_only=True)
    assert row_of(book, "Medel per region", "Riket")[0] == 99_999_984


def test_the_same_tables_give_the_same_bytes(written, tmp_path) -> None:
    written(QUEUES, queues())
    first = (tmp_path / "bok.xlsx").read_bytes()
    written(QUEUES, queues())
    assert (tmp_path / "bok.xlsx").read_bytes() == first
