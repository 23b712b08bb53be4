"""Servers for the length of one command, with data that is gone afterwards.

`python -m bin.launcher.scratch COMMAND...` runs COMMAND with DATABASE_URL and REDIS_URL set.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bin.launcher import environment, guard, place, servers, signals
from bin.launcher.trouble import exit_with


def main(command: list[str]) -> int:
    """Run `command` in our environment, with servers of its own; its exit code."""
    return run(command, {})


def run(command: list[str], ours: dict[str, str]) -> int:
    """Run `command` with `ours` added to its environment, and the servers' URLs."""
    signals.stop_cleanly()
    logs = place.make_private(place.local() / "test-logs", None)
    with (
        guard.on_duty(),
        _folder() as home,
        servers.running(home, logs, durable=False) as used,
    ):
        full = environment.base() | used.environment | ours
        code = subprocess.run(command, env=full, cwd=place.ROOT, check=False).returncode
        signals.ignore()
        return code


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder for this run's servers, removed at the end, with those of runs that died."""
    user = place.server_user()
    everything = place.server_home(user)
    for left in everything.glob("test-*"):
        if not _alive(int(left.name.removeprefix("test-"))):
            shutil.rmtree(left, ignore_errors=True)
    home = place.make_private(everything / f"test-{os.getpid()}", user)
    guard.sweep(home)
    try:
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


if __name__ == "__main__":
    exit_with(main)
