"""Questions that students ask in public, and what the employer makes of them."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from listings import question_emails
from listings.models import Listing, Question
from marketplace.states import WrongState, move

Status = Question.Status


class NotOpen(Exception):
    """The listing takes no applications: nobody waits for an answer."""


class TooMany(Exception):
    """Enough of their questions wait already."""


@transaction.atomic
def ask(listing: Listing, by: User, text: str) -> Question:
    """Ask the employer. The same question twice is one.

    Raises:
        NotOpen: the listing takes no applications.
        TooMany: `Question.MOST_WAITING` of theirs wait.
    """
    held = Listing.objects.select_for_update(no_key=True).get(pk=listing.pk)
    if not held.takes_applications or held.apply_by is None:
        raise NotOpen(f"Listing {held.pk} is {held.status}")
    waiting = Question.objects.waiting().filter(listing=held)
    mine = waiting.filter(asked_by=by)
    if same := mine.filter(text=text).first():
        return same
    if mine.count() >= Question.MOST_WAITING:
        raise TooMany(f"User {by.pk} has enough questions on listing {held.pk}")
    first = not waiting.exists()
    question = Question.objects.create(
        listing=listing,
        asked_by=by,
        text=text,
        answer_by=min(timezone.now() + Question.ANSWER_WITHIN, held.apply_by),
    )
    if first:
        question_emails.asked(question)
    return question


@transaction.atomic
def answer_question(question: Question, text: str) -> None:
    """Answer it for everybody to read; an answered one gets other words.

    Raises:
        WrongState: it is hidden.
    """
    now = timezone.now()
    # A hidden one comes back by `show_question` alone.
    if _hold(question) == Status.HIDDEN:
        raise WrongState(f"Question {question.pk} is hidden")
    if question.status == Status.ANSWERED:
        Question.objects.filter(pk=question.pk).update(answer=text, edited_at=now)
        question.refresh_from_db()
        return
    move(question, Status.ANSWERED, answer=text, answered_at=now, reason="")
    question_emails.answered(question)


@transaction.atomic
def publish_question(question: Question) -> None:
    """Show it as it is: others may wonder, too. Raises WrongState: it does not wait."""
    if _hold(question) != Status.ASKED:
        raise WrongState(f"Question {question.pk} is {question.status}")
    move(question, Status.PUBLISHED)


@transaction.atomic
def decline_question(question: Question, reason: str) -> None:
    """Do not publish it; who asked is told why. Raises WrongState: it does not wait."""
    move(question, Status.DECLINED, reason=reason)
    question_emails.declined(question)


@transaction.atomic
def hide_question(question: Question, by: User, reason: str) -> None:
    """Take it off the page; who asked is told. Raises WrongState: it does not stand there."""
    move(question, Status.HIDDEN, reason=reason, hidden_by=by)
    question_emails.hidden(question)


@transaction.atomic
def show_question(question: Question) -> None:
    """Put back what the employer has hidden. Raises WrongState: others hid it, or nobody."""
    held = Question.objects.select_for_update(no_key=True, of=("self",))
    row = held.select_related("hidden_by").get(pk=question.pk)
    if row.status != Status.HIDDEN or not row.hidden_by_employer:
        raise WrongState(f"Question {row.pk} is {row.status}")
    move(
        question,
        Status.ANSWERED if row.answer else Status.PUBLISHED,
        reason="",
        hidden_by=None,
    )


def _hold(question: Question) -> str:
    """Its status, which stays until the transaction ends."""
    rows = Question.objects.select_for_update(no_key=True).filter(pk=question.pk)
    question.status = rows.values_list("status", flat=True).get()
    return question.status


@transaction.atomic
def close_question(question: Question) -> None:
    """Nobody answered in time: who asked is told. Raises WrongState: somebody did."""
    move(question, Status.UNANSWERED)
    question_emails.not_answered(question)
