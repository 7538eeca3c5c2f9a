"""What the agency has set where a decree leaves it to the agency: days, and which payments are to be asked for.

An instruction is delivered (kind `anvisningar`) with the agency's own reference; without one the named default of T23
stands. Which things an agency may set is for `rules.duties` to say.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

KIND = "anvisningar"
DECREE_NUMBER = "diarienummer"
"""The thing that is no day: the Government Offices' number of the decree, which then stands as the reference."""


@dataclass(frozen=True)
class Instruction:
    """One day that the agency has set for one thing of one decree; `month` where it is told apart from the thing.

    `reference` is the agency's number of its decision. The number of a decree has no day, and a payment may be asked
    for without a last one.
    """

    deadline: str
    day: date | None
    reference: str
    month: date | None = None

    @property
    def id(self) -> str:
        """The id of the deadline that it sets: a report for a month may be named by kind and month."""
        ending = f"_{self.month:%Y-%m}" if self.month else ""
        return self.deadline if self.deadline.endswith(ending) else self.deadline + ending


Instructions = tuple[Instruction, ...]
"""Those of one decree, at most one per id."""
NONE: Instructions = ()
NOT_TOLD = "Regeringskansliets diarienummer är inte angivet"


def set_for(instructions: Iterable[Instruction], deadline_id: str) -> Instruction | None:
    """The instruction for one thing, None where the agency has set nothing."""
    return next((each for each in instructions if each.id == deadline_id), None)


def decree_number(instructions: Iterable[Instruction]) -> str | None:
    """The Government Offices' number of a decree whose copy does not print one, None where nobody has said it."""
    told = set_for(instructions, DECREE_NUMBER)
    return told.reference if told else None


def referred(title: str, number: str | None) -> str:
    """A decree as documents refer to it, with its number or with what is missing, in Swedish."""
    return f"{title} ({number or NOT_TOLD})"
