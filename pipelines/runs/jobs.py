"""The names of the jobs, and the tags that say of each run who started it, why, and what is to follow.

What a job does belongs to `pipelines.definitions`.
"""

from collections.abc import Iterable

from assets.programmes import GRANT_BY_ID
from assets.result_tables import capacity_kinds
from rules.found_decrees import decrees

DELIVERIES_JOB = "las_in_leveranser"
LEDGER_JOB = "folj_pengarnas_vag"
REPORT_JOB = "skriv_rapport"
PUBLISH_JOB = "publicera_oppna_data"
CALENDAR_JOB = "bevaka_datum"
DONE_JOB = "bocka_av_frist"

STARTED_FROM = "bonuspott/started_from"
"""How the run was started, in Swedish words; without it, by hand in the user interface."""
STARTED_BY = "bonuspott/started_by"
"""The user name of the one who started it on the command line."""
REASON = "bonuspott/reason"
THEN = "bonuspott/then"
"""The jobs that are started when this run has succeeded, separated by blanks."""

LONGEST_TAG = 255


def programme_job(programme_id: str) -> str:
    """The name of the job that computes one programme."""
    return f"berakna_{programme_id}"


def capacity_job(programme_id: str) -> str:
    """The name of the job that follows up capacity by one programme."""
    return f"folj_upp_{programme_id}"


PROGRAMME_OF = {programme_job(programme_id): programme_id for programme_id in GRANT_BY_ID}
"""The programme of each programme's job."""


def jobs_after(kinds: Iterable[str]) -> list[str]:
    """The jobs whose results may change when deliveries of these kinds do, in the order they are to run."""
    changed = set(kinds)
    programmes = [programme_job(id_) for id_, grant in GRANT_BY_ID.items() if changed & set(grant.kinds)]
    capacity = [
        capacity_job(decree.id)
        for decree in decrees()
        if decree.capacity and changed & set(capacity_kinds(decree.capacity))
    ]
    return [*programmes, *capacity, LEDGER_JOB, REPORT_JOB, CALENDAR_JOB]


def tag_text(text: str) -> str:
    """A text as the value of a tag: one line, cut when it is too long."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_TAG else f"{line[: LONGEST_TAG - 1]}…"
