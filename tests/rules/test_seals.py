from dataclasses import replace
from datetime import date

import pytest

from rules.seals import (
    FIRST_PREVIOUS,
    Attested,
    Seal,
    SealedAmount,
    SealedInput,
    SealedUndistributed,
    chain_faults,
    changes_since,
    from_text,
    to_text,
    unlike_attested,
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


@pytest.mark.parametrize(
    ("number", "written", "said"),
    [
        (0, FIRST.hash, "finns inte; kedjan har 2"),
        (1, FIRST.hash, None),
        (1, SECOND.hash, "omskrivet eller utbytt"),
        (2, SECOND.hash, None),
        (3, SECOND.hash, "finns inte; kedjan har 2"),
    ],
)
def test_a_chain_that_is_shorter_or_other_than_a_document_says_is_told_once_per_document(
    number: int, written: str, said: str | None
) -> None:
    attested = [Attested("Underlaget", number, written), Attested("Underlaget", number, written)]
    faults = unlike_attested(CHAIN, attested)
    assert len(faults) == (said is not None)
    assert all(f"Underlaget anger sigill {number}" in fault and said and said in fault for fault in faults)


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
