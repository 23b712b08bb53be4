"""Holding the rows that two people would fight over, until the transaction ends."""

from accounts.models import User
from applications.models import Application, Milestone, Placement
from listings.models import Listing
from marketplace.states import WrongState


def hold_listing(application: Application) -> Listing:
    """The application's listing, locked and fresh."""
    rows = Listing.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "format", "organisation"
    )
    listing = rows.get(pk=application.listing_id)
    application.listing = listing
    return listing


class Recalled(WrongState):
    """Our staff have taken the listing down, or refused its organisation."""


def hold_standing(application: Application) -> Listing:
    """As `hold_listing`, of one that somebody may still be hired for.

    Raises:
        Recalled: nobody may.
    """
    listing = hold_listing(application)
    if listing.is_recalled:
        raise Recalled(f"Listing {listing.pk} is taken down")
    return listing


def hold(application: Application, *allowed: str) -> None:
    """Lock `application` and go on only from one of the `allowed` states.

    For steps whose end can be reached from elsewhere too: an offer that runs out leads
    to the shortlist, but the employer's "shortlist" button must not.

    Raises:
        WrongState: it is in another state.
    """
    rows = Application.objects.select_for_update(no_key=True).filter(pk=application.pk)
    status = rows.values_list("status", flat=True).get()
    application.status = status
    if status not in allowed:
        raise WrongState(f"Application {application.pk} is {status}")


def hold_milestone(milestone: Milestone, *allowed: str) -> None:
    """Lock `milestone`, bring up to date what decides whether, and from when, it can move, and go
    on only from one of the `allowed` states; from any where none is named.

    For steps whose end can be reached from elsewhere too: a dispute that is decided approves
    the work, but the employer's button must not while it goes on.

    Raises:
        WrongState: it is in another state.
    """
    names = ("status", "changes_asked", "changes_by", "extended_to")
    rows = Milestone.objects.select_for_update(no_key=True).filter(pk=milestone.pk)
    for name, value in rows.values(*names).get().items():
        setattr(milestone, name, value)
    if allowed and milestone.status not in allowed:
        raise WrongState(f"Milestone {milestone.pk} is {milestone.status}")


def hold_placement(placement: Placement, *allowed: str) -> None:
    """Lock `placement` and go on only from one of the `allowed` states.

    Raises:
        WrongState: it is in another state.
    """
    rows = Placement.objects.select_for_update(no_key=True).filter(pk=placement.pk)
    for name, value in rows.values("status", "check_in_at").get().items():
        setattr(placement, name, value)
    if placement.status not in allowed:
        raise WrongState(f"Placement {placement.pk} is {placement.status}")


def speaks_for(placement: Placement | None, by: User) -> bool:
    """Of a team only who applied for it ends what all of them do; an employer always may. Whose
    account is closed speaks for nobody: then anybody of the team does.
    """
    assert placement is not None
    if by.kind != User.Kind.STUDENT or placement.student.user_id == by.pk:
        return True
    gone = not placement.student.user.is_active
    return gone and placement.members.filter(student__user=by).exists()
