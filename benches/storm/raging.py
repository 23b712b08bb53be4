"""The storm: everybody approves, and every quarter of a second something dies."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, connections
from django.urls import reverse
from redis import Redis

from applications.models import Milestone
from benches.storm import apps, mutants, people, reckoning, seed, servers
from bin.launcher import ports
from marketplace.celery import app

PATIENCE = 300  # seconds
PAUSE = 0.25  # seconds from one kill to the next
SEEDERS = 2
# Of all POSTs to transfers and of all questions, in per cent.
FAULTS = [
    ("POST", "/v1/transfers", "error after", 5),
    ("POST", "/v1/transfers", "cut after", 5),
    ("POST", "/v1/transfers", "rate limit", 5),
    ("POST", "/v1/transfers", "conflict", 3),
    ("POST", "/v1/transfers", "error", 2),
    ("POST", "/v1/transfers", "cut", 2),
    ("GET", "/v", "rate limit", 2),
    ("GET", "/v", "error", 1),
    ("GET", "/v", "cut", 1),
]
LOOSE = {"webhooks_lost": 20, "webhooks_twice": 30, "webhooks_thrice": 30}
# Late enough that a retry comes before the event that would have made it needless.
LOOSE |= {"webhooks_second_event": 10, "webhooks_shuffled": 15}
SWEEPS = ("payments.tasks.sweep_operations", "payments.tasks.sweep_events")
SWEEP_SECONDS = 5
# Of a hundred kills: one of those who approve, a child of the workers or of the web server, or the
# whole of one, whose start takes long.
WEIGHTS = {"person": 50, "worker": 30, "web": 14, "standin": 4, "all workers": 1, "all web": 1}


class Storm:
    def __init__(self, milestones: int, kills: int, restarts: bool, folder: Path) -> None:
        self.milestones, self.wanted_kills, self.restarts = milestones, kills, restarts
        self.folder, self.kills = folder, 0
        # Whom it strikes is other in each run, and nothing depends on its being secret.
        self.chance = random.Random()
        port = ports.free_port()
        told = f"http://127.0.0.1:{port}{reverse('payments:stripe_webhook')}"
        self.calm = servers.Standin(settings.STRIPE_API_BASE, folder, "--set=fee_after=0")
        self.standin = servers.Standin(
            settings.STRIPE_API_BASE,
            folder,
            f"--webhook={told}",
            f"--secret={settings.STRIPE_WEBHOOK_SECRET}",
            "--set=fee_after=0",
        )
        self.web, self.worker = servers.web(port, folder), servers.worker(folder)

    def run(self) -> dict[str, float]:
        sweeper = 0
        try:
            self._prepare()
            self.people = people.People(self._all(), self.folder)
            self.people.warm_up()
            sweeper = people.fork(_sweep_for_ever)
            begun = time.monotonic()
            self.people.start()
            self._rage(begun + PATIENCE)
            seconds = time.monotonic() - begun
            self.standin.control("clear-faults")
            found, words = reckoning.reckon()
        finally:
            self._end(sweeper)
        for each in words[:20]:
            print(each, file=sys.stderr)
        return found | reckoning.times(self.folder) | {"kills": self.kills, "seconds": seconds}

    def _prepare(self) -> None:
        self.calm.start()
        begun = time.monotonic()
        share, more = divmod(self.milestones, SEEDERS)
        seeding = [
            people.fork(partial(seed.seed, self.calm, share + (n < more), n))
            for n in range(SEEDERS)
        ]
        ended = [os.waitpid(pid, 0)[1] for pid in seeding]
        if any(ended):
            raise SystemExit("The projects could not be made.")
        print(f"{self.milestones} parts made in {time.monotonic() - begun:.0f} s", file=sys.stderr)
        self.calm.kill()
        Redis.from_url(settings.REDIS_URL).flushall()
        mutants.loosen(os.environ.get(apps.MUTANT, ""))
        for each in (self.standin, self.web, self.worker):
            each.start()
        self.standin.control("change-settings", **LOOSE)
        for method, path, kind, percent in FAULTS:
            self.standin.control(
                "plan-fault", kind=kind, method=method, path=path, percent=percent, times=0
            )
        servers.wait_for_web(self.web)

    def _all(self) -> list[UUID]:
        return list(Milestone.objects.order_by("pk").values_list("pk", flat=True))

    # --- The storm itself

    def _rage(self, until: float) -> None:
        next_kill = next_look = time.monotonic()
        while time.monotonic() < until:
            self.people.revive()
            for each in (self.standin, self.web, self.worker):
                each.revive()
            if self.restarts and self.people.approved() > self.milestones * people.PEOPLE / 3:
                self.restarts = False
                self._lose_the_servers()
            now = time.monotonic()
            if now > next_kill and not self._is_over():
                self._strike()
                next_kill = now + PAUSE
            if now > next_look and self._is_over():
                next_look = now + 1
                if self._is_quiet():
                    return
            time.sleep(0.02)

    def _is_over(self) -> bool:
        return self.kills >= self.wanted_kills and self.people.finished()

    def _strike(self) -> None:
        """One of them dies, wherever it is just now."""
        self.kills += 1
        alive = list(self.people.pids)
        weights = WEIGHTS | ({} if alive else {"person": 0})
        kind = self.chance.choices(list(weights), list(weights.values()))[0]
        if kind == "person":
            self.people.kill(self.chance.choice(alive))
        elif kind in ("worker", "web"):
            children = (self.worker if kind == "worker" else self.web).children()
            if children:
                with suppress(ProcessLookupError):
                    os.kill(self.chance.choice(children), signal.SIGKILL)
            else:
                self.kills -= 1
        else:
            by_name = {"standin": self.standin, "all workers": self.worker, "all web": self.web}
            by_name[kind].kill()

    def _lose_the_servers(self) -> None:
        """Redis forgets all. Of Postgres one backend dies: then it ends all and recovers."""
        Redis.from_url(settings.REDIS_URL).flushall()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            os.kill(cursor.fetchone()[0], signal.SIGKILL)
        connections.close_all()
        print("Redis was flushed, Postgres was made to recover.", file=sys.stderr)

    def _is_quiet(self) -> bool:
        try:
            return not self.standin.ask("state")["deliveries"].get("waiting") and (
                reckoning.is_quiet()
            )
        except (OperationalError, InterfaceError):
            connections.close_all()
            return False

    def _end(self, sweeper: int) -> None:
        if sweeper:
            os.kill(sweeper, signal.SIGKILL)
            os.waitpid(sweeper, 0)
        if hasattr(self, "people"):
            self.people.stop()
        for each in (self.worker, self.web, self.standin, self.calm):
            each.kill()


def _sweep_for_ever() -> None:
    """What the site's own clock does."""
    while True:
        for each in SWEEPS:
            with suppress(Exception):  # Redis may just be empty, or away
                app.send_task(each, expires=SWEEP_SECONDS)  # type: ignore[no-untyped-call]
        time.sleep(SWEEP_SECONDS)
