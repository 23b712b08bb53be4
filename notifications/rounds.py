"""Until when reminders have been told: the next round begins there, and none is left out."""

from __future__ import annotations

from datetime import datetime, timedelta

from notifications.models import Round

# A first round looks this far back, and one that failed is tried again for as long.
LOOK_BACK = timedelta(hours=6)


def begins(name: str, now: datetime) -> datetime:
    until = Round.objects.filter(clock=name).values_list("until", flat=True).first()
    return until or now - LOOK_BACK


def ends(name: str, until: datetime) -> None:
    _round, new = Round.objects.get_or_create(clock=name, defaults={"until": until})
    if not new:  # another scheduler may be further
        Round.objects.filter(clock=name, until__lt=until).update(until=until)
