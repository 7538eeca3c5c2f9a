from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import pytest

from readers.pxweb import MOST_PERTURBED, reference_date
from readers.rejections import Code, Refused, Rejection
from readers.rows import FileContent
from readers.table import read_file
from readers.validation import validate
from schemas.deliveries import KIND_BY_ID

Write = Callable[..., Path]
KIND = KIND_BY_ID["befolkning"]
HEADING = "Folkmängd 1 november 2023"
AGES = [*(f"{age} år" for age in range(100)), "100+ år"]
Line = tuple[str, ...]


def by_age(region: str, ages: Iterable[str] = AGES, value: str = "10", sex: str | None = None) -> list[Line]:
    """One row per age, each with the same number."""
    return [(region, age, *([sex] if sex else []), value) for age in ages]


@pytest.fixture
def export(text: Write) -> Callable[..., FileContent]:
    """Reads an export of these rows, with the column of sex when the rows have it."""

    def read(*rows: Line, heading: str = HEADING, titles: Iterable[str] = ()) -> FileContent:
        header = ["region", "ålder", *(["kön"] if len(rows[0]) == 4 else []), heading]
        lines = [*([title] for title in titles), header, *rows]
        path = text("\n".join(",".join(f'"{cell}"' for cell in line) for line in lines) + "\n", encoding="cp1252")
        return read_file(path, f"befolkning/{path.name}", KIND)

    return read


def sums(content: FileContent) -> dict[tuple[str, str], int]:
    frame = validate(content, KIND, date(2024, 1, 1)).frame
    return {(row["region_code"], row["age_group"]): row["population_count"] for row in frame.iter_rows(named=True)}


def codes(content: FileContent) -> list[tuple[str, Code]]:
    return [(item.cell, item.code) for item in content.refusals]


def only(content: FileContent) -> Rejection:
    (item,) = content.refusals
    return item


def test_ages_are_summed_to_the_total_and_to_0_18(export: Callable[..., FileContent]) -> None:
    content = export(*by_age("01 Stockholms län"), *by_age("12 Skåne län", value="3"))
    assert content.refusals == content.remarks == []
    assert sums(content) == {("01", "totalt"): 1010, ("01", "0-18"): 190, ("12", "totalt"): 303, ("12", "0-18"): 57}


def test_a_sum_says_which_cells_it_rests_on_and_has_a_row_of_its_own(export: Callable[..., FileContent]) -> None:
    (sheet,) = export(*by_age("01 Stockholms län")).sheets
    assert [(row.number, row.texts["age_group"], row.summed_from) for row in sheet.rows] == [
        (2, "0-18", "C2:C20"),
        (3, "totalt", "C2:C102"),
    ]
    assert sheet.columns == {"region_code": "A", "age": "B", "population_count": "C"}


def test_men_and_women_are_summed(export: Callable[..., FileContent]) -> None:
    rows = [
        row for age in AGES for sex, n in (("män", "6"), ("kvinnor", "4")) for row in by_age("Skåne", [age], n, sex)
    ]
    assert sums(export(*rows)) == {("12", "totalt"): 1010, ("12", "0-18"): 190}


def test_both_sexes_together_are_used_when_they_are_there(export: Callable[..., FileContent]) -> None:
    rows = [
        row
        for age in AGES[:19]
        for sex, n in (("män", "6"), ("kvinnor", "4"), ("totalt", "10"))
        for row in by_age("Skåne", [age], n, sex)
    ]
    content = export(*rows)
    assert sums(content) == {("12", "0-18"): 190}
    assert content.sheets[0].rows[0].summed_from.startswith("D4, D7, D10")
    assert sums(export(*by_age("Skåne", AGES[:19], "10", "totalt"))) == {("12", "0-18"): 190}


@pytest.mark.parametrize(("over", "is_taken"), [(2 * MOST_PERTURBED, True), (2 * MOST_PERTURBED + 1, False)])
def test_the_published_total_of_both_sexes_counts_when_it_is_near_their_sum(
    export: Callable[..., FileContent], over: int, is_taken: bool
) -> None:
    rows = [
        ("Skåne", "totalt ålder", "totalt", str(100 + over)),
        ("Skåne", "totalt ålder", "män", "60"),
        ("Skåne", "totalt ålder", "kvinnor", "40"),
    ]
    content = export(*rows)
    assert sums(content) == ({("12", "totalt"): 100 + over} if is_taken else {})
    assert [code for _, code in codes(content)] == ([] if is_taken else [Code.MOTSAGELSE, Code.OFULLSTANDIG])
    assert ("skyddade celler" in "".join(content.remarks)) is is_taken


def test_one_sex_alone_is_not_the_population(export: Callable[..., FileContent]) -> None:
    content = export(*by_age("Skåne", AGES[:19], "10", "kvinnor"))
    assert sums(content) == {}
    assert only(content).code is Code.OFULLSTANDIG


def test_a_rejected_age_or_sex_is_told_by_its_heading(export: Callable[..., FileContent]) -> None:
    content = export(("Skåne", "0-4 år", "kvinna", "1"))
    assert [rejection.column_name for rejection in content.refusals] == ["ålder", "kön"]


@pytest.mark.parametrize("total", ["totalt ålder", "totalt", "TOTALT ÅLDER"])
def test_the_delivered_total_is_used(export: Callable[..., FileContent], total: str) -> None:
    content = export(("Skåne", total, "1 421 781"), *by_age("Skåne", AGES[:19]))
    assert sums(content) == {("12", "totalt"): 1421781, ("12", "0-18"): 190}
    assert content.refusals == []


@pytest.mark.parametrize(
    ("over", "is_taken"), [(0, True), (101 * MOST_PERTURBED, True), (101 * MOST_PERTURBED + 1, False)]
)
def test_the_published_total_counts_when_it_is_near_the_sum_of_all_ages(
    export: Callable[..., FileContent], over: int, is_taken: bool
) -> None:
    content = export(*by_age("Skåne"), ("Skåne", "totalt ålder", str(1010 + over)))
    assert codes(content) == ([] if is_taken else [("C103", Code.MOTSAGELSE), ("", Code.OFULLSTANDIG)])
    assert sums(content) == {("12", "0-18"): 190} | ({("12", "totalt"): 1010 + over} if is_taken else {})
    assert len(content.remarks) == (over > 0 and is_taken)


@pytest.mark.parametrize(
    ("ages", "expected", "message"),
    [
        pytest.param(AGES[:19], {("12", "0-18"): 190}, None, id="children only"),
        pytest.param(
            AGES[:18],
            {},
            "0-18 för Region Skåne kan inte räknas, fullständig uppgift saknas för 18 år",
            id="18 missing",
        ),
        pytest.param(AGES[1:19], {}, "saknas för 0 år", id="0 missing"),
        pytest.param(AGES[:3] + AGES[6:18], {}, "saknas för 3–5 och 18 år", id="several missing"),
        pytest.param(
            AGES[:100],
            {("12", "0-18"): 190},
            "totalt för Region Skåne kan inte räknas, fullständig uppgift saknas för 100+ år",
            id="oldest missing",
        ),
        pytest.param(AGES[19:], {}, "saknas för 0–18 år", id="adults only"),
    ],
)
def test_a_missing_age_refuses_the_sum_it_belongs_to_and_is_named(
    export: Callable[..., FileContent], ages: list[str], expected: dict[tuple[str, str], int], message: str | None
) -> None:
    content = export(*by_age("Skåne", ages))
    assert sums(content) == expected
    assert (message is None) is (content.refusals == [])
    if message:
        assert message in only(content).message_sv
        assert only(content).code is Code.OFULLSTANDIG


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("x", Code.INTE_TAL),
        ("1,5", Code.INTE_HELTAL),
        ("-1", Code.UTANFOR_GRANS),
        ("=A1", Code.FORMEL_UTAN_VARDE),
        ("#N/A", Code.FELCELL),
    ],
)
def test_an_invalid_number_refuses_the_sums_of_its_region_only(
    export: Callable[..., FileContent], value: str, code: Code
) -> None:
    content = export(("Skåne", "0 år", value), *by_age("Skåne", AGES[1:19]), *by_age("Gotland", AGES[:19]))
    assert codes(content) == [("C2", code), ("", Code.OFULLSTANDIG)]
    assert sums(content) == {("09", "0-18"): 190}


def test_a_number_that_is_missing_is_not_zero(export: Callable[..., FileContent]) -> None:
    content = export(("Skåne", "0 år", ".."), *by_age("Skåne", AGES[1:19]))
    assert "saknas för 0 år" in only(content).message_sv
    assert sums(content) == {}


@pytest.mark.parametrize(
    ("line", "cell", "code"),
    [
        (("Malmö", "0 år", "1"), "A2", Code.OKAND_REGION),
        (("", "0 år", "1"), "A2", Code.TOM_CELL),
        (("Skåne", "0-4 år", "1"), "B2", Code.OKAND_ALDER),
        (("Skåne", "100 år", "1"), "B2", Code.OKAND_ALDER),
        (("Skåne", "", "1"), "B2", Code.OKAND_ALDER),
    ],
)
def test_an_unknown_region_or_age_is_refused(
    export: Callable[..., FileContent], line: Line, cell: str, code: Code
) -> None:
    assert codes(export(line, *by_age("Skåne", AGES[:19]))) == [(cell, code)]


def test_an_unknown_sex_is_refused(export: Callable[..., FileContent]) -> None:
    content = export(("Skåne", "0 år", "okänt", "1"), *by_age("Skåne", AGES[:19], "1", "totalt"))
    assert codes(content) == [("C2", Code.OKANT_VAL), ("", Code.OFULLSTANDIG)]


@pytest.mark.parametrize("country", ["Riket", "00 Riket"])
def test_the_country_is_kept_out_without_being_an_error(export: Callable[..., FileContent], country: str) -> None:
    content = export((country, "totalt ålder", "10 551 707"), ("Skåne", "totalt ålder", "1421781"))
    assert only(content).code is Code.SUMMARAD
    assert sums(content) == {("12", "totalt"): 1421781}


def test_footnotes_are_skipped_with_a_remark(export: Callable[..., FileContent]) -> None:
    content = export(("Skåne", "totalt ålder", "5"), ("Källa: SCB, befolkningsstatistik",))
    assert content.refusals == []
    assert content.remarks == [f"{content.file}: rad 3 läses som fotnot."]


def test_the_same_age_twice_counts_once_when_equal_and_refuses_the_sum_when_not(
    export: Callable[..., FileContent],
) -> None:
    ages = by_age("Skåne", AGES[:19])
    assert sums(export(*ages, ages[0])) == {("12", "0-18"): 190}
    content = export(*ages, ("Skåne", "0 år", "11"))
    assert codes(content) == [("C21", Code.DUBBEL_NYCKEL), ("C2", Code.DUBBEL_NYCKEL), ("", Code.OFULLSTANDIG)]


def test_a_mark_on_any_row_travels_to_the_sums_it_is_part_of(book: Write) -> None:
    rows = [[*line, "rekonstruerad" if line[1] == "30 år" else None] for line in by_age("Skåne")]
    path = book([["region", "ålder", HEADING, "Märkning"], *rows])
    (sheet,) = read_file(path, "befolkning/a.xlsx", KIND).sheets
    assert {row.texts["age_group"]: row.texts["mark"] for row in sheet.rows} == {
        "0-18": None,
        "totalt": "rekonstruerad",
    }


@pytest.mark.parametrize(
    ("heading", "titles", "expected"),
    [
        ("Folkmängd 1 november 2023", [], date(2023, 11, 1)),
        ("Folkmängden den 31 december 2024", [], date(2024, 12, 31)),
        ("Folkmängd 1 NOVEMBER 2023 ", ["Folkmängd 31 december"], date(2023, 11, 1)),
        ("2023", ["Folkmängd den 1 november efter region, ålder och år"], date(2023, 11, 1)),
        ("Antal 2023", ["Tabell 1", "Folkmängd 1 november 2023"], date(2023, 11, 1)),
        ("Folkmängden 1 november efter region och år 2023", [], date(2023, 11, 1)),
        ("2023", ["1 november", "den 1 november 2023"], date(2023, 11, 1)),
    ],
)
def test_the_reference_date_is_said_by_the_heading_or_by_a_title(
    heading: str, titles: list[str], expected: date
) -> None:
    assert reference_date(heading, titles) == expected


@pytest.mark.parametrize(
    ("heading", "titles"),
    [
        pytest.param("2023", [], id="no day at all"),
        pytest.param("Folkmängd 2023", ["Folkmängd efter region"], id="no day in the titles"),
        pytest.param("2023", ["1 november", "31 december"], id="two days"),
        pytest.param("2023", ["1 november 2022"], id="day of another year"),
        pytest.param("Folkmängd 31 november 2023", [], id="no such day"),
        pytest.param("1 november 1999", [], id="year out of range"),
    ],
)
def test_a_reference_date_that_is_not_certain_is_refused(heading: str, titles: list[str]) -> None:
    with pytest.raises(Refused) as refused:
        reference_date(heading, titles)
    assert refused.value.code is Code.OKANT_REFERENSDATUM


def test_a_title_row_above_gives_the_day(export: Callable[..., FileContent]) -> None:
    content = export(("Skåne", "totalt ålder", "5"), heading="2023", titles=["Folkmängd den 1 november efter region"])
    assert content.sheets[0].rows[0].texts["reference_date"] == "2023-11-01"


@pytest.mark.parametrize("titles", [[], ["Folkmängd efter region"]])
def test_a_file_without_a_day_is_refused_as_a_whole(export: Callable[..., FileContent], titles: list[str]) -> None:
    content = export(("Skåne", "totalt ålder", "5"), heading="2023", titles=titles)
    assert content.sheets == []
    assert only(content).code is Code.OKANT_REFERENSDATUM


def test_several_columns_for_the_same_year_are_refused(text: Write) -> None:
    path = text("region,ålder,Kvinnor som dör 2023,Antal barn 2023,Döda 2023\nSkåne,0 år,1,2,3\n")
    content = read_file(path, "befolkning/a.csv", KIND)
    assert only(content).code is Code.FLERA_VARDEKOLUMNER


TITLE = "Folkmängden den 1 november efter region, {by}tabellinnehåll och år"


def file_of(text: Write, *lines: str) -> FileContent:
    path = text("\n".join(lines) + "\n")
    return read_file(path, f"befolkning/{path.name}", KIND)


def test_an_export_of_regions_alone_is_the_total(text: Write) -> None:
    content = file_of(
        text, f'"{TITLE.format(by="")}"', "", '"region","Antal 2023"', '"00 Riket",10557682', '"09 Gotlands län",61093'
    )
    assert sums(content) == {("09", "totalt"): 61093}
    assert [code for _, code in codes(content)] == [Code.SUMMARAD]


def test_of_all_levels_the_counties_are_taken_and_the_rest_is_one_remark(text: Write) -> None:
    municipalities = [f'"{code:04} Kommun {code}","{age}",1' for code in range(114, 404) for age in AGES]
    counties = [f'"09 Gotlands län","{age}",10' for age in AGES]
    content = file_of(text, f'"{HEADING}"', f'"region","ålder","{HEADING}"', *counties, *municipalities)
    assert content.refusals == []
    assert content.remarks == [
        f"{content.file}: 290 områden på andra nivåer än län (kommuner, riksområden) läses inte."
    ]
    assert sums(content) == {("09", "totalt"): 1010, ("09", "0-18"): 190}


def test_a_municipality_without_code_is_not_taken_for_the_county_of_its_name(text: Write) -> None:
    content = file_of(text, f"region;{HEADING}", "Stockholms län;2455914", "Stockholm;988943", "Uppsala;242140")
    assert sums(content) == {("01", "totalt"): 2455914}


@pytest.mark.parametrize("header", ["regionkod;region", "region;region", "kod;region"])
def test_codes_and_texts_may_stand_in_two_columns(text: Write, header: str) -> None:
    content = file_of(text, f"{header};{HEADING}", "01;Stockholms län;2455914", "0180;Stockholm;988943")
    assert sums(content) == {("01", "totalt"): 2455914}


def test_the_year_may_be_a_column_and_several_years_are_read(text: Write) -> None:
    content = file_of(
        text, f'"{TITLE.format(by="")}"', "region;år;Antal", "09 Gotlands län;2022;61001", "09 Gotlands län;2023;61093"
    )
    frame = validate(content, KIND, date(2024, 1, 1)).frame
    assert frame.select("reference_date", "population_count").rows() == [
        (date(2022, 11, 1), 61001),
        (date(2023, 11, 1), 61093),
    ]


def test_sexes_may_stand_across(text: Write) -> None:
    content = file_of(
        text, "region;ålder;män 1 november 2023;kvinnor 1 november 2023", *(f"Skåne;{age};6;4" for age in AGES)
    )
    assert sums(content) == {("12", "totalt"): 1010, ("12", "0-18"): 190}
    assert content.sheets[0].rows[0].summed_from == "C2:C20, D2:D20"


def test_ages_may_stand_across(text: Write) -> None:
    content = file_of(
        text, ";".join(["region", *(f"{age} 1 november 2023" for age in AGES)]), ";".join(["Skåne", *["10"] * 101])
    )
    assert sums(content) == {("12", "totalt"): 1010, ("12", "0-18"): 190}


@pytest.mark.parametrize("total", ["totalt, samtliga åldrar", "samtliga åldrar", "tot"])
def test_every_name_of_all_ages_is_the_total(export: Callable[..., FileContent], total: str) -> None:
    assert sums(export(("Skåne", total, "5"))) == {("12", "totalt"): 5}


@pytest.mark.parametrize("total", ["totalt, samtliga män och kvinnor", "män och kvinnor", "totalt"])
def test_every_name_of_both_sexes_is_the_total(export: Callable[..., FileContent], total: str) -> None:
    assert sums(export(("Skåne", "totalt ålder", total, "5"))) == {("12", "totalt"): 5}


def test_a_table_that_is_divided_further_is_refused_with_what_to_choose(text: Write) -> None:
    content = file_of(text, f"region;civilstånd;ålder;{HEADING}", "Skåne;ogifta;0 år;1", "Skåne;gifta;0 år;1")
    assert "Välj bort civilstånd i Statistikdatabasen" in only(content).message_sv
    whole = file_of(text, f"region;civilstånd;{HEADING}", "Skåne;totalt;5")
    assert sums(whole) == {("12", "totalt"): 5}


@pytest.mark.parametrize("name", ["a.px", "a.json"])
def test_other_formats_of_the_database_are_refused_with_what_to_choose(text: Write, name: str) -> None:
    content = read_file(text("x", name=name), f"befolkning/{name}", KIND)
    assert "Välj Excel (xlsx)" in only(content).message_sv


def test_no_inhabitants_at_all_are_refused(export: Callable[..., FileContent]) -> None:
    content = export(*by_age("Skåne", value="0"))
    assert sums(content) == {}
    assert {code for _, code in codes(content)} == {Code.UTANFOR_GRANS}


def workbook_of(book: Write, by: str, across: list[list[object]], rows: list[list[object]]) -> FileContent:
    """A workbook as PxWeb writes it: title, no headings of what stands down, labels on their first row only, notes."""
    notes = [[], ["Från och med 2024 ..."], ["Senaste uppdatering:"], ["20240222 08:00"], ["Källa:"], ["SCB"]]
    path = book([[TITLE.format(by=by)], [], *across, *rows, *notes])
    return read_file(path, f"befolkning/{path.name}", KIND)


def test_a_workbook_of_the_database_is_read_as_it_is(book: Write) -> None:
    rows: list[list[object]] = []
    for region, count in (("01 Stockholms län", 3), ("09 Gotlands län", 2)):
        rows += [[None if at else region, age, count] for at, age in enumerate(AGES)]
    content = workbook_of(book, "ålder, ", [[None, None, "Antal"], [None, None, "2023"]], rows)
    assert (content.refusals, sums(content)) == (
        [],
        {("01", "totalt"): 303, ("01", "0-18"): 57, ("09", "totalt"): 202, ("09", "0-18"): 38},
    )
    assert content.sheets[0].rows[0].summed_from == "C5:C23"


def test_a_workbook_with_sexes_down_or_across_is_read(book: Write) -> None:
    down: list[list[object]] = []
    for age in AGES:
        down += [["09 Gotlands län" if age == "0 år" else None, age, "män", 6], [None, None, "kvinnor", 4]]
    content = workbook_of(book, "ålder, kön, ", [[None, None, None, "Antal"], [None, None, None, 2023]], down)
    assert sums(content) == {("09", "totalt"): 1010, ("09", "0-18"): 190}
    across = [["09 Gotlands län" if age == "0 år" else None, age, 6, 4] for age in AGES]
    content = workbook_of(
        book,
        "ålder, kön, ",
        [[None, None, "män", "kvinnor"], [None, None, "Antal"], [None, None, "2023", "2023"]],
        across,
    )
    assert sums(content) == {("09", "totalt"): 1010, ("09", "0-18"): 190}


def test_a_workbook_of_regions_alone_and_one_with_codes_are_read(book: Write) -> None:
    rows: list[list[object]] = [["00 Riket", 9], ["01 Stockholms län", 5], ["0114 Upplands Väsby", 1]]
    assert sums(workbook_of(book, "", [[None, "Antal"], [None, "2023"]], rows)) == {("01", "totalt"): 5}
    coded: list[list[object]] = [
        ["01", "Stockholms län", "tot", "totalt ålder", 5],
        ["0180", "Stockholm", "tot", "totalt ålder", 1],
    ]
    heads: list[list[object]] = [[None, None, None, None, "Antal"], [None, None, None, None, "2023"]]
    assert sums(workbook_of(book, "ålder, ", heads, coded)) == {("01", "totalt"): 5}


def test_a_workbook_that_is_divided_further_is_refused(book: Write) -> None:
    rows: list[list[object]] = [["01 Stockholms län", "ogifta", 5], [None, "gifta", 1]]
    content = workbook_of(book, "civilstånd, ", [[None, None, "Antal"], [None, None, "2023"]], rows)
    assert "Välj bort civilstånd" in only(content).message_sv
