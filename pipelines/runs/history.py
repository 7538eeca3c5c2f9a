"""Dagster's own store of runs, so that the user interface shows what the command line did."""

import os
from typing import TYPE_CHECKING

from pipelines.runs.shared_lock import DAGSTER_YAML
from pipelines.settings import Settings
from pipelines.system_errors import in_swedish

if TYPE_CHECKING:
    from dagster import DagsterInstance


class HistoryError(Exception):
    """Dagster's store of runs cannot be used; the message is Swedish and says what to do."""


def history(settings: Settings) -> "DagsterInstance":
    """The store of the settings. A new one gets the project's `dagster.yaml`. Raises `HistoryError`."""
    from dagster import DagsterInstance

    os.environ["DAGSTER_HOME"] = str(settings.history)
    try:
        settings.history.mkdir(parents=True, exist_ok=True)
        if not (settings.history / DAGSTER_YAML).exists():
            unfinished = settings.history / f".{DAGSTER_YAML}.{os.getpid()}"
            unfinished.write_bytes((Settings.history / DAGSTER_YAML).read_bytes())
            unfinished.replace(settings.history / DAGSTER_YAML)
        return DagsterInstance.get()
    except OSError as error:
        raise HistoryError(in_swedish(str(error))) from error
    except Exception as error:  # Dagster, SQLAlchemy and the database drivers share no class of error
        raise HistoryError(
            f"Körningarnas historik i {settings.history} går inte att läsa eller skriva ({error}). Kontrollera att du "
            "får skriva i mappen, att det finns plats på disken och att dagster.yaml är riktig."
        ) from error
