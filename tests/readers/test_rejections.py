import pytest

from readers.rejections import KEPT_LENGTH, SHOWN_LENGTH, Code, Rejection, cell_rejection, few, place, refusal, shown


def test_only_the_total_of_the_country_is_no_error() -> None:
    assert [code for code in Code if not code.is_error] == [Code.SUMMARAD]


def test_codes_are_short_plain_words() -> None:
    assert all(code.isascii() and code.replace("_", "").isalpha() and code.islower() for code in Code)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Skåne", "Skåne", id="plain"),
        pytest.param("a\nb\tc\x00d\x1b[31m", "a b c d [31m", id="control characters"),
        pytest.param("a\u202eb", "a b", id="turned writing direction"),
        pytest.param("x" * SHOWN_LENGTH, "x" * SHOWN_LENGTH, id="at the limit"),
        pytest.param("x" * (SHOWN_LENGTH + 1), "x" * SHOWN_LENGTH + "…", id="over the limit"),
        pytest.param(" " * 10_000 + "x", "…", id="long blank"),
    ],
)
def test_a_hostile_text_is_shown_short_on_one_line(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_a_place_names_file_sheet_and_cell() -> None:
    assert place("bup/a.xlsx", "Data", cell="B7") == "bup/a.xlsx, blad Data, cell B7"
    assert place("bup/a.csv", "", row=7) == "bup/a.csv, rad 7"
    assert place("bup/a.csv", "") == "bup/a.csv"


def test_a_rejected_cell_has_its_address_and_a_sentence_with_fact_and_remedy() -> None:
    item = cell_rejection("bup/a.xlsx", "Data", "B", 7, "Månad", "mars", Code.OKAND_MANAD, "är ingen månad. Rätta.")
    assert (item.cell, item.row, item.column_name, item.value) == ("B7", 7, "Månad", "mars")
    assert item.message_sv == "bup/a.xlsx, blad Data, cell B7: värdet ”mars” i kolumnen Månad är ingen månad. Rätta."


def test_a_long_rejected_value_is_kept_shortened() -> None:
    item = cell_rejection("a.csv", "", "A", 1, "Region", "y" * 30_000, Code.OKAND_REGION, "är fel.")
    assert len(item.value) == KEPT_LENGTH + 1
    assert len(item.message_sv) < 200


def test_an_empty_cell_is_not_quoted() -> None:
    item = cell_rejection("a.csv", "", "A", 1, "Region", None, Code.TOM_CELL, "saknar värde.")
    assert item.message_sv == "a.csv, cell A1: cellen i kolumnen Region saknar värde."
    assert item.value == ""


def test_a_refused_file_has_no_cell() -> None:
    item = refusal("bup/a.xls", Code.FEL_FORMAT, "kan inte läsas.")
    assert (item.sheet, item.cell, item.column_name, item.value, item.row) == ("", "", "", "", None)
    assert item.message_sv == "bup/a.xls: kan inte läsas."


@pytest.mark.parametrize(("count", "further"), [(0, 0), (2, 0), (3, 0), (4, 1), (9, 6)])
def test_of_many_rejections_the_first_are_kept_and_the_others_counted_by_cause(
    monkeypatch: pytest.MonkeyPatch, count: int, further: int
) -> None:
    monkeypatch.setattr("readers.rejections.MOST_KEPT", 3)
    found = [refusal("bup/a.csv", Code.FOR_FA_FALT, "för få.", row=row) for row in range(1, count + 1)]
    kept, counts = few(found)[:3], few(found)[3:]
    assert kept == found[:3]
    assert [(item.code, item.cell, item.row, item.message_sv) for item in counts] == [
        (
            Code.FOR_FA_FALT,
            "",
            None,
            f"bup/a.csv: {further} fel till av slaget for_fa_falt visas inte ett för ett. Rätta felen i hela kolumnen "
            "och lämna filen på nytt.",
        )
    ][: min(further, 1)]


def test_each_cause_has_a_count_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("readers.rejections.MOST_KEPT", 1)
    codes = (Code.INTE_TAL, Code.OKAND_REGION, Code.INTE_TAL, Code.OKAND_MANAD, Code.INTE_TAL)
    found = few(Rejection("a.csv", "", f"A{n}", "", "", code, "", n) for n, code in enumerate(codes))
    assert [(item.code, item.message_sv.split()[1]) for item in found[1:]] == [
        (Code.INTE_TAL, "2"),
        (Code.OKAND_MANAD, "1"),
        (Code.OKAND_REGION, "1"),
    ]
