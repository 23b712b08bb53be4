"""Addresses that mail comes back from, or that do not want ours: stopped, and lifted again.

Codes and links that let somebody in still go there: who asks for one is at the site at that moment
and has no other way in. A provider may refuse them all the same; then they are listed as failed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.utils import timezone

from notifications.models import Email, StoppedAddress

if TYPE_CHECKING:
    from accounts.models import User


def of(address: str) -> StoppedAddress | None:
    """What has stopped mail to `address`, if it is stopped."""
    return StoppedAddress.objects.filter(address=address.lower(), lifted_at=None).first()


def keeps(email: Email) -> str:
    """Why this mail is not to go to a stopped address; empty when it is to go."""
    return keep_back([email]).get(email.pk, "")


def keep_back(emails: Iterable[Email]) -> dict[int, str]:
    """The same of several, by their keys: those alone that are not to go."""
    asked = [email for email in emails if email.priority != Email.Priority.SECURITY]
    to = {email.to.lower() for email in asked}
    stopped = StoppedAddress.objects.filter(address__in=to, lifted_at=None) if to else ()
    why = {row.address: str(row.get_why_display()) for row in stopped}
    return {
        email.pk: f"Mail to this address is stopped: {why[email.to.lower()]}."
        for email in asked
        if email.to.lower() in why
    }


def stop(address: str, why: StoppedAddress.Why, told: str) -> None:
    """Told twice, it is stopped once."""
    # Postgres takes no NUL; what a provider tells is what some mail server told it.
    address, told = address.lower().replace("\x00", ""), told.replace("\x00", "")[:300]
    try:
        with transaction.atomic():
            StoppedAddress.objects.create(address=address[:254], why=why, told=told)
    except IntegrityError:
        return
    _tell(address, stopped=True)


def lift(stopped: StoppedAddress, by: User | None) -> None:
    """`by` somebody of ours; nobody, when its reader has confirmed it. Lifted is lifted."""
    with transaction.atomic():
        rows = StoppedAddress.objects.filter(pk=stopped.pk, lifted_at=None)
        if rows.update(lifted_at=timezone.now(), lifted_by=by):
            _tell(stopped.address, stopped=False)


def reached(reader: User) -> None:
    """They have an address that they have just read a code at. What came back from it before does
    not now; that somebody there called our mail spam still holds."""
    stopped = of(reader.email)
    if stopped and stopped.why == StoppedAddress.Why.BOUNCED:
        lift(stopped, None)
        stopped = None
    people = get_user_model()._default_manager.filter(pk=reader.pk)
    people.exclude(mail_stopped=bool(stopped)).update(mail_stopped=bool(stopped))


def _tell(address: str, *, stopped: bool) -> None:
    """On every page of who has the address: a column of theirs, so that it costs no query."""
    people = get_user_model()._default_manager.filter(email=address)
    people.update(mail_stopped=stopped)
