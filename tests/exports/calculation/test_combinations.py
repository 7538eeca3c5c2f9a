"""Decrees made here from mechanisms in combinations that no real decree has: their workbooks agree all the same."""

import ast
import inspect
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from random import Random
from typing import Any

import openpyxl
import pytest

from exports import calculation
from exports.calculation.mechanisms.measures import MEASURES
from exports.calculation.mechanisms.requirement import ROUTES
from exports.calculation.workbook import FORMULAS
from rules import mechanisms
from rules.case import Account, Case, Given
from rules.declaration import Appropriation, Component, Decree, Part, Payment, Section
from rules.decrees.tillganglighet_2024_facit import POPULATION, POPULATION_0_18
from rules.found_decrees import decrees
from rules.mechanisms.bands import Band, Bands
from rules.mechanisms.capped_tariff import CappedTariff, Tariffed
from rules.mechanisms.condition import ApprovedAccount, OnCondition, Redistributed
from rules.mechanisms.measures import Rate, ShareWithin
from rules.mechanisms.monthly_pots import BonusPot, Earned
from rules.mechanisms.relative_change import RelativeChange
from rules.mechanisms.remaining_funds import RemainingFunds
from rules.mechanisms.requirement import Requirement, RouteTo
from rules.mechanisms.shares import EqualShare, PopulationShare, PrintedAmounts
from rules.mechanisms.threshold import Threshold
from rules.mechanisms.top_places import TopPlaces
from rules.months import months, year_before
from rules.numbers import Number, kr, last_day, numbers_of
from rules.regions import CODES
from rules.reports import BUP, OPERATIONER, VARDPLATSER
from schemas.deliveries import KIND_BY_ID

SECTION = "avsnitt 1"


class N:
    """Numbers that no real decree has."""

    first_kr = kr(90_000_001, SECTION, "Första beloppet", cell="Belopp_ett")
    second_kr = kr(33_333_333, SECTION, "Andra beloppet")
    percent: Number[Decimal] = Number(Decimal("1.0"), "procent", SECTION, "Minsta förändring", cell="Minst_procent")
    places = Number(3, "platser", SECTION, "Platser", cell="Antal_platser")
    points = Number(2, "procentenheter", SECTION, "Steget")
    gives = Number(40, "procent", SECTION, "Steget ger")
    level = Number(90, "procent", SECTION, "Nivån")
    few = Number(4, "väntande", SECTION, "Få väntande")
    each_kr = Number(70_000, "kronor", SECTION, "För varje")
    half = Number(50, "procent", SECTION, "Halva")
    by = last_day(date(2029, 5, 31), SECTION, "Sista dag")
    measured = Number(months(2029, 10, 11), "månader", SECTION, "Månader")


SPRING, SUMMER, AUTUMN = months(2029, 3, 4), months(2029, 5, 6), months(2029, 9, 10)
CHANGE, PLACES = RelativeChange(N.percent), TopPlaces(N.places)
BANDS, LEVEL = Bands((Band(N.points, N.gives),)), Threshold(N.level, N.gives, N.few)
BEDS = Rate(VARDPLATSER, "occupancy_percent")
VISITS = ShareWithin(BUP, "besök", "besök", "besöken", "väntetider", 60)


def requirement(
    measure: Any,
    routes: Sequence[RouteTo],
    at: tuple[date, ...] = SPRING,
    amount: Number[int] = N.first_kr,
    age_group: str = "totalt",
    name: str = "krav",
) -> Requirement:
    return Requirement(
        id=name,
        title=name.capitalize(),
        short_title=name.capitalize(),
        section=SECTION,
        measure=measure,
        amount=amount,
        months=at,
        routes=tuple(routes),
        age_group=age_group,
    )


def component(name: str) -> Component:
    return Component(name, name.capitalize())


def made(*payments: tuple[Part, ...], requirements: tuple[Requirement, ...] = ()) -> Decree:
    """A decree with these payments."""
    section = Section(
        SECTION,
        appropriation=Appropriation(2029, "9", "1:1", "1", N.first_kr, N.by),
        requirements=requirements,
        payments=tuple(
            Payment(f"nummer_{place}", f"Utbetalning {place}", SECTION, parts)
            for place, parts in enumerate(payments, start=1)
        ),
    )
    return Decree("pahittat_2029", "Påhittat 2029", "Påhittat", None, date(2028, 11, 1), numbers_of(N), (section,))


def reported(decree: Decree, seed: int = 1) -> Case:
    """Every value that a decree of these mechanisms can ask for, some of them missing."""
    draw = Random(seed)

    def counts() -> dict[str, int | None]:
        done, waiting = draw.randint(0, 40), draw.randint(0, 9)
        values: tuple[int | None, ...] = (done, draw.randint(0, done), waiting, draw.randint(0, waiting))
        report = dict(zip(VISITS.all_columns, values, strict=True))
        return report if draw.random() < 0.9 else {**report, draw.choice(VISITS.all_columns): None}

    def rate() -> dict[str, Decimal | None]:
        return {BEDS.column: draw.choice([None, *(Decimal(n) / 100 for n in (0, 990, 1000, 1010, 98_0, 1234, 87))])}

    at = [month for own in decree.months or (SPRING[0],) for month in (own, year_before(own))]
    return Case(
        decree,
        Given(
            {"totalt": POPULATION, "0-18": POPULATION_0_18},
            {
                VARDPLATSER.id: {(code, month, ""): rate() for code in CODES for month in at},
                BUP.id: {(code, month, VISITS.item): counts() for code in CODES for month in at},
                OPERATIONER.id: {
                    (code, month, kind): {"operation_count": draw.randint(0, 9)}
                    for code in CODES
                    for month in N.measured.value
                    for kind in ("a", "b")
                },
            },
            {code: Account(draw.choice([date(2029, 5, 31), date(2029, 6, 1)]), True) for code in CODES},
        ),
    )


@pytest.fixture
def agree(settled: Any, write: Any, recalculated: Callable[..., Any], paid: Any, tmp_path: Path) -> Callable[..., Any]:
    """Writes a payment, recalculates it, and compares every krona and every stored value; the workbook."""

    def compare(case: Case, payment: str = "nummer_1") -> Any:
        inputs, path = settled(case), tmp_path / f"{payment}.xlsx"
        write(inputs, payment, path)
        book = recalculated(path)
        components = [own.id for own in case.decree.payment(payment).components]
        assert book.payouts(components) == paid(inputs, payment)
        assert [cell for cell in book.formula_cells() if not cell.is_stored(cell.again)] == []
        return book

    return compare


def is_declared_in(module: Any, own: Any) -> bool:
    return inspect.isclass(own) and own.__module__ == module.__name__ and not getattr(own, "_is_protocol", False)


def test_every_mechanism_has_its_formulas() -> None:
    """Whatever pays is a part, whatever is tested is a route, and whatever can lack a value is a measure."""
    modules = [import_module(f"{mechanisms.__name__}.{found.name}") for found in iter_modules(mechanisms.__path__)]
    classes = [own for module in modules for own in vars(module).values() if is_declared_in(module, own)]
    public = [own for own in classes if not own.__name__.startswith("_")]
    assert {own for own in public if hasattr(own, "pay")} == set(FORMULAS)
    assert {own for own in public if hasattr(own, "tested") and hasattr(own, "short")} == set(ROUTES)
    assert {own for own in public if hasattr(own, "unassessed")} == set(MEASURES)


def test_no_module_knows_a_decree() -> None:
    """None imports one, and none has the id of anything that one declares, but for words that are kinds of delivery."""
    ids = {each.id for each in decrees()}
    ids |= {own.id for each in decrees() for own in each.requirements}
    ids |= {payment.id for each in decrees() for payment in each.payments}
    ids |= {own.id for each in decrees() for payment in each.payments for own in payment.components}
    for module in Path(calculation.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant):
                assert node.value not in ids - set(KIND_BY_ID), f"{module.name}:{node.lineno}"
            if isinstance(node, ast.ImportFrom):
                assert not (node.module or "").startswith("rules.decrees"), f"{module.name}:{node.lineno}"


MIXED: dict[str, tuple[Any, tuple[RouteTo, ...]]] = {
    "one requirement, two other months, three places, 1.0 per cent": (BEDS, (CHANGE, PLACES)),
    "more is better": (replace(BEDS, is_fewer_better=False), (PLACES, CHANGE)),
    "places and change of a share": (VISITS, (PLACES, CHANGE)),
    "bands of a rate": (replace(BEDS, is_fewer_better=False), (BANDS,)),
    "a level before bands and places": (VISITS, (LEVEL, BANDS, PLACES)),
}


@pytest.mark.parametrize("case", MIXED)
def test_routes_in_any_order_on_any_measure(case: str, agree: Callable[..., Any]) -> None:
    asked = requirement(*MIXED[case])
    earned = Earned(component("fortjanat"), (asked,), SPRING)
    decree = made((earned, BonusPot(component("bonus"), (earned,))), requirements=(asked,))
    book = agree(reported(decree))
    assert book.named("Antal_manader") == 2
    ways = set(book.column(book.engine.sheet_names[4], "Väg"))
    assert {"ej uppfyllt"} < ways and len(ways) > 2


def test_the_words_follow_the_numbers(agree: Callable[..., Any], tmp_path: Path) -> None:
    asked = requirement(VISITS, (PLACES, LEVEL))
    decree = made((Earned(component("fortjanat"), (asked,), SPRING),), requirements=(asked,))
    agree(reported(decree))
    cells = {
        str(cell.value)
        for sheet in openpyxl.load_workbook(tmp_path / "nummer_1.xlsx").worksheets[1:]
        for row in sheet.iter_rows()
        for cell in row
    }
    assert {"Topp tre ger, procent", "Inom 60 dagar", "Andel 2029, procent", "mars 2029"} <= cells
    assert not [text for text in cells if "topp fem" in text.lower() or "30 dagar" in text or "2024" in text]


def test_requirements_of_other_months_amounts_and_populations_share_a_bonus_pot(agree: Callable[..., Any]) -> None:
    """Paid together or apart, in this payment and in an earlier one; months that are not next to one another."""
    beds = requirement(BEDS, (CHANGE, PLACES), SPRING + AUTUMN, name="bada")
    same_months = requirement(replace(BEDS, is_fewer_better=False), (PLACES,), SPRING + AUTUMN, name="lika")
    visits = requirement(VISITS, (BANDS,), SPRING + SUMMER + AUTUMN, N.second_kr, "0-18", "besok")
    early = Earned(component("tidigt"), (beds, visits), SPRING)
    late = Earned(component("sent"), (beds, visits), SUMMER + AUTUMN)
    alone = Earned(component("enkelt"), (same_months,), SPRING + AUTUMN)
    pot = BonusPot(component("bonus"), (early, late, alone))
    decree = made((early,), (pot, late, alone), requirements=(beds, same_months, visits))
    case = reported(decree)
    book = agree(case, "nummer_2")
    assert (book.named("Antal_manader_4"), book.named("Antal_manader_6")) == (4, 6)
    decided = {"nummer_1": {"tidigt": dict.fromkeys(CODES, 1_000_003)}}
    agree(replace(case, given=replace(case.given, decided=decided)), "nummer_2")
    agree(case, "nummer_1")


def test_each_requirement_can_have_its_own_bonus_pot(agree: Callable[..., Any]) -> None:
    """Two pots and two numbers of the same name in one payment."""
    asked = [
        requirement(BEDS, (PLACES,), name="ett"),
        requirement(VISITS, (PLACES,), amount=replace(N.second_kr, cell=N.first_kr.cell), name="tva"),
    ]
    earned = [Earned(component(f"fortjanat_{own.id}"), (own,), SPRING) for own in asked]
    pots = [BonusPot(component(f"bonus_{own.component.id}"), (own,)) for own in earned]
    decree = made((*earned, *pots), requirements=tuple(asked))
    numbers = (N.first_kr, asked[1].amount, N.places)
    book = agree(reported(replace(decree, numbers=numbers)))
    assert {book.named("Belopp_ett"), book.named("Belopp_ett_2")} == {90_000_001, 33_333_333}
    assert book.named("Bonuspott_kronor") + book.named("Bonuspott_kronor_2") > 0


def test_shares_of_every_kind_in_one_payment(agree: Callable[..., Any]) -> None:
    """Two on a condition, two without, printed ones and equal ones."""
    condition = ApprovedAccount(N.by, "avsnitt 2", "avsnitt 3")
    kept = [
        OnCondition(PopulationShare(component(name), amount, group), condition)
        for name, amount, group in (("unga", N.second_kr, "0-18"), ("alla", N.first_kr, "totalt"))
    ]
    printed = PrintedAmounts(component("tryckt"), N.first_kr, {code: int(code) for code in CODES}, "bilaga 9")
    parts: tuple[Part, ...] = (
        Redistributed(component("omfordelat"), tuple(kept)),
        EqualShare(component("lika"), N.second_kr, "bilaga 8"),
        *kept,
        printed,
        PopulationShare(component("per_person"), N.second_kr),
        PopulationShare(component("per_ung"), N.first_kr, "0-18"),
    )
    agree(reported(made(parts)))


def test_a_tariff_of_two_kinds_and_a_pot_in_one_payment(agree: Callable[..., Any]) -> None:
    tariff = CappedTariff(
        OPERATIONER,
        (Tariffed(component("b"), "slag b", N.each_kr), Tariffed(component("a"), "slag a", N.each_kr)),
        N.measured,
        dict.fromkeys(CODES, 1_500_000),
        "bilaga 7",
    )
    left = RemainingFunds(component("kvar"), tariff, N.first_kr, (N.half, N.level), N.places)
    asked = requirement(BEDS, (PLACES,), amount=N.second_kr)
    decree = made((left, tariff, Earned(component("fortjanat"), (asked,), SPRING)), requirements=(asked,))
    agree(reported(decree))
