"""From approved work to the student's account: once, whatever breaks on the way."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from applications import actions as application_actions
from applications.models import Milestone
from marketplace.states import WrongState
from marketplace.tasks import turn_clocks
from notifications.models import Email
from payments import actions, gateway, ledger, operations, tasks
from payments.actions import outbox
from payments.ledger import Kind
from payments.models import Operation, Payee, Payout
from tests import make
from tests.payments.bank import set_up
from tests.payments.conftest import assert_money_ok


def approve_url(milestone):
    return reverse("payments:approve", args=[milestone.pk])


def delivered(bank, ready=True):
    """Paid in at the stand-in and handed in, by a student who can be paid."""
    milestone = make.placement().milestones.get()
    if ready:
        bank.ready(milestone.placement.student)
    bank.fund(milestone)
    milestone.refresh_from_db()
    application_actions.deliver(milestone, "Here it is.", [], [])
    return milestone


def approved(bank):
    """Owed, and the transfer not asked for yet: no commit, no task."""
    milestone = delivered(bank)
    return actions.approve(milestone, milestone.offer.made_by)


def lease_runs_out(payout):
    Operation.objects.filter(pk=payout.operation_id).update(
        lease_until=timezone.now() - timedelta(seconds=1), not_before=timezone.now()
    )


def assert_paid_once(bank, payout):
    payout.refresh_from_db()
    assert payout.status == "sent"
    transfers = bank.transfers(payout.milestone)
    assert [(each.id, each.amount) for each in transfers] == [
        (payout.stripe_transfer_id, payout.amount_minor)
    ]
    assert Operation.objects.get(stripe_id=payout.stripe_transfer_id).status == "done"
    assert Milestone.objects.get(pk=payout.milestone_id).status == "paid"
    assert_money_ok(bank)


# --- Approving


def test_approving_pays_the_student_to_the_cent(bank, sign_in):
    milestone = delivered(bank)
    browser = sign_in(milestone.offer.made_by)
    assert "Approve and pay $648.00 to" in browser.get(approve_url(milestone)).text

    response = browser.post(approve_url(milestone), follow=True)

    assert "Approved. $648.00 is on its way to" in response.text
    payout = Payout.objects.get()
    assert (payout.status, payout.amount_minor, payout.rail) == ("queued", 648_00, "connect")
    assert (ledger.held(milestone), ledger.totals(Kind.PLATFORM_FEE)) == (0, {"USD": -72_00})
    tasks.sweep_operations()
    assert_paid_once(bank, payout)
    milestone.placement.refresh_from_db()
    assert milestone.placement.status == "completed"
    assert Email.objects.filter(key=f"paid:{milestone.pk}:student").exists()


def test_a_second_click_says_that_it_is_done(bank, sign_in):
    milestone = delivered(bank)
    browser = sign_in(milestone.offer.made_by)
    browser.post(approve_url(milestone))

    page = browser.post(approve_url(milestone), follow=True)

    assert "This is approved already. It is paid once." in page.text
    assert Payout.objects.count() == 1


def test_a_version_that_came_after_the_page_was_opened_is_not_approved_unseen(db, sign_in):
    milestone = make.delivered()
    browser = sign_in(milestone.offer.made_by)
    assert (
        '<input type="hidden" name="version" value="1">' in browser.get(approve_url(milestone)).text
    )
    application_actions.ask_for_changes(milestone, "Shop 7 is missing.", make.today(7))
    application_actions.deliver(milestone, "With shop 7.", [], [])

    page = browser.post(approve_url(milestone), {"version": "1"}, follow=True)

    assert "A newer version was handed in, so nothing was approved." in page.text
    assert not Payout.objects.exists()
    browser.post(approve_url(milestone), {"version": "2"})
    assert Payout.objects.exists()


def test_work_that_is_not_handed_in_cannot_be_approved(db, sign_in):
    milestone = make.funded().milestone

    page = sign_in(milestone.offer.made_by).post(approve_url(milestone), follow=True)

    assert "There is nothing to approve" in page.text
    assert not Payout.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_f1_the_employer_a_colleague_and_the_clock_at_once_pay_once(bank):
    milestone = delivered(bank)
    Milestone.objects.filter(pk=milestone.pk).update(review_by=timezone.now())
    payer = milestone.offer.made_by
    start = Barrier(4)
    outcomes = []

    def step(action):
        def run():
            row = Milestone.objects.get(pk=milestone.pk)
            start.wait()
            try:
                action(row)
                outcomes.append("approved")
            except WrongState:
                outcomes.append("refused")
            finally:
                connection.close()

        return Thread(target=run)

    threads = [
        step(lambda row: actions.approve(row, payer)),
        step(lambda row: actions.approve(row, payer)),
        step(actions.approve_by_clock),
        step(actions.approve_by_clock),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["approved", "refused", "refused", "refused"]
    assert_paid_once(bank, Payout.objects.get())


# --- Sending


class Killed(BaseException):
    """The worker is gone: nothing after this line runs."""


def kill(*args, **kwargs):
    raise Killed


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


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("F3", "cut after"),
        ("F4", "error after"),
        ("F5", "error"),
        ("F7", "rate limit"),
        ("F7", "conflict"),
        ("F3", "cut"),
    ],
)
def test_f3_f4_f5_f7_a_broken_answer_is_asked_for_again_and_paid_once(bank, number, fault):
    payout = approved(bank)
    bank.fail(fault, "/v1/transfers")

    operations.run(payout.operation_id)
    lease_runs_out(payout)
    tasks.sweep_operations()

    assert_paid_once(bank, payout)


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


# --- The clock


def test_f38_the_clock_approves_what_nobody_answered_and_once(db):
    milestone = make.delivered()
    Milestone.objects.filter(pk=milestone.pk).update(review_by=timezone.now())

    turn_clocks()
    turn_clocks()

    milestone.refresh_from_db()
    assert (milestone.status, milestone.approved_by) == ("approved", None)
    assert Payout.objects.count() == 1


def test_one_row_that_cannot_be_helped_does_not_stop_the_clock(db, caplog, monkeypatch):
    first, second = make.delivered(), make.delivered()
    Milestone.objects.update(review_by=timezone.now())
    approve = application_actions.approve

    def breaks(milestone, by):
        if milestone == first:
            raise ZeroDivisionError
        approve(milestone, by)

    monkeypatch.setattr(application_actions, "approve", breaks)
    turn_clocks()

    assert "ZeroDivisionError" in caplog.text
    second.refresh_from_db()
    assert second.status == "approved"


def test_work_for_which_nothing_is_held_cannot_be_approved(db):
    milestone = make.placement().milestones.get()
    with transaction.atomic():
        # Only payments may call this; had somebody else done so, nothing would be paid.
        application_actions.fund(milestone)
        application_actions.deliver(milestone, "Here it is.", [], [])

        with pytest.raises(WrongState), transaction.atomic():
            actions.approve(milestone, milestone.offer.made_by)

        milestone.refresh_from_db()
        assert milestone.status == "delivered"
        transaction.set_rollback(True)


def test_f38_an_answer_before_the_clock_wins(db):
    milestone = make.delivered()
    Milestone.objects.filter(pk=milestone.pk).update(review_by=timezone.now())
    application_actions.ask_for_changes(milestone, "Shop 7 is missing.", make.today(7))
    application_actions.deliver(milestone, "With shop 7.", [], [])

    turn_clocks()
    with pytest.raises(WrongState):
        actions.approve_by_clock(milestone)

    milestone.refresh_from_db()
    assert milestone.status == "delivered"
    assert not Payout.objects.exists()


# --- Amounts


@pytest.mark.parametrize(
    ("currency", "amounts"),
    [
        ("USD", [1]),
        ("USD", [5]),
        ("USD", [3333]),
        ("USD", [3333, 3333, 3334]),
        ("EUR", [99, 1]),
        ("JPY", [500]),
        ("JPY", [15, 25, 35]),
        ("KWD", [1235]),
        ("USD", [100_000_000_00]),
        ("USD", [2**53 + 1]),
        ("HUF", [99_50]),
    ],
)
def test_f33_every_amount_comes_out_exactly(db, currency, amounts):
    placement = make.placement(amounts, application=_application(currency))

    for milestone in placement.milestones.all():
        make.payout(make.delivered(milestone), sent=True)

    out = sum(Payout.objects.values_list("amount_minor", flat=True))
    fees = -ledger.totals(Kind.PLATFORM_FEE).get(currency, 0)
    assert out + fees == sum(amounts)
    assert fees == placement.offer.fee_minor
    assert ledger.totals(Kind.HOLD) == {currency: 0}
    placement.refresh_from_db()
    assert placement.status == "completed"


def _application(currency):
    make.student()
    return make.application(listing=make.listing(currency=currency), status="accepted")


def test_f33_yen_have_no_cents_at_stripe_either(bank, sign_in):
    app = _application("JPY")
    milestone = make.placement([5000], application=app).milestones.get()
    bank.ready(app.student)
    bank.fund(milestone)
    milestone.refresh_from_db()
    application_actions.deliver(milestone, "Here it is.", [], [])

    page = sign_in(milestone.offer.made_by).get(approve_url(milestone)).text
    payout = actions.approve(milestone, milestone.offer.made_by)
    tasks.sweep_operations()

    assert "¥4,500" in page
    assert bank.transfers(milestone)[0].amount == 4500
    assert_paid_once(bank, payout)
