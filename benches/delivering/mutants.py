"""The site without what keeps it from sending twice or never, to show that the storm finds out."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Q

from notifications import handing, outbox, tasks
from notifications.models import Email

NAMES = ("unclaimed", "mark-first", "guess")


def apply(name: str) -> None:
    """In every process of the storm, when it starts."""
    by_name = {"": lambda: None, "unclaimed": _unclaimed, "mark-first": _mark_first}
    (by_name | {"guess": _guess})[name]()


def _write(provided: Q, row: Email, to: str, /, **also: Any) -> None:
    """As `move_if`, but whatever the row is by now."""
    Email.objects.filter(pk=row.pk).update(status=to, **also)
    for name, value in {"status": to, **also}.items():
        setattr(row, name, value)


def _unclaimed() -> None:
    """A mail is read as waiting, and nobody is kept from reading it so too."""

    def first(may: object) -> Email | None:
        return Email.objects.to_send().order_by("priority", "due_at").first()

    vars(outbox).update(claim_next=first, claim=lambda email: None, move_if=_write)


def _mark_first() -> None:
    """It is written down as sent, then sent."""

    def hand_over(email: Email, made: EmailMultiAlternatives, mailer: BaseEmailBackend) -> bool:
        outbox.sent(email)
        with suppress(OSError):
            handing.hand_over(made, mailer)
        return True

    vars(tasks)["_hand_over"] = hand_over


def _guess() -> None:
    """Nobody knows whether it went: then it goes again."""
    vars(outbox)["lose_sight"] = outbox.put_back
    tasks.END[handing.Fate.UNKNOWN] = outbox.put_back
