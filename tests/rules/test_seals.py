from dataclasses import replace
from datetime import date

import pytest

from rules.seals import (
    FIRST_PREVIOUS,
    Seal,
    SealedAmount,
    SealedInput,
    SealedUndistributed,
    chain_faults,
    changes_since,
    from_text,
    to_text,
)

FIRST = Seal(
    number=1,
    programme="p",
    payment="augusti",
    reference="S2024/1",
    decided_by=("Anna", "Bo"),
    decided_on=date(2024, 8, 31),
    amounts=(SealedAmount("bup", "01", 10), SealedAmount("bup", "03", 20)),
    undistributed=(SealedUndistributed("bup", 1, "Ingen."),),
    inputs=(SealedInput("bup/a.csv", "aa"),),
    parameters={"belopp": "31"},
    readings={"T01": "rounded"},
    code="c0de",
    marks=("exempel",),
    previous=FIRST_PREVIOUS,
)
SECOND = replace(FIRST, number=2, payment="december", previous=FIRST.hash)
CHAIN = [(FIRST, FIRST.hash), (SECOND, SECOND.hash)]


def test_a_seal_comes_back_from_its_text_as_it_was() -> None:
    assert from_text(to_text(FIRST)) == (FIRST, FIRST.hash)


def test_an_untouched_chain_has_no_faults() -> None:
    assert chain_faults(CHAIN) == []
    assert chain_faults([]) == []


@pytest.mark.parametrize(
    "change",
    [
        {"amounts": (SealedAmount("bup", "01", 11), SealedAmount("bup", "03", 20))},
        {"inputs": (SealedInput("bup/a.csv", "ab"),)},
        {"parameters": {"belopp": "32"}},
        {"decided_by": ("Anna", "Cesar")},
        {"reference": "S2024/2"},
        {"decided_on": date(2024, 9, 1)},
        {"undistributed": ()},
        {"code": "c0df"},
        {"marks": ()},
    ],
    ids=lambda change: next(iter(change)),
)
def test_any_changed_content_is_found_and_named(change: dict[str, object]) -> None:
    tampered = replace(FIRST, **change)
    (fault,) = chain_faults([(tampered, FIRST.hash), CHAIN[1]])
    assert "Sigill 1" in fault


def test_a_seal_rewritten_with_a_hash_of_its_own_breaks_the_chain_after_it() -> None:
    forged = replace(FIRST, reference="S2024/9")
    (fault,) = chain_faults([(forged, forged.hash), CHAIN[1]])
    assert "Sigill 2" in fault


def test_a_seal_that_is_taken_away_is_missed() -> None:
    assert any("borttaget" in fault for fault in chain_faults([CHAIN[1]]))


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"seal": {}, "hash": "x"}', '{"seal": 1}', "not json"])
def test_a_text_that_is_no_seal_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        from_text(text)


def test_what_has_changed_since_is_told_file_by_file() -> None:
    now = [SealedInput("bup/a.csv", "changed"), SealedInput("bup/b.csv", "bb")]
    cause = changes_since(FIRST, now, {"belopp": "32"}, "c0de").cause
    assert "bup/a.csv, bup/b.csv" in cause
    assert "belopp" in cause
    assert "beräkningsregler" not in cause


def test_nothing_changed_says_so() -> None:
    assert "Ingen skillnad" in changes_since(FIRST, FIRST.inputs, FIRST.parameters, FIRST.code).cause


def test_a_seal_of_a_payment_reads_as_it_did_before_there_were_adjustments() -> None:
    assert "adjusts" not in FIRST.canonical()


def test_an_adjustment_refers_to_the_payment_under_its_seal() -> None:
    adjustment = replace(FIRST, number=2, previous=FIRST.hash, adjusts=FIRST.hash)
    assert from_text(to_text(adjustment)) == (adjustment, adjustment.hash)
    assert chain_faults([(FIRST, FIRST.hash), (adjustment, adjustment.hash)]) == []
    (fault,) = chain_faults([(FIRST, FIRST.hash), (replace(adjustment, adjusts=""), adjustment.hash)])
    assert "Sigill 2" in fault
