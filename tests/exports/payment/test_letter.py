from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from exports.payment.letter import Letter, MonthReason, letter_text
from rules.deadlines import Deadline, Who
from rules.duties import RequisitionTerms
from rules.seals import SealedAmount
from rules.swedish import NO_BREAK_SPACE
from tests.exports.payment.test_order import DECREE, FIRST, SEAL

AUGUST = DECREE.payment("augusti")
(COMPONENT,) = [component.id for component in AUGUST.components]
REQUIREMENT, OTHER = [requirement.id for requirement in DECREE.requirements][:2]
DECIDED = replace(
    SEAL, payment=AUGUST.id, amounts=(SealedAmount(COMPONENT, "12", 1_234_567), SealedAmount(COMPONENT, "09", 0))
)
PLAIN = Letter(DECREE, AUGUST, "12", DECIDED, RequisitionTerms(False))


def lines(letter: Letter, **changes: Any) -> list[str]:
    return letter_text(replace(letter, **changes)).replace(NO_BREAK_SPACE, " ").splitlines()


def sealed(**changes: Any) -> dict[str, Any]:
    return {"seal": replace(DECIDED, **changes)}


def test_a_letter_says_what_was_decided_for_whom_by_whom_and_when() -> None:
    said = lines(PLAIN)
    assert said[:2] == ["Region Skåne", "Organisationsnummer 232100-0255"]
    assert "Diarienummer S2024/123, den 31 augusti 2024" in said
    decided = "Socialstyrelsen har den 31 augusti 2024 beslutat att Region Skåne får 1 234 567 kronor i utbetalningen."
    assert said[said.index(decided) + 1] == "Beslutet har fattats av Anna Ek och Bo Alm."
    assert said[-1] == f"Beslut nummer 4, kontrollsumma {DECIDED.hash}"


def test_a_region_that_gets_nothing_is_told_so_and_that_nothing_is_paid() -> None:
    said = lines(PLAIN, region_code="09")
    assert any(line.endswith("beslutat att Region Gotland inte får något i utbetalningen.") for line in said)
    assert said[said.index("UTBETALNING") + 1] == "Inget betalas ut."


def test_the_amounts_of_the_parts_are_summed_only_when_there_are_several() -> None:
    assert not [line for line in lines(PLAIN) if line.startswith("- Summa")]
    december = DECREE.payment("december")
    parts = [component.id for component in december.components]
    amounts = tuple(SealedAmount(part, "12", 10 if place < 2 else 0) for place, part in enumerate(parts))
    said = lines(PLAIN, payment=december, **sealed(payment="december", amounts=amounts))
    assert "- Summa: 20 kronor" in said
    shown = {line.partition(":")[0] for line in said}
    assert "- Bonuspott" in shown
    assert not {"- Kvarstående medel", "Kvarstående medel"} & shown


def test_the_reason_of_every_month_stands_under_its_requirement() -> None:
    january, february = date(2024, 1, 1), date(2024, 2, 1)
    months = [
        MonthReason(REQUIREMENT, january, "Därför."),
        MonthReason(REQUIREMENT, february, "Också därför."),
        MonthReason(OTHER, january, "Av annat skäl."),
    ]
    said = lines(PLAIN, months=months, sentences=["Hela utbetalningen."])
    begin = said.index("Hela utbetalningen.")
    assert said[begin + 1 : said.index("UTBETALNING")] == [
        "",
        f"{DECREE.requirement(REQUIREMENT).title}:",
        "- Januari 2024: Därför.",
        "- Februari 2024: Också därför.",
        "",
        f"{DECREE.requirement(OTHER).title}:",
        "- Januari 2024: Av annat skäl.",
        "",
    ]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param(
            sealed(pay_on=date(2024, 12, 20)),
            "Kammarkollegiet ombeds betala ut beloppet den 20 december 2024.",
            id="a day in the decision",
        ),
        pytest.param(
            {"payment": DECREE.payment("december")},
            "Inget betalas ut.",
            id="nothing decided of another payment",
        ),
        pytest.param(
            {"asking": RequisitionTerms(True, date(2024, 12, 1))},
            "Det betalas bara om regionen har begärt det: en rekvisition ska ha kommit in senast den 1 december 2024.",
            id="to be asked for by a day",
        ),
        pytest.param(
            {"asking": RequisitionTerms(True, date(2024, 8, 30))},
            "Det betalas bara om regionen har begärt det: en rekvisition ska ha kommit in senast den 30 augusti 2024; "
            "för sent eller inte alls ger ingen betalning.",
            id="to be asked for by a day that had passed at the decision",
        ),
        pytest.param(
            {"asking": RequisitionTerms(True, date(2024, 8, 31))},
            "Det betalas bara om regionen har begärt det: en rekvisition ska ha kommit in senast den 31 augusti 2024.",
            id="to be asked for by the day of the decision",
        ),
        pytest.param(
            {"asking": RequisitionTerms(True)},
            "Det betalas bara om regionen har begärt det: en rekvisition ska ha kommit in.",
            id="to be asked for",
        ),
        pytest.param({}, "Regionen behöver inte rekvirera beloppet.", id="paid without being asked for"),
    ],
)
def test_a_letter_says_when_and_on_what_condition_it_is_paid(changes: dict[str, Any], said: str) -> None:
    if changes.get("payment"):
        changes = {**changes, **sealed(amounts=())}
    assert said in lines(PLAIN, **changes)


def test_without_a_day_in_the_decision_the_last_day_of_the_text_is_told() -> None:
    assert any("senast den 31 augusti 2024" in line for line in lines(PLAIN) if line.startswith("Beloppet betalas ut"))
    assert "Beloppet betalas ut av Kammarkollegiet; beslutet anger ingen dag." in lines(
        PLAIN, payment=FIRST, **sealed(amounts=(SealedAmount(FIRST.components[0].id, "12", 5),))
    )


def test_what_the_region_is_to_do_is_listed_with_its_days_and_left_out_when_there_is_nothing() -> None:
    account = Deadline(DECREE.id, "x", "lämna redovisning", Who.REGION, date(2025, 3, 31), "avsnitt 5")
    said = lines(PLAIN, to_do=[account])
    assert "- Regionen ska lämna redovisning senast den 31 mars 2025 (avsnitt 5)." in said
    assert "DET HÄR SKA REGIONEN GÖRA" in said
    assert "DET HÄR SKA REGIONEN GÖRA" not in lines(PLAIN)


def test_a_later_decision_is_told_to_the_region_that_it_is_about() -> None:
    adjusting = replace(
        DECIDED, reference="S2025/9", decided_on=date(2025, 1, 7), amounts=(SealedAmount(COMPONENT, "12", -500),)
    )
    told = "- Den 7 januari 2025 (S2025/9) beslutades att regionen ska betala tillbaka 500 kronor."
    assert told in lines(PLAIN, adjusting=[adjusting])
    assert "SENARE BESLUT" not in lines(PLAIN, adjusting=[adjusting], region_code="09")
    further = replace(adjusting, amounts=(SealedAmount(COMPONENT, "12", 1),))
    assert any("får ytterligare 1 krona." in line for line in lines(PLAIN, adjusting=[further]))


@pytest.mark.parametrize("contact", ["Enheten för statsbidrag", ""])
def test_a_letter_says_whom_to_ask(contact: str) -> None:
    who = contact or "Socialstyrelsen"
    assert f"{who} svarar på frågor. Ange diarienummer S2024/123." in lines(PLAIN, contact=contact)


def test_a_letter_about_a_decision_for_practice_says_that_it_may_not_be_sent() -> None:
    assert any(
        line.startswith("ÖVNINGSBESLUT – ") and "exempel" in line for line in lines(PLAIN, **sealed(marks=("exempel",)))
    )
    assert not [line for line in lines(PLAIN) if "ÖVNING" in line]
