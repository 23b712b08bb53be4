"""A university decides for its own students."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.actions import verify_organisation
from accounts.models import Organisation, User
from listings import emails, policies
from listings.actions.life import shut
from listings.models import Listing, Moderation, ModerationEvent, Standing
from marketplace.clocks import working_days_after
from marketplace.states import WrongState, move, move_if

CHANGEABLE = (Listing.Status.SUBMITTED, Listing.Status.CHANGES, Listing.Status.OPEN)


class NotVerified(Exception):
    """Nobody has checked that the organisation is who it says it is."""


class TooLate(Exception):
    """The deadline to apply has passed, so there is nothing left to publish."""


class AgainstPolicy(Exception):
    """It breaks the university's policy, and nobody has said why it is approved all the same."""


class NotWorkedWith(Exception):
    """The university has suspended or blocked the organisation."""


@transaction.atomic
def approve(
    moderation: Moderation, by: User, *, checked_organisation: bool = False, despite: str = ""
) -> None:
    """Show the listing to this university's students; the first approval publishes it.

    `checked_organisation`: `by` says that they have checked who it is, which verifies it.
    `despite`: why it is approved against the university's policy; only its staff read that.

    Raises:
        WrongState: somebody has decided already or is reading it, or the employer took it back.
        AgainstPolicy: it breaks the policy, and `despite` is empty.
        NotWorkedWith: the university has suspended or blocked the organisation.
        NotVerified: nobody has checked the organisation, or the platform refused it.
        TooLate: the deadline to apply has passed.
    """
    listing = _locked(moderation)
    broken = [check.key for check in _against(moderation, listing)]
    _record(moderation, Moderation.Status.APPROVED, by, excused=broken, note=despite)
    if broken and not despite:
        raise AgainstPolicy(f"Moderation {moderation.pk}: {', '.join(broken)}")
    _verify(listing.organisation, checked_organisation)
    _publish(moderation, listing)


@transaction.atomic
def approve_by_rule(moderation: Moderation, rule: str) -> None:
    """As `approve`, where a rule of the university decides; its name stands in the history.

    Raises:
        WrongState, AgainstPolicy, NotWorkedWith, NotVerified, TooLate: as `approve`.
    """
    listing = _locked(moderation)
    if broken := _against(moderation, listing):
        raise AgainstPolicy(f"Moderation {moderation.pk}: {[check.key for check in broken]}")
    _record(moderation, Moderation.Status.APPROVED, None, rule=rule)
    _verify(listing.organisation, checked=False)
    _publish(moderation, listing)


@transaction.atomic
def ask_for_changes(moderation: Moderation, by: User, reason: str) -> None:
    """Send it back to the employer, who may change it and send it again.

    Raises:
        WrongState: somebody has decided already, the employer took it back, or it is over.
    """
    listing = _locked(moderation)
    if listing.status not in CHANGEABLE:
        raise WrongState(f"Listing {listing.pk} is {listing.status}")
    _record(moderation, Moderation.Status.CHANGES, by, reason)
    _follow(listing)
    emails.changes(moderation)


@transaction.atomic
def reject(moderation: Moderation, by: User, reason: str) -> None:
    """Keep it from this university's students, for good.

    Raises:
        WrongState: somebody has decided already, or the employer took it back.
    """
    listing = _locked(moderation)
    _record(moderation, Moderation.Status.REJECTED, by, reason)
    _follow(listing)
    emails.rejected(moderation)


@transaction.atomic
def suspend(moderation: Moderation, by: User) -> None:
    """Its students do not see it until the organisation is not suspended and it is read again.

    Raises:
        WrongState: the university does not show it.
    """
    _locked(moderation)
    zone = moderation.university.time_zone
    due = working_days_after(timezone.now(), settings.MODERATION_WORKING_DAYS, zone)
    move(moderation, Moderation.Status.WAITING, due_at=due, **Moderation.UNCLAIMED)
    ModerationEvent.objects.create(moderation=moderation, status=Moderation.Status.WAITING, by=by)


@transaction.atomic
def recall_here(moderation: Moderation, by: User, words: str) -> None:
    """Take it back from this university's students, for good. What becomes of those who applied
    is for `applications`. A listing that no university shows any more is closed.

    Raises:
        WrongState: the university does not show it.
    """
    listing = _locked(moderation)
    now = timezone.now()
    given = {"reason": words, "decided_by": by, "decided_at": now, **Moderation.UNCLAIMED}
    move(moderation, Moderation.Status.RECALLED, **given)
    ModerationEvent.objects.create(
        moderation=moderation, status=Moderation.Status.RECALLED, reason=words, by=by
    )
    _follow(listing)
    emails.recalled(moderation)


@transaction.atomic
def reject_by_rule(moderation: Moderation, rule: str, reason: str) -> None:
    """As `reject`, where a rule of the university decides.

    Raises:
        WrongState: it does not wait any more, or somebody is reading it.
    """
    listing = _locked(moderation)
    _record(moderation, Moderation.Status.REJECTED, None, reason, rule=rule)
    _follow(listing)
    emails.rejected(moderation)


def _locked(moderation: Moderation) -> Listing:
    """Its listing, which decisions of two universities at once would both move."""
    rows = Listing.objects.for_cards().select_related("created_by")
    rows = rows.select_for_update(no_key=True, of=("self",))
    moderation.listing = rows.get(pk=moderation.listing_id)
    return moderation.listing


def _against(moderation: Moderation, listing: Listing) -> list[policies.Check]:
    policy = policies.current(moderation.university)
    return policies.against(listing, policies.rulebook(policy))


def _record(
    moderation: Moderation,
    to: str,
    by: User | None,
    reason: str = "",
    *,
    rule: str = "",
    excused: Sequence[str] = (),
    note: str = "",
) -> None:
    """`reason` is for the employer, `note` for the university alone.

    Raises WrongState: it does not wait, or a colleague of `by` is reading it.
    """
    now = timezone.now()
    free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    if by is not None:
        free = Moderation.free_for(by)
    decided = {"decided_by": by, "decided_at": now, **Moderation.UNCLAIMED}
    move_if(free, moderation, to, reason=reason, excused=list(excused), **decided)
    ModerationEvent.objects.create(
        moderation=moderation,
        status=to,
        reason=reason or note,
        by=by,
        rule=rule,
        excused=list(excused),
    )


def _verify(organisation: Organisation, checked: bool) -> None:
    if organisation.is_verified:
        return
    if not checked or organisation.status == Organisation.Status.REFUSED:
        raise NotVerified(f"Organisation {organisation.pk}")
    verify_organisation(organisation, Organisation.Proof.STAFF)


def _publish(moderation: Moderation, listing: Listing) -> None:
    at = Standing.objects.filter(university=moderation.university_id)
    if at.against().filter(organisation=listing.organisation_id).exists():
        raise NotWorkedWith(f"Organisation {listing.organisation_id}")
    if listing.apply_by is None or listing.apply_by <= timezone.now():
        raise TooLate(f"Listing {listing.pk} was open until {listing.apply_by}")
    if listing.status in (Listing.Status.SUBMITTED, Listing.Status.CHANGES):
        move(listing, Listing.Status.OPEN, published_at=timezone.now())
    emails.approved(moderation)


def _follow(listing: Listing) -> None:
    """Once no university is reading it, a listing that none approved goes back to its employer."""
    said = set(listing.moderations.values_list("status", flat=True))
    if listing.status == Listing.Status.OPEN:
        still = {Moderation.Status.APPROVED, Moderation.Status.WAITING, Moderation.Status.CHANGES}
        if not said & still:
            # What it was changed to nobody approves.
            shut(listing)
        return
    if listing.status != Listing.Status.SUBMITTED or Moderation.Status.WAITING in said:
        return
    changes = Moderation.Status.CHANGES in said
    move(listing, Listing.Status.CHANGES if changes else Listing.Status.REJECTED)
