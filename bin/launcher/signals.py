"""Ctrl-C, `kill` and a closed terminal all mean: stop everything, once, in order."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_delaying = False
_waiting: list[int] = []


def stop_cleanly() -> None:
    """Leave through every `finally` when told to stop, with the code that a shell expects."""
    signal.signal(signal.SIGINT, _stop)
    signal.signal(signal.SIGTERM, _stop)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup
        signal.signal(signal.SIGHUP, _stop)


def _stop(number: int, frame: FrameType | None) -> None:
    ignore()  # an impatient second Ctrl-C must not cut the clean-up short
    if number == signal.SIGHUP:
        hush()
    if _delaying:
        _waiting.append(number)
    else:
        raise SystemExit(128 + number)


@contextmanager
def delayed() -> Iterator[None]:
    """Act on a signal that comes meanwhile only at the end."""
    global _delaying
    _delaying = True
    try:
        yield
    finally:
        _delaying = False
    if _waiting:
        raise SystemExit(128 + _waiting[0])


def ignore() -> None:
    """From here on, nothing but a `kill -9` interrupts us."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def hush() -> None:
    """Write no more: the terminal is gone, and writing to it fails."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
