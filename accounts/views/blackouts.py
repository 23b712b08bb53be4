"""Days on which a student cannot work: who employs them reads these beside the due dates."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions
from accounts.access import SignedInRequest, students_only, way_on
from accounts.forms.blackouts import BlackoutForm
from accounts.limits import limit
from accounts.models import Blackout, Student


@require_http_methods(["GET", "HEAD", "POST"])
@students_only
@limit("profile", "60/h")
def blackouts(request: SignedInRequest) -> HttpResponse:
    student = get_object_or_404(Student, user=request.user)
    form = BlackoutForm(request.POST if request.method == "POST" else None, student=student)
    if form.is_valid():
        actions.add_blackout(form.instance)
        messages.success(request, _("Added. Due dates on these days are pointed out to you both."))
        return redirect(way_on(request, "accounts:blackouts"))
    context = {
        "form": form,
        "blackouts": student.blackouts.not_over(),
        "next": way_on(request, ""),
    }
    return render(request, "accounts/blackouts.html", context)


@require_POST
@students_only
@limit("profile", "60/h")
def remove_blackout(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.remove_blackout(get_object_or_404(Blackout, pk=pk, student__user=request.user))
    messages.success(request, _("Removed."))
    return redirect("accounts:blackouts")
