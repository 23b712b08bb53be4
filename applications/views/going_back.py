"""Back to the page on which something was done: the board, side by side, or the application."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from applications.models import Application
from listings.models import Listing

MOST_COMPARED = 4


def uuid_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def asked_for(texts: list[str]) -> list[UUID]:
    """The ids among `texts`, each once."""
    return list(dict.fromkeys(pk for text in texts if (pk := uuid_of(text))))


def back_from(request: HttpRequest, application: Application, part: str = "") -> HttpResponse:
    """`back` says which page it was; `part` is where on the application's own."""
    if request.POST.get("back") == "compare":
        return to_compare(application.listing, asked_for(request.POST.getlist("a")))
    if request.POST.get("back") == "inbox":
        return to_board(request, application.listing)
    address = reverse("applications:detail", args=[application.pk])
    return redirect(f"{address}#{part}" if part else address)


def to_compare(listing: Listing, rows: list[UUID]) -> HttpResponse:
    address = reverse("applications:compare", args=[listing.slug])
    return redirect(f"{address}?{urlencode([('a', pk) for pk in rows[:MOST_COMPARED]])}")


def to_board(request: HttpRequest, listing: Listing) -> HttpResponse:
    """As it was asked for when the form was drawn: `at` is its query string."""
    query = QueryDict(request.POST.get("at", "")[:500])
    tab = request.POST.get("tab", "")
    words = query.urlencode() or (urlencode({"tab": tab}) if tab else "")
    address = reverse("applications:inbox", args=[listing.slug])
    return redirect(f"{address}?{words}" if words else address)
