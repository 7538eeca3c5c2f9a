"""Sentences beside the kronor: the account, the cap, the places, the bonus pot, the decision, how far the money is."""

from collections import defaultdict
from collections.abc import Callable, Iterator

from assets.grants import Grant
from assets.warehouse import Connection
from rules.case import Account, Case, Given
from rules.mechanisms.capped_tariff import CappedTariff
from rules.mechanisms.condition import OnCondition, Redistributed
from rules.mechanisms.monthly_pots import BonusPot
from rules.mechanisms.remaining_funds import RemainingFunds
from rules.regions import CODES
from rules.seals import NO_KEPT_ROWS
from rules.swedish import about, day, kronor, listing, number
from schemas.decisions import Adjustment, Decision
from schemas.deliveries import Redovisning
from schemas.follow_up import RegionReason, RemainingLine, RepaymentLiability, TariffLine
from schemas.ledger import Ledger
from schemas.results import Payout, Undistributed

Remark = tuple[tuple[str, str, str], str]
"""A sentence with its payment, component (empty for the payment as a whole) and region code."""


def remarks(connection: Connection, grant: Grant) -> dict[tuple[str, str, str], list[str]]:
    """All sentences of one programme, as `rules.explanation.Results` has them."""
    said: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for of in _SAID:
        for key, sentence in of(connection, grant):
            said[key].append(sentence)
    return said


def _decisions(connection: Connection, grant: Grant) -> Iterator[Remark]:
    decided = connection.read(Decision, "programme = ?", [grant.programme.id])
    columns = ("payment", "region_code", "decided_on", "reference", "number", "decided_by", "has_kept_rows")
    for payment, code, on, reference, number_, names, has_rows in sorted(decided.select(columns).unique().iter_rows()):
        told_from = "De visas med de uppgifter som de beslutades på." if has_rows else NO_KEPT_ROWS
        yield (
            (payment, "", code),
            f"Beslutad den {day(on)} av {listing(names.split(', '))} ({reference}, sigill {number_}); beloppen ändras "
            f"inte. {told_from}",
        )
    for row in connection.read(Adjustment, "programme = ?", [grant.programme.id]).iter_rows(named=True):
        yield (
            (row["payment"], row["component"], row["region_code"]),
            f"Beslutat är {kronor(row['decided_kr'])}; dagens underlag ger {kronor(row['recomputed_kr'])}. "
            f"{row['cause']}",
        )


def _ledger(connection: Connection, grant: Grant) -> Iterator[Remark]:
    for row in connection.read(Ledger, "programme = ? AND reason <> ''", [grant.programme.id]).iter_rows(named=True):
        if row["recipient"] in CODES:
            yield (row["payment"], "", row["recipient"]), f"Pengarnas väg: {row['status']}. {row['reason']}"


def _bonus_pot(connection: Connection, grant: Grant) -> Iterator[Remark]:
    for payment, part in grant.programme.parts:
        if not isinstance(part, BonusPot):
            continue
        key = [grant.programme.id, payment.id, part.component.id]
        rows = connection.read(Payout, "programme = ? AND payment = ? AND component = ?", key)
        if rows.is_empty():
            continue
        for code in CODES:
            yield (
                (payment.id, part.component.id, code),
                f"Bonuspotten är det som ingen region fick för uppfyllda krav, {kronor(sum(rows['amount_kr']))}, och "
                "delas i proportion till vad varje region fick (T04).",
            )


def _undistributed(connection: Connection, grant: Grant) -> Iterator[Remark]:
    for row in connection.read(Undistributed, "programme = ?", [grant.programme.id]).iter_rows(named=True):
        for code in CODES:
            yield (row["payment"], row["component"], code), f"Ofördelat: {row['reason']}"


def _accounts(connection: Connection, grant: Grant) -> Iterator[Remark]:
    """Why a region that does not meet a condition gets nothing of what is paid on it."""
    on_condition = [
        (payment.id, part) for payment, part in grant.programme.parts if isinstance(part, OnCondition | Redistributed)
    ]
    if not on_condition:
        return
    accounts = {
        row["region_code"]: Account(row["received_date"], row["is_approved"])
        for row in connection.read(Redovisning, "programme = ?", [grant.programme.id]).iter_rows(named=True)
    }
    case = Case(grant.programme, Given(accounts=accounts))
    for payment, part in on_condition:
        for code in set(CODES) - set(part.condition.met_by(case)):
            sentence = part.condition.not_met_reason(case, accounts.get(code))
            yield from (((payment, component.id, code), sentence) for component in part.components)


def _repayment(connection: Connection, grant: Grant) -> Iterator[Remark]:
    for section in grant.programme.sections:
        if not section.reporting:
            continue
        keys = [(payment.id, component.id) for payment in section.payments for component in payment.components]
        rows = connection.read(RepaymentLiability, "programme = ?", [grant.programme.id])
        for row in rows.iter_rows(named=True):
            yield from (((*key, row["region_code"]), row["reason"]) for key in keys)


def _tariffs(connection: Connection, grant: Grant) -> Iterator[Remark]:
    for payment, part in grant.programme.parts:
        if isinstance(part, CappedTariff):
            yield from _tariff(connection, grant, payment.id, part)
        elif isinstance(part, RemainingFunds):
            yield from _remaining(connection, grant, payment.id, part)


def _tariff(connection: Connection, grant: Grant, payment: str, part: CappedTariff) -> Iterator[Remark]:
    own = ("programme = ?", [grant.programme.id])
    for row in connection.read(RegionReason, *own).iter_rows(named=True):
        yield (payment, "", row["region_code"]), row["reason"]
    for row in connection.read(TariffLine, *own).iter_rows(named=True):
        sum_up = (
            f"{number(row['operation_count'])} operationer × {kronor(row['tariff_kr'])} = {kronor(row['gross_kr'])}"
        )
        capped = (
            ""
            if row["gross_kr"] == row["paid_kr"]
            else f"; taket ({part.caps_printed_in}) sänker det till {kronor(row['paid_kr'])}"
        )
        yield (payment, row["operation"], row["region_code"]), f"{sum_up}{capped}."


def _remaining(connection: Connection, grant: Grant, payment: str, part: RemainingFunds) -> Iterator[Remark]:
    words = {kind.component.id: kind.words for kind in part.tariff.kinds}
    for row in connection.read(RemainingLine, "programme = ?", [grant.programme.id]).iter_rows(named=True):
        ranked = (
            f"{words[row['operation']].capitalize()}: plats {row['rank']} med "
            f"{about(row['per_100_000'], 2)} operationer per 100 000 invånare"
        )
        gets = (
            f"hör till dem som delar, i proportion till taken ({part.tariff.caps_printed_in}), och får "
            f"{kronor(row['amount_kr'])}"
            if row["is_qualified"]
            else "hör inte till de bästa som delar"
        )
        yield (payment, part.component.id, row["region_code"]), f"{ranked}; {gets}."


_SAID: tuple[Callable[[Connection, Grant], Iterator[Remark]], ...] = (
    _decisions,
    _ledger,
    _bonus_pot,
    _undistributed,
    _accounts,
    _repayment,
    _tariffs,
)
