"""Mail to who has saved a listing, while there is time to apply: three days and a day before.

Found by the index of open listings by deadline; each person is told once of one moment, all that
closes then in one mail. A deadline that is moved is another moment.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation, Student
from applications.eligibility import checks
from applications.models import Application, TeamMember
from listings.models import Dismissal, Listing, Moderation, SavedListing
from marketplace.waiting import TWICE
from notifications import outbox, rounds
from notifications.models import Email, Untold

logger = logging.getLogger(__name__)

ROUND, KIND = "saved-deadlines", "applications/saved_deadline"


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
    """Everybody whose moment has come since the last round, or who could not be told then. Run
    twice, it tells once."""
    told: set[tuple[str, datetime]] = set()
    for each in _to_tell(rounds.begins(ROUND, now), now):
        # After a standstill both may have come: one mail, the later.
        try:
            if (each.of, each.due) not in told and each.due > now:
                told.add((each.of, each.due))
                _tell(int(each.of), each.due, each.before)
            rounds.done(each)
        except SoftTimeLimitExceeded:  # the next round goes on
            raise
        except Exception:
            rounds.keep(each)
            logger.exception("%s could not be told of a saved deadline.", each.of)
    rounds.ends(ROUND, now)


def _to_tell(since: datetime, now: datetime) -> Iterator[Untold]:
    kept = rounds.kept(ROUND)
    for before in sorted(TWICE):
        yield from (each for each in kept if each.before == before)
        for user, due in _closing(max(now, since + before), now + before):
            yield Untold(clock=ROUND, of=str(user), group=str(user), due=due, before=before)


def _closing(after: datetime, until: datetime) -> Iterator[tuple[int, datetime]]:
    """Who, and when: of what closes in (after, until]."""
    rows = saved().filter(listing__apply_by__gt=after, listing__apply_by__lte=until)
    found = rows.order_by("listing__apply_by", "user").values_list("user", "listing__apply_by")
    lines = found.distinct().iterator(chunk_size=2000)
    return ((user, due) for user, due in lines if due)


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
def _tell(user: int, due: datetime, before: timedelta) -> None:
    key = f"saved-deadline:{user}:{due:%Y%m%d%H%M%S}:{before.total_seconds() / 3600:g}h"
    if outbox.posted(key):
        return
    student = Student.objects.select_related("user", "university").get(user=user)
    closing = _of(student, saved().filter(user=user, listing__apply_by=due))
    if closing:
        about = {"listings": [each.listing.pk for each in closing], "due": due.isoformat()}
        words = _words(closing, due)
        outbox.post(key, student.user, KIND, about=about, act_by=due, **words)


def _of(student: Student, rows: QuerySet[SavedListing]) -> list[Closing]:
    """Those for which they can apply, by their titles."""
    listings = Listing.objects.open().for_cards().filter(pk__in=rows.values("listing"))
    closing = (closing_for(student, row) for row in listings.order_by("title"))
    return list(filter(None, closing))


def _words(closing: list[Closing], due: datetime) -> dict[str, Any]:
    return {"closing": closing, "listing": closing[0].listing, "due": due, "n": len(closing)}


# --- Asked again when it goes ----------------------------------------------


def still(mails: Sequence[Email]) -> set[int]:
    """Those that tell of something which may still be applied for, until the same moment."""
    left = _left(mails)
    return {email.pk for email in mails if not email.about or left & _told_in(email)}


def anew(email: Email) -> Mapping[str, Any] | None:
    """Without what they have applied for since, or put aside."""
    assert email.reader is not None
    told = email.about["listings"]
    if _told_in(email) <= _left([email]):
        return None
    due = datetime.fromisoformat(email.about["due"])
    rows = saved().filter(user=email.reader, listing__apply_by=due, listing__in=told)
    closing = _of(email.reader.student, rows)
    return _words(closing, due) if closing else None


def _left(mails: Sequence[Email]) -> set[tuple[int, int, str]]:
    listings = {listing for email in mails for listing in email.about.get("listings", ())}
    rows = saved().filter(
        user__in={email.reader_id for email in mails},
        listing__in=listings,
        listing__apply_by__gt=timezone.now(),
    )
    found = rows.values_list("user", "listing", "listing__apply_by")
    return {(user, listing, due.isoformat()) for user, listing, due in found if due}


def _told_in(email: Email) -> set[tuple[int | None, int, str]]:
    return {(email.reader_id, pk, email.about["due"]) for pk in email.about["listings"]}


def closing_for(student: Student, listing: Listing) -> Closing | None:
    """None where they cannot apply, whatever they do."""
    found = checks(student, listing)
    if not (found.takes_applications.ok and found.university.ok and found.once.ok):
        return None
    drafts = Application.objects.filter(student=student, listing=listing, status="draft")
    return Closing(listing, [each.text for each in found.missing], drafts.exists())
