"""Universities' budgets, and what is paid from them."""

from __future__ import annotations

from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import University, User
from applications import actions as application_actions
from applications.models import Milestone, Offer, Placement
from payments import actions, operations, top_ups
from payments.models import BankReceipt, Budget, Grant, Sponsorship, TopUp
from payments.seen import Charge, Checkout, Txn
from tests import make
from tests.making.by_hand import paper
from tests.payments.bank import Bank

names = count(1)


def spender(at: University | None = None, **given: object) -> User:
    """One of a university's staff who may pay from its budgets."""
    return make.staff(at, roles=["moderator", "funder"], **given)


def top_up(budget: Budget, minor: int = 100_00) -> TopUp:
    """Paid on Stripe's page."""
    started = actions.start_top_up(budget, budget.made_by, minor)
    return actions.settle_top_up(started, paid(started))


def paid(row: TopUp, **given: object) -> Checkout:
    """What Stripe says of the payment page once it is paid."""
    n = f"b{next(names)}"
    charge = Charge(
        id=f"ch_{n}",
        amount=row.amount_minor,
        currency=row.currency,
        method="Visa 4242",
        paid_at=timezone.now(),
        txn=Txn(f"txn_{n}", 320, row.currency),
    )
    fields: dict[str, object] = {
        "id": f"cs_test_{n}",
        "status": "complete",
        "url": "",
        "funding": None,
        "intent": f"pi_{n}",
        "intent_status": "succeeded",
        "charge": charge,
        "top_up": row.pk,
    }
    return Checkout(**{**fields, **given})  # type: ignore[arg-type]


def paid_at(bank: Bank, budget: Budget, minor: int) -> TopUp:
    """Paid on the stand-in's page."""
    row = operations.open_top_up(actions.start_top_up(budget, budget.made_by, minor))
    assert bank.pay(row.checkout_url)
    return top_ups.check(row)


def budget(minor: int = 0, at: University | None = None, **given: object) -> Budget:
    """With `minor` in it."""
    where = at or make.university()
    by = given.pop("made_by", None) or spender(where)
    fields: dict[str, object] = {"name": f"Budget {next(names)}", "currency": "USD"}
    row = Budget.objects.create(university=where, made_by=by, **{**fields, **given})
    if minor:
        top_up(row, minor)
    return row


def offered(budget: Budget, amounts: list[int] | None = None, **given: object) -> Offer:
    """To a student of the university, for a listing that it has approved; see `make.offer`."""
    student = make.student(university=budget.university)
    listing = given.pop("listing", None) or make.listing(
        approved_by=budget.university, currency=budget.currency, **given
    )
    application = make.application(student=student, listing=listing, status="offered")
    return make.offer(amounts, application=application)


def granted(offer: Offer, budget: Budget, minor: int | None = None) -> Grant:
    """The university pays `minor` of each project of its listing; None: all."""
    return actions.grant_listing(budget, offer.application.listing, budget.made_by, minor)


def accepted(offer: Offer) -> Placement:
    placement = actions.accept(offer, offer.application.student.user)
    assert placement is not None
    return placement


def sponsored(
    minor: int | None = 300_00, price: int = 720_00, bank: Bank | None = None
) -> Milestone:
    """Accepted, with `minor` of its price reserved of a budget; the employer pays next."""
    where = budget(0 if bank else price)
    if bank:
        paid_at(bank, where, price)
    offer = offered(where, [price])
    granted(offer, where, minor)
    return accepted(offer).milestones.get()


def paid_in(milestone: Milestone) -> Milestone:
    """By its university and its employer."""
    if actions.reserved_for(milestone) == milestone.amount_minor:
        actions.pay_from_kept(milestone)
    else:
        make.funded(milestone)
    return Milestone.objects.get(pk=milestone.pk)


def handed_in(milestone: Milestone) -> Milestone:
    row = paid_in(milestone)
    application_actions.deliver(row, "The clean table is in the file.", [], [])
    row.refresh_from_db()
    return row


def handed_in_with_what_is_kept(milestone: Milestone) -> Milestone:
    """Paid in by its university and by what was kept of an earlier payment."""
    row = actions.pay_from_kept(milestone)
    application_actions.deliver(row, "The clean table is in the file.", [], [])
    row.refresh_from_db()
    return row


def of(milestone: Milestone) -> Sponsorship:
    return Sponsorship.objects.get(milestone=milestone)


def announced(minor: int = 500_00) -> TopUp:
    where = budget()
    return actions.announce_top_up(where, where.made_by, minor)


def received(row: TopUp | None = None, by: User | None = None, minor: int = 500_00) -> BankReceipt:
    row = row or announced()
    return actions.record_receipt(
        row, by or make.platform(), "SWIFT 77", make.today(), minor, receipt_paper()
    )


def receipt_paper() -> SimpleUploadedFile:
    return paper(name="statement.pdf")
