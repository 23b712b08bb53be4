"""What we have told somebody, on the site: the list behind the bell."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby

from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.middleware import HtmxDetails

from accounts.access import SignedInRequest
from accounts.limits import limit
from notifications import actions
from notifications.models import Notice

PER_PAGE = 30
# No key of a row is longer.
LONGEST = 18


class Request(SignedInRequest):
    htmx: HtmxDetails


@require_safe
def notices(request: Request) -> HttpResponse:
    """The newest first, `?before=` the key of a row: pages stay as they are while more comes in."""
    rows = request.user.notices.told_as(request.user.role).order_by("-created_at", "-pk")
    before = _key(request.GET.get("before", ""))
    if before and (last := request.user.notices.filter(pk=before).first()):
        rows = rows.before(last)
    found = list(rows[: PER_PAGE + 1])
    shown = found[:PER_PAGE]
    context = {
        "days": [(_called(day), list(of)) for day, of in groupby(shown, _day)],
        "newest": max((row.pk for row in shown), default=None),
        "older": shown[-1].pk if len(found) > PER_PAGE else None,
        "first_page": not before,
        "unread": request.user.unread_notices,
    }
    return render(request, "accounts/notices.html", context)


@require_POST
@limit("notices", "600/h")
def read_notice(request: Request, pk: int) -> HttpResponse:
    rows = Notice.objects.told_as(request.user.role)
    notice = get_object_or_404(rows, pk=pk, reader=request.user)
    actions.read(request.user, Q(pk=notice.pk))
    if request.htmx:
        notice.refresh_from_db()
        return render(request, "accounts/notice_read.html", {"notice": notice})
    return _back(request)


@require_POST
@limit("notices", "600/h")
def read_notices(request: Request) -> HttpResponse:
    """All up to the newest that was on the page: what came since is not read."""
    if newest := _key(request.POST.get("newest", "")):
        actions.read(request.user, Q(pk__lte=newest))
    return redirect("accounts:notices")


def _back(request: Request) -> HttpResponseRedirect:
    """To the part of the list that it was pressed in."""
    answer = redirect("accounts:notices")
    if before := _key(request.POST.get("before", "")):
        answer["Location"] += f"?before={before}"
    return answer


def _key(typed: str) -> int:
    """0: it is none."""
    return int(typed) if typed.isdecimal() and len(typed) <= LONGEST else 0


def _day(notice: Notice) -> date:
    return timezone.localtime(notice.created_at).date()


def _called(day: date) -> str | date:
    today = timezone.localdate()
    return {today: _("Today"), today - timedelta(days=1): _("Yesterday")}.get(day, day)
