"""bin/dev: the whole site on a bare machine, under one Ctrl-C."""

import argparse
import multiprocessing
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bin.launcher import (
    commands,
    environment,
    guard,
    lock,
    place,
    ports,
    postgres,
    prepared,
    process,
    servers,
    signals,
    site,
)
from bin.launcher.trouble import Trouble, exit_with

SIGN_INS = "demo --sign-ins"
UNFINISHED = "demo --unfinished"
EPILOG = """
environment:
  PORT           where the site listens on 127.0.0.1 (8000)
  DATABASE_URL   a Postgres to use instead of the embedded one
  REDIS_URL      a Redis or Valkey to use instead of the embedded one
  PYTHON         the Python to make .venv with (3.12 or newer)

Data is kept in .local/. Stop with Ctrl-C.
"""


def main(arguments: list[str]) -> int:
    """Run the site until it is stopped; the exit code."""
    began = time.monotonic()
    options = _options(arguments)
    signals.stop_cleanly()
    try:
        with lock.held("bin/dev"):
            return _run(ports.site_port(), began, reset=options.reset)
    except lock.Held as held:
        raise _already(held.owner) from None


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/dev",
        description="Run Foothold with demo data, and everything it needs.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--reset", action="store_true", help="forget all local data first")
    return parser.parse_args(arguments)


def _already(owner: lock.Owner | None) -> Trouble:
    if owner is None:
        return Trouble("Another command is starting this checkout's servers. Try again soon.")
    if owner.command == "bin/dev":
        return Trouble(
            f"This checkout already runs at {owner.site or 'its address soon'} "
            f"(process {owner.pid}). To stop it:",
            f"kill {owner.pid}",
        )
    return Trouble(f"{owner.command} (process {owner.pid}) is using the database. Try again soon.")


def _run(port: int, began: float, *, reset: bool) -> int:
    if reset:
        _forget()
    home = place.development_home()
    with guard.on_duty(), servers.running(home, place.local(), durable=True) as used:
        ours = environment.development(port, used.environment)
        lock.announce(lock.Owner("bin/dev", site=ours["SITE_URL"], environment=ours))
        full = environment.base() | ours
        if not os.environ.get("DATABASE_URL"):
            full["SITE_ROLE"] = postgres.SITE_ROLE
        sign_ins = _prepared(home, full)

        def ready() -> None:
            _say_ready(port, ours["STRIPE_API_BASE"], ours["SITE_URL"], sign_ins, began)

        # Spawned, not forked: a fork would keep the guard's pipe open.
        multiprocessing.set_start_method("spawn")
        ending = site.run(_as_site(full), used, ready)
        signals.ignore()
        if ending.by_itself:
            log = place.LOCAL / f"{ending.by_itself}.log"
            print(f"\n{ending.by_itself} ended by itself, so everything was stopped.")
            print(f"Its last words are {f'in {log}' if log.exists() else 'above'}.", flush=True)
        else:
            print("\nStopped. The data is kept; `bin/dev` goes on where you left.", flush=True)
        return ending.code


def _as_site(full: dict[str, str]) -> dict[str, str]:
    """A database of ours is migrated by its owner, and used by a role that cannot change the
    ledger's past. On somebody else's server we make no roles."""
    if "SITE_ROLE" not in full:
        return full
    return full | {"DATABASE_URL": postgres.as_site(full["DATABASE_URL"])}


def _forget() -> None:
    """Throw away what earlier runs left, but not the lock that we hold or a running bin/test."""
    given = [name for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)]
    if given:
        raise Trouble(
            f"{given[0]} names a server of yours: bin/dev --reset does not empty those.",
            f"env -u {' -u '.join(given)} bin/dev --reset",
        )
    shutil.rmtree(place.development_home())
    for entry in place.LOCAL.iterdir():
        if entry.name in ("lock", "owner.json", "servers", "test-logs"):
            continue
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    print("All local data is gone; starting afresh.", flush=True)


@contextmanager
def _standin(full: dict[str, str]) -> Iterator[None]:
    """Stripe's stand-in ahead of the site: the demo's first payments go through it. It keeps its
    webhooks back until the site is there to take them."""
    log = place.LOCAL / "standin.log"
    server = process.start(
        ["bin/standin", "--set", "webhooks_paused=1"],
        log,
        None,
        signal.SIGTERM,
        env=full,
        cwd=place.ROOT,
    )
    try:
        yield
    finally:
        process.stop(server, signal.SIGTERM)


def _prepared(home: Path, full: dict[str, str]) -> str:
    """As `_prepare`; on a database of ours that the same files prepared before, at once."""
    ours = not os.environ.get("DATABASE_URL")
    known = prepared.remembered(home, full) if ours else None
    if known is not None:
        return known
    prepared.forget(home)
    with _standin(full):
        sign_ins, whole = _prepare(full)
    if ours and whole:
        prepared.remember(home, full, sign_ins)
    return sign_ins


def _prepare(full: dict[str, str]) -> tuple[str, bool]:
    """Bring the database up to date and load the demo data once; the demo's sign-ins, and whether
    nothing is left for the next start to do."""
    command = ["bin/migrate", "demo", UNFINISHED, SIGN_INS]
    said: dict[str, list[str]] = {UNFINISHED: [], SIGN_INS: []}
    about = ""
    with subprocess.Popen(
        command, env=full, cwd=place.ROOT, text=True, stdout=subprocess.PIPE
    ) as running:
        try:
            for line in running.stdout or []:
                if line.startswith(commands.MARK):
                    about = line.removeprefix(commands.MARK).strip()
                elif about in said:
                    said[about].append(line)
                if about not in said:
                    print(line, end="", flush=True)
        except SystemExit:
            running.terminate()
            raise
    if running.returncode:
        raise Trouble(
            "The database could not be prepared: see above. If its data is to blame, start afresh:",
            "bin/dev --reset",
        )
    return "".join(said[SIGN_INS]).rstrip(), "no\n" in said[UNFINISHED]


def _say_ready(port: int, standin: str, address: str, sign_ins: str, began: float) -> None:
    if not site.wait_until_ready(port):
        print(f"\nThe site does not answer at {address}/livez: see above.\n", flush=True)
        return
    site.release_webhooks(standin)
    first = site.answers(port, "/")
    seconds = time.monotonic() - began
    problem = "" if first == 200 else f"\n  Its first page answered {first}: see above.\n"
    print(
        f"\n  Foothold is at {address}  (ready in {seconds:.1f} s)\n{problem}\n"
        f"{sign_ins}\n\n  Ctrl-C stops it.\n",
        flush=True,
    )


if __name__ == "__main__":
    exit_with(main)
