"""A mail as it would be, filled with invented people. Nothing is asked but a university's words."""

from __future__ import annotations

from dataclasses import dataclass

from accounts import wordings
from accounts.models import University, User, Wording
from notifications.kinds import Kind
from notifications.samples import cases_of
from notifications.writing import OURS, render


@dataclass(frozen=True)
class Sample:
    """`known`: what may stand in braces in it, with what that is here."""

    subject: str
    text: str
    html: str
    reader: User | None
    known: dict[str, str]


def sample(
    kind: Kind, case: str = "", university: University | None = None, row: Wording | None = None
) -> Sample:
    """As `university` says it, or would with `row`; `case` is one of those the template has."""
    made = cases_of(kind.template)
    context = (made.get(case) or made[""])()
    reader = context.get("reader") or context.get("person")
    words, known = OURS, {}
    if university and reader:
        known = wordings.values(reader, university, context)
        row = row or wordings.newest(university, kind.template)
        words = wordings.filled(row, known) if row else OURS
    subject, text, html = render(reader or "", kind.template, context, words)
    return Sample(subject, text, html, reader, known)


def known_in_all(kind: Kind, university: University) -> dict[str, str]:
    """What may stand in braces whatever the case, with what that is in the first."""
    cases = [make() for make in cases_of(kind.template).values()]
    read_by = [(made, made.get("reader") or made.get("person")) for made in cases]
    found = [wordings.values(who, university, made) for made, who in read_by if who]
    first = found[0] if found else {}
    return {name: value for name, value in first.items() if all(name in each for each in found)}
