"""The warehouse as the settings say that it is to be opened; commands that only read need no more, nor Dagster."""

from assets.warehouse import Warehouse
from pipelines.settings import Settings


def open_to(settings: Settings, patience_seconds: float | None = None) -> Warehouse:
    """The warehouse of the settings, waited for as long as they say unless told otherwise."""
    patience = settings.patience_seconds if patience_seconds is None else patience_seconds
    return Warehouse(settings.warehouse, patience, settings.memory_limit, settings.lake)
