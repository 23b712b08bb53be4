"""One launcher at a time per checkout owns its local servers."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bin.launcher import place


@dataclass(frozen=True)
class Owner:
    """Who holds the lock, and the environment in which its servers are reached."""

    command: str
    pid: int = field(default_factory=os.getpid)
    site: str = ""
    environment: dict[str, str] = field(default_factory=dict)


class Held(Exception):
    """Somebody else holds the lock; `owner` is None if they have not said who they are."""

    def __init__(self, owner: Owner | None) -> None:
        super().__init__(owner)
        self.owner = owner


def _note() -> Path:
    return place.local() / "owner.json"


def announce(owner: Owner) -> None:
    """Tell the others who we are. Only the lock's holder may call this."""
    half = _note().with_suffix(".new")
    half.touch(mode=0o600)
    half.write_text(json.dumps(asdict(owner)))
    half.rename(_note())


@contextmanager
def held(command: str, *, wait: bool = False) -> Iterator[None]:
    """Hold the checkout's lock. Raises `Held` if it is taken and we do not `wait`."""
    with (place.local() / "lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Held(_owner()) from None
        announce(Owner(command))
        try:
            yield
        finally:
            _note().unlink(missing_ok=True)


def _owner() -> Owner | None:
    try:
        return Owner(**json.loads(_note().read_text()))
    except (OSError, ValueError, TypeError):
        return None
