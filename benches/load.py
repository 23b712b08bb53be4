"""Sending requests as fast as they are answered: wrk, or a plainer one where there is none."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import threading
import time
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

CONNECTIONS = 4
UNITS = {"us": 1e-3, "ms": 1.0, "s": 1e3}
SCRIPT = """
local paths = {}
for line in io.lines(os.getenv("BENCH_PATHS")) do paths[#paths + 1] = line end
local i = tonumber(os.getenv("BENCH_FIRST"))
request = function()
  i = i % #paths + 1
  return wrk.format("GET", paths[i])
end
"""


class Failed(Exception):
    """Some answers were not 200, or none came."""


@dataclass(frozen=True, slots=True)
class Load:
    """`p99` in milliseconds."""

    requests: int
    seconds: float
    p99: float

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds


def name() -> str:
    return "wrk" if os.environ.get("BENCH_WRK") else "a small generator in Python (no wrk)"


def send(origin: str, paths: list[str], seconds: int, cookie: str = "", first: int = 0) -> Load:
    """Four connections ask for `paths` in turn, from number `first` on. Raises Failed."""
    if program := os.environ.get("BENCH_WRK"):
        return _by_wrk(program, origin, paths, seconds, cookie, first)
    return _by_python(origin, paths, seconds, cookie, first)


def _by_wrk(
    program: str, origin: str, paths: list[str], seconds: int, cookie: str, first: int
) -> Load:
    folder = Path(os.environ["BENCH_FOLDER"])
    script, listed = folder / "wrk.lua", folder / "paths.txt"
    script.write_text(SCRIPT)
    listed.write_text("\n".join(paths))
    command = [
        program,
        "-t1",
        f"-c{CONNECTIONS}",
        f"-d{seconds}s",
        "--timeout=30s",
        "--latency",
        "-s",
        str(script),
    ]
    command += ["-H", f"Cookie: {cookie}"] if cookie else []
    ran = subprocess.run(
        [*command, origin],
        env=os.environ | {"BENCH_PATHS": str(listed), "BENCH_FIRST": str(first)},
        capture_output=True,
        text=True,
        check=True,
    )
    return read_wrk(ran.stdout)


def read_wrk(said: str) -> Load:
    """Of what wrk prints. Raises Failed."""
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)|Socket errors: .*", said)
    done = re.search(r"(\d+) requests in ([\d.]+)(m?s|us)", said)
    if bad or not done or not int(done[1]):
        raise Failed(bad.group() if bad else said)
    slow = re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    return Load(
        requests=int(done[1]),
        seconds=float(done[2]) * UNITS[done[3]] / 1e3,
        p99=float(slow[1]) * UNITS[slow[2]] if slow else 0.0,
    )


def _by_python(origin: str, paths: list[str], seconds: int, cookie: str, first: int) -> Load:
    begun = time.monotonic()
    turn = cycle(paths[first % len(paths) :] + paths[: first % len(paths)])
    taken: list[float] = []
    bad: list[int] = []
    lock = threading.Lock()

    def ask() -> None:
        connection = http.client.HTTPConnection(origin.removeprefix("http://"))
        while time.monotonic() - begun < seconds:
            with lock:
                path = next(turn)
            start = time.monotonic()
            connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
            answer = connection.getresponse()
            answer.read()
            taken.append(1e3 * (time.monotonic() - start))
            if answer.status != 200:
                bad.append(answer.status)

    threads = [threading.Thread(target=ask) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if bad or not taken:
        raise Failed(f"Answers that were not 200: {bad[:5]}")
    return Load(len(taken), time.monotonic() - begun, sorted(taken)[len(taken) * 99 // 100])
