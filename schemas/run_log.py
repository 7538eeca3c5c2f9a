"""The log of runs in the warehouse: who ran what and why. It grows with every run, unlike all other tables."""

from schemas.columns import column
from schemas.declared import Table


class RunLog(Table):
    """One row is one run of one job, however it was started."""

    run_id: str = column("Dagster's id of the run; under it the user interface shows the steps and what they said.")
    job: str = column("Name of the job.")
    started_at: str = column("When it began on this computer's clock, as `2024-03-22 06:00:04`.")
    started_from: str = column("How it was started, in Swedish words.")
    started_by: str = column("User name of the one who started it on the command line; empty otherwise.")
    reason: str = column("Why, as told by the one who started it; empty when not told.")

    class Config:
        name = "log.run"
        strict = True
        unique = ("run_id",)
