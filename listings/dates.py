"""What the calendar of one person holds of listings."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Event

from accounts.models import User
from listings.models import Moderation, Question
from notifications.calendars import Date, event_of


def events_of(user: User) -> Iterable[Event]:
    if user.kind == User.Kind.STAFF:
        return map(event_of, _decisions(user))
    return map(event_of, _questions(user)) if user.kind == User.Kind.EMPLOYER else []


def _decisions(user: User) -> Iterable[Date]:
    waiting = Moderation.objects.of(user).waiting().exclude(due_at=None)
    for row in waiting.select_related("listing__organisation"):
        assert row.due_at is not None
        yield Date(
            f"moderation-{row.pk}",
            row.due_at,
            _("Decide on “%(title)s”") % {"title": row.listing.title},
            reverse("listings:review", args=[row.pk]),
            row.listing.organisation.name,
        )


def _questions(user: User) -> Iterable[Date]:
    waiting = Question.objects.for_employer(user).waiting().filter(answer_by__gt=timezone.now())
    for row in waiting.select_related("listing").order_by("answer_by"):
        title = _("Answer a question about “%(title)s”") % {"title": row.listing.title}
        yield Date(f"question-{row.pk}", row.answer_by, title, row.get_absolute_url())
