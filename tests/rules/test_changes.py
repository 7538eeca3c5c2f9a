"""What moved between two settlements is laid on deliveries, the day, the program and decisions, krona by krona."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

from rules.changes import (
    AmountKey,
    Cause,
    CauseKind,
    Ground,
    Outcome,
    Received,
    Results,
    Row,
    RowKey,
    moved,
)

MAY, JUNE = date(2024, 5, 1), date(2024, 6, 1)
FIRST, SECOND = ("kind/2024-05-01_a.csv", "kind/2024-06-01_b.csv")
KEY = ("p", "c", "01")


def row(code: str, value: int, file: str) -> dict[RowKey, Row]:
    return {("kind", (code,)): {"region_code": code, "value": value, "file": file}}


def ground(rows: Mapping[RowKey, Row], **files: str) -> Ground:
    days = {FIRST: MAY, SECOND: JUNE}
    return Ground("program", MAY, rows, {file: Received(days[file], files.get(name, "x")) for name, file in NAMES})


NAMES = (("first", FIRST), ("second", SECOND))


def compute(of: Ground) -> Results:
    """Each region gets its value out of 100 kronor, the last one gets the rest: one row moves two amounts."""
    values = {at["region_code"]: at["value"] for at in of.rows.values()}
    amounts: dict[AmountKey, int] = {("p", "c", code): value for code, value in values.items()}
    rest = 100 - sum(values.values()) + (7 if of.program != "program" else 0) + (1 if of.on > MAY else 0)
    return Results(amounts | {("p", "c", "99"): rest - sum(of.decided.get("q", {}).get("c", {}).values())})


def of_cause(old: Ground, new: Ground) -> dict[Cause, dict[str, int]]:
    found: dict[Cause, dict[str, int]] = {}
    for each in moved((old, compute(old)), (new, compute(new)), compute)[0]:
        found.setdefault(each.cause, {})[each.key[2]] = each.after_kr - each.before_kr
    return found


OLD = replace(ground(row("01", 10, FIRST) | row("02", 20, FIRST)), files={FIRST: Received(MAY, "x")})


def test_a_later_file_is_told_as_the_cause_of_what_it_moved_for_everyone() -> None:
    new = ground(row("01", 15, SECOND) | row("02", 20, FIRST))
    assert of_cause(OLD, new) == {Cause(CauseKind.DELIVERY, SECOND): {"01": 5, "99": -5}}


def test_files_are_taken_in_the_order_they_came_and_each_carries_its_own() -> None:
    new = ground(row("01", 15, SECOND) | row("02", 23, FIRST), first="y")
    causes = of_cause(OLD, new)
    assert list(causes) == [Cause(CauseKind.DELIVERY, FIRST), Cause(CauseKind.DELIVERY, SECOND)]
    assert causes[Cause(CauseKind.DELIVERY, FIRST)] == {"02": 3, "99": -3}


def test_a_file_that_is_taken_away_is_the_cause_and_not_the_one_that_counts_again() -> None:
    later = ground(row("01", 15, SECOND) | row("02", 20, FIRST))
    assert of_cause(later, OLD) == {Cause(CauseKind.DELIVERY, SECOND): {"01": -5, "99": 5}}


def test_the_program_the_day_and_a_decision_are_causes_of_their_own() -> None:
    new = replace(OLD, program="other", on=JUNE, decided={"q": {"c": {"01": 3}}})
    assert of_cause(OLD, new) == {
        Cause(CauseKind.PROGRAM): {"99": 7},
        Cause(CauseKind.DAY): {"99": 1},
        Cause(CauseKind.DECISION): {"99": -3},
    }


def test_the_same_files_read_in_another_way_are_laid_on_the_program() -> None:
    new = replace(OLD, rows=row("01", 11, FIRST) | row("02", 20, FIRST))
    assert of_cause(OLD, new) == {Cause(CauseKind.PROGRAM): {"01": 1, "99": -1}}


def test_what_no_step_explains_is_laid_on_the_program_so_that_the_sum_holds() -> None:
    end = Results({KEY: 42})
    amounts, _ = moved((OLD, compute(OLD)), (OLD, end), compute)
    assert {each.cause for each in amounts} == {Cause(CauseKind.PROGRAM)}
    assert [each.after_kr for each in amounts if each.key == KEY] == [42]


def test_nothing_is_computed_when_nothing_moved() -> None:
    def never(_: Ground) -> Results:
        raise AssertionError

    assert moved((OLD, compute(OLD)), (replace(OLD, program="other"), compute(OLD)), never) == ([], [])


def test_an_outcome_that_comes_moves_and_goes_is_told_with_its_cause() -> None:
    key = ("r", MAY, "01")
    half, whole = Outcome(Fraction(1, 2), "niva"), Outcome(Fraction(1), "niva")

    def outcomes(of: Ground) -> Results:
        return Results(outcomes={key: whole if of.rows["kind", ("01",)]["value"] > 10 else half})

    new = ground(row("01", 15, SECOND) | row("02", 20, FIRST))
    (told,) = moved((OLD, outcomes(OLD)), (new, outcomes(new)), outcomes)[1]
    assert (told.before, told.after, told.cause.file) == (half, whole, SECOND)


def test_what_comes_in_after_a_decision_moves_nothing_of_what_was_decided() -> None:
    def stands(of: Ground) -> Results:
        decided = of.decided.get("p", {}).get("c", {})
        return Results(compute(of).amounts | {("p", "c", code): kr for code, kr in decided.items()})

    new = replace(ground(row("01", 15, SECOND) | row("02", 20, FIRST)), decided={"p": {"c": {"01": 10}}})
    amounts, _ = moved((OLD, stands(OLD)), (new, stands(new)), stands)
    assert [(each.key[2], each.cause) for each in amounts] == [("99", Cause(CauseKind.DELIVERY, SECOND))]
