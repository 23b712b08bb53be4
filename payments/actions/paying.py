"""Money going out: what is owed to students, and how it reaches them."""

from __future__ import annotations

import logging
import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists
from django.utils import timezone

from accounts.models import PayoutRoute, Student, User
from applications import actions as application_actions
from applications.models import Milestone
from applications.sharing import shares_of
from marketplace.states import WrongState, move
from payments import emails, ledger, params
from payments.actions import outbox, taxing
from payments.actions.holding import PaidIn, charge_for, paid_in
from payments.actions.locks import hold_milestone, hold_payout
from payments.actions.taken_back import TakenBack
from payments.ledger import Kind, account
from payments.models import Break, LedgerAccount, Operation, Payee, Payout
from payments.seen import Transfer

logger = logging.getLogger(__name__)

Status = Payout.Status

# A transfer that Stripe refused though the account is ready is asked for again after this.
ASK_AGAIN = timedelta(hours=1)


class Frozen(WrongState):
    """Its pay is held back while somebody looks at the listing. Nothing was changed."""


class NewerVersion(WrongState):
    """Work was handed in that whoever approves has not seen. Nothing was changed."""


@transaction.atomic
def approve(milestone: Milestone, by: User | None, version: int | None = None) -> Payout:
    """Accept the work and owe the student their share; `by` is None when the clock did it.

    `version` is the delivery they have seen, if it is known.

    One transaction, so approved work always has a payout and a payout always has approved
    work. The transfer itself happens after commit.

    Raises:
        NewerVersion: another one was handed in since.
        Frozen: its pay is held back for some days.
        WrongState: nothing is handed in or held, or it was approved already.
    """
    milestone = hold_milestone(milestone.pk, Milestone.Status.DELIVERED)
    refuse_if_frozen(milestone)
    latest = milestone.deliveries.first() if version is not None else None
    if latest and latest.version != version:
        raise NewerVersion(f"Milestone {milestone.pk} is at version {latest.version}")
    application_actions.approve(milestone, by)
    return owe(milestone)


@transaction.atomic
def approve_by_clock(milestone: Milestone) -> Payout:
    """As `approve`, if the time to answer is really up: a later version has a later one.

    Raises:
        WrongState: somebody answered in time.
    """
    milestone = hold_milestone(milestone.pk, Milestone.Status.DELIVERED)
    if milestone.review_by is None or milestone.review_by > timezone.now():
        raise WrongState(f"Milestone {milestone.pk} still has time")
    refuse_if_frozen(milestone)
    application_actions.approve(milestone, None)
    return owe(milestone)


def refuse_if_frozen(milestone: Milestone) -> None:
    """Raises Frozen. The caller holds the milestone."""
    if milestone.is_frozen:
        raise Frozen(f"Milestone {milestone.pk} is frozen until {milestone.frozen_until}")


def owe(milestone: Milestone) -> Payout:
    """The student's share of what counts of it is theirs, and our fee is ours.

    Of a team each is owed their own share, in a payout of their own: one that waits, or cannot be
    paid, holds up no other. Returns that of who applied for it. The caller holds the milestone
    and has approved it; what is left over is paid back first.
    """
    paid = paid_in(milestone)
    if paid.undecided:
        raise TakenBack(f"A payment for milestone {milestone.pk} is taken back")
    hold, fee = _held(milestone), account(Kind.PLATFORM_FEE, milestone.currency)
    shares = [(student, minor) for student, minor in shares_of(milestone) if minor]
    payouts = [_payout(milestone, student, minor, paid) for student, minor in shares]
    ledger.post(
        f"release:{payouts[0].pk}",
        "release",
        [
            (hold, milestone.pays_minor),
            *((_now_owed_to(payout), -payout.amount_minor) for payout in payouts),
            (fee, -milestone.our_fee_minor),
        ],
        {"milestone": str(milestone.pk)},
    )
    if any(payout.rail == PayoutRoute.Rail.MANUAL for payout in payouts):
        # Who is paid through Stripe hears of it just before the transfer is sent.
        taxing.warn(milestone)
    return payouts[0]


def _held(milestone: Milestone) -> LedgerAccount:
    """Raises WrongState: not all of what it pays is held."""
    hold = account(Kind.HOLD, milestone.currency, milestone=milestone)
    if hold.owes != milestone.pays_minor:
        raise WrongState(f"Milestone {milestone.pk} holds {hold.owes}")
    return hold


def _payout(milestone: Milestone, student: Student, minor: int, paid: PaidIn) -> Payout:
    """A new one, asked of Stripe at once if that can be."""
    route = PayoutRoute.objects.to(student.payout_country).first()
    # No route, or money in another currency: a matter for our staff, no reason to keep it.
    by_stripe = route and not paid.settled_elsewhere
    payout = Payout(
        milestone=milestone,
        student=student,
        amount_minor=minor,
        currency=milestone.currency,
        rail=route.rail if route and by_stripe else PayoutRoute.Rail.MANUAL,
    )
    if payout.rail == PayoutRoute.Rail.MANUAL:
        payout.save(force_insert=True)
        return payout
    payee, payout.held_back = _ready(payout)
    if payee and not payout.held_back:
        payout.status, payout.operation = Status.QUEUED, _ask(payout, payee, 1, paid)
    payout.save(force_insert=True)
    if payee is None:
        emails.payout_waiting(payout)
    return payout


def _owed_to(payout: Payout) -> LedgerAccount:
    return account(
        Kind.PAYEE_PAYABLE,
        payout.currency,
        milestone=payout.milestone,
        user=payout.student.user,
    )


def _now_owed_to(payout: Payout) -> LedgerAccount:
    """As `_owed_to`, of a payout that is made just now."""
    where = payout.milestone
    return ledger.new_account(Kind.PAYEE_PAYABLE, payout.currency, where, payout.student.user)


def _ready(payout: Payout) -> tuple[Payee | None, bool]:
    """The student's account if Stripe takes transfers to it, and whether none of this currency
    begins now. One statement: whoever approves waits for it."""
    stopping = Break.objects.stopping().filter(currency=payout.currency)
    rows = Payee.objects.filter(student=payout.student).annotate(stopped=Exists(stopping))
    payee = rows.first()
    return (payee, payee.stopped) if payee and payee.is_ready else (None, False)


def _asked(payout: Payout) -> int:
    """How often a transfer was asked for. Reads all there are: not for a payout that is new."""
    return Operation.objects.filter(
        kind=Operation.Kind.TRANSFER, subject__startswith=f"{payout.pk}:"
    ).count()


def _ask(payout: Payout, payee: Payee, nth: int, paid: PaidIn) -> Operation:
    """Ask Stripe for the transfer. Each try is its own operation, with its own key."""
    pk, milestone = uuid.uuid4(), payout.milestone
    # One that carries all that is owed for it: a team's transfers come out of one.
    charge = charge_for(milestone, milestone.student_minor, paid)
    asked = params.transfer(
        pk,
        payout.pk,
        milestone,
        amount=payout.amount_minor,
        currency=payout.currency,
        destination=payee.stripe_account_id or "",
        charge=charge,
    )
    return outbox.ask(Operation.Kind.TRANSFER, f"{payout.pk}:{nth}", asked, pk=pk)


def _queue(payout: Payout, payee: Payee) -> None:
    """It has waited, and may have been asked for before."""
    operation = _ask(payout, payee, _asked(payout) + 1, paid_in(payout.milestone))
    move(payout, Status.QUEUED, operation=operation, held_back=False)


@transaction.atomic
def queue_due(payout: Payout) -> None:
    """The student's account has become ready. Raises WrongState: somebody was quicker."""
    payout = hold_payout(payout.pk)
    payee, stopped = _ready(payout)
    if payout.status != Status.WAITING or payee is None or stopped:
        raise WrongState(f"Payout {payout.pk} is {payout.status}")
    _queue(payout, payee)


@transaction.atomic
def reroute(payout: Payout) -> None:
    """It waited for our staff, and Stripe can pay it by now. Raises WrongState."""
    payout = hold_payout(payout.pk)
    if not Payout.objects.reachable().filter(pk=payout.pk).exists():
        raise WrongState(f"Payout {payout.pk} is {payout.status}, by {payout.rail}")
    payout.rail = PayoutRoute.Rail.CONNECT
    payout.save(update_fields=["rail"])
    _queue(payout, Payee.objects.get(student=payout.student))


@transaction.atomic
def give_to_staff(payout: Payout) -> None:
    """It waits for Stripe, which cannot pay it: our staff do. Raises WrongState."""
    payout = hold_payout(payout.pk)
    if not Payout.objects.unreachable().filter(pk=payout.pk).exists():
        raise WrongState(f"Payout {payout.pk} is {payout.status}, by {payout.rail}")
    payout.rail = PayoutRoute.Rail.MANUAL
    payout.held_back = False
    payout.save(update_fields=["rail", "held_back"])


def settle_transfer(payout: Payout, seen: Transfer) -> Payout:
    """The transfer exists: the student has the money. Said twice, it is written once."""
    return payout if _is_written(payout, seen) else _settle_transfer(payout, seen)


@transaction.atomic
def _settle_transfer(payout: Payout, seen: Transfer) -> Payout:
    milestone = hold_milestone(payout.milestone_id)
    payout = hold_payout(payout.pk)
    asked = Operation.objects.filter(pk=seen.operation).first() if seen.operation else None
    wrong = (seen.amount, seen.currency) != (payout.amount_minor, payout.currency)
    if asked and wrong:
        _for_a_person(asked, f"{seen.id} is of {seen.amount} {seen.currency}")
    elif asked:
        outbox.finish(asked, seen.id)
    if payout.status == Status.SENT:
        if payout.stripe_transfer_id != seen.id:
            logger.critical("payout %s has a second transfer, %s", payout.pk, seen.id)
        return payout
    if wrong:
        logger.critical("transfer %s is not what payout %s asked for", seen.id, payout.pk)
        return payout
    if payout.operation and payout.operation.pk != getattr(asked, "pk", None):
        # A transfer we had given up on exists after all: the next try must not be sent.
        _call_off(payout.operation, seen.id)
    sent(payout, milestone, Kind.STRIPE_BALANCE, stripe_transfer_id=seen.id, at=timezone.now())
    return payout


def _is_written(payout: Payout, seen: Transfer) -> bool:
    """All of it, so that nothing of it changes any more: nobody has to be kept out to look. Most of
    what events tell is so."""
    if payout.status != Status.SENT or payout.stripe_transfer_id != seen.id:
        return False
    asked = payout.operation
    done = Operation.Status.DONE
    return asked is not None and (asked.pk, asked.status) == (seen.operation, done)


def _for_a_person(operation: Operation, why: str) -> None:
    """It is neither done nor to be done again."""
    if operation.status in (Operation.Status.READY, Operation.Status.SENT):
        outbox.set_aside(operation, why)


def _call_off(operation: Operation, transfer_id: str) -> None:
    if operation.status == Operation.Status.READY:
        outbox.reject(operation, f"already paid by {transfer_id}")
    else:
        logger.critical("operation %s may pay twice: %s exists", operation.pk, transfer_id)


def sent(payout: Payout, milestone: Milestone, out_of: Kind, at: datetime, **proof: object) -> None:
    """The money has left `out_of`, at `at` (UTC). Milestone and payout are locked.

    Raises:
        WrongState: it was paid before.
    """
    move(payout, Status.SENT, sent_at=at, **proof)
    ledger.post(
        f"transfer:{payout.pk}",
        "transfer",
        [
            (_owed_to(payout), payout.amount_minor),
            (account(out_of, payout.currency), -payout.amount_minor),
        ],
        {name: str(value) for name, value in proof.items()},
    )
    if not Payout.objects.filter(milestone=milestone).exclude(status=Status.SENT).exists():
        application_actions.pay(milestone)
    application_actions.tell_paid(milestone, payout.student, payout.amount_minor)


@transaction.atomic
def put_back(operation: Operation, why: str) -> Payout:
    """It is certain that Stripe did not pay: the money stays owed (payments.md F8)."""
    payout = hold_payout(Payout.objects.get(operation=operation).pk)
    outbox.reject(operation, why)
    payee = Payee.objects.get(student=payout.student)
    wait = ASK_AGAIN if payee.is_ready else timedelta()
    move(payout, Status.WAITING, operation=None, not_before=timezone.now() + wait)
    if payee.is_ready:
        logger.error("payout %s was refused: %s", payout.pk, why)
    else:
        emails.payout_waiting(payout, f"refused:{operation.pk}")
    return payout


@transaction.atomic
def transfer_again(operation: Operation, why: str) -> Payout:
    """A person has made certain that Stripe did not pay: asked anew, with a new key.

    Raises:
        WrongState: somebody else was quicker.
    """
    payout = hold_payout(Payout.objects.get(operation=operation).pk)
    outbox.reject(operation, why)
    payee, stopped = _ready(payout)
    move(payout, Status.WAITING, operation=None, not_before=timezone.now(), held_back=stopped)
    if payee is None:
        emails.payout_waiting(payout)
    elif not stopped:
        _queue(payout, payee)
    return payout


@transaction.atomic
def hold_back(operation: Operation) -> Payout:
    """It was never sent, and nothing of its currency is paid now: it waits until that is over."""
    payout = hold_payout(Payout.objects.get(operation=operation).pk)
    outbox.reject(operation, f"transfers in {payout.currency} are stopped")
    move(payout, Status.WAITING, operation=None, not_before=timezone.now(), held_back=True)
    return payout
