"""Pay that Stripe does not take (any more): begun once, never twice, always with a way out."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import PayoutRoute
from notifications.models import Email
from payments import actions, gateway, ledger, operations, tasks
from payments.actions import paying
from payments.gateway import GatewayBusy, GatewayRefused
from payments.models import Operation, Payee, Payout
from payments.seen import Account
from tests import make
from tests.payments.approving import approved, assert_paid_once, lease_runs_out
from tests.payments.bank import tell


def restricted(bank, payout, status="restricted"):
    payee = Payee.objects.get(student=payout.student)
    bank.control("decide-account", account=payee.stripe_account_id, status=status)
    return payee


def test_what_may_have_been_paid_is_asked_with_its_own_key_whatever_the_account_says(
    bank, monkeypatch
):
    payout = approved(bank)
    bank.fail("cut after", "/v1/transfers")
    tasks.sweep_operations()
    payee = restricted(bank, payout)
    lease_runs_out(payout)
    with monkeypatch.context() as slow:  # Stripe does not list it yet
        slow.setattr(gateway, "find_transfer", lambda *_: None)
        tasks.sweep_operations()

    assert Operation.objects.filter(kind="transfer").count() == 1
    restricted(bank, payout, "active")
    # As of a team's share: no single payment whose rest would stop a second transfer.
    monkeypatch.setattr(paying, "charge_for", lambda *_: "")
    operations.check_payee(payee)
    tasks.sweep_operations()
    assert_paid_once(bank, payout)


def test_a_try_that_only_looked_at_the_account_does_not_begin_past_a_difference(bank, monkeypatch):
    payout = approved(bank)

    def busy(_):
        raise GatewayBusy("429")

    with monkeypatch.context() as ill:
        ill.setattr(gateway, "fetch_account", busy)
        tasks.sweep_operations()
    make.difference()
    lease_runs_out(payout)
    tasks.sweep_operations()

    payout.refresh_from_db()
    assert (payout.status, payout.held_back) == ("waiting", True)
    assert bank.transfers(payout.milestone) == []


@pytest.fixture
def disconnected(bank, monkeypatch):
    """The student has taken our access to their account away."""
    payout = approved(bank)

    def gone(_):
        raise GatewayRefused("No access to this account", "account_invalid")

    monkeypatch.setattr(gateway, "fetch_account", gone)
    return payout


def test_an_account_out_of_reach_is_asked_for_once_and_told(disconnected):
    payout = disconnected
    for _ in range(3):
        tasks.sweep_operations()
        Payout.objects.update(not_before=timezone.now())

    assert Operation.objects.filter(kind="transfer").count() == 1
    payout.refresh_from_db()
    assert (payout.status, payout.is_stuck) == ("waiting", True)
    assert not Payee.objects.get().is_ready
    assert Email.objects.filter(key__startswith=f"payout-waiting:{payout.pk}:").exists()
    Operation.objects.filter(kind="transfer").update(
        finished_at=timezone.now() - timedelta(hours=25)
    )
    assert any("refused by Stripe" in each for each in ledger.waiting_for_a_person())


def test_stripe_telling_that_an_account_was_disconnected_is_read(disconnected):
    payee = Payee.objects.get()
    Payout.objects.update(status="waiting", operation=None)
    event = {
        "id": "evt_gone",
        "object": "event",
        "type": "account.application.deauthorized",
        "account": payee.stripe_account_id,
        "livemode": False,
        "data": {"object": {"id": "ca_1", "object": "application"}},
    }

    tell(event)
    tasks.handle_event("evt_gone")

    payee.refresh_from_db()
    assert payee.transfers_status == "restricted"
    mail = Email.objects.get(key__startswith=f"payout-waiting:{disconnected.pk}:account lost")
    assert mail.to == disconnected.student.user.email


def test_a_payout_refused_for_another_reason_does_not_say_that_it_waits_for_the_student(
    bank, monkeypatch
):
    payout = approved(bank)

    def no(*_):
        raise GatewayRefused("Insufficient funds", "balance_insufficient")

    monkeypatch.setattr(gateway, "send_transfer", no)
    tasks.sweep_operations()

    payout.refresh_from_db()
    assert (payout.status, payout.is_stuck, payout.is_with_staff) == ("waiting", False, False)


def test_where_stripe_goes_no_more_our_staff_pay(db, sign_in):
    payout = make.payout()
    assert payout.rail == "connect"
    PayoutRoute.objects.filter(country=payout.student.payout_country).delete()

    tasks.sweep_operations()

    payout.refresh_from_db()
    assert (payout.rail, payout.is_with_staff) == ("manual", True)
    page = sign_in(make.platform()).get(reverse("payments:transfer", args=[payout.pk]))
    assert page.status_code == 200


def test_an_account_that_can_never_take_transfers_is_for_our_staff(bank, monkeypatch):
    payout = approved(bank)
    payee = Payee.objects.get()
    never = Account(payee.stripe_account_id, "unsupported", [])
    with monkeypatch.context() as told:
        told.setattr(gateway, "fetch_account", lambda _: never)
        tasks.sweep_operations()
        tasks.sweep_operations()

    payout.refresh_from_db()
    assert (payout.rail, payout.status) == ("manual", "waiting")
    operations.check_payee(payee)
    tasks.sweep_operations()
    tasks.sweep_operations()
    assert_paid_once(bank, payout)


def test_only_what_stripe_cannot_pay_goes_to_our_staff(bank):
    payout = approved(bank)

    with pytest.raises(paying.WrongState):
        actions.give_to_staff(payout)
