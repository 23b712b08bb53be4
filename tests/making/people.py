"""People, universities and organisations."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import count
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts import actions as account_actions
from accounts import colleagues, members, vocabulary
from accounts.models import (
    Invitation,
    Membership,
    Organisation,
    PayoutRoute,
    Resume,
    Skill,
    StaffInvitation,
    Student,
    University,
    UniversityDomain,
    UniversityStaff,
    User,
)

numbers = count(1)
PASSWORD = "correct-horse-battery"
# Argon2 is slow on purpose; conftest.py lets tests sign in with this.
# A salt that is long enough: a hash that Django writes anew ends every session of its owner.
HASHED = MD5PasswordHasher().encode(PASSWORD, "salt" * 6)
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n"
    b"xref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000054 00000 n \n"
    b"0000000105 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n170\n%%EOF\n"
)


def today(days: int = 0) -> date:
    return timezone.localdate() + timedelta(days=days)


def user(kind: str, **given: Any) -> User:
    n = next(numbers)
    fields: dict[str, Any] = {
        "email": f"{kind}{n}@example.org",
        "name": f"{kind.title()} Number{n}",
        "kind": kind,
        "password": HASHED,
        # Whether a mail waits does not hang on the hour at which a test runs.
        "quiet_from": None,
        "quiet_until": None,
    }
    person = User.objects.create(**{**fields, **given})
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def second_factor(person: User) -> User:
    """Give `person` a second factor, as staff and payers must have."""
    Authenticator.objects.create(
        user=person, type=Authenticator.Type.TOTP, data={"secret": encrypt("JBSWY3DPEHPK3PXP")}
    )
    return person


def platform(**given: Any) -> User:
    """One of our own staff: the Django admin, with its second factor."""
    return second_factor(user("platform", **{"is_staff": True, "is_superuser": True, **given}))


def university(**given: Any) -> University:
    n = next(numbers)
    fields: dict[str, Any] = {
        "name": f"University {n}",
        "slug": f"university-{n}",
        "country": "US",
        "time_zone": "America/New_York",
        "contact_email": f"careers@university{n}.example",
    }
    domain = given.pop("domain", f"university{n}.example")
    row = University.objects.create(**{**fields, **given})
    UniversityDomain.objects.create(university=row, domain=domain)
    return row


def skill(name: str = "") -> Skill:
    name = name or f"Skill {next(numbers)}"
    known = vocabulary.skill_named(name)
    return known or Skill.objects.create(name=name, slug=vocabulary.slug_of(name))


def proposal(name: str, by: User | None = None) -> Skill:
    """A skill that `by` typed and nobody knew."""
    return account_actions.skills_named([name], by=by)[0]


def student(**given: Any) -> Student:
    PayoutRoute.objects.get_or_create(
        country="US",
        defaults={"rail": "connect", "since": date(2026, 1, 1), "source": "https://example.org"},
    )
    fields: dict[str, Any] = {
        "course": "Economics",
        "graduates_in": timezone.localdate().year + 1,
        "payout_country": "US",
    }
    person = given.pop("user", None) or user("student", **given.pop("as_user", {}))
    where = given.pop("university", None) or university()
    return Student.objects.create(user=person, university=where, **{**fields, **given})


def resume(who: Student, **given: Any) -> Resume:
    fields: dict[str, Any] = {
        "file": ContentFile(PDF, name="resume.pdf"),
        "name": "resume.pdf",
        "content_type": "application/pdf",
        "size": len(PDF),
        "sha256": "0" * 64,
    }
    return Resume.objects.create(student=who, **{**fields, **given})


def organisation(**given: Any) -> Organisation:
    n = next(numbers)
    fields: dict[str, Any] = {
        "name": f"Organisation {n}",
        "slug": f"organisation-{n}",
        "type": "company",
        "country": "US",
        "time_zone": "America/New_York",
        "status": "verified",
        "proof": "domain",
        "verified_at": timezone.now(),
    }
    return Organisation.objects.create(**{**fields, **given})


def employer(of: Organisation | None = None, **given: Any) -> User:
    """Somebody who acts for an organisation, with the second factor that payers need."""
    person = second_factor(user("employer", **given))
    Membership.objects.create(user=person, organisation=of or organisation(), role="owner")
    return person


def invitation(to: str = "", **given: Any) -> Invitation:
    """By an owner, unless told otherwise."""
    owner = given.pop("by", None) or employer()
    return members.invite(
        owner.membership.organisation,
        owner,
        to or f"asked{next(numbers)}@example.org",
        given.pop("role", "member"),
    )


def staff(at: University | None = None, roles: Sequence[str] = (), **given: Any) -> User:
    """Of a career centre; unless told otherwise they do everything there but spend."""
    person = second_factor(user("staff", **given))
    UniversityStaff.objects.create(
        user=person,
        university=at or university(),
        roles=roles or ["moderator", "analyst", "administrator"],
    )
    return person


def staff_invitation(to: str = "", **given: Any) -> StaffInvitation:
    """By an administrator, unless told otherwise."""
    by = given.pop("by", None) or staff()
    return colleagues.invite(
        by.staff_of.university,
        by,
        to or f"asked{next(numbers)}@example.org",
        given.pop("roles", ["moderator"]),
    )


def colleague(of: User, **given: Any) -> User:
    """Another member of the same organisation."""
    return employer(of.membership.organisation, **given)
