"""Students of a data set, with profiles, with what they saved, and what they will apply for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Student, User
from benches.tastes import Listings, World
from listings.generating.copying import copy_into, next_id, quickly
from listings.models import Listing, OpenListing, SavedListing

DOMAIN = "tastes.example"


def measure(students: int, kept: Mapping[str, int], seed: int) -> dict[str, Any]:
    """Add them. Of the first so many, a file for each of `kept`: what they have seen and will
    apply for."""
    given, visible = _listings()
    world = World(given, seed)
    rng = world.rng
    universities = [pk for pk in sorted(visible) if len(visible[pk]) >= 50]
    shares = np.array([len(visible[pk]) for pk in universities], np.float64)
    at = rng.choice(universities, students, p=shares / shares.sum()).tolist()
    skill_ids = np.array(_numbers("skills"))
    rows, skills, saved, seen = [], [], [], []
    first, user = next_id(Student), next_id(User)
    today = timezone.localdate()
    for n in range(students):
        taste = world.student(visible[at[n]])
        free = today + timedelta(days=int(rng.integers(1, 30))) if rng.random() < 0.3 else None
        rows.append((first + n, user + n, at[n], int(rng.integers(6, 26)), free))
        skills += [(first + n, int(skill_ids[each])) for each in taste.skills]
        half = len(taste.applied) // 2
        past, future = given.ids[taste.applied[:half]], given.ids[taste.applied[half:]]
        saved += [(user + n, int(each)) for each in past]
        if n < sum(kept.values()):
            new = np.setdiff1d(given.ids[taste.seen], past)
            seen.append({"student": first + n, "seen": new.tolist(), "applies": future.tolist()})
    _write(rows, skills, saved)
    for file, n in kept.items():
        Path(file).write_text(repr(seen[:n]))
        seen = seen[n:]
    return {"students": students, "saved": len(saved), "skills": len(skills)}


def _numbers(column: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT unnest({column}) FROM listings_open ORDER BY 1")  # noqa: S608
        return [each for [each] in cursor.fetchall()]


def _listings() -> tuple[Listings, dict[int, Any]]:
    """Paid and open ones, and the places of those that each university has approved."""
    rows = list(
        OpenListing.objects.filter(direction="paid", skills__len__gt=0)
        .order_by("pk")
        .values_list(
            "pk", "skills", "field", "hour_usd", "total_hours", "arrangement", "published_at",
            "universities",
        )
    )  # fmt: skip
    by = dict(Listing.objects.filter(status="open").values_list("pk", "organisation"))
    numbers = {pk: n for n, pk in enumerate(_numbers("skills"))}
    fields = {field: n for n, field in enumerate(sorted({row[2] for row in rows}))}
    makers = {pk: n for n, pk in enumerate(sorted(set(by.values())))}
    now = timezone.now()
    visible: dict[int, list[int]] = {}
    for n, row in enumerate(rows):
        for university in row[7]:
            visible.setdefault(university, []).append(n)
    given = Listings(
        ids=np.array([row[0] for row in rows]),
        starts=np.cumsum([0, *(len(row[1]) for row in rows)]),
        skills=np.array([numbers[each] for row in rows for each in row[1]]),
        field=np.array([fields[row[2]] for row in rows]),
        organisation=np.array([makers[by[row[0]]] for row in rows]),
        pay=np.array([row[3] for row in rows], np.float64),
        hours=np.array([row[4] for row in rows]),
        at_home=np.array([row[5] == "remote" for row in rows]),
        age=np.array([(now - row[6]).total_seconds() / 86_400 for row in rows]),
    )
    return given, {pk: np.array(places) for pk, places in visible.items()}


@transaction.atomic
def _write(rows: list[Any], skills: list[Any], saved: list[Any]) -> None:
    nothing = make_password(None)
    now, owned = timezone.now(), Student.skills.through
    with quickly([User, Student, owned, SavedListing]):
        people = ((row[1], f"student{row[1]}@{DOMAIN}", f"Student {row[1]}", now) for row in rows)
        names = ["id", "email", "name", "date_joined"]
        copy_into(User, names, people, kind=User.Kind.STUDENT, password=nothing)
        copy_into(
            Student,
            ["id", "user_id", "university_id", "hours_per_week", "available_from"],
            rows,
            course="Economics",
            graduates_in=now.year + 1,
            payout_country=settings.PLATFORM_COUNTRY,
        )
        first = next_id(owned)
        pairs = ((first + n, *pair) for n, pair in enumerate(skills))
        copy_into(owned, ["id", "student_id", "skill_id"], pairs)
        first = next_id(SavedListing)
        pairs = ((first + n, *pair, now) for n, pair in enumerate(saved))
        copy_into(SavedListing, ["id", "user_id", "listing_id", "saved_at"], pairs)
