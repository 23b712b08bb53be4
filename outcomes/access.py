"""Who reads a university's outcomes, and how much of them: asked here alone."""

from __future__ import annotations

from accounts.access import SignedInRequest, staff_only
from accounts.models import Role, University, User

readers_only = staff_only


def university_of(request: SignedInRequest) -> University:
    return request.user.staff_of.university


def is_analyst(user: User) -> bool:
    """Reads counts of fewer than five people, and rows of single students."""
    return Role.ANALYST in user.staff_roles
