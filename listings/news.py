"""New listings that students are written to about: each once, and none that they know already."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import Student, User
from listings import emails
from listings.models import Listing, MatchNews, SavedSearch, Told
from notifications.models import Email
from notifications.timing import wants

# Who was told so long ago may be told again: hardly a listing stays open for longer.
KEPT = timedelta(days=400)
AT_ONCE = 10_000

# What students have nothing to be told about any more, as other rooms know it: by student.
PASSED: list[Callable[[Collection[Student]], Mapping[int, Collection[int]]]] = []


def passed_over(student: Student) -> set[int]:
    """Listings that they applied for, or said are not for them."""
    return {listing for ask in PASSED for listing in ask([student]).get(student.pk, ())}


def still_new(reader: User, listings: Collection[int]) -> set[int]:
    """Those that they may still apply for: open, shown by their university, and not passed."""
    student = getattr(reader, "student", None)
    if student is None:
        return set()
    rows = Listing.objects.visible_to(reader).open().filter(pk__in=listings)
    return set(rows.values_list("pk", flat=True)) - passed_over(student)


@transaction.atomic
def tell(search: SavedSearch, found: Sequence[Listing], until: datetime) -> None:
    """Write to who has saved `search` of what it has found, but for what they know."""
    student = search.user.student
    passed = passed_over(student)
    news = [each for each in found if each.pk not in passed]
    # Who has no such mail may be told of it by another.
    if wants(search.user, emails.SEARCH_NEWS):
        new = Told.objects.note((student.pk, each.pk) for each in news)
        news = [each for each in news if (student.pk, each.pk) in new]
    if news:
        emails.search_news(search, news, until)


def still(mails: Sequence[Email]) -> set[int]:
    """Where something of what it tells is new yet."""
    holds = set()
    for reader in {email.reader for email in mails if email.reader}:
        own = [email for email in mails if email.reader == reader]
        left = still_new(reader, {pk for email in own for pk in email.about.get("listings", ())})
        holds |= {
            email.pk
            for email in own
            if not email.about or left.intersection(email.about["listings"])
        }
    return holds


def anew(email: Email) -> Mapping[str, Any] | None:
    """Without what has closed meanwhile, or was applied for."""
    assert email.reader is not None
    told = email.about["listings"]
    left = still_new(email.reader, told)
    search = SavedSearch.objects.filter(pk=email.about["search"]).first()
    if len(left) == len(told) or search is None:
        return None
    search.user = email.reader
    rows = Listing.objects.for_cards().in_bulk(left)
    return emails.news_of(search, [rows[pk] for pk in told if pk in rows])


def forget() -> None:
    """What was told long ago, some at a time. The oldest have the lowest numbers."""
    before = timezone.now() - KEPT
    for rows, old in (
        (Told.objects.all(), Q(at__lt=before)),
        (MatchNews.objects.all(), Q(found_at__lt=before)),
    ):
        while pks := list(rows.filter(old).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
            rows.filter(pk__in=pks).delete()
