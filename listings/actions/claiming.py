"""Who reads what: two of a career centre never do the same listing."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import University, User
from listings.models import Moderation
from marketplace.states import WrongState


def claim(moderation: Moderation, by: User) -> None:
    """Keep it for `by` for as long as `Moderation.CLAIM`; it lapses by itself.

    Taken again by the same person, the time begins anew.

    Raises:
        WrongState: a colleague has it, or it does not wait any more.
    """
    rows = Moderation.objects.waiting().free_for(by).filter(pk=moderation.pk)
    until = timezone.now() + Moderation.CLAIM
    if not rows.order_by().update(claimed_by=by, claimed_until=until):
        raise WrongState(f"Moderation {moderation.pk} cannot be taken")
    moderation.claimed_by, moderation.claimed_until = by, until


@transaction.atomic
def claim_next(university: University, by: User) -> Moderation | None:
    """Take the oldest that nobody reads. None: there is none.

    Of several who ask at once each gets another one. Who has one already is given that again, so
    that nobody keeps more than they read.
    """
    waiting = Moderation.objects.waiting().filter(university=university)
    now = timezone.now()
    own = waiting.filter(claimed_by=by, claimed_until__gt=now).first()
    free = waiting.free_for(by).select_for_update(skip_locked=True, no_key=True, of=("self",))
    found = own or free.first()
    if found is None:
        return None
    claim(found, by)
    return found


def release_all(moderation: Moderation) -> None:
    """Whoever is reading it: what is decided of its organisation decides it, too."""
    Moderation.objects.filter(pk=moderation.pk).update(**Moderation.UNCLAIMED)


def release(moderation: Moderation, by: User) -> None:
    """Leave it to the others. Nothing happens where `by` does not have it."""
    Moderation.objects.filter(pk=moderation.pk, claimed_by=by).update(**Moderation.UNCLAIMED)
