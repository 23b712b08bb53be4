"""What a start of bin/dev need not ask again: is the database as this code wants it?

Remembered beside the database itself, with what it was prepared by, and forgotten as soon as a
command of bin/manage might have changed it.
"""

import hashlib
import json
from pathlib import Path

from bin.launcher import place

PREPARED_BY = (
    "*/migrations/*.py",
    "marketplace/demo/**/*",
    "*/management/commands/*",
    "payments/role.py",
    "accounts/skills/*",
    "requirements/*",
)


def remembered(home: Path, settings: dict[str, str]) -> str | None:
    """The demo's sign-ins, when the last start prepared this database by the same files."""
    try:
        kept = json.loads(_file(home).read_text())
    except (OSError, ValueError):
        return None
    return str(kept["sign_ins"]) if kept.get("by") == _by(settings) else None


def remember(home: Path, settings: dict[str, str], sign_ins: str) -> None:
    _file(home).write_text(json.dumps({"by": _by(settings), "sign_ins": sign_ins}))


def forget(home: Path) -> None:
    _file(home).unlink(missing_ok=True)


def _file(home: Path) -> Path:
    return home / "prepared.json"


def _by(settings: dict[str, str]) -> str:
    """Of the files that make a database, and which database it is."""
    known = hashlib.sha256(settings["DATABASE_URL"].encode())
    for pattern in PREPARED_BY:
        for path in sorted(place.ROOT.glob(pattern)):
            if path.is_file() and path.suffix != ".pyc":
                known.update(str(path.relative_to(place.ROOT)).encode() + path.read_bytes())
    return known.hexdigest()
