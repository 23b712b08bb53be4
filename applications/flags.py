"""How an organisation has treated students, computed from what happened (product.md section 6).

Each is None until it rests on `FEWEST` events: a share of two says nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import Any

from django.conf import settings
from django.db.models import Aggregate, Count, DurationField, F, Q, QuerySet
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


OF = "listing__organisation"


def flags_of(organisation: Organisation) -> Flags:
    return flags_by([organisation.pk])[organisation.pk]


def flags_by(organisations: Collection[int]) -> dict[int, Flags]:
    """Of each organisation (primary keys), in three queries for any number of them.

    They count years of applications and stand on pages that everybody reads: each process keeps
    them for `FLAGS_KEPT_SECONDS`.
    """
    now = monotonic()
    oldest = now - settings.FLAGS_KEPT_SECONDS
    found = {pk: _kept[pk] for pk in organisations if pk in _kept and _kept[pk][0] > oldest}
    new = {pk: (now, flags) for pk, flags in _counted(set(organisations) - set(found)).items()}
    if len(_kept) > MOST_KEPT:
        _kept.clear()
    _kept.update(new)
    return {pk: flags for pk, (_at, flags) in {**found, **new}.items()}


MOST_KEPT = 10_000
_kept: dict[int, tuple[float, Flags]] = {}


def _counted(organisations: Collection[int]) -> dict[int, Flags]:
    if not organisations:
        return {}
    answers, on_time = _answers(organisations), _pays_on_time(organisations)
    again = _hires_again(organisations)
    return {
        pk: Flags(*answers.get(pk, (None, None)), on_time.get(pk), again.get(pk))
        for pk in organisations
    }


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole >= FEWEST else None


def _answers(
    organisations: Collection[int],
) -> dict[int, tuple[float | None, timedelta | None]]:
    """Of the applications whose time is up or that were answered: by a person, not by the clock."""
    sent = Application.objects.filter(listing__organisation__in=organisations).readable()
    answered = Q(status__in=[Status.OFFERED, Status.ACCEPTED, Status.DECLINED])
    # Who was closed because somebody else has the place was not left without an answer.
    silent = Q(status=Status.NOT_SELECTED) | Q(decide_by__lte=timezone.now())
    due = answered | (silent & Q(closed_for=Application.ClosedFor.SILENCE))
    counted = _by_organisation(
        sent,
        due=Count("pk", filter=due),
        answered=Count("pk", filter=answered),
        median=Median(
            F("decided_at") - F("submitted_at"), filter=answered & Q(decided_at__isnull=False)
        ),
    )
    return {
        row[OF]: (
            _share(row["answered"], row["due"]),
            row["median"] if row["answered"] >= FEWEST else None,
        )
        for row in counted
    }


def _by_organisation(rows: QuerySet[Any], **counts: Any) -> Iterable[dict[str, Any]]:
    found: Iterable[dict[str, Any]] = rows.order_by().values(OF).annotate(**counts)
    return found


def _pays_on_time(organisations: Collection[int]) -> dict[int, float | None]:
    """Of accepted offers: paid in by the day that was set. Cancelled before it, none counts."""
    accepted = Placement.objects.filter(listing__organisation__in=organisations)
    paid = Q(started_at__isnull=False)
    late = Q(started_at=None, fund_by__lte=timezone.now()) & (
        Q(cancelled_at=None) | Q(cancelled_at__gte=F("fund_by"))
    )
    counted = _by_organisation(
        accepted,
        whole=Count("pk", filter=paid | late),
        part=Count("pk", filter=paid & Q(started_at__lte=F("fund_by"))),
    )
    return {row[OF]: _share(row["part"], row["whole"]) for row in counted}


def _hires_again(organisations: Collection[int]) -> dict[int, float | None]:
    """Of the students who completed a project for it: who were chosen for another."""
    chosen = Placement.objects.filter(listing__organisation__in=organisations)
    done = Count("pk", filter=Q(status=Placement.Status.COMPLETED))
    stood = Count("pk", filter=~Q(status=Placement.Status.CANCELLED))
    students = (
        chosen.order_by().values(OF, "student").annotate(done=done, stood=stood).filter(done__gte=1)
    ).values_list(OF, "stood")
    whole, again = Counter[int](), Counter[int]()
    for organisation, times in students:
        whole[organisation] += 1
        again[organisation] += times >= 2
    return {pk: _share(again[pk], n) for pk, n in whole.items()}
