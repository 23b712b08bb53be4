"""What the calendar of one person holds of applications, offers and work: whatever waits for them.

A mail that carries one of these dates carries it as a file too: by the same name, so that a
calendar has it once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Min, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Event

from accounts.models import User
from applications import saved_deadlines
from applications.models import (
    Application,
    CheckIn,
    Dispute,
    Extension,
    Milestone,
    Offer,
    Placement,
    Report,
    TeamMember,
)
from applications.moments import (
    answer,
    answer_dispute,
    at_work,
    board,
    hand_in,
    join,
    pay_in,
    review,
    send,
)
from listings import calendars as of_listings
from listings.models import Listing
from notifications.calendars import Date, event_of

STUDENT, EMPLOYER = User.Kind.STUDENT, User.Kind.EMPLOYER


def events_of(user: User) -> Iterable[Event]:
    found = [event_of(row) for row in _dates_of(user)]
    if user.kind == STUDENT:
        kept = saved_deadlines.saved().filter(user=user, listing__apply_by__gt=timezone.now())
        rows = Listing.objects.for_cards().filter(pk__in=kept.values("listing"))
        found += of_listings.events_of(rows)
    return found


def _dates_of(user: User) -> Iterator[Date]:
    if user.is_platform_staff:
        yield from _to_decide()
        return
    mine = Placement.objects.of_student(user)
    if user.kind == STUDENT:
        offers = Offer.objects.of_student(user).open().exclude(acceptances__by=user)
        yield from map(answer, offers.select_related("application__listing"))
        asked = TeamMember.objects.asked_of(user).waiting()
        yield from map(join, asked.select_related("application__listing"))
        joined = TeamMember.objects.unsent_of(user).order_by("application", "answered_at")
        yield from map(send, joined.distinct("application").select_related("application__listing"))
    elif user.kind == EMPLOYER:
        mine = Placement.objects.for_employer(user)
        yield from _boards(user)
    else:
        return
    parts = _parts_of(mine)
    if user.kind == STUDENT:
        working = parts.filter(status__in=Milestone.WAITS_FOR_STUDENT, stopped_at=None)
        yield from map(hand_in, working.exclude(work_by=None))
    else:
        handed_in = parts.filter(status=Milestone.Status.DELIVERED)
        yield from map(review, handed_in.exclude(review_by=None))
        to_fund = parts.filter(status=Milestone.Status.AGREED, with_bank=False)
        yield from (pay_in(part) for part in to_fund if part.pay_in_by)
    yield from _together(user, mine)


def _parts_of(placements: QuerySet[Placement]) -> QuerySet[Milestone]:
    rows = Milestone.objects.filter(placement__in=placements, placement__cancelled_at=None)
    return rows.select_related("placement__listing", "placement__student__user", "offer")


def _together(user: User, mine: QuerySet[Placement]) -> Iterator[Date]:
    """What either side waits for of the other."""
    extensions = Extension.objects.open().filter(
        milestone__placement__in=mine.values("pk"), by_student=user.kind == EMPLOYER
    )
    for row in extensions.select_related("milestone__placement__listing"):
        title = _("Agree to a later day, or not: %(part)s") % {"part": row.milestone.title}
        assert row.milestone.placement is not None
        yield at_work(f"extension-{row.pk}", row.answer_by, title, row.milestone.placement)
    asked = CheckIn.objects.open().filter(placement__in=mine.values("pk"), side=user.kind)
    for each in asked.select_related("placement__listing"):
        title = _("Say how it goes: %(title)s") % {"title": each.placement.listing.title}
        yield at_work(f"check-in-{each.pk}", each.answer_by, title, each.placement)
    disputes = Dispute.objects.filter(
        milestone__placement__in=mine.values("pk"), status=Dispute.Status.OPEN
    ).exclude(side=user.kind)
    yield from map(answer_dispute, disputes.select_related("milestone"))


def _boards(user: User) -> Iterator[Date]:
    """Of each listing the first answer that is due."""
    waiting = Application.objects.for_employer(user).undecided().order_by()
    found = waiting.values("listing", "listing__slug", "listing__title")
    for row in found.annotate(first=Min("decide_by")):
        yield board(row["listing"], row["listing__slug"], row["listing__title"], row["first"])


def _to_decide() -> Iterator[Date]:
    """For our staff."""
    for row in Dispute.objects.for_staff().exclude(decide_by=None):
        assert row.decide_by is not None
        title = _("Decide the dispute %(ref)s") % {"ref": row.reference}
        path = reverse("payments:decide", args=[row.pk])
        yield Date(f"decision-{row.pk}", row.decide_by, title, path)
    for report in Report.objects.filter(status=Report.Status.OPEN):
        title = _("Answer the report %(ref)s") % {"ref": report.reference}
        path = report.get_absolute_url()
        yield Date(f"report-{report.pk}", report.answer_by, title, path)
