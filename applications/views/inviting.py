"""The employer's side: whom to invite, beside the listing's board."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import SignedInRequest, employers_only
from accounts.limits import limit
from applications import actions, inviting
from applications.models import Application, StudentInvitation
from applications.views.board import listing_of
from listings.models import Listing
from marketplace.states import WrongState

LONGEST = 300


@require_http_methods(["GET", "HEAD", "POST"])
@employers_only
@limit("write", "200/d")
def invite(request: SignedInRequest, slug: str) -> HttpResponse:
    """Candidates with reasons, and who was invited; POST invites one of them."""
    listing = listing_of(request, slug)
    if request.method == "POST":
        _invite(request, listing)
        return redirect("applications:invite", listing.slug)
    able = listing.takes_applications and not listing.is_recalled
    shown = {
        "listing": listing,
        "able": able,
        "candidates": inviting.candidates(listing) if able else [],
        "invited": _invited(listing),
        "left": inviting.left(listing),
        "a_week": inviting.A_WEEK,
    }
    return render(request, "applications/invite.html", shown)


def _invite(request: SignedInRequest, listing: Listing) -> None:
    student, word = request.POST.get("student", ""), request.POST.get("word", "").strip()
    if len(word) > LONGEST:
        said = _("Your word is %(n)d characters long: %(most)d at most. Nobody was invited.")
        messages.error(request, said % {"n": len(word), "most": LONGEST})
        return
    try:
        pk = int(student) if student.isascii() and student.isdigit() and len(student) < 18 else 0
        invitation = actions.invite(listing, pk, request.user, word.replace("\0", ""))
    except actions.EnoughInvited:
        messages.error(
            request, _("As many are invited as a project may have. Nobody else was invited.")
        )
    except actions.NotToInvite:
        messages.error(
            request,
            _("They cannot be invited any more: they have applied, or have enough invitations."),
        )
    except WrongState:
        messages.error(request, _("This project takes no applications now. Nobody was invited."))
    else:
        who = invitation.student.course if listing.blind else invitation.student
        messages.success(request, _("%(student)s is invited, and told.") % {"student": who})


def _invited(listing: Listing) -> list[dict[str, object]]:
    rows = StudentInvitation.objects.filter(listing=listing).select_related("student__user")
    sent = Application.objects.filter(listing=listing).exclude(status=Application.Status.DRAFT)
    applied = set(sent.values_list("student", flat=True))
    return [
        {
            "who": each.student.course if listing.blind else str(each.student),
            "at": each.at,
            "answer": inviting.answer_to(each, applied),
        }
        for each in rows
    ]
