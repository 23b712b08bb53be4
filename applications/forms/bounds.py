"""How far an offer may go from what its listing promised, besides the pay."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from applications.models import Milestone
from applications.paying_in import last_day
from listings.models import Listing

# Of the hours the listing names, either way.
PERCENT = 50
# After the listing's latest start.
DAYS_LATER = 30


def latest_start(listing: Listing) -> date | None:
    """The last day an offer may name; None where the listing names no start."""
    named = listing.starts_by or listing.starts_from
    return max(named, timezone.localdate()) + timedelta(days=DAYS_LATER) if named else None


def check_start(day: date, listing: Listing) -> None:
    """Raises ValidationError."""
    earliest, latest = listing.starts_from, latest_start(listing)
    if earliest and day < earliest:
        raise ValidationError(
            _("The listing names %(day)s as the earliest start. Choose that day or a later one.")
            % {"day": _in_words(earliest)}
        )
    if latest and day > latest:
        raise ValidationError(
            _("That is too long after the start the listing names. Choose a day up to %(day)s.")
            % {"day": _in_words(latest)}
        )


def check_hours(hours: int, listing: Listing) -> None:
    """Raises ValidationError."""
    kind = listing.format
    # "At least this many" sets no ceiling of its own.
    named, open_ended = listing.total_hours, listing.open_ended
    _between(hours, _bounds(named, kind.min_hours, kind.max_hours, open_ended), named)


def check_weekly(hours: int, listing: Listing) -> None:
    """Raises ValidationError."""
    kind = listing.format
    named = listing.hours_per_week
    _between(hours, _bounds(named, kind.min_hours_per_week, kind.max_hours_per_week), named)


def _bounds(
    named: int | None, least: int | None, most: int | None, open_ended: bool = False
) -> tuple[int, int | None]:
    """What the listing named is itself always inside."""
    if named is None:
        return least or 1, most
    low = max(-(-named * (100 - PERCENT) // 100), min(least or 1, named))
    high = None if open_ended else named * (100 + PERCENT) // 100
    highs = [each for each in (high, max(most, named) if most else None) if each is not None]
    return low, min(highs, default=None)


def _between(hours: int, bounds: tuple[int, int | None], named: int | None) -> None:
    low, high = bounds
    if hours >= low and (high is None or hours <= high):
        return
    if high is None:
        said = _("Enter at least %(low)d hours.") % {"low": low}
    else:
        said = _("Enter %(low)d to %(high)d hours.") % {"low": low, "high": high}
    if named:
        said = _("The listing says %(n)d h.") % {"n": named} + " " + said
    raise ValidationError(said)


def check_length(starts: date, ends: date, listing: Listing) -> None:
    """Raises ValidationError."""
    most = max(listing.format.max_days or 0, listing.length_days or 0)
    if listing.format.max_days and (ends - starts).days + 1 > most:
        raise ValidationError(
            _("Work of this format takes at most %(most)d days. Choose a day up to %(day)s.")
            % {"most": most, "day": _in_words(starts + timedelta(days=most - 1))}
        )


def check_held(day: date, milestone: Milestone, *, disputed: bool = False) -> None:
    """Raises ValidationError: its money could not be held until that work is answered."""
    last = last_day(milestone, disputed=disputed)
    if last is None or day <= last:
        return
    if last <= max(milestone.today, milestone.hand_in_by):
        raise ValidationError(
            _("We may not hold the money for this part until a later day. It cannot be moved.")
        )
    raise ValidationError(
        _("We may hold the money for this part for a limited time. Choose a day up to %(day)s.")
        % {"day": _in_words(last)}
    )


def _in_words(day: date) -> str:
    return date_format(day, "j M Y")
