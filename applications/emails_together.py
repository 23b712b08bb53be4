"""Mails about what both sides settle while the work goes on: a later day, and half-time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from accounts.models import User
from applications import moments
from applications.models import CheckIn, Extension, Placement
from applications.teams import users_of
from listings.people import of_employer
from notifications import outbox


def more_time_asked(extension: Extension, key: str = "more-time-asked") -> None:
    """To the side that answers."""
    placement = _placement(extension)
    again = key != "more-time-asked"
    context = {"extension": extension, "again": again}
    for end, to in _people(placement, student=not extension.by_student):
        _post(f"{key}:{extension.pk}{end}", to, "more_time_asked", placement, **context)


def remind_of_request(extension: Extension, before: timedelta) -> None:
    if extension.milestone.may_be_extended:
        more_time_asked(extension, f"remind-more-time:{before.total_seconds():g}s")


def more_time_answered(extension: Extension) -> None:
    """To the side that asked. If nobody answered, to both: neither acted."""
    placement = _placement(extension)
    by = extension.by_student
    lapsed = extension.status == Extension.Status.LAPSED
    for student in (by, not by) if lapsed else (by,):
        for end, to in _people(placement, student=student):
            key = f"more-time-answered:{extension.pk}:{to.kind}{end}"
            agreed = student and extension.status == Extension.Status.AGREED
            date = moments.hand_in(extension.milestone) if agreed else None
            context = {"extension": extension, "asked": student == by, "date": date}
            _post(key, to, "more_time_answered", placement, **context)


def asked_how_it_goes(check_in: CheckIn, key: str = "check-in") -> None:
    placement = check_in.placement
    context = {"check_in": check_in, "again": key != "check-in"}
    for end, to in _people(placement, student=check_in.side == CheckIn.Side.STUDENT):
        _post(f"{key}:{check_in.pk}{end}", to, "check_in_asked", placement, **context)


def remind_of_questions(check_in: CheckIn, before: timedelta) -> None:
    asked_how_it_goes(check_in, f"remind-check-in:{before.total_seconds():g}s")


def said_how_it_goes(check_in: CheckIn) -> None:
    """To the other side."""
    placement = check_in.placement
    for end, to in _people(placement, student=check_in.side != CheckIn.Side.STUDENT):
        key = f"checked-in:{check_in.pk}{end}"
        _post(key, to, "check_in_answered", placement, check_in=check_in)


def _placement(extension: Extension) -> Placement:
    assert extension.milestone.placement is not None
    return extension.milestone.placement


def _people(placement: Placement, *, student: bool) -> list[tuple[str, User]]:
    """Everybody of a team, or of the employer's side."""
    if student:
        return users_of(placement.offer.application)
    return of_employer(placement.listing)


def _post(key: str, to: User, template: str, placement: Placement, **context: Any) -> None:
    outbox.post(
        key,
        to,
        f"applications/{template}",
        placement=placement,
        listing=placement.listing,
        student=placement.student,
        who=placement.who,
        organisation=placement.listing.organisation,
        **context,
    )
