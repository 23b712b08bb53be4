"""One turn: whose it is, by when, and what happens if nobody acts. The words are in `turns`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext


@dataclass(frozen=True)
class Turn:
    """What `components/_turn.html` takes. `waiting`: it is somebody else's turn."""

    heading: str
    waiting: bool = False
    due: date | None = None
    text: str = ""
    after: str = ""
    actions: list[dict[str, Any]] = field(default_factory=list)


def length(hours: int) -> str:
    """48 hours is 2 days; 36 hours stay hours."""
    if hours % 24:
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    return ngettext("%(n)d day", "%(n)d days", hours // 24) % {"n": hours // 24}


def link(label: str, name: str, row: Any, **more: Any) -> dict[str, Any]:
    """An action of a turn: to the page `name` of `row`."""
    return {"label": label, "url": reverse(name, args=[row.pk]), **more}


def first_mine(turn: Turn) -> tuple[bool, bool, float]:
    """To sort by: the reader's own before others', then by deadline, those without last."""
    if turn.due is None:
        return turn.waiting, True, 0
    return turn.waiting, False, float(turn.due.strftime("%Y%m%d%H%M"))
