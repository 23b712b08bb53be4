"""Where a request can be looked at again."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def sent_from(request: HttpRequest) -> str:
    """The page of this site that a form was sent from; "" when the browser does not say."""
    page = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(
        page, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return ""
    parts = urlsplit(page)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def page_of(request: HttpRequest) -> str:
    """The address that shows this page again, without sending anything."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    return sent_from(request) or "/"
