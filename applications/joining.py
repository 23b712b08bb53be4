"""Who of those asked into a team may not join it, as things stand.

They read why on their own page; who applies reads only that it is so.
"""

from __future__ import annotations

from allauth.account.models import EmailAddress

from accounts.models import Student
from applications import eligibility
from applications.models import Application, TeamMember


def cannot_join(application: Application) -> list[TeamMember]:
    asked = application.members.filter(status=TeamMember.Status.ASKED).known()
    found = []
    for member in asked:
        student = member.student or _known(member.email)
        if student and not eligibility.checks(student, application.listing, application).met:
            found.append(member)
    return found


def _known(email: str) -> Student | None:
    """Who has confirmed that address, if anybody has."""
    addresses = EmailAddress.objects.filter(email__iexact=email, verified=True)
    rows = Student.objects.filter(user__in=addresses.values("user"))
    return rows.select_related("user", "university").first()
