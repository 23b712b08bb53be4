"""What is approved leaves once, whatever breaks on the way, for an account that is ready."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from notifications.models import Email
from payments import actions, gateway, ledger, operations, tasks
from payments.actions import outbox
from payments.models import Operation, Payee, Payout
from tests import make
from tests.payments.approving import (
    Killed,
    approve_url,
    approved,
    assert_paid_once,
    delivered,
    kill,
    lease_runs_out,
)
from tests.payments.bank import set_up


def test_f2_a_worker_that_dies_before_the_call_is_followed_by_another(bank, monkeypatch):
    payout = approved(bank)
    with monkeypatch.context() as patch:
        patch.setattr(gateway, "send_transfer", kill)
        with pytest.raises(Killed):
            operations.run(payout.operation_id)

    tasks.sweep_operations()  # in the other's hands
    assert bank.transfers(payout.milestone) == []
    lease_runs_out(payout)
    tasks.sweep_operations()

    assert_paid_once(bank, payout)


def test_f2_a_worker_that_dies_after_the_call_does_not_make_us_pay_twice(bank, monkeypatch):
    payout = approved(bank)
    with monkeypatch.context() as patch:
        patch.setattr(actions, "settle_transfer", kill)
        with pytest.raises(Killed):
            operations.run(payout.operation_id)
    assert len(bank.transfers(payout.milestone)) == 1

    lease_runs_out(payout)
    tasks.sweep_operations()

    assert_paid_once(bank, payout)


def paid_once_after(bank, fault):
    payout = approved(bank)
    bank.fail(fault, "/v1/transfers")

    operations.run(payout.operation_id)
    lease_runs_out(payout)
    tasks.sweep_operations()

    assert_paid_once(bank, payout)


@pytest.mark.parametrize("fault", ["cut after", "cut"])
def test_f3_a_cut_connection_is_asked_again_and_pays_once(bank, fault):
    paid_once_after(bank, fault)


def test_f4_a_stored_500_is_looked_up_and_pays_once(bank):
    paid_once_after(bank, "error after")


def test_f5_a_500_before_anything_was_done_pays_once(bank):
    paid_once_after(bank, "error")


@pytest.mark.parametrize("fault", ["rate limit", "conflict"])
def test_f7_what_is_refused_for_now_is_asked_again_and_pays_once(bank, fault):
    paid_once_after(bank, fault)


def test_f4_a_stored_500_is_looked_up_though_the_first_look_fails_too(bank):
    payout = approved(bank)
    bank.fail("error after", "/v1/transfers")
    bank.fail("error", "/v1/transfers", method="GET")

    operations.run(payout.operation_id)
    assert Operation.objects.get(pk=payout.operation_id).status == "ready"
    lease_runs_out(payout)
    operations.run(payout.operation_id)

    assert_paid_once(bank, payout)


def test_f6_what_is_a_day_old_is_never_sent_again(bank, monkeypatch, caplog):
    payout = approved(bank)
    bank.fail("cut", "/v1/transfers")
    operations.run(payout.operation_id)
    yesterday = timezone.now() - outbox.KEY_LIVES - timedelta(minutes=1)
    Operation.objects.filter(pk=payout.operation_id).update(first_sent_at=yesterday)

    lease_runs_out(payout)
    tasks.sweep_operations()

    operation = Operation.objects.get(pk=payout.operation_id)
    assert (operation.status, bank.transfers(payout.milestone)) == ("reconcile", [])
    assert "waits for a person" in caplog.text
    assert str(operation.pk) in ledger.waiting_for_a_person()[0]


def test_f6_what_is_a_day_old_and_was_done_is_found(bank):
    payout = approved(bank)
    bank.fail("cut after", "/v1/transfers")
    operations.run(payout.operation_id)
    yesterday = timezone.now() - outbox.KEY_LIVES - timedelta(minutes=1)
    Operation.objects.filter(pk=payout.operation_id).update(first_sent_at=yesterday)

    lease_runs_out(payout)
    tasks.sweep_operations()

    assert_paid_once(bank, payout)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_pay_once(bank):
    payout = approved_at_rest(bank)
    start = Barrier(2)

    def work():
        start.wait()
        operations.run(payout.operation_id)
        connection.close()

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert_paid_once(bank, payout)


def approved_at_rest(bank):
    """As `approved`, with a commit that sends nothing."""
    milestone = delivered(bank)
    bank.fail("cut", "/v1/transfers")
    payout = actions.approve(milestone, milestone.offer.made_by)
    lease_runs_out(payout)
    payout.refresh_from_db()
    return payout


# --- Accounts that are not ready


def test_pay_waits_for_the_student_and_goes_when_they_are_ready(bank, sign_in):
    milestone = delivered(bank, ready=False)
    student = milestone.placement.student
    browser = sign_in(milestone.offer.made_by)
    page = browser.post(approve_url(milestone), follow=True)
    payout = Payout.objects.get()
    assert "is sent as soon as they have said where" in page.text
    assert (payout.status, payout.is_stuck) == ("waiting", True)
    assert Email.objects.get(key=f"payout-waiting:{payout.pk}").to == student.user.email

    theirs = sign_in(student.user)
    waits = f"$648.00 for “{milestone.placement.listing.title}” waits for this."
    assert waits in theirs.get(reverse("payments:setup")).text
    response = set_up(theirs)
    assert response.status_code == 303
    back = bank.onboard(response.url)
    assert back.endswith(reverse("payments:setup_done"))
    page = theirs.get(reverse("payments:setup_done"), follow=True)

    assert "You are set up: money for your work can reach you." in page.text
    tasks.sweep_operations()
    assert_paid_once(bank, payout)


def test_a_student_who_is_not_done_at_stripe_is_told(bank, sign_in):
    student = make.student()
    browser = sign_in(student.user)
    url = set_up(browser).url
    bank.onboard(url, outcome="restricted")

    page = browser.get(reverse("payments:setup_done"), follow=True)

    assert "Stripe still needs something from you" in page.text
    assert "Identity and a bank account" in page.text
    assert Payee.objects.get().transfers_status == "restricted"


def test_who_shows_an_old_password_again_stays_signed_in(db, sign_in):
    user = make.user("student")
    user.password = MD5PasswordHasher().encode(make.PASSWORD, "salt")  # Django hashes it anew
    user.save()
    browser = sign_in(user)

    browser.post(reverse("account_reauthenticate"), {"password": make.PASSWORD})

    assert browser.get(reverse("account_reauthenticate")).status_code == 200
    user.refresh_from_db()
    assert "$salt$" not in user.password


def test_an_open_browser_is_not_enough_to_say_where_the_pay_goes(bank, sign_in):
    student = make.student()
    browser = sign_in(student.user)

    asked = browser.post(reverse("payments:setup"))
    refused = browser.post(asked.url, {"password": "a guess of somebody's"})

    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert "That is not your password." in refused.text
    assert not Payee.objects.exists()
    back = browser.post(asked.url, {"password": make.PASSWORD, "next": "/payments/setup/"})
    assert back.url == reverse("payments:setup")
    assert "Continue to Stripe" in browser.get(back.url).text
    assert browser.post(back.url).url.startswith("http")
    assert "_auth_user_id" in browser.session


def test_a_link_to_stripe_that_was_used_is_replaced(bank, sign_in):
    browser = sign_in(make.student().user)
    first = set_up(browser).url

    page = browser.get(reverse("payments:setup_again"), follow=True)

    assert "works only once" in page.text
    assert browser.post(reverse("payments:setup")).url != first
    assert Payee.objects.count() == 1


def test_f32_an_account_that_is_restricted_in_between_is_not_paid(bank):
    payout = approved(bank)
    account = Payee.objects.get().stripe_account_id
    bank.control("decide-account", account=account, status="restricted")

    operations.run(payout.operation_id)

    payout.refresh_from_db()
    assert (payout.status, bank.transfers(payout.milestone)) == ("waiting", [])
    assert Email.objects.filter(key__startswith=f"payout-waiting:{payout.pk}").exists()
    bank.control("decide-account", account=account, status="active")
    operations.check_payee(Payee.objects.get())
    tasks.sweep_operations()
    assert_paid_once(bank, payout)


def test_f32_an_account_that_is_exchanged_in_between_is_paid_instead(bank):
    payout = approved(bank)
    old = Payee.objects.get().stripe_account_id
    other = bank.ready(make.student())
    swapped = other.stripe_account_id
    Payee.objects.filter(pk=other.pk).update(stripe_account_id=None)
    Payee.objects.filter(student=payout.student).update(stripe_account_id=swapped)

    operations.run(payout.operation_id)
    assert bank.transfers(payout.milestone) == []
    Payout.objects.filter(pk=payout.pk).update(not_before=timezone.now())
    tasks.sweep_operations()
    tasks.sweep_operations()

    assert_paid_once(bank, payout)
    assert [each.destination for each in bank.transfers(payout.milestone)] == [swapped] != [old]


def test_f8_a_refusal_leaves_the_money_owed_and_the_next_try_is_a_new_one(bank, caplog):
    payout = approved(bank)
    refused = payout.operation_id
    # As a closed account refuses; the stand-in keeps it open, so the parameters are broken.
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE payments_operation DISABLE TRIGGER operation_frozen")
        broken = {**payout.operation.params, "source_transaction": "ch_gone"}
        Operation.objects.filter(pk=refused).update(params=broken)
        cursor.execute("ALTER TABLE payments_operation ENABLE TRIGGER operation_frozen")

    operations.run(refused)

    payout.refresh_from_db()
    assert (payout.status, payout.operation) == ("waiting", None)
    assert Operation.objects.get(pk=refused).status == "rejected"
    assert "was refused" in caplog.text
    tasks.sweep_operations()  # not at once again
    assert not Operation.objects.filter(status="ready").exists()
    Payout.objects.filter(pk=payout.pk).update(not_before=timezone.now())
    tasks.sweep_operations()
    tasks.sweep_operations()
    assert_paid_once(bank, payout)
