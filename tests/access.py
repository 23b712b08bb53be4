"""Who may open what: the rows that each room's tests/ROOM/access.py fills."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.models import User


@dataclass(frozen=True)
class Row:
    """Status codes for one URL. `make` builds the object: (url kwargs, its owner)."""

    method: str
    make: Callable[[], tuple[dict[str, Any], User | None]]
    anonymous: int
    student: int
    employer: int
    staff: int
    owner: int | None = None
