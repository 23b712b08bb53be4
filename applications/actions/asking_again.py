"""A place that was filled is free again: whoever was on the shortlist then may be asked again."""

from django.db import transaction
from django.utils import timezone

from applications import eligibility, emails
from applications.actions.applying import NotEligible, hold_people
from applications.actions.history import step
from applications.actions.locks import hold, hold_standing
from applications.actions.offering import fresh_clock
from applications.models import Application
from listings.models import Listing
from marketplace.states import WrongState

Status = Application.Status


class NoPlace(WrongState):
    """Every place of the listing is taken or offered to somebody."""


def place_is_free(listing: Listing) -> bool:
    """Of a listing that was published and is not put away."""
    if (
        listing.recalled_at
        or listing.archived_at
        or listing.status not in {Listing.Status.OPEN, Listing.Status.CLOSED}
    ):
        return False
    return has_openings(listing)


def has_openings(listing: Listing) -> bool:
    """Fewer are taken or offered than there are places."""
    return Application.objects.filter(listing=listing).taken().count() < listing.openings


@transaction.atomic
def ask_again(application: Application) -> None:
    """Back on the shortlist, with a clock that starts again; the student is told.

    Nobody is bound: the student may withdraw, the employer need not make an offer.

    Raises:
        NoPlace: somebody else has it by now.
        NotEligible: the student, or one of the team, could not take it today.
        TeamNotWhole: the listing takes smaller teams by now.
        WrongState: it was not closed by filling the last place, or too long ago.
    """
    listing = hold_standing(application)
    hold(application, Status.NOT_SELECTED)
    application.refresh_from_db(fields=["runner_up_at", "decide_by"])
    if not application.is_runner_up:
        raise WrongState(f"Application {application.pk} was not on the shortlist to the end")
    if not place_is_free(listing):
        raise NoPlace(f"Listing {listing.pk} has no free place")
    people = hold_people(application)
    for each in people:
        if not eligibility.may_take_it(each, listing):
            raise NotEligible(each, eligibility.checks(each, listing))
    step(
        application,
        Status.SHORTLISTED,
        decided_at=None,
        decide_by=fresh_clock(application),
        runner_up_at=None,
        closed_for=Application.ClosedFor.SILENCE,
        asked_again_at=timezone.now(),
    )
    emails.asked_again(application)
