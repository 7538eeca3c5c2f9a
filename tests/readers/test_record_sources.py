from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from examples.operation_records import write
from readers.operation_records import looks_like_records, read_records
from readers.record_counting import RecordCounts
from readers.rejections import Code, Rejection

HEADER = "hemregion;operationsdatum;kva_kod;utforarregion;driftsform"
LINE = "Skåne;2025-03-14;NFB49;Skåne;offentlig"
PRIVATE = "Skåne;2025-04-01;CJE20;;privat"
BOTH = {
    ("12", date(2025, 3, 1), "hoftledsprotes", "egen_region"): 1,
    ("12", date(2025, 4, 1), "gra_starr", "privat"): 1,
}
RECORD = {
    "hemregion": "12",
    "operationsdatum": date(2025, 3, 14),
    "kva_kod": "NFB49",
    "utforarregion": "12",
    "driftsform": "offentlig",
}


def read(path: Path) -> RecordCounts:
    result = read_records(path, path.name)
    assert isinstance(result, RecordCounts), result
    return result


def refused(path: Path) -> Rejection:
    result = read_records(path, path.name)
    assert isinstance(result, Rejection)
    return result


def counted(result: RecordCounts) -> dict[tuple, int]:
    return {tuple(row[:-1]): row[-1] for row in result.counts.iter_rows() if row[-1]}


def text_file(tmp_path: Path, *lines: str, encoding: str = "utf-8", end: str = "\n") -> Path:
    path = tmp_path / "2025-04-20_operationer.csv"
    path.write_bytes("".join(line + end for line in lines).encode(encoding))
    return path


def test_text_and_parquet_of_the_same_operations_give_the_same(tmp_path):
    results = []
    for name in ("r.parquet", "r.csv"):
        write(tmp_path / name, 3_000, faulty_every=50)
        results.append(read(tmp_path / name))
    parquet, text = results
    assert parquet.counts.equals(text.counts)
    assert (parquet.record_count, parquet.counted, parquet.other_procedures) == (
        text.record_count,
        text.counted,
        text.other_procedures,
    )
    assert [(bad.cause, bad.count, bad.examples) for bad in parquet.bad] == [
        (bad.cause, bad.count, bad.examples) for bad in text.bad
    ]


# --- text


@pytest.mark.parametrize(
    ("delimiter", "end", "encoding"),
    [
        pytest.param(";", "\n", "utf-8", id="semicolon, LF, UTF-8"),
        pytest.param(",", "\r\n", "utf-8-sig", id="comma, CRLF, UTF-8 with mark"),
        pytest.param("\t", "\r", "cp1252", id="tab, CR, Windows-1252"),
        pytest.param(";", "\r\n", "cp1252", id="semicolon, CRLF, Windows-1252"),
        pytest.param(";", "\r", "utf-8-sig", id="semicolon, CR, UTF-8 with mark"),
    ],
)
def test_every_delimiter_line_end_and_encoding_of_the_contract(tmp_path, delimiter, end, encoding):
    lines = (line.replace(";", delimiter) for line in (HEADER, LINE, PRIVATE))
    path = text_file(tmp_path, *lines, encoding=encoding, end=end)
    assert looks_like_records(path)
    assert counted(read(path)) == BOTH


def test_windows_1252_may_hold_what_latin_1_lacks(tmp_path):
    path = text_file(tmp_path, HEADER + ";anm", LINE + ";10 € – ja", PRIVATE + ";", encoding="cp1252")
    assert counted(read(path)) == BOTH


def test_line_ends_of_several_kinds_lose_no_record(tmp_path):
    path = tmp_path / "r.csv"
    path.write_bytes(f"{HEADER}\r\n{LINE}\n{LINE}\r{LINE}\r\n{PRIVATE}".encode())
    result = read(path)
    assert result.record_count == 4
    assert result.counted == 4


@pytest.mark.parametrize(
    "header",
    [
        "HEMREGION;Operations Datum;KVA-kod;utforarregion;driftsform",
        "Hem_Region; operationsdatum ;KVA kod;Utförarregion;Driftsform",
    ],
)
def test_headings_that_are_others_are_missing(tmp_path, header):
    path = text_file(tmp_path, header, LINE)
    assert not looks_like_records(path)
    assert refused(path).code == Code.SAKNAD_KOLUMN


def test_case_blanks_underscores_and_order_of_headings_do_not_count(tmp_path):
    path = text_file(
        tmp_path,
        '"Drifts form";KVAKOD;"person;nummer"; Hem_Region ;OPERATIONSDATUM;utforar_region;',
        'offentlig;NFB49;"191212121212";Skåne;2025-03-14;Skåne;',
        "privat;CJE20;;Skåne;2025-04-01;;",
    )
    assert looks_like_records(path)
    assert counted(read(path)) == BOTH


def test_titles_and_empty_lines_above_the_headings_are_skipped(tmp_path):
    path = text_file(tmp_path, "Utdrag ur patientregistret", "", ";;", HEADER, "", LINE, "", PRIVATE, "")
    result = read(path)
    assert counted(result) == BOTH
    assert result.record_count == 2


@pytest.mark.parametrize(
    ("day", "month"),
    [
        ("2025-03-14", date(2025, 3, 1)),
        ("20250314", date(2025, 3, 1)),
        ("2025-03-31 23:59", date(2025, 3, 1)),
        ("2025-03-31T23:59:59.999", date(2025, 3, 1)),
        ("2025-03-31T22:00:00Z", date(2025, 4, 1)),
        (" 2025-03-14 ", date(2025, 3, 1)),
    ],
)
def test_a_day_as_text_may_be_written_in_these_ways(tmp_path, day, month):
    result = read(text_file(tmp_path, HEADER, LINE.replace("2025-03-14", day)))
    assert list(counted(result)) == [("12", month, "hoftledsprotes", "egen_region")]


def test_lines_that_are_no_records_are_counted_and_told_by_number(tmp_path):
    path = text_file(
        tmp_path, HEADER, LINE, "Skåne;2025-03-14", PRIVATE, LINE + ";191212121212", "Skåne", "xx;;;;", "1;2;3"
    )
    result = read(path)
    broken, region = result.bad
    assert counted(result) == BOTH
    assert result.record_count == 7
    assert (broken.cause, broken.count, broken.column_name) == ("trasig_rad", 4, "")
    assert broken.examples == ("rad 3", "rad 5", "rad 6")
    assert "4 poster räknas inte eftersom raden inte har lika många fält" in broken.message_sv
    # The record's place is not known when lines before it were lost.
    assert (region.cause, region.examples) == ("okand_hemregion", ("”xx”",))
    assert "1912" not in repr(result)


def test_more_broken_lines_than_are_looked_at_are_still_counted(tmp_path):
    path = text_file(tmp_path, HEADER, *["Skåne"] * 3_000, LINE, *["Skåne"] * 3_000, PRIVATE)
    result = read(path)
    assert counted(result) == BOTH
    assert (result.record_count, result.bad[0].count) == (6_002, 6_000)


def test_quoted_fields_are_read(tmp_path):
    quoted = (";".join(f'"{field}"' for field in line.split(";")) for line in (HEADER + ";anm", LINE + ';a""b;c'))
    path = text_file(tmp_path, *quoted, PRIVATE + ";")
    result = read(path)
    assert result.record_count == 2
    assert sum(bad.count for bad in result.bad) + result.counted == 2


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param((LINE, '"' + LINE, LINE, LINE), id="never closed"),
        pytest.param((LINE, LINE.replace("offentlig", '"offentlig'), LINE, LINE + '"', LINE), id="closed lines later"),
        pytest.param((LINE, LINE.replace("NFB49", '"NFB49\n"'), LINE), id="a line break in a field"),
    ],
)
def test_a_quotation_mark_that_swallows_lines_refuses_the_file(tmp_path, lines):
    rejection = refused(text_file(tmp_path, HEADER, *lines))
    assert rejection.code == Code.TRASIG_FIL
    assert "citattecken" in rejection.message_sv


# --- Parquet


@pytest.mark.parametrize(
    ("value", "month"),
    [
        pytest.param(date(2025, 3, 14), date(2025, 3, 1), id="date"),
        pytest.param(datetime(2025, 3, 31, 23, 59), date(2025, 3, 1), id="time without offset"),
        pytest.param(datetime(2025, 3, 31, 22, 0, tzinfo=UTC), date(2025, 4, 1), id="point in time, April in Sweden"),
        pytest.param("2025-03-14", date(2025, 3, 1), id="text"),
        pytest.param(20250314, date(2025, 3, 1), id="number"),
    ],
)
def test_a_day_may_have_any_of_these_types(tmp_path, value, month):
    path = tmp_path / "r.parquet"
    pl.DataFrame([RECORD | {"operationsdatum": value}]).write_parquet(path)
    assert list(counted(read(path))) == [("12", month, "hoftledsprotes", "egen_region")]


@pytest.mark.parametrize("days", [2**31 - 1, 2**31 - 2, 10**9, -(10**9), -(2**31) + 1], ids=str)
def test_a_day_beyond_all_calendars_is_a_faulty_day(tmp_path, days):
    path = tmp_path / "r.parquet"
    day = pl.Series("operationsdatum", [20_161, days], dtype=pl.Int32).cast(pl.Date)
    pl.DataFrame([RECORD, RECORD]).with_columns(day).write_parquet(path)
    result = read(path)
    assert (result.counted, [(bad.cause, bad.count) for bad in result.bad]) == (1, [("ogiltigt_datum", 1)])


def test_texts_stored_as_bytes_are_texts(tmp_path):
    path = tmp_path / "r.parquet"
    pl.DataFrame([RECORD]).with_columns(pl.col("kva_kod", "driftsform").cast(pl.Binary)).write_parquet(path)
    assert read(path).counted == 1


def test_a_column_of_the_file_may_be_called_as_duckdb_numbers_rows(tmp_path):
    path = tmp_path / "r.parquet"
    pl.DataFrame([RECORD | {"file_row_number": "Tolvan", "hemregion": "x"}]).write_parquet(path)
    assert read(path).bad[0].examples == ("”x”",)


HOSTILE = [
    "*.parquet",
    "a[12].parquet",
    "a?.parquet",
    "it's; DROP TABLE x--.parquet",
    'a"b.parquet',
    "åäö {a,b}.parquet",
    "hemregion=01.parquet",
    "~.parquet",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_name_is_only_a_name(tmp_path, name):
    for decoy in ("a1.parquet", "a2.parquet", "aa.parquet", "b.parquet"):
        pl.DataFrame([RECORD] * 7).write_parquet(tmp_path / decoy)
    (tmp_path / "hemregion=01").mkdir()
    path = tmp_path / "hemregion=01" / name
    path.write_bytes((tmp_path / "b.parquet").read_bytes())
    for decoy in ("a1.parquet", "a2.parquet", "aa.parquet", "b.parquet"):
        (path.parent / decoy).write_bytes(path.read_bytes())
    assert counted(read(path)) == {("12", date(2025, 3, 1), "hoftledsprotes", "egen_region"): 7}


def test_a_text_file_with_such_a_name_is_read_too(tmp_path):
    path = tmp_path / "[a]*?'.csv"
    path.write_text(f"{HEADER}\n{LINE}\n{PRIVATE}\n", encoding="utf-8")
    assert counted(read(path)) == BOTH


def test_a_relative_path_is_read(tmp_path, monkeypatch):
    text_file(tmp_path, HEADER, LINE, PRIVATE)
    monkeypatch.chdir(tmp_path)
    assert counted(read(Path("2025-04-20_operationer.csv"))) == BOTH


# --- refusals


def test_missing_columns_are_named(tmp_path):
    path = tmp_path / "r.parquet"
    pl.DataFrame([RECORD]).drop("kva_kod", "driftsform").write_parquet(path)
    rejection = refused(path)
    assert rejection.code == Code.SAKNAD_KOLUMN
    assert "r.parquet: kolumnerna kva_kod och driftsform saknas" in rejection.message_sv


def test_one_missing_column_is_named_in_a_text_file(tmp_path):
    rejection = refused(text_file(tmp_path, HEADER.replace("driftsform", "form"), LINE))
    assert rejection.code == Code.SAKNAD_KOLUMN
    assert "kolumnen driftsform saknas" in rejection.message_sv


@pytest.mark.parametrize("twin", ["HEMREGION", "hem_region"])
def test_a_column_that_is_there_twice_refuses_the_file(tmp_path, twin):
    path = tmp_path / "r.parquet"
    pl.DataFrame([RECORD | {twin: "01"}]).write_parquet(path)
    assert refused(path).code == Code.DUBBEL_RUBRIK
    assert refused(text_file(tmp_path, f"{HEADER};{twin}", f"{LINE};01")).code == Code.DUBBEL_RUBRIK


def broken_parquet(kind: str) -> bytes:
    whole = {"no Parquet": b"hemregion;x", "encrypted": b"PARE" + b"x" * 20 + b"PARE", "only the mark": b"PAR1"}
    return whole.get(kind, b"PAR1" + b"\x00" * 50 + b"PAR1")


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("no Parquet", Code.FEL_FORMAT),
        ("encrypted", Code.LOSENORD),
        ("only the mark", Code.TRASIG_FIL),
        ("nonsense between the marks", Code.TRASIG_FIL),
    ],
)
def test_what_is_no_readable_parquet_is_refused(tmp_path, kind, code):
    path = tmp_path / "r.parquet"
    path.write_bytes(broken_parquet(kind))
    assert refused(path).code == code


@pytest.mark.parametrize("kept", [3, 8, 500, -1, -100])
def test_a_parquet_file_that_is_cut_off_is_refused(tmp_path, kept):
    path = tmp_path / "r.parquet"
    write(path, 1000)
    path.write_bytes(path.read_bytes()[:kept])
    assert refused(path).code in (Code.TRASIG_FIL, Code.FEL_FORMAT)


def test_parquet_with_damaged_data_is_refused(tmp_path):
    path = tmp_path / "r.parquet"
    write(path, 1000)
    data = bytearray(path.read_bytes())
    data[4:400] = b"\xff" * 396
    path.write_bytes(data)
    assert refused(path).code == Code.TRASIG_FIL


@pytest.mark.parametrize("name", ["r.parquet", "r.csv"])
def test_an_empty_file_a_folder_and_no_file_are_refused(tmp_path, name):
    path = tmp_path / name
    assert refused(path).code == Code.OLASBAR
    assert not looks_like_records(path)
    path.touch()
    assert refused(path).code == Code.TOM_FIL
    path.unlink()
    path.mkdir()
    assert refused(path).code == Code.OLASBAR


def test_a_text_file_with_headings_only_is_refused(tmp_path):
    assert refused(text_file(tmp_path, HEADER)).code == Code.INGA_RADER


def test_utf_16_is_refused_by_name(tmp_path):
    rejection = refused(text_file(tmp_path, HEADER, LINE, encoding="utf-16"))
    assert rejection.code == Code.FEL_FORMAT
    assert "UTF-16" in rejection.message_sv


def test_parquet_is_known_by_its_content_too(tmp_path):
    path = tmp_path / "r.csv"
    write(tmp_path / "r.parquet", 10)
    path.write_bytes((tmp_path / "r.parquet").read_bytes())
    assert looks_like_records(path)
    assert read(path).record_count == 10


def test_counts_by_month_do_not_look_like_records(tmp_path):
    assert not looks_like_records(text_file(tmp_path, "Hemregion;Månad;Insats;Utförare;Antal", "12;2025-03;framfall"))
