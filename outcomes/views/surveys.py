"""Where students went after their degree: asked by analysts, answered by a link in a mail."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError, transaction
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import SignedInRequest, analysts_only
from accounts.downloads import note
from accounts.limits import limit
from accounts.places import country_name
from marketplace.states import WrongState
from outcomes import actions, links
from outcomes.access import university_of
from outcomes.forms import AnswerForm, SurveyForm
from outcomes.models import Asked, Survey
from outcomes.shown import share
from payments.views.tables import Cell, as_csv


@require_http_methods(["GET", "HEAD", "POST"])
@analysts_only
@limit("write", "200/d")
def surveys(request: SignedInRequest) -> HttpResponse:
    """All of them, and a new one."""
    university = university_of(request)
    form = SurveyForm(request.POST or None, university=university)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            with transaction.atomic():
                survey = actions.open_survey(
                    university, told["graduates_in"], told["closes_on"], request.user
                )
        except IntegrityError:
            messages.info(request, _("A colleague has asked this class already."))
            return redirect("outcomes:surveys")
        messages.success(request, _("They are being asked: the mails go out within minutes."))
        return redirect(survey)
    rows = Survey.objects.of_staff(request.user).with_counts().select_related("university")
    context = {"university": university, "form": form, "surveys": rows}
    return render(request, "outcomes/surveys.html", context)


@require_safe
@analysts_only
def survey(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = _found(request, pk)
    counted = dict(
        row.asked.answered().order_by().values_list("destination").annotate(n=Count("pk"))
    )
    answered, asked = sum(counted.values()), row.asked.count()
    helped = row.asked.filter(helped=True).count()
    context = {
        "survey": row,
        "asked": asked,
        "answered": answered,
        "rate": share(answered, asked),
        "helped": share(helped, row.asked.exclude(helped=None).count()),
        "rows": [
            {
                "label": label,
                "n": counted.get(key, 0),
                "share": share(counted.get(key, 0), answered),
            }
            for key, label in Asked.Destination.choices
        ],
    }
    return render(request, "outcomes/survey.html", context)


@require_safe
@analysts_only
def survey_file(request: SignedInRequest, pk: UUID) -> HttpResponseBase:
    """Every answer, by a reference that stays the same in every file."""
    row = _found(request, pk)
    head = [
        *(_("Reference"), _("Student"), _("E-mail"), _("Asked"), _("Answered")),
        *(_("Destination"), _("Place"), _("Title"), _("Country"), _("A project here helped")),
    ]
    name = f"first-destinations-{row.graduates_in}"
    note(request, "outcomes.asked", row.pk, f"{name}.csv", row.pk)
    return as_csv(name, head, _lines(row))


def _lines(row: Survey) -> Iterator[list[Cell]]:
    for each in row.asked.select_related("student__user").iterator(500):
        helped = {True: _("Yes"), False: _("No")}.get(each.helped, "")  # type: ignore[arg-type]
        yield [
            *(each.reference, each.student.user.name, each.student.user.email),
            each.asked_at.date().isoformat(),
            each.answered_at.date().isoformat() if each.answered_at else "",
            *(each.get_destination_display(), each.place, each.title),
            country_name(each.country) if each.country else "",
            helped,
        ]


def _found(request: SignedInRequest, pk: UUID) -> Survey:
    rows = Survey.objects.of_staff(request.user).select_related("university")
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@never_cache
@limit("answer", "60/h")
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """By who has the link. Reading it decides nothing."""
    asked = links.named_by(token)
    if asked is None:
        raise Http404
    form = AnswerForm(request.POST or None, instance=asked)
    done = False
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer(asked, form.cleaned_data)
            done = True
        except WrongState:
            pass  # the page says that it is closed
    context = {"asked": asked, "survey": asked.survey, "form": form, "done": done}
    return render(request, "outcomes/answer.html", context)
