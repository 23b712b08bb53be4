"""What people tell our staff of, and what becomes of it."""

from __future__ import annotations

from contextlib import suppress

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from applications import message_emails
from applications.actions.messaging import hide_message
from applications.actions.recalling import recall
from applications.models import Message, Report
from applications.reporting import Subject
from listings import actions as listing_actions
from listings.models import Listing, Question
from marketplace.clocks import working_days_after
from marketplace.states import WrongState, move

Status = Report.Status

# Working days within which our staff answer.
ANSWERED_WITHIN = 2


@transaction.atomic
def report(subject: Subject, by: User, reason: str, note: str) -> tuple[Report, bool]:
    """Keep what is reported as it stands now, and tell our staff.

    Returns the report, and whether it is a new one: somebody's open report of the same thing
    stays the only one.
    """
    found, created = Report.objects.get_or_create(
        by=by,
        kind=subject.kind,
        subject=subject.key,
        status=Status.OPEN,
        defaults={
            "title": subject.title[:250],
            "text": subject.text,
            "address": subject.address,
            "about": subject.about,
            "reason": reason,
            "note": note,
            "answer_by": working_days_after(timezone.now(), ANSWERED_WITHIN, "UTC"),
        },
    )
    if created:
        message_emails.reported(found)
    return found, created


@transaction.atomic
def act_on(report: Report, by: User) -> None:
    """Take away what can be taken away, and thank who reported it.

    A listing is recalled. Organisations are refused on a page of their own, and their listings
    recalled with that.

    Raises:
        WrongState: it is answered already.
    """
    move(report, Status.ACTED, answered_at=timezone.now(), answered_by=by)
    if report.kind == Report.Kind.MESSAGE:
        for message in Message.objects.filter(pk=report.subject):
            hide_message(message)
    if report.kind == Report.Kind.LISTING:
        for listing in Listing.objects.filter(pk=report.subject, recalled_at=None):
            with suppress(WrongState):  # a draft by now
                recall(listing)
    if report.kind == Report.Kind.QUESTION:
        for question in Question.objects.shown().filter(pk=report.subject):
            listing_actions.hide_question(question, by, "")
    message_emails.report_answered(report)


@transaction.atomic
def dismiss(report: Report, by: User) -> None:
    """Nothing wrong was found. Raises WrongState: it is answered already."""
    move(report, Status.DISMISSED, answered_at=timezone.now(), answered_by=by)
    message_emails.report_answered(report)
