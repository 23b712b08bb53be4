"""Who gets no mail any more: why, and how they mend it themselves."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import emails
from accounts.access import SignedInRequest
from accounts.limits import limit
from notifications import stopping
from notifications.models import StoppedAddress

SALT = "accounts.mail_stopped"


@require_safe
def mail_stopped(request: SignedInRequest) -> HttpResponse:
    stopped = stopping.of(request.user.email)
    if stopped is None and request.user.mail_stopped:
        # They have another address by now.
        request.user.mail_stopped = False
        request.user.save(update_fields=["mail_stopped"])
    return render(request, "accounts/mail_stopped.html", {"stopped": stopped})


@require_POST
@limit("mail_again", "5/h")
def ask_for_mail(request: SignedInRequest) -> HttpResponse:
    """Send the link that shows that mail arrives again."""
    stopped = stopping.of(request.user.email)
    if stopped is None:
        messages.success(request, _("Mail to your address is not stopped any more."))
        return redirect("accounts:mail_stopped")
    token = signing.dumps(stopped.pk, salt=SALT)
    emails.mail_again(request.user, reverse("accounts:mail_again", args=[token]), uuid4())
    messages.success(
        request, _("A mail is on its way to %(address)s.") % {"address": request.user.email}
    )
    return redirect("accounts:mail_stopped")


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@limit("mail_again", "30/h")
def mail_again(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever has the link reads the address. Opened by a program that looks through mails it does
    nothing: a button does."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=emails.MAIL_AGAIN_GOOD_FOR)
    except signing.BadSignature:
        return render(request, "accounts/mail_again.html", {"stopped": None}, status=404)
    stopped = StoppedAddress.objects.filter(pk=pk, lifted_at=None).first()
    if stopped and request.method == "POST":
        stopping.lift(stopped, None)
        return render(request, "accounts/mail_again.html", {"done": stopped})
    return render(request, "accounts/mail_again.html", {"stopped": stopped})
