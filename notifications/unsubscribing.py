"""Stopping a kind of mail with one press and without signing in (RFC 8058)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.urls import reverse

from notifications.kinds import KINDS, How, Kind
from notifications.models import Email

if TYPE_CHECKING:
    from accounts.models import User

SALT, AGAIN = "notifications.unsubscribing", "notifications.unsubscribing.again"
AGAIN_FOR = 3600  # seconds


def url_of(reader: User, template: str) -> str:
    """It names the person and the kind, and nobody can guess it. It never grows old: a mail may
    be read after years."""
    token = signing.dumps([reader.pk, template], salt=SALT)
    return settings.SITE_URL + reverse("unsubscribe", args=[token])


def named_by(token: str) -> tuple[User, Kind] | None:
    """None: it was not made here, or the person or the kind is no more."""
    try:
        pk, template = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    reader = get_user_model()._default_manager.filter(pk=pk).first()
    kind = KINDS.get(template)
    return (reader, kind) if reader and kind else None


def way_back(reader: User, before: dict[str, How]) -> str:
    """What has just been turned off, for the form that takes it back."""
    return signing.dumps([reader.pk, before], salt=AGAIN)


def taken_back(token: str, reader: User) -> dict[str, How]:
    """Empty: it was not turned off here, or not just now. Who finds the mail later chooses on the
    site, signed in: a mail is forwarded, and it is not theirs to have more sent."""
    try:
        pk, before = signing.loads(token, salt=AGAIN, max_age=AGAIN_FOR)
    except signing.BadSignature:
        return {}
    known = {name: How(how) for name, how in before.items() if name in KINDS}
    return known if pk == reader.pk else {}


def headers(email: Email) -> dict[str, str]:
    """For the buttons of mail programs. None on what cannot be stopped."""
    kind = KINDS.get(email.kind)
    if email.reader is None or kind is None or not kind.may_turn_off:
        return {}
    return {
        "List-Unsubscribe": f"<{url_of(email.reader, email.kind)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
