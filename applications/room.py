"""The one page that both sides of a placement live in, put together."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F, Prefetch, Q, Sum
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.models import Blackout, Student, User
from applications import away, steps, turns, turns_disputes
from applications.actions.locks import speaks_for
from applications.forms.working import CancelForm
from applications.models import CheckIn, Delivery, Dispute, Hours, Milestone, Placement
from applications.models.placement import PlacementQuerySet
from applications.sharing import own_shares
from applications.teams import members_of

# Of the listing: the page tells what was agreed instead.
UNSEEN = ("description", "deliverables", "acceptance", "requirements", "questions", "good_to_know")


def rows(user: User) -> PlacementQuerySet:
    """Placements that `user` may enter, with all that the page shows: no query per part."""
    deliveries = Delivery.objects.select_related("by").prefetch_related("files")
    return (
        Placement.objects.visible_to(user)
        .select_related("offer__application", "offer__agreement", "student__user")
        .select_related("listing__organisation", "listing__format")
        .defer("offer__agreement__text", *(f"listing__{name}" for name in UNSEEN))
        .prefetch_related("milestones__extensions__asked_by", "milestones__disputes")
        .prefetch_related(Prefetch("milestones__deliveries", deliveries), "check_ins__answered_by")
    )


def find(user: User, pk: UUID) -> Placement:
    """The placement, its application knowing its listing and its student. Raises Http404."""
    placement = get_object_or_404(rows(user), pk=pk)
    application = placement.offer.application
    application.listing, application.student = placement.listing, placement.student
    return placement


def of_placement(placement: Placement, reader: User) -> dict[str, Any]:
    """What the page lays out, for who looks."""
    side = reader.kind
    team = list(placement.members.all()) if placement.is_of_team else []
    students = [member.student for member in team] or [placement.student]
    days_off = _not_over(students)
    milestones = turns.milestones(placement)
    every = [
        turns_disputes.said_to(reader, placement, turn)
        for turn in turns.all_of_placement(placement, side)
    ]
    also = [turn for turn in every[1:] if not turn.waiting]
    shares = own_shares(placement, milestones, reader, team)
    timeline = steps.of_placement(placement, side, shares)
    going_on = placement.status in {Placement.Status.ACCEPTED, Placement.Status.ACTIVE}
    return {
        "placement": placement,
        "offer": placement.offer,
        "listing": placement.listing,
        "milestones": milestones,
        "receive_minor": sum(shares.values()),
        "turn": every[0] if every else None,
        "also": also,
        "disputes": _not_said(milestones, [*every[:1], *also]),
        "steps": timeline,
        **steps.in_three(timeline),
        "counts": steps.counts(timeline),
        "student_side": side == User.Kind.STUDENT,
        "going_on": going_on,
        "may_cancel": _may_cancel(placement),
        "cancel_form": CancelForm(kind=side),
        "speaks": speaks_for(placement, reader),
        "me": next((each for each in students if each.user_id == reader.pk), None),
        "support_email": settings.SUPPORT_EMAIL,
        "out_of_rounds": side == User.Kind.EMPLOYER and _out_of_rounds(placement),
        "clashes": _clashes(placement, days_off, reader) if going_on else [],
        "blackouts": days_off if going_on else [],
        "check_ins": _answered(placement),
        "hours": hours_of(placement),
        "team": members_of(placement, team),
    }


def _not_said(milestones: list[Milestone], shown: list[turns.Turn]) -> list[Dispute]:
    """Disputes that no turn on the page leads to."""
    led_to = {action["url"] for turn in shown for action in turn.actions}
    every = [dispute for milestone in milestones for dispute in milestone.disputes.all()]
    return [dispute for dispute in every if dispute.get_absolute_url() not in led_to]


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


def _clashes(placement: Placement, days_off: list[Blackout], reader: User) -> list[str]:
    dues = away.still_due(placement.milestones.all())
    return away.said(days_off, reader, dues)


def _not_over(students: list[Student]) -> list[Blackout]:
    rows = Blackout.objects.not_over().filter(student__in=students)
    return list(rows.select_related("student__user"))


def _answered(placement: Placement) -> list[CheckIn]:
    every = placement.check_ins.all()
    return [each for each in every if each.status == CheckIn.Status.ANSWERED]


def hours_of(placement: Placement) -> dict[str, Any]:
    """Minutes logged in all, and since Monday where the viewer is; and by each who has logged."""
    monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday())
    logged = Hours.objects.filter(placement=placement).order_by("student__user__name", "student")
    rows = logged.values("student", name=F("student__user__name")).annotate(
        all=Sum("minutes"), week=Coalesce(Sum("minutes", filter=Q(day__gte=monday)), 0)
    )
    each = list(rows)
    return {
        "all": sum(row["all"] for row in each),
        "week": sum(row["week"] for row in each),
        "each": each if placement.is_of_team else [],
    }
