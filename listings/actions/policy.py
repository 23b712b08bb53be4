"""What a university's policy and its lists become when its staff write them anew."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import University, User
from listings import policies
from listings.models import (
    DecisionReason,
    Format,
    Listing,
    Moderation,
    ModerationEvent,
    Policy,
    Term,
)
from listings.models import Rule as Rules
from marketplace.clocks import working_days_after
from marketplace.queue import after_commit, one_by_one
from marketplace.states import WrongState, move

AT_ONCE = 500


@transaction.atomic
def save_policy(
    policy: Policy,
    by: User,
    *,
    formats_refused: Iterable[Format] = (),
    terms: Iterable[tuple[date, date]] = (),
    trusted: Iterable[University] = (),
) -> Policy:
    """Keep `policy`, which is not saved yet, as the newest version of its university.

    What it no longer allows goes back to be read within a minute: `apply_policy`.
    """
    University.objects.select_for_update(no_key=True).get(pk=policy.university_id)
    before = Policy.objects.filter(university=policy.university_id)
    policy.version = (before.aggregate(last=Max("version"))["last"] or 0) + 1
    policy.by, policy.applied_at = by, None
    policy.save(force_insert=True)
    policy.formats_refused.set(formats_refused)
    policy.trusted.set(trusted)
    Term.objects.bulk_create(Term(policy=policy, starts=a, ends=b) for a, b in terms)
    after_commit("listings.tasks.apply_policies")
    return policy


def apply_policy(policy: Policy) -> None:
    """Send to be read again what its students see and it no longer allows. Twice, it is once.

    What was approved against the same rule before stays. A version that a newer one has replaced
    changes nothing.
    """
    newer = Policy.objects.filter(university=policy.university_id, version__gt=policy.version)
    if not newer.exists():
        book = policies.rulebook(policy)
        shown = Moderation.objects.shown_at(policy.university).order_by("pk")
        rows = shown.select_related("university").iterator(chunk_size=AT_ONCE)
        one_by_one(read_again, (row for row in rows if newly_against(row, book)))
    Policy.objects.filter(pk=policy.pk).update(applied_at=timezone.now())


def newly_against(moderation: Moderation, book: policies.Rulebook) -> list[policies.Check]:
    """The rules it breaks, but for those that it was approved against."""
    found = policies.against(moderation.listing, book)
    return [check for check in found if check.key not in moderation.excused]


@transaction.atomic
def read_again(moderation: Moderation) -> None:
    """Its university's policy does not allow it any more: its students do not see it meanwhile.

    Raises:
        WrongState: it is not shown any more, or is allowed after all.
    """
    rows = Listing.objects.for_cards().select_for_update(no_key=True, of=("self",))
    moderation.listing = rows.get(pk=moderation.listing_id)
    book = policies.rulebook(policies.current(moderation.university))
    broken = newly_against(moderation, book)
    if not broken:
        raise WrongState(f"Moderation {moderation.pk} keeps to the policy")
    zone = moderation.university.time_zone
    due = working_days_after(timezone.now(), settings.MODERATION_WORKING_DAYS, zone)
    move(moderation, Moderation.Status.WAITING, due_at=due, **Moderation.UNCLAIMED)
    ModerationEvent.objects.create(
        moderation=moderation,
        status=Moderation.Status.WAITING,
        rule=Rules.POLICY,
        reason="\n".join(f"{check.label}: {check.why}" for check in broken),
    )


@transaction.atomic
def save_reasons(university: University, reasons: dict[str, list[str]]) -> None:
    """Replace the sentences that its staff choose from; a decision without any has ours again.

    What was sent with an earlier one keeps its words.
    """
    University.objects.select_for_update(no_key=True).get(pk=university.pk)
    DecisionReason.objects.filter(university=university).delete()
    DecisionReason.objects.bulk_create(
        DecisionReason(university=university, decision=decision, text=text, position=n)
        for decision, texts in reasons.items()
        for n, text in enumerate(dict.fromkeys(texts))
    )
