"""The whole site as it runs for a newcomer: its own database, processes, mail and stand-in."""

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 60
# What the site's processes sign in to the database as.
ROLE = "foothold_site"


@dataclass(frozen=True)
class Site:
    url: str
    environment: Mapping[str, str]

    def manage(self, *arguments: str) -> None:
        subprocess.run(
            [sys.executable, "manage.py", *arguments],
            env=dict(self.environment),
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
        )


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(home: Path) -> Iterator[Site]:
    """The site with its demo data, on a free port, until the block ends."""
    with ExitStack() as stack:
        database = stack.enter_context(_database())
        environment = _environment(home, database)
        site = Site(environment["SITE_URL"], environment)
        owner = environment | {"SITE_ROLE": ROLE, "SITE_ROLE_PASSWORD": _password()}
        subprocess.run(["bin/migrate"], env=owner, cwd=ROOT, check=True, capture_output=True)
        stack.enter_context(_process("standin", environment, home))
        _wait(f"http://127.0.0.1:{environment['STANDIN_PORT']}/_standin/")
        site.manage("demo")
        # As where it is deployed: not as the owner of the tables.
        as_site = environment | {"DATABASE_URL": make_conninfo(database, user=ROLE)}
        for name in ("web", "worker", "beat"):
            stack.enter_context(_process(name, as_site, home))
        _wait(f"{site.url}/livez")
        yield site


def _password() -> str:
    """Of the server that the tests use, where it asks for one."""
    return str(conninfo_to_dict(os.environ["DATABASE_URL"]).get("password") or "")


def _environment(home: Path, database: str) -> dict[str, str]:
    port, standin = free_port(), free_port()
    redis = os.environ["REDIS_URL"].rsplit("/", 1)[0]
    programs = str(Path(sys.executable).parent)
    return os.environ | {
        "PATH": os.pathsep.join([programs, os.environ["PATH"]]),
        "DEBUG": "1",
        "DEMO": "1",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "DATABASE_URL": database,
        # The suite's own tasks wait in database 0: a worker must not meet them.
        "REDIS_URL": f"{redis}/1",
        "SITE_URL": f"http://localhost:{port}",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "MEDIA_ROOT": str(home / "media"),
        "STRIPE_SECRET_KEY": "sk_test_standin_local",
        "STRIPE_WEBHOOK_SECRET": "whsec_standin_journey",
        "STRIPE_API_BASE": f"http://127.0.0.1:{standin}",
        "STANDIN_PORT": str(standin),
        "STANDIN_STATE": str(home / "standin.sqlite3"),
        "BEAT_SCHEDULE": str(home / "beat"),
        "WEB_WORKERS": "1",
        "WORKER_PROCESSES": "1",
    }


@contextmanager
def _database() -> Iterator[str]:
    base = os.environ["DATABASE_URL"]
    name = f"journey_{os.getpid()}"
    # Connect to a database that is always there to make and drop ours.
    admin = make_conninfo(**{**conninfo_to_dict(base), "dbname": "postgres"})
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield make_conninfo(**{**conninfo_to_dict(base), "dbname": name})
        finally:
            connection.execute(
                sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            )


@contextmanager
def _process(name: str, environment: dict[str, str], home: Path) -> Iterator[None]:
    with (home / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            [f"bin/{name}"], env=environment, cwd=ROOT, stdout=log, stderr=log
        )
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
