"""When a mail goes: at once, after the night, or with the digest of a morning."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from notifications.kinds import KINDS, How, Kind

if TYPE_CHECKING:
    from accounts.models import User

# Digests, in the zone of who reads them; those of a week on its first day.
MORNING = time(8)
MONDAY = 0

# What comes with a digest.
TOGETHER = {How.DAILY, How.WEEKLY}

# Of a mail that is not sent, for staff.
TURNED_OFF = "Its reader has turned this kind off."


def chosen(reader: User, kind: Kind) -> How:
    """What they have said, or how the kind goes by itself. No query for what cannot be chosen,
    nor where `reader` has their preferences with them."""
    if not kind.may_turn_off:
        return How.INSTANTLY
    said = {each.kind: each.how for each in reader.preferences.all()}
    return How(said.get(kind.template, kind.how))


def wants(reader: User, template: str) -> bool:
    """Whether they have mail of this kind, sooner or later."""
    return chosen(reader, KINDS[template]) != How.OFF


def next_digest(reader: User, how: How, now: datetime) -> datetime:
    """The next morning, of a Monday for `How.WEEKLY`, after `now`."""
    zone = zone_of(reader)
    local = now.astimezone(zone)
    day = local.date() + timedelta(days=local.time() >= MORNING)
    if how == How.WEEKLY:
        day += timedelta(days=(MONDAY - day.weekday()) % 7)
    return datetime.combine(day, MORNING, zone)


def after_quiet(reader: User, now: datetime) -> datetime:
    """`now`, or the end of the quiet hours that it is in."""
    start, end = reader.quiet_from, reader.quiet_until
    if start is None or end is None:
        return now
    local = now.astimezone(zone_of(reader))
    clock = local.time()
    over_midnight = start > end
    quiet = clock >= start or clock < end if over_midnight else start <= clock < end
    if not quiet:
        return now
    return datetime.combine(local.date() + timedelta(days=clock >= end), end, local.tzinfo)


def zone_of(reader: User) -> ZoneInfo:
    try:
        return ZoneInfo(reader.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
