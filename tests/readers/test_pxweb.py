from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import pytest

from readers.pxweb import reference_date, value_column
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


def test_sexes_that_disagree_with_their_total_refuse_the_sums(export: Callable[..., FileContent]) -> None:
    rows = [*by_age("Skåne", AGES, "10", "totalt"), ("Skåne", "5 år", "män", "6"), ("Skåne", "5 år", "kvinnor", "5")]
    content = export(*rows)
    assert sums(content) == {}
    assert codes(content) == [("D7", Code.MOTSAGELSE), ("", Code.OFULLSTANDIG), ("", Code.OFULLSTANDIG)]


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


def test_a_total_that_disagrees_with_all_ages_is_refused_alone(export: Callable[..., FileContent]) -> None:
    assert codes(export(*by_age("Skåne"), ("Skåne", "totalt ålder", "1010"))) == []
    content = export(*by_age("Skåne"), ("Skåne", "totalt ålder", "1011"))
    assert codes(content) == [("C103", Code.MOTSAGELSE), ("", Code.OFULLSTANDIG)]
    assert sums(content) == {("12", "0-18"): 190}


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
    assert content.remarks == [f"{content.file}, rad 3: raden har bara en ifylld cell och läses som fotnot."]


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


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ({1: "region", 2: "ålder", 3: "Antal"}, Code.SAKNAD_KOLUMN),
        ({1: "region", 2: "ålder", 3: "2022", 4: "Folkmängd 1 november 2023"}, Code.FLERA_VARDEKOLUMNER),
        ({1: "region", 2: "ålder", 3: "Kod 12023"}, Code.SAKNAD_KOLUMN),
    ],
)
def test_there_must_be_one_column_that_ends_in_a_year(header: dict[int, str], code: Code) -> None:
    with pytest.raises(Refused) as refused:
        value_column(header)
    assert refused.value.code is code
