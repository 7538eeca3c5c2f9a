"""Where things are: folders, the warehouse and Dagster's own history. Read from the environment, else the project's."""

import os
from dataclasses import dataclass, replace
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """The places one run works with.

    `raw` holds the deliveries, `warehouse` is the DuckDB file, `exports` gets the workbooks and
    `history` is Dagster's home with runs and events. Environment variables: BONUSPOTT_RAW,
    BONUSPOTT_WAREHOUSE, BONUSPOTT_EXPORTS, DAGSTER_HOME.
    """

    raw: Path = PROJECT / "raw"
    warehouse: Path = PROJECT / "warehouse" / "bonuspott.duckdb"
    exports: Path = PROJECT / "results"
    history: Path = PROJECT / ".dagster"

    @property
    def decisions(self) -> Path:
        """The folder of seals: beside the warehouse, so that one backup takes both."""
        return self.warehouse.parent / "decisions"

    @classmethod
    def from_environment(cls) -> "Settings":
        """The project's own places, where no environment variable names another."""
        variables = {
            "raw": "BONUSPOTT_RAW",
            "warehouse": "BONUSPOTT_WAREHOUSE",
            "exports": "BONUSPOTT_EXPORTS",
            "history": "DAGSTER_HOME",
        }
        named = {field: os.environ[variable] for field, variable in variables.items() if os.environ.get(variable)}
        return cls().placed(**{field: Path(value) for field, value in named.items()})

    def placed(self, **places: Path | None) -> "Settings":
        """A copy with those of `places` that are given, made absolute."""
        return replace(self, **{name: place.expanduser().absolute() for name, place in places.items() if place})
