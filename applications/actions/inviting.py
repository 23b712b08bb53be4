"""An employer invites students who wished to be found; a student shows interest, or says no."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import Student, User
from applications import emails_inviting, inviting
from applications.models import Application, Interest, StudentInvitation
from listings.models import Listing
from marketplace.states import WrongState


class EnoughInvited(WrongState):
    """As many are invited to this listing as may be."""


class NotToInvite(WrongState):
    """They do not wish to be found, have enough invitations, or have applied."""


@transaction.atomic
def invite(listing: Listing, student: int, by: User, word: str) -> StudentInvitation:
    """`student` is a primary key. They are told.

    Raises:
        EnoughInvited: see `inviting.OF_A_LISTING`.
        NotToInvite: see `inviting.may_be_invited`.
        WrongState: the listing takes no applications.
    """
    listing = Listing.objects.select_for_update(no_key=True).get(pk=listing.pk)
    if listing.is_recalled or not listing.takes_applications:
        raise WrongState(f"Listing {listing.pk} takes no applications")
    if not inviting.left(listing):
        raise EnoughInvited(f"Listing {listing.pk}")
    # Two employers at once: the second counts what the first has sent.
    list(Student.objects.select_for_update(no_key=True).filter(pk=student).values_list("pk"))
    found = inviting.may_be_invited(listing).filter(pk=student).first()
    if found is None:
        raise NotToInvite(f"Student {student}")
    invitation = StudentInvitation.objects.create(listing=listing, student=found, by=by, word=word)
    emails_inviting.invited(invitation)
    return invitation


def not_interested(invitation: StudentInvitation) -> None:
    """A second time is as once."""
    rows = StudentInvitation.objects.filter(pk=invitation.pk, refused_at=None)
    rows.update(refused_at=timezone.now())


@transaction.atomic
def show_interest(listing: Listing, student: Student) -> bool:
    """Whether it is new. Its employer is told. Nothing happens where they have applied."""
    sent = Application.objects.filter(listing=listing, student=student)
    if sent.exclude(status=Application.Status.DRAFT).exists():
        return False
    interest, new = Interest.objects.get_or_create(listing=listing, student=student)
    if new:
        emails_inviting.interested(interest)
    return new
