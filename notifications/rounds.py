"""Until when reminders have been told, where the next round begins; and what could not be told."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from notifications.models import Round, Untold

# A first round looks this far back.
LOOK_BACK = timedelta(hours=6)
# Of those that could not be told, in one round of a clock.
MOST = 200


def begins(name: str, now: datetime) -> datetime:
    until = Round.objects.filter(clock=name).values_list("until", flat=True).first()
    return until or now - LOOK_BACK


def ends(name: str, until: datetime) -> None:
    _round, new = Round.objects.get_or_create(clock=name, defaults={"until": until})
    if not new:  # another scheduler may be further
        Round.objects.filter(clock=name, until__lt=until).update(until=until)


def kept(name: str) -> list[Untold]:
    """What could not be told; those first that were not tried for longest."""
    return list(Untold.objects.filter(clock=name).order_by("tried_at")[:MOST])


def keep(each: Untold) -> None:
    """It is tried again in each round: it may be days until what is broken is mended."""
    Untold.objects.update_or_create(
        clock=each.clock,
        of=each.of,
        due=each.due,
        before=each.before,
        defaults={"group": each.group, "tried_at": timezone.now()},
    )


def done(each: Untold) -> None:
    """Told, or nobody is to be told any more."""
    if each.pk:
        each.delete()
