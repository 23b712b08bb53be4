"""Handing mail to the mail server, and finding what a lost worker left."""

import logging
from contextlib import suppress
from math import ceil

from anymail.exceptions import AnymailError
from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from marketplace.states import WrongState
from notifications import before_sending, digests, handing, outbox, rate
from notifications.handing import Fate
from notifications.models import Email

logger = logging.getLogger(__name__)

# Seconds from one round of the sweeper to the next (CELERY_BEAT_SCHEDULE).
ROUND = 5
# Seconds that a task may wait in the queue: the next round asks again.
QUEUED_FOR = 2 * ROUND
# Mails of one task, over one connection: short enough that other tasks get their turn.
BATCH = 20
# What is asked for in a second where the provider has no limit.
FAST = 100
# Of those that a lost worker left, in one round.
MOST_LOST = 500


@shared_task
def send_email(email_id: int) -> None:
    """Send this mail now: somebody waits for it. Run twice, or twice at once, it is sent once."""
    email = Email.objects.to_send().filter(pk=email_id).first()
    if email is None or not rate.may_go(email):
        return
    with suppress(WrongState), handing.line() as mailer:  # another worker has it
        outbox.claim(email)
        _send(email, mailer)


@shared_task
def send_due() -> None:
    """Send what is due, the most urgent first. Each is claimed, dispatched and sent by itself."""
    with handing.line() as mailer:
        for _ in range(BATCH):
            email = outbox.claim_next(rate.may_go)
            if email is None or not _send(email, mailer):
                return


@shared_task
def sweep_emails() -> None:
    """Have sent what is due: left by a lost task, a lost queue or a mail server that was away.

    It asks for as much as can be sent until the next round, spread over its seconds.
    """
    _find_lost()
    in_a_second = settings.MAILS_PER_SECOND or FAST
    left = outbox.how_many_wait(ROUND * in_a_second)
    if not left or _is_away():
        return
    for second in range(ROUND):
        for _ in range(ceil(in_a_second / BATCH)):
            if left <= 0:
                return
            # One that no worker takes in time is dropped: a later round asks again.
            send_due.apply_async(countdown=second, expires=QUEUED_FOR)
            left -= min(BATCH, in_a_second)


@shared_task
def forget_old_mails() -> None:
    """The words of mails half a year old; after three years the mails."""
    outbox.forget_old()


@shared_task
def gather_digests() -> None:
    """Write the digests of every morning that has come by now. Run twice, each is one."""
    now = timezone.now()
    for reader in digests.due(now):
        try:
            digests.gather(reader, now)
        except SoftTimeLimitExceeded:  # the worker is told to stop: the next round goes on
            raise
        except Exception:
            logger.exception("The digest of user %s could not be written.", reader)


def _find_lost() -> None:
    for email in Email.objects.claim_ran_out()[:MOST_LOST]:
        with suppress(WrongState):
            outbox.put_back(email)
    for email in Email.objects.dispatch_ran_out()[:MOST_LOST]:
        with suppress(WrongState):
            outbox.lose_sight(email, "The worker was lost while the mail was being handed over.")


def _is_away() -> bool:
    """Whether the mail server cannot be reached; then one mail waits, with the reason on it."""
    with handing.line() as mailer:
        try:
            handing.make_ready(mailer)
        except OSError as error:
            first = outbox.claim_next(lambda email: True)
            if first is not None:
                with suppress(WrongState):
                    outbox.put_back(first, repr(error))
            return True
    return False


def _send(email: Email, mailer: BaseEmailBackend) -> bool:
    """A claimed mail. False if the mail server is not well: the others had better wait."""
    if why := before_sending.why_not(email):
        with suppress(WrongState):  # the claim ran out
            outbox.drop(email, why)
        return True
    try:
        handing.make_ready(mailer)
    except OSError as error:
        with suppress(WrongState):
            outbox.put_back(email, repr(error))
        return False
    try:
        outbox.dispatch(email)
    except WrongState:  # the claim ran out
        return True
    return _hand_over(email, mailer)


def _hand_over(email: Email, mailer: BaseEmailBackend) -> bool:
    try:
        handing.hand_over(email, mailer)
    # Of requests too: its errors are OSErrors. All others are faults of ours, and stay dispatched.
    except (OSError, ValueError, TypeError, AnymailError) as error:
        fate = handing.fate(error, mailer)
        with suppress(WrongState):
            END[fate](email, handing.in_words(error))
        return fate != Fate.UNKNOWN
    with suppress(WrongState):  # so slow that it was given up, and is going again
        outbox.sent(email)
    return True


END = {
    Fate.REFUSED: outbox.refuse,
    Fate.NOT_NOW: outbox.put_back,
    Fate.UNKNOWN: outbox.lose_sight,
}
