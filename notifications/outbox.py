"""Mail as rows: written with what it reports, sent after it is committed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from marketplace.once import insert_once, together
from marketplace.queue import after_commit
from marketplace.states import WrongState, move_if
from notifications import rate, timing, unsubscribing
from notifications.calendars import Date, attachment
from notifications.kinds import DIGEST, KINDS, How, Kind
from notifications.models import Email, Notice, SentAgain
from notifications.rate import May
from notifications.timing import TURNED_OFF
from notifications.waits import About, by_when, latest, reminded_of
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
# So often a mail may cost its worker, or stay unknown and go again, before staff look at it.
MOST_LOSSES = 5

# In place of a subject that may hold a code.
WIPED = "(wiped)"


def post(
    key: str,
    to: User | str,
    template: str,
    /,
    *,
    secret: bool = False,
    priority: Email.Priority | None = None,
    date: Date | None = None,
    leads_to: str = "",
    about: About | None = None,
    act_by: datetime | None = None,
    new: bool = False,
    **context: Any,
) -> Email:
    """Queue one email, and tell its reader on the site. The same `key` twice is once; a rollback
    is nothing.

    `to`: its reader, who is `reader` in the template, or an address without an account.
    `template` is "applications/offered", a kind: the first line of its text is the subject.
    Moments are written in the reader's own zone. `secret`: it lets somebody in (a code, a reset),
    goes before all others, and stands nowhere on the site. `priority`: unless that of its kind.
    `date`: what its reader has to keep, or need not any more; their calendar can read it.
    `leads_to`: the path that the notice and its line in a digest lead to, unless it is that of the
    mail's button. `about`: what `Kind.still` goes by when it is to be sent; of what a clock has
    written, that its reader still has to act. `act_by`: until when its reader can act on it, if
    that is no `date`: it does not wait for so long. `new`: it cannot be there yet, so nobody looks
    before it is written.
    """
    kind = KINDS[template]
    about = about or reminded_of()
    assert kind.still or not about, f"{template} is never asked again"
    known = None if new else Email.objects.filter(key=key).first()
    if known is not None:
        return known
    reader = None if isinstance(to, str) else to
    subject, body, html = _words(to, kind, context)
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
        leads_to=own_path(leads_to) or main_link(html),
        about=about,
        secret=secret,
        priority=_priority(kind, secret) or priority or _usual(act_by),
    )
    if reader:
        _time(email, reader, kind, act_by or _until(date, about))
    return queue(email)


def digest(key: str, reader: User, items: Sequence[tuple[str, str]]) -> Email:
    """Not kept yet: many are at once. `reader` comes with what they chose and for whom they act."""
    kind = KINDS[DIGEST]
    subject, body, html = _words(reader, kind, {"items": items})
    email = Email(
        key=key,
        kind=DIGEST,
        reader=reader,
        role=reader.role,
        to=reader.email,
        subject=subject,
        body=body,
        html=html,
        priority=Email.Priority.DIGEST,
    )
    _time(email, reader, kind, None)
    return email


def queue(email: Email) -> Email:
    """Keep it and have it sent, and tell its reader on the site; its key twice is once."""
    reader, kind = email.reader, KINDS[email.kind]
    with together():
        if not insert_once(email):
            return Email.objects.get(key=email.key)  # another has queued it meanwhile
        if reader and kind.on_site and not email.secret:
            _tell(email, reader, kind)
    _wake(email)
    return email


def _priority(kind: Kind, secret: bool) -> Email.Priority | None:
    """That no caller lowers. None: it may wait for what does not."""
    if secret or kind.security:
        return Email.Priority.SECURITY
    return Email.Priority.DEADLINE if kind.binds else None


def _words(to: User | str, kind: Kind, context: dict[str, Any]) -> tuple[str, str, str]:
    """Subject, text and HTML, with how to stop what can be stopped."""
    if not isinstance(to, str) and kind.may_turn_off:
        context = {**context, "stop_url": unsubscribing.url_of(to, kind.template)}
    return render(to, kind.template, context)


def _until(date: Date | None, about: About) -> datetime | None:
    """When its reader's time is up. What is over hurries nobody."""
    if date:
        return None if date.over else date.due
    return by_when(about)


def _usual(act_by: datetime | None) -> Email.Priority:
    """What can be acted on until then does not wait behind what cannot."""
    return Email.Priority.DEADLINE if act_by else Email.Priority.EVENT


def _time(email: Email, reader: User, kind: Kind, by: datetime | None) -> None:
    """At once, after the night, with a digest, or not at all: as its reader wants it, and in time
    for what is to be done `by` a moment."""
    now = timezone.now()
    how, last = timing.chosen(reader, kind), latest(by, now)
    if how == How.OFF:
        email.status, email.last_error = Email.Status.DROPPED, TURNED_OFF
        return
    if how in timing.TOGETHER:
        morning = timing.next_digest(reader, how, now)
        if last is None or morning <= last:
            email.status, email.due_at = Email.Status.HELD, morning
            return
    if not kind.at_once:
        morning = timing.after_quiet(reader, now)
        email.due_at = min(morning, last) if last else morning


def _tell(email: Email, reader: User, kind: Kind) -> None:
    """In the bell of every page of theirs, while they act for whom they act for now."""
    insert_once(
        Notice(
            reader=reader,
            role="" if kind.security else email.role,
            kind=email.kind,
            key=email.key,
            text=email.subject,
            url=email.leads_to,
        )
    )


def _wake(email: Email) -> None:
    """Have it sent as soon as this is committed. Digests wait for the sweeper: of ten thousand,
    none is to stand in the way of another task."""
    if email.status != Email.Status.NEW or email.due_at > timezone.now():
        return
    if email.priority == Email.Priority.SECURITY:
        after_commit("notifications.tasks.send_email", email.pk)
    elif email.priority != Email.Priority.DIGEST:
        after_commit("notifications.tasks.send_due")


def posted(key: str) -> bool:
    """Whether there is such a mail, sent or not."""
    return Email.objects.filter(key=key).exists()


# --- The life of a mail, for tasks (reliability.md 2.1) ---------------------


def claim_next(may: Callable[[Email], May]) -> Email | None:
    """Take the most urgent that is due and `may` go; None without one. Those to a domain that takes
    no more in this second are put off to a later one."""
    while True:
        with transaction.atomic():
            email = _most_urgent()
            answer = may(email) if email else May.NOT_NOW
            if email is None or answer == May.NOT_NOW:
                return None
            if answer == May.GO:
                claim(email)
                return email
            rate.put_off(email)


def _most_urgent() -> Email | None:
    """That no other worker holds; it is ours until the transaction ends."""
    # Of which there are some; of each of them the oldest.
    for priority in sorted(_each_priority(1)):
        due = Email.objects.to_send().filter(priority=priority).order_by("due_at")
        email = due.select_for_update(skip_locked=True).first()
        if email is not None:
            return email
    return None


def how_many_wait(most: int) -> int:
    """That are due by now; counted no further than `most`."""
    return min(_each_priority(most).count(), most)


def _each_priority(most: int) -> QuerySet[Email, int]:
    """The priority of so many of each that are due: one statement, which reads the index from the
    front of each."""
    due = Email.objects.to_send().order_by().values_list("priority", flat=True)
    first, *others = (due.filter(priority=each)[:most] for each in Email.Priority.values)
    return first.union(*others, all=True).order_by()


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


def write_anew(email: Email, context: Mapping[str, Any], **also: Any) -> None:
    """Of what a claimed mail tells some is over: say the rest. Raises WrongState: the claim ran
    out."""
    assert email.reader is not None
    words = _words(email.reader, KINDS[email.kind], dict(context))
    also |= dict(zip(("subject", "body", "html"), words, strict=True))
    held = Email.objects.filter(pk=email.pk, status=email.status, attempts=email.attempts)
    if not held.update(**also):
        raise WrongState(f"Email {email.pk} is claimed by another")
    for name, value in also.items():
        setattr(email, name, value)


def drop(email: Email, why: str) -> None:
    """Nobody wants it any more. Raises WrongState: the claim ran out."""
    _move(email, Email.Status.DROPPED, lease_until=None, last_error=why[:300], **_wiped(email))


def dispatch(email: Email) -> None:
    """Say that it is about to be handed over, and where. Raises WrongState: the claim ran out."""
    now = timezone.now()
    where = {"to": email.to, "dispatched_at": email.dispatched_at or now}
    _move(email, Email.Status.DISPATCHED, lease_until=now + DISPATCHED_FOR, **where)


def sent(email: Email, provider_id: str = "") -> None:
    """The server has it. `provider_id`: what its webhooks will call it."""
    over = {"sent_at": timezone.now(), "lease_until": None, "last_error": ""}
    over["provider_id"] = provider_id[:255]
    _move(email, Email.Status.SENT, **over, **_wiped(email))


def put_back(email: Email, why: str = "") -> None:
    """Certainly not sent: try again later, or give up when it has been days."""
    if email.status == Email.Status.DISPATCHED and _too_old(email):
        refuse(email, why)
    else:
        _later(email, why, dispatched_at=None)


def lost(email: Email, why: str) -> None:
    """Nothing became of a claim: its worker died of it, or it cannot be prepared. Try again, and
    have staff look at it after some times. Raises WrongState: the claim is another one by now."""
    losses = email.losses + 1
    if losses < MOST_LOSSES:
        _later(email, why, losses=losses)
    else:
        refuse(email, why)


def _later(email: Email, why: str, /, **also: Any) -> None:
    wait = min(FIRST_WAIT * 2 ** min(email.attempts, 10), LONGEST_WAIT)
    due_at = timezone.now() + wait
    _move(email, Email.Status.NEW, due_at=due_at, lease_until=None, last_error=why[:300], **also)


def refuse(email: Email, why: str) -> None:
    """It will never be taken, or never be sent: listed for staff."""
    _move(email, Email.Status.FAILED, lease_until=None, last_error=why[:300], **_wiped(email))


def came_back(provider_id: str, to: str, why: str) -> None:
    """The provider had taken it, and could not deliver it: listed for staff. Twice is once."""
    rows = Email.objects.filter(provider_id=provider_id[:255], to__iexact=to)
    for email in rows if provider_id else []:
        with suppress(WrongState):
            move_if(Q(status=Email.Status.SENT), email, Email.Status.FAILED, last_error=why[:300])


def lose_sight(email: Email, why: str) -> None:
    """It may or may not have arrived. What keeps an account safe goes again, some times; the rest
    is listed, never guessed."""
    losses = email.losses + 1
    if losses < MOST_LOSSES and (email.secret or email.priority == Email.Priority.SECURITY):
        _later(email, why, losses=losses)
    else:
        words = _wiped(email)
        _move(email, Email.Status.UNKNOWN, lease_until=None, last_error=why[:300], **words)


def send_again(email: Email, by: User) -> None:
    """A new attempt that somebody of ours decides on. Raises WrongState: it is neither refused
    nor unknown, or its words are gone."""
    with transaction.atomic():
        _again(email, by)
        after_commit("notifications.tasks.send_email", email.pk)


def send_all_again(emails: Iterable[Email], by: User) -> int:
    """How many of them go again; the sweeper finds them."""
    n = 0
    for email in emails:
        with suppress(WrongState), transaction.atomic():  # somebody else was quicker
            _again(email, by)
            n += 1
    return n


def _again(email: Email, by: User) -> None:
    if email.secret or not email.body:
        raise WrongState("What lets somebody in is asked for anew.")
    was = email.status
    ended = Q(status__in=[Email.Status.FAILED, Email.Status.UNKNOWN])
    # What may be there already keeps its date, so that a second copy is the same.
    date = email.dispatched_at if was == Email.Status.UNKNOWN else None
    move_if(ended, email, Email.Status.NEW, due_at=timezone.now(), losses=0, dispatched_at=date)
    SentAgain.objects.create(email=email, by=by, was=was)


def _too_old(email: Email) -> bool:
    """Counted from when staff have last had it sent again."""
    since = timezone.now() - GIVE_UP_AFTER
    return email.created_at < since and not email.sent_again.filter(at__gte=since).exists()


def _wiped(email: Email) -> dict[str, str]:
    """What is left of a secret that is done with. Where the mailbox page shows mail it stays."""
    if not email.secret or settings.DEBUG or settings.DEMO:
        return {}
    return {"subject": WIPED, "body": "", "html": ""}
