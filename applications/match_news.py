"""Mail to a student about a new listing that fits them well: once of each, at most five a week.

How often is the registry's: each is a message of its own, and waits for the reader's day or week.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from applications.for_you import passed_over, person_of
from listings.five import Match, matches
from listings.matching.fitting import among
from listings.matching.weights import in_use
from listings.models import Listing, MatchNews
from listings.rows import open_now
from listings.search import engine
from listings.search.wanted import Moment
from notifications import outbox
from notifications.models import Email

KEY = "match"


def waiting() -> QuerySet[MatchNews]:
    rows = MatchNews.objects.filter(told_at=None, student__user__is_active=True)
    return rows.select_related("student__user", "student__university").order_by("found_at")


@transaction.atomic
def tell(news: MatchNews) -> None:
    """Write the mail, unless it does not fit any more. Whoever comes second does nothing."""
    untold = MatchNews.objects.filter(pk=news.pk, told_at=None)
    if not untold.update(told_at=timezone.now()):
        return
    user = news.student.user
    with timezone.override(user.time_zone):
        match = _match(news)
    if match is not None:
        outbox.post(
            f"{KEY}:{news.student_id}:{news.listing_id}",
            user,
            "applications/match",
            priority=Email.Priority.DIGEST,
            card=match.card,
            reasons=match.reasons,
        )


def _match(news: MatchNews) -> Match | None:
    """With the reasons; None if it is closed, applied for, dismissed, or not theirs any more."""
    person, moment = person_of(news.student), Moment(timezone.now())
    wishes = person.wishes
    found = among(engine.current(), wishes, moment, [news.listing_id], in_use())
    rows = open_now([fit.listing for fit in found], wishes.university)
    shown = matches(wishes, list(zip(found, rows, strict=False)), news.student.user)
    return shown[0] if shown else None


def still_fits(reader: User, email: Email) -> bool:
    """At the moment of sending: open, shown by their university, neither applied for nor put
    aside."""
    listing = int(email.key.rpartition(":")[2])
    student = getattr(reader, "student", None)
    if student is None or listing in passed_over(student):
        return False
    return Listing.objects.visible_to(reader).open().filter(pk=listing).exists()
