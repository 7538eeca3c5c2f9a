from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from assets.intake import Intake, take_in
from readers.files import find_deliveries
from rules.regions import CODES

COUNTS = "Hemregion;Månad;Insats;Utförare;Antal\n"
RECORDS = "hemregion;operationsdatum;kva_kod;utforarregion;driftsform\n"
OPERATED = [
    ("12", "2025-03-04", "NFB20", "12", "offentlig"),
    ("12", "2025-03-05", "NFB20", "13", "offentlig"),
    ("12", "2025-03-06", "CJC00", "12", "privat"),
    ("13", "2025-04-07", "LEF00", "13", "offentlig"),
]
MARCH, APRIL, MAY = (date(2025, month, 1) for month in (3, 4, 5))
THE_SAME_COUNTED = [
    "Skåne;2025-03;höftledsprotes;egen region;1",
    "Skåne;2025-03;höftledsprotes;annan region;1",
    "Skåne;2025-03;grå starr;privat;1",
    "Halland;2025-04;framfall;egen region;1",
]


@pytest.fixture
def deliver(tmp_path: Path) -> Callable[..., Path]:
    def write(name: str, header: str, lines: list[str]) -> Path:
        path = tmp_path / "operationer" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(header + "".join(f"{line}\n" for line in lines), encoding="utf-8")
        return tmp_path

    return write


def of_all_regions(*months: str, except_for: str = "") -> list[str]:
    """A record of another procedure for every region and month: they cover the month and count as nothing."""
    return [f"{code};{month}-01;JKA21;{code};offentlig" for month in months for code in CODES if code != except_for]


def taken(folder: Path, as_of: date | None = None) -> Intake:
    return take_in(find_deliveries(folder), {}, date(2026, 1, 1), as_of)


def counted(intake: Intake) -> dict[tuple[object, ...], int]:
    """Operations by region, month, kind and performer; zeros left out, since counts may leave them out."""
    rows = intake.core["operationer"].select("region_code", "month", "operation", "performer", "operation_count").rows()
    return {row[:-1]: row[-1] for row in rows if row[-1]}


def test_records_and_counts_of_the_same_operations_give_the_same_numbers(deliver: Callable[..., Path]) -> None:
    records = [";".join(row) for row in OPERATED] + of_all_regions("2025-03", "2025-04")
    by_records = counted(taken(deliver("2025-05-01_register.csv", RECORDS, records)))
    (deliver("2025-05-01_register.csv", "", []) / "operationer" / "2025-05-01_register.csv").unlink()
    by_counts = counted(taken(deliver("2025-05-01_antal.csv", COUNTS, THE_SAME_COUNTED)))
    assert by_records == by_counts
    assert sum(by_counts.values()) == len(OPERATED)


def test_records_win_over_counts_for_their_region_and_month_also_when_the_counts_came_later(
    deliver: Callable[..., Path],
) -> None:
    records = [";".join(row) for row in OPERATED[:1]] + of_all_regions("2025-03")
    deliver("2025-05-01_register.csv", RECORDS, records)
    folder = deliver(
        "2025-06-01_antal.csv",
        COUNTS,
        ["Skåne;2025-03;höftledsprotes;egen region;7", "Skåne;2025-04;höftledsprotes;egen region;8"],
    )
    intake = taken(folder)
    assert counted(intake) == {
        ("12", MARCH, "hoftledsprotes", "egen_region"): 1,
        ("12", APRIL, "hoftledsprotes", "egen_region"): 8,
    }
    (difference,) = intake.operation_differences.rows(named=True)
    assert (difference["record_count"], difference["reported_count"], difference["is_covered"]) == (1, 7, True)
    replaced = intake.row_outcomes.filter(outcome="replaced")
    assert replaced["row"].to_list() == [2]
    assert "2025-05-01_register.csv" in replaced["replaced_by"][0]


def test_nine_records_from_a_neighbour_do_not_erase_the_counts_of_a_region(deliver: Callable[..., Path]) -> None:
    deliver("2025-05-01_antal.csv", COUNTS, ["Skåne;2025-03;höftledsprotes;annan region;700"])
    folder = deliver("2025-06-01_register.csv", RECORDS, ["12;2025-03-04;NFB20;13;offentlig"] * 9)
    intake = taken(folder)
    assert counted(intake) == {("12", MARCH, "hoftledsprotes", "annan_region"): 700}
    assert intake.row_outcomes["outcome"].to_list() == ["counts"]
    (difference,) = intake.operation_differences.rows(named=True)
    assert (difference["record_count"], difference["reported_count"], difference["is_covered"]) == (9, 700, False)
    assert "används inte" in difference["message_sv"]
    (said,) = (remark for remark in intake.remarks["remark_sv"] if "hemregioner" in remark)
    assert "posterna är lästa men ändrar inget. För mars 2025 har alla lästa poster tillsammans bara 1 av 21" in said
    assert not any("räknade" in remark for remark in intake.remarks["remark_sv"])


def test_records_of_which_only_some_months_count_say_which_do_not(deliver: Callable[..., Path]) -> None:
    records = [*of_all_regions("2025-03"), "12;2025-04-04;NFB20;12;offentlig", "12;2025-05-04;NFB20;12;offentlig"]
    remarks = taken(deliver("2025-06-01_register.csv", RECORDS, records)).remarks["remark_sv"]
    (said,) = (remark for remark in remarks if "hemregioner" in remark)
    assert "register.csv: posterna för april–maj 2025 ändrar inget." in said


@pytest.mark.parametrize(
    ("reported", "is_moved"),
    [
        pytest.param(["Skåne;2025-03;höftledsprotes;egen region;1"], False, id="the same"),
        pytest.param(["Skåne;2025-03;höftledsprotes;egen region;2"], True, id="another number"),
        pytest.param(["Skåne;2025-04;höftledsprotes;egen region;1"], True, id="nothing of that month"),
    ],
)
def test_records_that_say_what_was_reported_say_that_they_change_nothing(
    deliver: Callable[..., Path], reported: list[str], is_moved: bool
) -> None:
    deliver("2025-05-01_antal.csv", COUNTS, reported)
    folder = deliver("2025-06-01_register.csv", RECORDS, [";".join(OPERATED[0]), *of_all_regions("2025-03")])
    said = "posterna för mars 2025 räknas men ändrar inget"
    assert any(said in remark for remark in taken(folder).remarks["remark_sv"]) is not is_moved


@pytest.mark.parametrize(("left_out", "count"), [("09", 7), ("", 1)], ids=["20 of 21 regions", "all 21 regions"])
def test_records_replace_counts_of_a_month_only_when_all_home_regions_occur(
    deliver: Callable[..., Path], left_out: str, count: int
) -> None:
    deliver("2025-05-01_antal.csv", COUNTS, ["Skåne;2025-03;höftledsprotes;egen region;7"])
    records = [";".join(OPERATED[0]), *of_all_regions("2025-03", except_for=left_out)]
    intake = taken(deliver("2025-06-01_register.csv", RECORDS, records))
    assert counted(intake) == {("12", MARCH, "hoftledsprotes", "egen_region"): count}
    assert intake.operation_differences["is_covered"].to_list() == [not left_out]


def test_a_file_per_region_covers_the_month_together(deliver: Callable[..., Path]) -> None:
    deliver("2025-05-01_register_09.csv", RECORDS, ["09;2025-03-04;NFB20;09;offentlig"])
    folder = deliver("2025-05-01_register.csv", RECORDS, of_all_regions("2025-03", "2025-04", except_for="09"))
    intake = taken(folder)
    assert counted(intake) == {("09", MARCH, "hoftledsprotes", "egen_region"): 1}
    assert set(intake.core["operationer"]["month"]) == {MARCH}


def test_records_that_do_not_cover_a_month_are_kept_as_differences_also_when_nothing_was_reported(
    deliver: Callable[..., Path],
) -> None:
    intake = taken(deliver("2025-06-01_register.csv", RECORDS, ["12;2025-05-04;NFB20;12;offentlig"]))
    assert counted(intake) == {}
    (difference,) = intake.operation_differences.rows(named=True)
    assert (difference["month"], difference["record_count"], difference["reported_count"]) == (MAY, 1, None)


def test_counts_that_differ_from_records_that_count_are_told_with_both_sums(deliver: Callable[..., Path]) -> None:
    deliver("2025-05-01_antal.csv", COUNTS, ["Skåne;2025-03;höftledsprotes;egen region;7"])
    folder = deliver("2025-06-01_register.csv", RECORDS, [";".join(OPERATED[0]), *of_all_regions("2025-03")])
    assert any(
        "1 rapporterat antal skiljer sig från patientregistret, som räknas: 1 operation i stället för 7" in remark
        for remark in taken(folder).remarks["remark_sv"]
    )


def test_bad_records_are_one_rejection_per_cause_with_the_number(deliver: Callable[..., Path]) -> None:
    rows = [";".join(row) for row in OPERATED] + ["99;2025-03-04;NFB20;12;offentlig"] * 3
    intake = taken(deliver("2025-05-01_register.csv", RECORDS, rows))
    (rejected,) = intake.rejected.rows(named=True)
    assert rejected["code"] == "okand_hemregion"
    assert "3 " in rejected["message_sv"]
    assert intake.operation_differences["record_count"].sum() == len(OPERATED)
    assert "7 poster lästa" in intake.remarks["remark_sv"][0]


def test_a_file_of_records_that_cannot_be_read_is_refused_and_the_rest_goes_on(deliver: Callable[..., Path]) -> None:
    folder = deliver("2025-05-01_antal.csv", COUNTS, THE_SAME_COUNTED)
    (folder / "operationer" / "2025-05-02_register.parquet").write_bytes(b"PAR1 half a file")
    intake = taken(folder)
    assert sum(counted(intake).values()) == len(OPERATED)
    assert dict(intake.deliveries.select("file", "status").rows()) == {
        "operationer/2025-05-01_antal.csv": "read",
        "operationer/2025-05-02_register.parquet": "refused",
    }


def test_as_of_leaves_later_records_out(deliver: Callable[..., Path]) -> None:
    records = [";".join(row) for row in OPERATED] + of_all_regions("2025-03", "2025-04")
    folder = deliver("2025-05-01_register.csv", RECORDS, records)
    assert counted(taken(folder, date(2025, 4, 30))) == {}
    assert counted(taken(folder, date(2025, 5, 1)))
