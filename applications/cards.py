"""What the board says of an application: every string is made here once; the template places it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache, partial

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from applications.blind import Person, hiding
from applications.board_rows import Row, asked_skills
from applications.criteria import mean
from applications.models import Application
from applications.models.application import (
    called,
    is_named,
    label_of,
    may_be_read,
    size_in_words,
)
from listings.models import Listing
from marketplace.fragments import remembered
from marketplace.templatetags.ui import in_short

Status = Application.Status
# Their column says it already.
GOING_ON = (Status.SUBMITTED, Status.SHORTLISTED, Status.OFFERED, Status.ACCEPTED)
EXCERPT = 180
# What is shown of one in a column that is not the one being read.
BESIDE = ("url", "who", "state", "fit", "fits", "score", "when")
NO_KEY = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, slots=True)
class Card:
    """`team` names everybody in one who may be named.

    `fit` is of the skills, `time` what the student can give; `lacks` says which is too little.
    `action` is what the button does: a name of `views/several.py`, or nothing.
    """

    pk: str
    url: str
    who: str
    team: str
    studies: str
    fit: str
    fits: str
    time: str
    lacks: str
    excerpt: str
    state: str
    when: str
    score: str
    notes: str
    placement_url: str

    def read(self, tab: str, *, ticks: bool) -> SafeString:
        """In the column one works through."""
        draw = _read.__wrapped__ if settings.DEBUG else _read
        return draw(get_language(), self, tab, ticks)

    def beside(self) -> SafeString:
        """In another column."""
        holes = {f"card.{name}": getattr(self, name) for name in BESIDE}
        return remembered("applications/_applicant_beside.html", {}, holes)


# One who works through a board sees the same cards again after every press: a kilobyte each.
@lru_cache(maxsize=4096)
def _read(language: str | None, card: Card, tab: str, ticks: bool) -> SafeString:
    holes = {f"card.{name}": getattr(card, name) for name in Card.__slots__}
    return remembered("applications/_applicant.html", {"tab": tab, "ticks": ticks}, holes)


def drawing(listing: Listing) -> Callable[[Row], Card]:
    """Of a row that `board_sql` fetched, its card."""
    skills, language = len(asked_skills(listing)), get_language()
    zone, today = timezone.get_current_timezone(), timezone.localdate()
    detail, placement = address("detail"), address("placement")
    closed = {value: str(label) for value, label in Status.choices if value not in GOING_ON}
    fits, time = partial(_fit, language), partial(_time, language)

    def draw(row: Row) -> Card:
        key, readable = str(row.pk), may_be_read(row.status)
        blind = listing.blind and not is_named(row.status, row.named_at)
        seen = hiding(_people(row)) if blind else str
        moment = row.decided_at if row.status in closed and row.decided_at else row.submitted_at
        return Card(
            pk=key,
            url=detail.replace(NO_KEY, key),
            who=label_of(row.number, row.pk, row.team_size)
            if blind
            else called(row.name, row.team_size),
            team="" if blind else _team(row),
            studies=seen(row.course) if blind else f"{row.course} · {row.university}".strip(" ·"),
            fit=fits(row.n_skills, skills) if readable else "",
            fits="fit" if skills and row.n_skills == skills else "",
            time=time(row.hours_per_week, row.can_start) if readable else "",
            lacks=_lacks(row, listing) if readable and row.n_times < 2 else "",
            excerpt=_start(seen(row.pitch)) if readable else "",
            state=closed.get(row.status, ""),
            when=_day(language, moment.astimezone(zone).date(), today),
            score=mean([row.score]) if row.score is not None else "",
            notes=_notes(row.n_notes),
            placement_url=placement.replace(NO_KEY, str(row.placement_id))
            if row.placement_id
            else "",
        )

    return draw


@cache
def address(name: str) -> str:
    """Of a page for one row, with a key to be replaced."""
    return reverse(f"applications:{name}", args=[NO_KEY])


def _people(row: Row) -> list[Person]:
    team = [(each["name"], each["email"], each["university"]) for each in row.team]
    return team or [(row.name, row.email, row.university)]


def _team(row: Row) -> str:
    """Team of 3: Ada Obi, Bo Ek, Cy Rua"""
    if row.team_size == 1:
        return ""
    names = ", ".join(each["name"] for each in row.team)
    return _("%(team)s: %(names)s") % {"team": size_in_words(row.team_size), "names": names}


def _start(text: str) -> str:
    return text if len(text) <= EXCERPT else text[:EXCERPT].rsplit(None, 1)[0] + "…"


# Many cards say the same: its words are found once in each language.
@lru_cache(maxsize=256)
def _fit(language: str | None, n: int, skills: int) -> str:
    if not skills:
        return ""
    words = ngettext("%(n)d of %(m)d skill", "%(n)d of %(m)d skills", skills)
    return words % {"n": n, "m": skills}


@lru_cache(maxsize=1024)
def _time(language: str | None, hours: int | None, start: date | None) -> str:
    if hours is None:
        return ""
    words = _("%(n)d h a week") % {"n": hours}
    if not start:
        return words
    day = _day(language, start, timezone.localdate())
    return _("%(hours)s from %(day)s") % {"hours": words, "day": day}


@lru_cache(maxsize=1024)
def _day(language: str | None, day: date, today: date) -> str:
    return in_short(day)


def _lacks(row: Row, listing: Listing) -> str:
    if row.hours_per_week is None:
        return ""
    if row.hours_per_week < (listing.hours_per_week or 0):
        return _("fewer hours than asked")
    return _("starts too late")


def _notes(n: int) -> str:
    return ngettext("%(n)d note", "%(n)d notes", n) % {"n": n} if n else ""
