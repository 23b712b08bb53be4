"""What somebody does about what we tell them: read it, choose how they get it, stop it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from notifications.kinds import DIGEST, KINDS, How, Kind
from notifications.models import Preference

if TYPE_CHECKING:
    from accounts.models import User


def read(user: User, notices: Q) -> None:
    """Those of theirs that are not read yet."""
    theirs = user.notices.told_as(user.role).unread()
    n = theirs.filter(notices).update(read_at=timezone.now())
    user.unread_notices = max(user.unread_notices - n, 0)


def leads_to(path: str) -> Q:
    return Q(url=path) | Q(url__startswith=f"{path}?") | Q(url__startswith=f"{path}#")


@transaction.atomic
def choose(user: User, chosen: Mapping[str, How]) -> None:
    """By kind. What is as the kind goes by itself is not kept."""
    kinds = {name: how for name, how in chosen.items() if KINDS[name].may_turn_off}
    usual = [name for name, how in kinds.items() if how == KINDS[name].how]
    user.preferences.filter(kind__in=usual).delete()
    Preference.objects.bulk_create(
        [
            Preference(user=user, kind=name, how=how)
            for name, how in kinds.items()
            if name not in usual
        ],
        update_conflicts=True,
        unique_fields=["user", "kind"],
        update_fields=["how"],
    )


@transaction.atomic
def turn_off(user: User, kind: Kind) -> dict[str, How]:
    """No more mail of this kind; of a digest, none of what would be in it. What it was before."""
    before = stopped_with(user, kind)
    choose(user, dict.fromkeys(before, How.OFF))
    return before


def stopped_with(user: User, kind: Kind) -> dict[str, How]:
    """What turning `kind` off would turn off, as it is now; nothing when it is off."""
    said = dict(user.preferences.values_list("kind", "how"))
    free = {name: each for name, each in KINDS.items() if each.may_turn_off}
    now = {name: How(said.get(name, each.how)) for name, each in free.items()}
    if kind.template != DIGEST:
        how = now.get(kind.template, How.OFF)
        return {} if how == How.OFF else {kind.template: how}
    later = {How.DAILY, How.WEEKLY}
    return {name: how for name, how in now.items() if how in later and user.kind in free[name].to}
