"""An employer sends a listing to universities, and takes it back."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.text import slugify

from accounts.models import Organisation
from listings import emails
from listings.models import Listing, Moderation
from marketplace.clocks import working_days_after
from marketplace.states import WrongState, move


class Refused(Exception):
    """The platform has refused the organisation: it may not post."""


@transaction.atomic
def submit(listing: Listing) -> None:
    """Send a whole listing to the universities it names; their clocks start.

    Raises:
        WrongState: it is with them already, or it names no university.
        Refused: its organisation may not post.
    """
    if listing.organisation.status == Organisation.Status.REFUSED:
        raise Refused(f"Organisation {listing.organisation_id}")
    now = timezone.now()
    slug = listing.slug if listing.submitted_at else public_slug(listing)
    move(listing, Listing.Status.SUBMITTED, submitted_at=now, slug=slug, archived_at=None)
    to_ask = listing.moderations.to_ask().select_related("university")
    if not to_ask:
        raise WrongState(f"Listing {listing.pk} names no university")
    for moderation in to_ask:
        ask(moderation, now)


def ask(moderation: Moderation, now: datetime) -> None:
    """It is the university's turn from `now` on. What is asked again nobody has taken to read."""
    zone = moderation.university.time_zone
    due = working_days_after(now, settings.MODERATION_WORKING_DAYS, zone)
    move(moderation, Moderation.Status.WAITING, due_at=due, **Moderation.UNCLAIMED)
    emails.submitted(moderation)


@transaction.atomic
def withdraw(listing: Listing) -> None:
    """Take it back to a draft, as long as no university has published it.

    Raises:
        WrongState: it is published, or it was a draft already.
    """
    move(listing, Listing.Status.DRAFT)
    for moderation in listing.moderations.unanswered():
        move(moderation, Moderation.Status.DRAFT, due_at=None)


def free_slug(title: str) -> str:
    """An address nobody has: the title's words, and a few letters that are nobody's guess."""
    words = slugify(title)[:120].strip("-") or "listing"
    return f"{words}-{get_random_string(8, 'abcdefghijkmnpqrstuvwxyz23456789')}"


def public_slug(listing: Listing) -> str:
    """Its address from now on: a draft may have been named after an earlier title."""
    named = listing.slug.startswith(slugify(listing.title)[:120].strip("-"))
    return listing.slug if named else free_slug(listing.title)


def choose_universities(listing: Listing, chosen: set[int]) -> None:
    """Make the draft go to these universities (primary keys) and to no others."""
    for moderation in listing.moderations.all():
        if moderation.university_id in chosen:
            chosen.discard(moderation.university_id)
            if moderation.status == Moderation.Status.DROPPED:
                move(moderation, Moderation.Status.DRAFT)
        elif moderation.status in Moderation.TO_ASK:
            move(moderation, Moderation.Status.DROPPED)
    Moderation.objects.bulk_create(
        Moderation(listing=listing, university_id=pk) for pk in sorted(chosen)
    )
