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


def read_what_leads_to(user: User, path: str) -> None:
    """They look at the page: what led there has told them."""
    read(user, Q(url=path) | Q(url__startswith=f"{path}?") | Q(url__startswith=f"{path}#"))


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


def turn_off(user: User, kind: Kind) -> None:
    """No more mail of this kind; of a digest, none of what would be in it."""
    choose(user, dict.fromkeys(_stopped_with(user, kind), How.OFF))


def _stopped_with(user: User, kind: Kind) -> list[str]:
    if kind.template != DIGEST:
        return [kind.template]
    said = dict(user.preferences.values_list("kind", "how"))
    later = {How.DAILY, How.WEEKLY}
    return [
        each.template
        for each in KINDS.values()
        if each.may_turn_off and user.kind in each.to and said.get(each.template, each.how) in later
    ]
