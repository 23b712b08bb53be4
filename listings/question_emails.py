"""Mail about questions on listings."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from listings.models import Question
from listings.people import of_employer
from notifications import outbox

# What may be over when its mail goes; the others tell what has happened.
ASKED_AGAIN = ("asked", "answered")


def asked(question: Question) -> None:
    """To the employer, when it is the only one that waits: the others stand beside it."""
    for end, to in of_employer(question.listing):
        _post("asked", question, to, end)


def remind(question: Question, before: timedelta) -> None:
    """To the employer: how many questions on the listing wait for an answer until then."""
    listing, due = question.listing, question.answer_by
    waiting = Question.objects.waiting().filter(listing=listing)
    hours = f"{before.total_seconds() / 3600:g}h"
    for end, to in of_employer(listing):
        outbox.post(
            f"remind-questions:{listing.pk}:{due:%Y%m%d%H%M%S%f}:{hours}{end}",
            to,
            "listings/remind_questions",
            question=question,
            listing=listing,
            person=to,
            due=due,
            n=waiting.count(),
        )


def answered(question: Question) -> None:
    _post("answered", question, question.asked_by)


def declined(question: Question) -> None:
    _post("declined", question, question.asked_by)


def hidden(question: Question) -> None:
    # Put back and hidden again is another event; who hides it is the only one (`move`).
    _post("hidden", question, question.asked_by, f":{timezone.now():%Y%m%d%H%M%S%f}")


def not_answered(question: Question) -> None:
    _post("not_answered", question, question.asked_by)


def _post(what: str, question: Question, to: User, end: str = "") -> None:
    outbox.post(
        f"question-{what}:{question.pk}{end}",
        to,
        f"listings/question_{what}",
        about={"question": str(question.pk)} if what in ASKED_AGAIN else None,
        question=question,
        listing=question.listing,
        organisation=question.listing.organisation,
        person=to,
    )
