"""Money coming in: from the button to money that is held."""

from __future__ import annotations

import logging
import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import PayoutRoute, User
from applications import actions as application_actions
from applications.models import Milestone, Placement
from marketplace import holding as holding_time
from marketplace.states import WrongState, move
from payments import ahead, emails, emails_staff, ledger, params
from payments.actions import converting, keeping, outbox, reconciling, sponsoring, taxing
from payments.actions.keeping import PAGE_LIVES
from payments.actions.locks import hold_funding, hold_milestone
from payments.actions.refunding import send_back
from payments.ledger import Kind, account
from payments.models import CreditUse, Funding, Operation, Payout
from payments.seen import Charge, Checkout, Txn

logger = logging.getLogger(__name__)

Status = Funding.Status
Problem = Funding.Problem

# How long the page that opened it may take; after that a worker does.
PATIENCE = timedelta(seconds=30)
# To pay again in, at the least, when a bank has refused.
TIME_AFTER_REFUSAL = timedelta(hours=24)
TITLE_LENGTH = 200
# Stripe's words for how a payment stands; another is for a person.
# Source: https://docs.stripe.com/api/payment_intents/object
INTENTS = (
    "",
    "requires_payment_method",
    "requires_confirmation",
    "requires_action",
    "processing",
    "requires_capture",
    "canceled",
    "succeeded",
)


class UnderWay(Exception):
    """A bank is working on a payment for this milestone already."""


class TooEarly(WrongState):
    """It would be held for longer than Stripe allows. `at`: from when it may be paid in, UTC."""

    def __init__(self, at: datetime) -> None:
        super().__init__(f"Not before {at}")
        self.at = at


class NotOurs(Exception):
    """Stripe's object carries another row's name. Nothing was changed."""


@transaction.atomic
def start_funding(milestone: Milestone, by: User) -> Funding:
    """A payment page for this milestone, to be opened next; or the one `by` has open already.

    One that asks for another amount than is to be paid by now is closed.

    Raises:
        WrongState: it is paid in already, or the project was cancelled.
        UnderWay: a payment is with the bank.
        TooEarly: it could not be held until the work is done and looked at.
    """
    milestone = hold_milestone(milestone.pk)
    if _why_not(milestone):
        raise WrongState(f"Milestone {milestone.pk} is {milestone.status}")
    if (at := ahead.payable_from(milestone)) > timezone.now():
        raise TooEarly(at)
    live = Funding.objects.live().filter(milestone=milestone)
    if live.filter(status=Status.PROCESSING).exists():
        raise UnderWay
    keeping.hold_kept_for(milestone)
    beside = (keeping.usable(milestone), sponsoring.reserved_for(milestone))
    for mine in live.filter(payer=by).order_by("-created_at"):
        as_now = (mine.credit_minor, mine.sponsored_minor) == beside
        if as_now or mine.status == Status.CREATED:
            return mine
        ask_to_close(mine)
    return _new_funding(milestone, by, *beside)


@transaction.atomic
def pay_from_kept(milestone: Milestone) -> Milestone:
    """All of its price is kept already, or paid by a university: it is held for the milestone, and
    the work may start.

    Raises:
        WrongState: it is paid in already, the project was cancelled, or too little is kept.
        UnderWay: a payment is with the bank.
    """
    milestone = hold_milestone(milestone.pk)
    if _why_not(milestone):
        raise WrongState(f"Milestone {milestone.pk} is {milestone.status}")
    if milestone.with_bank:
        raise UnderWay
    keeping.hold_kept_for(milestone)
    to_pay = milestone.amount_minor - sponsoring.reserved_for(milestone)
    if keeping.usable(milestone) < to_pay:
        raise WrongState(f"Too little is kept for milestone {milestone.pk}")
    keeping.draw(milestone, to_pay)
    sponsoring.spend(milestone)
    _may_start(milestone)
    return milestone


def _may_start(milestone: Milestone) -> None:
    application_actions.fund(milestone)
    taxing.warn(milestone)
    for other in Funding.objects.live().filter(milestone=milestone):
        ask_to_close(other)


def _new_funding(milestone: Milestone, by: User, credit: int, sponsored: int) -> Funding:
    pk = uuid.uuid4()
    amount = milestone.amount_minor - credit - sponsored
    if amount == 0:
        raise WrongState(f"All of the price of milestone {milestone.pk} is there")
    listing = milestone.offer.application.listing
    title = f"{listing.title}: {milestone.title}"[:TITLE_LENGTH]
    operation = outbox.ask_while_somebody_waits(
        Operation.Kind.CHECKOUT,
        str(pk),
        params.checkout(
            pk,
            milestone,
            by,
            amount=amount,
            title=title,
            expires_at=timezone.now() + PAGE_LIVES,
            success_url=settings.SITE_URL + reverse("payments:returned", args=[pk]),
            cancel_url=settings.SITE_URL + reverse("payments:fund", args=[milestone.pk]),
        ),
        PATIENCE,
    )
    return Funding.objects.create(
        pk=pk,
        milestone=milestone,
        payer=by,
        organisation=listing.organisation,
        amount_minor=amount,
        credit_minor=credit,
        sponsored_minor=sponsored,
        currency=milestone.currency,
        operation=operation,
    )


def _why_not(milestone: Milestone) -> Funding.Problem:
    """Why money for this milestone cannot be held; NONE when it can."""
    placement = milestone.placement
    if milestone.status == Milestone.Status.CANCELLED or placement is None:
        return Problem.LATE
    if placement.status == Placement.Status.CANCELLED:
        return Problem.LATE
    return Problem.NONE if milestone.status == Milestone.Status.AGREED else Problem.SECOND


@transaction.atomic
def settle_checkout(funding: Funding, seen: Checkout) -> Funding:
    """Write down what Stripe says now of this payment. Said twice, it is written once.

    Money that came is held for the milestone and the work may start, in this one transaction;
    or, when the milestone needs none any more, it is sent back.

    Raises:
        NotOurs: `seen` is another funding's page.
    """
    milestone = hold_milestone(funding.milestone_id)
    funding = hold_funding(funding.pk)
    if seen.funding != funding.pk:
        raise NotOurs(f"{seen.id} is of funding {seen.funding}, not {funding.pk}")
    _remember(funding, seen)
    outbox.finish(funding.operation, seen.id)
    if seen.charge:
        if funding.status != Status.SUCCEEDED:
            _paid(funding, milestone, seen, seen.charge)
        if seen.charge.txn:
            _fee_known(funding, seen.charge.txn)
    elif funding.status in Funding.LIVE:
        _not_paid_yet(funding, milestone, seen)
    at_work = Funding.objects.filter(milestone=milestone, status=Status.PROCESSING).exists()
    application_actions.payment_with_bank(milestone, working=at_work)
    return funding


def _remember(funding: Funding, seen: Checkout) -> None:
    # An address that was given stays, so that a second click finds it.
    url = seen.url or funding.checkout_url
    Funding.objects.filter(pk=funding.pk).update(
        stripe_session_id=seen.id, checkout_url=url, checked_at=timezone.now()
    )
    funding.stripe_session_id, funding.checkout_url = seen.id, url


def _not_paid_yet(funding: Funding, milestone: Milestone, seen: Checkout) -> None:
    if seen.status not in ("open", "complete", "expired"):
        reconciling.unknown_word(f"payment page of {funding.reference}", seen.status)
    if seen.intent and seen.intent_status not in INTENTS:
        reconciling.unknown_word(f"payment {funding.reference}", seen.intent_status)
    if seen.status == "expired":
        move(funding, Status.EXPIRED)
    elif seen.status == "complete" and seen.intent_status in (
        "requires_payment_method",
        "canceled",
    ):
        move(funding, Status.FAILED, stripe_intent_id=seen.intent)
        _refused(funding, milestone)
    elif seen.status == "complete" and funding.status != Status.PROCESSING:
        move(funding, Status.PROCESSING, stripe_intent_id=seen.intent)
    elif seen.status == "open" and funding.status == Status.CREATED:
        move(funding, Status.OPEN)


def _refused(funding: Funding, milestone: Milestone) -> None:
    """The bank took days to say no: the payer has a day to pay in another way."""
    pay_by = None
    if not _why_not(milestone):
        until = timezone.now() + TIME_AFTER_REFUSAL
        pay_by = application_actions.extend_funding(milestone, until)
    emails.not_paid(funding, pay_by)


def _paid(funding: Funding, milestone: Milestone, seen: Checkout, charge: Charge) -> None:
    as_asked = (charge.amount, charge.currency) == (funding.amount_minor, funding.currency)
    problem = _why_not(milestone) if as_asked else Problem.MISMATCH
    if funding.credit_minor and not problem:
        there = sum(keeping.kept(each) for each in keeping.hold_kept_for(milestone))
        problem = Problem.NONE if there >= funding.credit_minor else Problem.CREDIT
    if funding.sponsored_minor and not problem:
        there = sponsoring.reserved_for(milestone)
        problem = Problem.NONE if there == funding.sponsored_minor else Problem.CREDIT
    move(
        funding,
        Status.SUCCEEDED,
        paid_at=charge.paid_at,
        stripe_intent_id=seen.intent,
        stripe_charge_id=charge.id,
        method=charge.method[:40],
        problem=problem,
        applied=not problem,
        refund_by=holding_time.until(charge.paid_at) if not problem else None,
    )
    if problem:
        place = account(Kind.SUSPENSE, charge.currency, funding=funding)
    else:
        place = account(Kind.HOLD, charge.currency, milestone=milestone)
    ledger.post(
        f"fund:{funding.pk}",
        "fund",
        [(account(Kind.STRIPE_BALANCE, charge.currency), charge.amount), (place, -charge.amount)],
        {"charge": charge.id},
    )
    if not problem:
        if funding.credit_minor:
            keeping.draw(milestone, funding.credit_minor)
        if funding.sponsored_minor:
            sponsoring.spend(milestone)
        else:  # Granted while a page was open that asked for all of it.
            sponsoring.set_free(milestone)
        emails.receipt(funding)
        _may_start(milestone)
    elif problem == Problem.MISMATCH:
        logger.error(
            "funding %s: %s %s paid, %s %s asked; the money is parked",
            *(funding.pk, charge.amount, charge.currency, funding.amount_minor, funding.currency),
        )
        emails_staff.parked(str(funding.pk), funding, charge.amount, charge.currency)
    else:
        send_back(funding)


def _fee_known(funding: Funding, txn: Txn) -> None:
    """Stripe's own fee, which it tells some time after the payment (payments.md F20)."""
    if funding.stripe_txn_id:
        return
    Funding.objects.filter(pk=funding.pk).update(stripe_txn_id=txn.id, settled_in=txn.currency)
    funding.stripe_txn_id, funding.settled_in = txn.id, txn.currency
    if txn.currency != funding.currency:
        converting.park(funding, txn)
        # What is not asked for yet is not paid by itself (payments.md F34).
        paid_for = Q(milestone=funding.milestone_id) | Q(
            milestone__in=CreditUse.objects.filter(credit__funding=funding).values("milestone")
        )
        Payout.objects.waiting().filter(paid_for).update(rail=PayoutRoute.Rail.MANUAL)
    elif txn.fee:
        ledger.post(
            f"fee:{txn.id}",
            "fee",
            [
                (account(Kind.STRIPE_FEE, txn.currency), txn.fee),
                (account(Kind.STRIPE_BALANCE, txn.currency), -txn.fee),
            ],
            {"funding": str(funding.pk)},
        )


@transaction.atomic
def give_up_page(operation: Operation, why: str) -> None:
    """The payment page could not be opened; nobody has its address, so nobody can pay there."""
    funding = hold_funding(Funding.objects.get(operation=operation).pk)
    outbox.reject(operation, why)
    move(funding, Status.FAILED)


def ask_to_close(funding: Funding) -> None:
    """Have an open page closed, so that nobody pays for what is over (payments.md F18)."""
    if funding.status != Status.OPEN:
        return
    asked = Operation.objects.filter(
        kind=Operation.Kind.EXPIRE, subject__startswith=f"{funding.pk}:"
    )
    if not asked.filter(status__in=Operation.OPEN).exists():
        # A try whose end is unknown is followed by another, with its own key.
        session = {"session": funding.stripe_session_id}
        outbox.ask(Operation.Kind.EXPIRE, f"{funding.pk}:{asked.count() + 1}", session)
