"""A process in which the decree of 2031 is registered before anything else, and commands are given in turn.

`python -m tests.living.session PLACE` makes deliveries and runs below `PLACE`, and prints what was said as JSON.
"""

import json
import os
import sys
from datetime import date
from pathlib import Path

from click.testing import CliRunner

from rules.found_decrees import register
from tests.living.decree_2031 import DECREE

SCENARIOS = f"""
programme = "{DECREE.id}"
[[scenario]]
name = "fem platser"
parameters = {{ top_places = 5 }}
[[scenario]]
name = "ingen redovisning i tid"
parameters = {{ account_day = 2031-01-01 }}
[random]
count = 3
seed = 1
spread_percent = 5
"""
AFTERWARDS = date(2032, 1, 31)
"""The day of the session: all months of 2031 are closed."""


def main(place: Path) -> None:
    """All commands that a decree has a part in."""
    register(DECREE)
    os.environ["DAGSTER_HOME"] = str(place / "history")
    # The commands and the readers of deliveries take the decrees that there are when they are imported.
    from assets import day
    from pipelines.command_line.main import main as bonuspott
    from tests.living import deliveries

    day.today = lambda: AFTERWARDS

    deliveries.write(place / "raw")
    (place / "scenarier.toml").write_text(SCENARIOS, encoding="utf-8")
    warehouse, exports = ("--warehouse", place / "w.duckdb"), ("--exports", place / "results")
    of_payment = ("--programme", DECREE.id, "--payment", "grund")
    asked = {
        "run": ("run", "--programme", DECREE.id, "--raw", place / "raw", *warehouse, *exports),
        "status": ("status", "--programme", DECREE.id, *warehouse),
        "calendar": ("calendar", "--programme", DECREE.id),
        "explain": ("explain", DECREE.id, "Skåne", *warehouse),
        "explain month": ("explain", DECREE.id, "Skåne", "--month", "2031-05", *warehouse),
        "explain cell": ("explain", DECREE.id, "01", "--payment", "operationer", *warehouse),
        "readings": ("readings", DECREE.id, *warehouse),
        "margins": ("margins", DECREE.id, "--region", "12", *warehouse),
        "interval": ("interval", DECREE.id, *warehouse),
        "simulate": ("simulate", place / "scenarier.toml", "--out", place / "scenarier.csv", *warehouse),
        "report": ("report", "--out", place / "report", *warehouse, *exports),
        "publish": ("publish", "--out", place / "open", *warehouse),
        "template": ("template", "rekvisition", *of_payment, "--out", place / "mall.xlsx"),
    }
    said = {}
    for name, arguments in asked.items():
        result = CliRunner().invoke(bonuspott, list(map(str, arguments)))
        said[name] = [result.exit_code, result.output, repr(result.exception)]
    print(json.dumps(said))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
