"""Links by which who is asked answers without an account: signed, and good until it closes."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from outcomes.models import Asked

SALT = "outcomes.answer"


def url_of(asked: Asked) -> str:
    token = signing.dumps(asked.pk.hex, salt=SALT)
    return settings.SITE_URL + reverse("outcomes:answer", args=[token])


def named_by(token: str) -> Asked | None:
    """None: it was not made here, or what it names is no more."""
    try:
        pk = UUID(signing.loads(token, salt=SALT))
    except (signing.BadSignature, ValueError):
        return None
    rows = Asked.objects.select_related("survey__university", "student__user")
    return rows.filter(pk=pk).first()
