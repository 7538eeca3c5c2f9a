"""What a run's events tell: failed checks and what stopped it, in Swedish, and the files that it wrote."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
from dagster_shared.error import SerializableErrorInfo

from pipelines.system_errors import in_swedish


@dataclass(frozen=True)
class FailedCheck:
    """A failed check: the asset it guards and what it found, in Swedish; `is_error` is False for a warning."""

    asset: str
    check: str
    text: str
    is_error: bool = True


def failed_checks(events: Iterable[dg.DagsterEvent]) -> list[FailedCheck]:
    """The failed checks of a run, in the order they were made."""
    return [
        FailedCheck(
            evaluation.asset_key.to_user_string(),
            evaluation.check_name,
            evaluation.description or "",
            evaluation.severity is dg.AssetCheckSeverity.ERROR,
        )
        for evaluation in _evaluations(events)
        if not evaluation.passed
    ]


def passed_checks(events: Iterable[dg.DagsterEvent]) -> list[tuple[str, str]]:
    """Asset and name of the checks of a run that passed."""
    return [
        (evaluation.asset_key.to_user_string(), evaluation.check_name)
        for evaluation in _evaluations(events)
        if evaluation.passed
    ]


def _evaluations(events: Iterable[dg.DagsterEvent]) -> Iterator[dg.AssetCheckEvaluation]:
    for event in events:
        if event.event_type is dg.DagsterEventType.ASSET_CHECK_EVALUATION:
            yield event.asset_check_evaluation_data


def written_files(events: Iterable[dg.DagsterEvent]) -> list[Path]:
    """The files that the materializations of a run say that they wrote or took away."""
    return [
        Path(value.value)
        for event in events
        if event.event_type is dg.DagsterEventType.ASSET_MATERIALIZATION
        for value in event.materialization.metadata.values()
        if isinstance(value, dg.PathMetadataValue) and value.value
    ]


def reasons(events: Iterable[dg.DagsterEvent]) -> list[str]:
    """What stopped the steps of a run, failed checks excepted; without a failed step, what ended the run."""
    found, ends = [], []
    has_failed_step = False
    for event in events:
        if event.event_type is dg.DagsterEventType.STEP_FAILURE:
            has_failed_step = True
            error = _own_error(event.step_failure_data.error)
            if error is not None and "AssetCheckFailed" not in (error.cls_name or ""):
                found.append(in_swedish(_message(error)))
        elif event.event_type is dg.DagsterEventType.RUN_FAILURE:
            error = _own_error(event.job_failure_data.error) if event.event_specific_data else None
            message = _message(error) if error else event.message
            ends.append(in_swedish(message or "Körningen avbröts utan att säga varför."))
    return found if has_failed_step else ends


def _own_error(error: SerializableErrorInfo | None) -> SerializableErrorInfo | None:
    """The error inside those that Dagster wraps it in; its own causes say less to people than it does."""
    while error is not None and error.cause is not None and (error.cls_name or "").startswith("Dagster"):
        error = error.cause
    return error


def _message(error: SerializableErrorInfo) -> str:
    """What the error says, without the name of its class, with or without modules."""
    return re.sub(rf"^(?:\w+\.)*{re.escape(error.cls_name or '')}: ", "", error.message).strip()
