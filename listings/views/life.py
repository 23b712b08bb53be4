"""What an employer does with a listing that is written: change it, keep it open, put it away."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import SignedInRequest, employers_only
from accounts.limits import limit
from listings import actions, changing, drafts, turns
from listings.deadlines import DeadlineForm
from listings.models import Listing
from listings.writing import page


def held(request: SignedInRequest) -> QuerySet[Listing]:
    """Theirs; while something is sent, with the row held: nobody changes it in between."""
    rows = Listing.objects.of(request.user).select_related("organisation", "format")
    return rows.select_for_update(of=("self",)) if request.method == "POST" else rows


@require_http_methods(["GET", "HEAD", "POST"])
@employers_only
@limit("write", "200/d")
@transaction.atomic
def change(request: SignedInRequest, slug: str) -> HttpResponse:
    """The form of a published listing; what changes is shown once more before it counts."""
    listing = get_object_or_404(held(request), slug=slug)
    if listing.status != Listing.Status.OPEN:
        messages.error(request, turns.why_fixed(listing))
        return redirect("listings:manage", slug)
    data = request.POST if request.method == "POST" else None
    form = changing.form_for(listing, data)
    if data is not None and not drafts.only_shown(data) and drafts.changed_elsewhere(listing, data):
        form.add_error(None, drafts.said_so())
    if (
        data is None
        or drafts.only_shown(data)
        or not form.is_valid()
        or data.get("action") == "back"
    ):
        # All of it is there: how much is filled in says nothing.
        shown = {"outline": [], "version": drafts.version_for(listing, data)}
        return render(request, "listings/change.html", {**page(form, data), **shown})
    changes, material = changing.changes(form), changing.is_material(form)
    if not changes:
        messages.info(request, _("Nothing was changed."))
        return redirect("listings:manage", slug)
    if data.get("action") != "confirm":
        return render(
            request, "listings/check_change.html", checking(listing, changes, material, data)
        )
    readers = turns.rereading(listing, material=material)
    actions.change(form.save(), changes, request.user, material=material)
    said = _("Changed. %(names)s: read again before their students see it.") % {"names": readers}
    messages.success(request, said if readers else _("Changed. Students see it at once."))
    return redirect("listings:manage", slug)


def checking(listing: Listing, changes: list[Any], material: bool, data: Any) -> dict[str, Any]:
    hidden = ("csrfmiddlewaretoken", "action")
    return {
        "listing": listing,
        "changes": changes,
        "material": material,
        "readers": turns.rereading(listing, material=material),
        "typed": [(k, v) for k, values in data.lists() if k not in hidden for v in values],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@employers_only
@limit("write", "200/d")
@transaction.atomic
def extend(request: SignedInRequest, slug: str) -> HttpResponse:
    """A later deadline; a listing that was closed is open again with it."""
    listing = get_object_or_404(held(request), slug=slug)
    form = DeadlineForm(request.POST if request.method == "POST" else None, listing=listing)
    if not turns.may_stay_open(listing):
        messages.error(request, turns.why_over(listing))
        return redirect("listings:manage", slug)
    if form.is_bound and form.is_valid():
        readers = turns.rereading(listing, material=False)
        actions.extend(listing, form.until, form.change, request.user)
        said = [_("Students can apply until %(day)s.") % {"day": form.change["after"]}]
        if readers:
            said.append(_("%(names)s: read again, with the new day.") % {"names": readers})
        messages.success(request, " ".join(said))
        return redirect("listings:manage", slug)
    return render(request, "listings/extend.html", {"form": form, "listing": listing})


@require_POST
@employers_only
@limit("write", "200/d")
def make_template(request: SignedInRequest, slug: str) -> HttpResponse:
    rows = Listing.objects.of(request.user).select_related("organisation", "format")
    template = actions.make_template(get_object_or_404(rows, slug=slug), request.user)
    messages.success(request, _("Kept as a template. Your listing itself is as it was."))
    return redirect("listings:manage", template.slug)
