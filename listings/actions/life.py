"""What becomes of a listing once it is written: changed, open for longer, closed, put away."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from listings import policies
from listings.actions.copying import copied
from listings.actions.policy import newly_against
from listings.actions.sending import ask
from listings.models import (
    Change,
    Listing,
    ListingRevision,
    Moderation,
    Policy,
    Standing,
)
from marketplace.states import WrongState, move


@transaction.atomic
def change(listing: Listing, changes: list[Change], by: User, *, material: bool) -> None:
    """Record what was changed in a published listing, whose row is saved and held by the caller.

    `material`: the universities that showed it read it again first; until then their students
    cannot find it. Those that asked for changes read any. Who applied is told in either case, by a
    task of the applications.

    Raises:
        WrongState: it is not open.
    """
    if listing.status != Listing.Status.OPEN:
        raise WrongState(f"Listing {listing.pk} is {listing.status}")
    now = timezone.now()
    ListingRevision.objects.create(
        listing=listing, by=by, at=now, changes=changes, material=material
    )
    _read_again(listing, now, material=material)


def _read_again(
    listing: Listing, now: datetime, *, material: bool, also: Collection[int] = ()
) -> None:
    """Send it to the universities that asked for changes; if `material`, to all that show it.
    `also`: keys of other moderations that show it."""
    read = [Moderation.Status.CHANGES] + [Moderation.Status.APPROVED] * material
    readers = list(
        listing.moderations.filter(Q(status__in=read) | Q(pk__in=also)).select_related("university")
    )
    if not readers:
        return
    Listing.objects.filter(pk=listing.pk).update(submitted_at=now)
    listing.submitted_at = now
    for moderation in readers:
        ask(moderation, now)


@transaction.atomic
def extend(listing: Listing, apply_by: datetime, change: Change, by: User) -> None:
    """Let students apply until `apply_by`, also when the deadline has passed or it was closed.

    Answers that were promised by a day are still due by then. Universities that asked for changes
    read it again, and so do those whose word does not hold any more: of what was closed nobody
    took it back.

    Raises:
        WrongState: it never was open, or every place is taken.
    """
    if listing.is_recalled:
        raise WrongState(f"Listing {listing.pk} is recalled")
    if listing.status == Listing.Status.CLOSED and listing.published_at:
        move(listing, Listing.Status.OPEN, apply_by=apply_by, closed_at=None, archived_at=None)
    else:
        rows = Listing.objects.filter(pk=listing.pk, status=Listing.Status.OPEN)
        if not rows.update(apply_by=apply_by, updated_at=timezone.now()):
            raise WrongState(f"Listing {listing.pk} is {listing.status}")
        listing.apply_by = apply_by
    now = timezone.now()
    ListingRevision.objects.create(listing=listing, by=by, at=now, changes=[change], material=False)
    _read_again(listing, now, material=False, also=_not_any_more(listing))


def _not_any_more(listing: Listing) -> set[int]:
    """Approvals, by their keys, of universities that have stopped working with its organisation,
    or have written a policy against it, since."""
    approved = listing.moderations.approved().for_checks()
    given = {each.university_id: each for each in approved}
    against = Standing.objects.against().filter(organisation=listing.organisation_id)
    found = set(against.filter(university__in=given).values_list("university", flat=True))
    for policy in Policy.objects.current().whole().filter(university__in=given):
        if newly_against(given[policy.university_id], policies.rulebook(policy)):
            found.add(policy.university_id)
    return {given[university].pk for university in found}


@transaction.atomic
def close(listing: Listing) -> None:
    """Take no more applications. Those that were sent are still answered.

    Raises:
        WrongState: it is not published, or it is closed already.
    """
    shut(listing)


def shut(listing: Listing) -> None:
    """As `close`, within somebody else's transaction."""
    move(listing, Listing.Status.CLOSED, closed_at=timezone.now())
    for moderation in listing.moderations.unanswered():
        move(moderation, Moderation.Status.DROPPED, due_at=None)


def recall(listing: Listing) -> None:
    """Our staff take it down, for good. What becomes of who applied is for `applications`.

    Raises:
        WrongState: it was never published, or is taken down already.
    """
    states = Listing.Status
    rows = Listing.objects.filter(
        pk=listing.pk, recalled_at=None, status__in=[states.OPEN, states.FILLED, states.CLOSED]
    )
    now = timezone.now()
    if not rows.update(recalled_at=now):
        raise WrongState(f"Listing {listing.pk} is {listing.status}")
    listing.recalled_at = now
    if listing.status != states.CLOSED:
        shut(listing)


def fill(listing: Listing) -> None:
    """Its last place is taken. Raises WrongState: it is neither open nor closed."""
    move(listing, Listing.Status.FILLED)


@transaction.atomic
def reopen(listing: Listing) -> None:
    """A place has come free: open again while students may still apply, else closed. What its
    employer had closed stays closed.

    Raises:
        WrongState: it was not filled.
    """
    if listing.status != Listing.Status.FILLED:
        raise WrongState(f"Listing {listing.pk} is not filled")
    if not listing.closed_at and listing.apply_by and listing.apply_by > timezone.now():
        move(listing, Listing.Status.OPEN)
    else:
        shut(listing)


@transaction.atomic
def make_template(listing: Listing, by: User) -> Listing:
    """Keep its words and price, to write others from. It is sent to nobody."""
    return copied(listing, by, status=Listing.Status.TEMPLATE)


def archive(listing: Listing) -> None:
    """Put it out of the way. The caller knows that nobody waits for something of it.

    Raises:
        WrongState: students or a university are reading it.
    """
    _put(listing, timezone.now())


def unarchive(listing: Listing) -> None:
    """Bring it back to the employer's list."""
    _put(listing, None)


def _put(listing: Listing, at: datetime | None) -> None:
    rows = Listing.objects.filter(pk=listing.pk, status__in=Listing.PUT_AWAY)
    if not rows.update(archived_at=at):
        raise WrongState(f"Listing {listing.pk} is {listing.status}")
