"""Which page is opened by whom, with what behind it: one row for each address of the site.

Who may open what is a table already (tests/*/access.py), complete against the URL conf; its
makers make the page's object and say whose it is. Where size matters, `BIG` makes more.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, get_resolver

from accounts.models import User
from benches import crowd
from tests import make

ROOMS = ("accounts", "notifications", "listings", "applications", "payments", "outcomes")
HELLO = "hello"
OF_NO_ROOM = ("livez", "readyz")

type Made = tuple[dict[str, Any], User | None]


@dataclass(frozen=True, slots=True)
class Page:
    """`make` gives the address's values and who opens it; `query` is its query string."""

    make: Callable[[], Made]
    query: str = ""


# With a hundred items, two thousand applications, two hundred messages and ten parts.
BIG: dict[str, Page] = {
    "applications:work": Page(crowd.busy_student),
    "applications:threads": Page(crowd.busy_student),
    "applications:inbox": Page(crowd.board),
    "applications:placement": Page(crowd.room),
    "applications:messages": Page(crowd.thread),
    "listings:mine": Page(crowd.busy_employer),
    "listings:manage": Page(crowd.board),
    "listings:detail": Page(crowd.much_asked),
    "listings:questions": Page(crowd.much_asked),
    "listings:queue": Page(crowd.queue),
    "payments:money": Page(crowd.busy_student),
    "payments:disputes": Page(crowd.disputes),
}


# Of the library for accounts: by nobody in particular, and by who has signed in.
SIGNED_OUT = (
    *("account_login", "account_signup", "account_inactive", "account_reset_password"),
    *("account_reset_password_done", "account_reset_password_from_key_done"),
    "account_email_verification_sent",
)
SIGNED_IN = (
    *("account_logout", "account_email", "account_change_password", "account_set_password"),
    *("account_reauthenticate", "mfa_index", "mfa_activate_totp", "usersessions_list"),
)
# What is not opened, and why. Every other address is, or a test fails.
LEFT_OUT = {
    "account_confirm_login_code": "only while a code is under way",
    "account_reset_password_from_key": "only by the link of a mail",
    "mfa_authenticate": "only while somebody signs in",
    "mfa_reauthenticate": "only for who has a second factor",
    "mfa_deactivate_totp": "only for who has a second factor",
    "mfa_view_recovery_codes": "only for who has a second factor",
    "mfa_generate_recovery_codes": "only for who has a second factor",
    "mfa_download_recovery_codes": "only for who has a second factor",
    "style": "our own paper, where DEBUG is on",
    **dict.fromkeys(
        (
            *("saml_login", "saml_acs", "saml_finish_acs", "saml_sls", "saml_metadata"),
            *("openid_connect_login", "openid_connect_callback", "socialaccount_signup"),
            *("socialaccount_connections", "social/connections/", "social/signup/"),
        ),
        "only with a university's own sign-on",
    ),
    **dict.fromkeys(
        (
            *("socialaccount_login_cancelled", "socialaccount_login_error"),
            *("social/login/cancelled/", "social/login/error/"),
        ),
        "only when a university's own sign-on went wrong",
    ),
}
# Of the administration its index and its lists are opened; Django's forms behind them are not.
ADMIN, LISTS = "admin:", "_changelist"


def table() -> dict[str, Page]:
    """Every address that can be read; those that only take a form are not in it."""
    pages = {name: Page(lambda: ({}, None)) for name in (*OF_NO_ROOM, *SIGNED_OUT)}
    pages |= {name: Page(_somebody) for name in SIGNED_IN}
    lists = (name for name in addresses() if name.startswith(ADMIN) and name.endswith(LISTS))
    pages |= {name: Page(crowd.administrator) for name in ("admin:index", *lists)}
    for room in ROOMS:
        access = importlib.import_module(f"tests.{room}.access").ACCESS
        for name, row in access.items():
            if "get" in row.methods:
                pages[name] = Page(row.make)
    known = set(addresses())
    return {name: page for name, page in (pages | BIG).items() if name in known}


def _somebody() -> Made:
    return {}, make.student().user


def left_out() -> set[str]:
    """By name, or as a form of the administration."""
    admin = {name for name in addresses() if name.startswith(ADMIN)}
    return {*LEFT_OUT, *admin} - set(table())


def forms() -> set[str]:
    """Addresses that only take a form: there is nothing to open."""
    return {
        name
        for room in ROOMS
        for name, row in importlib.import_module(f"tests.{room}.access").ACCESS.items()
        if "get" not in row.methods
    }


def addresses() -> list[str]:
    """The name of every address of the site, in this process's settings."""
    return sorted(set(_names(get_resolver().url_patterns)) - {HELLO})


def _names(patterns: Iterable[Any], space: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield space + (pattern.name or str(pattern.pattern))
        else:
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _names(pattern.url_patterns, inner)
