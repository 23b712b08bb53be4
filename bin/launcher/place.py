"""Where things are kept, and who runs the servers.

Everything local lives in the checkout's git-ignored `.local/`. Postgres refuses to run as root,
so as root it and Valkey run as the system user `foothold` (made on first use; `nobody` where
that cannot be), and their data moves to a folder that this user can enter: a checkout in root's
home is closed to it, and must stay closed.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
from pathlib import Path
from typing import Any

from bin.launcher.trouble import Trouble

ROOT = Path(__file__).resolve().parents[2]
LOCAL = ROOT / ".local"
SYSTEM_USER = "foothold"
SYSTEM_HOME = Path("/var/lib/foothold")


def server_user() -> pwd.struct_passwd | None:
    """Who runs the servers: None for "whoever we are", an unprivileged user if we are root."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        pass
    if useradd := shutil.which("useradd"):
        print(f"Making the system user {SYSTEM_USER}: Postgres does not run as root.", flush=True)
        made = subprocess.run(
            [useradd, "--system", "--user-group", "--no-create-home"]
            + ["--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", SYSTEM_USER],
            check=False,
        )
        if made.returncode == 0:
            return pwd.getpwnam(SYSTEM_USER)
    try:
        return pwd.getpwnam("nobody")
    except KeyError:
        raise Trouble(
            "Postgres does not run as root, and no other user could be made.",
            f"useradd --system {SYSTEM_USER}",
        ) from None


def as_user(user: pwd.struct_passwd | None) -> dict[str, Any]:
    """Keyword arguments with which `subprocess` starts a server: as `user`, with a bare
    environment, outside the terminal's process group so that Ctrl-C reaches only us."""
    bare: dict[str, Any] = {
        "cwd": "/",
        "env": {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
        "start_new_session": True,
    }
    if user is not None:
        bare |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": [], "umask": 0o077}
    return bare


def make_private(folder: Path, user: pwd.struct_passwd | None) -> Path:
    """Make `folder` if needed and close it to everyone but `user` (and root)."""
    folder.mkdir(parents=True, exist_ok=True)
    if user is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)
    folder.chmod(0o700)
    return folder


def local() -> Path:
    """`.local/`, made and closed to others: it holds secrets of the development site."""
    return make_private(LOCAL, None)


def server_home(user: pwd.struct_passwd | None) -> Path:
    """Where this checkout's servers keep their data, one folder for each use."""
    if user is None:
        return make_private(local() / "servers", None)
    SYSTEM_HOME.mkdir(parents=True, exist_ok=True)
    SYSTEM_HOME.chmod(0o755)
    name = hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]
    return make_private(SYSTEM_HOME / name, user)


def development_home() -> Path:
    """Where the servers of bin/dev and bin/manage keep their data."""
    user = server_user()
    return make_private(server_home(user) / "dev", user)


def can_run(program: Path, user: pwd.struct_passwd | None) -> bool:
    """Whether `user` may reach and start `program`."""
    try:
        ran = subprocess.run([program, "--version"], capture_output=True, **as_user(user))
    except OSError:
        return False
    return ran.returncode == 0


def reachable(folders: list[Path], program: str, user: pwd.struct_passwd | None) -> Path:
    """The path of `program`, copied once with its `folders` to where `user` can run it.

    `folders` lie side by side, `program` is relative to the first. A .venv in root's home is
    closed to the servers' user, and opening its parents would open far more than a server.
    """
    here = folders[0] / program
    if can_run(here, user):
        return here
    if user is None:
        raise Trouble(f"{here} does not run on this machine.", "Set DATABASE_URL and REDIS_URL.")
    made = here.stat()
    stamp = f"{here}{made.st_size}{made.st_mtime_ns}"
    copy = SYSTEM_HOME / "programs" / hashlib.sha256(stamp.encode()).hexdigest()[:12]
    if not copy.exists():
        half = copy.with_name(f"{copy.name}.{os.getpid()}")
        for folder in folders:
            shutil.copytree(folder, half / folder.name, ignore=shutil.ignore_patterns("include"))
        for folder in (half, half.parent):
            folder.chmod(0o755)
        half.rename(copy)
    there = copy / folders[0].name / program
    if not can_run(there, user):
        raise Trouble(f"{there} does not run on this machine.", "Set DATABASE_URL and REDIS_URL.")
    return there
