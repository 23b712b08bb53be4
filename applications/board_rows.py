"""Of a listing's applications those that are asked for, with what their cards say: all in SQL."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import (
    Avg,
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import Student, User
from applications import blind
from applications.board_asked import SORTS, Asked
from applications.models import Application, Score, TeamMember
from applications.models.application import ApplicationQuerySet
from listings.models import Listing

Status = Application.Status


def found(listing: Listing, asked: Asked, reader: User) -> ApplicationQuerySet:
    """Those that were sent and are as asked, in every column."""
    rows = Application.objects.filter(listing=listing).exclude(status=Status.DRAFT)
    if asked.fit:
        skills = len(asked_skills(listing))
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


def asked_skills(listing: Listing) -> list[int]:
    """Their keys, read with the listing by `board_sql`, else fetched with it."""
    known: list[int] | None = listing.__dict__.get("skill_ids")
    return [skill.pk for skill in listing.skills.all()] if known is None else known


def skills_of(listing: Listing) -> Coalesce:
    """How many of the listing's skills the student has."""
    known: Any = Student.skills.through._default_manager.filter(
        student=OuterRef("student"), skill__in=asked_skills(listing)
    )
    counted = known.order_by().values("student").annotate(found=Count("pk"))
    return Coalesce(Subquery(counted.values("found"), output_field=IntegerField()), 0)


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
