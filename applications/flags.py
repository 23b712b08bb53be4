"""How an organisation has treated students, computed from what happened (product.md section 6).

Each is None until it rests on `FEWEST` events: a share of two says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Aggregate, Count, DurationField, F, Q
from django.utils import timezone

from accounts.models import Organisation
from applications.models import Application, Placement

FEWEST = 5

Status = Application.Status


class Median(Aggregate):
    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)%(filter)s"
    output_field = DurationField()


@dataclass(frozen=True)
class Flags:
    """Shares are of 1; `decides_in` is the median from sending to the answer."""

    answers: float | None
    decides_in: timedelta | None
    pays_on_time: float | None
    hires_again: float | None


def flags_of(organisation: Organisation) -> Flags:
    answers, decides_in = _answers(organisation)
    return Flags(answers, decides_in, _pays_on_time(organisation), _hires_again(organisation))


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole >= FEWEST else None


def _answers(organisation: Organisation) -> tuple[float | None, timedelta | None]:
    """Of the applications whose time is up or that were answered: by a person, not by the clock."""
    sent = Application.objects.filter(listing__organisation=organisation).readable()
    answered = Q(status__in=[Status.OFFERED, Status.ACCEPTED, Status.DECLINED])
    # Who was closed because somebody else has the place was not left without an answer.
    silent = Q(status=Status.NOT_SELECTED) | Q(decide_by__lte=timezone.now())
    due = answered | (silent & Q(closed_for=Application.ClosedFor.SILENCE))
    counted: dict[str, Any] = sent.aggregate(
        due=Count("pk", filter=due),
        answered=Count("pk", filter=answered),
        median=Median(
            F("decided_at") - F("submitted_at"), filter=answered & Q(decided_at__isnull=False)
        ),
    )
    enough = counted["answered"] >= FEWEST
    return _share(counted["answered"], counted["due"]), counted["median"] if enough else None


def _pays_on_time(organisation: Organisation) -> float | None:
    """Of accepted offers: paid in by the day that was set. Cancelled before it, none counts."""
    accepted = Placement.objects.filter(listing__organisation=organisation)
    paid = Q(started_at__isnull=False)
    late = Q(started_at=None, fund_by__lte=timezone.now()) & (
        Q(cancelled_at=None) | Q(cancelled_at__gte=F("fund_by"))
    )
    counted = accepted.aggregate(
        whole=Count("pk", filter=paid | late),
        part=Count("pk", filter=paid & Q(started_at__lte=F("fund_by"))),
    )
    return _share(counted["part"], counted["whole"])


def _hires_again(organisation: Organisation) -> float | None:
    """Of the students who completed a project for it: who were chosen for another."""
    chosen = Placement.objects.filter(listing__organisation=organisation)
    done = Count("pk", filter=Q(status=Placement.Status.COMPLETED))
    stood = Count("pk", filter=~Q(status=Placement.Status.CANCELLED))
    students = (
        chosen.order_by().values("student").annotate(done=done, stood=stood).filter(done__gte=1)
    )
    whole = students.count()
    return _share(students.filter(stood__gte=2).count(), whole)
