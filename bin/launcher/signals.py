"""Ctrl-C, `kill` and a closed terminal all mean: stop everything, once, in order."""

import signal
from types import FrameType


def stop_cleanly() -> None:
    """Leave through every `finally` when told to stop, with the code that a shell expects."""

    def stop(number: int, frame: FrameType | None) -> None:
        ignore()  # an impatient second Ctrl-C must not cut the clean-up short
        raise SystemExit(128 + number)

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup
        signal.signal(signal.SIGHUP, stop)


def ignore() -> None:
    """From here on, nothing but a `kill -9` interrupts us."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
