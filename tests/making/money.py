"""Money: rows as they are after Stripe has said so, without asking it."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import Student, User
from applications import actions as application_actions
from applications.models import Dispute, Milestone
from marketplace import holding
from payments import actions as payment_actions
from payments import emails, ledger, params
from payments.actions.funding import PATIENCE
from payments.actions.keeping import PAGE_LIVES
from payments.ledger import Kind, account
from payments.models import Funding, Operation, Payee, Payout
from payments.seen import Charge, Checkout, RefundSeen, Transfer, Txn
from tests.making.people import numbers
from tests.making.work import placement


def payee(who: Student, status: str = "active", **given: Any) -> Payee:
    """The student's account at Stripe."""
    n = next(numbers)
    asked = Operation.objects.create(
        kind="account", subject=f"{who.pk}:{n}", params={}, status="done"
    )
    fields: dict[str, Any] = {
        "country": who.payout_country,
        "stripe_account_id": f"acct_{n}",
        "transfers_status": status,
        "operation": asked,
    }
    return Payee.objects.create(student=who, **{**fields, **given})


def paid_page(funding: Funding, **given: Any) -> Checkout:
    """What Stripe says of a payment page once it is paid."""
    n = next(numbers)
    fields: dict[str, Any] = {
        "id": f"cs_test_{n}",
        "status": "complete",
        "url": "",
        "funding": funding.pk,
        "intent": f"pi_{n}",
        "intent_status": "succeeded",
        "charge": Charge(
            id=f"ch_{n}",
            amount=funding.amount_minor,
            currency=funding.currency,
            method="Visa 4242",
            paid_at=timezone.now(),
            txn=Txn(f"txn_{n}", 2118, funding.currency),
        ),
    }
    return Checkout(**{**fields, **given})


def funded(milestone: Milestone | None = None, by: User | None = None) -> Funding:
    """Paid in and held: the work may start. A new one by the short way."""
    if milestone is None:
        return held_at_once(placement().milestones.get(), by)
    payer = by or milestone.offer.made_by
    started = payment_actions.start_funding(milestone, payer)
    return payment_actions.settle_checkout(started, paid_page(started))


def held_at_once(milestone: Milestone, by: User | None = None) -> Funding:
    """The rows that paying in leaves where nothing is in the way: nothing is looked for that could
    be, which is most of what it takes. tests/payments/test_short_way.py compares them.
    """
    pk, now, payer = uuid4(), timezone.now(), by or milestone.offer.made_by
    organisation = milestone.offer.application.listing.organisation
    held = Funding(
        pk=pk,
        milestone=milestone,
        payer=payer,
        organisation=organisation,
        amount_minor=milestone.amount_minor,
        currency=milestone.currency,
        status="succeeded",
        applied=True,
        paid_at=now,
        checked_at=now,
        refund_by=holding.until(now),
    )
    page = paid_page(held)
    charge = page.charge
    assert charge is not None
    assert charge.txn is not None
    held.stripe_session_id, held.stripe_intent_id = page.id, page.intent
    held.stripe_charge_id, held.method = charge.id, charge.method
    held.stripe_txn_id, held.settled_in = charge.txn.id, charge.txn.currency
    held.operation = Operation.objects.create(
        kind="checkout",
        subject=str(pk),
        params=params.checkout(
            pk,
            milestone,
            payer,
            amount=held.amount_minor,
            title=f"{milestone.offer.application.listing.title}: {milestone.title}",
            expires_at=now + PAGE_LIVES,
            success_url=settings.SITE_URL + reverse("payments:returned", args=[pk]),
            cancel_url=settings.SITE_URL + reverse("payments:fund", args=[milestone.pk]),
        ),
        status="done",
        stripe_id=page.id,
        not_before=now + PATIENCE,
        finished_at=now,
    )
    held.save(force_insert=True)
    post_held(held, charge.txn)
    emails.receipt(held)
    application_actions.fund(milestone)
    return Funding.objects.get(pk=pk)


def post_held(funding: Funding, txn: Txn) -> None:
    """What came is held for its milestone, and Stripe has taken its fee."""
    at_stripe = account(Kind.STRIPE_BALANCE, funding.currency)
    hold = account(Kind.HOLD, funding.currency, milestone=funding.milestone)
    came, fee = funding.amount_minor, txn.fee
    charge = {"charge": funding.stripe_charge_id}
    ledger.post(f"fund:{funding.pk}", "fund", [(at_stripe, came), (hold, -came)], charge)
    fees, about = account(Kind.STRIPE_FEE, txn.currency), {"funding": str(funding.pk)}
    ledger.post(f"fee:{txn.id}", "fee", [(fees, fee), (at_stripe, -fee)], about)


def delivered(milestone: Milestone | None = None) -> Milestone:
    """Paid in, worked on and handed in: the employer's turn."""
    row = funded(milestone).milestone
    application_actions.deliver(row, "The clean table is in the file.", [], [])
    row.refresh_from_db()
    return row


def payout(milestone: Milestone | None = None, **given: Any) -> Payout:
    """Owed for approved work; sent if the student's account is ready and `sent` is True."""
    row = milestone or delivered()
    sent_too = given.pop("sent", False)
    owed = payment_actions.approve(row, row.offer.made_by)
    return sent(row) if sent_too else owed


def sent(milestone: Milestone) -> Payout:
    """What is owed for it is with the student, as Stripe says."""
    owed = Payout.objects.get(milestone=milestone)
    seen = Transfer(
        id=f"tr_{next(numbers)}",
        amount=owed.amount_minor,
        currency=owed.currency,
        destination="",
        payout=owed.pk,
        operation=owed.operation_id,
    )
    return payment_actions.settle_transfer(owed, seen)


def dispute(milestone: Milestone | None = None, **given: Any) -> Dispute:
    """The employer is not content with what was handed in; `wish` is a refund."""
    row = milestone or delivered()
    by = given.pop("by", None) or row.offer.made_by
    wish = given.pop("wish", None) or application_actions.Wish("refund")
    evidence = application_actions.Evidence(given.pop("words", "Half of the rows are missing."))
    reason = given.pop("reason", "not_whole")
    return application_actions.open_dispute(row, by, reason, wish, evidence)


def answered(milestone: Milestone | None = None, **given: Any) -> Dispute:
    """A dispute that our staff decide: the student has answered it."""
    return answer(dispute(milestone, **given))


def answer(row: Dispute) -> Dispute:
    """By the side that did not open it."""
    other = row.milestone.offer.application.student.user
    if row.other_side == "employer":
        other = row.milestone.offer.made_by
    said = application_actions.Evidence("All rows are there: see the second sheet.")
    application_actions.say(row, other, said)
    return Dispute.objects.for_pages().get(pk=row.pk)


def paid_back(funding: Funding) -> None:
    """Stripe has paid back all that was asked for of it."""
    for refund in funding.refunds.filter(status="pending"):
        told = (refund.amount_minor, refund.currency, refund.pk, refund.operation_id)
        payment_actions.settle_refund(refund, RefundSeen(f"re_{refund.pk.hex}", "succeeded", *told))


def bounced() -> Funding:
    """Called off, and the bank would not take it back: the money is parked."""
    funding = funded()
    placement = funding.milestone.placement
    assert placement is not None
    told = funding.amount_minor
    payment_actions.call_off(placement, funding.payer, "time", "", told=told)
    payment_actions.give_up_refund(funding.refunds.get().operation, "expired card")
    return funding
