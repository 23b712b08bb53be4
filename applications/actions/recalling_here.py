"""A university takes a listing back from its own students, who may have applied or be at work."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from applications import emails_taking_down as emails
from applications.actions.offering import back_to_shortlist
from applications.actions.reporting import report
from applications.actions.working import end_unfunded
from applications.models import Application, Milestone, Offer, Placement, Report
from applications.reporting import of_listing
from listings import actions as listing_actions
from listings.models import Listing, Moderation
from marketplace.clocks import working_days_after
from marketplace.states import move

# Working days for which pay is held back, at most: then it goes on by itself.
FROZEN_FOR = 5


@transaction.atomic
def recall_here(moderation: Moderation, by: User, words: str, *, freeze: bool = False) -> None:
    """Hidden at once from the students of one university; who of them applied is told why.

    Their open offers are taken back, placements that nobody has paid for end, and the clock closes
    each of their applications. Work that is paid in goes on; with `freeze` nothing of its pay is
    released for five working days, in which our staff look at it: it is reported to them.

    Raises:
        WrongState: the university does not show it.
    """
    held = _call_off(moderation)
    listing_actions.recall_here(moderation, by, words)
    until = working_days_after(timezone.now(), FROZEN_FOR, "UTC") if freeze else None
    if until:
        report(of_listing(held), by, Report.Reason.OTHER, words)
    _tell(held, moderation, words, until)


@transaction.atomic
def reject_here(moderation: Moderation, by: User, words: str) -> None:
    """As `recall_here`, of what waits, whoever reads it: it may have been shown before.

    Raises:
        WrongState: it does not wait any more.
    """
    held = _call_off(moderation)
    listing_actions.release_all(moderation)
    listing_actions.reject(moderation, by, words)
    _tell(held, moderation, words, None)


def _call_off(moderation: Moderation) -> Listing:
    """What students of the university were offered, and have accepted, and nobody has paid for.
    Returns the listing, held."""
    rows = Listing.objects.select_for_update(no_key=True, of=("self",))
    held = rows.select_related("organisation", "created_by").get(pk=moderation.listing_id)
    offers = Offer.objects.filter(
        application__listing=held,
        application__student__university=moderation.university_id,
        status=Offer.Status.MADE,
    )
    for offer in offers.for_pages():
        move(offer, Offer.Status.WITHDRAWN, answered_at=timezone.now())
        back_to_shortlist(offer.application)
    theirs = {"listing": held, "student__university": moderation.university_id}
    unpaid = Placement.objects.filter(status=Placement.Status.ACCEPTED, **theirs)
    for placement in unpaid.for_pages():
        if not placement.milestones.filter(with_bank=True).exists():
            end_unfunded(placement)
    return held


def _tell(held: Listing, moderation: Moderation, words: str, until: datetime | None) -> None:
    """The clock closes what is undecided, and tells of it; who is at work hears at once."""
    theirs = {"listing": held, "student__university": moderation.university_id}
    Application.objects.filter(**theirs).undecided().update(
        decide_by=timezone.now(), closed_for=Application.ClosedFor.CAMPUS, runner_up_at=None
    )
    for placement in Placement.objects.going_on().filter(**theirs).for_pages():
        if until:
            freeze_pay(placement, until)
        emails.at_work_here(placement, moderation, words, until)


def freeze_pay(placement: Placement, until: datetime) -> None:
    """Nothing of it is released before `until`, UTC, also of what is paid in until then; after
    that all goes on by itself."""
    rows = placement.milestones.select_for_update(no_key=True).order_by("position")
    unpaid = (Milestone.Status.AGREED, *Milestone.HELD)
    to_come = [each.pk for each in rows if each.status in unpaid]
    Milestone.objects.filter(pk__in=to_come).update(frozen_until=until)
