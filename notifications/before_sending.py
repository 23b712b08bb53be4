"""Whether a mail is still to go: asked between the claim and the dispatch, and of each that is
held when its digest is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model

from notifications import stopping
from notifications.kinds import KINDS, How, Kind
from notifications.models import Email
from notifications.timing import TURNED_OFF, chosen

if TYPE_CHECKING:
    from accounts.models import User

CLOSED = "Its reader's account is closed."


def why_not(email: Email) -> str:
    """In words for staff; empty when it is to go. Codes and news of the account itself go, and so
    does what was written to an address without an account. All else goes where its reader has
    mail now: `email.to` may be another afterwards, which `outbox.dispatch` writes down."""
    kind = KINDS.get(email.kind)
    if email.reader_id is None or kind is None or kind.security:
        return stopping.keeps(email)
    # As they are now, with what they act for.
    people = get_user_model()._default_manager.select_related("membership", "staff_of")
    reader = people.filter(pk=email.reader_id).first()
    return _why_not(email, kind, reader) if reader else "Its reader has left the site."


def _why_not(email: Email, kind: Kind, reader: User) -> str:
    if not reader.is_active:
        return CLOSED
    if reader.email != email.to:
        if email.secret:
            return "Its reader has another address now."
        email.to = reader.email
    return stopping.keeps(email) or why_unwanted(email, kind, reader)


def why_nothing(reader: User) -> str:
    """Why no mail goes to them at all but what keeps their account safe; asked once for all that
    they get together."""
    if not reader.is_active:
        return CLOSED
    return stopping.keeps(Email(to=reader.email))


def why_unwanted(email: Email, kind: Kind, reader: User) -> str:
    """Whatever becomes of others."""
    if email.role and reader.role != email.role:
        return "Its reader does not act for them any more."
    if kind.may_turn_off and chosen(reader, kind) == How.OFF:
        return TURNED_OFF
    if kind.still and not kind.still(reader, email):
        return "It does not hold any more."
    return ""
