"""What every answer carries, how much may be sent, and what is seen without a database."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

Answer = Callable[[HttpRequest], HttpResponse]


def headers(get_response: Answer) -> Answer:
    """Two headers that Django does not set (reliability.md T7)."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"
        )
        return response

    return answer


def wrong_method(get_response: Answer) -> Answer:
    """A page in place of Django's empty 405, for who opened an address that only takes forms."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 405 or response.streaming or response.content:
            return response
        page = render(request, "405.html", {"here": "/"}, status=405)
        page.headers["Allow"] = response.headers["Allow"]
        return page

    return answer


class unavailable:  # noqa: N801 - reads as a function in MIDDLEWARE, needs a second hook
    """A database that is away is a 503 that says so, with a time to come back."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        except (OperationalError, InterfaceError):
            return self.page()

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return self.page() if isinstance(error, OperationalError | InterfaceError) else None

    @staticmethod
    def page() -> HttpResponse:
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": "30"})


def bodies(get_response: Answer) -> Answer:
    """Refuse a body that is too large, or of unknown length, before anything reads it.

    A made-up session cookie does not help: for a large body the session itself is looked up.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        said = request.META.get("CONTENT_LENGTH") or ""
        unknown = "Transfer-Encoding" in request.headers or request.method == "POST"
        if not said.isdecimal() and (said or unknown):
            return HttpResponse(render_to_string("411.html"), status=411)
        length = int(said or 0)
        most = settings.MAX_BODY_BYTES
        if (
            settings.MAX_STRANGERS_BODY_BYTES < length <= most
            and SESSION_KEY not in request.session
        ):
            most = settings.MAX_STRANGERS_BODY_BYTES
        if length > most:
            return HttpResponse(render_to_string("413.html"), status=413)
        return get_response(request)

    return answer
