"""The two servers that the site needs: those named in the environment, else our own."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bin.launcher import postgres, valkey


@dataclass
class Servers:
    """DATABASE_URL and REDIS_URL, and the processes behind those that we started."""

    environment: dict[str, str] = field(default_factory=dict)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def ended(self) -> str | None:
        """The name of one of our servers that is not running any more, if there is one."""
        return next((n for n, p in self.processes.items() if p.poll() is not None), None)


@contextmanager
def running(home: Path, logs: Path, *, durable: bool) -> Iterator[Servers]:
    """Both servers, with data in `home`; nothing is started for a URL that is set already."""
    with ExitStack() as stack:
        servers = Servers()
        if given := os.environ.get("DATABASE_URL"):
            servers.environment["DATABASE_URL"] = given
        else:
            database = postgres.running(home, logs / "postgres.log", durable=durable)
            servers.processes["postgres"], url = stack.enter_context(database)
            servers.environment["DATABASE_URL"] = url
        if given := os.environ.get("REDIS_URL"):
            servers.environment["REDIS_URL"] = given
        else:
            queue = valkey.running(home, logs / "valkey.log", durable=durable)
            servers.processes["valkey"], url = stack.enter_context(queue)
            servers.environment["REDIS_URL"] = url
        yield servers
