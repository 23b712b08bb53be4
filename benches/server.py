"""The site as `search.md` measures it: gunicorn, two workers of two threads."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benches import cpu

WORKERS, THREADS = 2, 2
START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Server:
    origin: str
    pid: int

    def workers(self) -> list[int]:
        return cpu.children(self.pid)

    def get(self, path: str) -> str:
        """The page, over a connection of its own."""
        connection = http.client.HTTPConnection(self.origin.removeprefix("http://"), timeout=120)
        connection.request("GET", path)
        return connection.getresponse().read().decode()


@contextmanager
def running(database: str) -> Iterator[Server]:
    """The site on a free port, with `database` behind it."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    log = Path(os.environ["BENCH_FOLDER"]) / "gunicorn.log"
    command = [sys.executable, "-m", "gunicorn", "--workers", str(WORKERS), "--threads"]
    command += [str(THREADS), "--worker-class", "gthread", "--bind", f"127.0.0.1:{port}"]
    command += ["--no-control-socket", "--log-level", "warning", "marketplace.wsgi:application"]
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, env=os.environ | {"DATABASE_URL": database}, stdout=output, stderr=output
        )
    try:
        server = Server(f"http://127.0.0.1:{port}", process.pid)
        _wait(server, process, log)
        yield server
    finally:
        process.terminate()
        process.wait(30)


def _wait(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < until:
        try:
            if server.get("/hello") == "Hello":
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise RuntimeError(f"gunicorn did not start. The end of {log}:\n{log.read_text()[-800:]}")
