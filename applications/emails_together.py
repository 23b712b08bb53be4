"""Mails about what both sides settle while the work goes on: a later day, and half-time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from accounts.models import User
from applications.models import CheckIn, Extension, Placement
from notifications import outbox


def more_time_asked(extension: Extension, key: str = "more-time-asked") -> None:
    """To the side that answers."""
    placement = _placement(extension)
    to = _employer(placement) if extension.by_student else placement.student.user
    again = key != "more-time-asked"
    context = {"extension": extension, "again": again}
    _post(f"{key}:{extension.pk}", to, "more_time_asked", placement, **context)


def remind_of_request(extension: Extension, before: timedelta) -> None:
    if extension.milestone.may_be_extended:
        more_time_asked(extension, f"remind-more-time:{before.total_seconds():g}s")


def more_time_answered(extension: Extension) -> None:
    """To the side that asked. If nobody answered, to both: neither acted."""
    placement = _placement(extension)
    student, employer = placement.student.user, _employer(placement)
    asked, other = (student, employer) if extension.by_student else (employer, student)
    lapsed = extension.status == Extension.Status.LAPSED
    for to in [asked, other] if lapsed else [asked]:
        key = f"more-time-answered:{extension.pk}:{to.kind}"
        _post(key, to, "more_time_answered", placement, extension=extension, asked=to == asked)


def asked_how_it_goes(check_in: CheckIn, key: str = "check-in") -> None:
    placement = check_in.placement
    student = check_in.side == CheckIn.Side.STUDENT
    to = placement.student.user if student else _employer(placement)
    context = {"check_in": check_in, "again": key != "check-in"}
    _post(f"{key}:{check_in.pk}", to, "check_in_asked", placement, **context)


def remind_of_questions(check_in: CheckIn, before: timedelta) -> None:
    asked_how_it_goes(check_in, f"remind-check-in:{before.total_seconds():g}s")


def said_how_it_goes(check_in: CheckIn) -> None:
    """To the other side."""
    placement = check_in.placement
    student = check_in.side == CheckIn.Side.STUDENT
    to = _employer(placement) if student else placement.student.user
    _post(f"checked-in:{check_in.pk}", to, "check_in_answered", placement, check_in=check_in)


def _placement(extension: Extension) -> Placement:
    assert extension.milestone.placement is not None
    return extension.milestone.placement


def _employer(placement: Placement) -> User:
    """Whoever posted the listing."""
    return placement.listing.created_by


def _post(key: str, to: User, template: str, placement: Placement, **context: Any) -> None:
    outbox.post(
        key,
        to.email,
        f"applications/{template}",
        reader=to,
        placement=placement,
        listing=placement.listing,
        student=placement.student,
        organisation=placement.listing.organisation,
        **context,
    )
