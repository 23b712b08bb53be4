"""Mail as rows: written with what it reports, sent after it is committed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from marketplace.queue import after_commit
from marketplace.states import WrongState, move_if
from notifications import timing, unsubscribing
from notifications.calendars import Date, attachment
from notifications.kinds import KINDS, How, Kind
from notifications.models import Email, Notice, SentAgain
from notifications.timing import TURNED_OFF
from notifications.writing import main_link, own_path, render

if TYPE_CHECKING:
    from accounts.models import User

# How long a worker may prepare a mail, and wait for the mail server, before it counts as lost.
# The second is longer than any task may live (CELERY_TASK_TIME_LIMIT).
CLAIMED_FOR = timedelta(seconds=60)
DISPATCHED_FOR = timedelta(seconds=180)
# A mail server that is away is asked again after this, doubled each time up to the second.
FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(minutes=2)
GIVE_UP_AFTER = timedelta(days=3)

# Then the words go; the row stays longer, so that nothing is sent twice by its key.
KEEP_WORDS = timedelta(days=180)
KEEP_ROWS = timedelta(days=3 * 365)
# Rows of one statement.
AT_ONCE = 1000

# In place of a subject that may hold a code.
WIPED = "(wiped)"


def post(
    key: str,
    to: User | str,
    template: str,
    /,
    *,
    secret: bool = False,
    priority: Email.Priority = Email.Priority.EVENT,
    date: Date | None = None,
    leads_to: str = "",
    **context: Any,
) -> Email:
    """Queue one email, and tell its reader on the site. The same `key` twice is once; a rollback
    is nothing.

    `to`: its reader, who is `reader` in the template, or an address without an account.
    `template` is "applications/offered", a kind: the first line of its text is the subject.
    Moments are written in the reader's own zone. `secret`: it lets somebody in (a code, a reset),
    goes before all others, and stands nowhere on the site. `date`: what its reader has to keep;
    their calendar can read it. `leads_to`: the path that the notice leads to, unless it is that
    of the mail's button.
    """
    kind = KINDS[template]
    known = Email.objects.filter(key=key).first()
    if known is not None:
        return known
    reader = None if isinstance(to, str) else to
    if reader and kind.may_turn_off:
        context["stop_url"] = unsubscribing.url_of(reader, kind.template)
    subject, body, html = render(to, template, context)
    email = Email(
        key=key,
        kind=kind.template,
        reader=reader,
        role=reader.role if reader else "",
        to=to if isinstance(to, str) else to.email,
        subject=subject,
        body=body,
        html=html,
        calendar=attachment(date) if date else "",
        secret=secret,
        priority=Email.Priority.SECURITY if secret else priority,
    )
    if reader:
        _time(email, reader, kind)
    try:
        with transaction.atomic():
            email.save(force_insert=True)
            if reader and kind.on_site and not secret:
                _tell(email, reader, own_path(leads_to) or main_link(html))
    except IntegrityError:
        return Email.objects.get(key=key)  # another has queued it meanwhile
    _wake(email)
    return email


def _time(email: Email, reader: User, kind: Kind) -> None:
    """At once, after the night, with a digest, or not at all: as its reader wants it."""
    now = timezone.now()
    how = timing.chosen(reader, kind)
    if how == How.OFF:
        email.status, email.last_error = Email.Status.DROPPED, TURNED_OFF
    elif how in (How.DAILY, How.WEEKLY):
        email.status, email.due_at = Email.Status.HELD, timing.next_digest(reader, how, now)
    elif not kind.at_once:
        email.due_at = timing.after_quiet(reader, now)


def _tell(email: Email, reader: User, leads_to: str) -> None:
    """In the bell of every page of theirs."""
    Notice.objects.create(
        reader=reader, kind=email.kind, key=email.key, text=email.subject, url=leads_to[:500]
    )


def _wake(email: Email) -> None:
    """Have it sent as soon as this is committed. Digests wait for the sweeper: of ten thousand,
    none is to stand in the way of another task."""
    if email.status != Email.Status.NEW or email.due_at > timezone.now():
        return
    if email.priority == Email.Priority.SECURITY:
        after_commit("notifications.tasks.send_email", email.pk)
    elif email.priority == Email.Priority.EVENT:
        after_commit("notifications.tasks.send_due")


def posted(key: str) -> bool:
    """Whether there is such a mail, sent or not."""
    return Email.objects.filter(key=key).exists()


# --- The life of a mail, for tasks (reliability.md 2.1) ---------------------


def claim_next(may: Callable[[Email], bool]) -> Email | None:
    """Take the most urgent that is due; None without one, or if it `may` not go now."""
    with transaction.atomic():
        for priority in Email.Priority.values:
            due = Email.objects.to_send().filter(priority=priority).order_by("due_at")
            email = due.select_for_update(skip_locked=True).first()
            if email is not None:
                if not may(email):
                    return None
                claim(email)
                return email
    return None


def how_many_wait(most: int) -> int:
    """That are due by now; counted no further than `most`."""
    n = 0
    for priority in Email.Priority.values:
        n += Email.objects.to_send().filter(priority=priority)[: most - n].count()
    return n


def _move(email: Email, to: Email.Status, /, **also: Any) -> None:
    """As its holder knows it: each claim has a number (`attempts`), so that whose claim ran out
    changes nothing of the next one, and what was handed over meanwhile is not put back.

    Raises WrongState: it is not so any more. A mail given up as unknown may still be reported on.
    """
    known = {email.status}
    if email.status == Email.Status.DISPATCHED:
        known.add(Email.Status.UNKNOWN)
    move_if(Q(status__in=known, attempts=email.attempts), email, to, **also)


def claim(email: Email) -> None:
    """Take it for preparation. Raises WrongState: another worker has."""
    _move(
        email,
        Email.Status.CLAIMED,
        attempts=email.attempts + 1,
        lease_until=timezone.now() + CLAIMED_FOR,
    )


def gathered(email: Email, digest: Email) -> None:
    """It is told of in `digest`. Raises WrongState: it was held no more."""
    _move(email, Email.Status.GATHERED, digest=digest)


def drop(email: Email, why: str) -> None:
    """Nobody wants it any more. Raises WrongState: the claim ran out."""
    _move(email, Email.Status.DROPPED, lease_until=None, last_error=why[:300], **_wiped(email))


def dispatch(email: Email) -> None:
    """Say that it is about to be handed over, and where. Raises WrongState: the claim ran out."""
    lease_until = timezone.now() + DISPATCHED_FOR
    _move(email, Email.Status.DISPATCHED, to=email.to, lease_until=lease_until)


def sent(email: Email) -> None:
    """The server has it."""
    over = {"sent_at": timezone.now(), "lease_until": None, "last_error": ""}
    _move(email, Email.Status.SENT, **over, **_wiped(email))


def put_back(email: Email, why: str = "") -> None:
    """Certainly not sent: try again later, or give up when it has been days."""
    if email.status == Email.Status.DISPATCHED and _too_old(email):
        refuse(email, why)
        return
    wait = min(FIRST_WAIT * 2 ** min(email.attempts, 10), LONGEST_WAIT)
    due_at = timezone.now() + wait
    _move(email, Email.Status.NEW, due_at=due_at, lease_until=None, last_error=why[:300])


def refuse(email: Email, why: str) -> None:
    """The server will never take it: listed for staff."""
    _move(email, Email.Status.FAILED, lease_until=None, last_error=why[:300], **_wiped(email))


def lose_sight(email: Email, why: str) -> None:
    """It may or may not have arrived. Secrets go again; the rest is listed, never guessed."""
    if email.secret:
        put_back(email, why)
    else:
        _move(email, Email.Status.UNKNOWN, lease_until=None, last_error=why[:300])


def send_again(email: Email, by: User) -> None:
    """A new attempt that somebody of ours decides on. Raises WrongState: it is neither refused
    nor unknown, or its words are gone."""
    if email.secret or not email.body:
        raise WrongState("What lets somebody in is asked for anew.")
    with transaction.atomic():
        was = email.status
        ended = Q(status__in=[Email.Status.FAILED, Email.Status.UNKNOWN])
        move_if(ended, email, Email.Status.NEW, due_at=timezone.now())
        SentAgain.objects.create(email=email, by=by, was=was)
        after_commit("notifications.tasks.send_email", email.pk)


def forget_old() -> None:
    """A little at a time, so that nobody waits for it."""
    while _wipe_some():
        pass
    while _delete_some():
        pass


def _wipe_some() -> int:
    some = Email.objects.with_words().filter(created_at__lt=timezone.now() - KEEP_WORDS)
    pks = list(some.order_by("created_at").values_list("pk", flat=True)[:AT_ONCE])
    return Email.objects.filter(pk__in=pks).update(subject=WIPED, body="", html="", calendar="")


def _delete_some() -> int:
    """The oldest have the lowest numbers: those are looked at, and no others."""
    oldest = Email.objects.order_by("pk").values_list("pk", "created_at")[:AT_ONCE]
    before = timezone.now() - KEEP_ROWS
    pks = [pk for pk, at in oldest if at < before]
    return Email.objects.over().filter(pk__in=pks).delete()[0]


def _too_old(email: Email) -> bool:
    return email.created_at < timezone.now() - GIVE_UP_AFTER


def _wiped(email: Email) -> dict[str, str]:
    """What is left of a secret that is done with. Where the mailbox page shows mail it stays."""
    if not email.secret or settings.DEBUG or settings.DEMO:
        return {}
    return {"subject": WIPED, "body": "", "html": ""}
