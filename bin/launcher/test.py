"""bin/test: the whole suite against servers of its own, which are gone afterwards."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bin.launcher import chromium, environment, guard, place, servers, signals
from bin.launcher.trouble import exit_with

# How many test processes share the suite when all of it runs; each has its own database.
WHOLE_SUITE = ["--numprocesses=2", "--dist=loadgroup"]


def main(arguments: list[str]) -> int:
    """Run pytest with `arguments`, or the whole suite; pytest's exit code."""
    signals.stop_cleanly()
    browser = chromium.find_or_install()
    with guard.on_duty(), scratch() as home:
        logs = place.make_private(place.local() / "test-logs", None)
        with servers.running(home, logs, durable=False) as used:
            ours = environment.testing(used.environment) | {"CHROMIUM": browser}
            command = [sys.executable, "-m", "pytest", *(arguments or WHOLE_SUITE)]
            ran = subprocess.run(
                command, env=environment.base() | ours, cwd=place.ROOT, check=False
            )
            signals.ignore()
            return ran.returncode


@contextmanager
def scratch() -> Iterator[Path]:
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
