"""The student's side: who has invited them, and letting employers know of their interest."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, students_only, way_on
from accounts.limits import limit
from accounts.models import Student
from applications import actions, for_you, inviting
from applications.models import StudentInvitation
from listings import five
from listings.cards import cards_of
from listings.matching.fitting import among
from listings.matching.weights import in_use
from listings.models import Listing
from listings.rows import open_now
from listings.search import engine
from listings.search.wanted import Moment

MOST = 50
# At once: five are found, and a page compares four.
CHOSEN = 5


@require_safe
@students_only
def invited(request: SignedInRequest) -> HttpResponse:
    student = get_object_or_404(Student.objects.select_related("university"), user=request.user)
    student.user = request.user  # read already
    rows = list(inviting.waiting(student)[:MOST])
    context = {"student": student, "invitations": _shown(student, rows), "a_week": inviting.A_WEEK}
    return render(request, "applications/invited.html", context)


def _shown(student: Student, rows: list[StudentInvitation]) -> list[dict[str, Any]]:
    """Each with its card, and with the reasons where it fits what they wish for."""
    person, moment = for_you.person_of(student), Moment(timezone.now())
    keys, wishes = [each.listing_id for each in rows], person.wishes
    fits = {f.listing: f for f in among(engine.current(), wishes, moment, keys, in_use())}
    found = open_now(keys, student.university_id)
    names = five.skill_names(wishes.skills)
    cards = {
        row.pk: {
            "card": replace(card, fit=""),
            "reasons": five.reasons(wishes, row, fits[row.pk], names) if row.pk in fits else [],
        }
        for card, row in zip(cards_of(found, student.user), found, strict=True)
    }
    return [
        {"invitation": each, **cards[each.listing_id]} for each in rows if each.listing_id in cards
    ]


@require_POST
@students_only
@limit("save", "600/d")
def not_interested(request: SignedInRequest, pk: UUID) -> HttpResponse:
    mine = StudentInvitation.objects.filter(student__user=request.user)
    actions.not_interested(get_object_or_404(mine, pk=pk))
    messages.success(request, _("They see that you are not interested. It is off your list."))
    return redirect("applications:invited")


@require_POST
@students_only
@limit("interest", "40/d")
def interested(request: SignedInRequest) -> HttpResponse:
    """In those listings that were ticked: their employers are told, and may invite them."""
    student = get_object_or_404(Student, user=request.user)
    slugs = request.POST.getlist("l")[:CHOSEN]
    rows = Listing.objects.visible_to(request.user).open().filter(slug__in=slugs).distinct()
    told = sum(actions.show_interest(each, student) for each in rows.select_related("organisation"))
    if told:
        words = ngettext(
            "%(n)d employer knows of your interest. You can apply without waiting.",
            "%(n)d employers know of your interest. You can apply without waiting.",
            told,
        )
        messages.success(request, words % {"n": told})
    elif slugs:
        messages.info(request, _("They know of your interest already, or of your application."))
    else:
        messages.error(request, _("Tick the projects first whose employers are to know of you."))
    return redirect(way_on(request, "listings:five"))
