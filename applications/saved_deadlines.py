"""Mail to who has saved a listing, while there is time to apply: three days and a day before.

Found by the index of open listings by deadline; each person is told once of one moment, all that
closes then in one mail. A deadline that is moved is another moment.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from accounts.models import Organisation, Student
from applications.eligibility import checks
from applications.models import Application, TeamMember
from listings.models import Dismissal, Listing, Moderation, SavedListing
from marketplace.waiting import TWICE
from notifications import outbox, rounds

logger = logging.getLogger(__name__)

ROUND = "saved-deadlines"


@dataclass(frozen=True)
class Closing:
    """A saved listing; `missing` are the conditions in the way of applying, in words."""

    listing: Listing
    missing: list[str]
    begun: bool

    @property
    def url(self) -> str:
        """Where they go on: the form they have begun, else the listing."""
        if self.begun:
            return reverse("applications:apply", args=[self.listing.slug])
        return self.listing.get_absolute_url()


def remind(now: datetime) -> None:
    """Everybody whose moment has come since the last round. Run twice, it tells once."""
    since, whole = rounds.begins(ROUND, now), True
    told: set[tuple[int, datetime]] = set()
    for before in sorted(TWICE):
        for user, due, listings in _closing(max(now, since + before), now + before):
            # After a standstill both may have come: one mail, the later.
            if (user, due) in told:
                continue
            told.add((user, due))
            try:
                _tell(user, due, before, listings)
            except SoftTimeLimitExceeded:  # the next round goes on
                raise
            except Exception:
                whole = False
                logger.exception("%s could not be told of a saved deadline.", user)
    rounds.ends(ROUND, now if whole else max(since, now - rounds.LOOK_BACK))


def _closing(after: datetime, until: datetime) -> Iterator[tuple[int, datetime, list[int]]]:
    """Who, when, and which: of what closes in (after, until]."""
    rows = saved().filter(listing__apply_by__gt=after, listing__apply_by__lte=until)
    found = rows.order_by("listing__apply_by", "user", "listing")
    lines = found.values_list("user", "listing__apply_by", "listing").iterator(chunk_size=2000)
    for (user, due), same in groupby(lines, key=lambda line: (line[0], line[1])):
        yield user, due, [line[2] for line in same]


def saved() -> QuerySet[SavedListing]:
    """What a student has saved and may still apply to: open, shown by their university, neither
    applied to nor put aside.
    """
    sent = Application.objects.filter(listing=OuterRef("listing"), student__user=OuterRef("user"))
    team = TeamMember.objects.filter(
        application__listing=OuterRef("listing"), student__user=OuterRef("user"), status="confirmed"
    )
    shown = Moderation.objects.approved().filter(
        listing=OuterRef("listing"), university=OuterRef("user__student__university")
    )
    aside = Dismissal.objects.filter(listing=OuterRef("listing"), user=OuterRef("user"))
    open_ones = SavedListing.objects.filter(
        listing__status=Listing.Status.OPEN, listing__recalled_at=None, user__is_active=True
    ).exclude(listing__organisation__status=Organisation.Status.REFUSED)
    return open_ones.filter(
        Exists(shown),
        ~Exists(sent.exclude(status=Application.Status.DRAFT)),
        ~Exists(team),
        ~Exists(aside),
    )


@transaction.atomic
def _tell(user: int, due: datetime, before: timedelta, listings: list[int]) -> None:
    key = f"saved-deadline:{user}:{due:%Y%m%d%H%M%S}:{before.total_seconds() / 3600:g}h"
    if outbox.posted(key):
        return
    student = Student.objects.select_related("user", "university").get(user=user)
    rows = Listing.objects.open().for_cards().filter(pk__in=listings, apply_by=due)
    closing = list(filter(None, (closing_for(student, row) for row in rows.order_by("title"))))
    if closing:
        outbox.post(
            key,
            student.user,
            "applications/saved_deadline",
            closing=closing,
            listing=closing[0].listing,
            due=due,
            n=len(closing),
        )


def closing_for(student: Student, listing: Listing) -> Closing | None:
    """None where they cannot apply, whatever they do."""
    found = checks(student, listing)
    if not (found.takes_applications.ok and found.university.ok and found.once.ok):
        return None
    drafts = Application.objects.filter(student=student, listing=listing, status="draft")
    return Closing(listing, [each.text for each in found.missing], drafts.exists())
