"""bin/bench: measurements on this machine, with servers of their own (docs/benches.md).

The data sets are kept between runs; BENCH_DATABASE_URL names another Postgres to keep them in.
"""

import fcntl
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bin.launcher import environment, guard, place, ports, postgres, signals, valkey
from bin.launcher.trouble import Trouble, exit_with

# A server of a size that such data is kept on; the numbers of design and bench are warm.
OPTIONS = ["shared_buffers=1GB", "max_wal_size=8GB", "maintenance_work_mem=256MB"]


def main(arguments: list[str]) -> int:
    """Run a bench with `arguments`; its exit code."""
    signals.stop_cleanly()
    home = place.make_private(place.server_home(place.server_user()) / "bench", place.server_user())
    logs = place.make_private(place.local() / "bench", None)
    with _alone(logs), guard.on_duty(), _servers(home, logs) as urls:
        command = [sys.executable, "-m", "benches", *arguments]
        code = subprocess.run(
            command, env=environment.base() | _ours(logs) | urls, cwd=place.ROOT, check=False
        ).returncode
        signals.ignore()
        return code


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two benches at once would measure each other."""
    with (folder / "lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Trouble("Another bench of this checkout is running.") from None
        yield


@contextmanager
def _servers(home: Path, logs: Path) -> Iterator[dict[str, str]]:
    with ExitStack() as stack:
        database = os.environ.get("BENCH_DATABASE_URL")
        if not database:
            running = postgres.running(home, logs / "postgres.log", durable=False, options=OPTIONS)
            _, database = stack.enter_context(running)
        queue = valkey.running(home, logs / "valkey.log", durable=False)
        _, redis = stack.enter_context(queue)
        yield {"DATABASE_URL": database, "REDIS_URL": redis}


def _ours(logs: Path) -> dict[str, str]:
    """As a deployment has it, with payments that are only played."""
    off = {"DEBUG": "0", "DEMO": "0"}
    return off | {
        "DJANGO_SETTINGS_MODULE": "benches.settings",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "SITE_URL": f"http://{ports.LOOPBACK}",
        "MEDIA_ROOT": str(logs / "media"),
        "STRIPE_TEST_MODE": "1",
        "STRIPE_SECRET_KEY": "sk_test_bench",
        "STRIPE_WEBHOOK_SECRET": "none",
        "SMTP_HOST": ports.LOOPBACK,
        "LOG_LEVEL": "WARNING",
        "BENCH_FOLDER": str(logs),
        "BENCH_WRK": wrk() or "",
    }


def wrk() -> str | None:
    """The load generator: on PATH, or fetched where that takes no questions."""
    if found := shutil.which("wrk"):
        return found
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0:
        print("Fetching wrk, which sends the requests.", file=sys.stderr)
        subprocess.run([apt, "install", "-qq", "-y", "wrk"], capture_output=True, check=False)
    return shutil.which("wrk")


if __name__ == "__main__":
    exit_with(main)
