"""Until when reminders have been told, where the next round begins; and what could not be told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from notifications.models import Round, Untold

# A first round looks this far back.
LOOK_BACK = timedelta(hours=6)
# Of those that could not be told, in one round of a clock.
MOST = 200


# Another scheduler may be further with one.
FURTHER = """INSERT INTO notifications_round (clock, until)
SELECT clock, %s FROM unnest(%s::varchar[]) AS names (clock)
    ON CONFLICT (clock) DO UPDATE SET until = greatest(notifications_round.until, excluded.until)"""


def begins(name: str, now: datetime) -> datetime:
    return begin([name], now)[name]


def begin(names: Iterable[str], now: datetime) -> dict[str, datetime]:
    """Where the round of each of these begins."""
    known = dict(Round.objects.filter(clock__in=names).values_list("clock", "until"))
    return {name: known.get(name, now - LOOK_BACK) for name in names}


def ends(name: str, until: datetime) -> None:
    end([name], until)


def end(names: Iterable[str], until: datetime) -> None:
    with connection.cursor() as cursor:
        # In one order, so that two who write at once never both wait.
        cursor.execute(FURTHER, [until, sorted(names)])


def with_untold() -> set[str]:
    """The names of those of which something is kept."""
    return set(Untold.objects.order_by().values_list("clock", flat=True).distinct())


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
