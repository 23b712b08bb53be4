"""A listing's applications, column by column: what is asked for, found and counted, in SQL."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Page, Paginator
from django.db.models import (
    Avg,
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, JSONObject, RowNumber
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Student, User
from applications import blind
from applications.models import Application, Note, Placement, Score, TeamMember
from applications.models.application import ApplicationQuerySet
from listings.models import Listing

Status = Application.Status

PER_PAGE = 25
# Of a column that is not the one being read.
BESIDE = 6
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

    @property
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


class Row(NamedTuple):
    """An application in the words of the database; `score` is the mean of all, 1 to 4.

    `team`: everybody in it by name, email and university, who applied first; nobody where one
    applies alone.
    """

    pk: UUID
    status: str
    number: int | None
    named_at: datetime | None
    submitted_at: datetime
    decided_at: datetime | None
    pitch: str
    hours_per_week: int | None
    can_start: date | None
    name: str
    email: str
    university: str
    team_size: int
    team: list[dict[str, str]]
    course: str
    n_skills: int
    n_times: int
    score: float | None
    n_notes: int
    placement_id: UUID | None


# --- Rows ------------------------------------------------------------------


def found(listing: Listing, asked: Asked, reader: User) -> ApplicationQuerySet:
    """Those that were sent and are as asked, in every column."""
    rows = Application.objects.filter(listing=listing).exclude(status=Status.DRAFT)
    if asked.fit:
        skills = len(listing.skills.all())
        least = skills if asked.fit == "all" else (skills + 1) // 2
        rows = rows.annotate(n_skills=skills_of(listing)).filter(n_skills__gte=least)
    if asked.times:
        rows = rows.annotate(n_times=times_of(listing)).filter(n_times=2)
    if asked.hours:
        rows = rows.filter(hours_per_week__gte=asked.hours)
    if asked.since:
        rows = rows.filter(submitted_at__gte=timezone.now() - timedelta(days=int(asked.since)))
    if asked.scored:
        given = Score.objects.filter(application=OuterRef("pk"))
        by = given if asked.scored == "nobody" else given.filter(by=reader)
        rows = rows.filter(Exists(by) if asked.scored == "mine" else ~Exists(by))
    if asked.words:
        rows = _saying(rows, listing, looked_up(listing, asked))
    # What is withdrawn cannot be read, so no search finds it by what it said.
    return rows.readable() if asked.narrows else rows


def looked_up(listing: Listing, asked: Asked) -> Asked:
    """With who says the words where names are hidden. It reads every text: once for a page."""
    if not asked.words or asked.unnamed is not None:
        return asked
    return replace(asked, unnamed=_unnamed(listing, asked.words) if listing.blind else frozenset())


def _unnamed(listing: Listing, words: str) -> frozenset[UUID]:
    looked_for = blind.sought(words)
    person = ("user__name", "user__email", "university__name")
    team: defaultdict[UUID, list[blind.Person]] = defaultdict(list)
    known = TeamMember.objects.filter(application__listing=listing, student__isnull=False)
    for pk, *who in known.values_list("application", *(f"student__{each}" for each in person)):
        team[pk].append((who[0], who[1], who[2]))
    rows = Application.objects.filter(listing=listing).exclude(_named()).readable()
    read = rows.order_by().values_list("pk", "pitch", *(f"student__{each}" for each in person))
    return frozenset(
        pk
        for pk, pitch, *who in read
        if blind.says(looked_for, pitch, [(who[0], who[1], who[2]), *team.get(pk, [])])
    )


def _named() -> Q:
    return Q(named_at__isnull=False) | Q(status__in=Application.NAMED)


def _saying(rows: ApplicationQuerySet, listing: Listing, asked: Asked) -> ApplicationQuerySet:
    """With each of the words in the pitch or the name; where that is hidden, in what is not."""
    says, theirs = Q(), {"application": OuterRef("pk")}
    for word in asked.words.split():
        of_team = TeamMember.objects.filter(student__user__name__icontains=word, **theirs)
        says &= (
            Q(pitch__icontains=word) | Q(student__user__name__icontains=word) | Q(Exists(of_team))
        )
    if listing.blind:
        return rows.filter((_named() & says) | Q(pk__in=asked.unnamed or ()))
    return rows.filter(says)


def skills_of(listing: Listing) -> Coalesce:
    """How many of the listing's skills the student has."""
    known: Any = Student.skills.through._default_manager.filter(
        student=OuterRef("student"), skill__in=[skill.pk for skill in listing.skills.all()]
    )
    counted = known.order_by().values("student").annotate(found=Count("pk"))
    return Coalesce(Subquery(counted.values("found"), output_field=IntegerField()), 0)


def team_of() -> Any:
    """In their order, as JSON."""
    members = TeamMember.objects.filter(application=OuterRef("pk")).order_by("position")
    return members.values(
        row=JSONObject(
            name="student__user__name",
            email="student__user__email",
            university="student__university__name",
        )
    )


def times_of(listing: Listing) -> Any:
    """One for hours that are enough, one for a start in time."""
    hours = Q(hours_per_week__gte=listing.hours_per_week or 0)
    last = listing.starts_by or listing.starts_from
    start = Q(can_start__lte=last) if last else Q()
    return _one_if(hours) + _one_if(start)


def _one_if(true: Q) -> Any:
    if not true:
        return Value(1, output_field=IntegerField())
    return Case(When(true, then=1), default=0, output_field=IntegerField())


def score_of() -> Subquery:
    given = Score.objects.filter(application=OuterRef("pk")).order_by().values("application")
    return Subquery(given.annotate(mean=Avg("value")).values("mean"))


def in_order(rows: ApplicationQuerySet, listing: Listing, sort: str) -> ApplicationQuerySet:
    if sort == "fit":
        rows = rows.annotate(n_skills=skills_of(listing), n_times=times_of(listing))
    if sort == "score":
        rows = rows.annotate(score=score_of())
    return rows.order_by(*SORTS[sort][1])


def whole(listing: Listing, keys: list[Any]) -> dict[Any, Row]:
    """By key, what their cards are drawn of."""
    accepted = Placement.objects.filter(offer__application=OuterRef("pk"))
    notes = Note.objects.filter(application=OuterRef("pk")).order_by().values("application")
    rows: Any = Application.objects.filter(pk__in=keys).annotate(
        name=F("student__user__name"),
        email=F("student__user__email"),
        university=F("student__university__name"),
        team=ArraySubquery(team_of()),
        course=F("student__course"),
        n_skills=skills_of(listing),
        n_times=times_of(listing),
        score=score_of(),
        n_notes=Coalesce(Subquery(notes.annotate(n=Count("pk")).values("n")), 0),
        placement_id=Subquery(accepted.order_by("-accepted_at").values("pk")[:1]),
    )
    return {row[0]: Row(*row) for row in rows.values_list(*Row._fields)}


# --- The board -------------------------------------------------------------


@dataclass(frozen=True)
class Counts:
    """`sent`, `taken` and `waiting` of all, `shown` by state of those that are as asked."""

    sent: int
    taken: int
    waiting: int
    first_due: Any
    shown: dict[str, int]

    def of(self, tab: str) -> int:
        return sum(self.shown.get(state, 0) for state in COLUMNS[tab][1])


def counts(listing: Listing, asked: Asked, reader: User) -> Counts:
    every = found(listing, Asked(), reader)
    states = {
        row["status"]: row
        for row in every.values("status").annotate(n=Count("pk"), first=Min("decide_by")).order_by()
    }

    def number(*statuses: str) -> int:
        return sum(states[each]["n"] for each in statuses if each in states)

    undecided = [states[each]["first"] for each in _undecided() if each in states]
    shown = {state: row["n"] for state, row in states.items()}
    if asked.narrows:
        narrowed = found(listing, asked, reader).order_by()
        shown = dict(narrowed.values_list("status").annotate(Count("pk")))
    return Counts(
        sent=number(*states),
        taken=number(Status.OFFERED, Status.ACCEPTED),
        waiting=number(*_undecided()),
        first_due=min(undecided, default=None),
        shown=shown,
    )


def _undecided() -> list[str]:
    return [Status.SUBMITTED, Status.SHORTLISTED]


def first_with_any(counted: Counts) -> str:
    return next((key for key in COLUMNS if counted.of(key)), "new")


def page_of(listing: Listing, asked: Asked, reader: User, total: int) -> Page[Any]:
    """The keys of the column's page."""
    rows = found(listing, asked, reader).filter(status__in=COLUMNS[asked.tab][1])
    keys: QuerySet[Any] = in_order(rows, listing, asked.sort).values_list("pk", flat=True)
    paginator = Paginator(keys, PER_PAGE)
    paginator.count = total  # counted already
    return paginator.get_page(asked.page)


def beside(listing: Listing, asked: Asked, reader: User) -> dict[str, list[Any]]:
    """The first keys of every other column, in one query."""
    rows = found(listing, asked, reader).exclude(status__in=COLUMNS[asked.tab][1])
    place = Window(RowNumber(), partition_by=["status"], order_by=["submitted_at", "pk"])
    first = rows.annotate(place=place).filter(place__lte=BESIDE).order_by("submitted_at", "pk")
    keys: dict[str, list[Any]] = {tab: [] for tab in COLUMNS}
    column = {str(s): tab for tab, (_label, states) in COLUMNS.items() for s in states}
    for pk, status in first.values_list("pk", "status"):
        if len(keys[column[status]]) < BESIDE:
            keys[column[status]].append(pk)
    return keys
