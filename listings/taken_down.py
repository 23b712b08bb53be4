"""What the employer reads of a listing that our staff took off the site."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from listings.models import Listing, TakeDown


def turn(listing: Listing) -> dict[str, Any]:
    """For `_turn.html`, but for what they can do."""
    why = TakeDown.objects.filter(listing=listing).values_list("words", flat=True).first()
    then = _(
        "Nobody can find it or apply, and who had applied is told. Work that is agreed goes on. "
        "If it is a mistake, write to us: %(support)s"
    ) % {"support": settings.SUPPORT_EMAIL}
    said = _("They write: “%(words)s”") % {"words": why} if why else ""
    heading = _("Our staff took it off the site")
    return {"over": True, "heading": heading, "text": f"{said} {then}".strip()}
