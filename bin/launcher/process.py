"""Starting and stopping one server so that no signal can slip in between and leave it behind."""

import pwd
import signal
import subprocess
from pathlib import Path
from typing import Any

from bin.launcher import guard, place, signals

PATIENCE = 20  # seconds for each way of asking


def start(
    command: list[str],
    log: Path,
    user: pwd.struct_passwd | None,
    ending: signal.Signals,
    **options: Any,
) -> subprocess.Popen[bytes]:
    """Start `command` as `user`, its output added to `log`. `ending` is how the guard ends it;
    `options` are Popen's."""
    with signals.delayed(), log.open("ab") as output:
        server = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            **(place.as_user(user) | options),
        )
        guard.watch(server.pid, ending)
        return server


def stop(server: subprocess.Popen[bytes], *ways: signal.Signals) -> None:
    """End `server`, asking more firmly each time."""
    for way in (*ways, signal.SIGKILL):
        if server.poll() is not None:
            break
        server.send_signal(way)
        try:
            server.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            continue
    guard.forget(server.pid)


def last_words(log: Path) -> str:
    """The end of `log`, for a person."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-8:])
