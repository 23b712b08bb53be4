"""A draft that is saved while it is typed, in one tab or in two.

Each page of the form has a token of its own and counts how often it was sent. What it sends late,
out of order, or twice is its own: only what another page saved meanwhile is a conflict.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from accounts.models import User
from listings.forms import ListingForm
from listings.models import Listing

TOKEN = 22


def version(listing: Listing) -> str:
    """Of what is stored; empty before it is. A page carries the one it was made from."""
    return listing.updated_at.isoformat() if listing.pk else ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the form: `nth` is how often it has been sent, with what is sent now."""

    token: str
    nth: int


def page_of(data: Mapping[str, Any] | None) -> Page:
    """The page that sent `data`; for a page that is opened, one nobody else has."""
    token = (data or {}).get("writer", "")
    nth = (data or {}).get("nth", "")
    known = token.isascii() and token.isalnum() and len(token) == TOKEN
    count = int(nth) if nth.isascii() and nth.isdigit() and len(nth) < 7 else 0
    return Page(token if known else get_random_string(TOKEN), count)


def begun(user: User, page: Page) -> Listing | None:
    """The draft that an earlier answer of this page began, which the page may not know yet.

    Holds the user's row until the transaction ends: of two answers at once one begins it.
    """
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    rows = Listing.objects.of(user).select_related("organisation", "format")
    return rows.filter(begun_on=page.token).select_for_update(of=("self",)).first()


def sign(listing: Listing, page: Page) -> None:
    """It is about to be saved by this page."""
    if not listing.pk:
        listing.begun_on = page.token
    listing.saved_on, listing.saved_nth = page.token, page.nth


def changed_elsewhere(listing: Listing, data: Mapping[str, Any]) -> bool:
    """Whether another page, of this person or of a colleague, saved it since this one was made.

    An older state of the page itself, come back to after a newer one was sent, is another page.
    """
    if "version" not in data or data["version"] == version(listing):
        return False
    page = page_of(data)
    return not (listing.saved_on == page.token and listing.saved_nth <= page.nth)


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


def storable(form: ListingForm, data: Mapping[str, Any]) -> ListingForm | None:
    """The form that keeps all of what was typed, be it whole or not; None where it cannot be."""
    if form.is_valid():
        return form
    if not form.complete or form.non_field_errors():
        return None
    draft = ListingForm(data, instance=form.instance, complete=False)
    return draft if draft.is_valid() else None


def told(form: ListingForm, data: Mapping[str, Any] | None, *, stored: bool) -> dict[str, Any]:
    """For `edit.html`: what became of what was typed, and where the page sends it from now on."""
    listing = form.instance
    kept = ""
    if stored:
        kept = _("Saved as a draft. It can be sent once this is put right.")
    elif data is not None and not only_shown(data) and not form.non_field_errors():
        refused = ListingForm(data, instance=listing, complete=False) if form.complete else form
        kept = not_saved(refused)
    return {
        "version": version_for(listing, data),
        "kept": kept,
        "unsaved": data is not None and not stored,
        "address": reverse("listings:edit", args=[listing.slug]) if listing.pk else "",
        "autosave": True,
    }


def not_saved(form: ListingForm) -> str:
    """Names the fields with what cannot be stored; empty where there are none."""
    labels = [str(form.fields[name].label) for name in form.errors if name in form.fields]
    if not labels:
        return ""
    said = _("Not saved yet. Look again at: %(fields)s.")
    return said % {"fields": get_text_list(labels, _("and"))}


def kept(form: ListingForm) -> JsonResponse:
    """Whether what was typed so far could be saved, in a line for the page."""
    if not form.is_valid():
        if refused := not_saved(form):
            return JsonResponse({"said": refused}, status=422)
        return JsonResponse({"said": _("Not saved: changed in another tab.")}, status=409)
    saved = form.instance
    said = _("Draft saved at %(time)s.") % {"time": date_format(timezone.localtime(), "H:i")}
    if form.left_out:
        words = ", ".join(form.left_out)
        more = _("“Save draft” also keeps what is new among the skills: %(words)s.")
        said = f"{said} {more % {'words': words}}"
    return JsonResponse(
        {
            "said": said,
            "url": reverse("listings:edit", args=[saved.slug]),
            "version": version(saved),
        }
    )
