"""Who signs in first, whose clock a page is written in, and who needs a second factor."""

from collections.abc import Callable
from time import monotonic
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfoNotFoundError

from allauth.usersessions.middleware import UserSessionsMiddleware
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import (
    NEEDS_SECOND_FACTOR,
    WAY_BACK,
    has_second_factor,
    to_second_factor,
)
from marketplace.addresses import sent_from

Answer = Callable[[HttpRequest], HttpResponse]

OPEN_WITHOUT = {
    "account_logout",
    "account_reauthenticate",
    "accounts:accessibility",
    "accounts:help",
    "accounts:second_factor",
    "accounts:theme",
    "mailbox",
    "mailbox_mail",
    "mailbox_html",
}


class login_required(LoginRequiredMiddleware):  # noqa: N801 - as the others in MIDDLEWARE
    """Who sends a form after their session ended comes back to the form, not to where it went."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseRedirect:
        if request.method in {"GET", "HEAD"}:
            return super().handle_no_permission(request, view_func)
        page = sent_from(request)
        if page and is_public(page):
            told = _("Sign in first, then press it again: nothing was saved yet.")
        else:
            told = _("You were signed out. What you just sent was not saved; nothing was changed.")
        messages.warning(request, told, extra_tags="unsaved")
        return redirect_to_login(page or reverse("accounts:start"))


def is_public(page: str) -> bool:
    """Whether `page`, a path, is shown to who is not signed in."""
    try:
        view = resolve(urlsplit(page).path).func
    except Resolver404:
        return False
    return not getattr(view, "login_required", True)


def local_time(get_response: Answer) -> Answer:
    """Write moments in the viewer's zone; UTC for who has not signed in."""

    def answer(request: HttpRequest) -> HttpResponse:
        user = request.user
        with timezone.override(user.time_zone if user.is_authenticated else "UTC"):
            return get_response(request)

    def answer_in_utc_if_unknown(request: HttpRequest) -> HttpResponse:
        try:
            return answer(request)
        except ZoneInfoNotFoundError:
            return get_response(request)

    return answer_in_utc_if_unknown


class last_seen(UserSessionsMiddleware):  # noqa: N801 - as the others
    """Note where a session is used from: once a minute, and at once when that changes.

    allauth's own does it with every page, in four statements of which one writes: more than all
    the rest of a page costs the database. This process remembers what it has noted.
    """

    NOTED_SECONDS = 60
    MOST = 10_000

    def __init__(self, get_response: Answer) -> None:
        super().__init__(get_response)
        self.get_response: Answer = get_response
        self.noted: dict[tuple[str, ...], float] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self._is_news(request):
            return self.get_response(request)
        noted: HttpResponse = super().__call__(request)
        return noted

    def _is_news(self, request: HttpRequest) -> bool:
        if not request.user.is_authenticated:
            return False
        # What stands for an address may come from several headers, as behind a proxy.
        where = (request.META.get(name, "") for name in ("REMOTE_ADDR", "HTTP_X_FORWARDED_FOR"))
        used = (request.session.session_key or "", request.headers.get("User-Agent", ""), *where)
        now, last = monotonic(), self.noted.get(used)
        if last is not None and now - last < self.NOTED_SECONDS:
            return False
        if len(self.noted) >= self.MOST:
            self.noted.clear()
        self.noted[used] = now
        return True


class second_factor:  # noqa: N801 - reads as a function in MIDDLEWARE, needs the view's name
    """Staff without a second factor get no further than the pages that set one up."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponseBase | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name == "mfa_index" and WAY_BACK in request.session:
            return self._back(request)
        if name.startswith("mfa_") or name in OPEN_WITHOUT:
            return None
        user = request.user
        if not user.is_authenticated or user.kind not in NEEDS_SECOND_FACTOR:
            return None
        return None if has_second_factor(user) else to_second_factor(request)

    @staticmethod
    def _back(request: HttpRequest) -> HttpResponseBase | None:
        """Set up at last: back to what they were about to do."""
        if request.user.is_authenticated and has_second_factor(request.user):
            return redirect(request.session.pop(WAY_BACK))
        return None
