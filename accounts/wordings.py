"""What universities say in mails to their own students, and the few names that stand for others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from accounts.models import University, User, Wording
from notifications.kinds import KINDS, STUDENT, Kind
from notifications.writing import Words

PLACE = re.compile(r"\{([^{}]*)\}")


def may_be_worded(kind: Kind) -> bool:
    """What students read; what keeps an account safe says the same to everybody."""
    return STUDENT in kind.to and not kind.security


def may_have_subject(kind: Kind) -> bool:
    """What binds, or is about money, is called by its name: also in the bell, and in digests."""
    return may_be_worded(kind) and kind.may_turn_off


def values(reader: User, university: University, context: Mapping[str, Any]) -> dict[str, str]:
    """What each name stands for; those alone that this mail knows."""
    listing = context.get("listing")
    organisation = getattr(listing, "organisation", None) or context.get("organisation")
    known = {"name": reader.first_name, "university": university}
    known |= {"title": listing} if listing else {}
    known |= {"organisation": organisation} if organisation else {}
    return {name: str(value) for name, value in known.items()}


def unknown(text: str, known: Mapping[str, str]) -> str:
    """The first in braces that stands for nothing; a brace that is alone, too."""
    for match in PLACE.finditer(text):
        if match[1] not in known:
            return match[0]
    alone = re.search(r"[{}]", PLACE.sub("", text))
    return alone[0] if alone else ""


def fill(text: str, known: Mapping[str, str]) -> str:
    """Nothing is read as a template: a name in braces is looked up, and all else stays. Empty, so
    that ours is said, where a name stands for nothing."""
    return "" if unknown(text, known) else PLACE.sub(lambda match: known[match[1]], text)


def filled(row: Wording, known: Mapping[str, str]) -> Words:
    subject = row.subject if may_have_subject(KINDS[row.kind]) else ""
    return fill(subject, known), fill(row.intro, known)


def newest(university: University, template: str) -> Wording | None:
    """What counts now; None where it is ours."""
    row = Wording.objects.filter(university=university, kind=template).first()
    return row if row and not row.is_ours else None


def for_reader(reader: User, template: str, context: Mapping[str, Any]) -> Words | None:
    """Of their own university, as mails are written."""
    kind = KINDS.get(template)
    if kind is None or not may_be_worded(kind) or reader.kind != User.Kind.STUDENT:
        return None
    rows = Wording.objects.filter(kind=template, university__students__user=reader)
    row = rows.select_related("university").first()
    if row is None or row.is_ours:
        return None
    return filled(row, values(reader, row.university, context))


def change(university: University, template: str, by: User, subject: str, intro: str) -> None:
    """Both empty: ours again. What is said already is not said once more."""
    now = Wording.objects.filter(university=university, kind=template).first()
    if (subject, intro) == ((now.subject, now.intro) if now else ("", "")):
        return
    Wording.objects.create(
        university=university, kind=template, by=by, subject=subject, intro=intro
    )
