"""Invented people and organisations, never saved: what a preview of a mail is filled with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from accounts.models import Invitation, Organisation, StaffInvitation, Student, University, User

# By template; "#" parts one template's cases.
type Samples = dict[str, Callable[[], dict[str, Any]]]

KEY = UUID("3f2a9c41-0000-4000-8000-000000000000")
ZONE = "America/Chicago"


def university() -> University:
    return University(
        pk=0,
        name="Lakeshore University",
        slug="lakeshore",
        country="US",
        time_zone=ZONE,
        contact_email="careers@lakeshore.example",
    )


def student(name: str = "Ada Obi") -> Student:
    email = f"{name.split()[0].lower()}@students.lakeshore.example"
    kind = User.Kind.STUDENT
    user = User(pk=0, name=name, email=email, kind=kind, time_zone=ZONE)
    return Student(
        pk=0, user=user, university=university(), course="Statistics", payout_country="US"
    )


def employer() -> User:
    email, kind = "ruth@northline.example", User.Kind.EMPLOYER
    return User(pk=0, name="Ruth Lindqvist", email=email, kind=kind, time_zone=ZONE)


def career_centre() -> User:
    email, kind = "sam@lakeshore.example", User.Kind.STAFF
    return User(pk=0, name="Sam Castillo", email=email, kind=kind, time_zone=ZONE)


def our_staff(name: str = "Noor Haddad") -> User:
    email, kind = "noor@foothold.example", User.Kind.PLATFORM
    return User(pk=0, name=name, email=email, kind=kind, time_zone=ZONE, is_staff=True)


def organisation() -> Organisation:
    return Organisation(
        pk=0,
        name="Northline Outdoor",
        slug="northline",
        country="US",
        city="Duluth",
        time_zone=ZONE,
    )


def _organisation() -> dict[str, Any]:
    return {"organisation": organisation(), "person": employer()}


def _member() -> dict[str, Any]:
    member = User(name="Theo Marsh", email="theo@northline.example", kind=User.Kind.EMPLOYER)
    return {**_organisation(), "member": member}


def _invited() -> dict[str, Any]:
    row = Invitation(
        pk=KEY, organisation=organisation(), email="theo@northline.example", by=employer()
    )
    row.sent_at = timezone.now()
    return {"invitation": row, "organisation": row.organisation}


def _colleague() -> dict[str, Any]:
    name, email = "Ines Roy", "ines.roy@lakeshore.example"
    member = User(name=name, email=email, kind=User.Kind.STAFF)
    said = {"member": member, "university": university(), "person": career_centre()}
    return {**said, "roles": "Moderator, Analyst"}


def _staff_invited() -> dict[str, Any]:
    row = StaffInvitation(
        pk=KEY, university=university(), email="ines.roy@lakeshore.example", by=career_centre()
    )
    row.sent_at = timezone.now()
    return {"invitation": row, "university": row.university, "roles": "Moderator, Analyst"}


def _mail_again() -> dict[str, Any]:
    return {"person": employer(), "url": f"{settings.SITE_URL}/mail-stopped/sample/"}


def _account() -> dict[str, Any]:
    """What allauth gives its mails, all of it."""
    return {
        "email": "ada@students.lakeshore.example",
        "code": "X7K-9PQ",
        "password_reset_url": f"{settings.SITE_URL}/account/password/reset/key/sample/",
        "from_email": "ada@old.example",
        "to_email": "ada@students.lakeshore.example",
        "deleted_email": "ada@old.example",
        "ip": "203.0.113.7",
        "user_agent": "Firefox on Linux",
        "timestamp": timezone.now() - timedelta(minutes=1),
        "user": student().user,
        "person": student().user,
    }


ACCOUNT = (
    "account_already_exists",
    "email_changed",
    "email_confirm",
    "email_confirmation",
    "email_confirmation_signup",
    "email_deleted",
    "login_code",
    "password_changed",
    "password_reset",
    "password_reset_code",
    "password_reset_key",
    "password_set",
    "recovery_codes_generated",
    "totp_activated",
    "totp_deactivated",
    "unknown_account",
)


def _digest() -> dict[str, Any]:
    items = [
        ("New application: Tidy a table of birds", "/work/"),
        ("A question: Map the wells", ""),
    ]
    return {"reader": employer(), "items": items}


def _passed_on() -> dict[str, Any]:
    was = employer()
    was.name = "Theo Marsh"
    words = "Hello Theo,\n\nAda Obi has handed in “The table”. Look at it by 4 December, 17:00.\n"
    about = {"was": was, "words": words, "path": "/work/"}
    return {"reader": employer(), "subject": "Work is handed in: Tidy a table of birds", **about}


SAMPLES: Samples = {
    **{f"account/{name}": _account for name in ACCOUNT},
    "notifications/digest": _digest,
    "notifications/passed_on": _passed_on,
    "accounts/invited": _invited,
    "accounts/mail_again": _mail_again,
    "accounts/member_joined": _member,
    "accounts/member_left": _member,
    "accounts/member_removed": _member,
    "accounts/organisation_refused": _organisation,
    "accounts/organisation_verified": _organisation,
    "accounts/staff_invited": _staff_invited,
    "accounts/staff_joined": _colleague,
    "accounts/staff_removed": _colleague,
    "accounts/staff_roles": _colleague,
}
