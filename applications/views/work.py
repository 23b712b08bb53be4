"""The student's own page: what needs them first, then everything else by state."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, students_only
from accounts.models import Student
from applications import rows
from applications.models import Application, Offer, Placement, TeamMember

Status = Application.Status

# Finished rows that the page still shows.
LATEST = 20


@require_safe
@students_only
def work(request: SignedInRequest) -> HttpResponse:
    student = get_object_or_404(Student, user=request.user)
    mine = Application.objects.of_student(request.user).for_pages()
    offers = Offer.objects.of_student(request.user).open().for_pages().order_by("expires_at")
    placements = list(
        Placement.objects.of_student(request.user).for_pages().order_by("-accepted_at")[:100]
    )
    at_work = rows.of_placements(placements, request.user.kind)
    in_teams = Application.objects.of_team(request.user).for_pages()
    closed = in_teams.closed().order_by("-decided_at")[:LATEST]
    asked = TeamMember.objects.asked_of(request.user).waiting().for_pages()
    context = {
        "student": student,
        "needs": [
            *rows.of_asks(asked),
            *rows.of_offers(offers, request.user.kind),
            *rows.your_turn(at_work),
        ],
        "written": rows.of_threads(request.user),
        "at_work": rows.not_your_turn(at_work),
        "waiting": rows.of_applications(in_teams.undecided().order_by("decide_by", "pk")),
        "drafts": rows.of_drafts(mine.filter(status=Status.DRAFT).order_by("-updated_at")),
        "finished": [*rows.of_finished(placements), *rows.of_closed(closed)],
    }
    return render(request, "applications/work.html", context)
