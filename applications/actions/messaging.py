"""Messages between a student and an organisation, and who knows of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import Membership, User
from applications import message_emails, threads
from applications.actions.keeping import hand_over
from applications.models import Application, Message, MessageFile, Reader, TeamMember
from applications.warnings import signs_of
from marketplace import uploads


class ThreadClosed(Exception):
    """Nothing more can be written in it."""


@transaction.atomic
def send(
    application: Application,
    by: User,
    text: str,
    files: Iterable[uploads.Given] = (),
    key: UUID | None = None,
) -> Message:
    """Write to the other side; `files` are checked. The same again with the same `key` is one
    message. Something else with it is another: who goes back in the browser has the old key.

    Raises:
        ThreadClosed: it was closed before.
    """
    rows = Application.objects.select_for_update(no_key=True, of=("self",)).for_pages()
    held = rows.get(pk=application.pk)
    kept_out = by.kind == User.Kind.EMPLOYER and held.listing.is_recalled
    if kept_out or not threads.standing(held).is_open:
        raise ThreadClosed(f"Application {held.pk} is {held.status}")
    given = list(files)
    facts = [uploads.facts(upload) for upload in given]
    pk = _pk_of(key, by, held, text, facts) if key else uuid4()
    if known := Message.objects.filter(pk=pk).first():
        return known
    hand_over(given)
    message = Message.objects.create(
        pk=pk,
        application=held,
        by=by,
        text=text,
        signs=list(dict.fromkeys(way for way, _word in signs_of(held, text))),
    )
    for each in facts:
        MessageFile.objects.create(message=message, **each)
    _note(message)
    return message


def _pk_of(
    key: UUID, by: User, application: Application, text: str, facts: list[dict[str, Any]]
) -> UUID:
    """The same for the same words and files, in this thread, by this person."""
    parts = [str(by.pk), str(application.pk), text]
    parts += [f"{each['name']} {each['sha256']}" for each in facts]
    return uuid5(key, "\x1f".join(parts))


def _note(message: Message) -> None:
    """Count it for everybody else in the thread, and start the clock of who is to hear of it."""
    people = [user.pk for user in threads.people(message.application)]
    Reader.objects.bulk_create(
        (Reader(application=message.application, user_id=pk) for pk in people),
        ignore_conflicts=True,
    )
    readers = Reader.objects.filter(application=message.application)
    readers.update(last_at=message.sent_at)
    readers.filter(user=message.by_id).update(draft="")
    others = readers.filter(user__in=people).exclude(user=message.by_id)
    others.filter(unread=0).update(
        unread_from=message.sent_at, mail_by=message.sent_at + Reader.MAIL_AFTER
    )
    others.update(unread=F("unread") + 1)
    _count_again([pk for pk in people if pk != message.by_id])


def _count_again(people: list[int]) -> None:
    """Keep the number that the head of every page shows. People are locked in one order.

    A thread of an organisation, or of a team, that somebody has left is not theirs any more.
    """
    rows = User.objects.filter(pk__in=people)
    list(rows.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    rows.update(unread_threads=_unread())


def _unread() -> Coalesce:
    """How many threads wait for each of the users in a query."""
    theirs = Membership.objects.filter(
        user=OuterRef("user"), organisation=OuterRef("application__listing__organisation")
    )
    of_team = TeamMember.objects.confirmed().filter(
        student__user=OuterRef("user"), application=OuterRef("application")
    )
    mine = Q(application__student__user=F("user")) | Exists(theirs) | Exists(of_team)
    unread = Reader.objects.filter(mine, user=OuterRef("pk"), unread__gt=0).values("user")
    return Coalesce(Subquery(unread.annotate(n=Count("pk")).values("n")), 0)


def count_again(user: User) -> None:
    """What waits for `user`, who may have left an organisation since it was counted."""
    if User.objects.values_list(_unread()).get(pk=user.pk) == (user.unread_threads,):
        return
    with transaction.atomic():
        _count_again([user.pk])
    user.refresh_from_db(fields=["unread_threads"])


def read(application: Application, user: User) -> Reader:
    """`user` looks at the thread now. Returns where they were before: `unread_from`."""
    reader, _created = Reader.objects.get_or_create(application=application, user=user)
    if reader.unread:
        with transaction.atomic():
            Reader.objects.filter(pk=reader.pk).update(
                unread=0, unread_from=None, mail_by=None, read_at=timezone.now()
            )
            _count_again([user.pk])
        user.refresh_from_db(fields=["unread_threads"])
    return reader


def keep_unsent(application: UUID, user: User, text: str) -> None:
    """What could not be sent now stands in the form when they come back."""
    rows = Reader.objects.filter(application=application, user=user)
    # Postgres cannot hold a NUL.
    rows.update(draft=text.replace("\x00", "")[: Message.MAX_TEXT])


@transaction.atomic
def tell_of_messages(reader: Reader) -> None:
    """One mail about everything that waits in a thread. Run twice, it is one mail."""
    if not Reader.objects.overdue().filter(pk=reader.pk).update(mail_by=None):
        return
    takes_part = Application.objects.with_thread_of(reader.user).filter(pk=reader.application_id)
    waiting = Message.objects.filter(
        application=reader.application_id, sent_at__gte=reader.unread_from, hidden_at=None
    ).exclude(by=reader.user)
    rows = list(waiting.for_pages().order_by("sent_at", "pk"))
    if rows and takes_part.exists():
        message_emails.waiting(reader, rows)


@transaction.atomic
def hide_message(message: Message) -> None:
    """Our staff take it away: its text and files stay, for them alone. Nobody has it to read any
    more, and a mail that waits goes without it."""
    shown = Message.objects.filter(pk=message.pk, hidden_at=None)
    if shown.update(hidden_at=timezone.now()):
        _count_without(message)


def _count_without(message: Message) -> None:
    readers = Reader.objects.filter(application=message.application_id, unread__gt=0)
    unread = readers.filter(unread_from__lte=message.sent_at).exclude(user=message.by_id)
    rows = list(unread.select_for_update(no_key=True))
    for row in rows:
        left = Message.objects.filter(
            application=row.application_id, sent_at__gte=row.unread_from, hidden_at=None
        ).exclude(by=row.user_id)
        row.unread = left.count()
        if not row.unread:
            row.unread_from = row.mail_by = None
        row.save(update_fields=["unread", "unread_from", "mail_by"])
    _count_again([row.user_id for row in rows])
