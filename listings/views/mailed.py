"""The page behind the link of a mail: one listing, and one button that approves it."""

from __future__ import annotations

from contextlib import suppress

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.limits import limit
from listings import actions, drafts, mailed, policies
from listings.models import Moderation
from listings.queueing import readable, why_not_at_once
from listings.sheets import sheet
from marketplace.states import WrongState

NOT_DONE = (
    WrongState,
    actions.AgainstPolicy,
    actions.NotVerified,
    actions.NotWorkedWith,
    actions.TooLate,
)


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@never_cache
@limit("mailed", "300/h")
def approve_by_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing: programs that look at mails open its links, too."""
    known = mailed.read(token)
    if known is None:
        return render(request, "listings/mail_over.html", status=410)
    pk, user = known
    moderation = get_object_or_404(readable(user), pk=pk)
    waits = moderation.status == Moderation.Status.WAITING
    sent = moderation.listing.submitted_at
    if waits and moderation.events.filter(at__gt=sent).exists():
        # It was decided, and waits once more: by a new policy, or after a suspension.
        return render(request, "listings/mail_over.html", status=410)
    if not waits:
        shown = {"moderation": moderation, "mine": moderation.decided_by == user}
        return render(request, "listings/mail_over.html", shown, status=410)
    book = policies.rulebook(policies.current(moderation.university))
    why_not = why_not_at_once(moderation, user, book)
    changed = False
    if request.method == "POST" and not why_not:
        changed = request.POST.get("version") != drafts.version(moderation.listing)
        if not changed:
            with suppress(*NOT_DONE):  # the page says what has come between
                actions.approve(moderation, user)
            return redirect("listings:approve_by_mail", token)
    shown = {
        "moderation": moderation,
        "user": user,
        "version": drafts.version(moderation.listing),
        "sheet": sheet(moderation.listing, user),
        "checks": policies.checks(moderation.listing, book),
        "policy": book.policy,
        "why_not": why_not,
        "changed": changed,
    }
    return render(request, "listings/approve_by_mail.html", shown)
