"""Empty assets materialized in one process, with the history in DAGSTER_HOME: what Dagster costs alone.

`python -m bench.empty_assets COUNT`
"""

import sys

import dagster as dg


def empty(number: int) -> dg.AssetsDefinition:
    @dg.asset(name=f"empty_{number}")
    def asset() -> None:
        pass

    return asset


if __name__ == "__main__":
    quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    assets = [empty(number) for number in range(int(sys.argv[1]))]
    dg.materialize(assets, instance=dg.DagsterInstance.get(), run_config=quiet)
