"""Days that are counted where somebody is: the work's, where its student is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.clocks import end_of_day
from marketplace.templatetags.ui import in_short, in_words

register = template.Library()


@register.filter
def in_words_there(day: date, zone: str) -> str:
    """Fri 4 Dec 2026; to who is where that day ends at another time: with the town of `zone`."""
    return _there(day, zone, in_words)


@register.filter
def in_short_there(day: date, zone: str) -> str:
    """Fri 4 Dec, as `in_words_there`."""
    return _there(day, zone, in_short)


def _there(day: date, zone: str, words: Callable[[date], str]) -> str:
    here = timezone.get_current_timezone_name()
    if end_of_day(day, zone) == end_of_day(day, here):
        return words(day)
    return _("%(day)s in %(town)s") % {
        "day": words(day),
        "town": zone.split("/")[-1].replace("_", " "),
    }
