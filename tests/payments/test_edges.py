"""What rarely happens, and must not cost anybody a cent when it does."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import PayoutRoute, Student
from applications import actions as application_actions
from applications import eligibility
from marketplace.states import WrongState
from payments import actions, gateway, ledger, operations, tasks
from payments.actions import outbox
from payments.ledger import Kind
from payments.models import Break, Funding, Journal, Operation, Payee, Payout, Refund
from payments.seen import Account, RefundSeen, Transfer
from tests import make
from tests.payments.bank import Bank, set_up
from tests.payments.test_paying import approved, assert_paid_once, lease_runs_out


@pytest.fixture
def milestone(db):
    return make.placement().milestones.get()


def a_day_ago(operation_id) -> None:
    yesterday = timezone.now() - outbox.KEY_LIVES - timedelta(minutes=1)
    Operation.objects.filter(pk=operation_id).update(
        first_sent_at=yesterday, not_before=timezone.now(), attempts=1
    )


# --- Payment pages


def test_a_page_that_stripe_refuses_to_open_fails_and_says_so(bank, sign_in):
    milestone = make.placement([40]).milestones.get()  # Stripe takes no less than 50 cents.

    page = sign_in(milestone.offer.made_by).post(
        reverse("payments:fund", args=[milestone.pk]), follow=True
    )

    assert "Stripe would not open a payment page. Nothing was charged." in page.text
    assert set(Operation.objects.values_list("status", flat=True)) == {"rejected"}
    assert set(Funding.objects.values_list("status", flat=True)) == {"failed"}


def test_a_page_nobody_could_open_for_a_day_is_given_up(bank, milestone):
    funding = actions.start_funding(milestone, milestone.offer.made_by)
    a_day_ago(funding.operation_id)

    tasks.sweep_operations()

    funding.refresh_from_db()
    assert funding.status == "failed"
    assert Operation.objects.get().status == "rejected"


def test_money_that_comes_by_a_page_we_gave_up_is_held_all_the_same(db, milestone):
    funding = actions.start_funding(milestone, milestone.offer.made_by)
    actions.give_up_page(funding.operation, "no answer")

    actions.settle_checkout(funding, make.paid_page(funding))

    funding.refresh_from_db()
    assert (funding.status, funding.applied) == ("succeeded", True)


def test_a_stripe_that_is_away_is_said_on_the_way_back(bank, milestone, sign_in):
    funding = bank.open_page(milestone)
    bank.fail("cut", "/v1/checkout/sessions", method="GET")

    page = sign_in(funding.payer).get(reverse("payments:returned", args=[funding.pk])).text

    assert "Stripe does not answer at the moment" in page
    assert "We have not heard that you paid" in page


def test_a_click_while_the_money_is_with_the_bank_pays_nothing(bank, milestone, sign_in):
    bank.control("change-settings", debit_takes=3600)
    funding = bank.open_page(milestone)
    bank.debit(funding.checkout_url, "000123456789")
    browser = sign_in(funding.payer)
    # We have not heard of it yet: the click finds out.
    response = browser.post(reverse("payments:fund", args=[milestone.pk]))
    assert response.url == reverse("payments:returned", args=[funding.pk])

    page = browser.post(reverse("payments:fund", args=[milestone.pk]), follow=True)

    assert "A payment is with the bank already. Nothing was charged again." in page.text
    assert "The bank is working on this payment" in page.text
    assert Funding.objects.count() == 1


def test_closing_a_page_that_was_paid_in_the_meantime_finds_the_payment(bank, milestone):
    funding = bank.open_page(milestone)
    actions.ask_to_close(funding)
    bank.pay(funding.checkout_url)

    tasks.sweep_operations()

    funding.refresh_from_db()
    assert (funding.status, funding.applied) == ("succeeded", True)
    assert Operation.objects.get(kind="expire").status == "rejected"


def test_asking_twice_to_close_a_page_is_asking_once(bank, milestone):
    funding = bank.open_page(milestone)

    actions.ask_to_close(funding)
    actions.ask_to_close(funding)

    assert Operation.objects.filter(kind="expire").count() == 1


def test_a_fee_in_another_currency_is_left_to_a_person(db, milestone, caplog):
    funding = actions.start_funding(milestone, milestone.offer.made_by)
    seen = make.paid_page(funding)
    euros = replace(seen.charge, txn=replace(seen.charge.txn, currency="EUR"))

    actions.settle_checkout(funding, replace(seen, charge=euros))

    assert "became €" in caplog.text
    assert not Journal.objects.filter(kind="fee").exists()


def test_a_payment_without_a_fee_books_none(db, milestone):
    funding = actions.start_funding(milestone, milestone.offer.made_by)
    seen = make.paid_page(funding)
    free = replace(seen.charge, txn=replace(seen.charge.txn, fee=0))

    actions.settle_checkout(funding, replace(seen, charge=free))

    funding.refresh_from_db()
    assert funding.stripe_txn_id
    assert not Journal.objects.filter(kind="fee").exists()


# --- Refunds


def paid_twice(bank: Bank, milestone) -> Refund:
    first, second = bank.open_page(milestone), bank.open_page(milestone, by=make.employer())
    bank.pay(first.checkout_url)
    bank.pay(second.checkout_url)
    operations.check_funding(first)
    operations.check_funding(second)
    return Refund.objects.get()


@pytest.mark.parametrize("fault", ["error after", "cut after", "error", "cut"])
def test_a_refund_with_a_broken_answer_is_made_once(bank, milestone, fault):
    refund = paid_twice(bank, milestone)
    bank.fail(fault, "/v1/refunds")

    tasks.sweep_operations()
    lease_runs_out(refund)
    tasks.sweep_operations()

    refund.refresh_from_db()
    assert refund.status == "succeeded"
    assert [each.id for each in bank.refunds(refund.funding)] == [refund.stripe_refund_id]


def test_a_refund_that_waits_is_asked_about(bank, milestone):
    first = bank.open_page(milestone)
    second = bank.open_page(milestone, by=make.employer())
    bank.pay(first.checkout_url)
    bank.pay(second.checkout_url, "4000000000007726")  # its refunds wait
    operations.check_funding(first)
    operations.check_funding(second)
    tasks.sweep_operations()
    assert Refund.objects.get().status == "pending"
    assert ledger.totals(Kind.REFUND_PAYABLE) == {"USD": -720_00}

    bank.control("advance-clock", seconds=30)
    tasks.poll_fundings()

    assert Refund.objects.get().status == "succeeded"
    assert ledger.totals(Kind.REFUND_PAYABLE) == {"USD": 0}


def test_a_refund_is_heard_of_too(bank, milestone):
    from tests.payments.bank import tell

    refund = paid_twice(bank, milestone)
    tasks.sweep_operations()
    (event,) = bank.events("refund.created")

    tell(event)
    tasks.sweep_events()

    refund.refresh_from_db()
    assert refund.status == "succeeded"


def test_a_refund_that_stripe_refuses_is_parked(bank, milestone, caplog):
    refund = paid_twice(bank, milestone)
    bank.client().v1.refunds.create({"payment_intent": refund.funding.stripe_intent_id})

    tasks.sweep_operations()

    refund.refresh_from_db()
    assert refund.status == "failed"
    assert ledger.totals(Kind.SUSPENSE) == {"USD": -720_00}
    assert "could not be paid back" in caplog.text
    bank.before["USD"] -= 720_00  # what a person has sent back behind our back


def test_a_word_for_a_refund_that_we_do_not_know_goes_to_a_person(db, milestone, caplog):
    first, second = (
        actions.start_funding(milestone, by) for by in (make.employer(), make.employer())
    )
    actions.settle_checkout(first, make.paid_page(first))
    actions.settle_checkout(second, make.paid_page(second))
    refund = Refund.objects.get()

    actions.settle_refund(refund, RefundSeen("re_1", "appealed", 720_00, "USD", None, None))

    refund.refresh_from_db()
    assert refund.status == "pending"
    assert "“appealed” at Stripe" in Break.objects.get(kind="word").said


def test_a_refund_of_a_day_ago_waits_for_a_person(bank, milestone):
    refund = paid_twice(bank, milestone)
    a_day_ago(refund.operation_id)

    tasks.sweep_operations()

    assert Operation.objects.get(pk=refund.operation_id).status == "reconcile"


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


# --- The rest


def test_the_nightly_check_goes_on_without_stripe(db, monkeypatch, caplog):
    def away():
        raise gateway.GatewayBusy("away")

    monkeypatch.setattr(gateway, "balance", away)

    tasks.check_ledger()

    assert "Stripe's balance was not compared: away" in caplog.text


def test_one_answer_that_does_not_come_does_not_keep_the_others_waiting(bank):
    fundings = [bank.open_page(make.placement().milestones.get()) for _ in range(2)]
    for funding in fundings:
        bank.pay(funding.checkout_url)
    Funding.objects.update(created_at=timezone.now() - timedelta(minutes=2))
    bank.fail("cut", "/v1/checkout/sessions", method="GET")

    tasks.poll_fundings()

    assert sorted(Funding.objects.values_list("applied", flat=True)) == [False, True]
    tasks.poll_fundings()
    assert Funding.objects.filter(applied=True).count() == 2


def test_a_task_sends_its_operation(bank):
    payout = approved(bank)

    tasks.send_operation(str(payout.operation_id))
    tasks.send_operation(str(payout.operation_id))

    assert_paid_once(bank, payout)


def test_changes_asked_for_keep_the_money_held(db, sign_in):
    milestone = make.delivered()
    application_actions.ask_for_changes(milestone, "Shop 7 is missing.", make.today(7))
    student = milestone.placement.student.user

    page = sign_in(student).get(reverse("payments:money")).text

    assert "$648.00" in page
    assert ledger.held(milestone) == 720_00


def test_an_open_page_does_not_keep_stripe_s_balance_from_being_compared(bank, milestone):
    bank.open_page(milestone)

    assert ledger.problems({"USD": 1}) == ["Stripe has 1 USD, the ledger says 0"]


def test_money_on_its_way_is_not_compared_and_the_log_says_so(bank, caplog):
    approved(bank)

    assert ledger.problems({"USD": 1}) == []
    assert "balance is not compared: something is on its way" in caplog.text


def test_a_row_that_breaks_does_not_keep_the_others_from_being_asked_about(bank, monkeypatch):
    fundings = [bank.open_page(make.placement().milestones.get()) for _ in range(2)]
    for funding in fundings:
        bank.pay(funding.checkout_url)
    long_ago = timezone.now() - timedelta(hours=1)
    Funding.objects.update(created_at=long_ago, checked_at=long_ago)
    check = operations.check_funding

    def breaks_once(funding):
        if funding.pk == fundings[0].pk:
            raise ValueError("cannot be read")
        return check(funding)

    with monkeypatch.context() as patch:
        patch.setattr(operations, "check_funding", breaks_once)
        tasks.poll_fundings()

    broken, whole = (Funding.objects.get(pk=each.pk) for each in fundings)
    assert whole.applied
    assert broken.checked_at > long_ago
    check(broken)


def test_an_operation_that_breaks_does_not_keep_the_others_from_being_sent(bank, monkeypatch):
    first, second = approved(bank), approved(bank)
    send = gateway.send_transfer

    def breaks_once(params, key):
        if key == first.operation_id:
            raise ValueError("cannot be sent")
        return send(params, key)

    with monkeypatch.context() as patch:
        patch.setattr(gateway, "send_transfer", breaks_once)
        tasks.sweep_operations()

    assert_paid_once_but(second)
    lease_runs_out(first)
    tasks.sweep_operations()
    assert_paid_once(bank, first)


def assert_paid_once_but(payout) -> None:
    payout.refresh_from_db()
    assert payout.status == "sent"


# --- Ways to pay that change, and money in another currency


def rail(country: str, name: str, since=None) -> None:
    PayoutRoute.objects.update_or_create(
        country=country,
        defaults={"rail": name, "since": since or make.today(), "source": "https://example.org"},
    )


def test_what_waited_for_our_staff_goes_through_stripe_once_it_can(bank):
    rail("US", "manual")
    milestone = make.placement().milestones.get()
    rail("US", "manual")  # make.student keeps what is there
    bank.fund(milestone)
    milestone.refresh_from_db()
    application_actions.deliver(milestone, "Here it is.", [], [])
    payout = actions.approve(milestone, milestone.offer.made_by)
    assert (payout.rail, payout.status) == ("manual", "waiting")
    rail("US", "connect")
    tasks.sweep_operations()
    payout.refresh_from_db()
    assert payout.rail == "manual"  # no account yet
    bank.ready(milestone.placement.student)

    tasks.sweep_operations()
    tasks.sweep_operations()

    assert_paid_once(bank, payout)


def test_a_way_to_pay_counts_from_its_day(sign_in, db):
    rail("US", "manual", since=make.today(1))
    student = make.student()
    listing = make.listing(approved_by=student.university)

    assert "United States" not in countries(sign_in(student.user))
    assert not eligibility.may_apply(student, listing)
    rail("US", "manual")
    assert "United States" in countries(sign_in(student.user))
    assert eligibility.may_apply(student, listing)


def countries(browser) -> str:
    page = browser.get(reverse("payments:setup")).text
    return page[page.index("Countries we can pay into") :]


def settled_in_euros(milestone) -> Funding:
    funding = actions.start_funding(milestone, milestone.offer.made_by)
    seen = make.paid_page(funding)
    euros = replace(seen.charge, txn=replace(seen.charge.txn, currency="EUR", fee=0))
    return actions.settle_checkout(funding, replace(seen, charge=euros))


def test_f34_what_settled_in_another_currency_is_not_paid_out_by_itself(db, milestone):
    make.payee(milestone.placement.student)
    settled_in_euros(milestone)
    milestone.refresh_from_db()
    application_actions.deliver(milestone, "Here it is.", [], [])

    payout = actions.approve(milestone, milestone.offer.made_by)
    tasks.sweep_operations()

    payout.refresh_from_db()
    assert (payout.rail, payout.status, payout.operation) == ("manual", "waiting", None)
    assert "settled in EUR, not USD: no payout" in " ".join(ledger.waiting_for_a_person())


def test_f34_what_is_known_to_have_settled_elsewhere_only_later_is_kept_too(db, milestone):
    funding = actions.start_funding(milestone, milestone.offer.made_by)
    seen = make.paid_page(funding)
    actions.settle_checkout(funding, replace(seen, charge=replace(seen.charge, txn=None)))
    milestone.refresh_from_db()
    application_actions.deliver(milestone, "Here it is.", [], [])
    payout = actions.approve(milestone, milestone.offer.made_by)
    euros = replace(seen.charge, txn=replace(seen.charge.txn, currency="EUR", fee=0))

    actions.settle_checkout(funding, replace(seen, charge=euros))

    payout.refresh_from_db()
    assert payout.rail == "manual"
