"""Asking a class where it went, reminding it, and keeping what is answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Student, University, User
from marketplace.once import insert_once
from marketplace.queue import after_commit
from marketplace.states import WrongState
from outcomes import emails
from outcomes.models import Asked, Survey

# What is asked in one transaction.
AT_ONCE = 100


@transaction.atomic
def open_survey(university: University, graduates_in: int, closes_on: date, by: User) -> Survey:
    """Everybody of the university who graduates then is asked, in the background.

    Raises:
        IntegrityError: there is a survey of this class.
    """
    survey = Survey.objects.create(
        university=university, graduates_in=graduates_in, closes_on=closes_on, opened_by=by
    )
    after_commit("outcomes.tasks.ask", str(survey.pk))
    return survey


def ask_missing(survey: Survey) -> int:
    """Who of the class is not asked yet; how many. Cut short, the next time goes on."""
    n = 0
    while survey.is_open and (some := _missing(survey)):
        with transaction.atomic():
            for student in some:
                row = Asked(survey=survey, student=student)
                if insert_once(row):
                    emails.first_destination(row)
        n += len(some)
    return n


def _missing(survey: Survey) -> list[Student]:
    rows = Student.objects.filter(
        university=survey.university_id, graduates_in=survey.graduates_in, user__is_active=True
    ).exclude(pk__in=survey.asked.values("student"))
    return list(rows.select_related("user").order_by("pk")[:AT_ONCE])


@transaction.atomic
def remind(asked: Asked) -> None:
    """Once for each time that is due, however many do it. Raises WrongState: it is not."""
    due = Asked.objects.to_remind().filter(pk=asked.pk, reminded=asked.reminded)
    if not asked.survey.is_open or not due.update(reminded=asked.reminded + 1):
        raise WrongState(f"{asked.pk} is not to be reminded")
    asked.refresh_from_db(fields=["reminded"])
    emails.first_destination(asked)


def answer(asked: Asked, said: Mapping[str, Any]) -> None:
    """In the place of what was answered before. Raises WrongState: it is closed."""
    if not asked.survey.is_open:
        raise WrongState(f"{asked.survey} is closed")
    for name, value in {**said, "answered_at": timezone.now()}.items():
        setattr(asked, name, value)
    asked.save(update_fields=[*said, "answered_at"])
