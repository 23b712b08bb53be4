"""A student's own pages, and everybody's settings."""

from uuid import UUID

from django.contrib import messages
from django.db.models import ProtectedError
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import actions
from accounts.access import SignedInRequest, students_only, way_on
from accounts.downloads import hand_out
from accounts.forms.people import ProfileForm, ResumeForm, SettingsForm
from accounts.limits import limit
from accounts.models import PayoutRoute, Resume, Student
from accounts.places import country_in_sentence


@require_http_methods(["GET", "HEAD", "POST"])
@students_only
@limit("profile", "60/h")
def profile(request: SignedInRequest) -> HttpResponse:
    student = get_object_or_404(Student.objects.select_related("university"), user=request.user)
    was_complete = student.is_complete
    form = ProfileForm(request.POST or None, instance=student)
    if request.method == "POST" and form.is_valid():
        form.save()
        return _saved(request, student, was_complete=was_complete)
    # The form has put unsaved words on `student`; the page shows what is saved.
    saved = Student.objects.get(pk=student.pk)
    context = {
        "form": form,
        "student": saved,
        "university": student.university,
        "resumes": saved.resumes.all(),
        "resume_form": ResumeForm(student=saved),
        "route": PayoutRoute.objects.to(saved.payout_country).first(),
        "next": way_on(request, ""),
    }
    return render(request, "accounts/profile.html", context)


def _saved(request: SignedInRequest, student: Student, *, was_complete: bool) -> HttpResponse:
    """The first time, on to what they were looking at, or to look for projects."""
    payable = PayoutRoute.objects.to(student.payout_country).exists()
    if not payable:
        said = _(
            "Your profile is saved. We cannot pay to a bank in %(country)s yet, so you can look at "
            "projects, and apply once your bank is in another country."
        )
        messages.warning(request, said % {"country": country_in_sentence(student.payout_country)})
    elif was_complete:
        messages.success(request, _("Your profile is saved."))
    else:
        messages.success(request, _("Your profile is saved. Now you can apply."))
    return redirect(way_on(request, "accounts:profile" if was_complete else "listings:browse"))


@require_http_methods(["GET", "HEAD", "POST"])
@students_only
@limit("upload", "30/30m")
def add_resume(request: SignedInRequest) -> HttpResponse:
    student = get_object_or_404(Student, user=request.user)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ResumeForm(*sent, student=student)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your résumé is added."))
        return redirect("accounts:profile")
    return render(request, "accounts/add_resume.html", {"form": form})


@require_safe
@students_only
def resume(request: SignedInRequest, pk: UUID) -> FileResponse:
    found = get_object_or_404(Resume, pk=pk, student__user=request.user)
    return hand_out(request, found, found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@students_only
def remove_resume(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(Resume, pk=pk, student__user=request.user)
    if request.method != "POST":
        return render(request, "accounts/remove_resume.html", {"resume": found})
    try:
        actions.remove_resume(found)
    except ProtectedError:
        messages.error(
            request, _("An application was sent with this file, so it stays. Nothing was changed.")
        )
    else:
        messages.success(request, _("The file is removed."))
    return redirect("accounts:profile")


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: SignedInRequest) -> HttpResponse:
    form = SettingsForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your settings are saved."))
        return redirect("accounts:settings")
    return render(request, "accounts/settings.html", {"form": form})
