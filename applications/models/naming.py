"""What an application is called: by its number while names are hidden, else by a name."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext as _now


def reference_of(pk: uuid.UUID) -> str:
    return f"A-{pk.hex[:8].upper()}"


def label_of(number: int | None, pk: uuid.UUID, size: int = 1) -> str:
    """What an applicant, or a team, is called while names are hidden."""
    words = {"number": number or reference_of(pk), "size": size}
    if size > 1:
        return _now("Team of %(size)d (applicant %(number)s)") % words
    return _now("Applicant %(number)s") % words


def called(name: str, size: int) -> str:
    return _now("%(name)s’s team") % {"name": name} if size > 1 else name


def size_in_words(size: int) -> str:
    return _now("Team of %(size)d") % {"size": size} if size > 1 else ""
