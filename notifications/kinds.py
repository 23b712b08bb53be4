"""What we write to people about: each kind of message once, named by its template.

Each room registers its own in ROOM/kinds.py; `apps` loads them all when the site starts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from notifications.models import Email

# Of mails of one kind, each with its reader as they are now: the keys of those that still hold.
type Still = Callable[[Sequence[Email]], set[int]]
# Of one that still holds, but not all of it: what its words are to be made of. None: as they are.
type Anew = Callable[[Email], Mapping[str, Any] | None]

# For whom a kind is: `User.kind`.
STUDENT, EMPLOYER, STAFF, PLATFORM = "student", "employer", "staff", "platform"
BOTH_SIDES = (STUDENT, EMPLOYER)
EVERYBODY = (STUDENT, EMPLOYER, STAFF, PLATFORM)

# Why a kind cannot be turned off.
SECURITY = _("It keeps your account safe.")
MONEY = _("It is about money.")
DEADLINE = _("Something happens by itself unless you act in time.")
AGREED = _("It changes what was agreed.")
ASKED = _("You asked for it, or have to act on it.")


class How(models.TextChoices):
    INSTANTLY = "instantly", _("At once")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week")
    OFF = "off", _("No mail")


class Group(models.TextChoices):
    """The parts of the page of preferences, in its order."""

    APPLICATIONS = "applications", _("Applications")
    OFFERS = "offers", _("Offers")
    WORK = "work", _("Work")
    MONEY = "money", _("Money")
    LISTINGS = "listings", _("Listings")
    QUESTIONS = "questions", _("Questions and messages")
    SEARCHES = "searches", _("Projects for you")
    BUDGETS = "budgets", _("Budgets")
    STAFF = "staff", _("Running the site")
    ACCOUNT = "account", _("Account")


@dataclass(frozen=True)
class Kind:
    """One kind of message. `template` is its key: "applications/offered".

    `to`: which `User.kind`s get it; nobody where it goes to addresses without an account.
    """

    template: str
    label: str | Promise
    group: Group
    to: tuple[str, ...]
    # Unless its reader has chosen otherwise.
    how: How = How.INSTANTLY
    # Why it cannot be turned off. Empty: it can, and may wait for a digest.
    always: str | Promise = ""
    # A deadline that binds: it does not wait for the morning. Neither does security.
    urgent: bool = False
    # Whether it stands in the bell, too.
    on_site: bool = True
    # What it tells may be over before it goes: asked then, and for all of a digest at once.
    still: Still | None = None
    # It tells of several things, of which some may be over.
    anew: Anew | None = None
    # How long what it holds can be used, from when it was asked for: then it does not go.
    good_for: timedelta | None = None

    @property
    def may_turn_off(self) -> bool:
        return not self.always

    @property
    def security(self) -> bool:
        """It lets somebody in, or tells that somebody came in: it goes whatever else holds."""
        return self.always is SECURITY

    @property
    def binds(self) -> bool:
        """What happens by itself unless its reader acts: it goes before what only happened."""
        return self.urgent or self.always is DEADLINE

    @property
    def at_once(self) -> bool:
        """Also at night."""
        return self.urgent or self.security


KINDS: dict[str, Kind] = {}


def register(
    room: str,
    group: Group,
    *to: str,
    how: How = How.INSTANTLY,
    always: str | Promise = "",
    urgent: bool = False,
    on_site: bool = True,
    still: Still | None = None,
    anew: Anew | None = None,
    good_for: timedelta | None = None,
    **labels: str | Promise,
) -> None:
    """Several kinds that have all but their label in common: `offered=_("An offer for you")`."""
    for name, label in labels.items():
        key = f"{room}/{name}"
        assert key not in KINDS, f"{key} is registered twice"
        KINDS[key] = Kind(
            key, label, group, to, how, always, urgent, on_site, still, anew, good_for
        )


# What its readers have asked to get together: it can be stopped, and is no choice of its own.
DIGEST = "notifications/digest"
register("notifications", Group.ACCOUNT, on_site=False, digest=_("What you get together"))
# Around what was written to somebody who has gone; it stays a mail of its own kind.
PASSED_ON = "notifications/passed_on"
register(
    "notifications",
    Group.ACCOUNT,
    always=ASKED,
    on_site=False,
    passed_on=_("What was for somebody who does not act for you any more"),
)
