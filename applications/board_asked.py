"""What the address of a listing's board asks for: which column, which of it, in which order."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import F
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from applications.models import Application

Status = Application.Status

COLUMNS: dict[str, tuple[Any, list[str]]] = {
    "new": (_("To read"), [Status.SUBMITTED]),
    "shortlist": (_("Shortlist"), [Status.SHORTLISTED]),
    "offers": (_("Offers"), [Status.OFFERED]),
    "places": (_("Accepted"), [Status.ACCEPTED]),
    "closed": (_("Closed"), [Status.DECLINED, Status.NOT_SELECTED, Status.WITHDRAWN]),
}
SORTS: dict[str, tuple[Any, list[Any]]] = {
    "oldest": (_("Oldest first"), ["submitted_at", "pk"]),
    "newest": (_("Newest first"), ["-submitted_at", "pk"]),
    "fit": (_("Best fit"), ["-n_skills", "-n_times", "submitted_at", "pk"]),
    "score": (_("Best scored"), [F("score").desc(nulls_last=True), "submitted_at", "pk"]),
    "hours": (_("Most hours a week"), ["-hours_per_week", "submitted_at", "pk"]),
    "start": (_("Earliest start"), ["can_start", "submitted_at", "pk"]),
}
FITS = {"": _("Any"), "half": _("Half the skills or more"), "all": _("Every skill")}
SINCE = {"": _("Any time"), "1": _("Since yesterday"), "7": _("In the last week")}
SCORED = {
    "": _("Scored or not"),
    "no": _("Not scored by me"),
    "mine": _("Scored by me"),
    "nobody": _("Scored by nobody"),
}


@dataclass(frozen=True)
class Asked:
    """What the address asks for; what makes no sense is not asked."""

    tab: str = ""
    sort: str = "oldest"
    words: str = ""
    fit: str = ""
    times: bool = False
    hours: int | None = None
    since: str = ""
    scored: str = ""
    page: str = "1"
    # Of those without a name, who says `words`: see `looked_up`.
    unnamed: frozenset[UUID] | None = field(default=None, compare=False)

    @cached_property
    def narrows(self) -> bool:
        return replace(self, tab="", sort="oldest", page="1") != Asked()

    def query(self, **other: Any) -> str:
        """The query string of the same, or with `other`; without the page."""
        asked = replace(self, **other)
        pairs = {
            "tab": asked.tab,
            "sort": asked.sort,
            "q": asked.words,
            "fit": asked.fit,
            "times": "1" if asked.times else "",
            "hours": asked.hours or "",
            "since": asked.since,
            "scored": asked.scored,
        }
        return urlencode({name: value for name, value in pairs.items() if value})


def asked_in(given: QueryDict) -> Asked:
    hours = given.get("hours", "")
    return Asked(
        tab=_one_of(COLUMNS, given.get("tab", ""), ""),
        sort=_one_of(SORTS, given.get("sort", ""), "oldest"),
        words=" ".join(given.get("q", "").replace("\x00", "").split())[:80],
        fit=_one_of(FITS, given.get("fit", ""), ""),
        times=given.get("times") == "1",
        hours=min(int(hours), 60) if hours.isdecimal() and len(hours) < 4 else None,
        since=_one_of(SINCE, given.get("since", ""), ""),
        scored=_one_of(SCORED, given.get("scored", ""), ""),
        page=given.get("page", "1"),
    )


def _one_of(known: Any, key: str, otherwise: str) -> str:
    return key if key in known else otherwise
