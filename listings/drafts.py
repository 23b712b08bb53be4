"""A draft that is saved while it is typed, in one tab or in two."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from listings.forms import ListingForm
from listings.models import Listing


def version(listing: Listing) -> str:
    """Of what is stored; empty before it is. A page carries the one it was made from."""
    return listing.updated_at.isoformat() if listing.pk else ""


def changed_elsewhere(listing: Listing, data: Mapping[str, Any]) -> bool:
    """Whether it was saved, in another tab or by a colleague, since the page was made."""
    read = data.get("version")
    return bool(read) and read != version(listing)


def version_for(listing: Listing, data: Mapping[str, Any] | None) -> str:
    """For a page that is drawn again: that of what was typed, unless the page says it is old."""
    return (data or {}).get("version", "") if only_shown(data) else version(listing)


def only_shown(data: Mapping[str, Any] | None) -> bool:
    """The fee of what was typed, the fields of another format or direction, or one place more."""
    return data is not None and ("add_place" in data or data.get("action") in ("quote", "show"))


def said_so() -> str:
    return _(
        "This draft was saved in another tab, or by a colleague, after you opened this page. What "
        "you typed stands below and is not saved yet: saving again replaces what is there."
    )


def kept(form: ListingForm) -> JsonResponse:
    """Save what was typed so far, and say so in a line for the page."""
    if not form.is_valid():
        labels = [str(form.fields[name].label) for name in form.errors if name in form.fields]
        if not labels:
            return JsonResponse({"said": _("Not saved: changed in another tab.")}, status=409)
        said = _("Not saved yet. Look again at: %(fields)s.")
        return JsonResponse(
            {"said": said % {"fields": get_text_list(labels, _("and"))}}, status=422
        )
    saved = form.save()
    at = date_format(timezone.localtime(), "H:i")
    return JsonResponse(
        {
            "said": _("Draft saved at %(time)s.") % {"time": at},
            "url": reverse("listings:edit", args=[saved.slug]),
            "version": version(saved),
        }
    )
