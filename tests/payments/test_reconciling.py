"""Stripe's book beside ours: what does not fit is for a person, and stops what is paid out."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from marketplace.states import WrongState
from payments import actions, gateway, ledger, operations, tasks
from payments.actions import reconciling
from payments.models import BalanceTxn, Break, Journal, Payout
from tests import make
from tests.payments.approving import approved
from tests.payments.lost import paid_twice


def an_hour_later():
    late = timezone.now() - timedelta(hours=1)
    BalanceTxn.objects.filter(matched_at=None).update(seen_at=late)


def unmatched():
    return BalanceTxn.objects.filter(matched_at=None)


def booked_by_stripe(**given):
    """A line that nothing of ours asks for."""
    fields = {
        "id": "txn_strange",
        "kind": "adjustment",
        "amount": 12_00,
        "fee": 0,
        "net": 12_00,
        "currency": "USD",
        "source": "du_strange",
        "made_at": timezone.now(),
    }
    actions.keep_booked([gateway.Booked(**{**fields, **given})])
    return BalanceTxn.objects.get(pk=given.get("id", "txn_strange"))


def test_every_line_of_stripes_book_is_found_in_ours(book):
    payout = approved(book)
    tasks.sweep_operations()
    second = book.fund(make.placement().milestones.get())

    tasks.reconcile()
    tasks.reconcile()

    assert not unmatched().exists()
    assert not Break.objects.exists()
    line = BalanceTxn.objects.get(matches__journal__key=f"transfer:{payout.pk}")
    assert (line.kind, line.net) == ("transfer", -payout.amount_minor)
    keys = {f"fund:{second.pk}", f"fee:{second.stripe_txn_id}"}
    paid = BalanceTxn.objects.get(pk=second.stripe_txn_id)
    assert set(paid.matches.values_list("journal__key", flat=True)) == keys


def test_a_refund_and_its_failure_are_found_too(book):
    refund = paid_twice(book, make.placement().milestones.get())
    tasks.sweep_operations()
    refund.refresh_from_db()
    book.control("fail-refund", refund=refund.stripe_refund_id)
    operations.check_refund(refund.stripe_refund_id)

    tasks.reconcile()

    assert not unmatched().exists()
    lines = BalanceTxn.objects.filter(source=refund.stripe_refund_id)
    assert {each.kind for each in lines} == {"refund", "refund_failure"}


def test_money_that_goes_to_our_own_bank_is_written_down(book):
    before = ledger.totals(ledger.Kind.BANK).get("USD", 0)
    line = booked_by_stripe(id="txn_po", kind="payout", amount=-50_00, net=-50_00, source="po_1")

    assert actions.match(line)

    assert ledger.totals(ledger.Kind.BANK)["USD"] - before == 50_00
    assert Journal.objects.get(key="booked:txn_po").memo["kind"] == "payout"
    # The stand-in knows nothing of it: undo what the check after this test would find.
    actions.match(booked_by_stripe(id="txn_up", kind="topup", amount=50_00, net=50_00))


def test_a_line_that_is_not_ours_waits_a_moment_and_is_then_for_a_person(db, caplog):
    line = booked_by_stripe()
    assert not actions.match(line)
    assert not Break.objects.exists()

    an_hour_later()
    assert not actions.match(line)
    assert not actions.match(line)

    found = Break.objects.get()
    assert (found.kind, found.ref, found.minor) == ("booked", "txn_strange", 12_00)
    assert "adjustment of du_strange: 1200 booked, 0 in our journals" in caplog.text
    assert any("difference" in each for each in ledger.waiting_for_a_person())


def test_what_is_written_down_late_closes_by_itself(book, monkeypatch):
    funding = book.open_page(make.placement().milestones.get())
    book.pay(funding.checkout_url)
    tasks.reconcile()
    an_hour_later()
    tasks.reconcile()
    assert Break.objects.get().status == "open"

    operations.check_funding(funding)
    tasks.reconcile()

    found = Break.objects.get()
    assert (found.status, found.owner) == ("closed", None)
    assert found.words == "Both say the same by now."


def test_what_only_our_books_say_is_for_a_person(db, monkeypatch):
    funding = make.funded()
    actions.find_missing()
    assert not Break.objects.exists()

    monkeypatch.setattr(reconciling, "FOR_STRIPE", -timedelta(hours=1))
    actions.find_missing()
    actions.find_missing()

    found = {each.ref: each.minor for each in Break.objects.filter(kind="missing")}
    assert found[f"fund:{funding.pk}"] == -funding.amount_minor


def test_a_difference_that_is_closed_is_written_down_as_what_it_was(db, sign_in, monkeypatch):
    actions.match(booked_by_stripe())
    an_hour_later()
    actions.match(BalanceTxn.objects.get())
    row, person = Break.objects.get(), make.platform()
    actions.take_break(row, person)
    form = {"words": "Stripe gave some of its fee back, ticket 9.", "posting": "stripe_fee"}

    browser = sign_in(person)
    wrong = browser.post(row.get_absolute_url(), {**form, "posting": "hold"})
    assert wrong.status_code == 200
    browser.post(row.get_absolute_url(), form)

    totals = {kind: ledger.totals(kind) for kind in ("stripe_balance", "stripe_fee")}
    assert totals == {"stripe_balance": {"USD": 12_00}, "stripe_fee": {"USD": -12_00}}
    assert "What was written down" in browser.get(row.get_absolute_url()).text
    monkeypatch.setattr(reconciling, "FOR_STRIPE", -timedelta(hours=1))
    actions.find_missing()
    assert not Break.objects.open().exists()
    word = reconciling.open_break("word", "refund odd", "odd")
    actions.take_break(word, person)
    with pytest.raises(WrongState):
        actions.close_break(word, person, "x", "loss")


def test_a_currency_that_only_stripe_knows_is_shown_as_it_is_counted(db, sign_in):
    actions.match(
        booked_by_stripe(kind="stripe_fee", amount=-500, net=-500, currency="ISK", source="")
    )
    make.difference(currency="ISK")
    browser = sign_in(make.platform())
    files = ("ledger_balances_csv", "ledger_journals_csv", "ledger_months_csv")

    assert "ISK (minor units)" in browser.get(reverse("payments:differences")).text
    assert "500 ISK (minor units)" in browser.get(reverse("payments:ledger")).text
    for name in files:
        file = b"".join(browser.get(reverse(f"payments:{name}")).streaming_content)
        assert b"ISK" in file


def test_a_balance_that_is_not_the_sum_of_its_lines_is_opened_once(db):
    booked_by_stripe()
    actions.compare({"USD": 12_00, "EUR": 0})
    assert not Break.objects.exists()

    actions.compare({"USD": 13_00})
    found = Break.objects.get()
    assert (found.kind, found.minor) == ("balance", 1_00)
    person = make.platform()
    actions.take_break(found, person)
    actions.close_break(found, person, "A rounding of Stripe's, ticket 7.")

    actions.compare({"USD": 13_00})
    assert Break.objects.count() == 1
    actions.compare({"USD": 14_00})
    assert Break.objects.count() == 2


def test_the_nightly_check_compares_the_balance(book, caplog):
    tasks.check_ledger()

    assert not Break.objects.exists()
    assert BalanceTxn.objects.exists()


def test_while_stripe_is_away_nothing_is_compared(book, caplog):
    book.fail("cut", "/v1/balance_transactions", times=3, method="GET")

    tasks.reconcile()

    assert "Stripe's book was not read" in caplog.text
    assert not Break.objects.exists()


# --- What it stops


@pytest.fixture
def stopped(db):
    return make.difference()


def closed(row):
    person = make.platform()
    actions.take_break(row, person)
    return actions.close_break(row, person, "It was ours after all, ticket 8.")


def test_no_transfer_begins_while_a_difference_of_its_currency_is_open(bank, stopped):
    payout = approved(bank)
    tasks.sweep_operations()

    payout.refresh_from_db()
    assert (payout.status, payout.held_back, payout.operation) == ("waiting", True, None)
    assert not payout.is_stuck
    assert bank.transfers(payout.milestone) == []

    closed(stopped)
    tasks.sweep_operations()
    tasks.sweep_operations()

    payout.refresh_from_db()
    assert (payout.status, payout.held_back) == ("sent", False)
    assert len(bank.transfers(payout.milestone)) == 1


def test_what_was_asked_for_and_not_sent_is_held_back(bank):
    payout = approved(bank)
    assert payout.status == "queued"
    row = make.difference()
    tasks.sweep_operations()

    payout.refresh_from_db()
    assert (payout.status, payout.held_back) == ("waiting", True)
    assert bank.transfers(payout.milestone) == []

    closed(row)
    tasks.sweep_operations()
    tasks.sweep_operations()
    assert len(bank.transfers(payout.milestone)) == 1


def test_what_was_begun_before_goes_on_with_its_own_key(bank):
    payout = approved(bank)
    bank.fail("cut after", "/v1/transfers")
    operations.run(payout.operation_id)
    make.difference()
    payout.operation.refresh_from_db()
    type(payout.operation).objects.update(not_before=timezone.now())

    tasks.sweep_operations()

    payout.refresh_from_db()
    assert payout.status == "sent"
    assert len(bank.transfers(payout.milestone)) == 1


def test_another_currency_goes_on(bank):
    make.difference(currency="EUR")

    payout = approved(bank)
    tasks.sweep_operations()

    assert Payout.objects.get(pk=payout.pk).status == "sent"


# --- The people


def test_our_staff_take_a_difference_and_close_it_with_words(stopped, sign_in):
    person = make.platform()
    browser = sign_in(person)
    page = browser.get(reverse("payments:differences"))
    assert "No transfer in USD begins" in page.text

    browser.post(reverse("payments:take_difference", args=[stopped.pk]))
    short = browser.post(stopped.get_absolute_url(), {"words": "ok"})
    assert "Say a little more" in short.text
    browser.post(stopped.get_absolute_url(), {"words": "A dispute of last year; ticket 12."})

    stopped.refresh_from_db()
    assert (stopped.status, stopped.owner) == ("closed", person)
    assert "ticket 12" in browser.get(stopped.get_absolute_url()).text
    assert "Both books say the same" in browser.get(reverse("payments:differences")).text


def test_what_another_has_taken_is_not_closed(stopped, sign_in):
    actions.take_break(stopped, make.platform())

    page = sign_in(make.platform()).post(
        stopped.get_absolute_url(), {"words": "It was nothing, I believe."}, follow=True
    )

    assert "It is not in your hands" in page.text
    stopped.refresh_from_db()
    assert stopped.status == "taken"


def test_what_is_closed_is_not_taken_again(stopped, sign_in):
    closed(stopped)

    page = sign_in(make.platform()).post(
        reverse("payments:take_difference", args=[stopped.pk]), follow=True
    )

    assert "It is closed already" in page.text


def test_a_line_whose_difference_is_closed_is_settled(db):
    line = booked_by_stripe()
    an_hour_later()
    actions.match(line)

    closed(Break.objects.get())

    assert actions.match(line)


def test_the_database_wants_words(stopped):
    refused = pytest.raises(IntegrityError, match="break_closed_with_words")
    with refused, transaction.atomic():
        Break.objects.update(status="closed")


# --- Words that we do not know


def test_a_word_we_do_not_know_is_for_a_person_and_stops_nothing(bank):
    payee = make.payee(make.student())
    seen = gateway.Account(payee.stripe_account_id, "limited_by_law", [])

    payee = actions.settle_account(payee, seen)
    actions.settle_account(payee, seen)

    found = Break.objects.get()
    assert (found.kind, found.currency) == ("word", "")
    assert "limited_by_law" in found.said
    assert not payee.is_ready
    assert not actions.stopped("USD")


def test_a_payment_page_with_unknown_words_changes_nothing_and_asks_a_person(db):
    milestone = make.placement().milestones.get()
    funding = actions.start_funding(milestone, milestone.offer.made_by)
    page = make.paid_page(funding, status="paused", intent_status="dreaming", charge=None)

    funding = actions.settle_checkout(funding, page)

    assert funding.status == "created"
    assert {each.ref.rsplit(" ", 1)[1] for each in Break.objects.all()} == {"paused", "dreaming"}


def test_a_difference_in_a_currency_that_we_do_not_write_is_closed_like_any_other(db, sign_in):
    row = make.difference(currency="ISK")
    browser = sign_in(make.platform())

    for name, args in (("difference", [row.pk]), ("differences", []), ("ledger", [])):
        assert browser.get(reverse(f"payments:{name}", args=args)).status_code == 200
    assert closed(row).status == "closed"
