"""What binds an organisation is told to who is left, where its reader has gone before it went."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from django.db import transaction

from notifications import before_sending, outbox
from notifications.kinds import KINDS, PASSED_ON
from notifications.models import Email
from notifications.writing import render

if TYPE_CHECKING:
    from accounts.models import User

# Who acts for a `User.role` now: each room of people says it of its own.
OTHERS: list[Callable[[str], Iterable[User]]] = []


@transaction.atomic
def drop(email: Email, why: str) -> None:
    """A claimed mail that is not to go to its reader. Raises WrongState: the claim ran out."""
    outbox.drop(email, why)
    kind = KINDS.get(email.kind)
    if kind is None or not kind.always or kind.security or not email.role:
        return
    if why in (before_sending.CLOSED, before_sending.NOT_THEIRS):
        for other in (each for ask in OTHERS for each in ask(email.role)):
            if other.pk != email.reader_id and not _has_own(email, other):
                _pass_on(email, other)


def _pass_on(email: Email, to: User) -> Email:
    """What its reader did not get, since they do not act for an organisation any more, to somebody
    who does."""
    context = {"words": email.body, "was": email.reader, "subject": email.subject}
    subject, body, html = render(to, PASSED_ON, {**context, "path": email.leads_to})
    other = Email(
        key=f"{email.key}:{to.pk}",
        kind=email.kind,
        reader=to,
        role=to.role,
        to=to.email,
        subject=subject,
        body=body,
        html=html,
        calendar=email.calendar,
        leads_to=email.leads_to,
        about=email.about,
        priority=email.priority,
    )
    return outbox.queue(other)


def _has_own(email: Email, other: User) -> bool:
    """It was written to each of several, by keys with their numbers at the end."""
    key = email.key.removesuffix(f":{email.reader_id}")
    own = Email.objects.filter(key=f"{key}:{other.pk}", kind=email.kind, reader=other)
    return key != email.key and own.exists()
