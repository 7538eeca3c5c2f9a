import tempfile
from collections import Counter
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from examples.operation_records import write
from readers import record_counting
from readers.operation_records import compare, read_records
from readers.record_counting import COUNTS, BadRecords, RecordCounts
from readers.rejections import Code, Rejection

GOOD = {
    "hemregion": "12",
    "operationsdatum": date(2025, 3, 14),
    "kva_kod": "NFB49",
    "utforarregion": "12",
    "driftsform": "offentlig",
}
MARCH = date(2025, 3, 1)


def file_of(tmp_path: Path, *changes: dict) -> Path:
    path = tmp_path / "2025-04-20_operationer.parquet"
    pl.DataFrame([GOOD | change for change in changes], infer_schema_length=None, strict=False).write_parquet(path)
    return path


def read(path: Path, **settings) -> RecordCounts:
    result = read_records(path, f"operationer/{path.name}", **settings)
    assert isinstance(result, RecordCounts), result
    return result


def refused(path: Path) -> Rejection:
    result = read_records(path, f"operationer/{path.name}")
    assert isinstance(result, Rejection)
    return result


def counted(result: RecordCounts) -> dict[tuple, int]:
    return {tuple(row[:-1]): row[-1] for row in result.counts.iter_rows() if row[-1]}


def faults(result: RecordCounts) -> dict[str, int]:
    return {bad.cause: bad.count for bad in result.bad}


def is_balanced(result: RecordCounts) -> bool:
    return (
        result.record_count == result.counted + result.other_procedures + sum(bad.count for bad in result.bad)
        and result.counted == result.counts["operation_count"].sum()
    )


@pytest.mark.parametrize(
    ("performing", "form", "performer"),
    [
        pytest.param("12", "offentlig", "egen_region", id="the home region's own"),
        pytest.param("01", "offentlig", "annan_region", id="another region"),
        pytest.param("12", "privat", "privat", id="private in the home region"),
        pytest.param("01", "privat", "privat", id="private elsewhere"),
        pytest.param(None, "privat", "privat", id="private without a region"),
        pytest.param(" ", "PRIVAT ", "privat", id="private, blank region, other case"),
    ],
)
def test_the_performer_follows_from_form_and_region(tmp_path, performing, form, performer):
    result = read(file_of(tmp_path, {"utforarregion": performing, "driftsform": form}))
    assert counted(result) == {("12", MARCH, "hoftledsprotes", performer): 1}


@pytest.mark.parametrize(
    "spelled", ["12", "Skåne", "region skåne", " SKÅNE LÄN ", "12 Skåne län"], ids=lambda text: text.strip()
)
def test_a_region_may_be_spelled_as_in_every_other_delivery(tmp_path, spelled):
    result = read(file_of(tmp_path, {"hemregion": spelled, "utforarregion": "Skåne"}))
    assert counted(result) == {("12", MARCH, "hoftledsprotes", "egen_region"): 1}


def test_a_region_may_be_a_number(tmp_path):
    result = read(file_of(tmp_path, {"hemregion": 1, "utforarregion": 3}))
    assert counted(result) == {("01", MARCH, "hoftledsprotes", "annan_region"): 1}


@pytest.mark.parametrize(
    ("code", "operation"),
    [
        ("NFB49", "hoftledsprotes"),
        ("LEF10", "framfall"),
        ("CJC15", "gra_starr"),
        ("CJD10", "gra_starr"),
        ("CJE20", "gra_starr"),
        (" nfb 49 ", "hoftledsprotes"),
    ],
)
def test_the_beginning_of_a_procedure_code_gives_the_kind(tmp_path, code, operation):
    assert counted(read(file_of(tmp_path, {"kva_kod": code}))) == {("12", MARCH, operation, "egen_region"): 1}


@pytest.mark.parametrize(
    ("cell", "operation"),
    [
        ("NFB49 ZXA00", "hoftledsprotes"),
        ("ZXA00;NFB49", "hoftledsprotes"),
        ("jka21, cje 20", "gra_starr"),
        ("ZXA00|LEF10/JKA21", "framfall"),
        ("LEF10 NFB49", "framfall"),
        ("NFB49,", "hoftledsprotes"),
    ],
)
def test_of_several_codes_in_a_cell_the_first_that_counts_gives_the_kind(tmp_path, cell, operation):
    assert counted(read(file_of(tmp_path, {"kva_kod": cell}))) == {("12", MARCH, operation, "egen_region"): 1}


def test_several_codes_none_of_which_counts_are_another_procedure(tmp_path):
    assert read(file_of(tmp_path, {"kva_kod": "JKA21 ZXA00"})).other_procedures == 1


@pytest.mark.parametrize("cell", ["NFB49 H26.0", "NFB49, fel", ";", "NFB49 NFB"])
def test_a_cell_with_anything_that_is_no_code_is_faulty_whole(tmp_path, cell):
    assert faults(read(file_of(tmp_path, {"kva_kod": cell}))) == {"ogiltig_kod": 1}


@pytest.mark.parametrize(
    ("code", "region"),
    [("1280", "12"), ("128001", "12"), ("0180", "01"), (180, "01"), (18001, "01"), (980, "09"), (" 0980 ", "09")],
)
def test_the_code_of_a_municipality_or_parish_is_its_region(tmp_path, code, region):
    result = read(file_of(tmp_path, {"hemregion": code, "utforarregion": code}))
    assert counted(result) == {(region, MARCH, "hoftledsprotes", "egen_region"): 1}


@pytest.mark.parametrize("code", ["9999", "0280", "0080", "1280011", "12800x"])
def test_a_municipality_of_no_county_is_no_region(tmp_path, code):
    assert faults(read(file_of(tmp_path, {"hemregion": code}))) == {"okand_hemregion": 1}


@pytest.mark.parametrize("code", ["JKA21", "AF021", "NFC20", "CJF00"])
def test_other_procedures_are_no_fault_and_not_counted(tmp_path, code):
    result = read(file_of(tmp_path, {"kva_kod": code}, {}))
    assert (result.record_count, result.counted, result.other_procedures, result.bad) == (2, 1, 1, ())


def test_the_longest_beginning_decides_the_kind_whatever_the_order(tmp_path):
    codes = (("NFB", "hoftledsprotes"), ("NFB4", "framfall"))
    result = read(file_of(tmp_path, {"kva_kod": "NFB49"}, {"kva_kod": "NFB59"}), procedure_codes=codes)
    assert {operation: count for (_, _, operation, _), count in counted(result).items()} == {
        "framfall": 1,
        "hoftledsprotes": 1,
    }


BAD_VALUES = [
    *(("okand_hemregion", "hemregion", value) for value in ("99", "Atlantis", "Riket", "", None)),
    *(
        ("ogiltigt_datum", "operationsdatum", value)
        for value in ("2025-02-29", "2025-13-01", "1999-12-31", "2100-01-01", "14/3", "infinity", "20251301", "", None)
    ),
    *(("ogiltig_kod", "kva_kod", value) for value in ("NFB", "NFB4", "NFB499", "N1B49", "H26.0", "", None)),
    *(("okand_utforarregion", "utforarregion", value) for value in ("99", "Utlandet", "", None)),
    *(("okand_driftsform", "driftsform", value) for value in ("ideell", "offentligt", "", None)),
]


@pytest.mark.parametrize(("cause", "column", "value"), BAD_VALUES, ids=lambda value: str(value))
def test_a_faulty_record_is_counted_by_cause_with_an_example(tmp_path, cause, column, value):
    path = file_of(
        tmp_path,
        *({"operationsdatum": "2025-03-14"} | change for change in ({}, {column: value}, {}, {column: value})),
    )
    result = read(path)
    (bad,) = result.bad
    shown = f"”{value}” (post 2)" if value else "tomt värde (post 2)"
    assert (bad.cause, bad.count, bad.column_name, bad.examples) == (cause, 2, column, (shown,))
    assert f"operationer/{path.name}: 2 poster räknas inte eftersom kolumnen {column}" in bad.message_sv
    assert shown in bad.message_sv
    assert result.counted == 2
    assert is_balanced(result)


def test_a_region_that_is_wrong_is_a_fault_also_for_a_private_performer(tmp_path):
    assert faults(read(file_of(tmp_path, {"utforarregion": "99", "driftsform": "privat"}))) == {
        "okand_utforarregion": 1
    }


def test_a_record_with_several_faults_counts_once_under_the_first(tmp_path):
    wrong = {"hemregion": "x", "operationsdatum": None, "kva_kod": "x", "utforarregion": "x", "driftsform": "x"}
    records = []
    for column in wrong:
        records.append(dict(wrong))
        wrong[column] = GOOD[column]
    result = read(file_of(tmp_path, *records))
    assert faults(result) == {
        "okand_hemregion": 1,
        "ogiltigt_datum": 1,
        "ogiltig_kod": 1,
        "okand_utforarregion": 1,
        "okand_driftsform": 1,
    }
    assert is_balanced(result)


def test_the_commonest_faulty_values_are_the_examples(tmp_path):
    values = ["A", "B", "B", "C", "C", "C", "D", "D", "D", "D"]
    (bad,) = read(file_of(tmp_path, *({"hemregion": value} for value in values))).bad
    assert bad.examples == ("”D” (post 7)", "”C” (post 4)", "”B” (post 2)")


@pytest.mark.parametrize(
    "day", [date(2000, 1, 1), date(2024, 12, 31), date(2025, 1, 1), date(2025, 11, 30), date(2099, 12, 31)], ids=str
)
def test_months_that_the_decree_does_not_measure_are_counted_too(tmp_path, day):
    assert counted(read(file_of(tmp_path, {"operationsdatum": day}))) == {
        ("12", day.replace(day=1), "hoftledsprotes", "egen_region"): 1
    }


def test_a_month_with_any_good_record_has_zeros_and_one_without_is_missing(tmp_path):
    path = file_of(
        tmp_path,
        {},
        {"operationsdatum": date(2025, 4, 30), "kva_kod": "JKA21"},
        {"operationsdatum": date(2025, 5, 1), "driftsform": "okänd"},
        {"operationsdatum": date(2025, 3, 1), "hemregion": "09", "utforarregion": "01"},
    )
    counts = read(path).counts
    assert counts.schema == COUNTS
    assert counts.group_by("region_code", "month").agg(pl.len(), pl.col("operation_count").sum()).sort(
        "region_code", "month"
    ).rows() == [("09", MARCH, 9, 1), ("12", MARCH, 9, 1), ("12", date(2025, 4, 1), 9, 0)]


IDENTITY_NUMBERS = [
    "191212121212",
    "1212121212",
    "19121212-1212",
    "121212-1212",
    "121212+1212",
    "19 121212 1212",
    "121212–1212",
    "NFB49 191212121212 Anna",
    "x" * 28 + "191212121212",
    "121212-T123",
    "19121212\u200b1212",
    "1" * 13,
]


def shown_digits(result: RecordCounts) -> str:
    return "".join(character for character in repr(result.bad) if character.isdigit())


@pytest.mark.parametrize("number", IDENTITY_NUMBERS)
def test_nothing_that_could_be_a_personal_identity_number_is_shown(tmp_path, number):
    digits = shown_digits(read(file_of(tmp_path, {"hemregion": number})))
    assert not any(part in digits for part in ("1212", "123", "11111"))


def test_identity_numbers_are_shown_of_no_column(tmp_path):
    day = {"operationsdatum": "2025-03-14"}
    result = read(file_of(tmp_path, *(day | {column: "121212-1212"} for column in GOOD)))
    assert [bad.column_name for bad in result.bad] == list(GOOD)
    assert all("(nummer)" in bad.examples[0] for bad in result.bad)
    assert "1212" not in shown_digits(result)


def test_a_date_with_a_time_of_day_is_no_identity_number(tmp_path):
    (bad,) = read(file_of(tmp_path, {"operationsdatum": "2025-13-14 10:00:00"})).bad
    assert bad.examples == ("”2025-13-14 10:00:00” (post 1)",)


def test_examples_are_one_short_line(tmp_path):
    (bad,) = read(file_of(tmp_path, {"hemregion": "rad\n\x1b[31mett " + "å" * 5000})).bad
    (example,) = bad.examples
    assert example.startswith("”rad [31mett ååå")
    assert len(example) < 50
    assert "\n" not in bad.message_sv


def test_other_columns_are_never_read(tmp_path):
    path = file_of(tmp_path, {"personnummer": "191212121212", "namn": "Tolvan"}, {"hemregion": "x", "namn": "Tolvan"})
    result = read(path)
    assert "Tolvan" not in repr(result)
    assert result.record_count == 2


def test_nothing_is_left_in_the_folder_for_temporary_files(tmp_path, monkeypatch):
    spill = tmp_path / "tillfälligt 'mapp'"
    spill.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(spill))
    read(file_of(tmp_path, {}))
    broken = tmp_path / "x.parquet"
    broken.write_bytes(b"PAR1" * 5)
    refused(broken)
    assert list(spill.iterdir()) == []


def test_a_column_of_identity_numbers_refuses_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr(record_counting, "MOST_SPELLINGS", 3)
    assert read(file_of(tmp_path, *({"kva_kod": code} for code in ("NFB49", "x", "y")))).record_count == 3
    rejection = refused(file_of(tmp_path, *({"kva_kod": code} for code in ("NFB49", "x", "y", "z"))))
    assert rejection.code == Code.FEL_FORMAT
    assert "kolumnen kva_kod har fler än 3 olika värden" in rejection.message_sv


def test_a_file_without_records_is_refused(tmp_path):
    path = tmp_path / "tom.parquet"
    pl.DataFrame([GOOD]).clear().write_parquet(path)
    assert refused(path).code == Code.INGA_RADER


def test_a_million_records_are_read_within_little_memory(tmp_path):
    path = tmp_path / "records.parquet"
    write(path, 1_000_000, faulty_every=1000)
    result = read(path, memory_limit="128MiB")
    assert result.record_count == 1_000_000
    assert 900 < sum(bad.count for bad in result.bad) <= 1000
    assert all(len(bad.examples) == 3 for bad in result.bad)
    assert is_balanced(result)


def test_a_memory_limit_that_is_too_small_refuses_the_file(tmp_path):
    path = tmp_path / "records.parquet"
    write(path, 100_000)
    rejection = read_records(path, path.name, memory_limit="1MiB")
    assert isinstance(rejection, Rejection)
    assert rejection.code == Code.FOR_STOR
    assert "inom minnesgränsen 1MiB" in rejection.message_sv


REGIONS = {"01": "01", "Gotland": "09", "12": "12", "??": None}
KINDS = {"NFB49": "hoftledsprotes", "LEF10": "framfall", "cje20": "gra_starr", "JKA21": None, "fel": None}
RECORD = st.tuples(
    st.sampled_from(sorted(REGIONS)),
    st.sampled_from([date(2024, 12, 31), date(2025, 3, 1), date(2025, 3, 31), date(1999, 1, 1), None]),
    st.sampled_from(sorted(KINDS)),
    st.sampled_from(sorted(REGIONS)),
    st.sampled_from(["offentlig", "privat", ""]),
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(RECORD, min_size=1, max_size=80))
def test_records_are_counted_as_one_would_by_hand(tmp_path, records):
    by_hand: Counter = Counter()
    for home, day, code, performing, form in records:
        if REGIONS[home] and day and day.year >= 2000 and KINDS[code] and REGIONS[performing] and form:
            own = "egen_region" if REGIONS[home] == REGIONS[performing] else "annan_region"
            by_hand[REGIONS[home], day.replace(day=1), KINDS[code], "privat" if form == "privat" else own] += 1
    path = tmp_path / "records.parquet"
    schema = {column: pl.Date if column == "operationsdatum" else pl.String for column in GOOD}
    pl.DataFrame(records, schema=schema, orient="row").write_parquet(path)
    result = read(path)
    assert counted(result) == by_hand
    assert is_balanced(result)
    assert result.record_count == len(records)


# --- compare


def counts_of(*rows: tuple) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=COUNTS, orient="row")


def test_only_differences_in_months_that_are_in_both_are_told():
    april = date(2025, 4, 1)
    records = counts_of(
        ("12", MARCH, "framfall", "egen_region", 1200),
        ("12", MARCH, "framfall", "privat", 7),
        ("12", MARCH, "gra_starr", "egen_region", 3),
        ("12", MARCH, "gra_starr", "privat", 0),
        ("12", MARCH, "hoftledsprotes", "privat", 0),
        ("12", april, "framfall", "privat", 7),
        ("09", MARCH, "framfall", "privat", 7),
    )
    reported = counts_of(
        ("12", MARCH, "framfall", "egen_region", 1100),
        ("12", MARCH, "framfall", "privat", 7),
        ("12", MARCH, "hoftledsprotes", "privat", 2),
        ("01", MARCH, "framfall", "privat", 8),
    )
    told = compare(records, reported, [MARCH, april])
    assert told.columns == [*list(COUNTS)[:-1], "record_count", "reported_count", "is_covered", "message_sv"]
    assert told["is_covered"].all()
    assert told.drop("is_covered", "message_sv").rows() == [
        ("12", MARCH, "framfall", "egen_region", 1200, 1100),
        ("12", MARCH, "gra_starr", "egen_region", 3, None),
        ("12", MARCH, "hoftledsprotes", "privat", 0, 2),
    ]
    assert [message.replace("\u00a0", " ") for message in told["message_sv"][:2]] == [
        "Region Skåne, mars 2025, framfall, egen region: patientregistret har 1 200 operationer och rapporterat antal "
        "är 1 100. Patientregistrets antal används.",
        "Region Skåne, mars 2025, grå starr, egen region: patientregistret har 3 operationer och inget antal har "
        "rapporterats. Patientregistrets antal används.",
    ]


def test_equal_counts_are_no_difference():
    same = counts_of(("12", MARCH, "framfall", "privat", 7))
    assert compare(same, same, [MARCH]).is_empty()


def test_a_bad_record_says_one_in_the_singular(tmp_path):
    (bad,) = read(file_of(tmp_path, {"driftsform": "ideell"})).bad
    assert isinstance(bad, BadRecords)
    assert bad.message_sv == (
        "operationer/2025-04-20_operationer.parquet: 1 post räknas inte eftersom kolumnen driftsform varken är "
        "offentlig eller privat, till exempel ”ideell” (post 1). Skriv offentlig eller privat och lämna filen på nytt."
    )


def test_a_fault_in_the_queries_is_not_blamed_on_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr(record_counting, "spellings", lambda most: "SELECT finns_inte FROM records")
    with pytest.raises(duckdb.BinderException):
        read_records(file_of(tmp_path, {}), "x.parquet")
