"""What is paid on a line: requisitions, recipients and decisions."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from rules.appropriations import appropriations
from rules.books import Books, Decision, Ordered, Requisition
from rules.declaration import Decree
from rules.decrees.tillganglighet_2024 import DECREE as PROGRAMME
from rules.decrees.vardkoer_2025 import DECREE as QUEUES
from rules.decrees.vardplatser_2024 import DECREE as BEDS_DECREE
from rules.instructions import Instruction, Instructions
from rules.ledger import LedgerRow, Status, adjusted_row, ledger, payee_faults, payment_row
from rules.swedish import NO_BREAK_SPACE
from tests.rules.ledger_rows import ASKED, AUGUST, BEDS, DUE, FIRST, LAST_DAY, LINE, REGION, first, said


@pytest.mark.parametrize(
    ("received", "status", "payable", "lapsed"),
    [
        pytest.param(LAST_DAY - timedelta(days=1), Status.READY, DUE, None, id="the day before"),
        pytest.param(LAST_DAY, Status.READY, DUE, None, id="the last day"),
        pytest.param(LAST_DAY + timedelta(days=1), Status.LAPSED, None, DUE, id="the day after"),
    ],
)
def test_nothing_is_paid_on_a_requisition_after_the_last_day(received, status, payable, lapsed) -> None:
    row = first(replace(ASKED, received=received))
    assert (row.status, row.payable_kr, row.lapsed_kr) == (status, payable, lapsed)


def test_a_lapsed_line_says_both_days_and_the_amount() -> None:
    assert said(first(replace(ASKED, received=date(2024, 12, 2)))) == (
        "Rekvisitionen från Region Uppsala kom in den 2 december 2024, efter den sista dagen som var den "
        "1 december 2024. 1 000 kronor är förfallna."
    )


@pytest.mark.parametrize(
    ("requested", "status", "payable", "unrequested"),
    [
        pytest.param(DUE - 1, Status.READY, DUE - 1, 1, id="one krona below"),
        pytest.param(DUE, Status.READY, DUE, 0, id="exactly entitled"),
        pytest.param(DUE + 1, Status.HELD, None, None, id="one krona above"),
    ],
)
def test_what_is_asked_for_is_paid_up_to_what_the_region_is_entitled_to(
    requested, status, payable, unrequested
) -> None:
    row = first(replace(ASKED, requested_kr=requested))
    assert (row.status, row.payable_kr, row.unrequested_kr) == (status, payable, unrequested)


def test_a_line_above_the_entitlement_says_both_amounts() -> None:
    assert said(first(replace(ASKED, requested_kr=1_001))) == (
        "Region Uppsala begär 1 001 kronor men har rätt till 1 000 kronor."
    )


def test_a_payment_not_asked_for_is_named_with_its_last_day_and_amount() -> None:
    row = first(requisition=None)
    assert (row.status, row.next_deadline, row.unrequested_kr) == (Status.NOT_REQUISITIONED, LAST_DAY, DUE)
    assert row.payable_kr is None
    assert said(row).endswith("Den ska ha kommit in senast den 1 december 2024.")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        pytest.param({"bankgiro": None}, "Bankgiro saknas för Region Uppsala.", id="no bankgiro"),
        pytest.param({"payment_reference": ""}, "Betalningsreferens saknas för Region Uppsala.", id="no reference"),
        pytest.param({"requested_kr": None}, "Rekvisitionen från Region Uppsala saknar belopp.", id="no amount"),
        pytest.param({"requested_kr": 0}, "Rekvisitionen från Region Uppsala saknar belopp.", id="nothing asked for"),
        pytest.param(
            {"received": None},
            "Rekvisitionen från Region Uppsala saknar uppgift om vilken dag den kom in.",
            id="no day",
        ),
        pytest.param(
            {"bankgiro": "9999-0039"},
            "Bankgirot 9999-0039 för Region Uppsala kan inte stämma: det ska ha sju eller åtta siffror med rätt "
            "kontrollsiffra sist.",
            id="wrong check digit",
        ),
    ],
)
def test_a_line_that_lacks_something_is_held_and_says_what(changes, reason: str) -> None:
    row = first(replace(ASKED, **changes))
    assert (row.status, row.payable_kr, row.reason, row.next_deadline) == (Status.HELD, None, reason, LAST_DAY)


def test_a_held_line_says_all_that_is_wrong_at_once() -> None:
    row = first(Requisition(DUE + 1, LAST_DAY, None, None))
    assert [part in row.reason for part in ("begär", "Bankgiro saknas", "Betalningsreferens saknas")] == [True] * 3


def test_a_recipient_with_a_wrong_organisation_number_is_not_paid() -> None:
    assert payee_faults("Region X", "232100-0017", "9999-0038", "ref") == [
        "Organisationsnumret 232100-0017 för Region X har fel form eller kontrollsiffra."
    ]


def test_nothing_is_paid_before_the_decision() -> None:
    assert (first().payable_kr, first().paid_kr) == (DUE, None)


def test_a_decided_line_is_paid_and_names_the_decision() -> None:
    row = first(decision=Decision(DUE, "S2024/1"))
    assert (row.status, row.decided_kr, row.paid_kr, row.decision_reference) == (Status.DECIDED, DUE, DUE, "S2024/1")


@pytest.mark.parametrize(
    ("decided", "status"),
    [
        pytest.param(DUE - 1, Status.HELD, id="one krona less than asked for"),
        pytest.param(DUE, Status.DECIDED, id="just what was asked for"),
    ],
)
def test_once_decided_the_decided_amount_is_the_limit(decided: int, status: Status) -> None:
    assert first(decision=Decision(decided, "S2024/1")).status is status


def test_what_is_not_computed_is_not_known_and_not_zero() -> None:
    row = first(due=None)
    assert (row.status, row.entitled_kr, row.payable_kr) == (Status.WITHHELD, None, None)
    assert row.next_deadline is None
    assert first(due=None, requisition=None).next_deadline == LAST_DAY


def test_a_region_that_earned_nothing_has_nothing_to_ask_for() -> None:
    row = first(due=0, requisition=None)
    assert (row.status, row.next_deadline) == (Status.NOTHING_DUE, None)


def august(requisitions: dict[tuple[str, str, str], Requisition]) -> LedgerRow:
    return payment_row(
        PROGRAMME, AUGUST, REGION, Books({(PROGRAMME.id, AUGUST.id, "03"): 500}, requisitions=requisitions)
    )


def test_a_payment_without_requisition_goes_in_full_to_the_account_of_the_latest_requisition() -> None:
    row = august({LINE: ASKED})
    assert (row.status, row.payable_kr, row.bankgiro, row.payee_from) == (Status.READY, 500, "9999-0038", LINE)
    assert row.requested_kr is None
    assert row.unrequested_kr is None


def test_a_late_requisition_of_another_payment_still_tells_where_to_pay() -> None:
    assert august({LINE: replace(ASKED, received=date(2024, 12, 2))}).status is Status.READY


def test_a_payment_without_requisition_is_held_when_no_bankgiro_is_known() -> None:
    row = august({})
    assert row.status is Status.HELD
    assert row.reason.startswith("Bankgiro saknas för Region Uppsala.")


def test_a_payment_without_requisition_is_referred_to_by_its_own_name() -> None:
    """The reference of another payment would name the wrong money."""
    assert august({LINE: ASKED}).payment_reference == "Tillgänglighet 2024 augusti"


def test_a_requisition_of_its_own_tells_where_to_pay_and_is_its_reference() -> None:
    own = (PROGRAMME.id, AUGUST.id, "03")
    row = august({LINE: ASKED, own: replace(ASKED, received=date(2024, 1, 1), payment_reference="03-augusti")})
    assert (row.payment_reference, row.payee_from) == ("03-augusti", own)


def test_of_several_requisitions_the_latest_tells_where_to_pay() -> None:
    later = (BEDS.programme, "grundkrav", "03")
    row = august({LINE: ASKED, later: replace(ASKED, received=LAST_DAY + timedelta(days=1), bankgiro="9999-0046")})
    assert (row.bankgiro, row.payee_from) == ("9999-0046", later)


@pytest.mark.parametrize(
    ("programme", "payment"),
    [
        pytest.param(PROGRAMME, "augusti", id="paid without, says the agreement"),
        pytest.param(PROGRAMME, "december", id="paid without, says the agreement, on performance and population"),
        pytest.param(BEDS_DECREE, "slut", id="the decree says nothing"),
        pytest.param(QUEUES, "block1", id="the decree says nothing of block 1"),
        pytest.param(QUEUES, "block2", id="the decree says nothing of block 2"),
    ],
)
def test_a_payment_that_is_not_asked_for_is_payable_in_full(programme: Decree, payment: str) -> None:
    row = payment_row(
        programme, programme.payment(payment), REGION, Books({(programme.id, payment, "03"): 500}, {LINE: ASKED})
    )
    assert (row.status, row.payable_kr, row.next_deadline, row.bankgiro) == (Status.READY, 500, None, ASKED.bankgiro)
    assert row.payment_reference == f"{programme.short_title} {payment}"


def basic(requisition: Requisition | None, instructions: Instructions = ()) -> LedgerRow:
    """The basic payment of the beds decree, which is asked for by a day that is the agency's to set."""
    line = (BEDS.programme, "grundkrav", "03")
    books = Books({line: DUE}, {line: requisition} if requisition else {}, instructions={BEDS.programme: instructions})
    return payment_row(BEDS_DECREE, BEDS_DECREE.payment("grundkrav"), REGION, books)


@pytest.mark.parametrize("received", [LAST_DAY, LAST_DAY + timedelta(days=1), date(2030, 1, 1)], ids=str)
def test_asked_for_without_a_last_day_nothing_lapses(received: date) -> None:
    row = basic(replace(ASKED, received=received))
    assert (row.status, row.payable_kr, row.lapsed_kr, row.next_deadline) == (Status.READY, DUE, None, None)


def test_asked_for_without_a_last_day_who_has_not_asked_is_told_that_none_is_set() -> None:
    row = basic(None)
    assert (row.status, row.next_deadline, row.unrequested_kr) == (Status.NOT_REQUISITIONED, None, DUE)
    assert row.reason == "Region Uppsala har inte lämnat någon rekvisition. Ingen sista dag är satt."


TOLD = date(2024, 11, 7)


@pytest.mark.parametrize(
    ("received", "status", "lapsed"),
    [
        pytest.param(TOLD - timedelta(days=1), Status.READY, None, id="the day before"),
        pytest.param(TOLD, Status.READY, None, id="the last day"),
        pytest.param(TOLD + timedelta(days=1), Status.LAPSED, DUE, id="the day after"),
    ],
)
def test_a_last_day_that_the_agency_sets_is_held(received: date, status: Status, lapsed: int | None) -> None:
    told = (Instruction("region_rekvisition_grundkrav", TOLD, "4.1-1/2024"),)
    row = basic(replace(ASKED, received=received), told)
    assert (row.status, row.lapsed_kr) == (status, lapsed)
    assert basic(None, told).next_deadline == TOLD


def test_a_day_that_the_agency_sets_does_not_move_one_that_the_text_prints() -> None:
    told = {PROGRAMME.id: (Instruction("region_rekvisition_forsta", LAST_DAY + timedelta(days=9), "4.1-1/2024"),)}
    late = replace(ASKED, received=LAST_DAY + timedelta(days=1))
    row = payment_row(PROGRAMME, FIRST, REGION, Books({LINE: DUE}, {LINE: late}, instructions=told))
    assert row.status is Status.LAPSED


def test_what_basic_reporting_gives_is_asked_for_in_kronor() -> None:
    row = basic(replace(ASKED, requested_kr=0))
    assert (row.status, row.reason) == (Status.HELD, "Rekvisitionen från Region Uppsala saknar belopp.")


JUNE = date(2025, 6, 2)
BLOCK2 = (QUEUES.id, "block2", "03")
OTHERS = (QUEUES.id, "block1", "03")
ASK_FOR_BLOCK2 = {QUEUES.id: (Instruction("region_rekvisition_block2", JUNE, "4.1-1/2025"),)}


def block2(requisition: Requisition | None, due: int = DUE, instructions=ASK_FOR_BLOCK2) -> LedgerRow:
    """Block 2 of a region whose account is known from another requisition."""
    asked = {BLOCK2: requisition} if requisition else {}
    books = Books({BLOCK2: due}, {OTHERS: ASKED, **asked}, instructions=instructions)
    return payment_row(QUEUES, QUEUES.payment("block2"), REGION, books)


def test_a_payment_that_the_agency_has_asked_a_requisition_for_is_asked_for() -> None:
    assert (block2(None, instructions={}).status, block2(None, instructions={}).payable_kr) == (Status.READY, DUE)
    row = block2(None)
    assert (row.status, row.payable_kr, row.unrequested_kr) == (Status.NOT_REQUISITIONED, None, DUE)
    assert said(row).endswith("Den ska ha kommit in senast den 2 juni 2025.")


@pytest.mark.parametrize(
    ("requested", "status", "payable", "unrequested"),
    [
        pytest.param(0, Status.READY, DUE, 0, id="0 kronor: all of it"),
        pytest.param(1, Status.READY, 1, DUE - 1, id="one krona"),
        pytest.param(DUE, Status.READY, DUE, 0, id="all of it in kronor"),
        pytest.param(DUE + 1, Status.HELD, None, None, id="one krona too much"),
        pytest.param(None, Status.HELD, None, None, id="no amount"),
    ],
)
def test_0_kronor_asked_for_is_all_of_an_amount_that_depends_on_performance(
    requested, status, payable, unrequested
) -> None:
    row = block2(replace(ASKED, received=JUNE, requested_kr=requested))
    assert (row.status, row.payable_kr, row.unrequested_kr) == (status, payable, unrequested)
    assert row.requested_kr == requested


def test_0_kronor_asked_for_a_day_too_late_is_lapsed_as_any_other() -> None:
    row = block2(replace(ASKED, received=JUNE + timedelta(days=1), requested_kr=0))
    assert (row.status, row.lapsed_kr, row.payable_kr) == (Status.LAPSED, DUE, None)


def test_a_requisition_of_a_payment_that_needs_none_does_not_limit_it() -> None:
    row = august({(PROGRAMME.id, AUGUST.id, "03"): replace(ASKED, requested_kr=1, received=date(2025, 1, 1))})
    assert (row.status, row.payable_kr) == (Status.READY, 500)


def test_the_ledger_has_one_row_per_programme_payment_and_recipient() -> None:
    rows = ledger(appropriations(), {PROGRAMME.id: PROGRAMME}, Books())
    keys = [(row.programme, row.payment, row.recipient) for row in rows]
    assert len(set(keys)) == len(keys) == 21 * (len(PROGRAMME.payments) + 1) + 5
    assert [(row.programme, row.recipient, row.entitled_kr) for row in rows if row.status is Status.FIXED] == [
        ("kapacitet_2022", "egna_kostnader", 7_000_000),
        ("vardplatser_2024", "egna_kostnader", 3_200_000),
        ("vardkoer_2025", "egna_kostnader", 3_000_000),
    ]


def test_a_requisition_with_plusgiro_alone_is_paid_to_it() -> None:
    row = first(replace(ASKED, bankgiro=None, plusgiro="28 65 43-4"))
    assert (row.status, row.payable_kr, row.bankgiro, row.plusgiro) == (Status.READY, DUE, None, "28 65 43-4")


def test_a_requisition_with_both_is_paid_to_the_bankgiro() -> None:
    row = first(replace(ASKED, plusgiro="28 65 43-4"))
    assert (row.status, row.bankgiro, row.plusgiro) == (Status.READY, "9999-0038", None)


def test_a_plusgiro_with_a_wrong_check_digit_holds_the_line() -> None:
    row = first(replace(ASKED, bankgiro=None, plusgiro="28 65 43-5"))
    assert (row.status, row.reason) == (
        Status.HELD,
        "Plusgirot 28 65 43-5 för Region Uppsala kan inte stämma: det ska ha två till åtta siffror med rätt "
        "kontrollsiffra sist.",
    )


def test_a_payment_without_requisition_goes_to_a_plusgiro_that_another_requisition_tells() -> None:
    row = august({LINE: replace(ASKED, bankgiro=None, plusgiro="28 65 43-4")})
    assert (row.status, row.plusgiro) == (Status.READY, "28 65 43-4")


@pytest.mark.parametrize(
    ("amount", "further", "claim", "words"),
    [
        (1, 1, None, "Region Uppsala får ytterligare 1 krona enligt beslut S2024/2."),
        (-1, None, 1, "Region Uppsala ska återbetala 1 krona enligt beslut S2024/2."),
    ],
)
def test_an_adjustment_is_a_further_payment_or_a_claim_beside_what_was_decided(amount, further, claim, words) -> None:
    row = adjusted_row(first(decision=Decision(DUE, "S2024/1")), Books(adjusted={LINE: Decision(amount, "S2024/2")}))
    assert (row.decided_kr, row.payable_kr, row.paid_kr) == (DUE, DUE, DUE)
    assert (row.further_kr, row.claim_kr, row.adjustment_reference) == (further, claim, "S2024/2")
    assert said(row) == words


def test_adjustments_that_cancel_out_are_named_and_move_nothing() -> None:
    row = first(decision=Decision(DUE, "S2024/1"))
    adjusted = adjusted_row(row, Books(adjusted={LINE: Decision(0, "S2024/2, S2024/3")}))
    assert said(adjusted) == "Justeringarna av Region Uppsala i beslut S2024/2, S2024/3 tar ut varandra."
    assert replace(adjusted, reason="", adjustment_reference=None) == row


ORDERED = Ordered(DUE, DUE, ASKED.received, ASKED.bankgiro, None, "03-forsta", LINE)


def decided_first(requisition: Requisition | None, ordered: Ordered | None = ORDERED, region: str = "03") -> LedgerRow:
    """The first payment decided on what was `ordered`, with a requisition that counts now."""
    books = Books(
        {LINE: DUE},
        {LINE: requisition} if requisition else {},
        {LINE: Decision(DUE, "S2024/1")},
        ordered={(*LINE[:2], region): ordered} if ordered else {},
    )
    return payment_row(PROGRAMME, FIRST, REGION, books)


def test_a_decided_line_is_as_it_was_decided_while_nothing_else_is_asked_for() -> None:
    assert decided_first(ASKED) == decided_first(ASKED, None)
    assert decided_first(ASKED).later == ""


STANDS = "1 000 kronor till Region Uppsala står fast som beslutat"


@pytest.mark.parametrize(
    ("requisition", "later"),
    [
        pytest.param(
            replace(ASKED, requested_kr=1, payment_reference="x"),
            f"Rekvisition efter beslutet på 1 krona, inkommen den 1 december 2024, räknas inte: {STANDS}.",
            id="less",
        ),
        pytest.param(
            replace(ASKED, requested_kr=DUE + 1),
            f"Rekvisition efter beslutet på 1 001 kronor, inkommen den 1 december 2024, räknas inte: {STANDS}.",
            id="more than it is entitled to",
        ),
        pytest.param(
            replace(ASKED, received=LAST_DAY + timedelta(days=1)),
            f"Rekvisition efter beslutet på 1 000 kronor, inkommen den 2 december 2024, räknas inte: {STANDS}.",
            id="too late",
        ),
        pytest.param(None, f"Rekvisitionen har tagits tillbaka efter beslutet. Det räknas inte: {STANDS}.", id="none"),
        pytest.param(
            replace(ASKED, bankgiro="9999-0046"),
            f"Konto eller referens har ändrats efter beslutet. Det räknas inte: {STANDS}, till bankgiro 9999-0038 med "
            "referensen 03-forsta.",
            id="another account",
        ),
    ],
)
def test_what_could_be_paid_at_the_decision_stands_and_what_came_later_is_named(requisition, later: str) -> None:
    row = decided_first(requisition)
    assert (row.status, row.payable_kr, row.paid_kr, row.lapsed_kr) == (Status.DECIDED, DUE, DUE, None)
    assert (row.requested_kr, row.bankgiro, row.payment_reference) == (DUE, "9999-0038", "03-forsta")
    assert said(row) == row.later.replace(NO_BREAK_SPACE, " ") == later


def test_what_was_asked_for_in_part_at_the_decision_is_not_more_by_a_later_requisition() -> None:
    row = decided_first(ASKED, replace(ORDERED, amount_kr=1, requested_kr=1))
    assert (row.payable_kr, row.unrequested_kr) == (1, DUE - 1)
    assert said(row).startswith("Region Uppsala har begärt 1 krona av 1 000 kronor; 999 kronor är inte begärda. Rekv")


def test_a_line_that_could_not_be_paid_at_the_decision_can_by_a_later_requisition_in_time_and_says_so() -> None:
    row = decided_first(ASKED, region="04")
    assert (row.payable_kr, row.later) == (DUE, row.reason)
    assert said(row) == (
        "Region Uppsala kunde inte få något när utbetalningen beslutades; det som har kommit in efter beslutet räknas "
        "och ger 1 000 kronor."
    )
    late = decided_first(replace(ASKED, received=LAST_DAY + timedelta(days=1)), region="04")
    assert (late.status, late.payable_kr, late.later) == (Status.LAPSED, None, "")


def test_a_decision_from_before_lines_were_kept_follows_the_requisition_that_counts_now() -> None:
    row = decided_first(replace(ASKED, requested_kr=1), None)
    assert (row.payable_kr, row.later) == (1, "")


def test_a_payment_that_is_not_asked_for_goes_to_the_account_that_was_known_when_it_was_decided() -> None:
    own = (PROGRAMME.id, AUGUST.id, "03")
    ordered = Ordered(500, None, None, "9999-0038", None, "Tillgänglighet 2024 augusti", LINE)
    books = Books({own: 500}, {LINE: ASKED}, {own: Decision(500, "S2024/1")}, ordered={own: ordered})
    row = payment_row(PROGRAMME, AUGUST, REGION, books)
    assert (row.payable_kr, row.bankgiro, row.later) == (500, "9999-0038", "")
    moved = replace(books, requisitions={LINE: replace(ASKED, bankgiro="9999-0046")})
    row = payment_row(PROGRAMME, AUGUST, REGION, moved)
    assert (row.payable_kr, row.bankgiro, row.payee_from) == (500, "9999-0038", LINE)
    assert row.later.startswith("Konto eller referens har ändrats efter beslutet.")
