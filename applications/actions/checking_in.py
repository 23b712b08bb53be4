"""Half-time: both sides are asked how it goes, and read what the other answered."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from applications import emails_together
from applications.actions.locks import hold_placement
from applications.models import CheckIn, Placement
from marketplace.states import WrongState, move

# Where the organisation is.
AT = time(9)


def half_time(placement: Placement, started: datetime) -> datetime | None:
    """The morning of the day in the middle, where the organisation is; None if nobody is asked."""
    listing, offer = placement.listing, placement.offer
    if not listing.format.asks_at_half_time:
        return None
    zone = ZoneInfo(listing.organisation.time_zone)
    first = max(offer.starts_on, started.astimezone(zone).date())
    middle = first + max(offer.ends_on - first, timedelta(0)) / 2
    return datetime.combine(middle, AT, zone).astimezone(UTC)


@transaction.atomic
def ask_how_it_goes(placement: Placement) -> None:
    """Ask both sides, once.

    Raises:
        WrongState: they were asked, it is too early, or the placement does not go on.
    """
    hold_placement(placement, Placement.Status.ACTIVE)
    now = timezone.now()
    if placement.check_in_at is None or placement.check_in_at > now:
        raise WrongState(f"Placement {placement.pk} is not at half-time")
    answer_by = now + timedelta(hours=placement.listing.format.check_in_hours)
    for side in CheckIn.Side:
        row = CheckIn.objects.create(placement=placement, side=side, answer_by=answer_by)
        emails_together.asked_how_it_goes(row)
    placement.check_in_at = None
    placement.save(update_fields=["check_in_at"])


@transaction.atomic
def say_how_it_goes(check_in: CheckIn, by: User, going: str, word: str) -> None:
    """Answer for one side; the other gets it by e-mail.

    Raises:
        WrongState: it was answered, or nobody asks any more.
    """
    now = timezone.now()
    move(
        check_in,
        CheckIn.Status.ANSWERED,
        going=going,
        word=word,
        answered_at=now,
        answered_by=by,
    )
    emails_together.said_how_it_goes(check_in)


def stop_asking(check_in: CheckIn) -> None:
    """The time to answer is up. Raises WrongState: it was answered first."""
    move(check_in, CheckIn.Status.CLOSED)
