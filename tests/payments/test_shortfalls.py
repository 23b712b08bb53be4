"""The books may add up while there is too little at Stripe to pay what is owed."""

import pytest
from django.urls import reverse

from payments import ledger, shortfalls
from payments.actions import checking
from payments.ledger import Kind, account
from tests import make
from tests.making import budget as budgets
from tests.making.by_hand import payout_by_hand


def book(amount: int, key: str = "top") -> None:
    """From our bank to Stripe, USD."""
    legs = [(account(Kind.STRIPE_BALANCE, "USD"), amount), (account(Kind.BANK, "USD"), -amount)]
    ledger.post(key, "booked", legs)


def test_stripes_fee_is_missing_of_what_is_held_until_somebody_tops_it_up(db):
    make.funded()

    [short] = shortfalls.shortfalls()
    assert (short.currency, short.owed, short.minor) == ("USD", 720_00, 21_18)
    book(21_17, "almost")
    assert [each.minor for each in shortfalls.shortfalls()] == [1]
    book(1, "enough")
    assert shortfalls.shortfalls() == []


def test_what_universities_have_paid_in_is_owed_from_there_too(db):
    budgets.budget(500_00)
    there = ledger.totals(Kind.STRIPE_BALANCE)["USD"]

    book(499_99 - there)

    assert [(each.owed, each.minor) for each in shortfalls.shortfalls()] == [(500_00, 1)]


def test_what_we_pay_by_bank_transfer_needs_nothing_at_stripe(db):
    payout_by_hand()

    assert shortfalls.shortfalls() == []


def test_the_ledger_says_what_is_to_be_topped_up_and_so_does_the_nightly_check(db, sign_in):
    make.funded()
    checked = checking.check({"USD": 720_00 - 21_18})
    browser = sign_in(make.platform())

    assert checked.problems == []
    assert any("top up $21.18" in each for each in checked.waiting)
    for name in ("ledger", "ledger_journals", "ledger_checks"):
        page = browser.get(reverse(f"payments:{name}")).text
        assert "USD is short: top up $21.18 at Stripe." in page
        assert "notice--ok" not in page
    book(21_18)
    page = browser.get(reverse("payments:ledger")).text
    assert "is short" not in page
    assert "notice--ok" in page


@pytest.mark.parametrize("sent", [10_00, 500_00])
def test_what_was_sent_to_our_bank_is_said_beside_it(db, sign_in, sent):
    make.funded()
    book(-sent)

    page = sign_in(make.platform()).get(reverse("payments:ledger")).text

    assert f"${sent // 100}.00 is in our bank." in page
