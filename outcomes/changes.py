"""Where something has happened that counts: the watermark's other side. Reads only."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, Max, Min, OuterRef, Q, QuerySet, Subquery

from accounts.models import Student, University
from applications.models import Application, ApplicationEvent, Placement
from listings.models import Moderation
from outcomes.models import Year
from payments.models import Payout

# What is written before and committed after a count began was not seen by it.
OVERLAP = timedelta(minutes=5)


def to_count() -> QuerySet[University]:
    """Universities about which something has happened since they were counted, the longest ago
    first; those never counted before all."""
    newest = Year.objects.filter(university=OuterRef("pk")).order_by()
    at = newest.values("university").annotate(at=Max("counted_at")).values("at")
    rows = University.objects.annotate(counted_at=Subquery(at))
    known = {pk: at for pk, at in rows.values_list("pk", "counted_at") if at}
    changed = _changed_since(min(known.values()) - OVERLAP) if known else {}
    stale = [pk for pk, at in known.items() if (new := changed.get(pk)) and new > at - OVERLAP]
    found = rows.filter(Q(pk__in=stale) | Q(counted_at=None))
    return found.order_by(F("counted_at").asc(nulls_first=True), "pk")


def _changed_since(moment: datetime) -> dict[int, datetime]:
    """By university: when the last thing happened."""
    asked = [
        (ApplicationEvent.objects.all(), "application__student__university", "at"),
        (Moderation.objects.all(), "university", "decided_at"),
        (Placement.objects.all(), "student__university", "completed_at"),
        (Payout.objects.all(), "student__university", "sent_at"),
        (Student.objects.all(), "university", "user__date_joined"),
    ]
    found: dict[int, datetime] = {}
    for rows, path, at in asked:
        new = rows.filter(**{f"{at}__gt": moment}).order_by().values_list(path)
        for university, last in new.annotate(last=Max(at)):
            found[university] = max(found.get(university, last), last)
    return found


def first_at(university: University) -> datetime | None:
    """When anything that counts happened first."""
    sent = Application.objects.filter(student__university=university)
    read = Moderation.objects.approved().filter(university=university)
    moments = [
        sent.aggregate(at=Min("submitted_at"))["at"],
        read.aggregate(at=Min("decided_at"))["at"],
    ]
    return min((each for each in moments if each), default=None)
