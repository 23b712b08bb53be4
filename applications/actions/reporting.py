"""What people tell our staff of, and what becomes of it."""

from __future__ import annotations

from contextlib import suppress

from django.db import transaction
from django.utils import timezone

from accounts import actions as account_actions
from accounts.models import Organisation, User
from applications import message_emails
from applications.actions.messaging import hide_message
from applications.actions.recalling import recall
from applications.actions.taking_down import take_down
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
    """Take away what can be taken away, and thank everybody who reported it.

    A listing is recalled, without a word to its employer: `take_down_reported` has one.
    Organisations are refused by `refuse_reported`, and their listings recalled with that.

    Raises:
        WrongState: it is answered already.
    """
    _answer(report, Status.ACTED, by)
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


@transaction.atomic
def take_down_reported(report: Report, by: User, words: str) -> None:
    """Take the reported listing off the site; `words` are for its employer.

    Raises:
        WrongState: it is answered already, of something else, or the listing is taken down.
    """
    if report.kind != Report.Kind.LISTING:
        raise WrongState(f"Report {report.pk} is of no listing")
    rows = Listing.objects.select_related("created_by", "organisation")
    listing = rows.get(pk=int(report.subject))
    _answer(report, Status.ACTED, by)
    take_down(listing, by, words)


@transaction.atomic
def refuse_reported(report: Report, by: User) -> None:
    """The reported organisation may not publish here any more; its owners are told.

    Raises:
        WrongState: it is answered already, of something else, or the organisation is refused.
    """
    if report.kind != Report.Kind.ORGANISATION:
        raise WrongState(f"Report {report.pk} is of no organisation")
    org = Organisation.objects.get(pk=int(report.subject))
    _answer(report, Status.ACTED, by)
    account_actions.refuse_organisation(org)


@transaction.atomic
def dismiss(report: Report, by: User) -> None:
    """Nothing wrong was found. Raises WrongState: it is answered already."""
    move(report, Status.DISMISSED, answered_at=timezone.now(), answered_by=by)
    message_emails.report_answered(report)


def _answer(report: Report, to: str, by: User) -> None:
    """This one, and everybody else's of the same thing: it is acted on for all of them."""
    now = timezone.now()
    move(report, to, answered_at=now, answered_by=by)
    message_emails.report_answered(report)
    same = Report.objects.filter(kind=report.kind, subject=report.subject, status=Status.OPEN)
    for other in same.select_related("by"):
        with suppress(WrongState):
            move(other, to, answered_at=now, answered_by=by)
            message_emails.report_answered(other)
