"""What the calendar of one person holds of money."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Event

from accounts.models import User
from notifications.calendars import Date, event_of
from payments.models import Credit, Payout


def events_of(user: User) -> Iterable[Event]:
    if user.kind == User.Kind.EMPLOYER:
        kept = Credit.objects.for_employer(user).open()
        return [event_of(_use(row)) for row in kept.select_related("listing")]
    if user.kind == User.Kind.STUDENT:
        first = Payout.objects.stuck().filter(student__user=user).order_by("set_up_by").first()
        return [event_of(_set_up(first))] if first else []
    return []


def _use(row: Credit) -> Date:
    title = _("Kept money goes back: %(title)s") % {"title": row.listing.title}
    return Date(f"kept-{row.pk}", row.use_by, title, row.get_absolute_url())


def _set_up(row: Payout) -> Date:
    title, path = _("Say where you are paid"), reverse("payments:setup")
    return Date(f"payout-{row.pk}", row.set_up_by, title, path)
