"""What has changed between a proposed decision and the same decision made on what stands now.

Where proposals are kept and who may approve one belongs elsewhere.
"""

from rules.regions import BY_CODE
from rules.seals import Seal, SealedAmount, changes_since
from rules.swedish import kronor, listing


def changes(proposed: Seal, now: Seal) -> list[str]:
    """What is other in `now` than in `proposed`, as Swedish sentences; empty when both decide the same."""
    if proposed.basis_hash == now.basis_hash:
        return []
    found = _amounts(proposed, now)
    found += _lines(proposed, now)
    if proposed.undistributed != now.undistributed:
        before, after = (sum(row.amount_kr for row in seal.undistributed) for seal in (proposed, now))
        found.append(f"Ofördelat: {kronor(before)} föreslogs, nu {kronor(after)} eller andra skäl.")
    if parts := changes_since(proposed, now.inputs, now.parameters, now.code).parts:
        found.append(f"Underlaget: {' och '.join(parts)}.")
    if other := sorted(
        name
        for name in proposed.readings.keys() | now.readings.keys()
        if proposed.readings.get(name) != now.readings.get(name)
    ):
        found.append(f"Ändrade tolkningar: {listing(other)}.")
    if proposed.marks != now.marks:
        found.append(f"Märkningen: {_marks(proposed)} föreslogs, nu {_marks(now)}.")
    return found or ["Beslutets diarienummer, betalningsdag, kontakt eller utbetalning är en annan."]


def _amounts(proposed: Seal, now: Seal) -> list[str]:
    before, after = _by_line(proposed.amounts), _by_line(now.amounts)
    return [
        f"{BY_CODE[code].name}, {component}: {kronor(before.get((component, code), 0))} föreslogs, nu "
        f"{kronor(after.get((component, code), 0))}."
        for component, code in sorted(before.keys() | after.keys(), key=lambda line: (line[1], line[0]))
        if before.get((component, code)) != after.get((component, code))
    ]


def _lines(proposed: Seal, now: Seal) -> list[str]:
    """The lines of the payment order that are others."""
    before, after = ({line.region_code: line for line in seal.lines} for seal in (proposed, now))
    found = []
    for code in sorted(before.keys() | after.keys()):
        was, becomes = before.get(code), after.get(code)
        was_kr, becomes_kr = (line.amount_kr if line else 0 for line in (was, becomes))
        if was_kr != becomes_kr:
            found.append(f"{BY_CODE[code].name}, att betala: {kronor(was_kr)} föreslogs, nu {kronor(becomes_kr)}.")
        elif was != becomes:
            found.append(f"{BY_CODE[code].name}, att betala: rekvisition, konto eller referens är en annan.")
    return found


def _by_line(amounts: tuple[SealedAmount, ...]) -> dict[tuple[str, str], int]:
    return {(amount.component, amount.region_code): amount.amount_kr for amount in amounts}


def _marks(seal: Seal) -> str:
    return listing(list(seal.marks)) if seal.marks else "ingen"
