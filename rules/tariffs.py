"""What decrees pay for one by one, gathered: the parts by tariff, their kinds in Swedish, and codes of procedures.

How such a part pays is in `rules.mechanisms.capped_tariff`.
"""

from collections.abc import Iterable

from rules.declaration import Decree, Payment
from rules.found_decrees import grants
from rules.mechanisms.capped_tariff import CappedTariff
from rules.mechanisms.remaining_funds import RemainingFunds


def tariffs(decree: Decree) -> tuple[CappedTariff, ...]:
    """The parts of one decree that pay by tariff."""
    return tuple(part for _, part in decree.parts if isinstance(part, CappedTariff))


def pays_by_tariff(payment: Payment) -> bool:
    """Whether a payment has a part by tariff."""
    return any(isinstance(part, CappedTariff) for part in payment.parts)


def kind_words(decrees: Iterable[Decree] | None = None) -> dict[str, str]:
    """The Swedish names of the kinds that are paid for, by id and in the decrees' order."""
    among = grants() if decrees is None else decrees
    return {kind.component.id: kind.words for decree in among for tariff in tariffs(decree) for kind in tariff.kinds}


def shares_of_rest(decree: Decree) -> tuple[RemainingFunds, ...]:
    """The parts of one decree that share what its tariffs leave."""
    return tuple(part for _, part in decree.parts if isinstance(part, RemainingFunds))


def remaining_places(decree: Decree) -> int:
    """How many regions share what the tariffs of a decree leave; 0 where nothing is shared."""
    return next((part.places.value for part in shares_of_rest(decree)), 0)


def procedure_codes() -> tuple[tuple[str, str], ...]:
    """The beginnings of procedure codes with the kind that each counts as, for all decrees."""
    found = (tariff.codes.value for decree in grants() for tariff in tariffs(decree) if tariff.codes)
    return tuple(dict.fromkeys(pair for codes in found for pair in codes))
