"""The site's processes, side by side under honcho, until one ends or somebody says stop."""

import signal
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from threading import Thread
from types import FrameType

from honcho import environ
from honcho.manager import Manager

from bin.launcher import guard, place, ports, servers, signals

READY_SECONDS = 90
# Straight to our own server: a proxy in the environment has no say here.
LOCAL = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Ending:
    """Why the site stopped: a process that ended by itself, if one did, and the exit code."""

    by_itself: str | None
    code: int


class Site(Manager):  # type: ignore[misc]
    """Honcho's manager, which also says when the site answers and watches the servers."""

    def __init__(self, used: servers.Servers, ready: Callable[[], None]) -> None:
        super().__init__()
        self.used = used
        self.ready = ready
        self.by_itself: str | None = None

    def _start(self) -> None:
        # A closed terminal tells its whole process group. honcho's helpers have to outlast it,
        # or nobody would read what the site's processes say while they end.
        before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
        super()._start()
        if before is not signal.SIG_IGN:
            signal.signal(signal.SIGHUP, self._hung_up)
        Thread(target=self._watch, daemon=True).start()

    def _hung_up(self, number: int, frame: FrameType | None) -> None:
        signals.hush()
        signal.raise_signal(signal.SIGTERM)

    def terminate(self) -> None:
        if not self._terminating and self.by_itself is None:
            self.by_itself = next(
                (n for n, p in self._processes.items() if "returncode" in p), None
            )
        super().terminate()

    def _watch(self) -> None:
        while not self._all_started():
            time.sleep(0.05)
        for process in self._processes.values():
            guard.watch(process["pid"], signal.SIGTERM)
        self.ready()
        while (self.by_itself or self.used.ended()) is None:
            time.sleep(1)
        if self.by_itself is None:
            self.by_itself = self.used.ended()
            self.terminate()


def run(environment: dict[str, str], used: servers.Servers, ready: Callable[[], None]) -> Ending:
    """Run the Procfile's processes; call `ready`, in a thread, once they have been started."""
    site = Site(used, ready)
    procfile = environ.parse_procfile((place.ROOT / "Procfile").read_text())
    for name, command in procfile.processes.items():
        # Pages first: on a small machine all starting at once would keep them waiting.
        first = "" if name == "web" else "nice "
        site.add_process(name, f"exec {first}{command}", env=environment, cwd=str(place.ROOT))
    site.loop()
    return Ending(site.by_itself, site.returncode or (1 if site.by_itself else 0))


def answers(port: int, path: str) -> int:
    """The status with which the site answers `path`; 0 while nobody does."""
    try:
        with LOCAL.open(f"http://{ports.LOOPBACK}:{port}{path}", timeout=30) as response:
            status: int = response.status
            return status
    except urllib.error.HTTPError as answer:
        return answer.code
    except OSError:
        return 0


def release_webhooks(standin: str) -> None:
    """Let the stand-in at this address send the events that it has kept back."""
    with suppress(OSError):
        LOCAL.open(f"{standin}/_standin/change-settings", b"webhooks_paused=0", timeout=5).close()


def wait_until_ready(port: int) -> bool:
    """Whether the site said that it lives within `READY_SECONDS`."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if answers(port, "/livez") == 200:
            return True
        time.sleep(0.1)
    return False
