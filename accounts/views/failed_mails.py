"""For those who run the site: mails that did not go as they should, and stopped addresses."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, platform_or_404
from accounts.limits import limit
from marketplace.states import WrongState
from notifications import outages, outbox, stopping
from notifications.models import Email, EmailQuerySet, StoppedAddress

PER_PAGE = 25
# Of one press: what the mail server then says of them is soon to be seen.
AGAIN_AT_ONCE = 500
# One page of stopped addresses is enough to see what is going on; the rest is found by address.
STOPPED = 50


@require_safe
@platform_or_404
def failed_mails(request: SignedInRequest) -> HttpResponse:
    """`?show=failed` or `unknown`; `?to=` of one address; `?said=` words of why."""
    show, asked = request.GET.get("show", ""), _asked(request.GET)
    to, stopped = asked["to"], StoppedAddress.objects.filter(lifted_at=None)
    rows = Email.objects.for_staff()
    counts = {status: rows.filter(status=status).count() for status in ("failed", "unknown")}
    emails = _those(asked)
    again = 0 if show == "unknown" else len(emails.to_send_again()[: AGAIN_AT_ONCE + 1])
    if show in counts:
        emails = emails.filter(status=show)
    if to:
        stopped = stopped.filter(address=to.lower())
    emails = emails.prefetch_related("sent_again__by")
    context = {
        "outage": outages.lasts(),
        "again": min(again, AGAIN_AT_ONCE),
        "more": again > AGAIN_AT_ONCE,
        "page": Paginator(emails, PER_PAGE).get_page(request.GET.get("page")),
        "stopped": stopped[:STOPPED],
        "show": show,
        "query": urlencode({"show": show, **asked}),
        "tabs": _tabs(show, asked, counts),
        **asked,
    }
    return render(request, "accounts/failed_mails.html", context)


def _asked(typed: QueryDict) -> dict[str, str]:
    # Postgres takes no NUL.
    return {name: typed.get(name, "").replace("\x00", "").strip() for name in ("to", "said")}


def _those(asked: dict[str, str]) -> EmailQuerySet:
    emails = Email.objects.for_staff()
    if asked["to"]:
        emails = emails.filter(to__iexact=asked["to"])
    if asked["said"]:
        emails = emails.filter(last_error__icontains=asked["said"])
    return emails


def _tabs(show: str, asked: dict[str, str], counts: dict[str, int]) -> list[dict[str, object]]:
    labels = {"": _("All"), "failed": _("Failed"), "unknown": _("Unknown")}
    here = reverse("accounts:failed_mails")
    return [
        {
            "label": label,
            "url": f"{here}?{urlencode({'show': name, **asked})}",
            "current": name == (show if show in counts else ""),
            "count": counts.get(name, sum(counts.values())),
        }
        for name, label in labels.items()
    ]


@require_POST
@platform_or_404
@limit("write", "500/d")
def send_again(request: SignedInRequest, pk: int) -> HttpResponse:
    email = get_object_or_404(Email, pk=pk)
    back = redirect(f"{reverse('accounts:mails')}?{urlencode({'to': email.to})}")
    if email.secret:
        text = _("It held a code or a link that is gone. Its reader asks for a new one.")
        messages.error(request, text)
        return back
    if not email.body:
        messages.error(request, _("It is so old that its words are gone."))
        return back
    if stopping.keeps(email):
        messages.error(request, _("Mail to this address is stopped. Lift that first."))
        return back
    try:
        outbox.send_again(email, request.user)
    except WrongState:
        messages.warning(request, _("It is on its way already, or has arrived."))
    else:
        messages.success(request, _("It goes again now."))
    return back


@require_POST
@platform_or_404
@limit("write", "500/d")
def send_all_again(request: SignedInRequest) -> HttpResponse:
    """Of those that the page was asked for, what failed: never what may have arrived."""
    asked = _asked(request.POST)
    n = outbox.send_all_again(_those(asked).to_send_again()[:AGAIN_AT_ONCE], request.user)
    if n:
        text = ngettext("%(n)s mail goes again now.", "%(n)s mails go again now.", n)
        messages.success(request, text % {"n": n})
    else:
        messages.warning(request, _("None of them can be sent again."))
    return redirect(f"{reverse('accounts:failed_mails')}?{urlencode(asked)}")


@require_POST
@platform_or_404
@limit("write", "500/d")
def lift(request: SignedInRequest, pk: int) -> HttpResponse:
    stopped = get_object_or_404(StoppedAddress, pk=pk)
    stopping.lift(stopped, request.user)
    text = _("Mail goes to %(address)s again.") % {"address": stopped.address}
    messages.success(request, text)
    return redirect("accounts:failed_mails")
