"""What every page's frame needs: who looks, where they can go, what to warn of."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import themes
from accounts.models import User

type Links = list[tuple[str | Promise, str]]

BROWSE = (_("Find projects"), "listings:browse")
NAV: dict[str, Links] = {
    "": [BROWSE, (_("How it works"), "accounts:help")],
    User.Kind.STUDENT: [
        BROWSE,
        (_("Saved"), "listings:saved"),
        (_("My work"), "applications:work"),
        (_("My money"), "payments:money"),
    ],
    User.Kind.EMPLOYER: [
        (_("My listings"), "listings:mine"),
        (_("Write a listing"), "listings:create"),
        (_("Payments"), "payments:money"),
    ],
    User.Kind.STAFF: [(_("To decide"), "listings:queue"), BROWSE],
    User.Kind.PLATFORM: [(_("Administration"), "admin:index"), BROWSE],
}
OWN_PAGE: dict[str, Links] = {
    User.Kind.STUDENT: [(_("Profile"), "accounts:profile")],
    User.Kind.EMPLOYER: [(_("Organisation"), "accounts:organisation_edit")],
}
# Pages that lie elsewhere than the part of the site they belong to.
BELONGS: dict[str, dict[str, str]] = {User.Kind.EMPLOYER: {"applications:work": "listings:mine"}}
SETTINGS: Links = [(_("Settings"), "accounts:settings")]
FOOT: Links = [
    (_("Help"), "accounts:help"),
    (_("Accessibility"), "accounts:accessibility"),
    (_("Privacy"), "accounts:privacy"),
    (_("Terms"), "accounts:terms"),
    (_("Fields, places and formats"), "listings:directory"),
]


def site(request: HttpRequest) -> dict[str, Any]:
    # Missing on an answer that was made before anybody was recognised, as a 400.
    user = getattr(request, "user", None)
    kind = user.kind if user is not None and user.is_authenticated else ""
    demo: Links = [(_("Demo sign-ins"), "accounts:demo")] if settings.DEMO else []
    return {
        "demo": settings.DEMO,
        "no_real_money": settings.DEMO or settings.STRIPE_TEST_MODE,
        "viewer_kind": kind,
        "nav": _links(request, NAV[kind], BELONGS.get(kind, {})),
        "account_menu": _links(request, OWN_PAGE.get(kind, []) + SETTINGS),
        "foot": _links(request, FOOT + demo),
        "theme": themes.chosen(request),
        "support_email": settings.SUPPORT_EMAIL,
    }


def _links(
    request: HttpRequest, links: Links, belongs: Mapping[str, str] = MappingProxyType({})
) -> list[dict[str, Any]]:
    """`current` is the one whose page, or whose part of the site, is looked at."""
    urls = [(label, reverse(name)) for label, name in links]
    parts = {url: url for _, url in urls}
    parts |= {reverse(part): reverse(name) for part, name in belongs.items()}
    here = max((part for part in parts if request.path.startswith(part)), key=len, default="")
    return [{"label": label, "url": url, "current": url == parts.get(here)} for label, url in urls]
