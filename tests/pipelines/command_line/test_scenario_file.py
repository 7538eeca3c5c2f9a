from datetime import date
from decimal import Decimal

import pytest

from pipelines.command_line.scenario_file import ScenarioFileError, read_scenarios
from rules.swedish import NO_BREAK_SPACE
from rules.what_if import ReportChange, Scenario, Shake

EXAMPLE = """
programme = "vardplatser_2024"
[[scenario]]
name = "1 procent"
parameters = { improvement_percent = "1" }
readings = { T11 = "none_tied" }
[[scenario.report]]
region = "12"
month = "2024-03"
overbelaggningar_per_100 = "3,5"
[[sweep]]
parameter = "improvement_percent"
from = "0"
to = "0,3"
step = 0.1
[random]
count = 2
seed = 7
spread_percent = 2.5
"""


@pytest.fixture
def read(tmp_path):
    def read_text(text):
        path = tmp_path / "scenarier.toml"
        path.write_text(text, encoding="utf-8")
        return read_scenarios(path)

    return read_text


def of(programme, rest):
    return f'programme = "{programme}"\n{rest}'


def scenario(rest, programme="vardplatser_2024"):
    return of(programme, f'[[scenario]]\nname = "prov"\n{rest}')


def report(rest, programme="vardplatser_2024"):
    return scenario(f"[[scenario.report]]\n{rest}", programme)


def test_a_file_is_read_in_order_written_out_then_sweeps_then_random(read) -> None:
    file = read(EXAMPLE)
    assert file.programme_id == "vardplatser_2024"
    assert file.count == 7
    change = ReportChange("vardplatser", ("12", date(2024, 3, 1), ""), {"overbelaggningar_per_100": Decimal("3.5")})
    assert list(file.scenarios()) == [
        Scenario("1 procent", {"improvement_percent": Decimal(1)}, {"t11": "none_tied"}, (change,)),
        Scenario("improvement_percent = 0", {"improvement_percent": Decimal(0)}),
        Scenario("improvement_percent = 0,1", {"improvement_percent": Decimal("0.1")}),
        Scenario("improvement_percent = 0,2", {"improvement_percent": Decimal("0.2")}),
        Scenario("improvement_percent = 0,3", {"improvement_percent": Decimal("0.3")}),
        Scenario("slump 1", shake=Shake("7 1", Decimal("2.5"))),
        Scenario("slump 2", shake=Shake("7 2", Decimal("2.5"))),
    ]


@pytest.mark.parametrize(
    ("to", "values"),
    [("2", [1, 2]), ("1.9", [1]), ("1", [1])],
    ids=["a step ends at the last", "none does", "one value"],
)
def test_a_sweep_takes_the_last_value_when_a_step_ends_there(read, to, values) -> None:
    text = f'[[sweep]]\nparameter = "top_places"\nfrom = 1\nto = {to}\nstep = 1\n'
    assert [s.parameters["top_places"] for s in read(of("vardplatser_2024", text)).scenarios()] == values


@pytest.mark.parametrize(
    ("text", "change"),
    [
        (
            report(
                'region = "Skåne"\nmonth = 2024-03-01\nmeasure = "besök"\ncompleted_within_count = 12',
                "tillganglighet_2024",
            ),
            ReportChange("bup", ("12", date(2024, 3, 1), "besök"), {"completed_within_count": 12}),
        ),
        (
            report('region = 9\nmonth = "mars 2025"\noperation = "grå starr"\noperation_count = 0', "vardkoer_2025"),
            ReportChange("operationer", ("09", date(2025, 3, 1), "gra_starr"), {"operation_count": 0}),
        ),
        (
            report('region = "09"\nmonth = "2023-03"\nutlokaliseringar_per_100 = "saknas"'),
            ReportChange("vardplatser", ("09", date(2023, 3, 1), ""), {"utlokaliseringar_per_100": None}),
        ),
    ],
    ids=["patients", "operations", "a value taken away"],
)
def test_reported_values_are_written_as_in_a_delivery(read, text, change) -> None:
    (found,) = read(text).scenarios()
    assert found.reports == (change,)


@pytest.mark.parametrize(
    ("value", "expected"),
    [('last_account_day = "2024-10-15"', date(2024, 10, 15)), ("last_account_day = 2024-10-15", date(2024, 10, 15))],
    ids=["as text", "as a TOML date"],
)
def test_a_day_can_be_changed(read, value, expected) -> None:
    (found,) = read(scenario(f"parameters = {{ {value} }}", "tillganglighet_2024")).scenarios()
    assert found.parameters == {"last_account_day": expected}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("programme = ", "TOML"),
        ("", "statsbidragen"),
        (of("kapacitet_2022", ""), "statsbidragen"),
        (of("vardplatser_2024", ""), "inga scenarier"),
        (of("vardplatser_2024", "[[scenarier]]"), "scenarier, som inte finns"),
        (of("vardplatser_2024", "[scenario]\nname = 'x'"), "[[scenario]]"),
        (scenario("parameter = 1"), "parameter, som inte finns"),
        (scenario("parameters = 1"), "klamrar"),
        (scenario("parameters = { improvement = 1 }"), "improvement_percent"),
        (scenario("parameters = { measured_months = 1 }", "vardkoer_2025"), "kan inte ändras"),
        (scenario("parameters = { improvement_percent = 'en' }"), "är inte ett tal"),
        (scenario("parameters = { improvement_percent = '-1' }"), "noll eller mer"),
        (scenario("parameters = { improvement_percent = '' }"), "noll eller mer"),
        (scenario("parameters = { top_places = 4.5 }"), "inte ett heltal"),
        (scenario("parameters = { last_account_day = 'i morgon' }", "tillganglighet_2024"), "inte ett datum"),
        (scenario("readings = { T12 = 'forfeited' }"), "T12 är ingen läsning med alternativ"),
        (scenario("readings = { T99 = 'x' }"), "T99 är ingen läsning"),
        (scenario("readings = { T11 = 'lot' }"), "all_tied och none_tied"),
        (scenario("report = 1"), "[[scenario.report]]"),
        (report("region = '12'\noverbelaggningar_per_100 = 1"), "saknar month"),
        (report("region = '12'\nmonth = '2024-03'"), "ändrar inget värde"),
        (report("region = '12'\nmonth = '2024-03'\nbeds = 1"), "beds, som inte finns"),
        (report("region = '99'\nmonth = '2024-03'\noverbelaggningar_per_100 = 1"), "länskoden 99"),
        (report("region = '12'\nmonth = '2024-13'\noverbelaggningar_per_100 = 1"), "ingen månad"),
        (report("region = '12'\nmonth = '2024-01'\noverbelaggningar_per_100 = 1"), "inga belopp vilar på januari 2024"),
        (report("region = '12'\nmonth = '2024-03'\noverbelaggningar_per_100 = -1"), "orimligt"),
        (report("region = '12'\nmonth = '2024-03'\noverbelaggningar_per_100 = 1000001"), "orimligt"),
        (of("vardplatser_2024", "[[scenario]]\nname = 'a'\n[[scenario]]\nname = 'a'"), "heter a"),
        (of("vardplatser_2024", "[[sweep]]\nparameter = 'top_places'"), "saknar from, to och step"),
        (
            of("vardplatser_2024", "[[sweep]]\nparameter = 'top_places'\nfrom = 2\nto = 1\nstep = 1"),
            "to ska vara minst",
        ),
        (of("vardplatser_2024", "[[sweep]]\nparameter = 'top_places'\nfrom = 1\nto = 2\nstep = 0"), "större än noll"),
        (of("vardplatser_2024", "[[sweep]]\nparameter = 'basic_kr'\nfrom = 1\nto = 100001\nstep = 1"), "större steg"),
        (of("vardplatser_2024", "[random]\ncount = 1\nseed = 1"), "saknar spread_percent"),
        (of("vardplatser_2024", "[random]\ncount = 0\nseed = 1\nspread_percent = 1"), "heltal från 1"),
        (of("vardplatser_2024", "[random]\ncount = 1\nseed = 1\nspread_percent = 101"), "högst 100"),
        (of("vardplatser_2024", "[random]\ncount = 1\nseed = 1\nspread_percent = 0"), "större än 0"),
        (of("vardplatser_2024", "[random]\ncount = 1\nseed = 1\nspread_percent = 0.001"), "två decimaler"),
    ],
)
def test_a_file_that_cannot_be_followed_is_refused_with_the_reason(read, text, said) -> None:
    with pytest.raises(ScenarioFileError) as refused:
        read(text)
    assert said in str(refused.value).replace(NO_BREAK_SPACE, " ")


def test_a_file_that_is_not_there_is_refused(tmp_path) -> None:
    with pytest.raises(ScenarioFileError, match=r"finns inte\. Kontrollera namnet"):
        read_scenarios(tmp_path / "borta.toml")


def test_a_file_in_another_encoding_is_refused(tmp_path) -> None:
    (tmp_path / "latin.toml").write_bytes("# å".encode("latin-1"))
    with pytest.raises(ScenarioFileError, match="UTF-8"):
        read_scenarios(tmp_path / "latin.toml")
