"""Sentences beside the kronor: the account, the cap, the places, the bonus pot, the decision, how far the money is."""

from collections import defaultdict
from collections.abc import Callable, Iterator

from assets.grants import Grant
from assets.warehouse import Connection
from rules.decrees import tillganglighet_2024
from rules.decrees.tillganglighet_2024_reasons import account_not_counted
from rules.decrees.vardkoer_2025 import OPERATION_NAMES
from rules.regions import CODES
from rules.swedish import about, day, kronor, number
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
    for of in (*_COMMON, *_OWN[grant.programme.id]):
        for key, sentence in of(connection, grant):
            said[key].append(sentence)
    return said


def _decisions(connection: Connection, grant: Grant) -> Iterator[Remark]:
    decided = connection.read(Decision, "programme = ?", [grant.programme.id])
    for payment, code, on, reference in sorted(
        decided.select("payment", "region_code", "decided_on", "reference").unique().iter_rows()
    ):
        yield (payment, "", code), f"Beslutad den {day(on)} ({reference}); beloppen ändras inte."
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
    pots = connection.read(Payout, "programme = ? AND component = 'bonuspott'", [grant.programme.id])
    for (payment,), rows in pots.group_by("payment"):
        for code in CODES:
            yield (
                (str(payment), "bonuspott", code),
                f"Bonuspotten är det som ingen region fick för uppfyllda krav, {kronor(sum(rows['amount_kr']))}, och "
                "delas i proportion till vad varje region fick (T04).",
            )


def _undistributed(connection: Connection, grant: Grant) -> Iterator[Remark]:
    for row in connection.read(Undistributed, "programme = ?", [grant.programme.id]).iter_rows(named=True):
        for code in CODES:
            yield (row["payment"], row["component"], code), f"Ofördelat: {row['reason']}"


def _accounts(connection: Connection, grant: Grant) -> Iterator[Remark]:
    """Why a region that does not meet section 5 gets nothing by population in December."""
    accounts = {
        row["region_code"]: tillganglighet_2024.Account(row["received_date"], row["is_approved"])
        for row in connection.read(Redovisning, "programme = ?", [grant.programme.id]).iter_rows(named=True)
    }
    for code in set(CODES) - set(tillganglighet_2024.regions_meeting_section_5(accounts)):
        account = accounts.get(code)
        sentence = account_not_counted(
            account.received if account else None, tillganglighet_2024.PARAMETERS.last_account_day
        )
        for component in ("befolkning_0_18", "befolkning", "kvarstaende"):
            yield (tillganglighet_2024.DECEMBER.id, component, code), sentence


def _repayment(connection: Connection, _grant: Grant) -> Iterator[Remark]:
    for row in connection.read(RepaymentLiability).iter_rows(named=True):
        yield ("grundkrav", "befolkning", row["region_code"]), row["reason"]


def _block2(connection: Connection, _grant: Grant) -> Iterator[Remark]:
    for row in connection.read(RegionReason).iter_rows(named=True):
        yield ("block2", "", row["region_code"]), row["reason"]
    for row in connection.read(TariffLine).iter_rows(named=True):
        sum_up = (
            f"{number(row['operation_count'])} operationer × {kronor(row['tariff_kr'])} = {kronor(row['gross_kr'])}"
        )
        capped = (
            "" if row["gross_kr"] == row["paid_kr"] else f"; taket (bilaga 2) sänker det till {kronor(row['paid_kr'])}"
        )
        yield ("block2", row["operation"], row["region_code"]), f"{sum_up}{capped}."
    for row in connection.read(RemainingLine).iter_rows(named=True):
        ranked = (
            f"{OPERATION_NAMES[row['operation']].capitalize()}: plats {row['rank']} med "
            f"{about(row['per_100_000'], 2)} operationer per 100 000 invånare"
        )
        gets = (
            f"hör till dem som delar, i proportion till taken (bilaga 2), och får {kronor(row['amount_kr'])}"
            if row["is_qualified"]
            else "hör inte till de bästa som delar"
        )
        yield ("block2", "kvarstaende", row["region_code"]), f"{ranked}; {gets}."


_Of = Callable[[Connection, Grant], Iterator[Remark]]
_COMMON: tuple[_Of, ...] = (_decisions, _ledger, _bonus_pot, _undistributed)
_OWN: dict[str, tuple[_Of, ...]] = {
    "tillganglighet_2024": (_accounts,),
    "vardplatser_2024": (_repayment,),
    "vardkoer_2025": (_block2,),
}
