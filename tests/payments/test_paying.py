"""From approved work to the student's account: once, whatever breaks on the way."""

from threading import Barrier, Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from applications import actions as application_actions
from applications.models import Milestone
from marketplace.states import WrongState
from marketplace.tasks import turn_clocks
from notifications.models import Email
from payments import actions, ledger, tasks
from payments.ledger import Kind
from payments.models import Journal, Operation, Payout
from payments.seen import Transfer
from tests import make
from tests.payments.approving import approve_url, assert_paid_once, delivered

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


def test_an_approval_asks_the_database_little_while_others_wait(db, django_assert_max_num_queries):
    milestone = make.delivered()
    make.payee(milestone.placement.student)
    payer = milestone.offer.made_by

    with django_assert_max_num_queries(25):
        payout = actions.approve(milestone, payer)

    assert payout.status == "queued"


def test_what_is_written_down_whole_is_not_asked_about_again(db, django_assert_num_queries):
    milestone = make.delivered()
    make.payee(milestone.placement.student)
    payout = actions.approve(milestone, milestone.offer.made_by)
    asked = payout.operation_id
    seen = Transfer("tr_1", payout.amount_minor, "USD", "acct_1", payout.pk, asked)
    actions.settle_transfer(payout, seen)

    # A person has Stripe looked at once more: that operation is to come to its end, too.
    Operation.objects.filter(pk=asked).update(status="ready", finished_at=None)
    payout = Payout.objects.select_related("operation").get()
    actions.settle_transfer(payout, seen)
    assert Operation.objects.get(pk=asked).status == "done"

    payout = Payout.objects.select_related("operation").get()
    with django_assert_num_queries(0):
        actions.settle_transfer(payout, seen)
    assert Journal.objects.filter(key__startswith="transfer:").count() == 1


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
