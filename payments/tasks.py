"""Everything here may run twice, at once, and late: the rows say what is left to do."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from marketplace.queue import one_by_one
from marketplace.states import WrongState
from payments import actions, gateway, operations, taking_back, top_ups
from payments.actions import checking, inbox, papering, reconciling
from payments.gateway import GatewayBusy, GatewayRefused, GatewayUnknown
from payments.models import (
    BalanceTxn,
    Chargeback,
    Funding,
    Operation,
    Payee,
    Payout,
    Refund,
    Reversal,
    Sponsorship,
    StripeEvent,
    TopUp,
    TopUpChargeback,
)
from payments.seen import as_uuid

logger = logging.getLogger(__name__)

NO_ANSWER = (GatewayBusy, GatewayRefused, GatewayUnknown)
# Rows per sweep; the next one takes the rest.
AT_ONCE = 100
# Stripe may tell of a line some time after the moment that it gives to it.
OVERLAP = timedelta(days=1)
# A webhook that we lost is looked for over so long.
MISSED = timedelta(hours=1)
# A payout to a bank comes back within so long. Source: https://docs.stripe.com/payouts
BANK_TAKES = timedelta(days=10)
# Seconds; until the next sweep. What no worker takes by then is not worth a place in the queue.
SWEPT_FOR = 10
# Time for a webhook to do it first.
GRACE = timedelta(minutes=1)


# --- What we ask of Stripe ---


@shared_task
def send_operation(operation_id: str) -> None:
    operations.run(UUID(operation_id))


@shared_task
def sweep_operations() -> None:
    """Send what a lost task left behind, and ask for payouts whose account has become ready."""
    one_by_one(_send, Operation.objects.waiting().order_by("not_before")[:AT_ONCE])
    one_by_one(actions.give_to_staff, Payout.objects.unreachable().order_by("created_at")[:AT_ONCE])
    one_by_one(actions.reroute, Payout.objects.reachable().order_by("created_at")[:AT_ONCE])
    one_by_one(actions.reverse_again, Reversal.objects.due().order_by("not_before")[:AT_ONCE])
    one_by_one(actions.queue_due, Payout.objects.due().order_by("created_at")[:AT_ONCE])


def _send(operation: Operation) -> None:
    send_operation.apply_async([str(operation.pk)], expires=SWEPT_FOR)


# --- What Stripe tells us ---


class Unplaced(Exception):
    """The event is about something of ours that we do not know yet, or of somebody else's."""


@shared_task
def handle_event(event_id: str) -> None:
    """Write down what Stripe says now, not what the event said when it was sent.

    Events arrive twice, late and out of order; asking again makes that harmless.
    """
    event = StripeEvent.objects.filter(pk=event_id, status=StripeEvent.Status.NEW).first()
    if event is None:
        return
    try:
        known = _read(event)
    except NO_ANSWER as error:
        inbox.put_off(event, str(error))
    except Unplaced:
        _not_placed(event)
    except Exception as error:
        logger.exception("event %s", event.pk)
        inbox.put_off(event, repr(error))
    else:
        with suppress(WrongState):  # the other worker finished it first
            inbox.finish(event, ignored=not known)


def _not_placed(event: StripeEvent) -> None:
    if inbox.is_a_strangers(event):
        with suppress(WrongState):
            inbox.finish(event, ignored=True)
    else:
        inbox.put_off(event, "about nothing we know")


def _read(event: StripeEvent) -> bool:
    """False: nothing we act on. Raises Unplaced."""
    if event.account and not event.kind.startswith(FROM_ACCOUNTS):
        return False
    if event.kind.startswith(FOR_A_PERSON):
        logger.error("%s for %s: a person has to look", event.kind, event.object_id)
        return False
    for prefix, read in READERS.items():
        if event.kind.startswith(prefix):
            if not read(event):
                raise Unplaced
            return True
    return False


def _read_payment(event: StripeEvent) -> bool:
    """Of a charge or a payment intent: the payment page it belongs to is asked for."""
    about: dict[str, Any] = event.payload["data"]["object"]
    intent = about.get("payment_intent") or event.object_id
    with_page = Funding.objects.filter(stripe_session_id__isnull=False)
    funding = with_page.filter(stripe_intent_id=intent).first() or operations.named(
        with_page, as_uuid(about.get("metadata", {}).get("funding", ""))
    )
    if funding:
        operations.check_funding(funding)
    return funding is not None or _read_top_up(about, intent)


def _read_top_up(about: dict[str, Any], intent: str) -> bool:
    with_page = TopUp.objects.filter(stripe_session_id__isnull=False)
    top_up = with_page.filter(stripe_intent_id=intent).first() or operations.named(
        with_page, as_uuid(about.get("metadata", {}).get("top_up", ""))
    )
    if top_up:
        top_ups.check(top_up)
    return top_up is not None


def _read_account(event: StripeEvent) -> bool:
    payee = Payee.objects.filter(stripe_account_id__in=[event.object_id, event.account]).first()
    if payee:
        operations.check_payee(payee)
    return payee is not None


# What we listen to from students' own accounts.
FROM_ACCOUNTS = (
    "account.updated",
    "account.application.deauthorized",
    "v2.core.account",
    "payout.failed",
)
# Not acted on by itself yet; docs/money.md says which wait for what.
FOR_A_PERSON = ("payout.failed",)
READERS: dict[str, Callable[[StripeEvent], bool]] = {
    "checkout.session.": lambda event: operations.check_session(event.object_id),
    "payment_intent.": _read_payment,
    "charge.dispute.": lambda event: operations.check_dispute(event.object_id),
    "charge.refund.": lambda event: operations.check_refund(event.object_id),
    "charge.": _read_payment,
    "refund.": lambda event: operations.check_refund(event.object_id),
    "transfer.reversed": lambda event: taking_back.check(event.object_id),
    "transfer.": lambda event: operations.check_transfer(event.object_id),
    "account.updated": _read_account,
    "account.application.deauthorized": _read_account,
    "v2.core.account": _read_account,
}


ACTED_ON = (*READERS, *FOR_A_PERSON)


@shared_task
def sweep_events() -> None:
    for pk in StripeEvent.objects.waiting().order_by("not_before").values_list("pk")[:AT_ONCE]:
        handle_event.apply_async([pk[0]], expires=SWEPT_FOR)


@shared_task
def poll_events() -> None:
    """Read what Stripe says has happened and nobody delivered to us (payments.md F14).

    Since an hour before the latest that we have: so all of a time when we were away, too. Events
    of students' own accounts are not in this list; the accounts that pay waits for are polled.
    """
    latest = StripeEvent.objects.order_by("-received_at").values_list("received_at", flat=True)
    since = min(latest.first() or timezone.now() - OVERLAP, timezone.now()) - MISSED
    late = (timezone.now() - GRACE).timestamp()
    try:
        told = [
            each
            for each in gateway.events_since(since)
            if each.kind.startswith(ACTED_ON) and each.payload["created"] < late
        ]
    except NO_ANSWER as error:
        logger.warning("Stripe's events were not read: %s", error)
        return
    if missed := inbox.keep_missed(told):
        logger.warning("%s events of Stripe's had not reached us", missed)


@shared_task
def poll_accounts() -> None:
    """As `poll_events`, of the accounts of students who were paid lately: a bank that does not take
    their pay says so within days, and only there."""
    now = timezone.now()
    paid = Payout.objects.filter(status=Payout.Status.SENT, sent_at__gt=now - BANK_TAKES)
    payees = Payee.objects.filter(student__in=paid.values("student"), stripe_account_id__gt="")
    for account in payees.values_list("stripe_account_id", flat=True):
        _ask(partial(_keep_missed_of, account or "", now))


def _keep_missed_of(account: str, now: datetime) -> None:
    late = (now - GRACE).timestamp()
    told = [
        each
        for each in gateway.events_since(now - BANK_TAKES, account)
        if each.kind.startswith(FROM_ACCOUNTS) and each.payload["created"] < late
    ]
    if missed := inbox.keep_missed(told):
        logger.warning("%s events of account %s had not reached us", missed, account)


@shared_task
def poll_fundings() -> None:
    """Ask Stripe itself, so that a webhook that never comes is made up for (payments.md F14)."""
    since = timezone.now() - GRACE
    open_or_without_fee = Q(status__in=Funding.LIVE) | Q(status="succeeded", stripe_txn_id=None)
    asked_least_recently = F("checked_at").asc(nulls_first=True)
    for funding in Funding.objects.filter(
        open_or_without_fee, created_at__lt=since, stripe_session_id__isnull=False
    ).order_by(asked_least_recently)[:AT_ONCE]:
        # Asked is asked, also when it breaks: the next sweep begins with the others.
        Funding.objects.filter(pk=funding.pk).update(checked_at=timezone.now())
        _ask(partial(operations.check_funding, funding))
    paying_in = TopUp.objects.filter(rail=TopUp.Rail.STRIPE, stripe_session_id__isnull=False)
    # One with a charge that is not in the budget is with a person: nothing more is to be heard.
    still_to_hear = Q(status__in=TopUp.LIVE, stripe_charge_id=None)
    of_top_up = still_to_hear | Q(status="succeeded", stripe_txn_id=None)
    for top_up in paying_in.filter(of_top_up, created_at__lt=since).order_by(asked_least_recently)[
        :AT_ONCE
    ]:
        TopUp.objects.filter(pk=top_up.pk).update(checked_at=timezone.now())
        _ask(partial(top_ups.check, top_up))
    for refund in Refund.objects.filter(status="pending", stripe_refund_id__isnull=False):
        _ask(partial(operations.check_refund, refund.stripe_refund_id or ""))
    for payee in Payee.objects.exclude(transfers_status="active").filter(
        student__in=Payout.objects.waiting().values("student")
    ):
        _ask(partial(operations.check_payee, payee))


def _ask(about: Callable[[], object]) -> None:
    """One answer that does not come must not keep the others from being asked for."""
    try:
        about()
    except NO_ANSWER as error:
        logger.warning("asked again in a minute: %s", error)
    except SoftTimeLimitExceeded:
        raise
    except Exception:
        logger.exception("asked again in a minute")


@shared_task
def close_pages() -> None:
    """Have payment pages closed whose milestone needs no payment any more."""
    one_by_one(actions.ask_to_close, Funding.objects.live().exclude(milestone__status="agreed"))


@shared_task
def free_budgets() -> None:
    """What is reserved of a budget for parts that were cancelled goes back to it."""
    one_by_one(actions.set_free_by_clock, Sponsorship.objects.not_needed().order_by("made_at"))


@shared_task
def reconcile() -> None:
    """Look for each line of Stripe's book in ours; what does not fit is for a person."""
    latest = BalanceTxn.objects.order_by("-made_at").values_list("made_at", flat=True).first()
    try:
        actions.keep_booked(gateway.booked_since(latest and latest - OVERLAP))
    except NO_ANSWER as error:
        logger.warning("Stripe's book was not read: %s", error)
    # What no event told of: a chargeback is an adjustment of the balance first.
    for txn in BalanceTxn.objects.filter(matched_at=None, source__startswith="du_"):
        _ask(partial(operations.check_dispute, txn.source))
    # A chargeback that is lost moves nothing more when it is decided.
    for open_ones in (Chargeback.objects.open(), TopUpChargeback.objects.open()):
        for pk in open_ones.order_by("pk").values_list("stripe_dispute_id", flat=True)[:AT_ONCE]:
            _ask(partial(operations.check_dispute, pk))
    for source in _refunds_booked():
        _ask(partial(operations.check_refund, source))
    one_by_one(actions.match, BalanceTxn.objects.filter(matched_at=None).order_by("made_at"))
    actions.find_missing()
    actions.find_apart()


def _refunds_booked() -> QuerySet[BalanceTxn, str]:
    """Refunds that Stripe has booked, or booked back, and we have not: how they stand by now."""
    kinds = reconciling.REFUNDS + reconciling.REFUNDS_BACK
    lines = BalanceTxn.objects.filter(matched_at=None, kind__in=kinds).order_by("source")
    return lines.values_list("source", flat=True).distinct()


@shared_task
def issue_papers() -> None:
    """An invoice for each payment that holds work, a credit note for what goes back of one.

    Not in the transactions that move money: there is one counter for all of them.
    """
    one_by_one(papering.invoice, Funding.objects.without_invoice()[:AT_ONCE])
    one_by_one(papering.credit_note, Refund.objects.without_paper()[:AT_ONCE])


@shared_task
def check_ledger() -> None:
    """Every night: what does not add up is an error in the log, with what it is about."""
    poll_fundings()  # a payment of just now is at Stripe, and not yet here
    stripe = None
    try:
        before = gateway.balance()
        reconcile()
        stripe = gateway.balance()
        # Something was booked meanwhile: the two would be of different moments.
        if stripe == before:
            actions.compare(stripe)
    except NO_ANSWER as error:
        logger.warning("Stripe's balance was not compared: %s", error)
    check = checking.check(stripe)
    for problem in check.problems:
        logger.error("ledger: %s", problem)
    for each in check.waiting:
        logger.error("waits for a person: %s", each)
