"""The payouts computed a second time, by a script that shares nothing with the product."""

import csv
import subprocess
import sys
from pathlib import Path

from bench import plain_script

SCRIPT = Path(plain_script.__file__)


def test_a_plain_script_of_its_own_pays_the_same_kronor(year, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, SCRIPT, year.raw, tmp_path], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    _, *rows = csv.reader(done.stdout.splitlines())
    ours = year.rows("SELECT programme, payment, component, region_code, amount_kr::VARCHAR FROM out.payout")
    assert sorted(map(tuple, rows)) == sorted(ours)
    assert len(list(tmp_path.glob("*.xlsx"))) == len({(programme, payment) for programme, payment, *_ in ours})


def test_the_script_imports_nothing_of_the_product() -> None:
    lines = SCRIPT.read_text(encoding="utf-8").splitlines()
    imported = {line.split()[1].split(".")[0] for line in lines if line.startswith(("import ", "from "))}
    assert imported == {"sys", "fractions", "math", "pathlib", "pandas"}
