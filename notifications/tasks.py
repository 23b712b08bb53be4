"""Handing mail to the mail server, and finding what a lost worker left."""

import logging
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from itertools import batched
from math import ceil

from anymail.exceptions import AnymailError
from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from marketplace.states import WrongState
from notifications import (
    before_sending,
    digests,
    forgetting,
    handing,
    outages,
    outbox,
    passing_on,
    rate,
)
from notifications.handing import Fate
from notifications.models import Email
from notifications.rate import May

logger = logging.getLogger(__name__)

# Seconds from one round of the sweeper to the next (CELERY_BEAT_SCHEDULE).
ROUND = 5
# Seconds that a task may wait in the queue: the next round asks again.
QUEUED_FOR = 2 * ROUND
# Mails of one task, over one connection: short enough that other tasks get their turn.
BATCH = 20
# What is asked for in a second where the provider has no limit.
FAST = 100
# Seconds of one round of digests: longer than from one to the next (CELERY_BEAT_SCHEDULE), shorter
# than a task may take.
GATHER_FOR = 75
# Of those that a lost worker left, in one round.
MOST_LOST = 500


@shared_task
def send_email(email_id: int) -> None:
    """Send this mail now: somebody waits for it. Run twice, or twice at once, it is sent once."""
    email = Email.objects.to_send().filter(pk=email_id).first()
    if email is None:
        return
    with handing.line() as mailer:
        if _is_ready(mailer) and rate.may_go(email) == May.GO:
            with suppress(WrongState):  # another worker has it
                outbox.claim(email)
                _send(email, mailer)


@shared_task
def send_due() -> None:
    """Send what is due, the most urgent first. Each is claimed, dispatched and sent by itself;
    none is claimed before there is a mail server that would take it."""
    if not outbox.how_many_wait(1):
        return
    with handing.line() as mailer:
        for _ in range(BATCH):
            if not _is_ready(mailer):
                return
            email = outbox.claim_next(rate.may_go)
            if email is None or not _send(email, mailer):
                return


@shared_task
def sweep_emails() -> None:
    """Have sent what is due: left by a lost task, a lost queue or a mail server that was away.

    It asks for as much as can be sent until the next round, spread over its seconds; while no
    mail goes, for one batch, whose first finds out whether that is over.
    """
    _find_lost()
    in_a_second = settings.MAILS_PER_SECOND or FAST
    left = outbox.how_many_wait(ROUND * in_a_second)
    if left and outages.lasts():
        left = 1
    for second in range(ROUND):
        for _ in range(ceil(in_a_second / BATCH)):
            if left <= 0:
                return
            # One that no worker takes in time is dropped: a later round asks again.
            send_due.apply_async(countdown=second, expires=QUEUED_FOR)
            left -= min(BATCH, in_a_second)


@shared_task
def forget_old_mails() -> None:
    """The words of mails half a year old, and what the bell said; after three years the mails."""
    forgetting.forget_old()


@shared_task
def gather_digests() -> None:
    """Write the digests of every morning that has come by now, as many as there is time for; the
    next round goes on. Run twice, or twice at once, each is one."""
    now, until = timezone.now(), time.monotonic() + GATHER_FOR
    for readers in batched(digests.due(now), digests.AT_ONCE):
        if time.monotonic() > until:
            return
        _gather(readers, now)


def _gather(readers: Sequence[int], now: datetime) -> None:
    try:
        digests.gather(readers, now)
    except (SoftTimeLimitExceeded, OperationalError, InterfaceError):
        raise  # the worker is told to stop, or the database is away: the next round goes on
    except Exception as error:
        if len(readers) > 1:
            for each in readers:  # the fault is of one of them: the others get theirs
                _gather([each], now)
            return
        logger.exception("The digest of user %s could not be written.", readers[0])
        digests.could_not(readers[0], now, handing.in_words(error))


def _find_lost() -> None:
    for email in Email.objects.claim_ran_out()[:MOST_LOST]:
        with suppress(WrongState):
            outbox.lost(email, "The worker was lost while the mail was being prepared.")
    for email in Email.objects.dispatch_ran_out()[:MOST_LOST]:
        with suppress(WrongState):
            outbox.lose_sight(email, "The worker was lost while the mail was being handed over.")


def _is_ready(mailer: BaseEmailBackend) -> bool:
    """Whether there is a mail server; else staff read why not, and every mail waits as it is."""
    try:
        handing.make_ready(mailer)
    except OSError as error:
        outages.note(repr(error))
        return False
    return True


def _send(email: Email, mailer: BaseEmailBackend) -> bool:
    """A claimed mail. False if the mail server is not well: the others had better wait."""
    with suppress(WrongState):  # the claim ran out
        if made := _prepared(email):
            outbox.dispatch(email)
            return _hand_over(email, made, mailer)
    return True


def _prepared(email: Email) -> EmailMultiAlternatives | None:
    """None: it does not go. Raises WrongState: the claim ran out."""
    email.dispatched_at = email.dispatched_at or timezone.now()
    try:
        why = before_sending.why_not(email)
        made = None if why else handing.message(email)
    except (WrongState, SoftTimeLimitExceeded, OperationalError, InterfaceError):
        raise  # the worker is told to stop, or the database is away: it would be so of any mail
    except Exception as error:
        logger.exception("Mail %s could not be prepared.", email.pk)
        outbox.lost(email, handing.in_words(error))
        return None
    if why == before_sending.TOO_LATE:
        outbox.refuse(email, why)  # its reader waits for it: staff see that it did not go
    elif why:
        passing_on.drop(email, why)
    return made


def _hand_over(email: Email, made: EmailMultiAlternatives, mailer: BaseEmailBackend) -> bool:
    try:
        handing.hand_over(made, mailer)
    # Of requests too: its errors are OSErrors. All others are faults of ours, and stay dispatched.
    except (OSError, ValueError, TypeError, AnymailError) as error:
        fate, why = handing.fate(error, mailer), handing.in_words(error)
        with suppress(WrongState):
            END[fate](email, why)
        if fate == Fate.CLOSED:
            outages.note(why)
        return fate in (Fate.REFUSED, Fate.NOT_NOW)
    with suppress(WrongState):  # so slow that it was given up, and is going again
        outbox.sent(email, handing.known_as(made))
    outages.end()
    return True


END = {
    Fate.REFUSED: outbox.refuse,
    Fate.NOT_NOW: outbox.put_back,
    Fate.CLOSED: outbox.put_back,
    Fate.UNKNOWN: outbox.lose_sight,
}
