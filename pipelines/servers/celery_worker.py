"""The application of a Celery worker that runs our jobs: Dagster's own, in processes that may start others.

Deliveries are read in a process of their own, which a worker's processes are otherwise forbidden to start.
"""

import multiprocessing

from celery.signals import worker_process_init
from dagster_celery.app import app

__all__ = ["app"]


@worker_process_init.connect
def _may_have_children(**_: object) -> None:
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]
