from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, employers_only
from accounts.limits import limit, too_often
from accounts.models import Organisation
from listings import actions, drafts, turns
from listings.cards import where
from listings.facts import for_employer
from listings.forms import ListingForm, complete_form
from listings.models import Listing
from listings.quotes import quote_for, quote_of
from listings.sheets import sheet
from listings.shelves import shelf
from listings.writing import hints_elsewhere, page, problems_elsewhere
from marketplace.states import WrongState


@require_safe
@employers_only
def mine(request: SignedInRequest) -> HttpResponse:
    shown = shelf(request.user, request.GET.get("show", ""), request.GET.get("page"))
    return render(request, "listings/mine.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@employers_only
@limit("type", "5000/d")
@transaction.atomic
def create(request: SignedInRequest) -> HttpResponse:
    """A new draft; a page that is sent again goes on with the one it began."""
    organisation = Organisation.objects.of(request.user).first()
    if organisation is None:
        messages.info(request, _("Tell us first who you are. Then you write your listing."))
        query = f"?next={reverse('listings:create')}"
        return redirect(reverse("accounts:organisation_edit") + query)
    begun = drafts.begun(request.user, drafts.page_of(request.POST)) if request.POST else None
    if begun and begun.status not in Listing.EDITABLE:
        return fixed(request, begun)
    return write(request, begun or Listing(organisation=organisation, created_by=request.user))


@require_http_methods(["GET", "HEAD", "POST"])
@employers_only
@limit("type", "5000/d")
@transaction.atomic
def edit(request: SignedInRequest, slug: str) -> HttpResponse:
    """Until it is published. While it is saved its row is held: nobody sends it half written."""
    rows = Listing.objects.of(request.user).select_related("organisation", "format")
    rows = rows.select_for_update(of=("self",)) if request.method == "POST" else rows.for_form()
    listing = get_object_or_404(rows, slug=slug)
    if listing.status not in Listing.EDITABLE:
        return fixed(request, listing)
    return write(request, listing)


def fixed(request: SignedInRequest, listing: Listing) -> HttpResponse:
    if listing.status == Listing.Status.OPEN:
        return redirect("listings:change", listing.slug)
    messages.error(request, turns.why_fixed(listing))
    return redirect("listings:manage", listing.slug)


def write(request: SignedInRequest, listing: Listing) -> HttpResponse:
    """The form: save a draft, check everything, or only show what a choice brings along.

    What is checked is saved first, whether or not it can be sent.
    """
    action = request.POST.get("action", "check")
    data = request.POST if request.method == "POST" else None
    sent = data is not None and not drafts.only_shown(data)
    writer = drafts.page_of(data)
    complete = action == "check" and sent
    form = ListingForm(data, instance=listing, complete=complete, unfinished=action == "autosave")
    if data is not None and sent and drafts.changed_elsewhere(listing, data):
        form.add_error(None, drafts.said_so())
    storable = drafts.storable(form, data) if data is not None and sent else None
    if storable is not None:
        if not listing.pk and (refused := too_often(request, "write", "200/d")):
            return refused
        drafts.sign(listing, writer)
        storable.save()
    if action == "autosave":
        return drafts.kept(form)
    if sent and form.is_valid():
        if action == "check":
            return redirect("listings:preview", listing.slug)
        messages.success(request, _("Saved as a draft. Nobody else sees it."))
        return redirect("listings:edit", listing.slug)
    shown = {
        **page(form, data),
        **drafts.told(form, data, stored=storable is not None),
        "writer": writer,
        "templates": None if listing.pk else Listing.objects.templates_of(request.user),
    }
    return render(request, "listings/edit.html", shown)


@require_safe
@employers_only
def quote(request: SignedInRequest) -> HttpResponse:
    """The fragment that stands beside the price while it is typed."""
    return render(request, "listings/_quote.html", {"quote": quote_of(request.GET)})


@require_safe
@employers_only
def manage(request: SignedInRequest, slug: str) -> HttpResponse:
    rows = Listing.objects.of(request.user).for_cards().prefetch_related("moderations__university")
    listing = get_object_or_404(rows, slug=slug)
    shown = {
        **turns.row(listing),
        "listing": listing,
        "turn": turns.turn(listing),
        "answers": turns.answers(listing),
        "life": turns.life(listing),
        "revisions": listing.revisions.select_related("by"),
        "fixed_for": turns.why_asked_in_vain(listing),
        "where": where(listing) if listing.arrangement else "",
        "facts": for_employer(listing),
        "quote": quote_for(listing),
        "sheet": sheet(listing, request.user),
    }
    return render(request, "listings/manage.html", shown)


@require_safe
@employers_only
def preview(request: SignedInRequest, slug: str) -> HttpResponse:
    """What students will see, what is missing, and what happens when it is sent."""
    rows = Listing.objects.of(request.user).for_cards().prefetch_related("moderations__university")
    listing = get_object_or_404(rows, slug=slug)
    if listing.status not in Listing.EDITABLE or listing.status == Listing.Status.TEMPLATE:
        return redirect("listings:manage", slug)
    form, edit_url = complete_form(listing), reverse("listings:edit", args=[slug])
    shown = {
        "listing": listing,
        "sheet": sheet(listing, request.user),
        "problems": problems_elsewhere(form, edit_url),
        "hints": hints_elsewhere(form, edit_url),
        "readers": turns.readers(listing),
        "parts": parts(listing),
    }
    return render(request, "listings/preview.html", shown)


def parts(listing: Listing) -> str:
    """What the format asks of an offer, where that is more than one part."""
    least = listing.format.min_milestones
    if least < 2:
        return ""
    return _(
        "An offer for it has at least %(n)d parts. You pay each part in before it starts, and "
        "each is paid when you approve it."
    ) % {"n": least}


@require_POST
@employers_only
@limit("write", "200/d")
@transaction.atomic
def submit(request: SignedInRequest, slug: str) -> HttpResponse:
    rows = Listing.objects.of(request.user).for_cards()
    listing = get_object_or_404(rows.select_for_update(of=("self",)), slug=slug)
    if listing.status in Listing.EDITABLE and not complete_form(listing).is_valid():
        messages.error(request, _("Something is still missing. Nothing was sent."))
        return redirect("listings:preview", slug)
    try:
        actions.submit(listing)
    except WrongState:
        messages.error(request, _("It was sent already. Nothing was changed."))
    except actions.Refused:
        messages.error(request, _("Your organisation may not post here. Nothing was sent."))
    else:
        messages.success(request, _("Sent. You get a mail for each answer."))
    return redirect("listings:manage", listing.slug)


@require_POST
@employers_only
@limit("write", "200/d")
def withdraw(request: SignedInRequest, slug: str) -> HttpResponse:
    listing = get_object_or_404(Listing.objects.of(request.user), slug=slug)
    try:
        actions.withdraw(listing)
    except WrongState:
        messages.error(request, _("It can no longer be taken back. Nothing was changed."))
        return redirect("listings:manage", slug)
    messages.success(request, _("Taken back. It is a draft again, and no university reads it."))
    return redirect("listings:edit", slug)


@require_POST
@employers_only
@limit("write", "200/d")
def close(request: SignedInRequest, slug: str) -> HttpResponse:
    listing = get_object_or_404(Listing.objects.of(request.user), slug=slug)
    try:
        actions.close(listing)
    except WrongState:
        messages.error(request, _("It is not open. Nothing was changed."))
    else:
        messages.success(request, _("Closed. Nobody can apply now; you still answer who did."))
    return redirect("listings:manage", slug)


@require_POST
@employers_only
@limit("write", "200/d")
def copy(request: SignedInRequest, slug: str) -> HttpResponse:
    rows = Listing.objects.of(request.user).select_related("organisation", "format")
    listing = get_object_or_404(rows, slug=slug)
    draft = actions.copy(listing, request.user)
    messages.success(request, _("Copied into a new draft. Choose its days, then send it."))
    return redirect("listings:edit", draft.slug)
