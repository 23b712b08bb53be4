"""Ends what the launcher started and did not end itself, say because it was killed outright.

A small process holds the other end of a pipe. It is told which processes to end, and how. When
the pipe closes, the launcher is done or dead, and the guard ends what is left.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

PATIENCE = 10  # seconds between asking a process to end and ending it

_pipe: IO[str] | None = None


@contextmanager
def on_duty() -> Iterator[None]:
    """Start the guard; at the end, wait until it has seen to the rest."""
    global _pipe
    process = subprocess.Popen(
        [sys.executable, "-m", "bin.launcher.guard"],
        stdin=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
        start_new_session=True,
    )
    _pipe = process.stdin
    try:
        yield
    finally:
        with process:
            _pipe = None


def watch(pid: int, number: signal.Signals) -> None:
    """Have process group `pid` sent `number` if it is still there when the launcher ends."""
    _tell(f"watch {pid} {int(number)}")


def forget(pid: int) -> None:
    """Process group `pid` has ended."""
    _tell(f"forget {pid}")


def sweep(folder: Path) -> None:
    """Have `folder` removed, too, should the launcher be killed."""
    _tell(f"sweep {folder}")


def _tell(line: str) -> None:
    if _pipe is not None:
        with suppress(BrokenPipeError):
            print(line, file=_pipe, flush=True)


def _main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    watched: dict[int, int] = {}
    folders: list[str] = []
    for line in sys.stdin:
        match line.rstrip("\n").split(" ", 1):
            case ["watch", rest]:
                pid, how = map(int, rest.split())
                watched[pid] = how
            case ["forget", pid_text]:
                watched.pop(int(pid_text), None)
            case ["sweep", folder]:
                folders.append(folder)
    _end(watched)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _end(watched: dict[int, int]) -> None:
    """Last started, first ended: the site before the servers that it uses."""
    for pid, number in reversed(watched.items()):
        with suppress(ProcessLookupError):
            os.killpg(pid, number)
            for _ in range(PATIENCE * 10):
                os.killpg(pid, 0)
                time.sleep(0.1)
            os.killpg(pid, signal.SIGKILL)


if __name__ == "__main__":
    _main()
