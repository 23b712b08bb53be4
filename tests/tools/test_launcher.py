"""The parts of bin/dev and bin/test that can be tried without starting a site."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from bin.launcher import (
    chromium,
    dev,
    environment,
    lock,
    place,
    ports,
    postgres,
    prepared,
    process,
    servers,
    signals,
)
from bin.launcher.trouble import Trouble

BOOTSTRAP = place.ROOT / "bin" / "launcher" / "bootstrap.sh"


# --- Finding a Python --------------------------------------------------------


def shell(function: str, path: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run one function of bootstrap.sh with nothing on PATH but what a test put in `path`."""
    return subprocess.run(
        ["/bin/sh", "-c", f". {BOOTSTRAP}; {function}"],
        cwd=place.ROOT,
        env={"PATH": f"{path}{os.pathsep}/nowhere", "HOME": str(path)} | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def program(folder: Path, name: str, body: str) -> Path:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{body}\n")
    file.chmod(0o755)
    return file


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "path"
    folder.mkdir()
    (folder / "cat").symlink_to("/bin/cat")
    return folder


def test_a_shim_that_fails_is_passed_over(path):
    program(path, "python3.13", 'echo "pyenv: python3.13: command not found" >&2; exit 127')
    program(path, "python3", f'exec {sys.executable} "$@"')
    found = shell("find_python", path)
    assert found.stdout.strip() == sys.executable


def test_a_python_of_a_version_manager_is_found_when_path_has_none(path):
    programs = path / ".pyenv" / "versions" / "3.12.9" / "bin"
    programs.mkdir(parents=True)
    program(programs, "python", f'exec {sys.executable} "$@"')
    assert shell("find_python", path).stdout.strip() == sys.executable


def test_an_old_python_is_refused_with_the_way_to_a_new_one(path):
    program(path, "python3", "exit 1")
    refused = shell("make_venv", path)
    assert refused.returncode == 1
    assert "needs Python 3.12 or newer" in refused.stderr
    assert "pyenv install" in refused.stderr


def test_the_python_that_was_asked_for_is_not_quietly_replaced(path):
    program(path, "python3", f'exec {sys.executable} "$@"')
    old = program(path, "old", "exit 1")
    refused = shell("make_venv", path, PYTHON=str(old))
    assert refused.returncode == 1
    assert "is not a Python 3.12 or newer" in refused.stderr


# --- Ports -------------------------------------------------------------------


@pytest.fixture
def taken():
    with socket.create_server((ports.LOOPBACK, 0)) as server:
        yield server.getsockname()[1]


def test_a_port_with_a_server_is_not_free(taken):
    assert not ports.is_free(taken)
    assert ports.is_free(ports.free_port())


def test_a_taken_port_is_refused_and_another_offered(taken, monkeypatch):
    monkeypatch.setenv("PORT", str(taken))
    with pytest.raises(Trouble, match=f"Port {taken} is taken") as refused:
        ports.site_port()
    offered = int(refused.value.fix.split()[0].removeprefix("PORT="))
    assert offered != taken
    assert ports.is_free(offered)


@pytest.mark.parametrize("text", ["eighty", "0", "65536", "-1", "80 80"])
def test_what_is_no_port_is_refused(text, monkeypatch):
    monkeypatch.setenv("PORT", text)
    with pytest.raises(Trouble, match="is not a port number"):
        ports.site_port()


def test_a_kept_port_stays_until_somebody_takes_it(tmp_path):
    note = tmp_path / "port"
    first = ports.kept_port(note)
    assert ports.kept_port(note) == first
    with socket.create_server((ports.LOOPBACK, first)):
        assert ports.kept_port(note) != first


# --- Servers -----------------------------------------------------------------


def test_the_database_url_names_the_socket_whatever_its_path():
    folder = Path("/srv/a b%20/ü&c")
    parts = conninfo_to_dict(postgres.url(folder))
    assert parts == {"user": "foothold", "dbname": "foothold", "host": str(folder), "port": "5432"}


def test_a_socket_moves_where_its_path_fits(tmp_path):
    short = tmp_path / "s"
    assert postgres.socket_folder(short, None) == short / "run" or len(str(short)) > 80
    long = tmp_path / ("x" * 90)
    long.mkdir()
    folder = postgres.socket_folder(long, None)
    try:
        assert len(str(folder)) <= postgres.LONGEST_SOCKET_FOLDER
        assert folder.stat().st_mode & 0o777 == 0o700
    finally:
        folder.rmdir()


def test_servers_of_ones_own_are_used_and_none_started(tmp_path, monkeypatch):
    given = {"DATABASE_URL": "postgres://me@db/mine", "REDIS_URL": "redis://cache/3"}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with servers.running(tmp_path, tmp_path, durable=True) as used:
        assert used.environment == given
        assert used.processes == {}
    assert list(tmp_path.iterdir()) == []


def test_a_reset_does_not_touch_a_server_of_ones_own(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://me@db/mine")
    with pytest.raises(Trouble, match="does not empty those"):
        dev._forget()


def test_a_server_that_does_not_listen_is_ended_all_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr(process, "PATIENCE", 0.2)
    deaf = [sys.executable, "-c", "import signal, time; signal.signal(15, signal.SIG_IGN);"]
    deaf[-1] += " print('deaf', flush=True); time.sleep(60)"
    log = tmp_path / "log"
    server = process.start(deaf, log, None, signal.SIGTERM)
    wait_for(lambda: "deaf" in log.read_text())
    process.stop(server, signal.SIGTERM)
    assert server.returncode == -signal.SIGKILL
    assert process.last_words(log) == "deaf"


# --- Ending ------------------------------------------------------------------

KILLED = """
import os, signal, subprocess
from bin.launcher import guard
with guard.on_duty():
    sleeper = subprocess.Popen(["sleep", "60"], start_new_session=True)
    guard.watch(sleeper.pid, signal.SIGTERM)
    print(sleeper.pid, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_launcher_leaves_nothing_running():
    killed = subprocess.run(
        [sys.executable, "-c", KILLED], cwd=place.ROOT, capture_output=True, text=True, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    sleeper = int(killed.stdout)
    wait_for(lambda: not running(sleeper))


def test_a_signal_waits_for_what_must_not_be_cut_short(monkeypatch):
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    before[signal.SIGHUP] = signal.getsignal(signal.SIGHUP)
    done = []

    def work() -> None:
        with signals.delayed():
            signal.raise_signal(signal.SIGTERM)
            done.append("whole")

    try:
        signals.stop_cleanly()
        with pytest.raises(SystemExit) as stopped:
            work()
    finally:
        signals._waiting.clear()
        for number, handler in before.items():
            signal.signal(number, handler)
    assert stopped.value.code == 143
    assert done == ["whole"]


# --- One at a time -----------------------------------------------------------


def test_a_second_launcher_learns_who_the_first_is(tmp_path, monkeypatch):
    monkeypatch.setattr(place, "LOCAL", tmp_path)
    with lock.held("bin/dev"):
        lock.announce(lock.Owner("bin/dev", site="http://localhost:1", environment={"A": "b"}))
        with pytest.raises(lock.Held) as held, lock.held("bin/manage"):
            pass
    assert held.value.owner == lock.Owner("bin/dev", os.getpid(), "http://localhost:1", {"A": "b"})
    assert "already runs at http://localhost:1" in dev._already(held.value.owner).what
    with lock.held("bin/manage"):
        pass


# --- Environment -------------------------------------------------------------


def test_a_developers_own_stripe_key_reaches_neither_site_nor_tests(tmp_path, monkeypatch):
    monkeypatch.setattr(place, "LOCAL", tmp_path)
    monkeypatch.setenv("STRIPE_SECRET_KEY", "a real one")
    assert "STRIPE_SECRET_KEY" not in environment.base()
    assert "STRIPE_SECRET_KEY" not in environment.testing()
    site = environment.development(8000, {})
    assert site["STRIPE_SECRET_KEY"].startswith("sk_test_standin_")
    assert site["STRIPE_API_BASE"].startswith("http://127.0.0.1:")


def test_the_site_keeps_its_secret_and_shows_it_to_nobody(tmp_path, monkeypatch):
    monkeypatch.setattr(place, "LOCAL", tmp_path)
    first = environment.development(8000, {})["SECRET_KEY"]
    assert environment.development(8000, {})["SECRET_KEY"] == first
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


def test_the_web_server_watches_code_and_pages_but_not_data():
    watched = environment.development(8000, {})["GRANIAN_RELOAD_PATHS"].split(os.pathsep)
    names = {Path(folder).name for folder in watched}
    assert {"marketplace", "templates"} <= names
    assert names.isdisjoint({"tests", ".local", ".venv"})


# --- Browser -----------------------------------------------------------------


def test_a_browser_that_was_named_but_does_not_start_is_refused(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    with pytest.raises(Trouble, match="does not start"):
        chromium.find_or_install()


def test_without_a_browser_the_tests_are_refused_and_not_skipped(monkeypatch):
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(chromium, "found", lambda: None)
    monkeypatch.setattr(chromium, "installed", lambda: None)
    with pytest.raises(Trouble, match="browser tests need Chromium") as refused:
        chromium.find_or_install()
    assert "apt-get install chromium" in refused.value.fix


def running(pid: int) -> bool:
    """Whether `pid` runs; one that has ended but was not collected by its parent does not."""
    shown = subprocess.run(
        ["ps", "-p", str(pid), "-o", "stat="], capture_output=True, text=True, check=False
    )
    return bool(shown.stdout.strip()) and not shown.stdout.startswith("Z")


def wait_for(condition, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


# --- What a start need not ask again ------------------------------------------


@pytest.fixture
def checkout(monkeypatch, tmp_path):
    """A checkout with one migration, whose database has been prepared."""
    root, home = tmp_path / "checkout", tmp_path / "home"
    (root / "room" / "migrations").mkdir(parents=True)
    home.mkdir()
    (root / "room" / "migrations" / "0001_initial.py").write_text("first")
    monkeypatch.setattr(place, "ROOT", root)
    prepared.remember(home, SOCKET, "sign in as somebody")
    return root, home


SOCKET = {"DATABASE_URL": "postgres:///foothold"}


def test_a_database_is_prepared_once(checkout):
    _root, home = checkout

    assert prepared.remembered(home, SOCKET) == "sign in as somebody"


def test_a_new_migration_another_database_or_a_command_has_it_looked_at_again(checkout):
    root, home = checkout

    assert prepared.remembered(home, {"DATABASE_URL": "postgres:///another"}) is None
    (root / "room" / "migrations" / "0002_more.py").write_text("second")
    assert prepared.remembered(home, SOCKET) is None
    (root / "room" / "migrations" / "0002_more.py").unlink()
    prepared.forget(home)
    assert prepared.remembered(home, SOCKET) is None
