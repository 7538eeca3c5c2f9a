"""A Spark Connect server of this computer for tests and measurements; needs Java and `make setup-spark`."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
PATIENCE_SECONDS = 300
TWO_WORKERS = "local-cluster[2,1,512]"
"""A master with two workers, each a process of its own."""


@contextmanager
def running(place: Path, master: str = "local[*]") -> Iterator[str]:
    """The address of a server that answers on the loopback address only; its files lie in the folder `place`."""
    (home,) = (PROJECT / ".venv-spark").glob("lib/python*/site-packages/pyspark")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {
        "spark.driver.memory": "1g",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.executor.memory": "512m",
        "spark.ui.enabled": "false",
        "spark.connect.grpc.binding.address": "127.0.0.1",
        "spark.connect.grpc.binding.port": str(port),
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.warehouse.dir": str(place / "tables"),
    }
    server = "org.apache.spark.sql.connect.service.SparkConnectServer"
    command = [str(home / "bin" / "spark-submit"), "--class", server, "--master", master]
    command += [word for name, value in settings.items() for word in ("--conf", f"{name}={value}")]
    here = {"SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_LOCAL_DIRS": str(place / "local")}
    log = (place / "spark.log").open("w")
    process = subprocess.Popen(
        command, cwd=place, env=os.environ | here, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
    )
    try:
        _await(port, process, place / "spark.log")
        yield f"sc://127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        log.close()


def _await(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 5).close()
            return
        except OSError:
            time.sleep(0.5)
    raise RuntimeError(f"Spark did not start:\n{log.read_text(errors='replace')[-2000:]}")
