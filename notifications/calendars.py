"""Dates as iCalendar (RFC 5545): in a mail, and as a feed that a calendar asks for again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event, vDuration

# How long before a deadline its event begins, so that a calendar draws it and can remind.
LENGTH = timedelta(hours=1)
ASK_AGAIN = timedelta(hours=6)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Date:
    """Something to do by a moment. `uid` stays while the moment moves; `path` is where it is done.

    `since`: when it began to wait. The moment only ever moves to later, so the minutes between
    them are a SEQUENCE that rises with it: a calendar puts the new one in place of the old.
    """

    uid: str
    due: datetime
    title: str
    path: str
    since: datetime
    text: str = ""

    @property
    def sequence(self) -> int:
        return max(0, (self.due - self.since) // MINUTE)


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
    return event(row.uid, row.sequence, timezone.now(), row.due, row.title, text, address)


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
    """The file beside a mail that carries this date."""
    return calendar_of(settings.SITE_NAME, [event_of(row)], method="PUBLISH").decode()
