"""Questions on a listing: asked by students, answered by the employer, read by everybody."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import (
    SignedInRequest,
    employers_only,
    moderators_only,
    second_factor_required,
    students_only,
)
from accounts.limits import limit
from accounts.models import University
from listings import actions
from listings.forms.asking import AnswerForm, HideForm, QuestionForm
from listings.models import Listing, Question
from listings.viewers import known_student
from marketplace.states import WrongState

PER_PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
@students_only
@limit("question", "10/d")
def ask(request: SignedInRequest, slug: str) -> HttpResponse:
    known_student(request)
    rows = Listing.objects.visible_to(request.user).select_related("organisation")
    listing = get_object_or_404(rows, slug=slug)
    form = QuestionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.ask(listing, request.user, form.cleaned_data["text"])
        except actions.NotOpen:
            form.add_error("text", _("It takes no applications any more, so nobody would answer."))
        except actions.TooMany:
            form.add_error(
                "text",
                _("Three of your questions wait for an answer already. Ask again when one has it."),
            )
        else:
            messages.success(
                request,
                _("Asked. You get a mail when %(organisation)s has answered.")
                % {"organisation": listing.organisation},
            )
            return redirect(f"{listing.get_absolute_url()}#questions")
    return render(request, "listings/ask.html", {"listing": listing, "form": form})


@require_safe
@employers_only
def questions(request: SignedInRequest, slug: str) -> HttpResponse:
    """Those that wait first, then the newest."""
    listing = get_object_or_404(Listing.objects.of(request.user), slug=slug)
    rows = Question.objects.filter(listing=listing).order_by("-asked_at", "-pk")
    waiting = rows.waiting().order_by("asked_at", "pk")
    page = Paginator(rows.exclude(status=Question.Status.ASKED), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {"listing": listing, "waiting": waiting[:PER_PAGE], "page": page}
    return render(request, "listings/questions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@employers_only
@limit("write", "200/d")
def question(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Answer it, publish it, decline it, hide it, show it again."""
    rows = Question.objects.for_employer(request.user)
    row = get_object_or_404(rows.select_related("listing__organisation", "hidden_by"), pk=pk)
    posted = request.POST if request.method == "POST" else None
    form = AnswerForm(posted, initial={"answer": row.answer})
    if form.is_valid():
        try:
            said = _do(row, request, form)
        except WrongState:
            messages.error(request, _("That question has moved on. Nothing was changed."))
            if form.cleaned_data["action"] == "answer":
                return render(request, "listings/question.html", {"question": row, "form": form})
            return redirect(row)
        messages.success(request, said)
        return redirect("listings:questions", row.listing.slug)
    return render(request, "listings/question.html", {"question": row, "form": form})


def _do(row: Question, request: SignedInRequest, form: AnswerForm) -> str:
    """Raises WrongState."""
    given = form.cleaned_data
    if given["action"] == "answer":
        actions.answer_question(row, given["answer"])
        return _("Answered. Everybody who sees the listing can read it.")
    if given["action"] == "publish":
        actions.publish_question(row)
        return _("Published. You can answer it later.")
    if given["action"] == "decline":
        actions.decline_question(row, given["reason"])
        return _("Not published, and the student is told why.")
    if given["action"] == "hide":
        actions.hide_question(row, request.user, given["reason"])
        return _("Hidden, and the student is told why.")
    actions.show_question(row)
    return _("It stands on the page again.")


@require_http_methods(["GET", "HEAD", "POST"])
@moderators_only
@second_factor_required
@limit("write", "200/d")
def hide_question(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """By staff of a university that has the listing before it: hidden from everybody."""
    university = get_object_or_404(University, staff__user=request.user)
    rows = Question.objects.of_university(university).select_related("listing__organisation")
    row = get_object_or_404(rows, pk=pk)
    form = HideForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.hide_question(row, request.user, form.cleaned_data["reason"])
        except WrongState:
            messages.error(request, _("It does not stand on the page any more."))
        else:
            messages.success(request, _("Hidden from everybody, and the student is told why."))
        return redirect(reverse("listings:detail", args=[row.listing.slug]) + "#questions")
    return render(request, "listings/hide_question.html", {"question": row, "form": form})
