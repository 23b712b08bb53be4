"""Work that is about to be handed in: kept as it is typed, read once more, then handed in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from accounts.models import User
from applications.actions.applying import NotAsRead, write
from applications.actions.keeping import hand_over
from applications.actions.working import deliver
from applications.models import Delivery, HandIn, KeptFile, Milestone


def hand_in_of(milestone: Milestone, by: User) -> HandIn | None:
    return HandIn.objects.filter(milestone=milestone, by=by).first()


@transaction.atomic
def save_hand_in(milestone: Milestone, by: User, seen: str | None, **fields: Any) -> HandIn:
    """Keep `fields` (columns of HandIn). `seen` is its version when it was read, "" if there was
    none, None to write over anything.

    Raises:
        ChangedMeanwhile: it is another version by now. Nothing was written.
    """
    rows = HandIn.objects.select_for_update()
    draft, new = rows.get_or_create(milestone=milestone, by=by)
    write(draft, seen, fields, new=new)
    return draft


@transaction.atomic
def hand_in(milestone: Milestone, by: User, seen: str, links: Iterable[str]) -> Delivery:
    """The draft that `by` has read, of version `seen`, with all that is kept for it; `links` are
    its own, as they were checked.

    Raises:
        NotAsRead: it was changed, or handed in, meanwhile.
        WrongState: nothing is to be handed in now.
    """
    draft = HandIn.objects.select_for_update().filter(milestone=milestone, by=by).first()
    if draft is None or draft.version != seen:
        raise NotAsRead(f"Milestone {milestone.pk} has another draft")
    rows = KeptFile.objects.filter(by=by, about=milestone.pk, used_at=None)
    kept = list(rows.select_for_update())
    delivery = deliver(milestone, draft.note, links, kept, by=by)
    draft.delete()
    hand_over(kept)
    return delivery
