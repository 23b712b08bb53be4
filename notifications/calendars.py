"""Dates as iCalendar (RFC 5545): in a mail (RFC 5546), and as a feed that a calendar asks for
again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event, vCalAddress, vDuration

# How long before a deadline its event begins, so that a calendar draws it and can remind.
LENGTH = timedelta(hours=1)
ASK_AGAIN = timedelta(hours=6)
MINUTE = timedelta(minutes=1)
# No date of ours is before it; in minutes, until 2057 none is so long after it.
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
LONGEST = 2**24


@dataclass(frozen=True)
class Date:
    """Something to do by a moment. `uid` stays while the moment moves; `path` is where it is done.

    `again`: how often it was asked for anew. In between the moment only ever moves to later, so
    both together are a SEQUENCE that rises: a calendar puts the new one in place of the old.
    `over`: it is not to be done any more.
    """

    uid: str
    due: datetime
    title: str
    path: str
    text: str = ""
    again: int = 0
    over: bool = False

    @property
    def sequence(self) -> int:
        minutes = max(0, (self.due - BEGINNING) // MINUTE)
        return self.again * LONGEST + min(minutes, LONGEST - 2) + self.over


def ended(date: Date) -> Date:
    """It goes from the calendar that has it."""
    return replace(date, over=True)


def done(date: Date) -> Date | None:
    """`ended`, as long as a calendar shows it as still to come."""
    return ended(date) if date.due > timezone.now() else None


def host() -> str:
    return urlsplit(settings.SITE_URL).hostname or ""


def calendar_of(name: str, events: Iterable[Event], *, method: str = "") -> bytes:
    """CRLF, folded at 75 octets: what a calendar reads."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.SITE_NAME}//{host()}//EN")
    calendar.add("version", "2.0")
    if method:
        calendar.add("method", method)
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", vDuration(ASK_AGAIN), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(ASK_AGAIN))
    for event in events:
        calendar.add_component(event)
    text: bytes = calendar.to_ical()
    return text


def event_of(row: Date) -> Event:
    address = settings.SITE_URL + row.path
    text = "\n".join(filter(None, [row.text, address]))
    made = event(row.uid, row.sequence, timezone.now(), row.due, row.title, text, address)
    if row.over:
        made.add("status", "CANCELLED")
    return made


def event(
    uid: str,
    sequence: int,
    changed: datetime,
    due: datetime,
    title: str,
    text: str,
    address: str,
) -> Event:
    """The last hour before `due`. UTC: every calendar shows it on its owner's clock."""
    made = Event()
    made.add("uid", f"{uid}@{host()}")
    made.add("sequence", sequence)
    made.add("dtstamp", changed)
    made.add("last-modified", changed)
    made.add("dtstart", due - LENGTH)
    made.add("dtend", due)
    made.add("summary", title)
    made.add("description", text)
    made.add("url", address)
    made.add("transp", "TRANSPARENT")
    return made


def attachment(row: Date) -> str:
    """The file beside a mail that carries this date, or takes it away."""
    made = event_of(row)
    made.add("organizer", vCalAddress(f"mailto:{settings.SUPPORT_EMAIL}"))
    method = "CANCEL" if row.over else "PUBLISH"
    return calendar_of(settings.SITE_NAME, [made], method=method).decode()


def method_of(text: str) -> str:
    """What a file asks of a calendar: its mail says so, too (RFC 6047)."""
    return "CANCEL" if "\r\nMETHOD:CANCEL\r\n" in text else "PUBLISH"
