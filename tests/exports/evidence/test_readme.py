from dataclasses import replace
from datetime import date

import pytest

from exports.evidence.readme import readme
from rules.decrees.vardplatser_2024 import DECREE
from rules.seals import FIRST_PREVIOUS, Seal

PAYMENT = DECREE.payment("slut")
SEAL = Seal(
    number=3,
    programme=DECREE.id,
    payment=PAYMENT.id,
    reference="S2024/1",
    decided_by=("Anna Ek", "Bo Alm"),
    decided_on=date(2024, 12, 16),
    amounts=(),
    undistributed=(),
    inputs=(),
    parameters={},
    readings={},
    code="",
    marks=(),
    previous=FIRST_PREVIOUS,
)


def test_a_payment_that_is_not_decided_is_called_a_draft() -> None:
    text = readme(DECREE, PAYMENT, None, ())
    assert "UTKAST. Utbetalningen är inte beslutad" in text
    assert "Beslutad den" not in text


def test_a_decided_payment_says_who_when_and_by_which_seal() -> None:
    text = readme(DECREE, PAYMENT, SEAL, ())
    assert "Beslutad den 16 december 2024 av Anna Ek och Bo Alm, diarienummer S2024/1." in text
    assert SEAL.hash in text
    assert "UTKAST" not in text


@pytest.mark.parametrize("seal", [None, replace(SEAL, marks=("exempel",))], ids=["draft", "decided"])
def test_marked_inputs_are_told(seal: Seal | None) -> None:
    assert "OBS! Beloppen vilar på uppgifter märkta exempel." in readme(DECREE, PAYMENT, seal, ["exempel"])


def test_real_inputs_give_no_warning_and_no_empty_gap() -> None:
    text = readme(DECREE, PAYMENT, SEAL, ())
    assert "OBS!" not in text
    assert "\n\n\n" not in text


def test_what_no_check_can_tell_is_said() -> None:
    assert "VAD SOM INTE KONTROLLERAS" in readme(DECREE, PAYMENT, None, ())
