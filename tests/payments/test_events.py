"""What Stripe tells us: late, twice, in any order, or not at all. The outcome is the same."""

import json
import random
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from applications import actions as application_actions
from payments import actions, gateway, ledger, operations, tasks
from payments.actions import inbox
from payments.models import Funding, Journal, Operation, Payee, StripeEvent
from tests import make
from tests.payments.approving import Killed, approved, assert_paid_once, kill
from tests.payments.bank import send, tell


@pytest.fixture
def paid(bank):
    """Paid at Stripe, and nobody here knows yet."""
    funding = bank.open_page(make.placement().milestones.get())
    bank.pay(funding.checkout_url)
    return funding


def assert_held_once(funding):
    funding.refresh_from_db()
    assert (funding.status, funding.applied) == ("succeeded", True)
    assert ledger.held(funding.milestone) == 720_00
    assert Journal.objects.filter(kind="fund").count() == 1
    assert Journal.objects.filter(kind="fee").count() == 1


def test_an_event_holds_the_money(bank, paid):
    (event,) = bank.events("checkout.session.completed")

    assert tell(event) == 200
    tasks.sweep_events()

    assert_held_once(paid)
    assert StripeEvent.objects.get().status == "done"


def test_f9_the_same_event_three_times_is_read_once(bank, paid):
    (event,) = bank.events("checkout.session.completed")

    assert [tell(event) for _ in range(3)] == [200, 200, 200]
    tasks.sweep_events()
    tasks.handle_event(event["id"])

    assert_held_once(paid)
    assert StripeEvent.objects.get().deliveries == 3


@pytest.mark.django_db(transaction=True)
def test_f9_the_same_event_at_once_is_one_effect(bank):
    funding = bank.open_page(make.placement().milestones.get())
    bank.pay(funding.checkout_url)
    (event,) = bank.events("checkout.session.completed")
    start = Barrier(3)
    answers = []

    def deliver():
        start.wait()
        answers.append(tell(event))
        connection.close()

    threads = [Thread(target=deliver) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [200, 200, 200]
    assert_held_once(funding)
    assert StripeEvent.objects.get().deliveries == 3


def test_f10_two_events_for_one_change_are_one_effect(bank, paid):
    (event,) = bank.events("checkout.session.completed")
    tell(event)
    tell({**event, "id": f"{event['id']}_again"})

    tasks.sweep_events()

    assert_held_once(paid)
    assert list(StripeEvent.objects.values_list("status", flat=True)) == ["done", "done"]


@pytest.mark.parametrize("seed", range(3))
def test_f11_in_any_order_it_ends_the_same(bank, seed):
    payout = approved(bank)
    operations.run(payout.operation_id)
    events = bank.events()
    random.Random(seed).shuffle(events)

    for event in events:
        tell(event)
        tasks.sweep_events()

    assert_paid_once(bank, payout)
    assert not StripeEvent.objects.filter(status="new").exists()
    kinds = set(StripeEvent.objects.values_list("kind", flat=True))
    assert {"checkout.session.completed", "charge.updated", "transfer.created"} <= kinds


def test_f12_an_event_may_come_before_the_answer_it_is_about(bank, monkeypatch):
    milestone = make.placement().milestones.get()
    funding = actions.start_funding(milestone, milestone.offer.made_by)
    answers = []

    def answered(funding, seen):
        answers.append(seen)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(actions, "settle_checkout", answered)
        with pytest.raises(Killed):
            operations.run(funding.operation_id, at_once=True)
    bank.pay(answers[0].url)
    (event,) = bank.events("checkout.session.completed")

    tell(event)
    tasks.sweep_events()

    assert_held_once(funding)
    assert Operation.objects.get(pk=funding.operation_id).status == "done"


def test_f12_a_transfer_may_be_told_before_its_answer_is_stored(bank, monkeypatch):
    payout = approved(bank)
    with monkeypatch.context() as patch:
        patch.setattr(actions, "settle_transfer", kill)
        with pytest.raises(Killed):
            operations.run(payout.operation_id)
    (event,) = bank.events("transfer.created")

    tell(event)
    tasks.sweep_events()

    assert_paid_once(bank, payout)


def test_f13_an_event_about_nothing_we_know_is_kept_and_tried_again(bank, paid, caplog):
    (event,) = bank.events("payment_intent.succeeded")
    Funding.objects.filter(pk=paid.pk).update(stripe_session_id=None)
    tell(event)

    tasks.sweep_events()

    kept = StripeEvent.objects.get()
    assert (kept.status, kept.attempts) == ("new", 1)
    assert kept.not_before > timezone.now()
    for _ in range(inbox.ALARM_AT - 1):
        StripeEvent.objects.update(not_before=timezone.now())
        tasks.sweep_events()
    assert "cannot be placed: about nothing we know" in caplog.text
    # Then what it is about becomes known.
    Funding.objects.filter(pk=paid.pk).update(stripe_session_id=_session_of(bank))
    StripeEvent.objects.update(not_before=timezone.now())
    tasks.sweep_events()
    assert_held_once(paid)
    assert StripeEvent.objects.get().status == "done"


def _session_of(bank):
    return bank.events("checkout.session.completed")[0]["data"]["object"]["id"]


def test_f14_what_no_event_tells_is_asked_for(bank, paid):
    Funding.objects.update(created_at=timezone.now() - timedelta(minutes=2))

    tasks.poll_fundings()

    assert_held_once(paid)


def test_f14_a_page_that_was_just_opened_is_not_asked_for_yet(bank, paid):
    tasks.poll_fundings()

    paid.refresh_from_db()
    assert paid.status == "open"
    operations.check_funding(paid)


def test_f14_an_account_that_became_ready_unheard_is_found(bank):
    student = make.student()
    payee = operations.open_account(student)
    app = make.application(student=student, status="accepted")
    milestone = make.placement(application=app).milestones.get()
    bank.fund(milestone)
    milestone.refresh_from_db()
    application_actions.deliver(milestone, "Here it is.", [], [])
    payout = actions.approve(milestone, milestone.offer.made_by)
    bank.control("decide-account", account=payee.stripe_account_id, status="active")

    tasks.poll_fundings()
    tasks.sweep_operations()

    assert_paid_once(bank, payout)


def test_f15_what_is_not_stripes_is_refused_and_not_stored(bank, paid):
    (event,) = bank.events("checkout.session.completed")
    body = json.dumps(event)

    assert tell(event, secret="whsec_somebody_else") == 400
    assert tell(event, at=int(timezone.now().timestamp()) - 301) == 400
    assert send(body, "") == 400
    assert send(body, "t=1,v1=nonsense") == 400
    assert send("not json", "") == 400
    assert tell({**event, "livemode": True}) == 400
    assert tell({**event, "padding": "x" * 300_000}) == 400
    assert tell({"id": "evt_1", "type": "x"}) == 400

    assert not StripeEvent.objects.exists()
    operations.check_funding(paid)  # for the books: the money itself did come


def test_the_webhook_takes_posts_only(db, client):
    assert client.get(reverse("payments:stripe_webhook")).status_code == 405


def test_f16_a_reader_that_breaks_half_way_leaves_nothing_half_done(bank, paid, monkeypatch):
    (event,) = bank.events("checkout.session.completed")
    tell(event)
    with monkeypatch.context() as patch:
        patch.setattr("applications.actions.fund", lambda milestone: 1 / 0)
        tasks.sweep_events()

    kept = StripeEvent.objects.get()
    assert (kept.status, "division by zero" in kept.last_error) == ("new", True)
    paid.refresh_from_db()
    assert paid.status == "open"
    assert not Journal.objects.exists()
    StripeEvent.objects.update(not_before=timezone.now())
    tasks.sweep_events()
    assert_held_once(paid)


def test_a_stripe_that_is_busy_is_asked_again(bank, paid):
    (event,) = bank.events("checkout.session.completed")
    tell(event)
    bank.fail("rate limit", "/v1/checkout/sessions", method="GET")

    tasks.sweep_events()
    assert StripeEvent.objects.get().status == "new"
    StripeEvent.objects.update(not_before=timezone.now())
    tasks.sweep_events()

    assert_held_once(paid)


def test_what_we_do_not_act_on_is_kept_and_ignored(bank):
    event = {
        "id": "evt_1",
        "type": "product.created",
        "livemode": False,
        "data": {"object": {"id": "prod_1", "object": "product"}},
    }

    tell(event)
    tasks.sweep_events()

    assert StripeEvent.objects.get().status == "ignored"


def test_an_account_that_becomes_ready_is_heard_of(bank):
    payee = operations.open_account(make.student())
    bank.control("decide-account", account=payee.stripe_account_id, status="active")
    (event,) = bank.events("account.updated", account=payee.stripe_account_id)

    tell(event)
    tasks.sweep_events()

    assert Payee.objects.get().is_ready


def test_a_thin_event_is_read_too(bank):
    payee = operations.open_account(make.student())
    bank.control("decide-account", account=payee.stripe_account_id, status="active")
    kind = "v2.core.account[configuration.recipient].capability_status_updated"

    tell(
        {
            "id": "evt_thin",
            "object": "v2.core.event",
            "type": kind,
            "livemode": False,
            "related_object": {"id": payee.stripe_account_id, "type": "v2.core.account"},
        }
    )
    tasks.sweep_events()

    assert Payee.objects.get().is_ready
    assert StripeEvent.objects.get().status == "done"


def test_the_nightly_check_says_what_is_wrong(book, paid, caplog, monkeypatch):
    operations.check_funding(paid)

    with monkeypatch.context() as patch:
        patch.setattr(gateway, "balance", lambda: {"USD": 1})
        tasks.check_ledger()

    assert "ledger: Stripe has 1 USD, the ledger says 69882" in caplog.text


def test_an_event_that_was_never_delivered_is_read_all_the_same(bank, monkeypatch):
    funding = bank.open_page(make.placement().milestones.get())
    bank.pay(funding.checkout_url)
    told = bank.events()
    monkeypatch.setattr(tasks, "GRACE", -timedelta(days=1))  # other tests move the clock there
    assert tell(told[0]) == 200

    tasks.poll_events()
    tasks.poll_events()
    for event in StripeEvent.objects.filter(pk__in=[each["id"] for each in told]):
        tasks.handle_event(event.pk)

    funding.refresh_from_db()
    assert funding.status == "succeeded"
    assert StripeEvent.objects.get(pk=told[0]["id"]).deliveries == 1
    assert StripeEvent.objects.filter(deliveries=0).exists()


def test_while_stripe_is_away_no_event_is_looked_for(bank, caplog):
    bank.fail("cut", "/v1/events", times=3, method="GET")

    tasks.poll_events()

    assert "events were not read" in caplog.text
