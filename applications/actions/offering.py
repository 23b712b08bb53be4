"""From an offer to its answer."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from applications import eligibility, emails
from applications.actions import agreeing
from applications.actions.history import step
from applications.actions.locks import hold_listing, hold_standing
from applications.least import least_pay
from applications.models import (
    Acceptance,
    Application,
    Milestone,
    Offer,
    Placement,
    PlacementMember,
)
from applications.paying_in import pay_in_by
from listings import actions as listing_actions
from listings.models import Listing
from marketplace.clocks import end_of_day
from marketplace.money import platform_fee, split_fee
from marketplace.states import WrongState, move

Status = Application.Status

# Milestones in one offer.
MAX_PARTS = 10


class NoOpenings(WrongState):
    """Every place of the listing is taken or offered to somebody."""


class NotApproved(WrongState):
    """A university does not let its student take it any more. An offer that is made stands."""


@dataclass(frozen=True)
class Part:
    """A milestone to be. `amount_minor` is what the employer pays for it."""

    title: str
    due_on: date
    amount_minor: int


@dataclass(frozen=True)
class Terms:
    """What an offer says, in the listing's currency. The parts add up to the pay."""

    starts_on: date
    ends_on: date
    total_hours: int
    hours_per_week: int
    parts: list[Part]
    note: str = ""
    choices: agreeing.Choices = field(default_factory=agreeing.Choices)

    @property
    def pay_minor(self) -> int:
        return sum(part.amount_minor for part in self.parts)


@transaction.atomic
def make_offer(
    application: Application, by: User, terms: Terms, at: datetime | None = None
) -> Offer:
    """Offer `terms` to an applicant, who then has the format's `offer_hours` to answer.

    Whoever makes it agrees to them and to the agreement for the employer. `at` is for telling of
    the past: now, if it is not given.

    Raises:
        NoOpenings: each place is taken or offered to somebody.
        NotApproved: their university has refused the listing since they applied.
        Recalled: our staff have taken the listing down.
        WrongState: the application is decided, or has an offer already.
        ValueError: the terms pay less than `least_pay`, or have too few or too many parts.
    """
    listing = hold_standing(application)
    if eligibility.refused_by_university(application):
        raise NotApproved(f"Listing {listing.pk} is not for who sent application {application.pk}")
    if terms.pay_minor < least_pay(listing):
        raise ValueError("An offer never pays less than its listing")
    if not listing.format.min_milestones <= len(terms.parts) <= MAX_PARTS:
        raise ValueError(f"An offer has {listing.format.min_milestones} to {MAX_PARTS} parts")
    if Application.objects.filter(listing=listing).taken().count() >= listing.openings:
        raise NoOpenings(f"{listing.openings} of {listing.openings} places are taken")
    now = at or timezone.now()
    named = application.named_at or now
    step(application, Status.OFFERED, named_at=named, runner_up_at=None)
    offer = Offer.objects.create(
        application=application,
        made_by=by,
        pay_minor=terms.pay_minor,
        fee_minor=platform_fee(terms.pay_minor),
        currency=listing.currency,
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        total_hours=terms.total_hours,
        hours_per_week=terms.hours_per_week,
        note=terms.note,
        agreement=agreeing.agreement_of(terms.choices),
        expires_at=now + timedelta(hours=listing.format.offer_hours),
    )
    _add_parts(offer, terms.parts)
    agreeing.record(offer, Acceptance.Side.EMPLOYER, by, now)
    emails.offered(offer)
    return offer


def _add_parts(offer: Offer, parts: list[Part]) -> None:
    fees = split_fee([part.amount_minor for part in parts])
    Milestone.objects.bulk_create(
        Milestone(
            offer=offer,
            position=position,
            title=part.title,
            due_on=part.due_on,
            amount_minor=part.amount_minor,
            fee_minor=fee,
            currency=offer.currency,
        )
        for position, (part, fee) in enumerate(zip(parts, fees, strict=True), 1)
    )


@transaction.atomic
def agree(
    offer: Offer, by: User, at: datetime | None = None, may_work_in: Sequence[str] = ()
) -> Placement | None:
    """One of those it is made to accepts. The last of a team makes the placement; None before.

    Nobody accepts for somebody else: each is bound by what they have read and agreed to. `at`: as
    in `accept`. `may_work_in`: of these countries they say that they are allowed to work in one.

    Raises:
        NoOpenings, WrongState: as `accept`.
    """
    hold_standing(offer.application)
    offer.refresh_from_db(fields=["status", "expires_at"])
    if not offer.is_open:
        raise WrongState(f"Offer {offer.pk} is {offer.status}")
    agreeing.record(offer, Acceptance.Side.STUDENT, by, at or timezone.now(), may_work_in)
    return None if agreeing.missing(offer) else accept(offer, at)


@transaction.atomic
def accept(offer: Offer, at: datetime | None = None) -> Placement:
    """The student agrees: its terms become a placement, and the employer pays in next.

    The last place fills the listing; the clock then closes the applications still waiting. `at`
    is for telling of the past: the moment they agreed, now if it is not given.

    Raises:
        NoOpenings: every place is taken.
        Recalled: our staff have taken the listing down.
        WrongState: the offer was answered, taken back, or its time is up.
    """
    listing = hold_standing(offer.application)
    now = timezone.now()
    if offer.expires_at <= now:
        raise WrongState(f"Offer {offer.pk} expired at {offer.expires_at}")
    move(offer, Offer.Status.ACCEPTED, answered_at=now)
    accepted = Application.objects.filter(listing=listing, status=Status.ACCEPTED).count()
    if accepted >= listing.openings:
        raise NoOpenings(f"{accepted} of {listing.openings} places are taken")
    step(offer.application, Status.ACCEPTED, decided_at=now)
    student, first = offer.application.student, offer.milestones.all()[0]
    agreeing.record(offer, Acceptance.Side.STUDENT, student.user, at or now)
    if agreeing.missing(offer):
        raise WrongState(f"Not everybody in the team has accepted offer {offer.pk}")
    placement = Placement.objects.create(
        offer=offer,
        listing=listing,
        student=student,
        fund_by=pay_in_by(end_of_day(first.due_on, student.user.time_zone), listing.format),
    )
    offer.milestones.update(placement=placement)
    PlacementMember.objects.bulk_create(
        PlacementMember(
            placement=placement,
            student=member.student,
            position=member.position,
            share=member.share,
        )
        for member in offer.application.members.select_related("student")
        if member.student
    )
    emails.accepted(placement)
    if accepted + 1 == listing.openings:
        _fill(listing)
    return placement


def _fill(listing: Listing) -> None:
    """The time to answer the others is up: the clock closes them, and tells them, one by one.

    Not here: the listing is held, and there may be two thousand of them.
    """
    if listing.status in (Listing.Status.OPEN, Listing.Status.CLOSED):
        listing_actions.fill(listing)
    # make_offer counts places, so an offer beyond the last one should not exist. If it
    # does, it is taken back here rather than accepted too.
    beyond = Offer.objects.filter(application__listing=listing, status=Offer.Status.MADE)
    for offer in beyond.select_related("application__listing__format"):
        _end(offer, offer.application, Offer.Status.WITHDRAWN)
    undecided, now = Application.objects.filter(listing=listing).undecided(), timezone.now()
    undecided.filter(status=Status.SHORTLISTED).update(runner_up_at=now)
    undecided.update(decide_by=now, closed_for=Application.ClosedFor.FILLED)


def reopen(listing: Listing) -> None:
    """A place of it has come free. Whom the clock has not closed yet, because the last place was
    taken, waits for an answer again. The caller holds the listing.
    """
    if listing.status != Listing.Status.FILLED:
        return
    listing_actions.reopen(listing)
    waiting = Application.objects.filter(
        listing=listing, closed_for=Application.ClosedFor.FILLED
    ).undecided()
    now = timezone.now()
    by = max(listing.apply_by or now, now) + timedelta(hours=listing.format.decision_hours)
    waiting.update(decide_by=by, closed_for=Application.ClosedFor.SILENCE, runner_up_at=None)


@transaction.atomic
def refuse(offer: Offer, word: str = "", by: User | None = None) -> None:
    """The student says no, with a `word` for the employer if they like. The place is free again.

    `by`: who does, of a team; who applied for it if not given.

    Raises:
        WrongState: the offer was answered, taken back or expired.
    """
    hold_listing(offer.application)
    move(offer, Offer.Status.DECLINED, answered_at=timezone.now())
    step(offer.application, Status.WITHDRAWN, decided_at=timezone.now())
    emails.offer_refused(offer, word)
    emails.team_over(offer.application, by or offer.application.student.user, "refused")


@transaction.atomic
def take_back(offer: Offer) -> None:
    """The employer no longer offers this; the applicant stays on the shortlist.

    Raises:
        WrongState: the offer was answered or expired.
    """
    hold_listing(offer.application)
    _end(offer, offer.application, Offer.Status.WITHDRAWN)
    emails.offer_taken_back(offer)


@transaction.atomic
def expire(offer: Offer) -> None:
    """The student's time is up; the applicant stays on the shortlist.

    Raises:
        WrongState: the offer was answered or taken back first.
    """
    hold_listing(offer.application)
    _end(offer, offer.application, Offer.Status.EXPIRED)
    emails.offer_expired(offer)


def _end(offer: Offer, application: Application, how: Offer.Status) -> None:
    move(offer, how, answered_at=timezone.now())
    back_to_shortlist(application)


def back_to_shortlist(application: Application) -> None:
    """Undecided again, and the employer's clock starts again where it had run out.

    Raises:
        WrongState: no offer or placement of it had ended.
    """
    step(
        application,
        Status.SHORTLISTED,
        decided_at=None,
        decide_by=fresh_clock(application),
        closed_for=Application.ClosedFor.SILENCE,
    )


def fresh_clock(application: Application) -> datetime:
    """By when the employer has to answer who is on the shortlist again."""
    again = timezone.now() + timedelta(hours=application.listing.format.decision_hours)
    return max(again, application.decide_by or again)
