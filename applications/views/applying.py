"""The student's side, up to sending and taking back; and one application, read by both."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, students_only
from accounts.limits import limit
from accounts.models import Resume, Student, User
from applications import actions, eligibility, turns
from applications.blind import reader
from applications.forms.applying import ApplyForm, starting_values
from applications.models import Application, Offer, Placement
from applications.similar import similar_to
from applications.summaries import answers_of, form_rows, times_of
from listings.models import Listing
from marketplace.states import WrongState

Status = Application.Status


@require_http_methods(["GET", "HEAD", "POST"])
@students_only
@limit("application", "60/30m")
def apply(request: SignedInRequest, slug: str) -> HttpResponse:
    # Every published listing, so that one the university has not approved says so in words.
    published = Listing.objects.published().for_cards()
    listing = get_object_or_404(published, slug=slug)
    student = get_object_or_404(Student.objects.select_related("university"), user=request.user)
    application = Application.objects.filter(listing=listing, student=student).first()
    if application and not application.may_be_sent:
        return redirect(application)
    checks = eligibility.checks(student, listing)
    context: dict[str, Any] = {"listing": listing, "application": application, "checks": checks}
    if not checks.met:
        return render(request, "applications/apply.html", context)
    if request.method == "POST":
        return _keep(request, student, listing, context)
    initial = starting_values(student, application)
    form = ApplyForm(student=student, listing=listing, initial=initial)
    return render(request, "applications/apply.html", {**context, "form": form})


def _keep(
    request: SignedInRequest, student: Student, listing: Listing, context: dict[str, Any]
) -> HttpResponse:
    """Keep what was typed, whatever it is; go on to the check page when all of it is right."""
    form = ApplyForm(request.POST, request.FILES, student=student, listing=listing)
    whole = form.is_valid()
    upload = form.cleaned_data.get("upload")
    resume = actions.keep_resume(student, upload) if upload else form.chosen
    going_on = whole and not form.is_draft
    fields: dict[str, Any] = (
        {**form.columns(), "typed": {}} if going_on else {"typed": form.typed()}
    )
    if resume:
        fields["resume"] = resume
    try:
        application = actions.save_draft(student, listing, request.POST.get("version"), **fields)
    except actions.ChangedMeanwhile as other:
        context["application"] = other.application
        form.changed_meanwhile = True
        return _show_again(request, form, student, resume if upload else None, context)
    except WrongState:
        messages.error(request, _("You have sent this application already. Nothing was changed."))
        return redirect("applications:work")
    context["application"] = application
    if going_on:
        return redirect("applications:check", application.pk)
    if form.is_draft:
        form.only_the_file()
        if not form.errors:
            messages.success(request, _("Your draft is saved. Nobody sees it until you send it."))
            return redirect("applications:apply", listing.slug)
    return _show_again(request, form, student, resume if upload else None, context)


def _show_again(
    request: SignedInRequest,
    form: ApplyForm,
    student: Student,
    kept: Resume | None,
    context: dict[str, Any],
) -> HttpResponse:
    """The form with its errors. A file that was right is stored and stays chosen."""
    if kept:
        data = request.POST.copy()
        data["resume"] = str(kept.pk)
        again = ApplyForm(data, student=student, listing=context["listing"])
        again.changed_meanwhile = form.changed_meanwhile
        form = again
    if form.changed_meanwhile:
        form.only_the_file()
        form.add_error(
            None,
            _(
                "This was changed in another tab. What you typed here is not saved yet. Save "
                "again to keep it and lose the other, or open the page anew to see the other."
            ),
        )
    return render(request, "applications/apply.html", {**context, "form": form, "kept": kept})


@require_http_methods(["GET", "HEAD", "POST"])
@students_only
@limit("apply", "20/d")
def check(request: SignedInRequest, pk: UUID) -> HttpResponse:
    mine = Application.objects.of_student(request.user).for_pages().select_related("resume")
    application = get_object_or_404(mine, pk=pk)
    if not application.may_be_sent:
        return redirect(application)
    if not application.is_whole:
        messages.warning(request, _("Something is not filled in yet."))
        return redirect("applications:apply", application.listing.slug)
    if request.method == "POST":
        return _send(request, application)
    rows = form_rows(application)
    return render(request, "applications/check.html", {"application": application, "rows": rows})


def _send(request: SignedInRequest, application: Application) -> HttpResponse:
    try:
        actions.submit(application)
    except WrongState:
        messages.info(request, _("This application was sent already."))
    except actions.Incomplete:
        messages.warning(request, _("Something is not filled in yet."))
        return redirect("applications:apply", application.listing.slug)
    except actions.NotEligible:
        messages.error(request, _("It could not be sent. Your draft is kept."))
        return redirect("applications:apply", application.listing.slug)
    return redirect("applications:sent", application.pk)


@require_safe
@students_only
def sent(request: SignedInRequest, pk: UUID) -> HttpResponse:
    mine = Application.objects.of_student(request.user).for_pages()
    application = get_object_or_404(mine.exclude(submitted_at=None), pk=pk)
    names = {"organisation": application.listing.organisation}
    following = [
        _("%(organisation)s has your application, and you have a copy by e-mail.") % names,
        _("They shortlist, make an offer or decline. Whatever it is, we write to you."),
        _("If you get an offer, you read its terms and accept or refuse."),
    ]
    context = {"application": application, "next": following}
    return render(request, "applications/sent.html", context)


@require_safe
def detail(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One application: as the student sent it, or as the employer reads it."""
    student_side = request.user.kind == User.Kind.STUDENT
    rows = (
        Application.objects.of_student(request.user)
        if student_side
        else Application.objects.for_employer(request.user)
    )
    application = get_object_or_404(rows.for_pages().select_related("resume", "nameless"), pk=pk)
    if application.status == Application.Status.DRAFT:
        return redirect("applications:apply", application.listing.slug)
    read = str if student_side else reader(application)
    offer = application.offers.order_by("-made_at").first()
    context = {
        "application": application,
        "turn": turns.of_application(application, request.user.kind),
        "pitch": read(application.pitch),
        "answers": answers_of(application, read),
        "times": times_of(application, read),
        "offer": offer,
        "revisions": application.listing.revisions.filter(at__gt=application.submitted_at),
        "placement": Placement.objects.filter(offer=offer).first() if offer else None,
        "similar": similar_to(application) if application.status == Status.NOT_SELECTED else [],
        "offer_is_open": bool(offer and offer.status == Offer.Status.MADE),
    }
    name = "detail" if student_side else "read"
    return render(request, f"applications/{name}.html", context)


@require_POST
@students_only
@limit("write", "200/d")
def withdraw(request: SignedInRequest, pk: UUID) -> HttpResponse:
    application = get_object_or_404(Application.objects.of_student(request.user), pk=pk)
    try:
        actions.withdraw(application)
    except WrongState:
        messages.error(request, _("It can no longer be withdrawn. Nothing was changed."))
        return redirect(application)
    messages.success(request, _("Your application is withdrawn."))
    return redirect(application)
