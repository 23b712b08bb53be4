"""The one page that both sides of a placement live in, put together."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, Q, Sum
from django.utils import timezone

from accounts.models import Blackout, User
from applications import away, steps, turns
from applications.forms.working import CancelForm
from applications.models import CheckIn, Delivery, Hours, Milestone, Placement
from applications.models.placement import PlacementQuerySet
from applications.sharing import own_shares
from applications.teams import members_of


def rows(user: User) -> PlacementQuerySet:
    """Placements that `user` may enter, with all that the page shows: no query per part."""
    deliveries = Delivery.objects.prefetch_related("files")
    return (
        Placement.objects.visible_to(user)
        .for_pages()
        .select_related("offer__agreement", "offer__application")
        .defer("offer__agreement__text")
        .prefetch_related(Prefetch("milestones__deliveries", deliveries), "student__blackouts")
    )


def of_placement(placement: Placement, reader: User) -> dict[str, Any]:
    """What the page lays out, for who looks."""
    side = reader.kind
    milestones = turns.milestones(placement)
    every = turns.all_of_placement(placement, side)
    shares = own_shares(placement, milestones, reader)
    timeline = steps.of_placement(placement, side, shares)
    going_on = placement.status in {Placement.Status.ACCEPTED, Placement.Status.ACTIVE}
    return {
        "placement": placement,
        "offer": placement.offer,
        "listing": placement.listing,
        "milestones": milestones,
        "receive_minor": sum(shares.values()),
        "turn": every[0] if every else None,
        "also": [turn for turn in every[1:] if not turn.waiting],
        "steps": timeline,
        "counts": steps.counts(timeline),
        "student_side": side == User.Kind.STUDENT,
        "going_on": going_on,
        "may_cancel": _may_cancel(placement),
        "cancel_form": CancelForm(kind=side),
        "support_email": settings.SUPPORT_EMAIL,
        "out_of_rounds": side == User.Kind.EMPLOYER and _out_of_rounds(placement),
        "clashes": _clashes(placement, side) if going_on else [],
        "blackouts": _not_over(placement) if going_on else [],
        "check_ins": _answered(placement),
        "hours": hours_of(placement),
        "team": members_of(placement),
    }


def _may_cancel(placement: Placement) -> bool:
    """Nothing is paid in, or on its way from a bank."""
    accepted = placement.status == Placement.Status.ACCEPTED
    return accepted and not any(each.with_bank for each in placement.milestones.all())


def _out_of_rounds(placement: Placement) -> bool:
    """Work is handed in, and only approving it is left."""
    return any(
        each.status == Milestone.Status.DELIVERED and not each.may_ask_for_changes
        for each in placement.milestones.all()
    )


def _clashes(placement: Placement, side: str) -> list[str]:
    dues = away.still_due(placement.milestones.all())
    return away.clashes(placement.student, side, dues)


def _not_over(placement: Placement) -> list[Blackout]:
    today = timezone.localdate()
    return [row for row in placement.student.blackouts.all() if row.last_day >= today]


def _answered(placement: Placement) -> list[CheckIn]:
    rows = placement.check_ins.all()
    return [row for row in rows if row.status == CheckIn.Status.ANSWERED]


def hours_of(placement: Placement) -> dict[str, int]:
    """Minutes logged in all, and since Monday where the viewer is."""
    monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday())
    sums = Hours.objects.filter(placement=placement).aggregate(
        all=Sum("minutes"), week=Sum("minutes", filter=Q(day__gte=monday))
    )
    return {name: minutes or 0 for name, minutes in sums.items()}
