"""The student's own page: what needs them first, then everything else by state."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, students_only
from accounts.models import Student
from applications import desk, rows


@require_safe
@students_only
def work(request: SignedInRequest) -> HttpResponse:
    student = get_object_or_404(Student, user=request.user)
    student.user = request.user  # read already
    show = request.GET.get("show", "")
    sections = desk.of_student(request.user, show, request.GET.get("page"))
    alone = next((each for each in sections if each.page), None)
    context = {
        "student": student,
        "sections": sections,
        "alone": alone,
        "written": [] if alone else rows.of_threads(request.user),
        "nothing_open": all(each.key == "finished" for each in sections),
    }
    return render(request, "applications/work.html", context)
