"""A career centre reads a listing as its students would, and decides."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest
from accounts.limits import limit
from accounts.models import User
from listings import actions, drafts, policies
from listings.deciders import deciders_only
from listings.decisions import APPROVE, CHANGES, DecisionForm, look_twice, reasons_of
from listings.facts import day
from listings.models import Listing, ListingRevision, Moderation
from listings.queueing import readable
from listings.sheets import sheet, who
from listings.views import queue
from marketplace.states import WrongState

WHY_NOT: dict[type[Exception], str | Promise] = {
    # The policy was written anew while it was read.
    actions.AgainstPolicy: gettext_lazy(
        "It is against your policy as it is now. Nothing was changed."
    ),
    actions.NotWorkedWith: gettext_lazy(
        "You have suspended or blocked this organisation. Nothing was changed."
    ),
    actions.NotVerified: gettext_lazy(
        "This organisation was refused by Foothold. Nothing was changed."
    ),
    actions.TooLate: gettext_lazy(
        "Its deadline to apply has passed. Ask the employer for a later one instead."
    ),
}


@require_safe
@deciders_only
def review(request: SignedInRequest, pk: int) -> HttpResponse:
    rows = readable(request.user).exclude(listing__submitted_at=None)
    moderation = get_object_or_404(rows, pk=pk)
    if moderation.status in (Moderation.Status.DRAFT, Moderation.Status.DROPPED):
        messages.info(request, _("The employer has taken it back. There is nothing to decide."))
        return redirect("listings:queue")
    return render(request, "listings/review.html", reading(request.user, moderation, None))


@require_POST
@deciders_only
@limit("write", "200/d")
def decide(request: SignedInRequest, pk: int) -> HttpResponse:
    moderation = get_object_or_404(readable(request.user), pk=pk)
    form = decision_form(moderation, request.POST)
    now = drafts.version(moderation.listing)
    if request.POST.get("version", now) != now:
        form.add_error(None, _("The employer has changed it since you opened this page: read it."))
    if moderation.status == Moderation.Status.WAITING and not form.is_valid():
        return render(request, "listings/review.html", reading(request.user, moderation, form))
    try:
        said = carry_out(form, moderation, request)
    except WrongState:
        return came_too_late(request, pk)
    except tuple(WHY_NOT) as error:
        messages.error(request, str(WHY_NOT[type(error)]))
        return redirect("listings:review", pk)
    messages.success(request, said)
    if request.POST.get("then") == "next":
        return queue.to_next(request)
    return redirect("listings:queue")


def came_too_late(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who was quicker, and what the one who comes too late had typed."""
    moderation = get_object_or_404(readable(request.user), pk=pk)
    messages.warning(request, too_late(moderation))
    if moderation.status in Moderation.DECIDED or moderation.reader:
        shown = {**reading(request.user, moderation, None), "unsent": unsent(request)}
        return render(request, "listings/review.html", shown, status=409)
    return redirect("listings:queue")


def decision_form(moderation: Moderation, data: Any = None) -> DecisionForm:
    """With the university's own reasons, and what its policy says of the listing."""
    broken = policies.against(
        moderation.listing, policies.rulebook(policies.current(moderation.university))
    )
    return DecisionForm(
        data,
        moderation=moderation,
        reasons=reasons_of(moderation.university),
        against=bool(broken),
    )


def unsent(request: SignedInRequest) -> str:
    """What a colleague who came too late had typed."""
    return request.POST.get("reason", "").strip()


def carry_out(form: DecisionForm, moderation: Moderation, request: SignedInRequest) -> str:
    """What was done, in words. Raises WrongState, NotVerified, TooLate: nothing was."""
    if not form.is_valid():
        raise WrongState(f"Moderation {moderation.pk} is not waiting")
    title = {"title": moderation.listing.title}
    decision = form.cleaned_data["decision"]
    if decision == APPROVE:
        actions.approve(
            moderation,
            request.user,
            checked_organisation=form.cleaned_data.get("checked_organisation", False),
            despite=form.excuse,
        )
        return _("Approved. Your students see “%(title)s” from now on.") % title
    if decision == CHANGES:
        actions.ask_for_changes(moderation, request.user, form.reason_given)
        return _("Sent back. The employer of “%(title)s” reads your reason.") % title
    actions.reject(moderation, request.user, form.reason_given)
    return _("Rejected. The employer of “%(title)s” reads your reason.") % title


def too_late(moderation: Moderation) -> str:
    """Why a decision came too late."""
    if moderation.decided_by and moderation.status in Moderation.DECIDED:
        return _("%(name)s has decided already: %(decision)s. Nothing was changed.") % {
            "name": moderation.decided_by,
            "decision": moderation.get_status_display().lower(),
        }
    if reader := moderation.reader:
        return _("%(name)s is reading it now. Nothing was changed.") % {"name": reader}
    if moderation.status in Moderation.DECIDED:
        return _("A rule of your university has decided already. Nothing was changed.")
    return _("The employer has taken it back. Nothing was changed.")


def reading(viewer: User, moderation: Moderation, form: DecisionForm | None) -> dict[str, Any]:
    waiting = moderation.status == Moderation.Status.WAITING
    reader = moderation.reader
    busy = reader is not None and reader != viewer
    policy = policies.current(moderation.university)
    return {
        "moderation": moderation,
        "mine": reader == viewer,
        "reader": reader if busy else None,
        "policy": policy,
        "checks": policies.checks(moderation.listing, policies.rulebook(policy)),
        "version": drafts.version(moderation.listing),
        "sheet": sheet(moderation.listing, viewer),
        "twice": look_twice(moderation, first=not moderation.known),  # type: ignore[attr-defined]
        "form": (form or decision_form(moderation)) if waiting and not busy else None,
        "revisions": since_approved(moderation),
        "events": moderation.events.select_related("by"),
        "organisation": about_organisation(moderation.listing),
        "website": moderation.listing.organisation.website,
    }


def since_approved(moderation: Moderation) -> list[ListingRevision]:
    """What the employer has changed since this university last decided."""
    if moderation.decided_at is None:
        return []
    rows = ListingRevision.objects.filter(listing=moderation.listing_id)
    return list(rows.filter(at__gt=moderation.decided_at))


def about_organisation(listing: Listing) -> list[dict[str, Any]]:
    """What we know of the employer, for who has to decide whether to trust them."""
    organisation = listing.organisation
    published = organisation.listings.exclude(published_at=None).count()
    proof = organisation.get_proof_display() if organisation.is_verified else ""
    rows = [
        (_("Name"), organisation.name),
        (_("Kind"), organisation.get_type_display()),
        (_("Checked"), proof or organisation.get_status_display()),
        (_("Website"), organisation.website),
        (_("Where"), who(organisation).split(" · ")[-1]),
        (_("Here since"), day(organisation.created_at)),
        (_("Published here"), published),
        (_("Written by"), f"{listing.created_by.name}, {listing.created_by.email}"),
    ]
    return [{"label": label, "value": str(value)} for label, value in rows]
