import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.command_line.ending import FLUSH_FAILED

HEAVY = ("dagster", "duckdb", "polars", "pandera", "openpyxl", "rich")


def ending(command: str, **streams: object) -> subprocess.CompletedProcess[str]:
    """A process that ends at once after the lines of `command`."""
    text = (
        "import atexit, sys, threading, time\nfrom pipelines.command_line.ending import ended_at_once\ndef command():\n"
    )
    program = text + "".join(f"    {line}\n" for line in command.splitlines()) + "ended_at_once(command)\n"
    return subprocess.run(
        [sys.executable, "-c", program],
        text=True,
        **{"capture_output": True, **streams},  # type: ignore[call-overload]
    )


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("pass", 0),
        ("sys.exit(0)", 0),
        ("sys.exit(1)", 1),
        ("sys.exit(2)", 2),
        ("sys.exit()", 0),
        ("sys.exit('nej')", 1),
    ],
)
def test_a_command_that_ends_at_once_ends_with_its_code(command: str, code: int) -> None:
    assert ending(command).returncode == code


def test_what_was_said_is_out_and_exit_handlers_and_threads_are_done() -> None:
    ended = ending(
        "atexit.register(print, 'ordnat')\n"
        "threading.Thread(target=lambda: (time.sleep(0.2), print('tråden klar'))).start()\n"
        "sys.stdout.write('sagt utan radslut ')\n"
        "sys.exit('fel')"
    )
    assert ended.stdout == "sagt utan radslut tråden klar\nordnat\n"
    assert ended.stderr == "fel\n"


def test_what_could_not_be_written_is_not_a_success() -> None:
    buffered = os.environ | {"PYTHONUNBUFFERED": ""}
    with Path("/dev/full").open("w") as full:
        assert (
            ending("sys.stdout.write('sagt')", capture_output=False, stdout=full, env=buffered).returncode
            == FLUSH_FAILED
        )


def test_a_defect_shows_where_it_is() -> None:
    ended = ending("raise ValueError('fel i programmet')")
    assert ended.returncode == 1
    assert "Traceback" in ended.stderr
    assert "fel i programmet" in ended.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["run", "--help"],
        ["explain", "-h"],
        ["nosuch"],
        ["run", "--as-of", "x"],
        ["margins"],
        ["share", "5"],
    ],
)
def test_help_and_usage_errors_load_none_of_the_heavy_libraries(arguments: list[str]) -> None:
    program = (
        "import atexit, sys\n"
        f"atexit.register(lambda: print('loaded:', sorted(set(sys.modules) & set({HEAVY!r})), file=sys.stderr))\n"
        "from pipelines.command_line.main import start\n"
        f"sys.argv = ['bonuspott', *{arguments!r}]\n"
        "start()\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert ended.stderr.endswith("loaded: []\n")
    assert ended.returncode == (0 if "help" in " ".join(arguments) or "-h" in arguments else 2)
