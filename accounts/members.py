"""Who acts for an organisation: asked by mail, joined, given a role, gone.

Whatever changes who they are holds the organisation's row, so that of two owners who leave at
once one stays.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts import emails
from accounts.models import Invitation, Membership, Organisation, User

# Members and open invitations of one organisation.
MOST = 100

Role = Membership.Role


class NotOwner(Exception):
    """Only an owner says who belongs to an organisation."""


class LastOwner(Exception):
    """Without them nobody could say who belongs to it."""


class TooMany(Exception):
    """There are as many as there may be."""


class Over(Exception):
    """The invitation was accepted, taken back, or is too old."""


class Elsewhere(Exception):
    """They act for an organisation already: for one at a time."""


def invite(organisation: Organisation, by: User, email: str, role: str) -> Invitation:
    """Ask for the owner of that address; the same one again is a new mail with the same link.

    Raises:
        NotOwner, TooMany: nobody was asked.
    """
    email = email.lower()
    with transaction.atomic():
        _hold(organisation, by)
        asked = organisation.invitations.open().exclude(email=email).count()
        if organisation.memberships.count() + asked >= MOST:
            raise TooMany(f"Organisation {organisation.pk} has {MOST}")
        given = {"role": role, "by": by, "sent_at": timezone.now(), "accepted_at": None}
        invitation, _new = Invitation.objects.update_or_create(
            organisation=organisation, email=email, defaults=given
        )
        emails.invited(invitation)
    return invitation


@transaction.atomic
def take_back(invitation: Invitation, by: User) -> None:
    """The link leads nowhere any more.

    Raises:
        NotOwner: nothing was changed.
        Over: they have joined meanwhile.
    """
    _hold(invitation.organisation, by)
    if not Invitation.objects.filter(pk=invitation.pk, accepted_at=None).delete()[0]:
        raise Over(f"Invitation {invitation.pk}")


@transaction.atomic
def accept(invitation: Invitation, user: User) -> Membership:
    """`user`, whose address was asked, acts for the organisation from now on.

    Raises:
        Over, Elsewhere: nothing was changed.
    """
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    organisation = _locked(invitation.organisation)
    row = Invitation.objects.open().filter(pk=invitation.pk, email=user.email).first()
    if row is None:
        raise Over(f"Invitation {invitation.pk}")
    if Membership.objects.filter(user=user).exists():
        raise Elsewhere(f"User {user.pk}")
    row.accepted_at = timezone.now()
    row.save(update_fields=["accepted_at"])
    if user.time_zone == "UTC":
        User.objects.filter(pk=user.pk).update(time_zone=organisation.time_zone)
    member = Membership.objects.create(organisation=organisation, user=user, role=row.role)
    emails.joined(member)
    return member


@transaction.atomic
def give_role(member: Membership, role: str, by: User) -> None:
    """Raises NotOwner, LastOwner: nothing was changed."""
    _hold(member.organisation, by)
    if role != Role.OWNER:
        _leave_an_owner(member)
        _drop_invitations(member)
    Membership.objects.filter(pk=member.pk).update(role=role)
    member.role = role


@transaction.atomic
def remove(member: Membership, by: User) -> None:
    """They act for it no more, from their next click on. What they wrote stays with it.

    Anybody may leave; an owner may send others away.

    Raises:
        NotOwner, LastOwner: nothing was changed.
    """
    left = member.user_id == by.pk
    if left:
        _locked(member.organisation)
    else:
        _hold(member.organisation, by)
    _leave_an_owner(member)
    _drop_invitations(member)
    was = member.pk
    if not Membership.objects.filter(pk=was).delete()[0]:
        return
    if left:
        emails.left(member)
    else:
        emails.removed(member)


def who_acts_for(role: str) -> list[User]:
    """Everybody of an organisation, as `User.role` names it; of anything else nobody."""
    of, _colon, pk = role.partition(":")
    if of != "organisation":
        return []
    members = Membership.objects.filter(organisation=int(pk), user__is_active=True)
    return [each.user for each in members.select_related("user").order_by("pk")]


def _locked(organisation: Organisation) -> Organisation:
    return Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)


def _hold(organisation: Organisation, by: User) -> None:
    _locked(organisation)
    if not organisation.memberships.filter(user=by, role=Role.OWNER).exists():
        raise NotOwner(f"User {by.pk}")


def _leave_an_owner(member: Membership) -> None:
    """If `member` is one: somebody else who can sign in."""
    if not Membership.objects.filter(pk=member.pk, role=Role.OWNER).exists():
        return
    owners = Membership.objects.filter(
        organisation=member.organisation_id, role=Role.OWNER, user__is_active=True
    )
    if not owners.exclude(pk=member.pk).exists():
        raise LastOwner(f"Membership {member.pk}")


def _drop_invitations(member: Membership) -> None:
    """Who does not decide any more brings nobody in."""
    asked = Invitation.objects.filter(organisation=member.organisation_id, accepted_at=None)
    asked.filter(by=member.user_id).delete()
