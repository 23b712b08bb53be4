"""What processes have cost, from /proc. Seconds of CPU."""

import os
from collections.abc import Iterable
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def spent(pids: Iterable[int]) -> float:
    """By all threads of these processes, to 10 ms."""
    return sum(_ticks(pid) for pid in pids) / TICKS


def _ticks(pid: int) -> int:
    # The name, in brackets, may hold blanks.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def spent_exactly(pid: int) -> float:
    """By the main thread alone, to a nanosecond: a Postgres backend has no other."""
    return spent_and_waited(pid)[0]


def spent_and_waited(pid: int) -> tuple[float, float]:
    """As `spent_exactly`, and how long it was ready and had no processor."""
    spent, waited, _turns = Path(f"/proc/{pid}/schedstat").read_text().split()
    return int(spent) / 1e9, int(waited) / 1e9


def children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
