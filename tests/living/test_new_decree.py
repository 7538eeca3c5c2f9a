"""A decree that is one module and one registration gets everything that the others have."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

import duckdb
import openpyxl
import pytest

from assets.basis import load
from assets.warehouse import Warehouse
from exports.report.places import programme_href, region_grant_href, region_href
from rules.case import Case
from rules.interval import Bounded, interval
from rules.margins import Margin, margins
from rules.monthly_pot import Route
from rules.price_readings import price_readings
from rules.what_if import ReportChange, Scenario, Shake, simulate, under
from tests.exports.calculation.conftest import Recalculated
from tests.living.decree_2031 import BEST, CROWDING, DECREE, OPERATIONS, WAITS, N
from tests.living.session import AFTERWARDS

PROJECT = Path(__file__).resolve().parents[2]
COMMANDS = (
    "run",
    "status",
    "calendar",
    "explain",
    "explain month",
    "explain cell",
    "readings",
    "margins",
    "interval",
    "simulate",
    "report",
    "publish",
    "template",
)
PAYMENTS = [payment.id for payment in DECREE.payments]


@dataclass(frozen=True)
class Session:
    """What the commands said, by name, and where they worked."""

    place: Path
    said: dict[str, tuple[int, str]]

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with duckdb.connect(str(self.place / "w.duckdb"), read_only=True) as connection:
            return connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Session:
    place = tmp_path_factory.mktemp("living")
    command = [sys.executable, "-m", "tests.living.session", str(place)]
    said = subprocess.run(command, check=True, cwd=PROJECT, capture_output=True, text=True).stdout
    return Session(place, {name: (code, text) for name, (code, text, _) in json.loads(said).items()})


@pytest.fixture(scope="module")
def case(session: Session) -> Case:
    with Warehouse(session.place / "w.duckdb").reading() as connection:
        return Case(DECREE, replace(load(connection, DECREE).given, on=AFTERWARDS))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_knows_it(session: Session, command: str) -> None:
    code, text = session.said[command]
    assert code == 0, text
    assert "Prov 2031" in text or DECREE.title in text or command not in ("run", "status", "calendar", "explain")


def test_every_krona_that_is_set_aside_is_paid_or_told_to_be_left(session: Session) -> None:
    paid = sum(kr for (kr,) in session.rows(f"SELECT amount_kr FROM out.payout WHERE programme = '{DECREE.id}'"))
    left = session.rows(f"SELECT component, amount_kr FROM out.undistributed WHERE programme = '{DECREE.id}'")
    assert left == [("lika_for_alla", 2)]
    assert paid + 2 == N.total_kr.value - N.own_costs_kr.value
    assert session.rows(f"SELECT * FROM out.withheld WHERE programme = '{DECREE.id}'") == []
    assert session.rows(f"SELECT difference_kr FROM out.appropriation WHERE programme = '{DECREE.id}'") == [(0,)]


@pytest.mark.parametrize("payment", PAYMENTS)
def test_the_formulas_of_its_workbook_give_what_was_paid(session: Session, payment: str) -> None:
    book = Recalculated(session.place / "results" / f"{DECREE.id}_{payment}_kalkyl.xlsx", {})
    components = [component.id for component in DECREE.payment(payment).components]
    paid = {
        (component, code): kr
        for component, code, kr in session.rows(
            f"SELECT component, region_code, amount_kr FROM out.payout "
            f"WHERE programme = '{DECREE.id}' AND payment = '{payment}'"
        )
    }
    assert book.payouts([component for component in components if any(of == component for of, _ in paid)]) == paid
    assert [cell for cell in book.formula_cells() if not cell.is_stored(cell.again)] == []


def texts(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob(f"{DECREE.id}_*.xlsx")):
        for sheet in openpyxl.load_workbook(path):
            if sheet.title in ("Läs mig", "Läsningar"):  # the register tells of each decree that has an open point
                continue
            for row in sheet.iter_rows(values_only=True):
                yield from (str(cell) for cell in row if cell is not None)


def test_its_documents_tell_its_own_numbers_and_years_and_no_other_decrees(session: Session) -> None:
    written = "\n".join(texts(session.place / "results"))
    for own in ("topp tre", "§ 4", "trängsel", "maj 2031", "maj 2030"):
        assert own in written.lower(), own
    for other in ("fem bästa", "topp fem", "0,5 procent", r"\b2023\b", r"\b2024\b", r"\b2025\b"):
        assert not re.search(other, written), other


def test_it_is_explained_with_its_own_limits(session: Session) -> None:
    _, spring = session.said["explain"]
    assert "plats 3 av 21 (plats 1–3 räcker)" in " ".join(spring.split())
    _, may = session.said["explain month"]
    for limit in ("minst 1 procent krävs", "minst 2,0 procentenheter", "minst 85 procent", "(§ 4)", "i maj 2030"):
        assert limit in " ".join(may.split())
    assert "taket på" in session.said["explain cell"][1]


def test_its_follow_up_and_final_report_have_the_sheets_of_what_it_is_made_of(session: Session) -> None:
    def sheets(name: str) -> list[str]:
        return openpyxl.load_workbook(session.place / "results" / f"{DECREE.id}_{name}.xlsx").sheetnames

    assert {"Uppfyllnad", "Värmekarta trängsel", "Värmekarta väntan", "Riket", "Tak", "Skäl"} <= set(
        sheets("uppfoljning")
    )
    assert sheets("slutredovisning")[0] == "Sammanfattning"
    assert {"Utbetalningar", "Uppfyllnad", "Utveckling i riket", "Grundkrav", "Tak"} <= set(sheets("slutredovisning"))


def test_its_region_pages_and_month_page_are_in_the_report(session: Session) -> None:
    for href in (region_href("12"), region_grant_href(DECREE.id, "12")):
        assert DECREE.short_title in (session.place / "report" / href).read_text(encoding="utf-8")
    assert "plats 1–3" in (session.place / "report" / region_grant_href(DECREE.id, "12")).read_text(encoding="utf-8")
    assert (session.place / "report" / programme_href(DECREE.id)).exists()


def test_all_routes_are_taken_by_some_region(session: Session) -> None:
    taken = session.rows(f"SELECT DISTINCT requirement, route FROM out.qualification WHERE programme = '{DECREE.id}'")
    assert {(CROWDING.id, Route.TOP_FIVE), (CROWDING.id, Route.IMPROVEMENT)} <= set(taken)
    assert {(WAITS.id, Route.THRESHOLD), (WAITS.id, Route.IMPROVEMENT)} <= set(taken)


def part_with(case: Case, margin: Margin, value: Fraction) -> Fraction:
    outcome = margin.outcome
    measure = {CROWDING.id: CROWDING, WAITS.id: WAITS}[outcome.requirement].measure
    key = (outcome.region_code, outcome.month, measure.item)
    levers = measure.levers(case.given.report(measure.kind.id, *key))
    (column,) = [each.column for each in levers if each.name == margin.value_name]
    changed = under(case, Scenario("", reports=(ReportChange(measure.kind.id, key, {column: value}),)))
    return next(
        found.assessment.part
        for found in changed.qualify(outcome.month)
        if (found.requirement, found.region_code) == (outcome.requirement, outcome.region_code)
    )


def test_its_margins_flip(case: Case) -> None:
    flipping = [margin for margin in margins(case) if margin.flip]
    assert {margin.outcome.requirement for margin in flipping} == {CROWDING.id, WAITS.id}
    for margin in Random(1).sample(flipping, 20):
        assert part_with(case, margin, margin.flip.value) == margin.flip.part


def test_its_intervals_hold_what_is_paid_for_what_was_performed(case: Case) -> None:
    _, settled = case.computed()
    performed = {own.id for _, part in DECREE.parts if isinstance(part, Bounded) for own in part.components}
    for bounds in interval(case):
        own = [row for row in settled.payouts if row.region_code == bounds.region_code]
        paid = sum(row.amount_kr for row in own if row.component in performed)
        assert bounds.least_kr <= paid <= bounds.most_kr


def test_its_readings_have_prices(case: Case) -> None:
    priced = {(each.reading.id, each.alternative.id): each for each in price_readings(case, DECREE.readings)}
    moved = {reading for (reading, _), each in priced.items() if each.moved_kr}
    assert {"T04", "T09", "T14"} <= moved


def test_scenarios_share_out_the_same_kronor(case: Case) -> None:
    scenarios = [Scenario("tre till", {"top_places": 6}), Scenario("skakat", shake=Shake("1", Decimal(5)))]
    for simulated in simulate(case, scenarios):
        before, after = simulated.comparison.undistributed_kr
        assert sum(simulated.comparison.differences_kr.values()) == before - after


def test_what_operations_leave_goes_to_the_best(case: Case) -> None:
    qualified = {line.region_code for line in BEST.lines(case) if line.is_qualified}
    assert 4 <= len(qualified) <= 8
    assert BEST.remaining_kr(case) == N.operations_kr.value - sum(
        line.paid_kr for line in OPERATIONS.tariff_lines(case)
    )
