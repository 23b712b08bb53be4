from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from listings.models import Listing


@require_safe
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "listings/home.html")


@require_safe
@login_not_required
def browse(request: HttpRequest) -> HttpResponse:
    rows = Listing.objects.visible_to(request.user).open().paid().for_cards()
    return render(request, "listings/browse.html", {"listings": rows[:24]})


@require_safe
@login_not_required
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    rows = Listing.objects.visible_to(request.user).for_cards()
    return render(request, "listings/detail.html", {"listing": get_object_or_404(rows, slug=slug)})
