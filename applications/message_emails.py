"""Mail about messages, reports and questions."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from applications import names, threads
from applications.models import Message, Reader, Report
from notifications import outbox

# More of them are only counted.
MOST_SHOWN = 3


def waiting(reader: Reader, messages: list[Message]) -> None:
    """`messages`: what they have not read, oldest first. What asks for care is not repeated."""
    application = reader.application
    shown = threads.said(messages[:MOST_SHOWN], application, reader.user)
    outbox.post(
        f"messages:{reader.pk}:{messages[0].pk}",
        reader.user,
        "applications/messages_waiting",
        application=application,
        listing=application.listing,
        other=names.other_side(application, reader.user),
        count=len(messages),
        more=len(messages) - len(shown),
        shown=shown,
    )


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
