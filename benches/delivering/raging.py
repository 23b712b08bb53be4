"""The storm: mails go out, and after every so many something dies."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from contextlib import suppress
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, connections
from redis import Redis

from benches.delivering import reckoning, seed
from benches.storm.people import fork
from benches.storm.servers import Server
from notifications.models import Email

PATIENCE = 1500  # seconds
LINE = len(f"{'0' * 32} {time.time():.3f}\n")
# How long the mail server is away in the middle, seconds.
AWAY = 5
WORKERS, BEATS = 2, 2
# Mails for each reader that there is.
READERS = 20
# Of a hundred kills: a process of a worker, all of one worker, or one of those that keep the time.
WEIGHTS = {"child": 88, "worker": 8, "beat": 4}
UNDER_WAY = (Email.Status.CLAIMED, Email.Status.DISPATCHED)


class Storm:
    def __init__(self, mails: int, kills: int, old: int, folder: Path) -> None:
        self.mails, self.wanted_kills, self.old, self.folder = mails, kills, old, folder
        self.kills, self.lost_servers, self.back_at = 0, False, 0.0
        # Whom it strikes is other in each run, and nothing depends on its being secret.
        self.chance = random.Random()
        port = str(settings.MAILERS["default"]["OPTIONS"]["port"])
        sink = [sys.executable, "-m", "benches.delivering.sink", port, str(folder / "came")]
        self.sink = Server(sink, folder / "sink.log")
        self.workers = [worker(folder, n) for n in range(WORKERS)]
        self.beats = [beat(folder, n) for n in range(BEATS)]
        self.posting: list[int] = []

    def run(self) -> dict[str, float]:
        try:
            posted = self._prepare()
            self._start(posted)
            begun = time.monotonic()
            self._rage(begun + PATIENCE)
            seconds = time.monotonic() - begun
            found, words = reckoning.reckon(self.folder / "came")
            found |= reckoning.sweep()
        finally:
            self._end()
        for each in words[:20]:
            print(each, file=sys.stderr)
        return found | {"kills": self.kills, "seconds": seconds}

    def _prepare(self) -> int:
        """How many are posted during the storm."""
        begun = time.monotonic()
        posted = int(self.mails * seed.POSTED)
        seed.sent_long_ago(self.old)
        seed.readers(self.mails // READERS)
        seed.waiting(self.mails - posted)
        print(f"The mails were made in {time.monotonic() - begun:.0f} s", file=sys.stderr)
        Redis.from_url(settings.REDIS_URL).flushall()
        return posted

    def _start(self, posted: int) -> None:
        """Until the first mail has come; then more are posted."""
        for each in (self.sink, *self.workers, *self.beats):
            each.start()
        until = time.monotonic() + PATIENCE
        while not self._came():
            if time.monotonic() > until:
                raise RuntimeError(f"No mail came:\n{self.workers[0].log.read_text()[-800:]}")
            time.sleep(0.1)
        lasts = self.mails / 100
        for _ in range(seed.POSTERS):
            self.posting.append(fork(partial(seed.post, posted, lasts / posted)))
        self.posting.append(fork(partial(seed.post_codes, time.monotonic() + lasts)))

    # --- The storm itself

    def _rage(self, until: float) -> None:
        """Kills are as far apart as it takes to send so many mails, so that a slow machine sends
        some in between."""
        apart = self.mails * 0.6 / self.wanted_kills
        next_kill = apart
        while time.monotonic() < until:
            self._revive()
            left, came = self._left(), self._came()
            if left == 0 and not self.posting and self.lost_servers:
                return
            if not self.lost_servers and came > self.mails / 2:
                self._lose_the_servers()
            if came > next_kill and left and self._strike():
                next_kill = came + apart * self.chance.uniform(0.5, 1.5)
            time.sleep(0.1)
        print("It did not end.", file=sys.stderr)

    def _revive(self) -> None:
        for pid in list(self.posting):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                self.posting.remove(pid)
                if status:
                    raise RuntimeError("Who posts has failed.")
        for each in (*self.workers, *self.beats):
            each.revive()
        if time.monotonic() > self.back_at:
            self.sink.revive()

    def _strike(self) -> bool:
        """One of them dies, wherever it is just now."""
        kind = self.chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        if kind == "beat":
            self.chance.choice(self.beats).kill()
        elif kind == "worker":
            self.chance.choice(self.workers).kill()
        else:
            children = [pid for each in self.workers for pid in each.children()]
            if not children:
                return False
            with suppress(ProcessLookupError):
                os.kill(self.chance.choice(children), signal.SIGKILL)
        self.kills += 1
        return True

    def _lose_the_servers(self) -> None:
        """Redis forgets all. Of Postgres one backend dies: then it ends all and recovers. The mail
        server goes away for a while."""
        self.lost_servers = True
        Redis.from_url(settings.REDIS_URL).flushall()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            os.kill(cursor.fetchone()[0], signal.SIGKILL)
        connections.close_all()
        self.sink.kill()
        self.back_at = time.monotonic() + AWAY
        print("Redis was flushed, Postgres recovers, the mail server is away.", file=sys.stderr)

    def _came(self) -> int:
        """Lines that the mail server has written; each is as long as the others."""
        came = self.folder / "came"
        return came.stat().st_size // LINE if came.exists() else 0

    def _left(self) -> int:
        """Mails that are still to go; -1 while Postgres is away."""
        try:
            # Each by the index that holds no more than these: this is asked all the time.
            under_way = Email.objects.filter(status__in=UNDER_WAY).count()
            waiting = Email.objects.filter(status=Email.Status.NEW).count()
            return under_way + waiting + Email.objects.held().count()
        except (OperationalError, InterfaceError):
            connections.close_all()
            return -1

    def _end(self) -> None:
        for pid in self.posting:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        for each in (*self.beats, *self.workers, self.sink):
            each.kill()


CELERY = [sys.executable, "-m", "celery", "--quiet", "-A", "marketplace"]


def worker(folder: Path, number: int) -> Server:
    command = [*CELERY, "worker", "--loglevel=warning", f"--hostname=worker{number}@bench"]
    command += ["--without-gossip", "--without-mingle", "--without-heartbeat", "--concurrency=2"]
    return Server(command, folder / f"worker{number}.log")


def beat(folder: Path, number: int) -> Server:
    name = folder / f"beat{number}"
    command = [*CELERY, "beat", "--loglevel=warning", "--pidfile="]
    return Server([*command, f"--schedule={name}"], name.with_suffix(".log"))
