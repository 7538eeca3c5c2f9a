"""The payment order to Kammarkollegiet: what of one payment is ordered, and where the rest of the entitlement is.

Only complete lines of the ledger are ordered. What makes a line complete is decided in `rules.ledger`; the workbook is
made in `exports.payment.order_workbook`, the text file in `exports.payment.order_file`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date
from hashlib import sha256
from typing import Any

import polars as pl

from rules.appropriations import Appropriation
from rules.declaration import Decree, Payment
from rules.identity_numbers import written_bankgiro, written_plusgiro
from rules.ledger import Status, payee_faults
from rules.regions import BY_CODE, CODES
from rules.seals import Seal

NO_REFERENCE = "ej beslutat"
VERSION_LENGTH = 8
ENTITLED = "Rätt till"


@dataclass(frozen=True)
class OrderLine:
    """One complete line: `amount_kr` to `bankgiro`, or `plusgiro` where that is empty (both as they are written).

    The recipient is entitled to `entitled_kr`, of which it has not asked for `unrequested_kr`.
    """

    recipient: str
    organisation_number: str
    bankgiro: str
    plusgiro: str
    amount_kr: int
    payment_reference: str
    decision_reference: str
    entitled_kr: int
    unrequested_kr: int
    mark: str


@dataclass(frozen=True)
class AdjustmentLine:
    """What one decision after the payment gives one region further, or claims back of it, to be done once.

    `number` is that of the decision's seal. The account is that of the region's line in the ledger, and `faults` what
    keeps money from being sent to it.
    """

    recipient: str
    organisation_number: str
    bankgiro: str
    plusgiro: str
    payment_reference: str
    decided_on: date
    number: int
    decision_reference: str
    further_kr: int | None
    claim_kr: int | None
    faults: tuple[str, ...]


@dataclass(frozen=True)
class PaymentOrder:
    """One payment as ordered. `ledger` is rows of `schemas.ledger.Ledger`; those of other payments are passed over.

    `seal` is that of the payment, None while it is not decided, `adjusting` those that adjust it, in order.
    """

    programme: Decree
    payment: Payment
    appropriation: Appropriation
    ledger: pl.DataFrame
    seal: Seal | None = None
    adjusting: Sequence[Seal] = ()

    @property
    def rows(self) -> pl.DataFrame:
        """The ledger's rows of this payment."""
        return self.ledger.filter(pl.col("programme") == self.programme.id, pl.col("payment") == self.payment.id)

    @property
    def is_decided(self) -> bool:
        """Whether the payment is decided; until then the order is a draft."""
        return self.seal is not None

    @property
    def lines(self) -> list[OrderLine]:
        """The complete lines."""
        complete = self.rows.filter(pl.col("payable_kr").is_not_null())
        return [
            OrderLine(
                row["recipient_name"],
                BY_CODE[row["recipient"]].organisation_number,
                written_bankgiro(row["bankgiro"]) if row["bankgiro"] else "",
                "" if row["bankgiro"] else written_plusgiro(row["plusgiro"]),
                row["payable_kr"],
                row["payment_reference"],
                row["decision_reference"] or NO_REFERENCE,
                row["payable_kr"] + (row["unrequested_kr"] or 0),
                row["unrequested_kr"] or 0,
                row["mark"],
            )
            for row in complete.iter_rows(named=True)
        ]

    @property
    def held(self) -> pl.DataFrame:
        """The rows that are not ordered."""
        return self.rows.filter(pl.col("payable_kr").is_null())

    @property
    def asked_for_in_part(self) -> pl.DataFrame:
        """The rows that are ordered with less than the recipient has a right to."""
        return self.rows.filter(pl.col("payable_kr").is_not_null(), pl.col("unrequested_kr") > 0)

    @property
    def later(self) -> list[str]:
        """What has come in after the decision, and whether it counts, as Swedish sentences."""
        return [text for text in self.rows["later"] if text]

    @property
    def adjustments(self) -> list[AdjustmentLine]:
        """A line per decision and region: whatever is decided later, what was decided before stands."""
        rows = {row["recipient"]: row for row in self.rows.iter_rows(named=True)}
        return [
            _adjustment_line(seal, code, rows.get(code, {}), amount)
            for seal in self.adjusting
            for code in CODES
            if (amount := seal.kr_of(code))
        ]

    def whereabouts(self) -> dict[str, int]:
        """Kronor of the whole entitlement by Swedish words for where they are; the first is the sum of the others."""
        rows = self.rows
        due = pl.coalesce("decided_kr", "entitled_kr").clip(lower_bound=0)
        of_status = {status: rows.filter(status=status.value) for status in (Status.HELD, Status.LAPSED)}
        return {
            ENTITLED: rows.select(due.sum()).item(),
            "Betalas": rows["payable_kr"].sum(),
            "Inte begärt": rows["unrequested_kr"].sum(),
            "Stoppat": of_status[Status.HELD].select(due.sum()).item(),
            "Förfallet": rows["lapsed_kr"].sum(),
        }

    @property
    def version(self) -> str:
        """Tells one state of the order from another: the same as long as what is decided, its lines and totals are."""
        content = [self.seal.hash if self.seal else "", [astuple(line) for line in self.lines], self.whereabouts()]
        return sha256(json.dumps(content).encode()).hexdigest()[:VERSION_LENGTH]

    @property
    def title(self) -> str:
        """What the order is for."""
        return f"Utbetalning genom Kammarkollegiet: {self.programme.short_title}, {self.payment.title}"


def _adjustment_line(seal: Seal, code: str, row: Mapping[str, Any], amount_kr: int) -> AdjustmentLine:
    region = BY_CODE[code]
    bankgiro, plusgiro, reference = (row.get(name) or "" for name in ("bankgiro", "plusgiro", "payment_reference"))
    faults = payee_faults(region.official_name, region.organisation_number, bankgiro, reference, plusgiro)
    is_known = not faults
    return AdjustmentLine(
        region.official_name,
        region.organisation_number,
        written_bankgiro(bankgiro) if is_known and bankgiro else "",
        written_plusgiro(plusgiro) if is_known and plusgiro and not bankgiro else "",
        reference,
        seal.decided_on,
        seal.number,
        seal.reference,
        max(amount_kr, 0) or None,
        max(-amount_kr, 0) or None,
        tuple(faults),
    )


def control_total(lines: list[OrderLine]) -> int:
    """The sum of the bankgiro and plusgiro numbers read as numbers: `5050-1055` counts 50501055."""
    return sum(int((line.bankgiro or line.plusgiro).replace("-", "").replace(" ", "")) for line in lines)
