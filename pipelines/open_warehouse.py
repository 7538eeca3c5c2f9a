"""The warehouse as the settings say that it is to be opened; commands that only read need no more, nor Dagster."""

from assets.warehouse import Warehouse
from pipelines.settings import Settings


def open_to(settings: Settings) -> Warehouse:
    """The warehouse of the settings."""
    return Warehouse(settings.warehouse, settings.patience_seconds, settings.memory_limit)
