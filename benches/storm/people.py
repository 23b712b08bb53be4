"""Those who approve: several processes, each of which approves everything, and starts again where
it was when it is killed."""

from __future__ import annotations

import ctypes
import os
import random
import signal
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from multiprocessing.sharedctypes import RawArray
from pathlib import Path
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection, connections, transaction

from applications.models import Milestone
from benches import cpu
from marketplace.states import WrongState
from payments import actions

PEOPLE = 6
# So many go through it in the same order, and meet at every milestone.
TOGETHER = 3
# Seconds from one approval of somebody to their next: people read what they approve. Who is not of
# those together presses the button at a moment of their own. Without it what is timed is how long
# six wait for two processors.
PACE = 0.15


def fork(work: Callable[[], None]) -> int:
    """Do `work` in a copy of this process. The copy has connections of its own."""
    connections.close_all()
    pid = os.fork()
    if pid:
        return pid
    try:
        work()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


class People:
    def __init__(self, milestones: Sequence[UUID], folder: Path) -> None:
        self.folder = folder
        # Shared with the copies, and never locked: a lock could die with its holder.
        self.done = RawArray(ctypes.c_int, PEOPLE)
        self.orders = [list(milestones) for _ in range(PEOPLE)]
        for number, order in enumerate(self.orders):
            seed = 0 if number < TOGETHER else number
            random.Random(seed).shuffle(order)
        self.pids: dict[int, int] = {}

    def warm_up(self) -> None:
        """Approve one and undo it, so that the copies know what a process that runs knows.

        They are what a web server's processes are, which load all before they are copied.
        """
        import_module("marketplace.wsgi")
        with transaction.atomic():
            _approve(self.orders[0][0])
            transaction.set_rollback(True)

    def start(self) -> None:
        self.begun = time.monotonic()
        for number in range(PEOPLE):
            self._start(number)

    def _start(self, number: int) -> None:
        self.pids[number] = fork(lambda: self._approve_all(number))

    def finished(self) -> bool:
        return not self.pids

    def approved(self) -> int:
        return sum(self.done)

    def kill(self, number: int) -> None:
        os.kill(self.pids[number], signal.SIGKILL)

    def revive(self) -> None:
        """Who was killed goes on; who has approved everything is done."""
        for number, pid in list(self.pids.items()):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if not ended:
                continue
            del self.pids[number]
            if status:
                self._start(number)

    def stop(self) -> None:
        for pid in self.pids.values():
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        self.pids = {}

    def _approve_all(self, number: int) -> None:
        log = os.open(self.folder / f"person-{number}.log", os.O_APPEND | os.O_CREAT | os.O_WRONLY)
        order = self.orders[number]
        begin = self.begun + PACE * max(0, number - TOGETHER + 1) / (PEOPLE - TOGETHER + 1)
        word = " new"
        while self.done[number] < len(order):
            pk = order[self.done[number]]
            # Who is late after a death hurries: those who go together meet again.
            time.sleep(max(0.0, begin + self.done[number] * PACE - time.monotonic()))
            begun, before = time.perf_counter(), _used()
            try:
                outcome = _approve(pk)
            except (OperationalError, InterfaceError):
                # The database went away: in a browser, the button is pressed again.
                connections.close_all()
                time.sleep(0.2)
                continue
            except Exception:
                traceback.print_exc()
                outcome = "broken"
            milliseconds = (time.perf_counter() - begun) * 1000
            ran, queued = (after - was for after, was in zip(_used(), before, strict=True))
            os.write(log, f"{milliseconds:.2f} {ran:.2f} {queued:.2f} {outcome}{word}\n".encode())
            self.done[number] += 1
            word = ""


def _used() -> tuple[float, float]:
    """Milliseconds of CPU by this process and its backend of Postgres so far, and those in which
    one of them was ready and had no processor."""
    ran, queued = cpu.spent_and_waited(os.getpid())
    if connection.connection:
        with suppress(OSError):  # Postgres has just been restarted
            more = cpu.spent_and_waited(connection.connection.info.backend_pid)
            ran, queued = ran + more[0], queued + more[1]
    return ran * 1000, queued * 1000


def _approve(pk: UUID) -> str:
    milestone = Milestone.objects.select_related("offer__made_by").get(pk=pk)
    try:
        actions.approve(milestone, milestone.offer.made_by)
    except WrongState:
        return "late"
    return "won"
