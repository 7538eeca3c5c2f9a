from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import polars as pl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from exports.follow_up.monthly_sheets import outcome_code
from exports.follow_up.workbook import tables_of, write_follow_up_workbook
from rules.counted_development import PERFORMERS
from rules.decrees.vardkoer_2025 import OPERATIONS
from rules.found_decrees import grants
from rules.monthly_pot import Route
from rules.regions import BY_CODE, CODES
from rules.swedish import MONTH_NAMES
from schemas import follow_up, results
from schemas.tables import frame

MODELS = {
    "qualification": results.Qualification,
    "fulfilment": follow_up.Fulfilment,
    "month_status": follow_up.MonthStatus,
    "reporting_gap": follow_up.ReportingGap,
    "repayment_liability": follow_up.RepaymentLiability,
    "national_development": follow_up.NationalDevelopment,
    "signal": follow_up.Signal,
    "operation_development": follow_up.OperationDevelopment,
    "cap_line": follow_up.CapLine,
    "remaining_line": follow_up.RemainingLine,
    "preliminary_payout": follow_up.PreliminaryPayout,
    "region_reason": follow_up.RegionReason,
    "reported_rate": follow_up.ReportedRate,
}
PROGRAMMES = {decree.id: decree for decree in grants()}
BEDS, AGREEMENT, QUEUES = (PROGRAMMES[name] for name in ("vardplatser_2024", "tillganglighet_2024", "vardkoer_2025"))
FEBRUARY, MARCH, APRIL = date(2024, 2, 1), date(2024, 3, 1), date(2024, 4, 1)
INJECTION = '=HYPERLINK("http://example.org")'

Rows = dict[str, list[dict[str, object]]]


def status(month: date, reported: int, missing: str, *, is_closed: bool = True) -> dict[str, object]:
    return {
        "month": month,
        "reported_count": reported,
        "missing_regions": missing,
        "is_complete": not missing,
        "is_closed": is_closed,
        "sentence_sv": f"{reported} av 21; {missing} saknas.",
    }


def outcome(programme, requirement, month, code, route, part, mark=""):
    return {
        "requirement": requirement.id,
        "month": month,
        "region_code": code,
        "reserved_kr": 1000,
        "part": Decimal(part),
        "earned_kr_exact": Decimal(part) * 1000,
        "route": route,
        "reason": "En mening som är lång nog.",
        "mark": mark,
    }


def fulfilled(requirement, code, mark="", **routes: int) -> dict[str, object]:
    months = {f"months_{name}": routes.get(name, 0) for name in ("improvement", "top_five", "threshold", "none")}
    return {
        "requirement": requirement.id,
        "region_code": code,
        "months_met": 1,
        "months_measured": 2,
        "parts_earned": Decimal("0.75"),
        "fulfilled_percent": Decimal("37.50"),
        **months,
        "months_not_reported": 0,
        "reserved_kr": 2_000_000,
        "earned_kr_exact": Decimal("1500000.50"),
        "mark": mark,
    }


def monthly(programme, route: str, mark: str = "") -> Rows:
    """February met by improvement, March not reported by Kronoberg, the last month awaited from all."""
    rows: Rows = {"qualification": [], "fulfilment": [], "month_status": [status(FEBRUARY, 21, "")]}
    rows["month_status"] += [status(MARCH, 20, "Region Kronoberg")]
    for requirement in programme.requirements:
        for code in CODES:
            silent = code == "07"
            rows["qualification"] += [
                outcome(programme, requirement, FEBRUARY, code, "improvement", "1", mark),
                outcome(programme, requirement, MARCH, code, "not_reported" if silent else route, str(int(not silent))),
            ]
            rows["fulfilment"].append(fulfilled(requirement, code, mark, improvement=1, **{route: 1}))
        last = requirement.months[-1]
        rows["qualification"] += [outcome(programme, requirement, last, code, "awaited", "0") for code in CODES]
    rows["month_status"].append(status(last, 0, "alla", is_closed=False))
    return rows


def beds() -> Rows:
    return monthly(BEDS, "top_five", "exempel") | {
        "national_development": [
            {
                "requirement": requirement.id,
                "month": month,
                "region_count": 21,
                "rate": Decimal("7.5") if month == FEBRUARY else None,
                "rate_year_before": Decimal("8"),
                "change_percent": Decimal("-6.25") if month == FEBRUARY else None,
                "mark": "",
            }
            for requirement in BEDS.requirements
            for month in requirement.months
        ],
        "reporting_gap": [
            {"region_code": "07", "value_name": "beds", "month": month, "is_due": month != APRIL}
            for month in (FEBRUARY, MARCH, APRIL)
        ],
        "repayment_liability": [
            {
                "region_code": code,
                "missing_count": 2 if code == "07" else 0,
                "amount_kr": 14_493_806 if code == "07" else 0,
                "reason": "Skälet.",
                "mark": "",
            }
            for code in CODES
        ],
        "signal": [
            {
                "region_code": "12",
                "month": MARCH,
                "value_name": "beds",
                "code": "jump",
                "message_sv": INJECTION,
                "mark": "",
            }
        ],
    }


def queues(*, is_preliminary: bool) -> Rows:
    components = QUEUES.payment("block2").components
    operations, months = OPERATIONS.ids, OPERATIONS.months.value
    return {
        "month_status": [status(months[-1], 0, "alla")] if is_preliminary else [],
        "operation_development": [
            {
                "month": month,
                "operation": operation,
                "region_code": code,
                "performer": performer,
                "month_count": 8,
                "so_far_count": 24 if code is None else 20,
                "year_before_month_count": None if code == "09" else 10,
                "year_before_so_far_count": 0 if code == "01" else 16,
                "is_comparable": code != "09",
                "mark": "exempel",
            }
            for month in months[:2]
            for operation in operations
            for code in (None, *CODES)
            for performer in (None, *PERFORMERS)
        ],
        "cap_line": [
            {
                "region_code": code,
                "gross_kr": 200,
                "cap_kr": 100,
                "paid_kr": 100,
                "cap_used_percent": Decimal("100.00"),
                "month_reached": months[1] if code == "01" else None,
                "mark": "",
            }
            for code in CODES
        ],
        "remaining_line": [
            {
                "operation": operation,
                "region_code": code,
                "operation_count": 5,
                "per_100_000": Decimal("1.234567"),
                "rank": 21 - place,
                "is_qualified": place > 15,
                "cap_kr": 100,
                "amount_kr": 7 if place > 15 else 0,
                "mark": "",
            }
            for operation in operations
            for place, code in enumerate(CODES)
        ],
        "preliminary_payout": [
            {
                "payment": "block2",
                "component": component.id,
                "region_code": code,
                "amount_kr": 1000,
                "rests_on": "En mening.",
                "mark": "",
            }
            for component in components
            for code in CODES
            if is_preliminary
        ],
        "region_reason": [{"region_code": code, "reason": f"Skäl för region {code}.", "mark": ""} for code in CODES],
    }


def rates(**levels: str | None) -> Rows:
    """The rate of every month, met by all; of Skåne by month as given, `jan="94.99"`, or a level without a rate."""
    (followed,) = AGREEMENT.followed_rates
    rows = []
    for code in CODES:
        for place, month in enumerate(followed.months.value):
            told = levels.get(MONTH_NAMES[place][:3], "95") if code == "12" else "95"
            is_rate = told[0].isdigit()
            level = ("under gränsen" if Decimal(told) < 95 else "nådd") if is_rate else told
            is_below = level == "under gränsen"
            rows.append(
                {
                    "rate": followed.column,
                    "region_code": code,
                    "month": month,
                    "lowest_percent": Decimal(told) if is_rate else None,
                    "least_percent": 95,
                    "level": level,
                    "explanation": "besök: Två enheter." if is_below else "",
                    "lacking": "planen" if is_below else "",
                    "mark": "",
                }
            )
    return {"reported_rate": rows}


def tables(programme, rows: Rows) -> dict[str, pl.DataFrame]:
    return {
        name: frame(MODELS[name], [{"programme": programme.id, **row} for row in rows.get(name, [])])
        for name in tables_of(programme)
    }


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., openpyxl.Workbook]:
    def write_and_open(programme, rows: Rows, *, data_only: bool = True) -> openpyxl.Workbook:
        write_follow_up_workbook(programme, tables(programme, rows), tmp_path / "b.xlsx")
        return openpyxl.load_workbook(tmp_path / "b.xlsx", data_only=data_only)

    return write_and_open


def texts(sheet: Worksheet) -> list[str]:
    return [cell for row in sheet.iter_rows(values_only=True) for cell in row if isinstance(cell, str)]


def line(sheet: Worksheet, *first: object) -> list[object]:
    """The row that begins with these values."""
    return next(list(row) for row in sheet.iter_rows(values_only=True) if row[: len(first)] == first)


CASES = {
    "beds": (BEDS, beds()),
    "agreement": (AGREEMENT, monthly(AGREEMENT, "threshold", "rekonstruerad") | rates()),
    "agreement below a limit": (AGREEMENT, monthly(AGREEMENT, "threshold") | rates(jan="94.99")),
    "queues before October": (QUEUES, queues(is_preliminary=True)),
    "queues": (QUEUES, queues(is_preliminary=False)),
}
SHEETS = {
    "beds": [
        "Uppfyllnad",
        "Värmekarta överbeläggningar",
        "Värmekarta utlokaliseringar",
        "Riket",
        "Grundkrav",
        "Iakttagelser",
    ],
    "agreement": [
        "Uppfyllnad",
        *(f"Värmekarta BUP {name}" for name in ("besök", "utredning", "behandling")),
        "Svarsfrekvens",
    ],
    "agreement below a limit": [
        "Uppfyllnad",
        *(f"Värmekarta BUP {name}" for name in ("besök", "utredning", "behandling")),
        "Svarsfrekvens",
        "Svarsfrekvens – plan",
    ],
    "queues before October": ["Redovisning", "Tak", "Kvarstående medel", "Skäl", "Grundkrav", "Preliminärt"],
    "queues": ["Redovisning", "Tak", "Kvarstående medel", "Skäl", "Grundkrav"],
}


@pytest.mark.parametrize("case", CASES)
def test_a_workbook_has_the_sheets_of_its_programme_on_one_page_width_of_a4_landscape(book, case):
    written = book(*CASES[case])
    assert written.sheetnames == SHEETS[case]
    for sheet in written:
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToWidth in (None, 1)
        assert sheet.print_title_rows and sheet.freeze_panes


@pytest.mark.parametrize("case", CASES)
def test_the_same_results_give_the_same_bytes(tmp_path, case):
    programme, rows = CASES[case]
    for name in ("a.xlsx", "b.xlsx"):
        write_follow_up_workbook(programme, tables(programme, rows), tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


@pytest.mark.parametrize("programme", PROGRAMMES.values(), ids=PROGRAMMES)
def test_before_anything_is_in_the_workbook_says_so(book, programme):
    first = book(programme, {}).worksheets[0]
    assert any(text.startswith("Ännu har ingen") for text in texts(first))


def test_rows_of_another_programme_are_passed_over(tmp_path):
    mixed = {
        name: pl.concat([rows, rows.with_columns(programme=pl.lit("another"))])
        for name, rows in tables(*CASES["beds"]).items()
    }
    write_follow_up_workbook(BEDS, tables(*CASES["beds"]), tmp_path / "own.xlsx")
    write_follow_up_workbook(BEDS, mixed, tmp_path / "mixed.xlsx")
    assert (tmp_path / "own.xlsx").read_bytes() == (tmp_path / "mixed.xlsx").read_bytes()


# Monthly requirements


def test_marked_results_have_a_banner_on_the_sheets_that_rest_on_them(book):
    written = book(*CASES["beds"])
    marked = {sheet.title for sheet in written if any(text.startswith("EXEMPEL") for text in texts(sheet))}
    assert marked == {"Uppfyllnad", "Värmekarta överbeläggningar", "Värmekarta utlokaliseringar"}


def test_a_month_that_lacks_a_region_is_told_on_every_sheet(book):
    for sheet in book(*CASES["beds"]):
        assert "20 av 21; Region Kronoberg saknas." in texts(sheet)
        assert "Rapporter för oktober 2024 inväntas." in texts(sheet)


def test_fulfilment_has_one_row_per_requirement_and_region_and_a_sum(book):
    sheet = book(*CASES["beds"])["Uppfyllnad"]
    skane = line(sheet, "Utlokaliseringar", "Skåne")
    assert skane == ["Utlokaliseringar", "Skåne", 1, 2, 0.75, 37.5, 1, 1, 0, 0, 2_000_000, 1_500_000.5]
    assert line(sheet, "Alla krav och regioner")[-2:] == [42 * 2_000_000, 42 * 1_500_000.5]
    assert "Genom hög måluppfyllelse" not in texts(sheet)


def test_the_agreement_shows_the_way_by_a_threshold_and_not_that_of_the_best(book):
    headings = texts(book(*CASES["agreement"])["Uppfyllnad"])
    assert "Genom hög måluppfyllelse" in headings and "Bland de bästa" not in headings


def test_a_month_below_the_limit_has_what_the_region_tells_of_it_and_what_lacks(book):
    told = rates(jan="94.99", feb="95")
    sheet = book(AGREEMENT, monthly(AGREEMENT, "threshold") | told)["Svarsfrekvens – plan"]
    assert line(sheet, "Skåne") == ["Skåne", "januari 2024", 94.99, "besök: Två enheter.", "planen"]
    assert sum(row[0].value == "Skåne" for row in sheet.iter_rows()) == 1


def test_a_followed_rate_is_told_month_by_month_and_counted_by_level(book):
    told = rates(jan="94.99", feb="95", okt="inte uppgiven", dec="inväntas")
    sheet = book(AGREEMENT, monthly(AGREEMENT, "threshold") | told)["Svarsfrekvens"]
    skane = line(sheet, "Skåne")
    assert skane[1:5] == [9, 1, 1, 1]
    assert skane[5:] == [94.99, *[95] * 8, "saknas", 95, "väntas"]
    assert line(sheet, "Gotland")[1:5] == [12, 0, 0, 0]
    assert any("minst 95 procent varje månad (avsnitt 3.4)" in text for text in texts(sheet))
    (rule,) = [rule for rules in sheet.conditional_formatting for rule in rules.rules]
    assert (rule.operator, rule.formula) == ("lessThan", ["95"])


def test_a_heat_map_tells_every_outcome_in_text_and_leaves_months_to_come_empty(book):
    sheet = book(*CASES["beds"])["Värmekarta överbeläggningar"]
    assert line(sheet, "Region") == ["Region", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt"]
    assert line(sheet, "Kronoberg")[1:4] == ["F", "saknas", None]
    assert line(sheet, "Skåne")[1:] == ["F", "T", *[None] * 7]
    assert "Tom ruta: rapporter för månaden inväntas från alla regioner." in texts(sheet)
    assert [line(sheet, BY_CODE[code].name)[1] for code in CODES] == ["F"] * 21


def test_a_heat_map_colours_each_code_and_explains_it(book):
    sheet = book(*CASES["agreement"])["Värmekarta BUP besök"]
    rules = [rule for rules in sheet.conditional_formatting for rule in rules.rules]
    assert {rule.formula[0] for rule in rules} == {'"F"', '"H"', '"saknas"'}
    assert "H  hög måluppfyllelse, hela månadspotten" in texts(sheet)


def lightness(fill: str) -> float:
    red, green, blue = (int(fill[at : at + 2], 16) for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def test_every_code_differs_in_text_and_every_colour_in_lightness():
    outcomes = {
        (route, part): outcome_code(AGREEMENT.requirements[0], route, Decimal(part))
        for route, part in (
            *((Route.IMPROVEMENT, part) for part in ("1", "0.75", "0.5")),
            (Route.THRESHOLD, "1"),
            (Route.NONE, "0"),
            (Route.NOT_REPORTED, "0"),
        )
    }
    assert len({code.text for code in outcomes.values()}) == len(outcomes)
    fills = sorted(lightness(fill) for fill in {code.fill for code in outcomes.values()})
    assert all(lighter - darker > 20 for darker, lighter in pairwise(fills))


# Beds


def test_the_nation_is_shown_month_by_month_with_a_chart_per_requirement(book, tmp_path):
    sheet = book(*CASES["beds"])["Riket"]
    assert line(sheet, "februari 2024")[1:] == [7.5, 8, -6.25, 21] * 2
    assert line(sheet, "oktober 2024")[1:] == [None, 8, None, 21] * 2
    with ZipFile(tmp_path / "b.xlsx") as parts:
        charts = [parts.read(name).decode() for name in sorted(parts.namelist()) if "charts/chart" in name]
    assert ["lineChart" in chart for chart in charts] == [True, True]


def test_the_basic_requirement_shows_gaps_liability_and_reason(book):
    sheet = book(*CASES["beds"])["Grundkrav"]
    assert line(sheet, "Kronoberg") == ["Kronoberg", 2, 14_493_806, "Skälet."]
    assert line(sheet, "Kronoberg", 2, "Disponibla vårdplatser")[3] == "februari–mars 2024"
    assert line(sheet, "Alla regioner")[1:3] == [2, 14_493_806]


def test_a_text_that_looks_like_a_formula_stays_a_text(book):
    cells = [cell for row in book(*CASES["beds"], data_only=False)["Iakttagelser"].iter_rows() for cell in row]
    (found,) = [cell for cell in cells if cell.value == INJECTION]
    assert found.data_type == "s"


# Queues


def test_the_account_is_of_the_latest_month_with_changes_as_formulas(book):
    sheet = book(*CASES["queues"])["Redovisning"]
    nation = line(sheet, "Framfall", "Riket", "alla")
    assert nation[3:] == [8, 10, -2, 24, 16, 8, 50, "ja"]
    formulas = line(book(*CASES["queues"], data_only=False)["Redovisning"], "Framfall", "Riket", "alla")
    assert [str(formulas[at])[:2] for at in (5, 8, 9)] == ["=D", "=G", "=1"]
    assert any("mars 2025" in text for text in texts(sheet))
    assert len([row for row in sheet.iter_rows(values_only=True) if row[2] == "alla"]) == 3 * 22


def test_a_change_from_nothing_reported_or_from_zero_is_left_empty(book):
    sheet = book(*CASES["queues"])["Redovisning"]
    assert line(sheet, "Framfall", "Gotland", "alla")[4:6] == [None, None]
    assert line(sheet, "Framfall", "Gotland", "alla")[-1] == "nej"
    assert line(sheet, "Framfall", "Stockholm", "alla")[7:10] == [0, 20, None]


def test_caps_say_how_much_is_used_and_when_they_were_reached(book, tmp_path):
    sheet = book(*CASES["queues"])["Tak"]
    assert line(sheet, "Stockholm") == ["Stockholm", 200, 100, 100, 100, "mars 2025"]
    assert line(sheet, "Riket")[1:4] == [4200, 2100, 2100]
    with ZipFile(tmp_path / "b.xlsx") as parts:
        assert "barChart" in parts.read("xl/charts/chart1.xml").decode()


def test_remaining_funds_come_by_kind_and_place(book):
    sheet = book(*CASES["queues"])["Kvarstående medel"]
    rows = [row for row in sheet.iter_rows(values_only=True) if row[5] in ("ja", "nej")]
    assert [row[4] for row in rows] == [*range(1, 22)] * 3
    assert rows[0][:3] == ("Höftledsprotes", "Norrbotten", 5) and rows[0][5:] == ("ja", 100, 7)


def test_only_a_preliminary_workbook_says_preliminary_and_then_on_every_sheet_of_amounts(book):
    def preliminary(case: str) -> set[str]:
        return {sheet.title for sheet in book(*CASES[case]) if any(t.startswith("PRELIM") for t in texts(sheet))}

    assert preliminary("queues before October") == {"Tak", "Kvarstående medel", "Preliminärt", "Skäl"}
    assert preliminary("queues") == set()


def test_the_preliminary_shares_have_a_total_per_region(book):
    sheet = book(*CASES["queues before October"])["Preliminärt"]
    assert line(sheet, "Skåne")[1:] == [1000] * 4 + [4000]
    assert line(sheet, "Riket")[-1] == 84_000
