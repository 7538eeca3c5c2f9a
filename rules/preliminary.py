"""Payment by what has come in so far, before the last month is in: never a decision, and never paid on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rules.case import Case
from rules.mechanisms.capped_tariff import CappedTariff
from rules.mechanisms.remaining_funds import RemainingFunds
from rules.payouts import Settlement
from rules.regions import BY_CODE
from rules.swedish import listing, month_name, month_spans


@dataclass(frozen=True)
class Preliminary:
    """The payment by tariff as it would be if nothing more came in.

    `case` is measured on `months` alone. `not_reported` names, for each of them, the regions that have not reported
    anything.
    """

    case: Case
    settlement: Settlement
    months: tuple[date, ...]
    months_missing: tuple[date, ...]
    not_reported: Mapping[date, tuple[str, ...]]

    @property
    def sentence(self) -> str:
        """What the figures rest on and what they lack, as one Swedish sentence."""
        if not self.months:
            return "Ingen månad har kommit in ännu, så ingen preliminär fördelning kan räknas."
        lacking = []
        if self.months_missing:
            lacking.append(f"{month_spans(self.months_missing)} har inte kommit in från någon region")
        lacking += [
            f"för {month_name(month)} saknas {listing([BY_CODE[code].official_name for code in codes])}"
            for month, codes in self.not_reported.items()
            if codes
        ]
        rest = "; ".join(lacking) or "alla regioner har rapporterat"
        return f"Fördelningen är preliminär och vilar på {month_spans(self.months)}; {rest}."


def preliminary(case: Case, tariff: CappedTariff) -> Preliminary:
    """The payment that `tariff` belongs to, on the months that have come in from at least one region.

    Without any month, or without a population to rank by, the settlement is withheld.
    """
    missing = tariff.months_not_in(case)
    present = tuple(month for month in case.values[tariff.months] if month not in missing)
    on_present = tariff.on_months_in(case)
    payment = case.decree.payment_of(tariff).id
    settled = on_present.settle(())
    return Preliminary(
        on_present,
        Settlement(
            tuple(row for row in settled.payouts if row.payment == payment),
            tuple(row for row in settled.undistributed if row.payment == payment),
            tuple(row for row in settled.withheld if row.payment == payment),
        ),
        present,
        missing,
        tariff.not_reported(on_present) if present else {},
    )


def remaining_of(case: Case, tariff: CappedTariff) -> RemainingFunds | None:
    """The part that shares what a tariff leaves, None where the decree has none."""
    parts = (part for _, part in case.decree.parts)
    return next((part for part in parts if isinstance(part, RemainingFunds) and part.tariff is tariff), None)
