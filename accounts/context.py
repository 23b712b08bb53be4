"""What every page's frame needs: who looks, where they can go, what to warn of."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import themes
from accounts.models import Role, User
from marketplace.addresses import page_of
from marketplace.fragments import remembered

type Links = list[tuple[str | Promise, str]]

BROWSE = (_("Find projects"), "listings:browse")
NAV: dict[str, Links] = {
    "": [BROWSE, (_("How it works"), "accounts:help")],
    User.Kind.STUDENT: [
        BROWSE,
        (_("For you"), "applications:for_you"),
        (_("Saved"), "listings:saved"),
        (_("My work"), "applications:work"),
        (_("Messages"), "applications:threads"),
        (_("My money"), "payments:money"),
    ],
    User.Kind.EMPLOYER: [
        (_("My listings"), "listings:mine"),
        (_("Write a listing"), "listings:create"),
        (_("Messages"), "applications:threads"),
        (_("Payments"), "payments:money"),
    ],
    User.Kind.STAFF: [
        (_("To decide"), "listings:queue"),
        (_("Budgets"), "payments:budgets"),
        (_("Outcomes"), "outcomes:overview"),
        (_("Mails"), "accounts:mails"),
        (_("Colleagues"), "accounts:colleagues"),
        BROWSE,
    ],
    User.Kind.PLATFORM: [
        (_("To do"), "staff"),
        (_("Disputes"), "payments:disputes"),
        (_("Reports"), "applications:reports"),
        (_("Ledger"), "payments:ledger"),
        (_("Transfers"), "payments:transfers"),
        (_("Administration"), "admin:index"),
        BROWSE,
    ],
}
# Of a career centre's pages: which role each is for. Any other is for all its staff; without a
# role somebody is of no career centre.
FOR_ROLE: dict[str, Role] = {"listings:queue": Role.MODERATOR}
OWN_PAGE: dict[str, Links] = {
    User.Kind.STUDENT: [(_("Profile"), "accounts:profile")],
    User.Kind.EMPLOYER: [(_("Organisation"), "accounts:organisation_edit")],
}
# Pages that lie elsewhere than the part of the site they belong to.
BELONGS: dict[str, dict[str, str]] = {
    User.Kind.STUDENT: {"applications:invited": "applications:for_you"},
    User.Kind.EMPLOYER: {"applications:work": "listings:mine"},
    User.Kind.STAFF: {
        "applications:here_organisations": "listings:queue",
        "applications:here_reports": "listings:queue",
    },
    User.Kind.PLATFORM: {
        "payments:differences": "payments:ledger",
        "payments:chargebacks": "payments:ledger",
        "payments:corrections": "payments:ledger",
    },
}
SETTINGS: Links = [(_("Settings"), "accounts:settings")]
DEMO: Links = [(_("Demo sign-ins"), "accounts:demo")]
FOOT: Links = [
    (_("Help"), "accounts:help"),
    (_("Accessibility"), "accounts:accessibility"),
    (_("Privacy"), "accounts:privacy"),
    (_("Terms"), "accounts:terms"),
    (_("Fields, places and formats"), "listings:directory"),
]


# In the head of a page; who has more has enough. It also bounds what is remembered of heads.
MOST_UNREAD = 99


@dataclass(frozen=True, slots=True)
class Link:
    """`current`: it leads to this page, or to the part of the site that this page is in.

    `unread`: of what is behind it.
    """

    label: str
    url: str
    current: bool = False
    unread: int = 0


def site(request: HttpRequest) -> dict[str, Any]:
    # Missing on an answer that was made before anybody was recognised, as a 400.
    user = getattr(request, "user", None)
    known = user if user is not None and user.is_authenticated else None
    kind = known.kind if known else ""
    language, path = get_language() or "", request.path
    roles = known.staff_roles if known else frozenset()
    menus = _menus(language, kind, roles, settings.DEMO)
    if unread := getattr(user, "unread_threads", 0):
        menus = menus | {"nav": _with_unread(menus["nav"], unread)}
    return {
        "demo": settings.DEMO,
        "no_real_money": settings.DEMO or settings.STRIPE_TEST_MODE,
        "viewer_kind": kind,
        "signed_in": known is not None,
        "viewer_email": known.email if known else "",
        "viewer_pk": known.pk if known else "",
        "mail_stopped": bool(known and known.mail_stopped),
        "unread_notices": _at_most(known.unread_notices) if known else "",
        **{name: _at(path, links, _elsewhere(kind)) for name, links in menus.items()},
        "theme": themes.chosen(request),
        "support_email": settings.SUPPORT_EMAIL,
    }


def framed(
    request: HttpRequest,
    template: str,
    given: Mapping[str, Hashable],
    holes: Mapping[str, str],
) -> HttpResponse:
    """As `render`, of a page that is asked for most: the frame is out of memory too.

    What differs from page to page, and from viewer to viewer, goes into holes
    (`marketplace.fragments`).
    """
    if get_messages(request):
        return render(request, template, {**given, **holes})
    frame = site(request)
    own = {name: frame.pop(name) for name in ("viewer_email", "viewer_pk", "unread_notices")}
    # A token is costly to make; a page that has made one for a part of its own gives it here, too.
    own |= {"csrf_token": holes.get("csrf_token") or get_token(request), "here": page_of(request)}
    return HttpResponse(remembered(template, {**frame, **given}, {**own, **holes}))


def _at_most(n: int) -> str:
    """For the bell; empty where nothing waits."""
    return f"{MOST_UNREAD}+" if n > MOST_UNREAD else str(n or "")


@cache
def _menus(
    language: str, kind: str, roles: frozenset[str], demo: bool
) -> dict[str, tuple[Link, ...]]:
    """In the page's language. The same for everybody of a kind, and with the same roles."""
    shown = {
        "nav": _of_roles(roles) if kind == User.Kind.STAFF else NAV[kind],
        "account_menu": OWN_PAGE.get(kind, []) + SETTINGS,
        "foot": FOOT + (DEMO if demo else []),
    }
    return {
        menu: tuple(Link(str(label), reverse(name)) for label, name in links)
        for menu, links in shown.items()
    }


def _of_roles(roles: frozenset[str]) -> Links:
    if not roles:
        return [BROWSE]
    links = NAV[User.Kind.STAFF]
    return [link for link in links if FOR_ROLE.get(link[1]) in {None, *roles}]


def _with_unread(links: tuple[Link, ...], unread: int) -> tuple[Link, ...]:
    """`unread` is a column of the one who looks, so the number in the head is free."""
    messages = reverse("applications:threads")
    return tuple(
        replace(link, unread=min(unread, MOST_UNREAD)) if link.url == messages else link
        for link in links
    )


@cache
def _elsewhere(kind: str) -> dict[str, str]:
    """Addresses of pages, with that of the part of the site that they belong to."""
    return {reverse(part): reverse(name) for part, name in BELONGS.get(kind, {}).items()}


def _at(path: str, links: tuple[Link, ...], elsewhere: dict[str, str]) -> tuple[Link, ...]:
    """With the one that is looked at marked."""
    parts = {link.url: link.url for link in links} | elsewhere
    here = max((part for part in parts if path.startswith(part)), key=len, default="")
    current = parts.get(here)
    return tuple(replace(link, current=True) if link.url == current else link for link in links)
