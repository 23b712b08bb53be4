"""What every answer carries, and what a visitor sees when the database is away."""

from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
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
