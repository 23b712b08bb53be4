"""What each side may call the other: the one place to ask, so that nothing gives a name away."""

from __future__ import annotations

from accounts.models import User
from applications import blind
from applications.models import Application


def is_students(user: User) -> bool:
    """Whether who takes part in a thread does so on the student's side: alone, or in a team that
    they may have left since.
    """
    return user.kind == User.Kind.STUDENT


def other_side(application: Application, reader: User) -> str:
    """Who `reader` has to do with."""
    if is_students(reader):
        return str(application.listing.organisation)
    return application.who


def reading(application: Application, reader: User, author: User | None = None) -> blind.Reader:
    """Of a text in the thread, what `reader` may read now. `author`: who wrote it, if one did."""
    if is_students(reader) or (author is not None and author.pk == reader.pk):
        return str
    return blind.reader(application)
