"""Mail about messages, reports and questions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings

from applications import names, threads
from applications.models import Message, Reader, Report
from notifications import outbox
from notifications.models import Email

# More of them are only counted.
MOST_SHOWN = 3


def waiting(reader: Reader, messages: list[Message]) -> None:
    """`messages`: what they have not read, oldest first. What asks for care is not repeated."""
    outbox.post(
        f"messages:{reader.pk}:{messages[0].pk}",
        reader.user,
        "applications/messages_waiting",
        about={"reader": reader.pk, "messages": [str(each.pk) for each in messages]},
        **_words(reader, messages),
    )


def _words(reader: Reader, messages: list[Message]) -> dict[str, Any]:
    application = reader.application
    shown = threads.said(messages[:MOST_SHOWN], application, reader.user)
    return {
        "application": application,
        "listing": application.listing,
        "other": names.other_side(application, reader.user),
        "count": len(messages),
        "more": len(messages) - len(shown),
        "shown": shown,
    }


def still_unread(mails: Sequence[Email]) -> set[int]:
    """Those of which the reader has not read the thread since, and our staff have not hidden
    all."""
    readers = {email.about["reader"] for email in mails if email.about}
    seen = dict(Reader.objects.filter(pk__in=readers, unread__gt=0).values_list("pk", "read_at"))
    told = {pk for email in mails if email.about for pk in email.about["messages"]}
    left = Message.objects.filter(pk__in=told, hidden_at=None).values_list("pk", flat=True)
    shown = {str(pk) for pk in left}

    def holds(email: Email) -> bool:
        if not email.about:
            return True
        unread = email.about["reader"] in seen
        read_at = seen.get(email.about["reader"])
        later = read_at is not None and read_at > email.created_at
        return unread and not later and not shown.isdisjoint(email.about["messages"])

    return {email.pk for email in mails if holds(email)}


def anew(email: Email) -> dict[str, Any] | None:
    """Without what our staff have hidden since."""
    told = email.about["messages"]
    left = Message.objects.filter(pk__in=told, hidden_at=None).for_pages()
    rows = list(left.order_by("sent_at", "pk"))
    if len(rows) == len(told):
        return None
    whole = Reader.objects.select_related(
        "user",
        "application__listing__organisation",
        "application__student__user",
        "application__student__university",
    )
    return _words(whole.get(pk=email.about["reader"]), rows)


def reported(report: Report) -> None:
    """To our staff, that there is something to look at; to who reported it, what happens next."""
    outbox.post(
        f"reported:{report.pk}:staff",
        settings.SUPPORT_EMAIL,
        "applications/reported_staff",
        report=report,
    )
    outbox.post(
        f"reported:{report.pk}",
        report.by,
        "applications/reported",
        report=report,
    )


def report_answered(report: Report) -> None:
    outbox.post(
        f"report-answered:{report.pk}",
        report.by,
        "applications/report_answered",
        report=report,
    )


def remind_of_report(report: Report, before: timedelta) -> None:
    """To our staff, while there is time."""
    outbox.post(
        f"remind-report:{report.pk}:{before.total_seconds() / 3600:g}h",
        settings.SUPPORT_EMAIL,
        "applications/remind_report",
        report=report,
        due=report.answer_by,
    )
