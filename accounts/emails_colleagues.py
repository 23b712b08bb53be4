"""What we write to the staff of career centres about each other: one function per event."""

from __future__ import annotations

from uuid import uuid4

from accounts.models import Role, StaffInvitation, UniversityStaff, User
from notifications import outbox


def invited(invitation: StaffInvitation) -> None:
    """Sent again it is another mail."""
    key = f"staff-invited:{invitation.pk}:{invitation.sent_at.isoformat()}"
    outbox.post(
        key,
        invitation.email,
        "accounts/staff_invited",
        invitation=invitation,
        university=invitation.university,
        roles=labels(invitation.roles),
    )


def joined(staff: UniversityStaff) -> None:
    """To the administrators."""
    rows = UniversityStaff.objects.of(staff.university).who(Role.ADMINISTRATOR)
    others = rows.exclude(pk=staff.pk).select_related("user").order_by("pk")
    _tell(staff, "staff_joined", [each.user for each in others])


def roles_changed(staff: UniversityStaff) -> None:
    _tell(staff, "staff_roles", [staff.user])


def removed(staff: UniversityStaff) -> None:
    _tell(staff, "staff_removed", [staff.user])


def _tell(staff: UniversityStaff, event: str, readers: list[User]) -> None:
    # Told once for each time it happens; who makes it happen holds the university's row.
    once = uuid4()
    for reader in readers:
        outbox.post(
            f"{event}:{once}:{reader.pk}",
            reader,
            f"accounts/{event}",
            member=staff.user,
            university=staff.university,
            roles=labels(staff.roles),
            person=reader,
        )


def labels(roles: list[str]) -> str:
    """In words: "Moderator, Analyst"."""
    return ", ".join(str(Role(role).label) for role in roles)
