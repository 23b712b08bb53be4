"""Everybody's own dates as a calendar, at an address that nobody guesses and its owner may end."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from icalendar import Event

from accounts import feeds
from accounts.access import NEEDS_SECOND_FACTOR, SignedInRequest
from accounts.limits import limit, too_often
from accounts.models import CalendarFeed, User
from marketplace.rooms import modules
from notifications import calendars

KEPT = 5 * 60  # seconds, by the one calendar that asks
# Of the session: a new address until its owner has seen it.
NEW = "new_calendar"


@require_http_methods(["GET", "HEAD", "POST"])
@limit("calendar", "20/h")
@never_cache
def calendar(request: SignedInRequest) -> HttpResponse:
    """Make the address, or a new one in place of it. It is shown once."""
    feed = CalendarFeed.objects.filter(user=request.user).first()
    if request.method == "POST":
        request.session[NEW] = feeds.renew(request.user)
        said = _("The address is new. The one before shows nothing any more.") if feed else ""
        messages.success(request, said or _("Your address is ready."))
        return redirect("accounts:calendar")
    token = request.session.pop(NEW, "") if request.method == "GET" and feed else ""
    address = settings.SITE_URL + reverse("accounts:dates", args=[token]) if token else ""
    host = address.partition("://")[2]
    context = {
        "feed": feed,
        "address": address,
        "subscribe": f"webcal://{host}" if host else "",
        "unsaid": request.user.kind in NEEDS_SECOND_FACTOR,
    }
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
    """Whoever has the address reads it: calendars do not sign in, and ask from many places."""
    known = feeds.fingerprint(token)
    rows = CalendarFeed.objects.select_related("user__student")
    user = get_object_or_404(rows, fingerprint=known, user__is_active=True).user
    if refused := too_often(request, "dates", "60/h", whose=known):
        return refused
    name = _("%(site)s: your dates") % {"site": settings.SITE_NAME}
    text = calendars.calendar_of(name, _events(user))
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="dates.ics"'
    answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return answer


def _events(user: User) -> Iterable[Event]:
    """Of who needs a second factor to see what waits, only when: the address has none."""
    found = (event for room in modules("dates") for event in room.events_of(user))
    return map(_unsaid, found) if user.kind in NEEDS_SECOND_FACTOR else found


def _unsaid(event: Event) -> Event:
    uid = salted_hmac(__name__, str(event["uid"]), algorithm="sha256").hexdigest()[:32]
    start, title = reverse("accounts:start"), _("Something waits for your decision")
    date = calendars.Date(uid, event.decoded("dtend"), title, start)
    return calendars.event_of(date)
