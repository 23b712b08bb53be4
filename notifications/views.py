"""The mailbox of development and of demonstrations; and stopping a kind of mail from the mail."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.csp import CSP
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from notifications import actions, unsubscribing
from notifications.kinds import DIGEST
from notifications.models import Email
from notifications.writing import inlined

PER_PAGE = 25
# A mail carries its own styles. Nothing else of it is allowed to do anything.
MAIL_ONLY: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.UNSAFE_INLINE],
    "frame-ancestors": [CSP.NONE],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}


@login_not_required
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    return render(request, "notifications/mailbox.html", listed(request))


@login_not_required
@require_safe
def mailbox_mail(request: HttpRequest, pk: int) -> HttpResponse:
    email = get_object_or_404(Email, pk=pk)
    return render(request, "notifications/mailbox_mail.html", {**listed(request), "email": email})


@login_not_required
@require_safe
@csp_override(MAIL_ONLY)
def mailbox_html(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse(inlined(get_object_or_404(Email, pk=pk).html))


@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """By a link in a mail, or by the button of a mail program (RFC 8058), without signing in.

    The address itself says who asks for what: no cookie counts, so there is no CSRF. Looking
    changes nothing, since programs look at links before people do. It names nobody: a mail is
    forwarded. No limit: a provider presses
    for all its customers from few addresses, and pressing twice changes no more than once.
    """
    named = unsubscribing.named_by(token)
    if named is None:
        raise Http404
    person, kind = named
    context: dict[str, object] = {"kind": kind, "together": kind.template == DIGEST}
    if request.method == "POST" and "again" in request.POST:
        before = unsubscribing.taken_back(request.POST["again"], person)
        actions.choose(person, before)
        context["again"] = bool(before)
    elif request.method == "POST":
        before = actions.turn_off(person, kind)
        context["way_back"] = unsubscribing.way_back(person, before) if before else ""
    context["off"] = not actions.stopped_with(person, kind)
    return render(request, "notifications/unsubscribe.html", context)


def listed(request: HttpRequest) -> dict[str, object]:
    """Newest first; `?to=` keeps one reader's."""
    # Postgres takes no NUL; nobody's address has one.
    to = request.GET.get("to", "").replace("\x00", "")
    emails = Email.objects.order_by("-created_at", "-pk")
    if to:
        emails = emails.filter(to=to)
    readers = Email.objects.order_by("to").values_list("to", flat=True).distinct()
    return {
        "page": Paginator(emails, PER_PAGE).get_page(request.GET.get("page")),
        "readers": list(readers),
        "to": to,
        "query": urlencode({"to": to}) if to else "",
    }
