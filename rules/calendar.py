"""Every day by which the decrees want something done, as `Deadline`s, from the duties that they declare.

Only what has a last day, or is to get one from the agency. Without one, and therefore not here: keeping the Government
Offices informed. Nor is the reporting of other assignments that a decree mentions in passing. How the deadlines of one
decree are made is in `rules.duties`.
"""

from collections.abc import Mapping
from datetime import date

from rules.deadlines import Deadline
from rules.duties import of_decree
from rules.found_decrees import decrees
from rules.instructions import NONE, Instructions


def deadlines(instructions: Mapping[str, Instructions] | None = None) -> tuple[Deadline, ...]:
    """The deadlines of all decrees by day, then in the order of the decrees and of their text; without a day last.

    `instructions` are what the agency has set, by decree id.
    """
    set_days = instructions or {}
    every = (deadline for decree in decrees() for deadline in of_decree(decree, set_days.get(decree.id, NONE)))
    return tuple(sorted(every, key=lambda deadline: deadline.day or date.max))
