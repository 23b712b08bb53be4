"""Whether a mail is still to go: asked between the claim and the dispatch, of each that is held
when its digest is made, and of each in a digest when that goes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.utils import timezone

from notifications import outbox, stopping
from notifications.kinds import DIGEST, KINDS, How, Kind
from notifications.models import Email
from notifications.timing import TURNED_OFF, chosen

if TYPE_CHECKING:
    from accounts.models import User

# In words for staff.
LEFT = "Its reader has left the site."
CLOSED = "Its reader's account is closed."
NOT_THEIRS = "Its reader does not act for them any more."
OVER = "It does not hold any more."
TOO_LATE = "Too late: what it holds could not be used any more by the time that it could go."


def why_not(email: Email) -> str:
    """In words for staff; empty when it is to go, with its words as they are true now.

    Codes and news of the account itself go, whoever their reader is by now. All else goes where
    its reader has mail now: `email.to` may be another afterwards, which `outbox.dispatch` writes
    down. Raises WrongState: the claim ran out.
    """
    why = why_not_each([email])[email.pk]
    if not why and email.kind == DIGEST:
        return _what_is_left(email)
    anew = KINDS[email.kind].anew if email.kind in KINDS else None
    if not why and anew and email.about and (context := anew(email)) is not None:
        outbox.write_anew(email, context)
    return why


def why_not_each(emails: Sequence[Email]) -> dict[int, str]:
    """The same of several, by their keys: one of each kind takes as many statements as many."""
    readers = _readers(emails)
    for email in emails:
        if email.reader_id in readers:
            email.reader = readers[email.reader_id]
    why = {email.pk: _why_not(email) for email in emails}
    why |= stopping.keep_back([email for email in emails if not why[email.pk]])
    for kind, rows in _by_kind([email for email in emails if not why[email.pk]]).items():
        holds = kind.still(rows) if kind.still else {row.pk for row in rows}
        why |= {row.pk: OVER for row in rows if row.pk not in holds}
    return why


def _readers(emails: Sequence[Email]) -> dict[int | None, User]:
    """As they are now, with what they act for."""
    pks = {email.reader_id for email in emails if email.reader_id}
    people = get_user_model()._default_manager.select_related("membership", "staff_of", "student")
    return dict(people.prefetch_related("preferences").in_bulk(pks)) if pks else {}


def _by_kind(emails: Sequence[Email]) -> Mapping[Kind, list[Email]]:
    found = defaultdict[Kind, list[Email]](list)
    for email in emails:
        if email.kind in KINDS:
            found[KINDS[email.kind]].append(email)
    return found


def _why_not(email: Email) -> str:
    kind = KINDS.get(email.kind)
    reader = email.reader
    if kind and kind.good_for and email.created_at + kind.good_for < timezone.now():
        return TOO_LATE
    if reader is None or kind is None or kind.security:
        return ""
    if not reader.is_active:
        return CLOSED
    if reader.email != email.to:
        if email.secret:
            return "Its reader has another address now."
        email.to = reader.email
    if email.role and reader.role != email.role:
        return NOT_THEIRS
    if chosen(reader, kind) == How.OFF:
        return TURNED_OFF
    return ""


def _what_is_left(digest: Email) -> str:
    """Of what it tells, as it goes: some may have waited since it was made."""
    rows = list(digest.gathered.filter(status=Email.Status.GATHERED).order_by("created_at", "pk"))
    left = wanted(rows)
    if rows and not left:
        return OVER
    if len(left) < len(rows):
        outbox.write_anew(digest, {"items": items_of(left)})
    return ""


def wanted(rows: Sequence[Email]) -> list[Email]:
    """Of one digest, those that still hold; the others are dropped."""
    why = why_not_each(rows)
    for row in rows:
        if why[row.pk]:
            outbox.drop(row, why[row.pk])
    return [row for row in rows if not why[row.pk]]


def items_of(rows: Iterable[Email]) -> list[tuple[str, str]]:
    """What a digest says of each, and where it leads."""
    return [(row.subject, row.leads_to) for row in rows]
