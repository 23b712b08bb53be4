"""The mailbox of development and of demonstrations: every mail, as its reader would get it."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.csp import CSP
from django.utils.http import urlencode
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from notifications.models import Email

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
    return HttpResponse(get_object_or_404(Email, pk=pk).html)


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
