"""The thread of an application, which goes on as its placement's."""

from __future__ import annotations

from functools import wraps
from typing import Any, cast
from uuid import UUID

from django.contrib import messages as notices
from django.core.paginator import Page, Paginator
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.middleware import HtmxDetails

from accounts.access import SignedInRequest
from accounts.downloads import hand_out
from accounts.limits import Guarded, limit
from accounts.models import User
from applications import actions, names, threads
from applications.forms.messaging import MessageForm
from applications.models import Application, Message, MessageFile, Placement
from applications.models.message import ReaderQuerySet
from applications.warnings import signs_of, warnings_for_sender

THREADS_PER_PAGE = 25
TOO_MANY_REQUESTS = 429


class Request(SignedInRequest):
    htmx: HtmxDetails


def keeping_what_was_typed(view: Guarded) -> Guarded:
    """Who writes more than the limit finds the last of it in the form, later."""

    @wraps(view)
    def kept(request: Request, pk: UUID) -> HttpResponseBase:
        response = view(request, pk)
        if response.status_code == TOO_MANY_REQUESTS:
            actions.keep_unsent(pk, request.user, request.POST.get("text", ""))
        return response

    return kept


@require_safe
def index(request: Request) -> HttpResponse:
    """Every thread of the one who looks, the newest first."""
    if request.user.unread_threads:
        actions.count_again(request.user)
    page = Paginator(threads.of(request.user), THREADS_PER_PAGE).get_page(request.GET.get("page"))
    shown = threads.whole(cast(ReaderQuerySet, page.object_list))
    context = {
        "page": page,
        "rows": threads.rows(shown, request.user),
        "student_side": request.user.kind == User.Kind.STUDENT,
    }
    return render(request, "applications/threads.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keeping_what_was_typed
@limit("message", "60/h")
def messages(request: Request, pk: UUID) -> HttpResponse:
    rows = Application.objects.with_thread_of(request.user).for_pages().with_team()
    application = get_object_or_404(rows, pk=pk)
    if request.method != "POST":
        return _thread(request, application)
    ticked = set(request.POST.getlist("kept"))
    kept = actions.kept_named(request.user, application.pk, ticked)
    form = MessageForm(request.POST, request.FILES, kept=kept)
    standing = threads.standing(application)
    if not standing.is_open:
        return _thread(request, application, unsent=request.POST.get("text", ""))
    if not form.is_valid():
        return _again(request, application, form)
    signs = signs_of(application, form.cleaned_data["text"])
    if signs and "anyway" not in request.POST:
        return _again(request, application, form, warnings_for_sender(signs))
    return _send(request, application, form)


def _send(request: Request, application: Application, form: MessageForm) -> HttpResponse:
    given = form.cleaned_data
    try:
        message = actions.send(application, request.user, given["text"], form.given, given["key"])
    except actions.ThreadClosed:
        application.refresh_from_db()
        return _thread(request, application, unsent=given["text"])
    if request.htmx:
        context = {
            "application": application,
            "form": MessageForm(),
            "until": threads.standing(application).until,
            "said": threads.said([message], application, request.user),
            "appended": True,
            "swapped": True,
            "other": names.other_side(application, request.user),
        }
        return render(request, "applications/_compose.html", context)
    return redirect(f"{reverse('applications:messages', args=[application.pk])}#m-{message.pk}")


def _again(
    request: Request, application: Application, form: MessageForm, warnings: list[str] | None = None
) -> HttpResponse:
    """The form with what was typed, what is the matter with it, and the files that are right."""
    form.keep(actions.keep_files(request.user, application.pk, form.good, form.chosen))
    context: dict[str, Any] = {
        "form": form,
        "warnings": warnings or [],
        "files_lost": bool(request.FILES) and not form.good,
    }
    if request.htmx:
        context |= {
            "application": application,
            "until": threads.standing(application).until,
            "swapped": True,
            "other": names.other_side(application, request.user),
        }
        return render(request, "applications/_compose.html", context)
    return _thread(request, application, **context)


def _thread(request: Request, application: Application, **more: Any) -> HttpResponse:
    before = actions.read(application, request.user)
    rows = Message.objects.filter(application=application).for_pages().newest_first()
    page = Paginator(rows, threads.PER_PAGE).get_page(request.GET.get("page"))
    newest_last = list(page.object_list)[::-1]
    standing = threads.standing(application)
    context = {
        "application": application,
        "other": names.other_side(application, request.user),
        "people": _team(application, request.user),
        "back": _back(application),
        "page": page,
        "said": threads.said(newest_last, application, request.user, before.unread_from),
        "seen": _seen(newest_last, page, application, request.user),
        "standing": standing,
        "until": standing.until,
        "form": MessageForm(draft=before.draft),
        "student_side": request.user.kind == User.Kind.STUDENT,
        **more,
    }
    if more.get("unsent") and standing.why:
        notices.error(request, _("It was not sent.") + " " + standing.why)
    return render(request, "applications/messages.html", context)


def _team(application: Application, reader: User) -> str:
    """Who of a team reads it, where the reader may know."""
    if application.team_size == 1:
        return ""
    if application.is_blind and reader.kind != User.Kind.STUDENT:
        return _("Everybody in the team reads and writes here.")
    names = ", ".join(str(each) for each in application.members.all())
    return _("Everybody in the team reads and writes here: %(names)s.") % {"names": names}


def _back(application: Application) -> str:
    """The room that the thread belongs to."""
    if application.status == Application.Status.ACCEPTED:
        rows = Placement.objects.filter(offer__application=application).order_by("-accepted_at")
        if placement := rows.first():
            return placement.get_absolute_url()
    return application.get_absolute_url()


def _seen(
    shown: list[Message], page: Page[Message], application: Application, reader: User
) -> bool:
    """Whether the other side has looked since the newest message, which is the reader's own."""
    if page.number > 1 or not shown or shown[-1].by_id != reader.pk:
        return False
    at = threads.seen_at(application, reader)
    return at is not None and at >= shown[-1].sent_at


@require_safe
def message_file(request: SignedInRequest, pk: UUID) -> FileResponse:
    rows = MessageFile.objects.visible_to(request.user).select_related("message__application")
    stored = get_object_or_404(rows, pk=pk)
    application = stored.message.application
    [shown] = [
        each
        for each in threads.files_of(stored.message, application, request.user)
        if each.file.pk == stored.pk
    ]
    stored.name = shown.name
    return hand_out(request, stored, application.pk)
