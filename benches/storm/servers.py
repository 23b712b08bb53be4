"""What runs in the storm beside those who approve. Only what was started here is ended here."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

from benches import cpu

PATIENCE = 30  # seconds
# As bin/worker runs. Stripe, too, is not to take processors from us: it has its own. That counts
# within a session only where the kernel shares out its time by session (sched_autogroup), so all
# that run here are of one.
BEHIND = ["nice", "-n", "10"]


class Server:
    """A program in a group of its own, so that it ends with all that it has started."""

    def __init__(self, command: list[str], log: Path) -> None:
        self.command, self.log = command, log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(self.command, stdout=out, stderr=out, process_group=0)

    def children(self) -> list[int]:
        return cpu.children(self.process.pid) if self.process else []

    def kill(self) -> None:
        """At once, in the middle of whatever it does, and all of it."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(PATIENCE)

    def revive(self) -> None:
        if self.process is None or self.process.poll() is not None:
            self.start()


class Standin(Server):
    def __init__(self, url: str, folder: Path, *options: str) -> None:
        port = urllib.parse.urlsplit(url).port
        state = folder / "standin.sqlite3"
        command = [*BEHIND, sys.executable, "-m", "payments.standin"]
        command += [f"--port={port}", f"--state={state}"]
        command += ["--log=error", f"--key={os.environ['STRIPE_SECRET_KEY']}", *options]
        super().__init__(command, folder / "standin.log")
        self.url = url

    def start(self) -> None:
        super().start()
        self.ask("state")

    def control(self, name: str, **form: object) -> dict[str, Any]:
        return self.ask(name, urllib.parse.urlencode(form).encode())

    def ask(self, name: str, form: bytes | None = None) -> dict[str, Any]:
        """Again until it has started."""
        headers = {"Accept": "application/json"}
        asked = urllib.request.Request(f"{self.url}/_standin/{name}", form, headers)  # noqa: S310
        until = time.monotonic() + PATIENCE
        while True:
            try:
                with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:  # noqa: S310
                    return dict(json.load(answer))
            except urllib.error.HTTPError as error:
                raise RuntimeError(error.read().decode()) from error
            except OSError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)


def web(port: int, folder: Path) -> Server:
    """Workers are made by copying their parent: one that was killed is back in a moment."""
    command = [sys.executable, "-m", "gunicorn", "--preload", "--workers=2", "--threads=2"]
    command += ["--worker-class=gthread", f"--bind=127.0.0.1:{port}", "--no-control-socket"]
    command += ["--log-level=critical", f"--access-logfile={folder / 'web.access'}"]
    command += ["--access-logformat=%(m)s %(U)s %(s)s %(D)s", "marketplace.wsgi:application"]
    return Server(command, folder / "web.log")


def worker(folder: Path) -> Server:
    command = [*BEHIND, sys.executable, "-m", "celery", "--quiet", "-A", "marketplace", "worker"]
    command += ["--loglevel=warning", "--without-gossip", "--without-mingle"]
    command += ["--without-heartbeat", "--concurrency=3"]
    return Server(command, folder / "worker.log")


def wait_for_web(server: Server) -> None:
    """Until its workers are there."""
    until = time.monotonic() + PATIENCE
    while not server.children():
        if time.monotonic() > until:
            raise RuntimeError(f"It did not start:\n{server.log.read_text()[-800:]}")
        time.sleep(0.1)
