"""Handing one mail over, and what its fate is when that fails."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC
from email.message import MIMEPart
from email.utils import format_datetime
from enum import Enum
from hashlib import sha256
from urllib.parse import urlsplit

from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from notifications import smtp, unsubscribing
from notifications.calendars import method_of
from notifications.models import Email
from notifications.writing import inlined

# From 500 on, a mail server's answer is for good (RFC 5321, 4.2.1).
FOR_GOOD = 500
# Answers of a provider's API that say "not now", or that it is we who are not let in.
NOT_NOW, CLOSED = {408, 425, 503}, {401, 402, 403, 404, 429}
# The one answer to our own address that is about the mail: it is too long (RFC 1870).
TOO_LONG = 552
SLOWER = {"Throttling", "ThrottlingException", "TooManyRequestsException"}
# Of requests and urllib3.
NEVER_REACHED = {"ConnectTimeout", "NewConnectionError", "NameResolutionError"}


class Fate(Enum):
    REFUSED = "refused for good"
    NOT_NOW = "certainly not sent"
    # Nor is any other: the account is locked, has no right, or sent all it may today.
    CLOSED = "certainly not sent, and the next one would not be"
    UNKNOWN = "nobody knows"


@contextmanager
def line() -> Iterator[BaseEmailBackend]:
    """To the mail server. It is opened with the first mail and kept for the next ones."""
    mailer = mailers["default"]
    try:
        yield mailer
    finally:
        with suppress(OSError):
            mailer.close()


def make_ready(mailer: BaseEmailBackend) -> None:
    """Raises OSError: the mail server cannot be reached."""
    if isinstance(mailer, smtp.EmailBackend) and mailer.connection:
        if mailer.connection.is_alive():
            return
        with suppress(OSError):
            mailer.close()
    mailer.open()


def hand_over(made: EmailMultiAlternatives, mailer: BaseEmailBackend) -> None:
    """Raises what `fate` reads."""
    mailer.send_messages([made])


def known_as(made: EmailMultiAlternatives) -> str:
    """What the provider calls it that took it; empty where there is none."""
    status = getattr(made, "anymail_status", None)
    return str(getattr(status, "message_id", None) or "")


def message(email: Email) -> EmailMultiAlternatives:
    """`email` as it goes out. Its Message-ID comes from the key, its date from the first time that
    it was handed over: a second copy is recognised."""
    first_at = email.dispatched_at or timezone.now()
    host = urlsplit(settings.SITE_URL).hostname
    made = EmailMultiAlternatives(
        subject=email.subject,
        body=email.body,
        to=[email.to],
        headers={
            "Message-ID": f"<{sha256(email.key.encode()).hexdigest()[:32]}@{host}>",
            "Date": format_datetime(first_at.astimezone(UTC)),
            "Auto-Submitted": "auto-generated",
            **unsubscribing.headers(email),
        },
    )
    made.attach_alternative(inlined(email.html), "text/html")
    if email.calendar:
        made.attach(_date(email.calendar))
    return made


def _date(text: str) -> MIMEPart:
    """Its lines are ended as they have to be when the mail is written out."""
    part, method = MIMEPart(), {"method": method_of(text)}
    lines = text.replace("\r\n", "\n")
    part.set_content(lines, subtype="calendar", filename="date.ics", params=method)
    return part


def fate(error: Exception, mailer: BaseEmailBackend) -> Fate:
    """Of a mail that could not be handed over because of `error`."""
    if isinstance(error, AnymailRecipientsRefused):
        return Fate.REFUSED
    if isinstance(error, AnymailAPIError):
        return _of_answer(error)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
        return _of_code(max(codes, default=FOR_GOOD))
    if isinstance(error, smtplib.SMTPResponseException):
        fate = _of_code(error.smtp_code)
        ours = isinstance(error, smtplib.SMTPSenderRefused) and error.smtp_code != TOO_LONG
        return Fate.CLOSED if ours and fate == Fate.REFUSED else fate
    # No address of a mail server, or nothing that can be sent as a mail.
    if isinstance(error, smtplib.SMTPNotSupportedError | ValueError | TypeError):
        return Fate.REFUSED
    if isinstance(mailer, smtp.EmailBackend) and mailer.connection:
        return Fate.UNKNOWN if mailer.connection.in_doubt else Fate.NOT_NOW
    return Fate.UNKNOWN


def in_words(error: Exception) -> str:
    """On one line, for staff."""
    return " ".join(f"{type(error).__name__}: {error}".split())


def _of_code(code: int) -> Fate:
    return Fate.REFUSED if code >= FOR_GOOD else Fate.NOT_NOW


def _of_answer(error: AnymailAPIError) -> Fate:
    """Of a provider's API: who asks it over HTTP has fewer certainties."""
    status = error.status_code
    told = getattr(error.__cause__, "response", None)
    if status is None and isinstance(told, dict):  # Amazon's own client
        if told.get("Error", {}).get("Code") in SLOWER:
            return Fate.NOT_NOW
        status = told.get("ResponseMetadata", {}).get("HTTPStatusCode")
    if status is None:
        return Fate.NOT_NOW if _never_reached(error) else Fate.UNKNOWN
    if status in CLOSED:
        return Fate.CLOSED
    if status in NOT_NOW:
        return Fate.NOT_NOW
    return Fate.REFUSED if 400 <= status < 500 else Fate.UNKNOWN


def _never_reached(error: AnymailAPIError) -> bool:
    """By name: nothing here imports what could ask another machine for anything."""
    cause = error.__cause__
    reason = getattr(cause.args[0], "reason", None) if cause and cause.args else None
    return bool({type(cause).__name__, type(reason).__name__} & NEVER_REACHED)
