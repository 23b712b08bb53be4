"""Rows of what both sides settle while the work goes on."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Blackout
from applications.models import CheckIn, Extension, Hours, Milestone, Placement
from tests import make


def blackout(**given: Any) -> Blackout:
    """Exams next week."""
    fields: dict[str, Any] = {
        "first_day": make.today(7),
        "last_day": make.today(14),
        "reason": "Exams",
    }
    who = given.pop("student", None) or make.student()
    return Blackout.objects.create(student=who, **{**fields, **given})


def extension(of: Milestone, by_student: bool = True, **given: Any) -> Extension:
    """A later day, asked for by one side."""
    student = of.offer.application.student.user
    fields: dict[str, Any] = {
        "asked_by": student if by_student else of.offer.made_by,
        "from_day": of.hand_in_by,
        "to_day": of.hand_in_by + timedelta(days=7),
        "reason": "Two exams fall into that week.",
        "answer_by": timezone.now() + timedelta(days=2),
    }
    return Extension.objects.create(milestone=of, by_student=by_student, **{**fields, **given})


def check_in(of: Placement, side: str = "student", **given: Any) -> CheckIn:
    fields: dict[str, Any] = {"answer_by": timezone.now() + timedelta(days=5)}
    return CheckIn.objects.create(placement=of, side=side, **{**fields, **given})


def hours(of: Placement, **given: Any) -> Hours:
    fields: dict[str, Any] = {"day": make.today(), "minutes": 90, "note": "Read shop 7."}
    who = given.pop("student", None) or of.student
    return Hours.objects.create(placement=of, student=who, **{**fields, **given})
