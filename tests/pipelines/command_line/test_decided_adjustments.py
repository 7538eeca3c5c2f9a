"""What has been decided on top of decided payments, on the screen."""

from datetime import date

import polars as pl
import pytest

from pipelines.command_line.decided_adjustments import adjusted_by_region, adjusted_sentences
from pipelines.command_line.summary import say_payment
from rules.decrees.vardplatser_2024 import DECREE
from rules.regions import CODES
from rules.swedish import NO_BREAK_SPACE
from schemas.decisions import DecidedAdjustment
from schemas.results import Payout
from schemas.tables import empty, frame

SLUT = DECREE.payment("slut")


def decided(*amounts: tuple[str, str, str, int]) -> pl.DataFrame:
    """Rows of seal, component, region code and kronor."""
    return frame(
        DecidedAdjustment,
        [
            {
                "programme": DECREE.id,
                "payment": SLUT.id,
                "component": component,
                "region_code": code,
                "amount_kr": kr,
                "reference": "S3",
                "decided_on": date(2025, 3, 1),
                "seal": seal,
                "adjusts": "0",
                "mark": "",
            }
            for seal, component, code, kr in amounts
        ],
    )


BACK_AND_FORTH = (("a", "bonuspott", "01", 30), ("a", "bonuspott", "12", -30), ("b", "bonuspott", "01", -30))


def test_a_region_has_the_net_of_all_decisions_and_components() -> None:
    assert adjusted_by_region(decided(*BACK_AND_FORTH)) == {"01": 0, "12": -30}


def test_a_payment_tells_what_each_decision_paid_and_claimed_also_when_they_cancel_out() -> None:
    (said,) = adjusted_sentences(decided(*BACK_AND_FORTH), [DECREE.id])
    assert said.replace(NO_BREAK_SPACE, " ") == (
        "Beslutade justeringar av Vårdplatser 2024, Prestationer och bonuspott: 30 kronor betalas ytterligare och 60 "
        "kronor ska återbetalas, utöver det beslutade beloppet."
    )


def test_a_region_whose_components_change_place_within_a_decision_is_neither_paid_nor_claimed() -> None:
    rows = decided(("a", "bonuspott", "01", 5), ("a", "overbelaggningar", "01", -5), ("a", "bonuspott", "03", 1))
    (said,) = adjusted_sentences(rows, [DECREE.id])
    assert "1 krona betalas ytterligare och 0 kronor ska" in said.replace(NO_BREAK_SPACE, " ")


@pytest.mark.parametrize("programmes", [[], ["vardkoer_2025"]])
def test_other_programmes_have_nothing_to_tell(programmes: list[str]) -> None:
    assert list(adjusted_sentences(decided(*BACK_AND_FORTH), programmes)) == []


@pytest.mark.parametrize("is_adjusted", [False, True])
def test_the_adjustments_are_a_column_beside_the_decided_amount(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, is_adjusted: bool
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    rows = frame(
        Payout,
        [
            {"programme": DECREE.id, "payment": SLUT.id, "component": part.id, "region_code": code, "amount_kr": 1}
            | {"mark": ""}
            for part in SLUT.components
            for code in CODES
        ],
    )
    say_payment(SLUT, rows, ["12"], decided(*BACK_AND_FORTH) if is_adjusted else empty(DecidedAdjustment))
    title, *lines = capsys.readouterr().out.splitlines()
    assert title.replace(NO_BREAK_SPACE, " ") == "Prestationer och bonuspott – 63 kronor"
    assert any("justeringar" in line for line in lines) is is_adjusted
    last = {line.split()[0]: line.split()[-1] for line in lines if line}
    assert (last["Skåne"], last["Riket"]) == (("−30", "−30") if is_adjusted else ("3", "63"))
