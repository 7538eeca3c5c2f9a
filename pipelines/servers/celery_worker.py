"""The application of a Celery worker that runs our jobs: Dagster's own, in processes that may start others.

Deliveries are read in a process of their own. Celery's processes are of another library than Python's own and Python
takes them for such as may have no children; they are made ordinary before a run begins.
"""

import multiprocessing.process

from celery.signals import worker_process_init
from dagster_celery.app import app

__all__ = ["app"]
_ORDINARY = multiprocessing.current_process()


def _may_have_children(**_: object) -> None:
    multiprocessing.process._current_process = _ORDINARY  # type: ignore[attr-defined]


worker_process_init.connect(_may_have_children)
