"""Much of everything, for pages that grow with it."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import Any

from django.utils import timezone

from accounts.models import Student, User
from applications import actions
from applications.models import Application, Message, Placement
from listings.models import Listing
from tests import make

APPLICATIONS, MESSAGES, PARTS, ITEMS, QUESTIONS, DISPUTES = 2000, 200, 10, 100, 50, 15

type Made = tuple[dict[str, Any], User | None]


@cache
def _listing() -> Listing:
    """Open, asked about, and applied to by two thousand."""
    row = make.listing(approved_by=make.university())
    university = row.moderations.get().university
    users = User.objects.bulk_create(
        User(email=f"applicant{n}@crowd.example", name=f"Applicant {n} Crowd", kind="student")
        for n in range(APPLICATIONS)
    )
    students = Student.objects.bulk_create(
        Student(user=user, university=university, course="Economics", graduates_in=2028)
        for user in users
    )
    now = timezone.now()
    states = ["submitted"] * 14 + ["shortlisted"] * 4 + ["declined"] * 2
    Application.objects.bulk_create(
        Application(
            listing=row,
            student=student,
            number=n + 1,
            status=states[n % len(states)],
            pitch="I cleaned a survey like this last term and would start with shop 7. " * 5,
            hours_per_week=5 + n % 20,
            can_start=make.today(14),
            submitted_at=now - timedelta(minutes=n),
            decide_by=now + timedelta(days=14),
        )
        for n, student in enumerate(students)
    )
    asker = students[0].user
    for n in range(QUESTIONS):
        make.question(listing=row, asked_by=asker, status="answered", text=f"What of part {n}?")
    return row


@cache
def _placement() -> Placement:
    """Ten parts, the first handed in, and two hundred messages."""
    row = make.placement([72_00] * PARTS)
    make.delivered(row.milestones.get(position=1))
    application = row.offer.application
    people = [application.student.user, row.listing.created_by]
    Message.objects.bulk_create(
        Message(application=application, by=people[n % 2], text=f"Line {n}. " * 12)
        for n in range(MESSAGES)
    )
    return row


@cache
def _busy() -> tuple[Student, User]:
    """A student with a hundred applications to one employer's listings, and as many threads."""
    boss = make.employer()
    student = make.student()
    organisation = boss.membership.organisation
    for n in range(ITEMS):
        listing = make.listing(
            approved_by=student.university, organisation=organisation, created_by=boss
        )
        given: dict[str, Any] = {"student": student, "listing": listing}
        if n % 2:
            row = make.placement(application=make.application(status="accepted", **given))
            application = row.offer.application
        else:
            application = make.application(**given)
        actions.send(application, student.user, "A question about the files.")
        actions.send(application, boss, "An answer about the files.")
    return student, boss


def board() -> Made:
    row = _listing()
    return {"slug": row.slug}, row.created_by


def much_asked() -> Made:
    return board()


def room() -> Made:
    row = _placement()
    return {"pk": row.pk}, row.student.user


def thread() -> Made:
    row = _placement().offer.application
    return {"pk": row.pk}, row.student.user


def busy_student() -> Made:
    return {}, _busy()[0].user


def busy_employer() -> Made:
    return {}, _busy()[1]


def queue() -> Made:
    university = make.university()
    for _ in range(ITEMS):
        make.waiting(university)
    return {}, make.staff(university)


def disputes() -> Made:
    """A third waits for an answer, the rest for our staff."""
    for n in range(DISPUTES):
        make.answered() if n % 3 else make.dispute()
    return {}, make.platform()


def administrator() -> Made:
    return {}, _administrator()


@cache
def _administrator() -> User:
    return make.platform(is_superuser=True)
