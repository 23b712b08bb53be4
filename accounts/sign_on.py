"""Who comes in by their university's own sign-in: found again, linked, made, or refused.

One account per person. A stranger to us is known by an address that their university's provider
vouches for, and that our staff have given to that university; never by one that nobody confirmed.
"""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils import timezone

from accounts import actions, domains
from accounts.identity import Said, has
from accounts.models import (
    SignOn,
    StaffInvitation,
    Student,
    University,
    UniversityStaff,
    User,
)
from accounts.sealing import seal, unseal

PURPOSE = "accounts.sign_on"


class Refused(Exception):
    """Nobody was let in. `code`: why, as `accounts/sign_on_refused.html` says it."""

    def __init__(self, code: str, text: str = "") -> None:
        super().__init__(code)
        self.code, self.text = code, text


@transaction.atomic
def known(user: User, said: Said) -> User:
    """Who has come before: by their identifier, whatever else has changed.

    Raises:
        Refused: what came is not of their university, they are not of that university any more,
            or their account is closed.
    """
    wrong = said.wrong(known=True)
    if wrong:
        raise Refused(wrong.code, wrong.text)
    if not user.is_active:
        raise Refused("closed")
    if not is_still_theirs(user, said.sign_on):
        raise Refused("another side")
    _note_affiliation(user, said)
    _follow_address(user, said)
    return user


@transaction.atomic
def admit(said: Said) -> User:
    """Who comes for the first time: their account if they have one here, else a new one.

    Raises:
        Refused: nothing was changed.
    """
    wrong = said.wrong(known=False)
    if wrong:
        raise Refused(wrong.code, wrong.text)
    # Of two who come at once with one address the second finds what the first has made.
    SignOn.objects.select_for_update().get(pk=said.sign_on.pk)
    user = _of_address(said) or _new(said)
    SocialAccount.objects.create(user=user, provider=said.sign_on.key, uid=said.uid)
    _note_affiliation(user, said)
    return user


def _of_address(said: Said) -> User | None:
    address = EmailAddress.objects.filter(email=said.email, verified=True).first()
    if address is None:
        # Nobody has ever come in with an account that was not confirmed: it gives way.
        User.objects.filter(email=said.email, last_login=None, is_active=True).exclude(
            emailaddress__verified=True
        ).delete()
        if User.objects.filter(email=said.email).exists():
            raise Refused("unconfirmed")
        return None
    user: User = address.user
    if not user.is_active:
        raise Refused("closed")
    if SocialAccount.objects.filter(user=user, provider=said.sign_on.key).exists():
        # The address is somebody's whom the provider knows by another identifier.
        raise Refused("reassigned")
    if not works_or_studies(user, said.sign_on.university):
        raise Refused("another side")
    return user


def works_or_studies(user: User, university: University) -> bool:
    if user.kind == User.Kind.STUDENT:
        return Student.objects.filter(user=user, university=university).exists()
    return user.kind == User.Kind.STAFF and university.staff.filter(user=user).exists()


def is_still_theirs(user: User, sign_on: SignOn) -> bool:
    """Who left a career centre may come and read so; for who then went elsewhere, or has another
    address, that university speaks no more."""
    if works_or_studies(user, sign_on.university):
        return True
    works = UniversityStaff.objects.filter(user=user).exists()
    return (
        user.kind == User.Kind.STAFF and not works and has(sign_on, domains.domain_of(user.email))
    )


def _new(said: Said) -> User:
    if said.side == "staff":
        asked = StaffInvitation.objects.open().filter(
            university=said.sign_on.university, email=said.email
        )
        if not asked.exists():
            raise Refused("not invited")
    kind = User.Kind.STUDENT if said.side == "student" else User.Kind.STAFF
    user = User(email=said.email, name=said.name, kind=kind)
    user.set_unusable_password()
    user.save()
    EmailAddress.objects.create(user=user, email=said.email, verified=True, primary=True)
    if kind == User.Kind.STUDENT:
        actions.enrol(user, said.sign_on.university)
    return user


def _note_affiliation(user: User, said: Said) -> None:
    """Who studies there no more keeps what they have, and applies for nothing new."""
    studies = said.side == "student"
    rows = Student.objects.filter(user=user, university=said.sign_on.university)
    if studies:
        rows.exclude(left_at=None).update(left_at=None)
    else:
        rows.filter(left_at=None).update(left_at=timezone.now())


def _follow_address(user: User, said: Said) -> None:
    """Another address of theirs, if nobody else has it; the one before is theirs no more."""
    vouched = all(each.ok for each in said.checks if each.code in {"mail", "domain", "confirmed"})
    if not vouched or said.email == user.email:
        return
    if EmailAddress.objects.filter(email=said.email).exclude(user=user).exists():
        return
    if User.objects.filter(email=said.email).exclude(pk=user.pk).exists():
        return
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=said.email, verified=True, primary=True)
    user.email = said.email
    user.save(update_fields=["email"])


# --- By an administrator ---------------------------------------------------


@transaction.atomic
def configure(university: University, kind: str, issuer: str, **given: Any) -> SignOn:
    """Keep how to sign in there. Another provider's people are not this one's: who was linked
    by the one before is recognised by their address when they come again.

    `secret`: as it was typed; without one the one before stays.
    """
    University.objects.select_for_update(no_key=True).get(pk=university.pk)
    row = SignOn.objects.filter(university=university).first() or SignOn(university=university)
    if row.pk and (row.kind, row.issuer) != (kind, issuer):
        SocialAccount.objects.filter(provider=row.key).delete()
        row.is_on = False
    secret = given.pop("secret", "")
    if secret:
        row.secret = seal(secret, PURPOSE)
    row.kind, row.issuer = kind, issuer
    for name, value in given.items():
        setattr(row, name, value)
    row.save()
    return row


def switch(row: SignOn, on: bool) -> None:
    """Let everybody of the university sign in with it, or nobody."""
    SignOn.objects.filter(pk=row.pk).update(is_on=on)
    row.is_on = on


def secret_of(row: SignOn) -> str:
    return unseal(row.secret, PURPOSE) if row.secret else ""
