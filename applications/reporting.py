"""What can be reported, as the one who reports it may see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from applications import threads
from applications.models import Message, Report
from listings.models import Listing, Question


@dataclass(frozen=True)
class Subject:
    """`key` of its row; `title` and `text` as they stand now; `about`: who wrote it."""

    kind: Report.Kind
    key: str
    title: str
    text: str
    address: str
    about: User | None


def _message(ref: str, viewer: User) -> Subject | None:
    """Of the other side: nobody reports themselves."""
    rows = Message.objects.visible_to(viewer).filter(hidden_at=None).exclude(by=viewer)
    rows = rows.select_related("by", "application__listing__organisation")
    rows = rows.select_related("application__student__user", "application__student__university")
    rows = rows.prefetch_related("files")
    key = _uuid(ref)
    message = rows.filter(pk=key).first() if key else None
    if message is None:
        return None
    [said] = threads.said([message], message.application, viewer)
    attached = "".join(f"\n[{file.name}]" for file in said.files)
    return Subject(
        Report.Kind.MESSAGE,
        str(message.pk),
        _("A message from %(name)s") % {"name": said.by},
        said.text + attached,
        reverse("applications:messages", args=[message.application_id]),
        message.by,
    )


def _listing(ref: str, viewer: User) -> Subject | None:
    listing = Listing.objects.visible_to(viewer).for_cards().filter(slug=ref).first()
    return of_listing(listing) if listing else None


def of_listing(listing: Listing) -> Subject:
    """Whoever may see it."""
    parts = [listing.description, *listing.deliverables, *listing.requirements]
    return Subject(
        Report.Kind.LISTING,
        str(listing.pk),
        f"{listing.title} ({listing.organisation})",
        "\n\n".join(parts),
        listing.get_absolute_url(),
        listing.created_by,
    )


def _organisation(ref: str, viewer: User) -> Subject | None:
    row = Organisation.objects.visible_to(viewer).filter(slug=ref).first()
    if row is None:
        return None
    text = "\n\n".join(filter(None, [row.about, row.website]))
    return Subject(
        Report.Kind.ORGANISATION, str(row.pk), row.name, text, row.get_absolute_url(), None
    )


def _question(ref: str, viewer: User) -> Subject | None:
    shown = Question.objects.shown().select_related("listing", "asked_by")
    key, seen = _uuid(ref), Listing.objects.visible_to(viewer).values("pk")
    row = shown.filter(pk=key, listing__in=seen).first() if key else None
    if row is None:
        return None
    return Subject(
        Report.Kind.QUESTION,
        str(row.pk),
        _("A question on “%(title)s”") % {"title": row.listing.title},
        "\n\n".join(filter(None, [row.text, row.answer])),
        f"{row.listing.get_absolute_url()}#questions",
        row.asked_by,
    )


FINDERS: dict[str, Callable[[str, User], Subject | None]] = {
    Report.Kind.MESSAGE: _message,
    Report.Kind.LISTING: _listing,
    Report.Kind.ORGANISATION: _organisation,
    Report.Kind.QUESTION: _question,
}


def subject(kind: str, ref: str, viewer: User) -> Subject | None:
    """What `viewer` may report under this name; `ref` is a slug or an id."""
    find = FINDERS.get(kind)
    return find(ref, viewer) if find else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
