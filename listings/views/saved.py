"""What a student keeps, and listings beside each other."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, students_only
from accounts.limits import limit
from listings import beside, facets, recent, saving, searches
from listings import compare as comparing
from listings.cards import cards
from listings.models import Listing, SavedListing, SavedSearch
from listings.viewers import known_student


class SavedSearchForm(forms.ModelForm[SavedSearch]):
    class Meta:
        model = SavedSearch
        fields = ["name", "cadence"]


@require_POST
@students_only
@limit("save", "600/d")
def save(request: SignedInRequest, slug: str) -> HttpResponse:
    """Keep a listing, or with `keep=no` let it go; then back to where one was."""
    listing = get_object_or_404(Listing.objects.visible_to(request.user), slug=slug)
    if request.POST.get("keep") == "no":
        saving.unsave(listing, request.user)
        messages.success(request, _("“%(title)s” is no longer saved.") % {"title": listing.title})
    else:
        saving.save(listing, request.user)
        messages.success(request, _("Saved. You find it under “Saved”."))
    return redirect(back(request, listing.get_absolute_url()))


def back(request: HttpRequest, otherwise: str) -> str:
    """The page of ours that was named as `next`."""
    asked = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure())
    return asked if ours else otherwise


@require_safe
@students_only
def saved(request: SignedInRequest) -> HttpResponse:
    return page(request)


def page(request: SignedInRequest, wrong: SavedSearchForm | None = None) -> HttpResponse:
    """All that is kept; `wrong` is a search's form that has to be corrected."""
    student = known_student(request)
    assert student is not None
    seen = Listing.objects.visible_to(request.user).for_cards()
    kept = SavedListing.objects.filter(user=request.user).values_list("listing", flat=True)
    found = {each.pk: each for each in seen.filter(pk__in=kept)}
    listings = [found[pk] for pk in kept if pk in found]
    viewed = [each for each in recent.looked_at(request, seen) if each.pk not in found]
    shown = {
        "rows": list(zip(listings, cards(listings, request.user), strict=True)),
        "gone": len(kept) - len(listings),
        "searches": [search_row(each, request, wrong) for each in searches_of(request)],
        "form": wrong,
        "viewed": cards(viewed, request.user),
        "most": saving.MOST_SEARCHES,
    }
    return render(request, "listings/saved.html", shown)


def searches_of(request: SignedInRequest) -> list[SavedSearch]:
    return list(SavedSearch.objects.filter(user=request.user))


def search_row(
    search: SavedSearch, request: SignedInRequest, wrong: SavedSearchForm | None
) -> dict[str, Any]:
    form = wrong if wrong and wrong.instance.pk == search.pk else form_of(search)
    filters = searches.read(search.query, request.user.student)
    n = searches.open_now(filters, request.user.student)
    return {
        "search": search,
        "url": f"{reverse('listings:browse')}?{search.query}",
        "open": ngettext("%(n)s open project", "%(n)s open projects", n) % {"n": facets.grouped(n)},
        "form": form,
    }


def form_of(search: SavedSearch, data: QueryDict | None = None) -> SavedSearchForm:
    return SavedSearchForm(data, instance=search, auto_id=f"id_{search.pk}_%s")


@require_POST
@students_only
@limit("save", "600/d")
def unsave_gone(request: SignedInRequest) -> HttpResponse:
    n = saving.unsave_gone(request.user)
    said = ngettext("%(n)d project is no longer saved.", "%(n)d projects are no longer saved.", n)
    messages.success(request, said % {"n": n})
    return redirect("listings:saved")


@require_POST
@students_only
@limit("save", "600/d")
def save_search(request: SignedInRequest) -> HttpResponse:
    student = known_student(request)
    assert student is not None
    filters = searches.read(request.POST.get("query", ""), student)
    query = facets.query(filters)
    if len(query) > searches.LONGEST_QUERY:
        messages.error(request, _("That search is too long to keep. Leave something out of it."))
        return redirect(f"{reverse('listings:browse')}?{query}")
    try:
        _search, new = saving.save_search(request.user, query, searches.name_of(filters))
    except saving.TooMany:
        messages.error(
            request,
            _("You have %(n)d saved searches, and that is the most. Delete one first.")
            % {"n": saving.MOST_SEARCHES},
        )
    else:
        said = _(
            "Search saved. What is new is mailed to you once a day: below you can change that."
        )
        messages.success(request, said if new else _("You had saved this search already."))
    return redirect("listings:saved")


@require_POST
@students_only
@limit("save", "600/d")
def change_search(request: SignedInRequest, pk: int) -> HttpResponse:
    """Rename a search, mail it otherwise, or delete it."""
    search = get_object_or_404(SavedSearch.objects.filter(user=request.user), pk=pk)
    if "delete" in request.POST:
        search.delete()
        messages.success(request, _("“%(name)s” is deleted.") % {"name": search.name})
        return redirect("listings:saved")
    form = form_of(search, request.POST)
    if not form.is_valid():
        return page(request, wrong=form)
    kept = SavedSearch.objects.get(pk=search.pk)
    saving.change_search(kept, form.cleaned_data["name"], form.cleaned_data["cadence"])
    messages.success(request, _("Changed."))
    return redirect("listings:saved")


@require_safe
@login_not_required
def compare(request: HttpRequest) -> HttpResponse:
    """Up to four listings at an address that says which: nothing is kept, so it can be sent on."""
    student = known_student(request)
    asked = list(dict.fromkeys(slug for slug in request.GET.getlist("l") if "\0" not in slug))
    rows = Listing.objects.visible_to(request.user).for_cards().prefetch_related(*comparing.READ)
    rows = rows.select_related("programme")
    found = {each.slug: each for each in rows.filter(slug__in=asked[:20])}
    listings = [found[slug] for slug in asked if slug in found]
    shown = listings[: comparing.MOST]
    given = {
        "listings": shown,
        "heads": comparing.heads(shown),
        "rows": comparing.table(shown, request.user),
        "differences": comparing.differences(shown),
        "missing": len(set(asked[:20]) - set(found)),
        "left_out": listings[comparing.MOST :],
        "others": beside.others(request, student, shown),
    }
    return render(request, "listings/compare.html", given)
