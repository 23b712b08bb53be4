"""For those who run the site: mails that did not go as they should, and stopped addresses."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, platform_or_404
from accounts.limits import limit
from marketplace.states import WrongState
from notifications import outbox, stopping
from notifications.models import Email, StoppedAddress

PER_PAGE = 25
# One page of stopped addresses is enough to see what is going on; the rest is found by address.
STOPPED = 50


@require_safe
@platform_or_404
def failed_mails(request: SignedInRequest) -> HttpResponse:
    """`?show=failed` or `unknown`; `?to=` of one address."""
    show, to = request.GET.get("show", ""), request.GET.get("to", "").replace("\x00", "").strip()
    emails, stopped = Email.objects.for_staff(), StoppedAddress.objects.filter(lifted_at=None)
    counts = {status: emails.filter(status=status).count() for status in ("failed", "unknown")}
    if show in counts:
        emails = emails.filter(status=show)
    if to:
        emails, stopped = emails.filter(to__iexact=to), stopped.filter(address=to.lower())
    emails = emails.prefetch_related("sent_again__by")
    context = {
        "page": Paginator(emails, PER_PAGE).get_page(request.GET.get("page")),
        "stopped": stopped[:STOPPED],
        "to": to,
        "show": show,
        "query": urlencode({"show": show, "to": to}),
        "tabs": _tabs(show, to, counts),
    }
    return render(request, "accounts/failed_mails.html", context)


def _tabs(show: str, to: str, counts: dict[str, int]) -> list[dict[str, object]]:
    labels = {"": _("All"), "failed": _("Refused"), "unknown": _("Unknown")}
    here = reverse("accounts:failed_mails")
    return [
        {
            "label": label,
            "url": f"{here}?{urlencode({'show': name, 'to': to})}",
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
def lift(request: SignedInRequest, pk: int) -> HttpResponse:
    stopped = get_object_or_404(StoppedAddress, pk=pk)
    stopping.lift(stopped, request.user)
    text = _("Mail goes to %(address)s again.") % {"address": stopped.address}
    messages.success(request, text)
    return redirect("accounts:failed_mails")
