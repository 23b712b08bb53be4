"""What rarely happens, and must not cost anybody a cent when it does."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import PayoutRoute
from applications import actions as application_actions
from applications import eligibility
from payments import actions, gateway, ledger, operations, tasks
from payments.models import Funding
from tests import make
from tests.payments.approving import approved, assert_paid_once, lease_runs_out


@pytest.fixture
def milestone(db):
    return make.placement().milestones.get()


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
