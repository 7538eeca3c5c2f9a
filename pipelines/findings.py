"""What went wrong in a run, read from its events: failed checks, and what stopped it, in Swedish."""

import errno
import re
from collections.abc import Iterable
from dataclasses import dataclass

import dagster as dg

_ERRNO = re.compile(r"\[Errno (\d+)\][^:\n]*(?:: '([^'\n]+)')?")
_BECAUSE = {
    errno.ENOSPC: "disken är full. Frigör plats",
    errno.EDQUOT: "din del av disken är full. Frigör plats",
    errno.EFBIG: "filen blir större än vad som är tillåtet. Höj gränsen",
    errno.EACCES: "du har inte rätt till det. Ändra rättigheterna eller välj en annan mapp",
    errno.EPERM: "du har inte rätt till det. Ändra rättigheterna eller välj en annan mapp",
    errno.EROFS: "disken är skrivskyddad. Välj en annan mapp",
    errno.ENOENT: "den finns inte längre. Lägg tillbaka den",
    errno.EEXIST: "det ligger redan en fil där mappen ska vara. Flytta filen eller välj en annan mapp",
    errno.ENOTDIR: "det ligger en fil där en mapp ska vara. Flytta filen eller välj en annan mapp",
    errno.EIO: "disken svarar inte. Kontrollera den",
}


@dataclass(frozen=True)
class FailedCheck:
    """A failed check: the asset it guards and what it found, in Swedish; `is_error` is False for a warning."""

    asset: str
    check: str
    text: str
    is_error: bool = True


def failed_checks(events: Iterable[dg.DagsterEvent]) -> list[FailedCheck]:
    """The failed checks of a run, in the order they were made."""
    evaluations = [
        event.asset_check_evaluation_data
        for event in events
        if event.event_type is dg.DagsterEventType.ASSET_CHECK_EVALUATION
    ]
    return [
        FailedCheck(
            evaluation.asset_key.to_user_string(),
            evaluation.check_name,
            evaluation.description or "",
            evaluation.severity is dg.AssetCheckSeverity.ERROR,
        )
        for evaluation in evaluations
        if not evaluation.passed
    ]


def reasons(events: Iterable[dg.DagsterEvent]) -> list[str]:
    """What stopped the steps of a run, failed checks excepted; without a failed step, what ended the run."""
    found, ends = [], []
    has_failed_step = False
    for event in events:
        if event.event_type is dg.DagsterEventType.STEP_FAILURE:
            has_failed_step = True
            error = event.step_failure_data.error
            while error is not None and error.cause is not None:
                error = error.cause
            if error is not None and "AssetCheckFailed" not in (error.cls_name or ""):
                found.append(in_swedish(error.message.removeprefix(f"{error.cls_name}: ").strip()))
        elif event.event_type is dg.DagsterEventType.RUN_FAILURE:
            error = event.job_failure_data.error if event.event_specific_data else None
            while error is not None and error.cause is not None:
                error = error.cause
            message = error.message.partition(": ")[2].strip() if error else event.message or ""
            ends.append(in_swedish(message or "Körningen avbröts utan att säga varför."))
    return found if has_failed_step else ends


def in_swedish(message: str) -> str:
    """The message, but for what the operating system said (`[Errno 28] No space left …`): that in Swedish instead."""
    said = _ERRNO.search(message)
    if not said or int(said[1]) not in _BECAUSE:
        return message
    what = said[2] or "En fil"
    return f"{what} kan inte läsas eller skrivas: {_BECAUSE[int(said[1])]} och kör igen. Inget är halvt skrivet."
