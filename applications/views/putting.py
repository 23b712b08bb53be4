"""An employer puts a listing away, and takes it out again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.access import SignedInRequest, employers_only
from accounts.limits import limit
from applications import actions
from listings import actions as listing_actions
from listings.models import Listing
from marketplace.states import WrongState


@require_POST
@employers_only
@limit("write", "200/d")
def put_away(request: SignedInRequest, slug: str) -> HttpResponse:
    """Out of the way, or with `back` on the list again."""
    listing = get_object_or_404(Listing.objects.of(request.user), slug=slug)
    back = "back" in request.POST
    try:
        (listing_actions.unarchive if back else actions.put_away)(listing)
    except actions.StillGoingOn as error:
        messages.error(request, why_not(error))
    except WrongState:
        messages.error(request, _("While students or a university read it, it cannot be put away."))
    else:
        messages.success(request, _("It is on your list again.") if back else _("Put away."))
        return redirect("listings:manage" if back else "listings:mine", *([slug] if back else []))
    return redirect("listings:manage", slug)


def why_not(error: actions.StillGoingOn) -> str:
    if error.applications:
        return ngettext(
            "It cannot be put away yet: %(n)d application has no answer. Answer it first.",
            "It cannot be put away yet: %(n)d applications have no answer. Answer them first.",
            error.applications,
        ) % {"n": error.applications}
    return ngettext(
        "It cannot be put away yet: %(n)d placement is going on.",
        "It cannot be put away yet: %(n)d placements are going on.",
        error.placements,
    ) % {"n": error.placements}
