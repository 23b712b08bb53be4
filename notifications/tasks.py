"""Handing mail to the mail server, and finding what a lost worker left."""

import smtplib
from contextlib import suppress
from hashlib import sha256
from urllib.parse import urlsplit

from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, mailers
from django.core.mail.backends.base import BaseEmailBackend

from marketplace.states import WrongState
from notifications import outbox
from notifications.models import Email

# One round of the sweeper; what is left waits for the next.
MOST_AT_ONCE = 200
# Seconds. Longer than between two rounds, short enough that a slow queue does not fill up.
QUEUED_FOR = 60
# From 500 on, a mail server's answer is for good (RFC 5321, 4.2.1).
FOR_GOOD = 500


@shared_task
def send_email(email_id: int) -> None:
    """Send one mail. Run twice, or twice at once, it is sent once."""
    email = Email.objects.to_send().filter(pk=email_id).first()
    if email is not None:
        _send(email)


@shared_task
def sweep_emails() -> None:
    """Queue what is due: left by a lost task, a lost queue or a mail server that was away.

    Each mail is a task of its own: a time limit that ends one leaves the others alone.
    """
    for email in Email.objects.claim_ran_out():
        with suppress(WrongState):
            outbox.put_back(email)
    for email in Email.objects.dispatch_ran_out():
        with suppress(WrongState):
            outbox.lose_sight(email, "The worker was lost while the mail was being handed over.")
    waiting = Email.objects.to_send().order_by("created_at")
    oldest = waiting.first()
    if oldest is None or _away(oldest):
        return
    for pk in waiting.values_list("pk", flat=True)[:MOST_AT_ONCE]:
        # One that no worker takes in time is dropped: a later round queues it again.
        send_email.apply_async([pk], expires=QUEUED_FOR)


def _away(email: Email) -> bool:
    """Whether the mail server cannot be reached; then `email` waits, with the reason on it."""
    mailer = mailers["default"]
    try:
        mailer.open()
    except OSError as error:
        with suppress(WrongState):
            outbox.claim(email)
            outbox.put_back(email, repr(error))
        return True
    finally:
        with suppress(OSError):
            mailer.close()
    return False


def _send(email: Email) -> None:
    mailer = mailers["default"]
    try:
        outbox.claim(email)
        try:
            mailer.open()
        except OSError as error:
            outbox.put_back(email, repr(error))
            return
        outbox.dispatch(email)
        _hand_over(email, mailer)
    except WrongState:  # another worker has it
        pass
    finally:
        with suppress(OSError):
            mailer.close()


def _hand_over(email: Email, mailer: BaseEmailBackend) -> None:
    try:
        mailer.send_messages([message(email)])
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        _refused(email, max(codes, default=FOR_GOOD), repr(error))
    except smtplib.SMTPResponseException as error:
        _refused(email, error.smtp_code, repr(error))
    except (smtplib.SMTPNotSupportedError, ValueError) as error:  # no address of a mail server
        outbox.refuse(email, repr(error))
    except OSError as error:  # cut off, or too slow: nobody knows
        outbox.lose_sight(email, repr(error))
    else:
        outbox.sent(email)


def _refused(email: Email, code: int, why: str) -> None:
    if code >= FOR_GOOD:
        outbox.refuse(email, why)
    else:
        outbox.put_back(email, why)


def message(email: Email) -> EmailMultiAlternatives:
    """`email` as it goes out. Its Message-ID comes from the key: a second copy is recognised."""
    host = urlsplit(settings.SITE_URL).hostname
    made = EmailMultiAlternatives(
        subject=email.subject,
        body=email.body,
        to=[email.to],
        headers={
            "Message-ID": f"<{sha256(email.key.encode()).hexdigest()[:32]}@{host}>",
            "Date": email.created_at.strftime("%a, %d %b %Y %H:%M:%S +0000"),
            "Auto-Submitted": "auto-generated",
        },
    )
    made.attach_alternative(email.html, "text/html")
    return made
