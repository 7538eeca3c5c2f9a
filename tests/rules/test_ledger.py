from dataclasses import replace
from datetime import date, timedelta

import pytest

from rules.appropriations import appropriation, appropriations
from rules.books import Books, Decision, EconomicAccount, Repayment, Requisition
from rules.declaration import Decree
from rules.decrees.tillganglighet_2024 import DECREE as PROGRAMME
from rules.decrees.vardkoer_2025 import DECREE as QUEUES
from rules.decrees.vardplatser_2024 import DECREE as BEDS_DECREE
from rules.instructions import Instruction, Instructions
from rules.ledger import LedgerRow, Status, account_row, adjusted_row, ledger, payee_faults, payment_row
from rules.regions import BY_CODE
from rules.swedish import NO_BREAK_SPACE

REGION = BY_CODE["03"]
FIRST, AUGUST = (PROGRAMME.payment(payment) for payment in ("forsta", "augusti"))
LINE = (PROGRAMME.id, FIRST.id, "03")
LAST_DAY = date(2024, 12, 1)
DUE = 1_000
ASKED = Requisition(DUE, LAST_DAY, "9999-0038", "03-forsta")
BEDS = appropriation("vardplatser_2024")
REPAY_BY = date(2025, 3, 31)


def first(
    requisition: Requisition | None = ASKED, decision: Decision | None = None, due: int | None = DUE
) -> LedgerRow:
    books = Books(
        entitled={} if due is None else {LINE: due},
        requisitions={LINE: requisition} if requisition else {},
        decisions={LINE: decision} if decision else {},
    )
    return payment_row(PROGRAMME, FIRST, REGION, books)


def said(row: LedgerRow) -> str:
    return row.reason.replace(NO_BREAK_SPACE, " ")


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


def account(
    given: EconomicAccount | None, *repayments: Repayment, paid: int | None = None
) -> tuple[Status, int | None, date | None]:
    row = account_row_of(given, *repayments, paid=paid)
    return row.status, row.to_repay_kr, row.next_deadline


def account_row_of(given: EconomicAccount | None, *repayments: Repayment, paid: int | None = None) -> LedgerRow:
    key = (BEDS.programme, "03")
    books = Books(accounts={key: given} if given else {}, repayments={key: repayments})
    lines = [LedgerRow(BEDS.programme, "grundkrav", "03", "Region Uppsala", Status.DECIDED, paid_kr=paid)]
    return account_row(BEDS, REGION, books, lines)


@pytest.mark.parametrize(
    ("cost", "status", "to_repay", "deadline"),
    [
        pytest.param(101, Status.ACCOUNTED, 0, None, id="more than received"),
        pytest.param(100, Status.ACCOUNTED, 0, None, id="all of it"),
        pytest.param(99, Status.TO_REPAY, 1, REPAY_BY, id="one krona left"),
    ],
)
def test_what_was_received_and_not_used_is_to_be_repaid(cost, status, to_repay, deadline) -> None:
    assert account(EconomicAccount(100, cost, REPAY_BY)) == (status, to_repay, deadline)


@pytest.mark.parametrize(
    ("repaid", "status", "deadline"),
    [
        pytest.param(9, Status.TO_REPAY, REPAY_BY, id="one krona short"),
        pytest.param(10, Status.REPAID, None, id="all of it"),
        pytest.param(11, Status.TO_INVESTIGATE, None, id="one krona too much"),
    ],
)
def test_a_region_has_repaid_when_all_that_was_left_is_back(repaid, status, deadline) -> None:
    given = EconomicAccount(100, 90, REPAY_BY)
    assert account(given, Repayment(5, REPAY_BY), Repayment(repaid - 5, REPAY_BY)) == (status, 10, deadline)


def test_without_an_account_its_last_day_is_the_next_deadline() -> None:
    assert account(None) == (Status.NOT_ACCOUNTED, None, REPAY_BY)


@pytest.mark.parametrize(
    ("given", "repayments", "paid", "reason"),
    [
        pytest.param(
            EconomicAccount(100, 100, date(2025, 4, 1)),
            (),
            None,
            "Redovisningen från Region Uppsala kom in den 1 april 2025, efter den 31 mars 2025.",
            id="account the day after",
        ),
        pytest.param(
            EconomicAccount(100, 90, REPAY_BY),
            (Repayment(10, date(2025, 4, 1)),),
            None,
            "Region Uppsala återbetalade 10 kronor den 1 april 2025, efter den 31 mars 2025.",
            id="repayment the day after",
        ),
        pytest.param(
            EconomicAccount(100, 100, REPAY_BY),
            (),
            101,
            "Region Uppsala redovisar 100 kronor som erhållet, men 101 kronor är betalda.",
            id="another amount than was paid",
        ),
        pytest.param(
            EconomicAccount(None, 100, REPAY_BY),
            (),
            None,
            "Redovisningen från Region Uppsala saknar erhållet bidrag.",
            id="received missing",
        ),
        pytest.param(
            EconomicAccount(100, None, REPAY_BY),
            (),
            None,
            "Redovisningen från Region Uppsala saknar kostnader.",
            id="costs missing",
        ),
    ],
)
def test_an_account_that_does_not_agree_with_the_rest_says_where(given, repayments, paid, reason: str) -> None:
    row = account_row_of(given, *repayments, paid=paid)
    assert (row.status, row.reason) == (Status.TO_INVESTIGATE, reason)


def test_an_account_of_just_what_was_paid_agrees() -> None:
    assert account(EconomicAccount(100, 100, REPAY_BY), paid=100)[0] is Status.ACCOUNTED


# Liable to repay without complete reports (T13)


def liable_row(
    given: EconomicAccount | None, repaid: int = 0, *, paid: int | None = None, liable: int = 40
) -> LedgerRow:
    key = (BEDS.programme, "03")
    books = Books(
        accounts={key: given} if given else {},
        repayments={key: [Repayment(repaid, REPAY_BY)]} if repaid else {},
        liable={key: liable},
    )
    lines = [LedgerRow(BEDS.programme, "grundkrav", "03", "Region Uppsala", Status.DECIDED, paid_kr=paid)]
    return account_row(BEDS, REGION, books, lines)


@pytest.mark.parametrize(
    ("paid", "repaid", "status", "to_repay", "booked", "reason"),
    [
        pytest.param(
            None,
            0,
            Status.NOT_ACCOUNTED,
            None,
            0,
            "Region Uppsala har inte rapporterat allt som kravet omfattar och ska återbetala 40 kronor om beloppet "
            "betalas ut.",
            id="unpaid",
        ),
        pytest.param(
            100,
            0,
            Status.TO_REPAY,
            40,
            0,
            "Region Uppsala har inte rapporterat allt som kravet omfattar och ska återbetala 40 kronor; 0 kronor är "
            "återbetalda.",
            id="paid",
        ),
        pytest.param(
            100,
            39,
            Status.TO_REPAY,
            40,
            39,
            "Region Uppsala har inte rapporterat allt som kravet omfattar och ska återbetala 40 kronor; 39 kronor är "
            "återbetalda.",
            id="a krona short",
        ),
        pytest.param(
            100,
            40,
            Status.REPAID,
            40,
            40,
            "Region Uppsala har inte rapporterat allt som kravet omfattar och ska återbetala 40 kronor; 40 kronor är "
            "återbetalda.",
            id="repaid",
        ),
        pytest.param(
            100,
            41,
            Status.REPAID,
            40,
            40,
            "Region Uppsala har inte rapporterat allt som kravet omfattar och ska återbetala 40 kronor; 40 kronor är "
            "återbetalda.",
            id="a krona more",
        ),
    ],
)
def test_who_lacks_reports_is_to_repay_once_it_is_paid_until_it_has(
    paid, repaid, status, to_repay, booked, reason
) -> None:
    row = liable_row(None, repaid, paid=paid)
    assert (row.status, row.to_repay_kr, row.liable_kr, row.liable_repaid_kr) == (status, to_repay, 40, booked)
    assert said(row) == reason


@pytest.mark.parametrize(
    ("cost", "to_repay"),
    [
        pytest.param(100, 40, id="all used: what it is liable for"),
        pytest.param(61, 40, id="39 unused"),
        pytest.param(60, 40, id="40 unused"),
        pytest.param(59, 41, id="41 unused: what is not used"),
        pytest.param(0, 100, id="nothing used"),
    ],
)
def test_to_repay_is_the_greater_of_what_it_is_liable_for_and_what_is_not_used(cost: int, to_repay: int) -> None:
    row = liable_row(EconomicAccount(100, cost, REPAY_BY), paid=100)
    assert (row.status, row.to_repay_kr, row.liable_kr) == (Status.TO_REPAY, to_repay, 40)


@pytest.mark.parametrize(
    ("repaid", "status", "booked"),
    [
        pytest.param(39, Status.TO_REPAY, 39, id="not even what it is liable for"),
        pytest.param(40, Status.TO_REPAY, 40, id="what it is liable for"),
        pytest.param(49, Status.TO_REPAY, 40, id="a krona short of what is not used"),
        pytest.param(50, Status.REPAID, 40, id="what is not used"),
        pytest.param(51, Status.TO_INVESTIGATE, 40, id="a krona more"),
    ],
)
def test_what_is_repaid_is_booked_on_what_it_is_liable_for_first(repaid: int, status: Status, booked: int) -> None:
    row = liable_row(EconomicAccount(100, 50, REPAY_BY), repaid, paid=100)
    assert (row.status, row.to_repay_kr, row.liable_repaid_kr) == (status, 50, booked)


def test_who_has_reported_everything_is_liable_for_nothing() -> None:
    row = liable_row(EconomicAccount(100, 100, REPAY_BY), paid=100, liable=0)
    assert (row.status, row.to_repay_kr, row.liable_kr, row.liable_repaid_kr) == (Status.ACCOUNTED, 0, None, None)


def test_the_ledger_has_one_row_per_programme_payment_and_recipient() -> None:
    rows = ledger(appropriations(), {PROGRAMME.id: PROGRAMME}, Books())
    keys = [(row.programme, row.payment, row.recipient) for row in rows]
    assert len(set(keys)) == len(keys) == 21 * (len(PROGRAMME.payments) + 1) + 5
    assert [(row.programme, row.recipient, row.entitled_kr) for row in rows if row.status is Status.FIXED] == [
        ("kapacitet_2022", "egna_kostnader", 7_000_000),
        ("vardplatser_2024", "egna_kostnader", 3_200_000),
        ("vardkoer_2025", "egna_kostnader", 3_000_000),
    ]


@pytest.mark.parametrize(
    ("repaid", "status"),
    [
        pytest.param(14, Status.TO_REPAY, id="one krona short"),
        pytest.param(15, Status.REPAID, id="what is unused and what is claimed"),
        pytest.param(16, Status.TO_INVESTIGATE, id="one krona too much"),
    ],
)
def test_what_is_claimed_back_is_to_be_repaid_besides_what_is_not_used(repaid, status) -> None:
    key = (BEDS.programme, "03")
    account = EconomicAccount(DUE, DUE - 10, REPAY_BY)
    books = Books(accounts={key: account}, repayments={key: [Repayment(repaid, REPAY_BY)]}, reclaimed={key: 5})
    row = account_row(BEDS, REGION, books, [])
    assert (row.status, row.to_repay_kr, row.reclaimed_kr) == (status, 15, 5)
    assert "Socialstyrelsen återkräver 5 kronor" in said(row)


def test_a_claim_of_a_region_that_has_used_more_than_it_got_is_not_made_less_by_that() -> None:
    key = (BEDS.programme, "03")
    books = Books(accounts={key: EconomicAccount(DUE, DUE + 10, REPAY_BY)}, reclaimed={key: 5})
    assert account_row(BEDS, REGION, books, []).to_repay_kr == 5


@pytest.mark.parametrize(
    ("is_paid", "repaid", "status", "to_repay"),
    [
        pytest.param(False, 0, Status.NOT_ACCOUNTED, None, id="before anything is paid"),
        pytest.param(True, 4, Status.TO_REPAY, 5, id="one krona short"),
        pytest.param(True, 5, Status.REPAID, 5, id="all of it"),
    ],
)
def test_a_claim_stands_without_an_economic_account(is_paid, repaid, status, to_repay) -> None:
    key = (BEDS.programme, "03")
    paid = LedgerRow(BEDS.programme, "grundkrav", "03", "Region Uppsala", Status.DECIDED, paid_kr=DUE)
    repayments = {key: [Repayment(repaid, REPAY_BY)]} if repaid else {}
    row = account_row(BEDS, REGION, Books(repayments=repayments, reclaimed={key: 5}), [paid] if is_paid else [])
    assert (row.status, row.to_repay_kr) == (status, to_repay)


def test_who_lacks_reports_and_is_claimed_from_repays_the_larger_of_the_two() -> None:
    key = (BEDS.programme, "03")
    account = EconomicAccount(DUE, DUE, REPAY_BY)
    for liable, reclaimed in ((7, 5), (5, 7)):
        books = Books(accounts={key: account}, liable={key: liable}, reclaimed={key: reclaimed})
        assert account_row(BEDS, REGION, books, []).to_repay_kr == 7


@pytest.mark.parametrize(
    ("is_confirmed", "status"),
    [(True, Status.ACCOUNTED), (None, Status.ACCOUNTED), (False, Status.TO_INVESTIGATE)],
    ids=["right", "not told", "not right"],
)
def test_an_account_that_the_review_finds_wrong_is_to_be_looked_into(is_confirmed, status) -> None:
    account = EconomicAccount(DUE, DUE, REPAY_BY, is_confirmed)
    row = account_row(BEDS, REGION, Books(accounts={(BEDS.programme, "03"): account}), [])
    assert row.status is status
    assert ("inte är riktig" in row.reason) is (is_confirmed is False)


SKR_LINE = (PROGRAMME.id, "skr", "skr")
SKR_KR = 12_000_000
SKR_ASKED = Requisition(SKR_KR, LAST_DAY, "9999-0038", "SKR 2024")
SKR_REPAY_BY = date(2025, 3, 31)


def of_skr(books: Books) -> tuple[LedgerRow, LedgerRow]:
    """What SKR is paid and its account."""
    rows = ledger([appropriation(PROGRAMME.id)], {PROGRAMME.id: PROGRAMME}, books)
    paid, account = (row for row in rows if row.recipient == "skr")
    return paid, account


@pytest.mark.parametrize(
    ("received", "status", "payable", "lapsed"),
    [
        pytest.param(LAST_DAY, Status.DECIDED, SKR_KR, None, id="the last day"),
        pytest.param(LAST_DAY + timedelta(days=1), Status.LAPSED, None, SKR_KR, id="the day after"),
    ],
)
def test_what_skr_asks_for_after_the_last_day_has_lapsed(received, status, payable, lapsed) -> None:
    row, _ = of_skr(Books(requisitions={SKR_LINE: replace(SKR_ASKED, received=received)}))
    assert (row.status, row.payable_kr, row.lapsed_kr, row.entitled_kr) == (status, payable, lapsed, SKR_KR)
    assert (row.recipient_name, row.bankgiro) == ("Sveriges Kommuner och Regioner", "9999-0038")


def test_the_agreement_itself_is_the_decision_on_what_skr_is_paid() -> None:
    row, _ = of_skr(Books(requisitions={SKR_LINE: SKR_ASKED}))
    assert (row.decided_kr, row.paid_kr, row.decision_reference) == (SKR_KR, SKR_KR, PROGRAMME.reference)


@pytest.mark.parametrize(
    ("received_kr", "status"),
    [pytest.param(SKR_KR, Status.ACCOUNTED, id="what was paid"), pytest.param(1, Status.TO_INVESTIGATE, id="less")],
)
def test_what_skr_says_it_received_is_held_against_what_it_was_paid(received_kr: int, status: Status) -> None:
    account = EconomicAccount(received_kr, received_kr, SKR_REPAY_BY)
    _, row = of_skr(Books(requisitions={SKR_LINE: SKR_ASKED}, accounts={(PROGRAMME.id, "skr"): account}))
    assert row.status is status


def test_what_skr_has_not_asked_for_is_named_with_its_last_day() -> None:
    row, account = of_skr(Books())
    assert (row.status, row.unrequested_kr, row.next_deadline) == (Status.NOT_REQUISITIONED, SKR_KR, LAST_DAY)
    assert (account.payment, account.status, account.next_deadline) == ("alla", Status.NOT_ACCOUNTED, SKR_REPAY_BY)


@pytest.mark.parametrize("asked", [pytest.param(SKR_KR + 1, id="one krona more"), pytest.param(0, id="nothing")])
def test_skr_is_held_when_it_asks_for_more_or_for_nothing(asked: int) -> None:
    row, _ = of_skr(Books(requisitions={SKR_LINE: replace(SKR_ASKED, requested_kr=asked)}))
    assert (row.status, row.payable_kr) == (Status.HELD, None)


@pytest.mark.parametrize(
    ("repaid", "status", "deadline"),
    [
        pytest.param(9, Status.TO_REPAY, SKR_REPAY_BY, id="one krona short"),
        pytest.param(10, Status.REPAID, None, id="all of it"),
        pytest.param(11, Status.TO_INVESTIGATE, None, id="one krona too much"),
    ],
)
def test_skr_repays_what_it_has_not_used(repaid, status, deadline) -> None:
    key = (PROGRAMME.id, "skr")
    given = EconomicAccount(SKR_KR, SKR_KR - 10, SKR_REPAY_BY)
    _, row = of_skr(Books(accounts={key: given}, repayments={key: [Repayment(repaid, SKR_REPAY_BY)]}))
    assert (row.status, row.to_repay_kr, row.next_deadline) == (status, 10, deadline)


def test_a_repayment_of_skr_after_its_last_day_is_to_be_looked_into() -> None:
    key = (PROGRAMME.id, "skr")
    given, late = EconomicAccount(SKR_KR, SKR_KR - 10, SKR_REPAY_BY), SKR_REPAY_BY + timedelta(days=1)
    _, row = of_skr(Books(accounts={key: given}, repayments={key: [Repayment(10, late)]}))
    assert row.status is Status.TO_INVESTIGATE
    assert said(row) == (
        "Sveriges Kommuner och Regioner återbetalade 10 kronor den 1 april 2025, efter den 31 mars 2025."
    )


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


def test_adjustments_that_cancel_out_leave_a_row_as_it_was() -> None:
    row = first(decision=Decision(DUE, "S2024/1"))
    assert adjusted_row(row, Books(adjusted={LINE: Decision(0, "S2024/2, S2024/3")})) == row


def test_a_further_payment_is_among_what_an_account_says_was_received() -> None:
    account = EconomicAccount(DUE + 5, DUE + 5, REPAY_BY)
    books = Books(accounts={(BEDS.programme, "03"): account})
    paid = LedgerRow(BEDS.programme, "grundkrav", "03", "Region Uppsala", Status.DECIDED, paid_kr=DUE, further_kr=5)
    assert account_row(BEDS, REGION, books, [paid]).status is Status.ACCOUNTED
    assert account_row(BEDS, REGION, books, [replace(paid, further_kr=None)]).status is Status.TO_INVESTIGATE
