"""A university decides for its own students."""

from django.db import transaction
from django.utils import timezone

from accounts.actions import verify_organisation
from accounts.models import Organisation, User
from listings import emails
from listings.actions.life import shut
from listings.models import Listing, Moderation, ModerationEvent
from marketplace.states import WrongState, move

CHANGEABLE = (Listing.Status.SUBMITTED, Listing.Status.CHANGES, Listing.Status.OPEN)


class NotVerified(Exception):
    """Nobody has checked that the organisation is who it says it is."""


class TooLate(Exception):
    """The deadline to apply has passed, so there is nothing left to publish."""


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
    if listing.status == Listing.Status.OPEN:
        still = {Moderation.Status.APPROVED, Moderation.Status.WAITING, Moderation.Status.CHANGES}
        if not said & still:
            # What it was changed to nobody approves.
            shut(listing)
        return
    if listing.status != Listing.Status.SUBMITTED or Moderation.Status.WAITING in said:
        return
    changes = Moderation.Status.CHANGES in said
    move(listing, Listing.Status.CHANGES if changes else Listing.Status.REJECTED)
