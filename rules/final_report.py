"""The account of money in the final report to the government: where all that the regions are entitled to is.

Only sums of the ledger's rows, and whether payouts, ledger and appropriation agree. What a row of the ledger is,
is in `rules.ledger`.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from rules.appropriation_account import AppropriationAccount
from rules.declaration import Decree
from rules.ledger import WHOLE_PROGRAMME, LedgerRow
from rules.regions import BY_CODE, CODES
from rules.swedish import kronor

RUN_LEDGER = "Kör bonuspott run, eller jobbet folj_pengarnas_vag, och skriv sedan slutredovisningen igen."


@dataclass(frozen=True)
class FinalAccount:
    """Where one region's money of one programme is, all payments together.

    `entitled_kr` counts the payments that are computed, None when none is. The rest of it that is neither paid,
    lapsed nor left unrequested is `pending_kr`: not yet decided, or stopped. `left_kr` is what is left to pay back.
    What the region says is None while it has not accounted for it; `repaid_kr` is what has come in.
    """

    region_code: str
    entitled_kr: int | None
    paid_kr: int
    unrequested_kr: int
    lapsed_kr: int
    account_status: str
    accounted_received_kr: int | None
    cost_kr: int | None
    to_repay_kr: int | None
    repaid_kr: int

    @property
    def pending_kr(self) -> int:
        """Entitled to and on its way: 100 entitled, 60 paid and 10 lapsed are 30 pending."""
        return (self.entitled_kr or 0) - self.paid_kr - self.unrequested_kr - self.lapsed_kr

    @property
    def left_kr(self) -> int | None:
        """Left to pay back, negative when more has been paid back than was to be."""
        return None if self.to_repay_kr is None else self.to_repay_kr - self.repaid_kr


def final_accounts(rows: Collection[LedgerRow]) -> tuple[FinalAccount, ...]:
    """One per region from the ledger's rows of one programme; none while the ledger has none."""
    return tuple(
        _final_account(own, [row for row in rows if row.recipient == own.recipient and row is not own])
        for code in CODES
        for own in rows
        if own.payment == WHOLE_PROGRAMME and own.recipient == code
    )


def _final_account(account: LedgerRow, payments: Collection[LedgerRow]) -> FinalAccount:
    entitled = [row.entitled_kr for row in payments if row.entitled_kr is not None]
    return FinalAccount(
        account.recipient,
        sum(entitled) if entitled else None,
        sum(row.paid_kr or 0 for row in payments),
        sum(row.unrequested_kr or 0 for row in payments),
        sum(row.lapsed_kr or 0 for row in payments),
        account.status.value,
        account.accounted_received_kr,
        account.cost_kr,
        account.to_repay_kr,
        account.repaid_kr or 0,
    )


def disagreements(
    programme: Decree,
    payouts_kr: Mapping[tuple[str, str], int],
    undistributed_kr: int,
    rows: Iterable[LedgerRow],
    appropriation: AppropriationAccount | None,
) -> list[str]:
    """Where payouts, ledger and appropriation do not have the same kronor, as Swedish sentences; empty when they do.

    `payouts_kr` by payment and region code, all components together. An appropriation with a payment that is not
    computed has nothing to come out to.
    """
    entitled = {(row.payment, row.recipient): row.entitled_kr for row in rows}
    faults = [
        f"{payment.title}, {BY_CODE[code].official_name}: enligt utbetalningen {_kr(paid)}, enligt huvudboken "
        f"{_kr(kept)}. {RUN_LEDGER}"
        for payment in programme.payments
        for code in CODES
        if (paid := payouts_kr.get((payment.id, code))) != (kept := entitled.get((payment.id, code)))
    ]
    if appropriation is None:
        return [*faults, f"Anslaget för {programme.short_title} är inte redovisat. {RUN_LEDGER}"]
    in_all = (sum(payouts_kr.values()), undistributed_kr)
    if in_all != (appropriation.entitled_kr, appropriation.undistributed_kr):
        faults.append(
            f"Utbetalt och ofördelat är {_kr(in_all[0])} och {_kr(in_all[1])}, men enligt anslaget "
            f"{_kr(appropriation.entitled_kr)} och {_kr(appropriation.undistributed_kr)}. {RUN_LEDGER}"
        )
    spent = sum(in_all) + appropriation.skr_kr + appropriation.own_costs_kr
    if appropriation.difference_kr is not None and spent != appropriation.appropriation_kr:
        faults.append(
            f"Anslaget är {_kr(appropriation.appropriation_kr)}, men {_kr(spent)} är redovisade. Rätta det innan "
            "slutredovisningen lämnas."
        )
    return faults


def _kr(amount: int | None) -> str:
    return "inget beräknat" if amount is None else kronor(amount)
