"""Who may open what: the rows that each room's tests/ROOM/access.py fills."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.models import User


@dataclass(frozen=True)
class Row:
    """Status codes for one URL. `make` builds the object: (url kwargs, its owner).

    `method` is "get", "post", or "get,post" where a page takes both: the codes are then those of
    the first, and who is refused one is refused the other in the same way.
    """

    method: str
    make: Callable[[], tuple[dict[str, Any], User | None]]
    anonymous: int
    student: int
    employer: int
    staff: int
    owner: int | None = None

    @property
    def methods(self) -> list[str]:
        return self.method.split(",")

    def expected(self, who: str) -> int | None:
        """The code for "anonymous", "student", "employer", "staff" or "owner"."""
        code: int | None = getattr(self, who)
        return code
