"""Everybody's own dates as a calendar, at an address that nobody guesses and its owner may end."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import feeds
from accounts.access import SignedInRequest
from accounts.limits import limit
from accounts.models import CalendarFeed
from marketplace.rooms import modules
from notifications.calendars import calendar_of

KEPT = 5 * 60  # seconds, by the one calendar that asks


@require_http_methods(["GET", "HEAD", "POST"])
@limit("calendar", "20/h")
def calendar(request: SignedInRequest) -> HttpResponse:
    """Make the address, or a new one in place of it."""
    feed = CalendarFeed.objects.filter(user=request.user).first()
    if request.method == "POST":
        feeds.renew(request.user)
        said = _("The address is new. The one before shows nothing any more.") if feed else ""
        messages.success(request, said or _("Your address is ready."))
        return redirect("accounts:calendar")
    address = settings.SITE_URL + feed.get_absolute_url() if feed else ""
    host = address.partition("://")[2]
    context = {"feed": feed, "address": address, "subscribe": f"webcal://{host}" if host else ""}
    return render(request, "accounts/calendar.html", context)


@require_POST
@limit("calendar", "20/h")
def remove_calendar(request: SignedInRequest) -> HttpResponse:
    feeds.remove(request.user)
    messages.success(request, _("The address is gone, and shows nothing any more."))
    return redirect("accounts:calendar")


@require_safe
@login_not_required
@cache_control(private=True, max_age=KEPT)
def dates(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever has the address reads it: calendars do not sign in."""
    rows = CalendarFeed.objects.select_related("user__student")
    user = get_object_or_404(rows, token=token, user__is_active=True).user
    found = [event for room in modules("dates") for event in room.events_of(user)]
    name = _("%(site)s: your dates") % {"site": settings.SITE_NAME}
    answer = HttpResponse(calendar_of(name, found), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="dates.ics"'
    answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return answer
