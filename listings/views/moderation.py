from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, second_factor_required, staff_only
from listings.models import Moderation


@require_safe
@staff_only
@second_factor_required
def queue(request: SignedInRequest) -> HttpResponse:
    rows = Moderation.objects.of(request.user).waiting().select_related("listing__organisation")
    return render(request, "listings/queue.html", {"moderations": rows})


@require_safe
@staff_only
@second_factor_required
def review(request: SignedInRequest, pk: int) -> HttpResponse:
    moderation = get_object_or_404(Moderation.objects.of(request.user), pk=pk)
    return render(request, "listings/review.html", {"moderation": moderation})


@require_POST
@staff_only
@second_factor_required
def decide(request: SignedInRequest, pk: int) -> HttpResponse:
    get_object_or_404(Moderation.objects.of(request.user), pk=pk)
    return redirect("listings:queue")
