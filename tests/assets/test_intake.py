from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from assets.intake import Intake, take_in
from readers.files import find_deliveries

TODAY = date(2025, 1, 15)
POPULATION = "Region;Referensdatum;Åldersgrupp;Antal\n"
Deliver = Callable[..., None]


@pytest.fixture
def deliver(tmp_path: Path) -> Deliver:
    def write(name: str, *lines: str, header: str = POPULATION) -> None:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(header + "".join(f"{line}\n" for line in lines), encoding="utf-8")

    return write


def taken(folder: Path, as_of: date | None = None) -> Intake:
    return take_in(find_deliveries(folder), {}, TODAY, as_of)


def inhabitants(intake: Intake) -> dict[str, int | None]:
    return dict(intake.core["befolkning"].select("region_code", "population_count").iter_rows())


def outcomes(intake: Intake) -> dict[tuple[str, int], str]:
    return {(file, row): outcome for file, row, outcome in intake.row_outcomes.select("file", "row", "outcome").rows()}


def test_a_later_delivery_replaces_key_by_key_and_the_old_row_says_by_what(tmp_path: Path, deliver: Deliver) -> None:
    deliver("befolkning/2024-01-01_a.csv", "Skåne;2023-11-01;totalt;1", "Gotland;2023-11-01;totalt;2")
    deliver("befolkning/2024-02-01_b.csv", "12;2023-11-01;totalt;3")
    intake = taken(tmp_path)
    assert inhabitants(intake) == {"09": 2, "12": 3}
    assert outcomes(intake)["befolkning/2024-01-01_a.csv", 2] == "replaced"
    assert intake.row_outcomes.filter(outcome="replaced")["replaced_by"][0].startswith("befolkning/2024-02-01_b.csv")
    assert intake.replaced["befolkning"]["population_count"].to_list() == [1]


def test_on_the_same_day_the_file_name_that_sorts_last_wins(tmp_path: Path, deliver: Deliver) -> None:
    deliver("befolkning/z/2024-01-01T0900_x.csv", "Skåne;2023-11-01;totalt;1")
    deliver("befolkning/a/2024-01-01T1000_x.csv", "Skåne;2023-11-01;totalt;2")
    assert inhabitants(taken(tmp_path)) == {"12": 2}


@pytest.mark.parametrize(
    ("day", "remarks"),
    [("2025-01-14", 0), ("2025-01-15", 0), ("2025-01-16", 1)],
    ids=["the day before", "today", "a day to come"],
)
def test_a_file_that_is_dated_on_a_day_to_come_counts_and_is_remarked_on(
    tmp_path: Path, deliver: Deliver, day: str, remarks: int
) -> None:
    deliver(f"befolkning/{day}_a.csv", "Skåne;2023-11-01;totalt;1")
    intake = taken(tmp_path)
    assert inhabitants(intake) == {"12": 1}
    assert ["inte har varit än" in text for text in intake.remarks["remark_sv"]] == [True] * remarks


def test_as_of_leaves_out_what_came_later_and_says_so(tmp_path: Path, deliver: Deliver) -> None:
    deliver("befolkning/2024-01-01_a.csv", "Skåne;2023-11-01;totalt;1")
    deliver("befolkning/2024-02-01_b.csv", "Skåne;2023-11-01;totalt;2")
    assert inhabitants(taken(tmp_path, date(2024, 2, 1))) == {"12": 2}
    earlier = taken(tmp_path, date(2024, 1, 31))
    assert inhabitants(earlier) == {"12": 1}
    assert dict(earlier.deliveries.select("file", "status").rows())["befolkning/2024-02-01_b.csv"] == "later"


def test_a_file_without_a_date_counts_from_the_day_it_was_first_registered(tmp_path: Path, deliver: Deliver) -> None:
    deliver("befolkning/a.csv", "Skåne;2023-11-01;totalt;1")
    first = taken(tmp_path)
    assert first.deliveries["received"].to_list() == [TODAY]
    assert "börjar inte med ett datum" in first.remarks["remark_sv"][0]
    registered = {("befolkning/a.csv", first.deliveries["sha256"][0]): TODAY}
    later = take_in(find_deliveries(tmp_path), registered, date(2026, 1, 1))
    assert later.deliveries["received"].to_list() == [TODAY]


def test_a_file_that_is_refused_is_registered_with_its_content_so_that_a_correction_is_another(
    tmp_path: Path, deliver: Deliver
) -> None:
    registered = set()
    for content in ("inte en arbetsbok", "inte heller"):
        deliver("befolkning/2024-01-01_a.xlsx", content)
        deliveries = taken(tmp_path).deliveries
        assert deliveries["status"].to_list() == ["refused"]
        registered |= set(deliveries["sha256"])
    assert len(registered) == 2 and "" not in registered


ACCOUNTS = "Region;Statsbidrag;Inkom;Godkänd;Resultat;Handlingsplan bifogad\n"


@pytest.mark.parametrize(
    ("told", "lacks"),
    [
        pytest.param("ja;ja;ja", [], id="all there"),
        pytest.param("ja;ja;nej", ["saknar handlingsplanen som bilaga"], id="not enclosed"),
        pytest.param("nej;nej;ja", ["saknar resultatet"], id="not approved and lacking"),
        pytest.param("ja;;ja", ["godkänd utan uppgift i kolumnen Resultat"], id="approved without a word"),
        pytest.param("nej;;ja", [], id="not approved without a word"),
        pytest.param(";;ja", [], id="not assessed without a word"),
    ],
)
def test_an_account_that_lacks_what_the_decree_asks_for_is_told(
    tmp_path: Path, deliver: Deliver, told: str, lacks: list[str]
) -> None:
    deliver("redovisning/2024-09-30_a.csv", f"Skåne;tillganglighet_2024;2024-09-29;{told}", header=ACCOUNTS)
    said = taken(tmp_path).findings.filter(code="ofullstandig_redovisning")["message_sv"].to_list()
    assert len(said) == len(lacks)
    for sentence, words in zip(said, lacks, strict=True):
        assert words in sentence
        assert "Region Skåne" in sentence and "avsnitt 5" in sentence
        assert sentence.startswith("redovisning/2024-09-30_a.csv, cell ")


WAITS = (
    "Region;Månad;Insats;Genomförda;Genomförda inom 30 dagar;Väntande;Väntande inom 30 dagar;Svarsfrekvens;"
    "Inte rapporterat;Plan för rapporteringen\n"
)


@pytest.mark.parametrize(
    ("told", "lacks"),
    [
        pytest.param("94,99;;", "Inte rapporterat och Plan för rapporteringen", id="under, nothing told"),
        pytest.param("94,99;Privata mottagningar;", "Plan för rapporteringen", id="under, without a plan"),
        pytest.param("94,99;Privata mottagningar;Med från mars", "", id="under, explained"),
        pytest.param("95;;", "", id="at"),
        pytest.param(";;", "", id="not told"),
    ],
)
def test_an_answer_rate_below_the_limit_that_is_not_explained_is_told(
    tmp_path: Path, deliver: Deliver, told: str, lacks: str
) -> None:
    deliver("bup/2024-03-20_a.csv", f"Skåne;2024-02;besök;10;8;5;4;{told}", header=WAITS)
    said = taken(tmp_path).findings.filter(code="oforklarad_andel")["message_sv"].to_list()
    assert len(said) == bool(lacks)
    for sentence in said:
        assert sentence.startswith("bup/2024-03-20_a.csv, cell H2: Region Skåne, februari 2024, besök: svarsfrekvens")
        assert "94,99 procent och ska vara minst 95 (avsnitt 3.4)" in sentence and f"Fyll i {lacks}." in sentence


def test_a_file_without_columns_for_what_is_not_reported_is_not_told_of_each_month(
    tmp_path: Path, deliver: Deliver
) -> None:
    header = WAITS.partition(";Inte rapporterat")[0] + "\n"
    deliver("bup/2024-03-20_a.csv", "Skåne;2024-02;besök;10;8;5;4;50", header=header)
    assert taken(tmp_path).findings.filter(code="oforklarad_andel").is_empty()


@pytest.mark.parametrize(
    ("lacking", "count"),
    [pytest.param("", 0, id="nothing"), pytest.param("jämställdhetsperspektivet", 1, id="a part")],
)
def test_what_a_report_lacks_is_told_with_what_it_is_to_hold(
    tmp_path: Path, deliver: Deliver, lacking: str, count: int
) -> None:
    line = f"tillganglighet_2024;skr_verksamhetsrapport;2025-03-31;{lacking}"
    deliver("rapporter/2025-03-31_a.csv", line, header="Statsbidrag;Rapport;Inkom;Saknar\n")
    said = taken(tmp_path).findings.filter(code="ofullstandig_rapport")["message_sv"].to_list()
    assert len(said) == count
    assert all("saknar jämställdhetsperspektivet" in each and "jämställd hälsa" in each for each in said)


@pytest.mark.parametrize(
    ("programme", "rejected"),
    [pytest.param("tillganglighet_2024", 0, id="its own"), pytest.param("vardkoer_2025", 1, id="of another")],
)
def test_a_report_that_a_programme_does_not_have_is_rejected(
    tmp_path: Path, deliver: Deliver, programme: str, rejected: int
) -> None:
    line = f"{programme};skr_delrapport;2024-09-30"
    deliver("rapporter/2024-09-30_a.csv", line, header="Statsbidrag;Rapport;Inkom\n")
    assert taken(tmp_path).rejected.height == rejected


def test_of_an_account_replaced_by_a_complete_one_nothing_is_told(tmp_path: Path, deliver: Deliver) -> None:
    for day, told in (("2024-09-29", "nej;nej"), ("2024-09-30", "ja;ja")):
        line = f"Skåne;tillganglighet_2024;2024-09-29;ja;{told}"
        deliver(f"redovisning/{day}_a.csv", line, header=ACCOUNTS)
    assert taken(tmp_path).findings.is_empty()


def test_a_file_without_the_columns_is_told_nothing_of(tmp_path: Path, deliver: Deliver) -> None:
    header = "Region;Statsbidrag;Inkom;Godkänd\n"
    deliver("redovisning/2024-09-30_a.csv", "Skåne;tillganglighet_2024;2024-09-29;ja", header=header)
    assert taken(tmp_path).findings.is_empty()


def test_a_rejected_row_never_replaces_an_earlier_valid_one(tmp_path: Path, deliver: Deliver) -> None:
    deliver("befolkning/2024-01-01_a.csv", "Skåne;2023-11-01;totalt;1")
    deliver("befolkning/2024-02-01_b.csv", "Skåne;2023-11-01;totalt;många")
    intake = taken(tmp_path)
    assert inhabitants(intake) == {"12": 1}
    assert intake.rejected["cell"].to_list() == ["D2"]


def test_an_empty_value_withdraws_the_earlier_one(tmp_path: Path, deliver: Deliver) -> None:
    deliver("befolkning/2024-01-01_a.csv", "Skåne;2023-11-01;totalt;1")
    deliver("befolkning/2024-02-01_b.csv", "Skåne;2023-11-01;totalt;..")
    assert inhabitants(taken(tmp_path)) == {"12": None}


def test_the_same_key_twice_counts_once_when_equal_and_not_at_all_when_different(
    tmp_path: Path, deliver: Deliver
) -> None:
    deliver(
        "befolkning/2024-01-01_a.csv",
        "Skåne;2023-11-01;totalt;1",
        "12;2023-11-01;totalt;1",
        "Gotland;2023-11-01;totalt;2",
        "09;2023-11-01;totalt;3",
    )
    intake = taken(tmp_path)
    assert inhabitants(intake) == {"12": 1}
    assert sorted(outcomes(intake).values()) == ["counts", "rejected", "rejected", "repeated"]


def test_one_bad_file_never_stops_the_others(tmp_path: Path, deliver: Deliver) -> None:
    deliver("befolkning/2024-01-01_a.csv", "Skåne;2023-11-01;totalt;1")
    deliver("befolkning/2024-01-02_b.csv", header="nothing of the sort\n")
    (tmp_path / "befolkning" / "2024-01-03_c.xlsx").write_bytes(b"PK\x03\x04 half a workbook")
    (tmp_path / "befolkning" / "2024-01-04_d.xls").write_bytes(b"old")
    (tmp_path / "okand_mapp").mkdir()
    (tmp_path / "okand_mapp" / "x.csv").write_text("a;b\n")
    intake = taken(tmp_path)
    assert inhabitants(intake) == {"12": 1}
    assert dict(intake.deliveries.group_by("status").len().rows()) == {"read": 1, "refused": 4}
    assert intake.rejected["file"].n_unique() == 4
    assert all(message.strip() for message in intake.rejected["message_sv"])


def test_the_same_file_twice_changes_nothing(tmp_path: Path, deliver: Deliver) -> None:
    deliver("befolkning/2024-01-01_a.csv", "Skåne;2023-11-01;totalt;1")
    deliver("befolkning/2024-01-01_b.csv", "Skåne;2023-11-01;totalt;1")
    intake = taken(tmp_path)
    assert inhabitants(intake) == {"12": 1}
    assert sorted(outcomes(intake).values()) == ["counts", "replaced"]


def test_raw_rows_keep_the_text_as_delivered_with_its_address(tmp_path: Path, deliver: Deliver) -> None:
    deliver("befolkning/2024-01-01_a.csv", "region SKÅNE ;2023-11-01; totalt;1 402")
    row = taken(tmp_path).raw["befolkning"].row(0, named=True)
    assert (row["file"], row["row"], row["population_count"]) == ("befolkning/2024-01-01_a.csv", 2, "1 402")
    assert "population_count=D" in row["columns"]
    assert len(row["sha256"]) == 64


BUP = "Region;Månad;Insats;Genomförda;Genomförda inom 30 dagar;Väntande;Väntande inom 30 dagar\n"


def corrections(intake: Intake) -> list[tuple[str, str | None]]:
    return intake.rejected.select("file", "corrected_by").rows()


def test_an_error_is_put_right_by_the_first_later_valid_row_with_its_key(tmp_path: Path, deliver: Deliver) -> None:
    deliver("bup/2024-03-01_a.csv", "Skåne;2024-02;besök;ca 3;1;1;1", "Halland;2024-02;besök;ca 3;1;1;1", header=BUP)
    deliver("bup/2024-03-02_b.csv", "Skåne;2024-01;besök;3;1;1;1", header=BUP)
    deliver("bup/2024-04-20_c.csv", "12;feb-24;besök;3;1;1;1", header=BUP)
    deliver("bup/2024-04-21_d.csv", "12;feb-24;besök;3;1;1;1", header=BUP)
    assert corrections(taken(tmp_path)) == [
        ("bup/2024-03-01_a.csv", "bup/2024-04-20_c.csv"),
        ("bup/2024-03-01_a.csv", None),
    ]


def test_an_earlier_delivery_puts_nothing_right(tmp_path: Path, deliver: Deliver) -> None:
    deliver("bup/2024-03-01_a.csv", "Skåne;2024-02;besök;3;1;1;1", header=BUP)
    deliver("bup/2024-03-02_b.csv", "Skåne;2024-02;besök;ca 3;1;1;1", header=BUP)
    assert corrections(taken(tmp_path)) == [("bup/2024-03-02_b.csv", None)]


@pytest.mark.parametrize(
    ("later", "is_corrected"),
    [
        ("2024-03-02_skane.csv", True),
        ("2024-03-28_skane_rattelse.csv", True),
        ("2024-03-29_skane.csv", False),
        ("2024-03-02_skanetrafiken.csv", False),
        ("2024-03-02_halland.csv", False),
    ],
)
def test_a_refused_file_is_put_right_by_the_next_of_its_name_within_four_weeks(
    tmp_path: Path, deliver: Deliver, later: str, is_corrected: bool
) -> None:
    deliver("bup/2024-03-01_skane.csv", header="inget alls\n")
    deliver(f"bup/{later}", "Skåne;2024-02;besök;3;1;1;1", header=BUP)
    assert corrections(taken(tmp_path)) == [("bup/2024-03-01_skane.csv", f"bup/{later}" if is_corrected else None)]


def test_empty_rows_of_a_template_withdraw_nothing(tmp_path: Path, deliver: Deliver) -> None:
    deliver("bup/2024-03-01_a.csv", "Skåne;2024-02;besök;3;1;2;1", header=BUP)
    deliver("bup/2024-03-02_b.csv", "Skåne;2024-02;besök;;;;", "Halland;2024-02;besök;3;1;2;1", header=BUP)
    intake = taken(tmp_path)
    assert intake.core["bup"].height == 2
    assert outcomes(intake)["bup/2024-03-02_b.csv", 2] == "passed"
    assert intake.findings.is_empty()
    assert "rad 2 saknar värden" in intake.remarks["remark_sv"][0]


def test_what_a_later_delivery_takes_back_is_named_by_region_and_month(tmp_path: Path, deliver: Deliver) -> None:
    deliver("bup/2024-03-01_a.csv", "Skåne;2024-02;besök;3;1;2;1", "Halland;2024-02;besök;3;1;2;1", header=BUP)
    deliver("bup/2024-03-02_b.csv", "Skåne;2024-02;besök;3;1;;", "Halland;2024-02;besök;saknas;..;-;saknas", header=BUP)
    said = taken(tmp_path).findings.filter(code="indragen")["message_sv"].to_list()
    assert [("Region Skåne, februari 2024" in text, text.count("(var ")) for text in said] == [(True, 2), (False, 4)]
    assert all("bup/2024-03-01_a.csv räknas inte längre" in text for text in said)


def test_sum_rows_are_passed_over_and_their_sum_is_checked(tmp_path: Path, deliver: Deliver) -> None:
    rows = ["Skåne;2024-02;besök;3;1;2;1", "Halland;2024-02;besök;4;1;2;1"]
    deliver("bup/2024-03-01_a.csv", *rows, "Totalt;2024-02;besök;7;2;5;2", header=BUP)
    intake = taken(tmp_path)
    assert intake.core["bup"].height == 2
    (said,) = intake.findings["message_sv"].to_list()
    assert "cell F4: summaraden anger 5 i kolumnen Väntande, men raderna som räknas ger 4" in said


def test_a_population_unlike_a_printed_one_is_found_with_both_numbers(tmp_path: Path, deliver: Deliver) -> None:
    deliver("befolkning/2024-01-01_a.csv", "Gotland;2023-11-01;totalt;610930", "Skåne;2023-11-01;totalt;1422288")
    (said,) = taken(tmp_path).findings.filter(code="tryckt_befolkning")["message_sv"].to_list()
    assert "610 930 i leveransen men 61 093 i bilaga 2" in said.replace(chr(0xA0), " ")


def test_no_inhabitants_are_refused(tmp_path: Path, deliver: Deliver) -> None:
    deliver("befolkning/2024-01-01_a.csv", "Gotland;2023-11-01;totalt;0", "Skåne;2023-11-01;totalt;1")
    intake = taken(tmp_path)
    assert (inhabitants(intake), intake.rejected["cell"].to_list()) == ({"12": 1}, ["D2"])


def test_personal_numbers_are_stored_nowhere(tmp_path: Path, deliver: Deliver) -> None:
    deliver("bup/2024-03-01_a.csv", "19121212-1212;2024-02;besök;3;1;2;1", "Skåne;2024-02;besök;3;1;2;1", header=BUP)
    intake = taken(tmp_path)
    assert intake.rejected["code"].to_list() == ["personnummer"]
    for frame in (intake.rejected, intake.raw["bup"], intake.remarks, intake.row_outcomes):
        assert "1212-1212" not in frame.write_json() and "121212" not in frame.write_json()
    assert "ut att innehålla personnummer" in intake.remarks["remark_sv"][0]


# Plans and outcomes of beds

HEADINGS = "Region;Månad;Disponibla vårdplatser;Överbeläggningar per 100;Utlokaliseringar per 100;Beläggningsgrad"
BEDS, BEDS_SAID = f"{HEADINGS}\n", f"{HEADINGS};Uppgift\n"


def beds(intake: Intake) -> dict[str, tuple[str, str | None]]:
    """Year and month and beds that count, by whether they are a plan; of one region and month."""
    rows = intake.core["vardplatser"].select("statement", "month", "beds").iter_rows()
    return {
        said: (f"{month:%Y-%m}", None if number is None else f"{number.normalize():f}") for said, month, number in rows
    }


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["plan first", "outcome first"])
def test_a_plan_and_an_outcome_of_one_month_stand_beside_each_other(
    tmp_path: Path, deliver: Deliver, order: tuple[int, int]
) -> None:
    rows = ("Skåne;2025-01;95;;;92", "Skåne;2025-01;80;5;2;101")
    for day, at in enumerate(order, start=1):
        deliver(f"vardplatser/2025-03-0{day}_a.csv", rows[at], header=BEDS)
    intake = taken(tmp_path)
    assert beds(intake) == {"plan": ("2025-01", "95"), "utfall": ("2025-01", "80")}
    assert intake.replaced["vardplatser"].is_empty()


def test_both_may_be_in_one_file(tmp_path: Path, deliver: Deliver) -> None:
    deliver("vardplatser/2025-03-01_a.csv", "Skåne;2025-01;95;;;92", "Skåne;2025-01;80;5;;101", header=BEDS)
    intake = taken(tmp_path)
    assert beds(intake) == {"plan": ("2025-01", "95"), "utfall": ("2025-01", "80")}
    assert intake.rejected.is_empty()


def test_two_plans_of_one_month_in_one_file_contradict_each_other(tmp_path: Path, deliver: Deliver) -> None:
    lines = ("Skåne;2025-01;95;;;92;", "Skåne;2025-01;96;;;92;plan")
    deliver("vardplatser/2025-03-01_a.csv", *lines, header=BEDS_SAID)
    intake = taken(tmp_path)
    assert intake.rejected["code"].to_list() == ["dubbel_nyckel"] * 2
    assert "Region, Månad, Uppgift" in intake.rejected["message_sv"][0]


def test_a_plan_that_says_so_and_one_that_does_not_are_the_same(tmp_path: Path, deliver: Deliver) -> None:
    lines = ("Skåne;2025-01;95;;;92;", "Skåne;2025-01;95;;;92;plan")
    deliver("vardplatser/2025-03-01_a.csv", *lines, header=BEDS_SAID)
    assert sorted(outcomes(taken(tmp_path)).values()) == ["counts", "repeated"]


def test_what_a_row_says_counts_before_its_values(tmp_path: Path, deliver: Deliver) -> None:
    deliver("vardplatser/2025-03-01_a.csv", "Skåne;2025-01;95;;;92", header=BEDS)
    deliver("vardplatser/2025-04-01_b.csv", "Skåne;2025-01;80;;;101;Utfall", header=BEDS_SAID)
    assert beds(taken(tmp_path)) == {"plan": ("2025-01", "95"), "utfall": ("2025-01", "80")}


def test_a_correction_of_a_plan_replaces_the_plan_only(tmp_path: Path, deliver: Deliver) -> None:
    deliver("vardplatser/2025-03-01_a.csv", "Skåne;2025-01;95;;;92", "Skåne;2025-01;80;5;2;101", header=BEDS)
    deliver("vardplatser/2025-04-01_b.csv", "Skåne;2025-01;97;;;92", header=BEDS)
    intake = taken(tmp_path)
    assert beds(intake) == {"plan": ("2025-01", "97"), "utfall": ("2025-01", "80")}
    assert intake.replaced["vardplatser"]["statement"].to_list() == ["plan"]


@pytest.mark.parametrize("said", ["plan", "utfall"])
def test_a_withdrawal_takes_back_the_one_it_names(tmp_path: Path, deliver: Deliver, said: str) -> None:
    deliver("vardplatser/2025-03-01_a.csv", "Skåne;2025-01;95;;;92", "Skåne;2025-01;80;5;2;101", header=BEDS)
    deliver("vardplatser/2025-04-01_b.csv", f"Skåne;2025-01;saknas;saknas;saknas;saknas;{said}", header=BEDS_SAID)
    intake = taken(tmp_path)
    kept = {"plan": ("2025-01", "95"), "utfall": ("2025-01", "80")}
    assert beds(intake) == kept | {said: ("2025-01", None)}
    assert f"januari 2025, {said}" in intake.findings["message_sv"][0]


def test_a_withdrawal_that_names_none_takes_back_the_plan(tmp_path: Path, deliver: Deliver) -> None:
    deliver("vardplatser/2025-03-01_a.csv", "Skåne;2025-01;95;;;92", "Skåne;2025-01;80;5;2;101", header=BEDS)
    deliver("vardplatser/2025-04-01_b.csv", "Skåne;2025-01;saknas;saknas;saknas;saknas", header=BEDS)
    assert beds(taken(tmp_path)) == {"plan": ("2025-01", None), "utfall": ("2025-01", "80")}


def test_december_of_the_year_before_is_an_outcome_also_without_rates(tmp_path: Path, deliver: Deliver) -> None:
    deliver("vardplatser/2025-03-01_a.csv", "Skåne;2024-12;95;;;92", header=BEDS)
    assert beds(taken(tmp_path)) == {"utfall": ("2024-12", "95")}


def test_a_rate_that_cannot_be_read_is_not_empty_and_its_row_is_put_right_by_an_outcome(
    tmp_path: Path, deliver: Deliver
) -> None:
    deliver("vardplatser/2025-03-01_a.csv", "Skåne;2025-01;80;fem;;101", header=BEDS)
    deliver("vardplatser/2025-03-02_b.csv", "Skåne;2025-01;95;;;92", header=BEDS)
    assert taken(tmp_path).rejected["corrected_by"].to_list() == [None]
    deliver("vardplatser/2025-03-03_c.csv", "Skåne;2025-01;80;5;;101", header=BEDS)
    assert taken(tmp_path).rejected["corrected_by"].to_list() == ["vardplatser/2025-03-03_c.csv"]


def test_something_else_than_plan_or_outcome_is_rejected_with_what_may_be_said(
    tmp_path: Path, deliver: Deliver
) -> None:
    deliver("vardplatser/2025-03-01_a.csv", "Skåne;2025-01;95;;;92;prognos", header=BEDS_SAID)
    (rejected,) = taken(tmp_path).rejected.iter_rows(named=True)
    assert (rejected["code"], rejected["cell"]) == ("okant_val", "G2")
    assert "utfall och plan" in rejected["message_sv"]
