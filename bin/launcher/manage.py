"""bin/manage: manage.py with the development site's environment and servers."""

import subprocess
import sys

from bin.launcher import environment, guard, lock, place, prepared, servers, signals
from bin.launcher.trouble import exit_with


def main(arguments: list[str]) -> int:
    """Run a management command against the servers of bin/dev, or our own for its duration."""
    try:
        with lock.held("bin/manage"):
            return _with_own_servers(arguments)
    except lock.Held as held:
        if held.owner and held.owner.environment:
            return _run(arguments, held.owner.environment)
    print("Waiting for another command of this checkout to finish.", file=sys.stderr)
    with lock.held("bin/manage", wait=True):
        return _with_own_servers(arguments)


def _with_own_servers(arguments: list[str]) -> int:
    signals.stop_cleanly()
    home = place.development_home()
    with guard.on_duty(), servers.running(home, place.local(), durable=True) as used:
        return _run(arguments, environment.development(8000, used.environment))


def _run(arguments: list[str], ours: dict[str, str]) -> int:
    # It may change the database: the next start of bin/dev looks again.
    prepared.forget(place.development_home())
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, env=environment.base() | ours, cwd=place.ROOT, check=False
    ).returncode


if __name__ == "__main__":
    exit_with(main)
