"""Invented applications, offers and work, never saved: what previews of mails are made of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.samples import KEY, employer, student
from applications.models import Application, Milestone, Offer, Placement
from listings.samples import listing

DAY = timedelta(days=1)


def application(**given: Any) -> Application:
    now = timezone.now()
    return Application(
        pk=KEY,
        listing=listing(),
        student=student(),
        submitted_at=now - 3 * DAY,
        decide_by=now + 6 * DAY,
        number=4,
        **{"status": Application.Status.SUBMITTED, **given},
    )


def offer() -> Offer:
    today = timezone.localdate()
    return Offer(
        pk=KEY,
        application=application(status=Application.Status.OFFERED),
        made_by=employer(),
        pay_minor=720_00,
        fee_minor=72_00,
        currency="USD",
        starts_on=today + 6 * DAY,
        ends_on=today + 27 * DAY,
        total_hours=30,
        hours_per_week=10,
        expires_at=timezone.now() + 3 * DAY,
    )


def placement(**given: Any) -> Placement:
    made = offer()
    return Placement(
        pk=KEY,
        offer=made,
        listing=made.application.listing,
        student=made.application.student,
        fund_by=timezone.now() + 3 * DAY,
        **{"status": Placement.Status.ACTIVE, **given},
    )


def milestone(work: Placement | None = None, **given: Any) -> Milestone:
    work, now = work or placement(), timezone.now()
    first = {
        "position": 1,
        "title": "The cleaned survey with its code book",
        "status": Milestone.Status.FUNDED,
        "amount_minor": 400_00,
        "fee_minor": 40_00,
        "work_by": now + DAY,
        "review_by": now + 7 * DAY,
    }
    return Milestone(
        pk=KEY,
        offer=work.offer,
        placement=work,
        currency="USD",
        due_on=timezone.localdate() + DAY,
        **{**first, **given},
    )


def following() -> Milestone:
    return milestone(
        position=2,
        title="A report of two pages",
        status=Milestone.Status.AGREED,
        amount_minor=320_00,
        fee_minor=32_00,
        fund_by=timezone.now() + 3 * DAY,
    )


def about(reader: User, row: Application | None = None, **given: Any) -> dict[str, Any]:
    """What every mail of an application is given (applications.emails)."""
    row = row or application()
    return {
        "reader": reader,
        "application": row,
        "listing": row.listing,
        "student": row.student,
        "who": row.called,
        "organisation": row.listing.organisation,
        "decline_words": "",
        **given,
    }


def to_student(**given: Any) -> Callable[[], dict[str, Any]]:
    """`given`: values, or what makes them."""
    return lambda: about(student().user, **_made(given))


def to_employer(**given: Any) -> Callable[[], dict[str, Any]]:
    return lambda: about(employer(), **_made(given))


def _made(given: dict[str, Any]) -> dict[str, Any]:
    return {name: value() if callable(value) else value for name, value in given.items()}


def at_work(**given: Any) -> dict[str, Any]:
    """What mails about the work are given besides."""
    part = milestone(**given)
    return {
        "milestone": part,
        "placement": part.placement,
        "offer": part.offer,
        "receive_minor": part.student_minor,
        "team_minor": None,
    }


def worker(**given: Any) -> Callable[[], dict[str, Any]]:
    parts = given.pop("part", {})
    return lambda: about(student().user, **at_work(**_made(parts)), **_made(given))


def payer(**given: Any) -> Callable[[], dict[str, Any]]:
    parts = given.pop("part", {})
    return lambda: about(employer(), **at_work(**_made(parts)), **_made(given))
