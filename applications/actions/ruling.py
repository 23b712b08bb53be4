"""What universities' own rules approve, with no person. Here, because some of them ask how many
placements an organisation has completed."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from celery.exceptions import SoftTimeLimitExceeded
from django.db.models import Count, Exists, OuterRef
from django.utils.translation import gettext as _

from applications.models import Placement, Report
from listings import actions as listing_actions
from listings import hints, policies
from listings.models import Moderation, Policy, Rule, Standing
from marketplace.states import WrongState

logger = logging.getLogger(__name__)

NOT_POSSIBLE = (
    WrongState,
    listing_actions.AgainstPolicy,
    listing_actions.NotVerified,
    listing_actions.NotWorkedWith,
    listing_actions.TooLate,
)
# One round; the next goes on with the rest.
AT_ONCE = 500


@dataclass(frozen=True)
class Known:
    """What the rules ask of: completed placements by organisation, universities that approved it
    by listing, and what somebody has reported and nobody has answered."""

    completed: Mapping[int, int]
    approved: Mapping[int, set[int]]
    reported: set[tuple[str, str]]


def decide_by_rules() -> int:
    """Approve what waits and a rule of its university allows; say how much that was.

    Never what breaks its policy, reads like fraud, was reported, or any of its staff has decided
    before; nor what somebody is reading. Run twice, it approves once.
    """
    books = {
        policy.university_id: policies.rulebook(policy)
        for policy in Policy.objects.current().whole()
        if policy.decides
    }
    _reject_of_blocked()
    approved, after = 0, 0
    waiting = Moderation.objects.for_rules().filter(university__in=books)
    waiting = waiting.select_related("university", "listing__format", "listing__organisation")
    while rows := list(waiting.filter(pk__gt=after).order_by("pk")[:AT_ONCE]):
        after = rows[-1].pk
        known = known_of(rows)
        for row in rows:
            approved += _decide_alone(row, books[row.university_id], known)
    return approved


def _reject_of_blocked() -> None:
    """What an organisation sends to a university that has blocked it."""
    blocked = Standing.objects.filter(
        university=OuterRef("university"),
        organisation=OuterRef("listing__organisation"),
        status=Standing.Status.BLOCKED,
    )
    rows = Moderation.objects.waiting().filter(Exists(blocked)).select_related("university")
    for row in rows[:AT_ONCE]:
        with suppress(WrongState):
            listing_actions.reject_by_rule(
                row, Rule.BLOCKED, _("Our students do not work with your organisation.")
            )


def _decide_alone(moderation: Moderation, book: policies.Rulebook, known: Known) -> bool:
    """One that cannot be decided keeps no other, of whichever university, from its time."""
    try:
        return _decide(moderation, book, known)
    except SoftTimeLimitExceeded:
        raise
    except Exception:
        logger.exception("The rules could not decide on moderation %s.", moderation.pk)
        return False


def _decide(moderation: Moderation, book: policies.Rulebook, known: Known) -> bool:
    rule = rule_for(moderation, book, known)
    if not rule:
        return False
    with suppress(*NOT_POSSIBLE):
        listing_actions.approve_by_rule(moderation, rule)
        return True
    return False


def rule_for(moderation: Moderation, book: policies.Rulebook, known: Known) -> Rule | None:
    """The first rule that holds; None where a person has to decide."""
    listing, policy = moderation.listing, book.policy
    told = {(Report.Kind.LISTING, str(listing.pk))}
    told.add((Report.Kind.ORGANISATION, str(listing.organisation_id)))
    if told & known.reported or policies.against(listing, book) or hints.to_look_at(listing):
        return None
    if policy.approves_verified:
        return Rule.VERIFIED
    done = known.completed.get(listing.organisation_id, 0)
    if policy.approves_after and done >= policy.approves_after:
        return Rule.PLACEMENTS
    trusted = {each.pk for each in policy.trusted.all()}
    return Rule.TRUSTED if trusted & known.approved.get(listing.pk, set()) else None


def known_of(rows: Iterable[Moderation]) -> Known:
    """In three queries."""
    listings = {row.listing_id for row in rows}
    organisations = {row.listing.organisation_id for row in rows}
    return Known(
        completed_by(organisations),
        _approved(listings),
        set(Report.objects.open().values_list("kind", "subject").distinct()),
    )


def completed_by(organisations: Iterable[int]) -> dict[int, int]:
    """How many placements each of them has seen to their end."""
    done = Placement.objects.filter(status=Placement.Status.COMPLETED)
    by = done.filter(listing__organisation__in=organisations).order_by()
    rows = by.values_list("listing__organisation").annotate(Count("pk"))
    return dict(rows)


def _approved(listings: Iterable[int]) -> dict[int, set[int]]:
    """By a person: what a rule approved is nobody's word to trust."""
    rows = Moderation.objects.approved().filter(listing__in=listings, decided_by__isnull=False)
    found: dict[int, set[int]] = {}
    for listing, university in rows.values_list("listing", "university"):
        found.setdefault(listing, set()).add(university)
    return found
