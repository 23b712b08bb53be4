from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, employers_only
from listings import actions
from listings.models import Listing


@require_safe
@employers_only
def mine(request: SignedInRequest) -> HttpResponse:
    return render(request, "listings/mine.html", {"listings": Listing.objects.of(request.user)})


@require_http_methods(["GET", "POST"])
@employers_only
def create(request: SignedInRequest) -> HttpResponse:
    return render(request, "listings/edit.html")


@require_http_methods(["GET", "POST"])
@employers_only
def edit(request: SignedInRequest, slug: str) -> HttpResponse:
    listing = get_object_or_404(Listing.objects.of(request.user), slug=slug)
    return render(request, "listings/edit.html", {"listing": listing})


@require_safe
@employers_only
def quote(request: SignedInRequest) -> HttpResponse:
    return render(request, "listings/_quote.html")


@require_safe
@employers_only
def manage(request: SignedInRequest, slug: str) -> HttpResponse:
    listing = get_object_or_404(Listing.objects.of(request.user), slug=slug)
    return render(request, "listings/manage.html", {"listing": listing})


@require_safe
@employers_only
def preview(request: SignedInRequest, slug: str) -> HttpResponse:
    listing = get_object_or_404(Listing.objects.of(request.user), slug=slug)
    return render(request, "listings/preview.html", {"listing": listing})


@require_POST
@employers_only
def submit(request: SignedInRequest, slug: str) -> HttpResponse:
    listing = get_object_or_404(Listing.objects.of(request.user), slug=slug)
    actions.submit(listing)
    return redirect("listings:manage", slug)


@require_POST
@employers_only
def withdraw(request: SignedInRequest, slug: str) -> HttpResponse:
    listing = get_object_or_404(Listing.objects.of(request.user), slug=slug)
    actions.withdraw(listing)
    return redirect("listings:manage", slug)


@require_POST
@employers_only
def close(request: SignedInRequest, slug: str) -> HttpResponse:
    listing = get_object_or_404(Listing.objects.of(request.user), slug=slug)
    actions.close(listing)
    return redirect("listings:manage", slug)
