"""An application's messages: until when its people may write, and how each of them reads it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Subquery, Window
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from applications import names
from applications.models import Application, Message, MessageFile, Placement, Reader, TeamMember
from applications.models.message import ReaderQuerySet
from applications.warnings import warnings_for_reader

PER_PAGE = 50
# After a placement is over, its people may still write for so long.
AFTER_THE_END = timedelta(days=30)

Status = Application.Status


def people(application: Application) -> list[User]:
    """Everybody who takes part: the student or the team, and who acts for the organisation now."""
    of_employer = Membership.objects.filter(
        user=OuterRef("pk"), organisation=application.listing.organisation_id
    )
    of_team = TeamMember.objects.confirmed().filter(
        student__user=OuterRef("pk"), application=application
    )
    mine = Q(pk=application.student.user_id) | Exists(of_team)
    rows = User.objects.filter(mine | Exists(of_employer))
    return list(rows.filter(is_active=True).order_by("pk"))


def ends_at(application: Application) -> datetime | None:
    """When an accepted one can no longer be written in. None while the work goes on."""
    placements = Placement.objects.filter(offer__application=application)
    last = placements.order_by("-accepted_at").first()
    over = last and (last.completed_at or last.cancelled_at)
    return over + AFTER_THE_END if over else None


@dataclass(frozen=True)
class Standing:
    """Whether it may be written in; `until` when if that is known; if not, `why`."""

    is_open: bool
    until: datetime | None = None
    why: str = ""


def standing(application: Application) -> Standing:
    if application.is_open:
        return Standing(is_open=True)
    if application.status == Status.ACCEPTED:
        until = ends_at(application)
        if until is None or until > timezone.now():
            return Standing(is_open=True, until=until)
        return Standing(
            is_open=False,
            why=_("The work ended more than 30 days ago, so nothing more can be written here."),
        )
    why = {
        Status.DECLINED: _("The application was declined, so nothing more can be written here."),
        Status.WITHDRAWN: _("The application was withdrawn, so nothing more can be written here."),
    }.get(Status(application.status))
    return Standing(
        is_open=False,
        why=why or _("The application is closed, so nothing more can be written here."),
    )


# --- As it is read ---------------------------------------------------------


@dataclass(frozen=True)
class File:
    file: MessageFile
    name: str


@dataclass(frozen=True)
class Said:
    """A message as one reader sees it. `mine`: their own side wrote it."""

    message: Message
    by: str
    text: str
    mine: bool
    own: bool
    new: bool
    warnings: list[str]
    files: list[File]


def said(
    messages: Iterable[Message],
    application: Application,
    reader: User,
    new_from: datetime | None = None,
) -> list[Said]:
    """`messages` as `reader` sees them; `new_from`: the first they had not read yet."""
    return [
        Said(
            message=each,
            by=_author(each, application, reader),
            text=names.reading(application, reader, each.by)(each.text),
            mine=names.is_students(each.by) == names.is_students(reader),
            own=each.by_id == reader.pk,
            new=new_from is not None and each.sent_at >= new_from and each.by_id != reader.pk,
            warnings=warnings_for_reader(each.signs) if each.by_id != reader.pk else [],
            files=files_of(each, application, reader),
        )
        for each in messages
    ]


def _author(message: Message, application: Application, reader: User) -> str:
    if message.by_id == reader.pk:
        return _("You")
    ours = names.is_students(reader)
    if names.is_students(message.by):
        return application.who if application.is_blind and not ours else str(message.by)
    if ours:
        both = {"name": message.by, "organisation": application.listing.organisation}
        return _("%(name)s, %(organisation)s") % both
    return str(message.by)


def files_of(message: Message, application: Application, reader: User) -> list[File]:
    """A name that the student gave a file may be their own."""
    theirs = names.is_students(message.by) and not names.is_students(reader)
    unnamed = application.is_blind and theirs
    return [
        File(each, _("Attachment %(n)d") % {"n": n} + PurePath(each.name).suffix)
        if unnamed
        else File(each, each.name)
        for n, each in enumerate(message.files.all(), 1)
    ]


def seen_at(application: Application, reader: User) -> datetime | None:
    """When somebody of the other side looked last. UTC."""
    rows = Reader.objects.filter(application=application).exclude(read_at=None)
    students = Q(user__kind=User.Kind.STUDENT)
    others = rows.filter(~students if names.is_students(reader) else students)
    return others.order_by("-read_at").values_list("read_at", flat=True).first()


# --- Everybody's own list --------------------------------------------------


@dataclass(frozen=True)
class Row:
    """A thread in a person's list."""

    application: Application
    title: str
    about: str
    last_at: datetime | None
    unread: int
    excerpt: str


def of(user: User) -> ReaderQuerySet:
    """The threads of `user` in which something was written, the newest first."""
    allowed = Application.objects.with_thread_of(user)
    rows = Reader.objects.filter(user=user, application__in=allowed.values("pk"))
    return rows.exclude(last_at=None).order_by("-last_at", "-pk")


# What a row says of a thread: two people, a listing, and whether names are hidden.
OF_A_ROW = [
    *("last_at", "unread"),
    *(f"application__{name}" for name in ("status", "number", "named_at", "team_size")),
    *(f"application__listing__{name}" for name in ("title", "blind", "organisation__name")),
    *(f"application__student__{name}" for name in ("user__name", "user__email")),
    "application__student__university__name",
]


def whole(some: ReaderQuerySet) -> ReaderQuerySet:
    """A slice of `of`, with what its rows show."""
    newest = Message.objects.filter(application=OuterRef("application")).newest_first()
    return (
        Reader.objects.filter(pk__in=some.values("pk"))
        .select_related("application__listing__organisation")
        .select_related("application__student__user", "application__student__university")
        .prefetch_related(Prefetch("application__members", TeamMember.objects.known()))
        .annotate(
            last_text=Subquery(newest.values("text")[:1]),
            last_hidden=Subquery(newest.values("hidden_at")[:1]),
        )
        .only(*OF_A_ROW)
        .order_by("-last_at", "-pk")
    )


def rows(readers: Iterable[Reader], user: User) -> list[Row]:
    """Of what `whole` found."""
    return [
        Row(
            application=each.application,
            title=names.other_side(each.application, user),
            about=each.application.listing.title,
            last_at=each.last_at,
            unread=each.unread,
            excerpt=_excerpt(each, user),
        )
        for each in readers
    ]


def panel(application: Application, user: User, *, going_on: bool = False) -> dict[str, Any]:
    """For `_thread_panel.html`; `going_on`: its placement is, which need not be asked."""
    messages = Message.objects.filter(application=application)
    unread = Reader.objects.filter(application=application, user=user).values("unread")
    newest = messages.for_pages().newest_first()
    newest = newest.annotate(n=Window(Count("pk")), unread=Subquery(unread[:1]))[:1]
    last = next(iter(said(newest, application, user)), None)
    counts = last.message.__dict__ if last else {}
    return {
        "application": application,
        "n": counts.get("n", 0),
        "unread": counts.get("unread") or 0,
        "last": last,
        "is_open": going_on or standing(application).is_open,
    }


def _excerpt(thread: Reader, user: User) -> str:
    text, hidden_at = thread.__dict__["last_text"], thread.__dict__["last_hidden"]
    if hidden_at is not None:
        return _("Taken away by our staff.")
    shown = names.reading(thread.application, user)(text or "")
    return Truncator(" ".join(shown.split())).chars(120) or _("Files")
