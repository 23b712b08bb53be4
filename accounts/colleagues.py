"""Who works in a university's career centre, and what each may do: asked by mail, joined, gone.

Whatever changes that holds the university's row, so that of two administrators who leave at once
one stays.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from accounts import domains, emails_colleagues
from accounts.members import Elsewhere, Over, TooMany
from accounts.models import Role, StaffInvitation, University, UniversityStaff, User, in_order

# Staff and open invitations of one university.
MOST = 200


class NotAdministrator(Exception):
    """Only an administrator says who works there."""


class LastAdministrator(Exception):
    """Without them nobody could say who works there."""


class NotAllowed(Exception):
    """The address is at none of the domains that the university invites."""


def may_be_invited(university: University, email: str) -> bool:
    return not university.staff_domains or domains.domain_of(email) in university.staff_domains


def invite(university: University, by: User, email: str, roles: Collection[str]) -> StaffInvitation:
    """Ask for the owner of that address; the same one again is a new mail with the same link.

    Raises:
        NotAdministrator, NotAllowed, TooMany: nobody was asked.
    """
    email = email.lower()
    with transaction.atomic():
        university = _hold(university, by)
        if not may_be_invited(university, email):
            raise NotAllowed(f"University {university.pk}")
        asked = university.staff_invitations.open().exclude(email=email).count()
        if university.staff.count() + asked >= MOST:
            raise TooMany(f"University {university.pk} has {MOST}")
        given = {"roles": in_order(roles), "by": by, "sent_at": timezone.now()}
        invitation, _new = StaffInvitation.objects.update_or_create(
            university=university, email=email, defaults={**given, "accepted_at": None}
        )
        emails_colleagues.invited(invitation)
    return invitation


@transaction.atomic
def take_back(invitation: StaffInvitation, by: User) -> None:
    """The link leads nowhere any more.

    Raises:
        NotAdministrator: nothing was changed.
        Over: they have joined meanwhile.
    """
    _hold(invitation.university, by)
    if not StaffInvitation.objects.filter(pk=invitation.pk, accepted_at=None).delete()[0]:
        raise Over(f"Invitation {invitation.pk}")


@transaction.atomic
def accept(invitation: StaffInvitation, user: User) -> UniversityStaff:
    """`user`, whose address was asked, works there from now on.

    Raises:
        Over, Elsewhere: nothing was changed.
    """
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    university = _locked(invitation.university)
    row = StaffInvitation.objects.open().filter(pk=invitation.pk, email=user.email).first()
    if row is None:
        raise Over(f"Invitation {invitation.pk}")
    if UniversityStaff.objects.filter(user=user).exists():
        raise Elsewhere(f"User {user.pk}")
    row.accepted_at = timezone.now()
    row.save(update_fields=["accepted_at"])
    if user.time_zone == "UTC":
        User.objects.filter(pk=user.pk).update(time_zone=university.time_zone)
    staff = UniversityStaff.objects.create(university=university, user=user, roles=row.roles)
    emails_colleagues.joined(staff)
    return staff


@transaction.atomic
def give_roles(staff: UniversityStaff, roles: Collection[str], by: User) -> None:
    """From their next click on.

    Raises:
        NotAdministrator, LastAdministrator: nothing was changed.
        ValueError: no role; who is to do nothing is removed.
    """
    if not roles:
        raise ValueError("no role")
    _hold(staff.university, by)
    row = UniversityStaff.objects.get(pk=staff.pk)
    if row.roles == in_order(roles):
        return
    if Role.ADMINISTRATOR not in roles:
        _leave_an_administrator(row)
        _drop_invitations(row)
    row.roles = staff.roles = in_order(roles)
    row.save(update_fields=["roles"])
    if row.user_id != by.pk:
        emails_colleagues.roles_changed(row)


@transaction.atomic
def remove(staff: UniversityStaff, by: User) -> None:
    """They open nothing of it from their next click on. What they decided stays, with their name.

    Anybody may leave; an administrator may send others away.

    Raises:
        NotAdministrator, LastAdministrator: nothing was changed.
    """
    left = staff.user_id == by.pk
    if left:
        _locked(staff.university)
    else:
        _hold(staff.university, by)
    row = UniversityStaff.objects.select_related("user", "university").filter(pk=staff.pk).first()
    if row is None:
        return
    _leave_an_administrator(row)
    _drop_invitations(row)
    UniversityStaff.objects.filter(pk=row.pk).delete()
    if not left:
        emails_colleagues.removed(row)


@transaction.atomic
def invite_at(university: University, by: User, names: Collection[str]) -> None:
    """Invite only addresses at the domains `names`; none: any address.

    Raises NotAdministrator: nothing was changed.
    """
    university = _hold(university, by)
    university.staff_domains = sorted(names)
    university.save(update_fields=["staff_domains"])


def who_works_for(role: str) -> list[User]:
    """Everybody of a university, as `User.role` names it; of anything else nobody."""
    of, _colon, pk = role.partition(":")
    if of != "university":
        return []
    rows = UniversityStaff.objects.filter(university=int(pk), user__is_active=True)
    return [each.user for each in rows.select_related("user").order_by("pk")]


def _locked(university: University) -> University:
    return University.objects.select_for_update(no_key=True).get(pk=university.pk)


def _hold(university: University, by: User) -> University:
    locked = _locked(university)
    administrators = locked.staff.filter(roles__contains=[Role.ADMINISTRATOR])
    if not administrators.filter(user=by).exists():
        raise NotAdministrator(f"User {by.pk}")
    return locked


def _leave_an_administrator(row: UniversityStaff) -> None:
    """If `row` is one: somebody else who can sign in."""
    if Role.ADMINISTRATOR not in row.roles:
        return
    others = UniversityStaff.objects.of(row.university).who(Role.ADMINISTRATOR)
    if not others.exclude(pk=row.pk).exists():
        raise LastAdministrator(f"Staff {row.pk}")


def _drop_invitations(row: UniversityStaff) -> None:
    """Who does not decide any more brings nobody in."""
    asked = StaffInvitation.objects.filter(university=row.university_id, accepted_at=None)
    asked.filter(by=row.user_id).delete()
