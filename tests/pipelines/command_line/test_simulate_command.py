import csv
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from assets.warehouse import Warehouse
from pipelines.command_line import simulate_command
from pipelines.command_line.scenario_file import ScenarioFile
from pipelines.command_line.simulate_command import (
    HEADINGS,
    MOST_IN_WORKBOOK,
    OutputError,
    ResultRow,
    run_simulation,
    shown,
    spread_rows,
)
from rules import what_if
from rules.regions import CODES
from rules.what_if import Scenario, ScenarioError

TWENTY_PERCENT = Scenario("20 procent", {"improvement_percent": Decimal(20)})


def file_of(*written, programme="vardplatser_2024", **random):
    return ScenarioFile(programme, written, **random)


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_each_scenario_has_a_row_per_region_and_one_for_what_nobody_gets(small_warehouse, tmp_path) -> None:
    out = tmp_path / "ny mapp" / "resultat.csv"
    report = run_simulation(small_warehouse, file_of(TWENTY_PERCENT, Scenario("oförändrat")), out)
    rows = read_csv(out)
    assert [row["scenario"] for row in rows] == ["20 procent"] * 22 + ["oförändrat"] * 22
    assert [row["region_code"] for row in rows[:22]] == [*CODES, ""]
    assert {row["difference_kr"] for row in rows[22:]} == {"0"}
    assert sum(int(row["difference_kr"]) for row in rows[:22]) == 0
    assert any(int(row["difference_kr"]) for row in rows[:22])
    assert (report.count, report.withheld, len(report.first)) == (2, (), 44)


def test_the_difference_is_told_in_kronor_and_per_cent_of_the_baseline(small_warehouse) -> None:
    report = run_simulation(small_warehouse, file_of(TWENTY_PERCENT), None)
    for row in report.first[:21]:
        assert row.difference_kr == row.scenario_kr - row.baseline_kr
        assert abs(row.difference_percent - Decimal(100 * row.difference_kr) / row.baseline_kr) < Decimal("0.01")
        assert len(shown(row)) == len(HEADINGS)
        assert str(shown(row)[-1]).endswith(" %")


def test_marks_travel_to_the_results(small_warehouse) -> None:
    marks = {
        programme: {
            row.mark for row in run_simulation(small_warehouse, file_of(scenario, programme=programme), None).first
        }
        for programme, scenario in (("vardplatser_2024", TWENTY_PERCENT), ("vardkoer_2025", Scenario("oförändrat")))
    }
    assert marks == {"vardplatser_2024": {"exempel"}, "vardkoer_2025": {""}}


def test_random_scenarios_come_out_the_same_again(small_warehouse, tmp_path) -> None:
    file = file_of(programme="vardkoer_2025", random_count=40, seed=7, spread_percent=Decimal(10))
    progress = []
    for name in ("a.csv", "b.csv"):
        run_simulation(small_warehouse, file, tmp_path / name, lambda done, of: progress.append((done, of)))
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert progress == [(done, 40) for done in range(1, 41)] * 2


@pytest.fixture
def in_both_ways(tmp_path, monkeypatch):
    """The file written as always, and with every scenario computed by the rules, one by one."""
    sweep = [Scenario(f"{limit} procent", {"improvement_percent": Decimal(limit)}) for limit in range(0, 30, 5)]
    reading = Scenario("ingen vid delad plats", readings={"t11": "none_tied"})
    file = file_of(*sweep, reading, random_count=20, seed=7, spread_percent=Decimal(10))

    def written(warehouse: Warehouse) -> tuple[bytes, bytes]:
        contents = []
        for way in (simulate_command.simulate, what_if.simulate):
            monkeypatch.setattr(simulate_command, "simulate", way)
            run_simulation(warehouse, file, tmp_path / "resultat.csv")
            contents.append((tmp_path / "resultat.csv").read_bytes())
        return contents[0], contents[1]

    return written


def test_the_file_is_byte_for_byte_that_of_the_rules_one_by_one(small_warehouse, in_both_ways) -> None:
    in_arrays, one_by_one = in_both_ways(small_warehouse)
    assert in_arrays == one_by_one


def test_so_it_is_for_the_example_year(year, in_both_ways) -> None:
    in_arrays, one_by_one = in_both_ways(Warehouse(year.warehouse))
    assert in_arrays == one_by_one


def test_the_spread_is_that_of_all_scenarios(small_warehouse, tmp_path) -> None:
    out = tmp_path / "resultat.csv"
    file = file_of(programme="vardkoer_2025", random_count=9, seed=1, spread_percent=Decimal(20))
    rows = spread_rows(run_simulation(small_warehouse, file, out).spread)
    own = sorted(int(row["difference_kr"]) for row in read_csv(out) if row["region_code"] == "12")
    assert next(row for row in rows if row[0] == "12") == ("12", "Skåne", own[0], own[4], own[-1])


def test_a_workbook_has_the_spread_and_every_result(small_warehouse, tmp_path) -> None:
    out = tmp_path / "resultat.xlsx"
    run_simulation(small_warehouse, file_of(TWENTY_PERCENT), out)
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["Spridning", "Resultat"]
    texts = [cell.value for row in book["Resultat"].iter_rows() for cell in row if cell.value is not None]
    assert texts.count("20 procent") == 22
    assert any("EXEMPEL" in str(text) for text in texts)


def test_the_warehouse_is_only_read(small_warehouse, tmp_path) -> None:
    before = small_warehouse.path.read_bytes()
    run_simulation(small_warehouse, file_of(TWENTY_PERCENT), tmp_path / "resultat.csv")
    assert small_warehouse.path.read_bytes() == before


def test_what_the_baseline_withholds_is_told_and_left_out(small_warehouse) -> None:
    report = run_simulation(small_warehouse, file_of(Scenario("oförändrat"), programme="tillganglighet_2024"), None)
    assert {row.payment for row in report.withheld} == {"forsta", "augusti", "december"}
    assert {row.left_out for row in report.first} == {"augusti, december, forsta"}
    assert {row.difference_percent for row in report.first} == {None}


@pytest.mark.parametrize(
    ("name", "count", "said"),
    [("resultat.txt", 1, ".csv eller .xlsx"), ("resultat.xlsx", MOST_IN_WORKBOOK + 1, ".csv")],
    ids=["another kind of file", "more scenarios than a workbook takes"],
)
def test_results_that_cannot_be_written_are_refused_before_anything_is_computed(
    small_warehouse, tmp_path, name, count, said
) -> None:
    computed = []
    file = file_of(random_count=count, seed=1, spread_percent=Decimal(1))
    with pytest.raises(OutputError, match=said):
        run_simulation(small_warehouse, file, tmp_path / name, lambda done, of: computed.append(done))
    assert not computed
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_written_is_told(small_warehouse, tmp_path) -> None:
    (tmp_path / "fil").write_text("")
    with pytest.raises(FileExistsError):
        run_simulation(small_warehouse, file_of(TWENTY_PERCENT), tmp_path / "fil" / "resultat.csv")


def test_a_scenario_that_cannot_be_computed_leaves_what_was_there(small_warehouse, tmp_path) -> None:
    out = tmp_path / "resultat.csv"
    out.write_text("förra gången")
    impossible = Scenario("för litet", {"block2_kr": 1})
    with pytest.raises(ScenarioError, match="för litet"):
        run_simulation(small_warehouse, file_of(Scenario("a"), impossible, programme="vardkoer_2025"), out)
    assert [path.name for path in tmp_path.iterdir()] == ["resultat.csv"]
    assert out.read_text() == "förra gången"


def test_the_columns_of_the_file_are_those_of_a_row(small_warehouse, tmp_path) -> None:
    run_simulation(small_warehouse, file_of(TWENTY_PERCENT), tmp_path / "resultat.csv")
    assert tuple(read_csv(tmp_path / "resultat.csv")[0]) == ResultRow._fields
