"""Transfers and accounts where something goes wrong that hardly ever does."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import PayoutRoute, Student
from marketplace.states import WrongState
from payments import actions, gateway, operations, tasks
from payments.actions import outbox
from payments.models import Operation, Payee, Payout
from payments.seen import Account, Transfer
from tests import make
from tests.payments.approving import approved, assert_paid_once
from tests.payments.bank import set_up
from tests.payments.lost import a_day_ago


@pytest.fixture
def milestone(db):
    return make.placement().milestones.get()


# --- Transfers


def seen_transfer(payout: Payout, **given) -> Transfer:
    fields = {
        "id": "tr_1",
        "amount": payout.amount_minor,
        "currency": payout.currency,
        "destination": "acct_1",
        "payout": payout.pk,
        "operation": payout.operation_id,
    }
    return Transfer(**{**fields, **given})


@pytest.fixture
def queued(db):
    milestone = make.delivered()
    make.payee(milestone.placement.student)
    return make.payout(milestone)


def test_a_second_transfer_is_an_alarm(queued, caplog):
    actions.settle_transfer(queued, seen_transfer(queued))

    actions.settle_transfer(queued, seen_transfer(queued, id="tr_2"))

    assert "has a second transfer, tr_2" in caplog.text
    assert Payout.objects.get().stripe_transfer_id == "tr_1"


def test_a_transfer_of_another_amount_is_an_alarm(queued, caplog):
    actions.settle_transfer(queued, seen_transfer(queued, amount=1, operation=None))

    assert "is not what payout" in caplog.text
    assert Payout.objects.get().status == "queued"


def test_who_asked_for_a_transfer_that_is_of_another_amount_waits_for_a_person(queued):
    actions.settle_transfer(queued, seen_transfer(queued, amount=1))

    queued.operation.refresh_from_db()
    assert queued.operation.status == "reconcile"


def test_a_transfer_that_was_given_up_and_exists_calls_off_the_next(queued):
    first = queued.operation
    actions.put_back(first, "no answer")
    Payout.objects.update(not_before=timezone.now())
    actions.queue_due(queued)
    queued.refresh_from_db()
    second = queued.operation

    actions.settle_transfer(queued, seen_transfer(queued, operation=first.pk))

    second.refresh_from_db()
    queued.refresh_from_db()
    assert (queued.status, second.status) == ("sent", "rejected")


def test_a_transfer_that_was_given_up_and_exists_while_the_next_is_sent_is_an_alarm(queued, caplog):
    first = queued.operation
    actions.put_back(first, "no answer")
    actions.queue_due(queued)
    queued.refresh_from_db()
    outbox.claim(queued.operation_id)

    actions.settle_transfer(queued, seen_transfer(queued, operation=first.pk))

    assert "may pay twice: tr_1 exists" in caplog.text
    outbox.reject(Operation.objects.get(pk=queued.operation_id), "a person looked")


def test_a_person_may_have_stripe_looked_at_once_more(bank, sign_in):
    payout = approved(bank)
    bank.fail("cut after", "/v1/transfers")
    operations.run(payout.operation_id)
    a_day_ago(payout.operation_id)
    bank.fail("error", "/v1/transfers", method="GET", times=1)
    tasks.sweep_operations()
    outbox.set_aside(Operation.objects.get(pk=payout.operation_id), "cannot be told")

    sign_in(make.platform()).post(
        reverse("admin:payments_operation_changelist"),
        {"action": "ask_again", "_selected_action": [str(payout.operation_id)]},
    )
    tasks.sweep_operations()

    assert_paid_once(bank, payout)


def test_nobody_queues_what_is_queued(queued):
    with pytest.raises(WrongState):
        actions.queue_due(queued)

    assert Operation.objects.filter(kind="transfer").count() == 1


# --- Accounts


def test_a_stripe_that_is_away_opens_no_account(bank, sign_in):
    bank.fail("cut", "/v2/core/accounts")
    browser = sign_in(make.student().user)

    page = set_up(browser, follow=True)

    assert "Stripe did not answer. Nothing was changed." in page.text
    assert browser.post(reverse("payments:setup")).status_code == 303
    assert Payee.objects.count() == 1


def test_a_stripe_that_is_away_after_the_form_is_asked_later(bank, sign_in):
    student = make.student()
    operations.open_account(student)
    bank.fail("cut", "/v2/core/accounts", method="GET")

    page = sign_in(student.user).get(reverse("payments:setup_done"), follow=True)

    assert "Stripe does not answer at the moment" in page.text


def test_coming_back_while_stripe_checks_says_so(bank, sign_in):
    student = make.student()
    payee = operations.open_account(student)
    bank.control("decide-account", account=payee.stripe_account_id, status="pending")

    page = sign_in(student.user).get(reverse("payments:setup_done"), follow=True)

    assert "Stripe is checking what you told them." in page.text


def test_an_account_that_stripe_refuses_is_tried_again_with_a_new_request(bank):
    PayoutRoute.objects.update_or_create(
        country="BR",
        defaults={"rail": "connect", "since": make.today(), "source": "https://example.org"},
    )
    student = make.student(payout_country="BR")
    operations.open_account(student)
    assert Operation.objects.get().status == "rejected"
    Student.objects.filter(pk=student.pk).update(payout_country="US")

    payee = operations.open_account(student)

    assert (payee.country, bool(payee.stripe_account_id)) == ("US", True)
    assert Operation.objects.count() == 2


def test_an_account_never_becomes_another(bank):
    payee = operations.open_account(make.student())

    with pytest.raises(WrongState):
        actions.settle_account(payee, Account("acct_other", "active", []))

    assert not Payee.objects.get().is_ready


def test_without_a_country_there_is_no_account(db):
    with pytest.raises(WrongState):
        actions.start_account(make.student(payout_country=""))


def test_a_closed_account_leaves_the_money_owed(bank, monkeypatch):
    payout = approved(bank)
    with monkeypatch.context() as patch:
        patch.setattr(gateway, "fetch_account", _refused)
        operations.run(payout.operation_id)

    payout.refresh_from_db()
    assert (payout.status, bank.transfers(payout.milestone)) == ("waiting", [])


def _refused(account_id):
    raise gateway.GatewayRefused("no such account", "resource_missing")
