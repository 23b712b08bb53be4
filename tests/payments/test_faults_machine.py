"""Faults by the numbers of the design: another currency, and a database that cannot."""

import json
from dataclasses import replace

import pytest
from django.db import OperationalError, transaction
from django.urls import reverse
from django.utils import timezone
from psycopg import errors

from applications import actions as application_actions
from applications.models import Milestone
from payments import actions, gateway, ledger, tasks
from payments.actions import inbox, paying
from payments.ledger import Kind
from payments.models import BalanceTxn, Break, Funding, Journal, Operation, Payout, StripeEvent
from tests import make
from tests.payments.approving import approved, assert_paid_once
from tests.payments.conftest import assert_money_ok

# --- F34


def in_euros(**more):
    """720.00 dollars were paid, and became 660.00 euros less Stripe's fee of 20.00."""
    milestone = make.placement().milestones.get()
    make.payee(milestone.placement.student)
    funding = actions.start_funding(milestone, milestone.offer.made_by)
    seen = make.paid_page(funding)
    txn = replace(seen.charge.txn, currency="EUR", amount=660_00, fee=20_00)
    actions.settle_checkout(funding, replace(seen, charge=replace(seen.charge, txn=txn)))
    milestone.refresh_from_db()
    application_actions.deliver(milestone, "Here it is.", [], [])
    return actions.approve(milestone, milestone.offer.made_by), Break.objects.get(kind="fx")


def test_f34_what_went_to_another_currency_is_paid_after_a_person_wrote_it_down(db, sign_in):
    payout, row = in_euros()
    us = make.platform()
    browser = sign_in(us)
    address = reverse("payments:post_rate", args=[row.pk])
    assert (payout.rail, payout.status) == ("manual", "waiting")
    assert "€660.00" in row.said

    tasks.sweep_operations()
    early = browser.post(address, follow=True)
    assert "It is not in your hands" in early.text
    assert not Payout.objects.reachable().exists()
    actions.take_break(row, us)
    assert "Write down what Stripe made of it" in browser.get(row.get_absolute_url()).text
    done = browser.post(address, follow=True)
    late = browser.post(address, follow=True)

    assert "Written down." in done.text
    assert "It is not in your hands" in late.text
    balances = ledger.totals(Kind.STRIPE_BALANCE)
    assert balances == {"EUR": 640_00, "USD": 0}
    assert ledger.totals(Kind.FX) == {"EUR": -660_00, "USD": 720_00}
    actions.reroute(Payout.objects.get())
    operation = Operation.objects.get(kind="transfer")
    assert "source_transaction" not in operation.params
    assert operation.params["currency"] == "usd"
    assert_money_ok()


def test_f34_stripes_line_in_the_other_currency_is_found_once_it_is_written_down(db):
    _payout, row = in_euros()
    funding = Funding.objects.get()
    txn = BalanceTxn.objects.create(
        pk=funding.stripe_txn_id,
        kind="charge",
        amount=660_00,
        fee=20_00,
        net=640_00,
        currency="EUR",
        source=funding.stripe_charge_id,
        made_at=timezone.now(),
    )
    assert not actions.match(txn)
    us = make.platform()
    actions.post_rate(actions.take_break(row, us), us)

    assert actions.match(txn)
    assert not Journal.objects.filter(key__startswith="fund:", match=None).exists()


# --- F37

CANNOT = [errors.DiskFull, errors.SerializationFailure, errors.DeadlockDetected]


def breaks_once(monkeypatch, module, error):
    """The database cannot, in the middle of writing: all before it is taken back."""
    post, left = module.ledger.post, [error]

    def break_first(*given, **more):
        if left:
            post(*given, **more)
            raise OperationalError("the database cannot") from left.pop()()
        return post(*given, **more)

    monkeypatch.setattr(module.ledger, "post", break_first)


@pytest.mark.parametrize("error", CANNOT)
def test_f37_a_database_that_cannot_says_so_and_nothing_is_half_posted(
    db, sign_in, monkeypatch, error
):
    milestone = make.delivered()
    browser = sign_in(milestone.offer.made_by)
    breaks_once(monkeypatch, paying, error)
    address = reverse("payments:approve", args=[milestone.pk])

    with transaction.atomic():
        refused = browser.post(address, {"version": 1})

    assert refused.status_code == 503
    assert Milestone.objects.get(pk=milestone.pk).status == "delivered"
    assert not Payout.objects.exists()
    assert not Journal.objects.filter(kind="release").exists()
    assert browser.post(address, {"version": 1}).status_code == 302
    assert Payout.objects.count() == 1


@pytest.mark.parametrize("error", CANNOT)
def test_f37_an_answer_that_could_not_be_written_down_is_written_down_later(
    bank, monkeypatch, error
):
    payout = approved(bank)
    breaks_once(monkeypatch, paying, error)
    operation = Operation.objects.get(kind="transfer")

    with pytest.raises(OperationalError):
        tasks.send_operation(str(operation.pk))
    assert not Journal.objects.filter(kind="transfer").exists()
    Operation.objects.update(lease_until=timezone.now(), not_before=timezone.now())
    tasks.sweep_operations()

    assert_paid_once(bank, payout)


def test_f37_an_event_that_could_not_be_written_down_stays_new(bank, monkeypatch):
    payout = approved(bank)
    operation = Operation.objects.get(kind="transfer")
    gateway.send_transfer(operation.params, operation.pk)
    (told,) = bank.events("transfer.created")
    inbox.keep(gateway.read_event(json.dumps(told).encode()))
    breaks_once(monkeypatch, paying, errors.DiskFull)

    tasks.handle_event(told["id"])
    event = StripeEvent.objects.get(pk=told["id"])
    assert (event.status, event.attempts) == ("new", 1)
    tasks.handle_event(told["id"])

    assert StripeEvent.objects.get(pk=told["id"]).status == "done"
    assert_paid_once(bank, payout)
