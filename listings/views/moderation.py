from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, second_factor_required, staff_only
from accounts.limits import limit
from accounts.models import User
from listings import actions, drafts
from listings.decisions import APPROVE, CHANGES, DecisionForm, look_twice
from listings.facts import day
from listings.models import Listing, ListingRevision, Moderation, ModerationQuerySet
from listings.sheets import sheet, who
from listings.turns import ANSWER_TONES
from marketplace.states import WrongState

PER_PAGE = 25


def readable(request: SignedInRequest) -> ModerationQuerySet:
    """What concerns the viewer's university, with all that its pages show."""
    before = Listing.objects.exclude(published_at=None).exclude(pk=OuterRef("listing"))
    rows = Moderation.objects.of(request.user)
    rows = rows.select_related("university", "decided_by", "listing__format")
    rows = rows.select_related("listing__organisation", "listing__created_by")
    return rows.prefetch_related("listing__places", "listing__programme__days").annotate(
        known=Exists(before.filter(organisation=OuterRef("listing__organisation")))
    )


@require_safe
@staff_only
@second_factor_required
def queue(request: SignedInRequest) -> HttpResponse:
    decided = request.GET.get("show") == "decided"
    rows = readable(request)
    waiting = Paginator(rows.waiting(), PER_PAGE)
    page = (Paginator(rows.decided(), PER_PAGE) if decided else waiting).get_page(
        request.GET.get("page")
    )
    here = reverse("listings:queue")
    shown = {
        "university": request.user.staff_of.university,
        "decided": decided,
        "page": page,
        "rows": [row(each) for each in page],
        "query": "show=decided" if decided else "",
        "tabs": [
            {"label": _("Waiting"), "url": here, "current": not decided, "count": waiting.count},
            {"label": _("Decided"), "url": f"{here}?show=decided", "current": decided},
        ],
    }
    return render(request, "listings/queue.html", shown)


def row(moderation: Moderation) -> dict[str, Any]:
    days = moderation.days_waiting
    return {
        "moderation": moderation,
        "tone": ANSWER_TONES.get(Moderation.Status(moderation.status), ""),
        "age": ngettext("%(n)d day", "%(n)d days", days) % {"n": days} if days else _("Today"),
        "twice": look_twice(moderation, first=not moderation.known),  # type: ignore[attr-defined]
    }


@require_safe
@staff_only
@second_factor_required
def review(request: SignedInRequest, pk: int) -> HttpResponse:
    rows = readable(request).exclude(listing__submitted_at=None)
    moderation = get_object_or_404(rows, pk=pk)
    if moderation.status in (Moderation.Status.DRAFT, Moderation.Status.DROPPED):
        messages.info(request, _("The employer has taken it back. There is nothing to decide."))
        return redirect("listings:queue")
    return render(request, "listings/review.html", reading(request.user, moderation, None))


@require_POST
@staff_only
@second_factor_required
@limit("write", "200/d")
def decide(request: SignedInRequest, pk: int) -> HttpResponse:
    moderation = get_object_or_404(readable(request), pk=pk)
    form = DecisionForm(request.POST, moderation=moderation)
    now = drafts.version(moderation.listing)
    if request.POST.get("version", now) != now:
        form.add_error(None, _("The employer has changed it since you opened this page: read it."))
    if moderation.status == Moderation.Status.WAITING and not form.is_valid():
        return render(request, "listings/review.html", reading(request.user, moderation, form))
    try:
        said = carry_out(form, moderation, request)
    except WrongState:
        moderation = get_object_or_404(readable(request), pk=pk)
        messages.warning(request, too_late(moderation))
        if moderation.status in Moderation.DECIDED:
            shown = {**reading(request.user, moderation, None), "unsent": unsent(request)}
            return render(request, "listings/review.html", shown, status=409)
    except actions.NotVerified:
        messages.error(
            request, _("This organisation was refused by Foothold. Nothing was changed.")
        )
        return redirect("listings:review", pk)
    except actions.TooLate:
        messages.error(
            request,
            _("Its deadline to apply has passed. Ask the employer for a later one instead."),
        )
        return redirect("listings:review", pk)
    else:
        messages.success(request, said)
    return redirect("listings:queue")


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
    return _("The employer has taken it back. Nothing was changed.")


def reading(viewer: User, moderation: Moderation, form: DecisionForm | None) -> dict[str, Any]:
    waiting = moderation.status == Moderation.Status.WAITING
    return {
        "moderation": moderation,
        "version": drafts.version(moderation.listing),
        "sheet": sheet(moderation.listing, viewer),
        "twice": look_twice(moderation, first=not moderation.known),  # type: ignore[attr-defined]
        "form": (form or DecisionForm(moderation=moderation)) if waiting else None,
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
