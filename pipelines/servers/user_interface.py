"""`dagster dev` with our web server in the place of Dagster's.

Started with `python -m pipelines.servers.user_interface`.
"""

import sys
from collections.abc import Sequence
from subprocess import Popen
from typing import Any

from dagster._cli import ENV_PREFIX, cli, dev
from dagster_shared.ipc import open_ipc_subprocess

THEIRS, OURS = "dagster_webserver", "pipelines.servers.web_server"


def guarded(parts: Sequence[str], **options: Any) -> "Popen[bytes]":
    """Start one of the programs of `dagster dev`."""
    return open_ipc_subprocess([OURS if part == THEIRS else part for part in parts], **options)


if __name__ == "__main__":
    vars(dev)["open_ipc_subprocess"] = guarded
    cli(args=["dev", *sys.argv[1:]], prog_name="dagster", auto_envvar_prefix=ENV_PREFIX)
