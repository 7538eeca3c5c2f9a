from dataclasses import replace
from datetime import date

import pytest

from rules.proposals import changes
from rules.seals import PROPOSED, Seal, SealedAmount, SealedInput, SealedLine, SealedUndistributed
from rules.swedish import NO_BREAK_SPACE

PROPOSAL = Seal(
    number=PROPOSED,
    programme="p",
    payment="augusti",
    reference="S2024/1",
    decided_by=("Anna",),
    decided_on=date(2024, 8, 30),
    amounts=(SealedAmount("bup", "01", 10), SealedAmount("bup", "03", 20)),
    undistributed=(SealedUndistributed("bup", 1, "Ingen."),),
    inputs=(SealedInput("bup/a.csv", "aa"),),
    parameters={"belopp": "31"},
    readings={"T01": "rounded"},
    code="c0de",
    marks=(),
    previous="",
    lines=(SealedLine("01", 10, "5050-1055", None, "ref", "p/augusti", 10, date(2024, 8, 1)),),
)
(LINE,) = PROPOSAL.lines


def test_the_same_made_later_by_another_is_the_same() -> None:
    later = replace(PROPOSAL, number=4, previous="x", decided_by=("Bo",), decided_on=date(2024, 9, 2))
    assert changes(PROPOSAL, later) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"amounts": (SealedAmount("bup", "01", 11), SealedAmount("bup", "03", 20))},
            ["Stockholm, bup: 10 kronor föreslogs, nu 11 kronor."],
        ),
        (
            {"amounts": (SealedAmount("bup", "01", 10),)},
            ["Uppsala, bup: 20 kronor föreslogs, nu 0 kronor."],
        ),
        ({"undistributed": ()}, ["Ofördelat: 1 krona föreslogs, nu 0 kronor eller andra skäl."]),
        (
            {"inputs": (SealedInput("bup/a.csv", "ab"), SealedInput("bup/b.csv", "b"))},
            ["Underlaget: nya eller ändrade leveranser (bup/a.csv, bup/b.csv)."],
        ),
        ({"inputs": ()}, ["Underlaget: leveranser som inte längre räknas (bup/a.csv)."]),
        ({"parameters": {"belopp": "32"}}, ["Underlaget: ändrade villkor (belopp)."]),
        ({"code": "other"}, ["Underlaget: ändrade beräkningsregler."]),
        ({"readings": {"T01": "exact"}}, ["Ändrade tolkningar: T01."]),
        ({"marks": ("exempel",)}, ["Märkningen: ingen föreslogs, nu exempel."]),
        ({"lines": (replace(LINE, amount_kr=9),)}, ["Stockholm, att betala: 10 kronor föreslogs, nu 9 kronor."]),
        ({"lines": ()}, ["Stockholm, att betala: 10 kronor föreslogs, nu 0 kronor."]),
        (
            {"lines": (replace(LINE, bankgiro="5050-1063"),)},
            ["Stockholm, att betala: rekvisition, konto eller referens är en annan."],
        ),
        ({"reference": "S2024/2"}, ["Beslutets diarienummer, betalningsdag, kontakt eller utbetalning är en annan."]),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)
def test_whatever_is_other_is_told(change: dict[str, object], said: list[str]) -> None:
    found = [text.replace(NO_BREAK_SPACE, " ") for text in changes(PROPOSAL, replace(PROPOSAL, **change))]
    assert found == said
