import json
from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest

from rules.seals import (
    FIRST_PREVIOUS,
    Account,
    Attested,
    Purpose,
    Seal,
    SealedAmount,
    SealedInput,
    SealedLine,
    SealedUndistributed,
    Signature,
    adjusted_words,
    chain_faults,
    changes_since,
    decided_words,
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


def test_a_seal_says_what_its_payment_is_told_from_and_an_old_one_that_it_has_no_rows() -> None:
    old, kept, on_nothing = FIRST, replace(FIRST, rows="ab" * 32), replace(FIRST, inputs=())
    assert [seal.has_kept_rows for seal in (old, kept, on_nothing)] == [False, True, True]
    told = "Det som rör den är gjort av de uppgifter som låg till grund för beslutet"
    assert [told in decided_words("Augusti", seal) for seal in (old, kept, on_nothing)] == [False, True, True]
    assert "Sigillet har inga bevarade uppgifter, så allt utom de beslutade beloppen" in decided_words("Augusti", old)


def test_a_seal_comes_back_from_its_text_as_it_was() -> None:
    assert from_text(to_text(FIRST)) == (FIRST, FIRST.hash)


def test_a_seal_with_accounts_and_signatures_comes_back_from_its_text_as_it_was() -> None:
    full = replace(
        FIRST,
        accounts=(Account(1001, "anna"), Account(1002, "bo")),
        signatures=(Signature(Purpose.PROPOSAL, "-----A"), Signature(Purpose.SEAL, "-----B")),
    )
    assert from_text(to_text(full)) == (full, full.hash)


def test_a_seal_with_a_day_to_pay_and_a_contact_comes_back_and_both_are_part_of_what_is_decided() -> None:
    full = replace(FIRST, pay_on=date(2024, 12, 20), contact="Enheten")
    assert from_text(to_text(full)) == (full, full.hash)
    others = [FIRST, replace(full, pay_on=None), replace(full, contact=""), replace(full, pay_on=date(2024, 12, 21))]
    assert len({each.basis_hash for each in (full, *others)}) == 5


def test_a_seal_without_a_day_to_pay_and_a_contact_reads_as_it_did_before_they_were_kept() -> None:
    assert not {"pay_on", "contact", "adjusts"} & set(json.loads(to_text(FIRST))["seal"])


def test_a_seal_from_before_accounts_were_kept_has_the_hash_that_it_was_given() -> None:
    content = json.loads(to_text(FIRST))["seal"]
    assert "accounts" not in content and "signatures" not in content
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert sha256(text.encode()).hexdigest() == FIRST.hash


def test_a_signature_is_no_part_of_what_it_signs_but_an_account_is() -> None:
    assert replace(FIRST, signatures=(Signature(Purpose.SEAL, "x"),)).hash == FIRST.hash
    assert replace(FIRST, accounts=(Account(1, "a"),)).hash != FIRST.hash


@pytest.mark.parametrize(
    "change",
    [
        {"number": 9},
        {"previous": "f" * 64},
        {"decided_by": ("Cesar",)},
        {"decided_on": date(2025, 1, 1)},
        {"accounts": (Account(1, "a"),)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_who_decides_and_when_is_no_part_of_what_is_decided(change: dict[str, object]) -> None:
    assert replace(FIRST, **change).basis_hash == FIRST.basis_hash


@pytest.mark.parametrize(
    ("accounts", "said"),
    [
        ((), "två namn angivna i ett kommando"),
        ((Account(1, "anna"),), "två namn angivna i ett kommando, från kontot anna"),
        ((Account(1, "anna"), Account(2, "bo")), "föreslaget från kontot anna och godkänt från kontot bo"),
    ],
)
def test_how_two_people_decided_is_told(accounts: tuple[Account, ...], said: str) -> None:
    assert replace(FIRST, accounts=accounts).protection == said


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


def test_a_seal_of_a_payment_reads_as_it_did_before_there_were_adjustments() -> None:
    assert "adjusts" not in FIRST.canonical()


def test_an_adjustment_refers_to_the_payment_under_its_seal() -> None:
    adjustment = replace(FIRST, number=2, previous=FIRST.hash, adjusts=FIRST.hash)
    assert from_text(to_text(adjustment)) == (adjustment, adjustment.hash)
    assert chain_faults([(FIRST, FIRST.hash), (adjustment, adjustment.hash)]) == []
    (fault,) = chain_faults([(FIRST, FIRST.hash), (replace(adjustment, adjusts=""), adjustment.hash)])
    assert "Sigill 2" in fault


LINE = SealedLine("01", 10, "5050-1055", None, "ref", "p/augusti", 10, date(2024, 8, 1))


@pytest.mark.parametrize(
    "line", [LINE, replace(LINE, requested_kr=None, requested_on=None)], ids=["asked", "not asked"]
)
def test_the_lines_that_could_be_paid_are_a_part_of_the_seal_and_read_as_they_were_written(line: SealedLine) -> None:
    seal = replace(FIRST, lines=(line,))
    assert from_text(to_text(seal)) == (seal, seal.hash)
    assert seal.hash != replace(FIRST, lines=(replace(line, amount_kr=9),)).hash != FIRST.hash


def test_a_seal_from_before_lines_were_kept_has_no_word_of_them() -> None:
    assert "lines" not in json.loads(FIRST.canonical())


def test_an_adjustment_is_summed_by_region_and_not_by_component() -> None:
    amounts = (SealedAmount("a", "01", 10), SealedAmount("b", "01", -3), SealedAmount("a", "03", -4))
    seal = replace(FIRST, amounts=amounts)
    assert (seal.kr_of("01"), seal.kr_of("03"), seal.kr_of("04")) == (7, -4, 0)
    said = adjusted_words(*seal.further_and_claimed_kr)
    assert said == "7 kronor betalas ytterligare och 4 kronor ska återbetalas"
