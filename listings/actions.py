"""What changes a listing, and a university's decision on it."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.text import slugify

from accounts.actions import verify_organisation
from accounts.models import Organisation, User
from listings import emails
from listings.models import ItineraryDay, Listing, Moderation, ModerationEvent, Programme
from marketplace.clocks import working_days_after
from marketplace.states import WrongState, move


class NotVerified(Exception):
    """Nobody has checked that the organisation is who it says it is."""


class Refused(Exception):
    """The platform has refused the organisation: it may not post."""


class TooLate(Exception):
    """The deadline to apply has passed, so there is nothing left to publish."""


COPIED_FIELDS = ["title", "format", "field", "description", "deliverables", "questions"]
COPIED_FIELDS += ["acceptance", "requirements", "languages", "written_in", "good_to_know"]
COPIED_FIELDS += ["arrangement"]
COPIED_FIELDS += ["total_hours", "hours_per_week", "length_days", "open_ended", "openings"]
COPIED_FIELDS += ["direction", "currency", "pay_minor", "programme_fee_minor"]
CHANGEABLE = (Listing.Status.SUBMITTED, Listing.Status.CHANGES, Listing.Status.OPEN)


# --- The employer ----------------------------------------------------------


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
    move(listing, Listing.Status.SUBMITTED, submitted_at=now, slug=slug)
    to_ask = listing.moderations.to_ask().select_related("university")
    if not to_ask:
        raise WrongState(f"Listing {listing.pk} names no university")
    for moderation in to_ask:
        zone = moderation.university.time_zone
        due = working_days_after(now, settings.MODERATION_WORKING_DAYS, zone)
        move(moderation, Moderation.Status.WAITING, due_at=due)
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


@transaction.atomic
def close(listing: Listing) -> None:
    """Take no more applications, for good. Those that were sent are still answered.

    Raises:
        WrongState: it is not published, or it is closed already.
    """
    _close(listing)


def _close(listing: Listing) -> None:
    move(listing, Listing.Status.CLOSED, closed_at=timezone.now())
    for moderation in listing.moderations.unanswered():
        move(moderation, Moderation.Status.DROPPED, due_at=None)


def fill(listing: Listing) -> None:
    """Its last place is taken. Raises WrongState: it is not open."""
    move(listing, Listing.Status.FILLED)


@transaction.atomic
def reopen(listing: Listing) -> None:
    """A place has come free: open again while students may still apply, else closed.

    Raises:
        WrongState: it was not filled.
    """
    if listing.status != Listing.Status.FILLED:
        raise WrongState(f"Listing {listing.pk} is not filled")
    if listing.apply_by and listing.apply_by > timezone.now():
        move(listing, Listing.Status.OPEN)
    else:
        _close(listing)


@transaction.atomic
def copy(listing: Listing, by: User) -> Listing:
    """A new draft with the same words and price, for the same universities, without its days.

    Raises:
        WrongState: it is not over, so there is no need for another.
    """
    if listing.status not in Listing.COPIED:
        raise WrongState(f"Listing {listing.pk} is {listing.status}")
    draft = Listing(organisation=listing.organisation, created_by=by)
    for name in COPIED_FIELDS:
        setattr(draft, name, getattr(listing, name))
    draft.slug = free_slug(draft.title)
    draft.save()
    draft.skills.set(listing.skills.all())
    _copy_rows(listing, draft)
    asked = listing.moderations.exclude(status=Moderation.Status.DROPPED)
    choose_universities(draft, set(asked.values_list("university_id", flat=True)))
    return draft


def _copy_rows(listing: Listing, draft: Listing) -> None:
    """Its places, and what comes with it day by day."""
    for place in listing.places.all():
        place.pk, place.listing = None, draft
        place.save(force_insert=True)
    programme = Programme.objects.filter(listing=listing).first()
    if programme is None:
        return
    days = list(programme.days.all())
    programme.pk, programme.listing = None, draft
    programme.save(force_insert=True)
    for day in days:
        day.pk, day.programme = None, programme
    ItineraryDay.objects.bulk_create(days)


def free_slug(title: str) -> str:
    """An address nobody has: the title's words, and a few letters that are nobody's guess."""
    words = slugify(title)[:120].strip("-") or "listing"
    return f"{words}-{get_random_string(6, 'abcdefghijkmnpqrstuvwxyz23456789')}"


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


# --- The university --------------------------------------------------------


@transaction.atomic
def approve(moderation: Moderation, by: User, *, checked_organisation: bool = False) -> None:
    """Show the listing to this university's students; the first approval publishes it.

    `checked_organisation`: `by` says that they have checked who it is, which verifies it.

    Raises:
        WrongState: somebody has decided already, or the employer took it back.
        NotVerified: nobody has checked the organisation, or the platform refused it.
        TooLate: the deadline to apply has passed.
    """
    listing = _locked(moderation)
    _record(moderation, Moderation.Status.APPROVED, by, "")
    _verify(listing.organisation, checked_organisation)
    if listing.apply_by is None or listing.apply_by <= timezone.now():
        raise TooLate(f"Listing {listing.pk} was open until {listing.apply_by}")
    if listing.status in (Listing.Status.SUBMITTED, Listing.Status.CHANGES):
        move(listing, Listing.Status.OPEN, published_at=timezone.now())
    emails.approved(moderation)


@transaction.atomic
def ask_for_changes(moderation: Moderation, by: User, reason: str) -> None:
    """Send it back to the employer, who may change it and send it again.

    Raises:
        WrongState: somebody has decided already, the employer took it back, or it is over.
    """
    listing = _locked(moderation)
    if listing.status not in CHANGEABLE:
        raise WrongState(f"Listing {listing.pk} is {listing.status}")
    _record(moderation, Moderation.Status.CHANGES, by, reason)
    _follow(listing)
    emails.changes(moderation)


@transaction.atomic
def reject(moderation: Moderation, by: User, reason: str) -> None:
    """Keep it from this university's students, for good.

    Raises:
        WrongState: somebody has decided already, or the employer took it back.
    """
    listing = _locked(moderation)
    _record(moderation, Moderation.Status.REJECTED, by, reason)
    _follow(listing)
    emails.rejected(moderation)


def _locked(moderation: Moderation) -> Listing:
    """Its listing, which decisions of two universities at once would both move."""
    rows = Listing.objects.for_cards().select_related("created_by")
    rows = rows.select_for_update(no_key=True, of=("self",))
    moderation.listing = rows.get(pk=moderation.listing_id)
    return moderation.listing


def _record(moderation: Moderation, to: str, by: User, reason: str) -> None:
    now = timezone.now()
    move(moderation, to, reason=reason, decided_by=by, decided_at=now)
    ModerationEvent.objects.create(moderation=moderation, status=to, reason=reason, by=by)


def _verify(organisation: Organisation, checked: bool) -> None:
    if organisation.is_verified:
        return
    if not checked or organisation.status == Organisation.Status.REFUSED:
        raise NotVerified(f"Organisation {organisation.pk}")
    verify_organisation(organisation, Organisation.Proof.STAFF)


def _follow(listing: Listing) -> None:
    """Once no university is reading it, a listing that none approved goes back to its employer."""
    said = set(listing.moderations.values_list("status", flat=True))
    if listing.status != Listing.Status.SUBMITTED or Moderation.Status.WAITING in said:
        return
    changes = Moderation.Status.CHANGES in said
    move(listing, Listing.Status.CHANGES if changes else Listing.Status.REJECTED)
